/* One patch of a region is given up and set down elsewhere; the others make room.
 *
 *   1. The hub of a patch drawn by chance goes to a unit of another patch, drawn by trips x distance to
 *      that patch's hub.
 *   2. Each unit goes to the hub with the least  trips d(unit, hub) + weight price; prices rise where a
 *      patch is above its limits and fall where it is below; hubs follow their units. A few rounds.
 *   3. Of several such draws the one that promises most is made whole (connect.c).
 *
 * Dense, since a region has few hubs: O(draws x rounds x units x hubs).
 * Reference: the interchange of Teitz and Bart 1968, with prices for the limits.
 */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/recut_parts.h"
#include "planner/district/start.h"
#include "planner/district/way.h"

enum { ROUNDS = 6, PRICE_STEPS = 5, CENTRE_STEPS = 2 };

struct hubs {
    const struct pp_region *region;
    int n_units, n_hubs;
    double *x, *y, *price;       /* per hub */
    double *load, *paid;         /* per hub, weighted homes */
    double *sum_x, *sum_y, *sum; /* per hub, for the centres */
    double *min, *max;
    double *cost;            /* n_units x n_hubs */
    double *weight;          /* weighted homes */
    double *from_x, *from_y; /* where the hubs are today */
    int *patch_of, *best;
};

static void hubs_done(struct hubs *hubs) {
    pp_free(hubs->x);
    pp_free(hubs->cost);
    pp_free(hubs->weight);
    pp_free(hubs->patch_of);
    pp_free(hubs->best);
}

static int hubs_init(struct hubs *hubs, const struct pp_region *region, struct pp_error *reterr) {
    size_t n = (size_t)region->n_units, k = (size_t)region->n_patches;
    *hubs =
        (struct hubs){.region = region, .n_units = region->n_units, .n_hubs = region->n_patches};
    hubs->x = pp_alloc_array(12 * k, sizeof *hubs->x);
    hubs->cost = pp_alloc_array(n * k, sizeof *hubs->cost);
    hubs->weight = pp_alloc_array(n, sizeof *hubs->weight);
    hubs->patch_of = pp_alloc_array(n, sizeof *hubs->patch_of);
    hubs->best = pp_alloc_array(n, sizeof *hubs->best);
    if (!hubs->x || !hubs->cost || !hubs->weight || !hubs->patch_of || !hubs->best)
        return pp_fail_nomem(reterr);
    double **row[] = {&hubs->y,     &hubs->price,  &hubs->load,  &hubs->paid,
                      &hubs->sum_x, &hubs->sum_y,  &hubs->sum,   &hubs->min,
                      &hubs->max,   &hubs->from_x, &hubs->from_y};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        *row[i] = hubs->x + (i + 1) * k;
    for (size_t u = 0; u < n; u++)
        hubs->weight[u] = 1e-3 * (double)region->weight_milli[u];
    for (size_t p = 0; p < k; p++) {
        hubs->min[p] = 1e-3 * (double)region->min_milli[p];
        hubs->max[p] = 1e-3 * (double)region->max_milli[p];
    }
    return 0;
}

static double way(const struct hubs *hubs, int unit, double x, double y) {
    double dx = hubs->region->x[unit] - x, dy = hubs->region->y[unit] - y;
    return pp_way(hubs->region->problem.cost_kind, dx * dx + dy * dy);
}

static void price_ways(struct hubs *hubs) {
    for (int u = 0; u < hubs->n_units; u++)
        for (int p = 0; p < hubs->n_hubs; p++)
            hubs->cost[(size_t)u * (size_t)hubs->n_hubs + (size_t)p] =
                hubs->region->trips[u] * way(hubs, u, hubs->x[p], hubs->y[p]);
}

static int cheapest(const struct hubs *hubs, int unit) {
    const double *cost = hubs->cost + (size_t)unit * (size_t)hubs->n_hubs;
    double least = INFINITY, weight = hubs->weight[unit];
    int best = 0;
    if (hubs->region->pin[unit] >= 0)
        return hubs->region->pin[unit];
    for (int p = 0; p < hubs->n_hubs; p++) {
        double price = cost[p] + weight * hubs->price[p];
        if (price < least) {
            least = price;
            best = p;
        }
    }
    return best;
}

/* Everybody to the cheapest; the mean cost of a weighted home. */
static double assign(struct hubs *hubs) {
    double total = 0, mass = 0;
    memset(hubs->load, 0, (size_t)hubs->n_hubs * sizeof *hubs->load);
    memset(hubs->paid, 0, (size_t)hubs->n_hubs * sizeof *hubs->paid);
    for (int u = 0; u < hubs->n_units; u++) {
        int p = hubs->patch_of[u] = cheapest(hubs, u);
        double cost = hubs->cost[(size_t)u * (size_t)hubs->n_hubs + (size_t)p];
        hubs->load[p] += hubs->weight[u];
        hubs->paid[p] += cost;
        total += cost;
        mass += hubs->weight[u];
    }
    return mass > 0 ? total / mass : 0;
}

static void adjust_prices(struct hubs *hubs, double scale, double step) {
    for (int p = 0; p < hubs->n_hubs; p++) {
        double margin = 0.2 * fmin(hubs->max[p] - hubs->min[p], 0.1 * hubs->max[p]);
        double high = hubs->max[p] - margin, low = hubs->min[p] + margin, load = hubs->load[p];
        double off = load > high ? load / high - 1 : load < low ? load / low - 1 : 0;
        double own = load > 0 ? hubs->paid[p] / load : scale;
        hubs->price[p] += step * fmin(fmax(own, 0.3 * scale), 3 * scale) * fmin(fmax(off, -1), 1);
        if (off == 0 && hubs->min[p] <= 0)
            hubs->price[p] *= 0.9; /* room to spare costs nothing */
    }
}

