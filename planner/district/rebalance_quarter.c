/* Cutting a neighbourhood out and dividing it anew. Its current labels are the patches as they stand, so the
 * engine's keep term is the price of every home that leaves its patch. */
#include "planner/district/rebalance_parts.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/match.h"

/* A weighted home that changes patch costs as much as this many times the average way: enough that homes
 * move to heal and not to save a few metres. */
static const double KEEP = 6;

void pp_quarter_done(struct pp_quarter *quarter) {
    struct pp_arena arena = quarter->arena;
    *quarter = (struct pp_quarter){0};
    pp_arena_done(&arena);
}

struct cutting {
    const struct pp_rebalance_wish *wish;
    const int *patch_of;
    const bool *inside;
    int *local_unit, *local_patch; /* by numbers in the whole; -1 = not in it */
    struct pp_quarter *quarter;
    bool failed;
};

static void *room(struct cutting *c, size_t n, size_t size) {
    void *memory = pp_arena_alloc(&c->quarter->arena, (n + 1) * size);
    c->failed |= !memory;
    return memory;
}

static void number(struct cutting *c) {
    struct pp_quarter *quarter = c->quarter;
    const struct pp_problem *whole = c->wish->problem;
    int n = 0, k = 0;
    quarter->patch_ix = room(c, (size_t)whole->n_patches, sizeof *quarter->patch_ix);
    quarter->unit_ix = room(c, (size_t)whole->n_units, sizeof *quarter->unit_ix);
    if (c->failed)
        return;
    for (int p = 0; p < whole->n_patches; p++) {
        c->local_patch[p] = c->inside[p] ? k : -1;
        if (c->inside[p])
            quarter->patch_ix[k++] = p;
    }
    for (int u = 0; u < whole->n_units; u++) {
        c->local_unit[u] = c->inside[c->patch_of[u]] ? n : -1;
        if (c->local_unit[u] >= 0)
            quarter->unit_ix[n++] = u;
    }
    quarter->problem.n_units = n;
    quarter->problem.n_patches = k;
}

/* A unit outside the border of its patch stays where somebody has put it. */
static bool is_held(const struct cutting *c, int u) {
    const struct pp_rebalance_wish *wish = c->wish;
    return (wish->held && wish->held[u]) ||
           (wish->place_of_unit && wish->place_of_unit[u] != wish->place_of_patch[c->patch_of[u]]);
}

static void copy_units(struct cutting *c) {
    struct pp_quarter *quarter = c->quarter;
    const struct pp_problem *whole = c->wish->problem;
    size_t n = (size_t)quarter->problem.n_units;
    double *x = room(c, n, sizeof *x), *y = room(c, n, sizeof *y);
    double *trips = room(c, n, sizeof *trips);
    int64_t *weight = room(c, n, sizeof *weight);
    int *pin = room(c, n, sizeof *pin), *rank = room(c, n, sizeof *rank);
    quarter->start = room(c, n, sizeof *quarter->start);
    if (c->failed)
        return;
    for (size_t i = 0; i < n; i++) {
        int u = quarter->unit_ix[i];
        x[i] = whole->x[u];
        y[i] = whole->y[u];
        weight[i] = whole->weight_milli[u];
        trips[i] = whole->trips ? whole->trips[u] : 1e-3 * (double)weight[i];
        rank[i] = whole->id_rank ? whole->id_rank[u] : u;
        quarter->start[i] = c->local_patch[c->patch_of[u]];
        pin[i] = is_held(c, u) ? quarter->start[i] : -1;
    }
    quarter->problem.x = x;
    quarter->problem.y = y;
    quarter->problem.trips = trips;
    quarter->problem.weight_milli = weight;
    quarter->problem.id_rank = rank;
    quarter->problem.pin = pin;
}

