/* A capacitated start.
 *
 *   1. Seeds: along a Hilbert curve in a random direction, one after each patch's share of the weight, per
 * component of the neighbours. So every quarter has as many patches as its weight asks for, which prices and
 * annealing hardly mend later. (Seeds that repel each other, k-means++, favour the outskirts.)
 *   2. Prices: unit i goes to the hub k with the least  trips_i d(i, k) + weight_i price_k  among
 * its 15 nearest; a price rises while its patch is too heavy and falls while it is too light. These
 * are the duals of the transportation problem; the patches are cells of a power diagram, nearly
 * connected, nearly balanced.
 *   3. Centres: each hub goes to the centre of its units (Weiszfeld's steps for plain distances).
 *   2 and 3 are repeated ROUNDS times; then pieces are joined (connect.c).
 *   Reference: Aurenhammer, Hoffmann, Aronov 1998, "Minkowski-type theorems and least-squares
 * clustering".
 */
#include "planner/district/start.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/curve.h"
#include "planner/district/near.h"
#include "planner/district/way.h"

enum { CANDIDATES = 15, ROUNDS = 12, PRICE_STEPS = 8 };

struct start {
    const struct pp_problem *problem;
    struct pp_rng *rng;
    int n_units, n_patches;
    int *component; /* per unit */
    int n_components;
    int64_t *component_weight;
    int *component_patches;
    double *trips, *weight;
    double *hub_x, *hub_y, *price, *load, *target;
    double *paid; /* per patch: what its units pay for the way */
    int *hub_component;
    double *sum_x, *sum_y, *sum_mass;
    int *candidate; /* n_units x CANDIDATES, -1 ends a row */
    double *cost;   /* trips x distance to each candidate */
    int *queue;
    int *patch_of;
};

static void start_done(struct start *start) {
    void *owned[] = {start->component,
                     start->component_weight,
                     start->component_patches,
                     start->trips,
                     start->weight,
                     start->hub_x,
                     start->hub_y,
                     start->price,
                     start->load,
                     start->target,
                     start->paid,
                     start->hub_component,
                     start->sum_x,
                     start->sum_y,
                     start->sum_mass,
                     start->candidate,
                     start->cost,
                     start->queue};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        pp_free(owned[i]);
}

static bool start_alloc(struct start *start) {
    size_t n = (size_t)start->n_units, k = (size_t)start->n_patches;
    bool good = true;
#define ROOM(field, count) \
    good &= (start->field = pp_alloc_array(count, sizeof *start->field)) != NULL
    ROOM(component, n);
    ROOM(component_weight, n);
    ROOM(component_patches, n);
    ROOM(trips, n);
    ROOM(weight, n);
    ROOM(hub_x, k);
    ROOM(hub_y, k);
    ROOM(price, k);
    ROOM(load, k);
    ROOM(target, k);
    ROOM(paid, k);
    ROOM(hub_component, k);
    ROOM(sum_x, k);
    ROOM(sum_y, k);
    ROOM(sum_mass, k);
    ROOM(candidate, n * CANDIDATES);
    ROOM(cost, n * CANDIDATES);
    ROOM(queue, n + k);
#undef ROOM
    return good;
}

static bool pinned(const struct pp_problem *problem, int unit) {
    return problem->pin && problem->pin[unit] >= 0;
}

/* ---- components and their patches ---- */

static void flood_component(struct start *start, int from, int component) {
    const struct pp_problem *problem = start->problem;
    int n = 0;
    start->queue[n++] = from;
    start->component[from] = component;
    for (int head = 0; head < n; head++) {
        int u = start->queue[head];
        start->component_weight[component] += problem->weight_milli[u] + 1;
        for (int i = problem->first[u]; i < problem->first[u + 1]; i++) {
            int v = problem->neighbour[i];
            if (start->component[v] >= 0)
                continue;
            start->component[v] = component;
            start->queue[n++] = v;
        }
    }
}

static void find_components(struct start *start) {
    const struct pp_problem *problem = start->problem;
    bool connected = problem->connected;
    for (int u = 0; u < start->n_units; u++) {
        start->component[u] = connected ? -1 : 0;
        if (!connected)
            start->component_weight[0] += problem->weight_milli[u] + 1;
    }
    start->n_components = connected ? 0 : 1;
    for (int u = 0; connected && u < start->n_units; u++)
        if (start->component[u] < 0)
            flood_component(start, u, start->n_components++);
}