/* Towards the point of least sum: means, for plain distances weighted by one over the distance. */
static void step_centres(struct hubs *hubs) {
    const struct pp_region *region = hubs->region;
    size_t bytes = (size_t)hubs->n_hubs * sizeof(double);
    bool plain = region->problem.cost_kind == PP_COST_DISTANCE;
    memset(hubs->sum_x, 0, bytes);
    memset(hubs->sum_y, 0, bytes);
    memset(hubs->sum, 0, bytes);
    for (int u = 0; u < hubs->n_units; u++) {
        int p = hubs->patch_of[u];
        double mass = region->trips[u] + 1e-9;
        mass /= plain ? 1 + way(hubs, u, hubs->x[p], hubs->y[p]) : 1;
        hubs->sum_x[p] += mass * region->x[u];
        hubs->sum_y[p] += mass * region->y[u];
        hubs->sum[p] += mass;
    }
    for (int p = 0; p < hubs->n_hubs; p++) {
        if (hubs->sum[p] <= 0)
            continue;
        hubs->x[p] = hubs->sum_x[p] / hubs->sum[p];
        hubs->y[p] = hubs->sum_y[p] / hubs->sum[p];
    }
}

/* What the present hubs and prices promise: the cost, and twice the mean for each home outside limits. */
static double promise(struct hubs *hubs) {
    double mean = assign(hubs), cost = 0, outside = 0;
    for (int p = 0; p < hubs->n_hubs; p++) {
        cost += hubs->paid[p];
        outside += fmax(0, fmax(hubs->load[p] - hubs->max[p], hubs->min[p] - hubs->load[p]));
    }
    return cost + 2 * mean * outside;
}

static double settle(struct hubs *hubs) {
    for (int round = 0; round < ROUNDS; round++) {
        price_ways(hubs);
        double scale = assign(hubs);
        for (int i = 0; i < PRICE_STEPS; i++) {
            adjust_prices(hubs, scale, 1.5 / (1 + 0.4 * round + 0.2 * i));
            assign(hubs);
        }
        for (int i = 0; round < ROUNDS - 1 && i < CENTRE_STEPS; i++)
            step_centres(hubs);
    }
    return promise(hubs);
}

static bool has_pins(const struct pp_region *region, int patch) {
    for (int u = 0; u < region->n_units; u++)
        if (region->pin[u] == patch)
            return true;
    return false;
}

/* A unit of `patch`, by chance, the likelier the more its way counts. */
static int far_unit(const struct hubs *hubs, struct pp_rng *rng, int patch) {
    double sum = 0;
    int chosen = -1;
    for (int u = 0; u < hubs->n_units; u++) {
        if (hubs->region->patch_of[u] != patch)
            continue;
        double share = hubs->region->trips[u] * way(hubs, u, hubs->x[patch], hubs->y[patch]) + 1e-9;
        sum += share;
        if (pp_rng_real(rng) * sum < share)
            chosen = u;
    }
    return chosen;
}

static void relocate_one(struct hubs *hubs, struct pp_rng *rng) {
    int n = hubs->n_hubs, from = (int)pp_rng_below(rng, (uint32_t)n);
    int to = (from + 1 + (int)pp_rng_below(rng, (uint32_t)(n - 1))) % n;
    int unit = has_pins(hubs->region, from) ? -1 : far_unit(hubs, rng, to);
    if (unit < 0)
        return;
    hubs->x[from] = hubs->region->x[unit];
    hubs->y[from] = hubs->region->y[unit];
}

/* Where the hubs are today: the middle, by the same steps as later. */
static void start_at_present(struct hubs *hubs) {
    size_t bytes = (size_t)hubs->n_hubs * sizeof(double);
    memcpy(hubs->patch_of, hubs->region->patch_of, (size_t)hubs->n_units * sizeof(int));
    for (int i = 0; i < 6; i++)
        step_centres(hubs);
    memcpy(hubs->from_x, hubs->x, bytes);
    memcpy(hubs->from_y, hubs->y, bytes);
}

int pp_recut_relocate(const struct pp_region *region, int n_draws, struct pp_rng *rng,
                      int *ret_patch_of, struct pp_error *reterr) {
    struct hubs PP_AUTO(hubs_done) hubs = {0};
    size_t bytes = (size_t)region->n_patches * sizeof(double);
    double least = INFINITY;
    int failed = hubs_init(&hubs, region, reterr);
    if (failed)
        return failed;
    start_at_present(&hubs);
    for (int i = 0; i < n_draws; i++) {
        memcpy(hubs.x, hubs.from_x, bytes);
        memcpy(hubs.y, hubs.from_y, bytes);
        memset(hubs.price, 0, bytes);
        relocate_one(&hubs, rng);
        double value = settle(&hubs);
        if (value < least)
            memcpy(hubs.best, hubs.patch_of, (size_t)hubs.n_units * sizeof(int));
        least = fmin(least, value);
    }
    memcpy(ret_patch_of, hubs.best, (size_t)hubs.n_units * sizeof(int));
    return pp_start_connect(&region->problem, ret_patch_of, reterr);
}