static void copy_limits(struct cutting *c) {
    struct pp_problem *problem = &c->quarter->problem;
    size_t k = (size_t)problem->n_patches;
    int64_t *min = room(c, k, sizeof *min), *max = room(c, k, sizeof *max);
    if (c->failed)
        return;
    for (size_t p = 0; p < k; p++) {
        min[p] = c->wish->problem->min_milli[c->quarter->patch_ix[p]];
        max[p] = c->wish->problem->max_milli[c->quarter->patch_ix[p]];
    }
    problem->min_milli = min;
    problem->max_milli = max;
}

/* Over a border nothing moves, so such a pair only counts while both are in one patch. */
static bool is_kept_pair(const struct cutting *c, int u, int v) {
    const int *place = c->wish->place_of_unit;
    return c->local_unit[v] >= 0 &&
           (!place || place[u] == place[v] || c->patch_of[u] == c->patch_of[v]);
}

static void copy_neighbours(struct cutting *c) {
    struct pp_problem *problem = &c->quarter->problem;
    const struct pp_problem *whole = c->wish->problem;
    int n = problem->n_units, n_pairs = 0;
    for (int i = 0; i < n; i++)
        n_pairs += whole->first[c->quarter->unit_ix[i] + 1] - whole->first[c->quarter->unit_ix[i]];
    int *first = room(c, (size_t)n + 1, sizeof *first);
    int *neighbour = room(c, (size_t)n_pairs, sizeof *neighbour);
    if (c->failed)
        return;
    n_pairs = 0;
    for (int i = 0; i < n; i++) {
        int u = c->quarter->unit_ix[i];
        first[i] = n_pairs;
        for (int e = whole->first[u]; e < whole->first[u + 1]; e++)
            if (is_kept_pair(c, u, whole->neighbour[e]))
                neighbour[n_pairs++] = c->local_unit[whole->neighbour[e]];
    }
    first[n] = n_pairs;
    problem->first = first;
    problem->neighbour = neighbour;
}

static void label_patches(struct cutting *c) {
    struct pp_problem *problem = &c->quarter->problem;
    size_t n = (size_t)problem->n_units;
    int *first = room(c, n + 1, sizeof *first);
    double trips = 0, way = 0;
    if (c->failed)
        return;
    for (size_t i = 0; i <= n; i++)
        first[i] = (int)i;
    problem->current =
        (struct pp_labels){problem->n_patches, first, c->quarter->start, problem->weight_milli};
    problem->keep_m = 1; /* so that the price below has something to count on */
    struct pp_costs costs;
    struct pp_error ignored;
    if (pp_evaluate(problem, c->quarter->start, &costs, NULL, NULL, &ignored)) {
        c->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        trips += problem->trips[i];
    way = trips > 0 ? costs.distance / trips : 0;
    problem->keep_m = fmax(KEEP * way, 1);
}

static void copy_wards(struct cutting *c) {
    struct pp_problem *problem = &c->quarter->problem;
    const struct pp_labels *whole = &c->wish->problem->ward;
    int n = problem->n_units, n_entries = 0;
    problem->ward_m = c->wish->problem->ward_m;
    if (problem->ward_m <= 0 || !whole->first)
        return;
    for (int i = 0; i < n; i++)
        n_entries +=
            whole->first[c->quarter->unit_ix[i] + 1] - whole->first[c->quarter->unit_ix[i]];
    int *first = room(c, (size_t)n + 1, sizeof *first);
    int *label = room(c, (size_t)n_entries, sizeof *label);
    int64_t *weight = room(c, (size_t)n_entries, sizeof *weight);
    if (c->failed)
        return;
    n_entries = 0;
    for (int i = 0; i < n; i++) {
        int u = c->quarter->unit_ix[i];
        first[i] = n_entries;
        for (int e = whole->first[u]; e < whole->first[u + 1]; e++) {
            label[n_entries] = whole->label[e];
            weight[n_entries++] = whole->weight_milli[e];
        }
    }
    first[n] = n_entries;
    problem->ward = (struct pp_labels){whole->n_labels, first, label, weight};
}

int pp_quarter_cut(const struct pp_rebalance_wish *wish, const int *patch_of, const bool *inside,
                   struct pp_quarter *ret_quarter, struct pp_error *reterr) {
    PP_AUTO_FREE int *local_unit =
        pp_alloc_array((size_t)wish->problem->n_units + 1, sizeof *local_unit);
    PP_AUTO_FREE int *local_patch =
        pp_alloc_array((size_t)wish->problem->n_patches + 1, sizeof *local_patch);
    PP_AUTO(pp_quarter_done)
    struct pp_quarter quarter = {
        .problem = {.connected = wish->problem->connected, .cost_kind = wish->problem->cost_kind}};
    struct cutting c = {.wish = wish,
                        .patch_of = patch_of,
                        .inside = inside,
                        .local_unit = local_unit,
                        .local_patch = local_patch,
                        .quarter = &quarter};
    if (!local_unit || !local_patch)
        return pp_fail_nomem(reterr);
    void (*const steps[])(struct cutting *) = {number,          copy_units,    copy_limits,
                                               copy_neighbours, label_patches, copy_wards};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && !c.failed; i++)
        steps[i](&c);
    if (c.failed)
        return pp_fail_nomem(reterr);
    *ret_quarter = quarter;
    quarter = (struct pp_quarter){0};
    return 0;
}

