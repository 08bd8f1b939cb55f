#include "patchplan/district/problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/anneal.h"
#include "planner/district/near.h"
#include "planner/district/start.h"

enum { NEAR = 10 };

void pp_divide_options_default(struct pp_divide_options *ret_options) {
    *ret_options = (struct pp_divide_options){.seed = 1, .n_jobs = 1, .bound_share = 0.35};
}

static int check_problem(const struct pp_problem *problem, struct pp_error *reterr) {
    if (problem->n_patches < 1 || problem->n_patches > problem->n_units)
        return pp_fail(reterr, PP_E_INPUT, "cannot make %d patches of %d units", problem->n_patches,
                       problem->n_units);
    for (int u = 0; u < problem->n_units; u++) {
        if (problem->weight_milli[u] < 0)
            return pp_fail(reterr, PP_E_INPUT, "unit %d has a weight below zero", u);
        if (problem->pin && problem->pin[u] >= problem->n_patches)
            return pp_fail(reterr, PP_E_INPUT, "unit %d is pinned to patch %d of %d", u,
                           problem->pin[u], problem->n_patches);
    }
    return 0;
}

static int search(const struct pp_problem *problem, const struct pp_divide_options *options,
                  struct pp_anneal *anneal, struct pp_error *reterr) {
    PP_AUTO_FREE int *patch_of = pp_alloc_array((size_t)problem->n_units, sizeof *patch_of);
    if (!patch_of)
        return pp_fail_nomem(reterr);
    struct pp_rng rng;
    pp_rng_seed(&rng, options->seed);
    int failed = 0;
    if (options->start)
        memcpy(patch_of, options->start, (size_t)problem->n_units * sizeof *patch_of);
    else
        failed = pp_start_make(problem, &rng, patch_of, reterr);
    if (!failed)
        failed = pp_anneal_load(anneal, patch_of, reterr);
    if (failed)
        return failed;
    double now = pp_clock_s(), left = pp_time_left_s(options->cancel) - 0.05;
    struct pp_anneal_plan plan = {.cancel = options->cancel,
                                  .until_s = left < 1e8 ? now + left : 0,
                                  .n_steps = options->max_steps,
                                  .n_slices = 200,
                                  .hot = 0.3,
                                  .cold = 0.005,
                                  .soft = 1,
                                  .hard = 10,
                                  .n_threads = options->n_jobs};
    if (plan.until_s <= 0 && !plan.n_steps)
        plan.n_steps = 2000 * (int64_t)problem->n_units;
    return pp_anneal_run(anneal, &plan, reterr);
}

static int count_disconnected(const struct pp_problem *problem, const int *patch_of, int *ret_n,
                              struct pp_error *reterr) {
    size_t n = (size_t)problem->n_units;
    PP_AUTO_FREE int *queue = pp_alloc_array(n, sizeof *queue);
    PP_AUTO_FREE bool *seen = pp_alloc_array(n, sizeof *seen);
    PP_AUTO_FREE int *n_pieces = pp_alloc_array((size_t)problem->n_patches, sizeof *n_pieces);
    if (!queue || !seen || !n_pieces)
        return pp_fail_nomem(reterr);
    *ret_n = 0;
    for (int start = 0; problem->connected && start < problem->n_units; start++) {
        if (seen[start])
            continue;
        int n_queue = 0;
        *ret_n += ++n_pieces[patch_of[start]] == 2;
        seen[start] = true;
        queue[n_queue++] = start;
        for (int head = 0; head < n_queue; head++)
            for (int i = problem->first[queue[head]]; i < problem->first[queue[head] + 1]; i++) {
                int v = problem->neighbour[i];
                if (seen[v] || patch_of[v] != patch_of[start])
                    continue;
                seen[v] = true;
                queue[n_queue++] = v;
            }
    }
    return 0;
}

static int fill_division(const struct pp_problem *problem, const struct pp_divide_options *options,
                         const struct pp_anneal *anneal, struct pp_division *ret_division,
                         struct pp_error *reterr) {
    size_t n = (size_t)problem->n_units, k = (size_t)problem->n_patches;
    struct pp_division PP_AUTO(pp_division_done)
        division = {.n_units = problem->n_units, .n_patches = problem->n_patches};
    division.patch_of_unit = pp_alloc_array(n, sizeof *division.patch_of_unit);
    division.hub_of_patch = pp_alloc_array(k, sizeof *division.hub_of_patch);
    division.current_of_patch = pp_alloc_array(k, sizeof *division.current_of_patch);
    PP_AUTO_FREE int64_t *load = pp_alloc_array(k, sizeof *load);
    if (!division.patch_of_unit || !division.hub_of_patch || !division.current_of_patch || !load)
        return pp_fail_nomem(reterr);
    memcpy(division.patch_of_unit, anneal->best_patch_of, n * sizeof(int));
    int failed = pp_evaluate(problem, division.patch_of_unit, &division.costs,
                             division.hub_of_patch, division.current_of_patch, reterr);
    if (!failed)
        failed =
            count_disconnected(problem, division.patch_of_unit, &division.n_disconnected, reterr);
    if (failed)
        return failed;
    for (size_t u = 0; u < n; u++)
        load[division.patch_of_unit[u]] += problem->weight_milli[u];
    for (size_t p = 0; p < k; p++)
        division.n_out_of_limits +=
            load[p] < problem->min_milli[p] || load[p] > problem->max_milli[p];
    division.bound = division.bound_continuous = NAN;
    division.n_steps = anneal->n_steps;
    bool kept = division.n_out_of_limits == 0 && division.n_disconnected == 0;
    division.outcome = pp_cancelled(options->cancel) ? PP_OUTCOME_CANCELLED
                       : kept                        ? PP_OUTCOME_FEASIBLE
                                                     : PP_OUTCOME_TIME_LIMIT;
    *ret_division = division;
    division = (struct pp_division){0};
    return 0;
}

int pp_divide(const struct pp_problem *problem, const struct pp_divide_options *options,
              struct pp_division *ret_division, struct pp_error *reterr) {
    double begun_s = pp_clock_s();
    PP_AUTO_FREE int *near_first = NULL, *near_neighbour = NULL;
    struct pp_state PP_AUTO(pp_state_done) state = {0};
    struct pp_anneal PP_AUTO(pp_anneal_done) anneal = {0};
    int failed = check_problem(problem, reterr);
    if (!failed && !problem->connected)
        failed = pp_near_rows(problem->x, problem->y, problem->n_units, NEAR, &near_first,
                              &near_neighbour, reterr);
    if (!failed)
        failed = pp_state_init(&state, problem, problem->connected ? problem->first : near_first,
                               problem->connected ? problem->neighbour : near_neighbour, reterr);
    if (!failed)
        failed = pp_anneal_init(&anneal, &state, options->n_jobs, options->seed, reterr);
    if (!failed)
        failed = search(problem, options, &anneal, reterr);
    if (!failed)
        failed = fill_division(problem, options, &anneal, ret_division, reterr);
    if (!failed)
        ret_division->seconds = pp_clock_s() - begun_s;
    return failed;
}