/* Give the next patch to the component that has most weight for each patch it would then have
 * (Webster's divisors: shares rounded to the nearest). */
static void share_patches(struct start *start, int n_given) {
    for (int p = n_given; p < start->n_patches; p++) {
        int best = 0;
        double most = -1;
        for (int c = 0; c < start->n_components; c++) {
            double each =
                (double)start->component_weight[c] / (2.0 * start->component_patches[c] + 1);
            if (each > most) {
                most = each;
                best = c;
            }
        }
        start->component_patches[best]++;
    }
}

/* ---- seeds ---- */

/* All units along a curve that is turned by a random angle, components one after another. */
static void line_up(struct start *start, struct pp_curve_turn *turn) {
    const struct pp_problem *problem = start->problem;
    double angle = 2 * M_PI * pp_rng_real(start->rng), most = 1e-9;
    double along_x = cos(angle), along_y = sin(angle);
    for (int u = 0; u < start->n_units; u++)
        most = fmax(most, hypot(problem->x[u] - problem->x[0], problem->y[u] - problem->y[0]));
    for (int u = 0; u < start->n_units; u++) {
        double dx = (problem->x[u] - problem->x[0]) / most,
               dy = (problem->y[u] - problem->y[0]) / most;
        uint64_t along = pp_curve_along((int32_t)(0x1p25 * (along_x * dx + along_y * dy)),
                                        (int32_t)(0x1p25 * (along_x * dy - along_y * dx)));
        turn[u] = (struct pp_curve_turn){start->component[u], along, u};
    }
    pp_curve_sort(turn, start->n_units);
}

static void place_seed(struct start *start, int patch, double x, double y, int component) {
    start->hub_x[patch] = x;
    start->hub_y[patch] = y;
    start->hub_component[patch] = component;
}

/* Pinned patches stand at the middle of their pinned units. */
static void place_pinned(struct start *start) {
    const struct pp_problem *problem = start->problem;
    for (int u = 0; u < start->n_units; u++) {
        if (!pinned(problem, u))
            continue;
        int p = problem->pin[u];
        start->sum_x[p] += problem->x[u];
        start->sum_y[p] += problem->y[u];
        start->sum_mass[p] += 1;
        start->hub_component[p] = start->component[u];
    }
    for (int p = 0; p < start->n_patches; p++) {
        if (start->sum_mass[p] <= 0)
            continue;
        start->component_patches[start->hub_component[p]]++;
        place_seed(start, p, start->sum_x[p] / start->sum_mass[p],
                   start->sum_y[p] / start->sum_mass[p], start->hub_component[p]);
    }
}

static double seed_mass(const struct start *start, int unit) {
    return pinned(start->problem, unit) ? 1e-9 : start->weight[unit] + 1e-9;
}

/* `n_seeds` for the units of one component in line, at equal shares of the weight that is not pinned, in
 * different units while there are enough. Patches from `patch` on that are not placed get them; returns the
 * patch to go on with. */
static int seed_component(struct start *start, const struct pp_curve_turn *turn, int n, int n_seeds,
                          int patch) {
    double total = 0, passed = 0;
    for (int i = 0; i < n; i++)
        total += seed_mass(start, turn[i].ix);
    double share = total / n_seeds, next = share * pp_rng_real(start->rng);
    for (int i = 0; i < n && n_seeds > 0; i++) {
        passed += seed_mass(start, turn[i].ix);
        while (n_seeds > 0 && (passed > next || n - i <= n_seeds)) {
            while (start->hub_component[patch] >= 0)
                patch++;
            place_seed(start, patch, start->problem->x[turn[i].ix], start->problem->y[turn[i].ix],
                       turn[i].group);
            next += share;
            n_seeds--;
            if (n - i > n_seeds)
                break;
        }
    }
    return patch;
}