/* ---- dividing ---- */

static bool same_limits(const struct pp_problem *problem) {
    for (int p = 1; p < problem->n_patches; p++)
        if (problem->min_milli[p] != problem->min_milli[0] ||
            problem->max_milli[p] != problem->max_milli[0])
            return false;
    return true;
}

/* Number the new patches after those now that most of their weight is of. */
static int name_patches(const struct pp_quarter *quarter, int *patch_of, struct pp_error *reterr) {
    const struct pp_problem *problem = &quarter->problem;
    size_t k = (size_t)problem->n_patches;
    PP_AUTO_FREE int64_t *shared = pp_alloc_array(k * k + 1, sizeof *shared);
    PP_AUTO_FREE int *name_of = pp_alloc_array(k + 1, sizeof *name_of);
    PP_AUTO_FREE bool *taken = pp_alloc_array(k + 1, sizeof *taken);
    if (!shared || !name_of || !taken)
        return pp_fail_nomem(reterr);
    if (!same_limits(problem))
        return 0;
    for (int u = 0; u < problem->n_units; u++)
        shared[(size_t)patch_of[u] * k + (size_t)quarter->start[u]] += problem->weight_milli[u] + 1;
    int rc = pp_match_labels(shared, problem->n_patches, problem->n_patches, name_of, reterr);
    if (rc)
        return rc;
    for (size_t p = 0; p < k; p++)
        if (name_of[p] >= 0)
            taken[name_of[p]] = true;
    for (size_t p = 0, free = 0; p < k; p++) {
        if (name_of[p] >= 0)
            continue;
        while (taken[free])
            free++;
        taken[free] = true;
        name_of[p] = (int)free;
    }
    for (int u = 0; u < problem->n_units; u++)
        if (problem->pin[u] >= 0 && name_of[patch_of[u]] != problem->pin[u])
            return 0; /* pins have their patch already */
    for (int u = 0; u < problem->n_units; u++)
        patch_of[u] = name_of[patch_of[u]];
    return 0;
}

int pp_quarter_divide(const struct pp_quarter *quarter, const struct pp_divide_options *options,
                      int *ret_patch_of, struct pp_error *reterr) {
    PP_AUTO(pp_division_done) struct pp_division division = {0};
    struct pp_divide_options from_here = *options;
    from_here.bound_share = 0;
    from_here.start = quarter->start;
    int rc = pp_divide(&quarter->problem, &from_here, &division, reterr);
    if (rc)
        return rc;
    memcpy(ret_patch_of, division.patch_of_unit,
           (size_t)quarter->problem.n_units * sizeof *ret_patch_of);
    rc = name_patches(quarter, ret_patch_of, reterr);
    return rc ? rc : pp_quarter_trim(quarter, ret_patch_of, reterr);
}
