/* A start, then cooling: the heat is low, since only the borders have to settle.
 *
 * Cooling is a race against the present division: what stands too far above it at a fifth and at half of the
 * way is given up. On nottingham and Sheffield the best two fifths at a fifth of the way bring 85 to 95 % of
 * what all would, the best third at half of the way 97 to 100 %.
 */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/anneal.h"
#include "planner/district/recut_parts.h"
#include "planner/district/start.h"

enum { SLICES = 40, START_MOVES_A_UNIT = 60 /* what starts cost, about */ };

/* After how many slices what may go on, relative to the present division. */
static const struct hurdle {
    int slice;
    double most;
} HURDLES[] = {{SLICES / 5, 1.004}, {SLICES / 2, 1.0015}};
enum { N_HURDLES = sizeof HURDLES / sizeof *HURDLES };

struct race {
    double present; /* what the division to beat promises */
    int n_slices;
    bool lost;
};

/* After each slice: does the new division go on? */
static bool run_on(void *context, const struct pp_anneal *anneal) {
    struct race *race = context;
    race->n_slices++;
    for (int i = 0; i < N_HURDLES && !race->lost; i++)
        race->lost = race->n_slices == HURDLES[i].slice &&
                     pp_anneal_promise(anneal) > HURDLES[i].most * race->present;
    return !race->lost;
}

static void plan_run(const struct pp_region *region, const struct pp_recut_task *task,
                     struct pp_anneal_plan *ret_plan) {
    int64_t n_steps = (int64_t)task->effort->steps_a_unit * region->n_units;
    if (task->max_steps > 0 && n_steps > task->max_steps)
        n_steps = task->max_steps;
    *ret_plan = (struct pp_anneal_plan){.cancel = task->cancel,
                                        .until_s = task->until_s,
                                        .n_steps = n_steps,
                                        .n_slices = SLICES,
                                        .hot = task->effort->hot,
                                        .cold = 0.02,
                                        .soft = 3,
                                        .hard = 10,
                                        .entry = 0.1,
                                        .n_threads = 1};
}

/* Load the most promising of some starts. */
static int load_fresh(struct pp_region *region, int n_starts, struct pp_rng *rng,
                      struct pp_anneal *anneal, double *ret_promise, struct pp_error *reterr) {
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
        double value = pp_anneal_promise(anneal);
        if (value < least)
            memcpy(best, start, n * sizeof *best);
        least = fmin(least, value);
    }
    *ret_promise = least;
    anneal->has_best = false; /* what is better than before, the caller decides */
    return pp_anneal_load(anneal, best, reterr);
}

/* Load what changes the present division, or what another one has here. */
static int load_changed(struct pp_region *region, const struct pp_recut_task *task,
                        struct pp_rng *rng, struct pp_anneal *anneal, double *ret_promise,
                        struct pp_error *reterr) {
    PP_AUTO_FREE int *start = pp_alloc_array((size_t)region->n_units, sizeof *start);
    if (!start)
        return pp_fail_nomem(reterr);
    int failed = task->kind == PP_RECUT_BORROW
                     ? pp_recut_borrow(region, &task->lender, start, reterr)
                     : pp_recut_relocate(region, task->effort->n_starts, rng, start, reterr);
    if (!failed) {
        anneal->has_best = false;
        failed = pp_anneal_load(anneal, start, reterr);
        *ret_promise = pp_anneal_promise(anneal);
    }
    return failed;
}

int pp_recut_anneal(struct pp_region *region, const struct pp_recut_task *task, struct pp_rng *rng,
                    int64_t *n_steps, struct pp_error *reterr) {
    struct pp_ring PP_AUTO(pp_ring_done) ring = {0};
    struct pp_state PP_AUTO(pp_state_done) state = {0};
    struct pp_anneal PP_AUTO(pp_anneal_done) anneal = {0};
    struct pp_anneal_plan plan;
    plan_run(region, task, &plan);
    int failed = pp_ring_init(&ring, region->n_units, region->first, region->neighbour, reterr);
    if (!failed)
        failed = pp_state_init(&state, &region->problem, &ring, reterr);
    if (!failed)
        failed = pp_anneal_init(&anneal, &state, 1, pp_rng_next(rng), reterr);
    if (!failed) /* also measures the scales */
        failed = pp_anneal_load(&anneal, region->patch_of, reterr);
    double present = failed ? 0 : pp_anneal_promise(&anneal), promised = 0;
    *n_steps += region->n_units * START_MOVES_A_UNIT;
    if (!failed && task->kind == PP_RECUT_FRESH)
        failed = load_fresh(region, task->effort->n_starts, rng, &anneal, &promised, reterr);
    else if (!failed)
        failed = load_changed(region, task, rng, &anneal, &promised, reterr);
    if (failed || promised > task->effort->screen * present)
        return failed;
    struct race race = {.present = present};
    plan.on_slice = run_on;
    plan.context = &race;
    failed = pp_anneal_run(&anneal, &plan, reterr);
    *n_steps += anneal.n_steps;
    if (!failed && !race.lost)
        memcpy(region->patch_of, anneal.best_patch_of, (size_t)region->n_units * sizeof(int));
    return failed;
}