static int place_seeds(struct start *start, struct pp_error *reterr) {
    PP_AUTO_FREE struct pp_curve_turn *turn = pp_alloc_array((size_t)start->n_units, sizeof *turn);
    if (!turn)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < start->n_patches; p++)
        start->hub_component[p] = -1;
    int *n_pinned = start->queue, n_in_pinned = 0, patch = 0;
    place_pinned(start);
    for (int c = 0; c < start->n_components; c++) {
        n_pinned[c] = start->component_patches[c];
        n_in_pinned += n_pinned[c];
    }
    share_patches(start, n_in_pinned);
    line_up(start, turn);
    for (int i = 0, c = 0, n; i < start->n_units; i += n, c++) {
        n = 1;
        while (i + n < start->n_units && turn[i + n].group == c)
            n++;
        patch =
            seed_component(start, turn + i, n, start->component_patches[c] - n_pinned[c], patch);
    }
    return 0;
}

/* ---- prices ---- */

static double cost_between(const struct pp_problem *problem, double dx, double dy) {
    return pp_way(problem->cost_kind, dx * dx + dy * dy);
}

static void list_candidates(struct start *start, const struct pp_grid *grid, int unit) {
    const struct pp_problem *problem = start->problem;
    int found[CANDIDATES], n = 0;
    double squared[CANDIDATES];
    int n_found =
        pp_grid_nearest(grid, problem->x[unit], problem->y[unit], CANDIDATES, found, squared);
    int *row = start->candidate + (size_t)unit * CANDIDATES;
    for (int i = 0; i < n_found; i++)
        if (start->hub_component[found[i]] == start->component[unit])
            row[n++] = found[i];
    for (int p = 0; n == 0 && p < start->n_patches; p++) /* all near hubs are across a gap */
        if (start->hub_component[p] == start->component[unit])
            row[n++] = p;
    if (n < CANDIDATES)
        row[n] = -1;
}

static void price_candidates(struct start *start, int unit) {
    const struct pp_problem *problem = start->problem;
    const int *row = start->candidate + (size_t)unit * CANDIDATES;
    for (int i = 0; i < CANDIDATES && row[i] >= 0; i++) {
        double dx = start->hub_x[row[i]] - problem->x[unit],
               dy = start->hub_y[row[i]] - problem->y[unit];
        start->cost[(size_t)unit * CANDIDATES + (size_t)i] =
            start->trips[unit] * cost_between(problem, dx, dy);
    }
}

/* Everybody to the cheapest hub at the present prices; returns the mean cost of a weighted home. */
static double assign(struct start *start) {
    double total = 0, mass = 0;
    memset(start->load, 0, (size_t)start->n_patches * sizeof *start->load);
    memset(start->paid, 0, (size_t)start->n_patches * sizeof *start->paid);
    for (int u = 0; u < start->n_units; u++) {
        const int *row = start->candidate + (size_t)u * CANDIDATES;
        const double *cost = start->cost + (size_t)u * CANDIDATES;
        int best = -1;
        double least = INFINITY, weight = start->weight[u];
        for (int i = 0; i < CANDIDATES && row[i] >= 0; i++) {
            double price = cost[i] + weight * start->price[row[i]];
            if (price < least) {
                least = price;
                best = i;
            }
        }
        start->patch_of[u] = best < 0 ? -1 : row[best];
        if (pinned(start->problem, u))
            start->patch_of[u] = start->problem->pin[u];
        if (start->patch_of[u] < 0)
            continue;
        start->load[start->patch_of[u]] += weight;
        start->paid[start->patch_of[u]] += best < 0 ? 0 : cost[best];
        total += best < 0 ? 0 : cost[best];
        mass += weight;
    }
    return mass > 0 ? total / mass : 0;
}

/* Prices follow how far a load is beyond the middle half of its limits, relative to the limit. */
static void adjust_prices(struct start *start, double scale, double step) {
    const struct pp_problem *problem = start->problem;
    for (int p = 0; p < start->n_patches; p++) {
        double min = 1e-3 * (double)problem->min_milli[p],
               max = 1e-3 * (double)problem->max_milli[p];
        double aim = fmin(fmax(start->target[p], min), max);
        double low = 0.5 * (min + aim), high = 0.5 * (max + aim), load = start->load[p];
        double off = load > high ? load / high - 1 : load < low ? load / low - 1 : 0;
        double own =
            load > 0 ? start->paid[p] / load : scale; /* ways are longer where homes are sparse */
        start->price[p] += step * fmin(fmax(own, 0.3 * scale), 3 * scale) * fmin(fmax(off, -1), 1);
        if (off == 0 && problem->min_milli[p] == 0)
            start->price[p] *= 0.9; /* room to spare costs nothing */
    }
}

