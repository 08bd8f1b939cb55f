/* Which pairs of middle and unit the steps over regions look at.
 *
 * A middle never takes a unit whose cost for each weight, less what the unit pays, lies above the price at
 * which its knapsack is full, and above 0. So, with a margin for how far prices and multipliers move:
 *
 *     wide: now and then, from all pairs of the town, a wide margin; O(n^2);
 *     near: more often, from the wide ones, a small margin. The steps read only these.
 *
 * Neither is believed for the proof, which looks at every pair. But a list from distance alone would let
 * the multipliers climb through pairs that it lacks: nottingham, 1,500 steps, 5,559,000 believed and
 * 5,511,000 proven.
 */
#include "planner/district/bound_regions.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"

/* In mean multipliers of a weight. */
static const double near_margin = 0.15, wide_margin = 0.5;

static double mean_price(const struct pp_bound_regions *regions) {
    double sum = 0, weight = 0;
    for (int i = 0; i < regions->data->n; i++) {
        sum += fmax(regions->multiplier[i], 0);
        weight += regions->weight[i];
    }
    return sum / weight;
}

/* No unit is worth taking above the price of the knapsack, in any slot, or above 0. */
static void measure_highest(struct pp_bound_regions *regions) {
    for (int r = 0; r < regions->n_regions; r++) {
        const struct pp_bound_region *region = &regions->region[r];
        for (int h = 0; h < region->n_hubs; h++) {
            double highest = 0;
            for (int s = 0; s < PP_BOUND_SLOTS; s++)
                highest = fmax(highest, region->price[s * region->n_hubs + h]);
            regions->highest[regions->near.row_of_unit[region->hub[h]]] = highest;
        }
    }
}

/* --- from all pairs -------------------------------------------------------------------------------- */

static bool reserve_pairs(struct pp_bound_near *pairs, int64_t *room, int64_t need) {
    if (need <= *room)
        return true;
    int64_t wanted = need + need / 2;
    int *unit = pp_realloc_array(pairs->unit, (size_t)wanted, sizeof *unit);
    pairs->unit = unit ? unit : pairs->unit;
    float *cost = pp_realloc_array(pairs->cost, (size_t)wanted, sizeof *cost);
    pairs->cost = cost ? cost : pairs->cost;
    *room = unit && cost ? wanted : *room;
    return unit && cost;
}

/* A unit matters up to trips x way / weight <= highest + what it pays: a way of at most near + far x
 * highest, which makes the look at a pair one comparison. */
struct reach {
    float near, far;
};

static void measure_reach(const struct pp_bound_regions *regions, struct reach *reach) {
    const struct pp_bound_data *data = regions->data;
    for (int i = 0; i < data->n; i++) {
        double way = regions->weight[i] / fmax(data->trips[i], 1e-9 * regions->weight[i]);
        reach[i].near = (float)(regions->multiplier[i] / regions->weight[i] * way);
        reach[i].far = (float)way;
    }
}

/* The pairs of one row that matter; there is room for them. */
static int64_t choose_row(struct pp_bound_regions *regions, const struct reach *reach, int row,
                          float highest) {
    const struct pp_bound_data *data = regions->data;
    int hub = regions->hub_of_row[row];
    double x = data->x[hub], y = data->y[hub];
    int64_t at = regions->wide.first[row];
    for (int i = 0; i < data->n; i++) {
        double dx = data->x[i] - x, dy = data->y[i] - y, square = dx * dx + dy * dy;
        double most = (double)(reach[i].near + reach[i].far * highest);
        if (most < 0 || square > (data->cost_kind == PP_COST_SQUARED ? most : most * most))
            continue;
        double cost = pp_way(data->cost_kind, square);
        regions->wide.unit[at] = i;
        regions->wide.cost[at++] = (float)(data->trips[i] * cost / regions->weight[i]);
    }
    return at;
}

static bool choose_wide(struct pp_bound_regions *regions, double margin) {
    struct pp_bound_near *wide = &regions->wide;
    PP_AUTO_FREE struct reach *reach = pp_alloc_array((size_t)regions->data->n, sizeof *reach);
    if (!reach)
        return false;
    measure_reach(regions, reach);
    for (int row = 0; row < wide->n_rows; row++) {
        if (pp_must_stop(regions->cancel) ||
            !reserve_pairs(wide, &regions->wide_room, wide->first[row] + regions->data->n))
            return false;
        wide->first[row + 1] =
            choose_row(regions, reach, row, (float)(regions->highest[row] + margin));
    }
    return true;
}

/* --- from the wide ones ---------------------------------------------------------------------------- */

