/* A group cools by itself. The heat is low: what the city's annealing has settled in the large stays,
 * and a few hundred units reach the cold in a tenth of a second. */
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/anneal.h"
#include "planner/district/recut_parts.h"
#include "planner/district/start.h"

enum { SLICES = 40 };

static void plan_run(const struct pp_region *region, const struct pp_recut_effort *effort,
                     const struct pp_recut_limits *limits, struct pp_anneal_plan *ret_plan) {
    int64_t n_steps = (int64_t)effort->steps_a_unit * region->n_units;
    if (limits->max_steps > 0 && n_steps > limits->max_steps)
        n_steps = limits->max_steps;
    *ret_plan = (struct pp_anneal_plan){.cancel = limits->cancel,
                                        .n_steps = n_steps,
                                        .n_slices = SLICES,
                                        .hot = effort->hot,
                                        .cold = 0.02,
                                        .soft = 3,
                                        .hard = 10,
                                        .entry = 0.1,
                                        .n_threads = 1};
}

/* What a start promises: its cost, and twice the mean cost for every weighted home outside the limits. */
static double promise(const struct pp_anneal *anneal) {
    double outside = 1e-3 * (double)pp_state_outside_total(anneal->state);
    return pp_state_costs(anneal->state).total + 2 * anneal->per_weight * outside;
}

/* Load the most promising of some starts. */
static int load_fresh(struct pp_region *region, int n_starts, struct pp_rng *rng,
                      struct pp_anneal *anneal, struct pp_error *reterr) {
    size_t n = (size_t)region->n_units;
    PP_AUTO_FREE int *start = pp_alloc_array(n, sizeof *start);
    PP_AUTO_FREE int *best = pp_alloc_array(n, sizeof *best);
    if (!start || !best)
        return pp_fail_nomem(reterr);
    double least = INFINITY;
    for (int i = 0; i < n_starts; i++) {
        int failed = pp_start_make(&region->problem, rng, start, reterr);
        if (!failed)
            failed = pp_anneal_load(anneal, start, reterr);
        if (failed)
            return failed;
        double value = promise(anneal);
        if (value < least)
            memcpy(best, start, n * sizeof *best);
        least = fmin(least, value);
    }
    return pp_anneal_load(anneal, best, reterr);
}

static int begin(struct pp_region *region, const struct pp_recut_effort *effort, struct pp_rng *rng,
                 struct pp_anneal *anneal, struct pp_error *reterr) {
    int failed = pp_anneal_load(anneal, region->patch_of, reterr);
    return failed || effort->n_starts < 1
               ? failed
               : load_fresh(region, effort->n_starts, rng, anneal, reterr);
}

int pp_recut_anneal(struct pp_region *region, const struct pp_recut_effort *effort,
                    const struct pp_recut_limits *limits, struct pp_rng *rng, int64_t *n_steps,
                    struct pp_error *reterr) {
    struct pp_ring PP_AUTO(pp_ring_done) ring = {0};
    struct pp_state PP_AUTO(pp_state_done) state = {0};
    struct pp_anneal PP_AUTO(pp_anneal_done) anneal = {0};
    struct pp_anneal_plan plan;
    plan_run(region, effort, limits, &plan);
    int failed = pp_ring_init(&ring, region->n_units, region->first, region->neighbour, reterr);
    if (!failed)
        failed = pp_state_init(&state, &region->problem, &ring, reterr);
    if (!failed)
        failed = pp_anneal_init(&anneal, &state, 1, pp_rng_next(rng), reterr);
    if (!failed)
        failed = begin(region, effort, rng, &anneal, reterr);
    if (!failed)
        failed = pp_anneal_run(&anneal, &plan, reterr);
    if (failed)
        return failed;
    memcpy(region->patch_of, anneal.best_patch_of, (size_t)region->n_units * sizeof(int));
    *n_steps += anneal.n_steps;
    return 0;
}
