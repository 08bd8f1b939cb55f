/* Steps of multipliers and lambdas towards a high bound by regions.
 *
 * L(u, l) (bound_regions.c) is concave. With k_r the numbers that the dynamic program picks, and use_i(r, k)
 * how often the k least knapsacks of region r take unit i,
 *
 *     dL/du_i = 1 - sum_r use_i(r, k_r),        dv_r(k)/dl_i = use_i(r, k) - 1.
 *
 * The u move along the first, all l of all regions and numbers along the second, whether their number is
 * picked or not: a higher v_r(k) never lowers L. Both with momentum, in steps that go down geometrically from
 * 0.4 to 0.004 of the mean multiplier; the first ones lower L, until the l are built up. Numbers that are
 * nearly as good as the best (bound_region_numbers.c) are picked in part. The four numbers of a region that
 * have l of their own follow what is picked.
 *
 * Every eight steps the pairs that matter are chosen again and all middles are priced; between, those of
 * least value, and only for numbers that may soon be picked: the l of the others stand still. Every 64
 * steps nothing is left out. Only at looks is a best point taken. A step is
 * O(slots that matter x pairs that matter + R K).
 */
#include "planner/district/bound_regions.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double momentum = 0.5;
static const double first_size = 0.4, last_size = 0.004; /* of the mean multiplier */
static const double deepest_fall = 0.3; /* of the value, on the way; more: steps are too long */
/* Numbers whose slack is this many mean costs of a patch, times the size of the steps, count as equal. */
static const double near_tie = 0.1;
/* Numbers whose slack is more, likewise and with a least, are not looked at again at every step. */
static const double idle_slack = 2, least_idle_slack = 0.2;
enum { look_every = 8, all_pairs_every = 64 };

/* Middles priced: those active of the slots that matter; all of these and the active of the others; all. */
enum look { look_at_active, look_at_hubs, look_at_all };

/* --- one region ----------------------------------------------------------------------------------- */