/* ---- centres ---- */

static void clear_sums(struct start *start) {
    size_t bytes = (size_t)start->n_patches * sizeof(double);
    memset(start->sum_x, 0, bytes);
    memset(start->sum_y, 0, bytes);
    memset(start->sum_mass, 0, bytes);
}

/* One step towards the point of least sum: means weighted by trips, for plain distances by trips /
 * distance. */
static void step_centres(struct start *start, bool plain) {
    const struct pp_problem *problem = start->problem;
    clear_sums(start);
    for (int u = 0; u < start->n_units; u++) {
        int p = start->patch_of[u];
        if (p < 0)
            continue;
        double mass = start->trips[u] + 1e-9;
        if (plain)
            mass /= 1 + hypot(start->hub_x[p] - problem->x[u], start->hub_y[p] - problem->y[u]);
        start->sum_x[p] += mass * problem->x[u];
        start->sum_y[p] += mass * problem->y[u];
        start->sum_mass[p] += mass;
    }
    for (int p = 0; p < start->n_patches; p++) {
        if (start->sum_mass[p] <= 0)
            continue;
        start->hub_x[p] = start->sum_x[p] / start->sum_mass[p];
        start->hub_y[p] = start->sum_y[p] / start->sum_mass[p];
    }
}

/* Near hubs change little from round to round once they have settled. */
static int refresh_candidates(struct start *start, struct pp_error *reterr) {
    struct pp_grid PP_AUTO(pp_grid_done) grid = {0};
    int failed = pp_grid_init(&grid, start->hub_x, start->hub_y, start->n_patches, reterr);
    for (int u = 0; !failed && u < start->n_units; u++)
        list_candidates(start, &grid, u);
    return failed;
}

static int run_rounds(struct start *start, struct pp_error *reterr) {
    bool plain = start->problem->cost_kind == PP_COST_DISTANCE;
    for (int round = 0; round < ROUNDS; round++) {
        if (round < 3 || round % 3 == 0) {
            int failed = refresh_candidates(start, reterr);
            if (failed)
                return failed;
        }
        for (int u = 0; u < start->n_units; u++)
            price_candidates(start, u);
        double scale = assign(start);
        for (int i = 0; i < PRICE_STEPS; i++) {
            adjust_prices(start, scale, 1.5 / (1 + 0.2 * round + 0.2 * i));
            assign(start);
        }
        for (int i = 0; round < ROUNDS - 1 && i < (plain ? 3 : 1); i++)
            step_centres(start, plain && i > 0);
    }
    return 0;
}

static void set_up(struct start *start) {
    const struct pp_problem *problem = start->problem;
    double total = 0, middle = 0;
    for (int u = 0; u < start->n_units; u++) {
        start->weight[u] = 1e-3 * (double)problem->weight_milli[u];
        start->trips[u] = problem->trips ? problem->trips[u] : start->weight[u];
        total += start->weight[u];
    }
    for (int p = 0; p < start->n_patches; p++)
        middle += 5e-4 * (double)(problem->min_milli[p] + problem->max_milli[p]);
    for (int p = 0; p < start->n_patches; p++) {
        double own = 5e-4 * (double)(problem->min_milli[p] + problem->max_milli[p]);
        start->target[p] = middle > 0 ? own * total / middle : total / start->n_patches;
    }
}

int pp_start_make(const struct pp_problem *problem, struct pp_rng *rng, int *ret_patch_of,
                  struct pp_error *reterr) {
    struct start PP_AUTO(start_done) start = {.problem = problem,
                                              .rng = rng,
                                              .n_units = problem->n_units,
                                              .n_patches = problem->n_patches,
                                              .patch_of = ret_patch_of};
    if (!start_alloc(&start))
        return pp_fail_nomem(reterr);
    set_up(&start);
    find_components(&start);
    int failed = place_seeds(&start, reterr);
    if (!failed)
        failed = run_rounds(&start, reterr);
    return failed ? failed : pp_start_connect(problem, ret_patch_of, reterr);
}