static bool choose_near(struct pp_bound_regions *regions, double margin) {
    const struct pp_bound_near *wide = &regions->wide;
    struct pp_bound_near *near = &regions->near;
    int64_t at = 0;
    if (!reserve_pairs(near, &regions->near_room, wide->first[wide->n_rows]))
        return false;
    for (int i = 0; i < regions->data->n; i++)
        regions->offer[i].price = (float)(regions->multiplier[i] / regions->weight[i]);
    for (int row = 0; row < wide->n_rows; row++) {
        float highest = (float)(regions->highest[row] + margin);
        for (int64_t e = wide->first[row]; e < wide->first[row + 1]; e++) {
            near->unit[at] = wide->unit[e];
            near->cost[at] = wide->cost[e];
            at += wide->cost[e] - regions->offer[wide->unit[e]].price <= highest;
        }
        near->first[row + 1] = at;
    }
    return true;
}

/* --- units of a region ----------------------------------------------------------------------------- */

static bool grow_array(double **array, size_t n) {
    double *grown = pp_realloc_array(*array, n, sizeof *grown);
    *array = grown ? grown : *array;
    return grown != NULL;
}

/* Room for n units in every array of the region. */
static bool reserve_local(struct pp_bound_region *region, int n) {
    if (n <= region->local_room)
        return true;
    size_t room = (size_t)n + (size_t)n / 4 + 1;
    int *local = pp_realloc_array(region->local, room, sizeof *local);
    region->local = local ? local : region->local;
    int *best_local = pp_realloc_array(region->best_local, room, sizeof *best_local);
    region->best_local = best_local ? best_local : region->best_local;
    if (!local || !best_local || !grow_array(&region->lambda, PP_BOUND_SLOTS * room) ||
        !grow_array(&region->best, PP_BOUND_SLOTS * room) ||
        !grow_array(&region->direction, PP_BOUND_SLOTS * room) ||
        !grow_array(&region->usage, PP_BOUND_WINDOW * room))
        return false;
    region->local_room = (int)room;
    return true;
}

/* Lambdas follow their units to a new list; those of units that nobody wants any more are 0. */
static void carry(struct pp_bound_regions *regions, struct pp_bound_region *region,
                  int n_local_before, const int *local_before, double *values) {
    size_t n = (size_t)region->n_local, n_before = (size_t)n_local_before;
    double *of_unit = regions->scratch, *copy = region->usage;
    memcpy(copy, values, PP_BOUND_SLOTS * n_before * sizeof(double));
    for (size_t s = 0; s < PP_BOUND_SLOTS; s++) {
        for (size_t l = 0; l < n; l++)
            of_unit[region->local[l]] = 0;
        for (size_t l = 0; l < n_before; l++)
            of_unit[local_before[l]] = copy[s * n_before + l];
        for (size_t l = 0; l < n; l++)
            values[s * n + l] = of_unit[region->local[l]];
    }
}

/* The units near to a middle of region r into regions->local; returns how many. */
static int gather_local(struct pp_bound_regions *regions, int r, int *ret_local) {
    const struct pp_bound_region *region = &regions->region[r];
    const struct pp_bound_near *near = &regions->near;
    int n = 0;
    for (int h = 0; h < region->n_hubs; h++) {
        int row = near->row_of_unit[region->hub[h]];
        for (int64_t e = near->first[row]; e < near->first[row + 1]; e++) {
            int unit = near->unit[e];
            if (regions->mark[unit] == r + 1)
                continue;
            regions->mark[unit] = r + 1;
            ret_local[n++] = unit;
        }
    }
    return n;
}

bool pp_bound_regions_refresh(struct pp_bound_regions *regions, bool from_all) {
    int *list = regions->local_list;
    double price = mean_price(regions);
    measure_highest(regions);
    if ((from_all && !choose_wide(regions, wide_margin * price)) ||
        !choose_near(regions, near_margin * price))
        return false;
    memset(regions->mark, 0, (size_t)regions->data->n * sizeof(int));
    for (int r = 0; r < regions->n_regions; r++) {
        struct pp_bound_region *region = &regions->region[r];
        int n_before = region->n_local, n = gather_local(regions, r, list);
        if (!reserve_local(region, n > n_before ? n : n_before))
            return false;
        memcpy(regions->local_before, region->local, (size_t)n_before * sizeof(int));
        memcpy(region->local, list, (size_t)n * sizeof(int));
        region->n_local = n;
        carry(regions, region, n_before, regions->local_before, region->lambda);
        carry(regions, region, n_before, regions->local_before, region->direction);
        memset(region->usage, 0, PP_BOUND_WINDOW * (size_t)n * sizeof(double));
    }
    return true;
}