static int compare_order(const void *a, const void *b) {
    const struct pp_bound_order *x = a, *y = b;
    if (x->value < y->value || x->value > y->value)
        return x->value < y->value ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* What units offer in this slot; returns minus the sum of its lambdas. */
static double offer_local(struct pp_bound_regions *regions, const struct pp_bound_region *region,
                          const double *lambda) {
    double sum = 0;
    for (int l = 0; l < region->n_local; l++) {
        int i = region->local[l];
        sum += lambda[l];
        regions->offer[i].price =
            (float)((regions->multiplier[i] - lambda[l]) / regions->weight[i]);
        regions->cover[i] = 0;
    }
    return -sum;
}

/* The slot whose lambdas value entry a of the window. */
static int slot_of(int a) { return a < 1 ? 0 : a > PP_BOUND_SLOTS ? PP_BOUND_SLOTS - 1 : a - 1; }

/* Middles in the order of their value: all of them, or those of least value last time. Returns how many. */
static int order_hubs(struct pp_bound_regions *regions, struct pp_bound_region *region, int s,
                      bool all, const struct pp_bound_pricer *pricer) {
    const struct pp_bound_near *near = &regions->near;
    double *price = region->price + (size_t)s * (size_t)region->n_hubs;
    struct pp_bound_order *order = regions->order;
    int *active = region->active + (size_t)s * (size_t)region->n_hubs;
    int wanted = 3 * (region->low + s + 1) + 6 + region->n_hubs / 10;
    int n = all || wanted > region->n_hubs ? region->n_hubs : wanted;
    for (int a = 0; a < n; a++) {
        int h = all ? a : active[a];
        order[a] = (struct pp_bound_order){
            pp_bound_price(pricer, near->row_of_unit[region->hub[h]], &price[h]), h};
    }
    qsort(order, (size_t)n, sizeof *order, compare_order);
    for (int a = 0; a < n; a++)
        active[a] = order[a].row;
    return n;
}

/* Values and usage of the numbers of patches that slot s stands for. */
static void value_slot(struct pp_bound_regions *regions, struct pp_bound_region *region, int s,
                       bool all) {
    const struct pp_bound_near *near = &regions->near;
    const struct pp_bound_order *order = regions->order;
    struct pp_bound_pricer pricer = {near, regions->offer, regions->items, regions->data->min,
                                     regions->data->max};
    const double *price = region->price + (size_t)s * (size_t)region->n_hubs;
    double value =
        offer_local(regions, region, region->lambda + (size_t)s * (size_t)region->n_local);
    int n = order_hubs(regions, region, s, all, &pricer);
    int most = region->low + s + (s == PP_BOUND_SLOTS - 1);
    for (int k = 0; k <= most && k <= n; k++) {
        int a = k - region->low + 1;
        if (k > 0) {
            int h = order[k - 1].row;
            value += order[k - 1].value;
            pp_bound_cover(&pricer, near->row_of_unit[region->hub[h]], price[h], regions->cover);
        }
        if (a < 0 || slot_of(a) != s)
            continue;
        double *usage = region->usage + (size_t)a * (size_t)region->n_local;
        region->value[a] = k == 0 ? 0 : value;
        for (int l = 0; l < region->n_local; l++)
            usage[l] = regions->cover[region->local[l]];
    }
}

/* --- all regions -------------------------------------------------------------------------------- */

/* Are all numbers of the slot so far from being chosen that a few steps will not change it? */
static bool is_idle(const struct pp_bound_region *region, int s, double far) {
    for (int a = 0; a < PP_BOUND_WINDOW; a++)
        if (slot_of(a) == s && region->slack[a] <= far)
            return false;
    return true;
}

/* What the regions take of each unit, of near equal numbers each a part: exp(- slack / blur). */
static void take_from_gradient(struct pp_bound_regions *regions,
                               const struct pp_bound_region *region, double blur) {
    double part[PP_BOUND_WINDOW], sum = 0;
    for (int a = 0; a < PP_BOUND_WINDOW; a++)
        sum += part[a] = exp(-region->slack[a] / blur);
    for (int a = 0; a < PP_BOUND_WINDOW; a++) {
        const double *usage = region->usage + (size_t)a * (size_t)region->n_local;
        if (part[a] < 1e-3 * sum)
            continue;
        for (int l = 0; l < region->n_local; l++)
            regions->gradient[region->local[l]] -= part[a] / sum * usage[l];
    }
}

/* Value and direction at the present point; false when stopped, or when no numbers near the wanted ones
 * add to K (units as heavy as patches). `size`: of the step to come, of the mean multiplier. */
static bool evaluate(struct pp_bound_regions *regions, enum look look, double size) {
    double sum = 0, patch_cost = fabs(regions->value) / regions->data->n_patches;
    double far = (least_idle_slack + idle_slack * size) * patch_cost;
    for (int i = 0; i < regions->data->n; i++) {
        sum += regions->multiplier[i];
        regions->offer[i].weight = (float)regions->weight[i];
        regions->gradient[i] = 1;
    }
    for (int r = 0; r < regions->n_regions; r++) {
        struct pp_bound_region *region = &regions->region[r];
        if (pp_must_stop(regions->cancel))
            return false;
        for (int s = 0; s < PP_BOUND_SLOTS; s++) {
            bool idle = look != look_at_all && is_idle(region, s, far);
            region->is_stale[s] = idle && look == look_at_active;
            if (!region->is_stale[s])
                value_slot(regions, region, s, !idle && look != look_at_active);
        }
    }
    regions->value = sum + pp_bound_regions_choose_numbers(regions);
    if (!isfinite(regions->value))
        return false;
    for (int r = 0; r < regions->n_regions; r++)
        take_from_gradient(regions, &regions->region[r], 1e-9 + near_tie * size * patch_cost);
    return true;
}

static void keep_best(struct pp_bound_regions *regions) {
    if (regions->value <= regions->best_value)
        return;
    regions->best_value = regions->value;
    memcpy(regions->best, regions->multiplier, (size_t)regions->data->n * sizeof(double));
    for (int r = 0; r < regions->n_regions; r++) {
        struct pp_bound_region *region = &regions->region[r];
        region->best_low = region->low;
        region->n_best = region->n_local;
        memcpy(region->best_local, region->local, (size_t)region->n_local * sizeof(int));
        memcpy(region->best, region->lambda,
               PP_BOUND_SLOTS * (size_t)region->n_local * sizeof(double));
    }
}

/* --- one step ------------------------------------------------------------------------------------- */

static void move_multipliers(struct pp_bound_regions *regions, double size) {
    for (int i = 0; i < regions->data->n; i++) {
        regions->direction[i] =
            momentum * regions->direction[i] + (1 - momentum) * regions->gradient[i];
        regions->multiplier[i] += size * regions->scale[i] * regions->direction[i];
    }
}

static void move_lambdas(struct pp_bound_regions *regions, struct pp_bound_region *region,
                         double size) {
    for (int s = 0; s < PP_BOUND_SLOTS; s++) {
        if (region->is_stale[s])
            continue;
        size_t slot = (size_t)s * (size_t)region->n_local;
        const double *usage = region->usage + slot + region->n_local;
        for (int l = 0; l < region->n_local; l++) {
            double *lambda = &region->lambda[slot + (size_t)l];
            double *direction = &region->direction[slot + (size_t)l], over = usage[l] - 1;
            *direction =
                *lambda <= 0 && over < 0 ? 0 : momentum * *direction + (1 - momentum) * over;
            *lambda = fmax(0, *lambda + size * regions->scale[region->local[l]] * *direction);
        }
    }
}

static void move_slots(struct pp_bound_region *region, double *values, size_t n, int by) {
    (void)region;
    size_t kept = (PP_BOUND_SLOTS - 1) * n * sizeof(double);
    memmove(by > 0 ? values : values + n, by > 0 ? values + n : values, kept);
}

static void move_active(struct pp_bound_region *region, int by) {
    int *active = region->active;
    size_t n = (size_t)region->n_hubs, kept = (PP_BOUND_SLOTS - 1) * n * sizeof(int);
    memmove(by > 0 ? active : active + n, by > 0 ? active + n : active, kept);
}

/* Where the number chosen lies outside the slots, they move: the new slot starts as its neighbour is. */
static void follow(struct pp_bound_region *region) {
    int a = region->chosen - region->low + 1;
    int by = a == 0 && region->low > 0 ? -1 : a == PP_BOUND_WINDOW - 1 ? 1 : 0;
    if (by == 0)
        return;
    move_slots(region, region->lambda, (size_t)region->n_local, by);
    move_slots(region, region->direction, (size_t)region->n_local, by);
    move_slots(region, region->price, (size_t)region->n_hubs, by);
    move_active(region, by);
    memset(region->slack, 0, sizeof region->slack); /* all values are to be found anew */
    region->low += by;
}

/* What a step of size 1 goes for each unit of scale. */
static double mean_multiplier(const struct pp_bound_regions *regions) {
    double sum = 0, scale = 0;
    for (int i = 0; i < regions->data->n; i++) {
        sum += fmax(regions->best[i], 0);
        scale += regions->scale[i];
    }
    return scale > 0 ? sum / scale : 0;
}

bool pp_bound_regions_step(struct pp_bound_regions *regions, double progress) {
    bool looks = regions->n_steps % look_every == 0 || progress >= 1;
    bool from_all = regions->n_steps % all_pairs_every == 0 || progress >= 1;
    double size = regions->caution * first_size * pow(last_size / first_size, progress);
    if (looks && !pp_bound_regions_refresh(regions, from_all))
        return false;
    if (!evaluate(regions, from_all ? look_at_all : looks ? look_at_hubs : look_at_active, size))
        return false;
    if (looks) {
        keep_best(regions);
        if (regions->value < (1 - deepest_fall) * regions->best_value)
            regions->caution *= 0.7;
    }
    double length = size * mean_multiplier(regions);
    move_multipliers(regions, length);
    for (int r = 0; r < regions->n_regions; r++) {
        move_lambdas(regions, &regions->region[r], length);
        follow(&regions->region[r]);
    }
    regions->n_steps++;
    return true;
}

bool pp_bound_regions_return_to_best(struct pp_bound_regions *regions) {
    memcpy(regions->multiplier, regions->best, (size_t)regions->data->n * sizeof(double));
    for (int r = 0; r < regions->n_regions; r++) {
        struct pp_bound_region *region = &regions->region[r];
        size_t n = (size_t)region->n_best;
        region->low = region->best_low;
        region->n_local = region->n_best;
        memcpy(region->local, region->best_local, n * sizeof(int));
        memcpy(region->lambda, region->best, PP_BOUND_SLOTS * n * sizeof(double));
        memset(region->direction, 0, PP_BOUND_SLOTS * n * sizeof(double));
    }
    return pp_bound_regions_refresh(regions, true) && evaluate(regions, look_at_all, last_size);
}
