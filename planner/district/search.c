#include "planner/district/search_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/claim.h"
#include "planner/district/near.h"
#include "planner/district/recut.h"

enum {
    NEAR = 20,               /* neighbours of a unit where no connection is asked for */
    SLICES = 200,            /* of a cycle */
    PATCHES_A_THREAD = 10,   /* fewer make a search narrow */
    MANY_CYCLES = 20,        /* so many fit in: narrow too */
    GUESS_OF_SPEED = 3000000 /* steps a second */
};

/* ---- what all threads share ---- */

int pp_search_init(struct pp_search *search, const struct pp_problem *problem,
                   const struct pp_divide_options *options, struct pp_error *reterr) {
    *search = (struct pp_search){.problem = problem, .options = options, .begun_s = pp_clock_s()};
    pthread_mutex_init(&search->lock, NULL);
    double left_s = pp_time_left_s(options->cancel);
    /* the last pricing and the hand-over need a moment */
    search->until_s = left_s < 1e8 ? search->begun_s + fmax(0.97 * left_s - 0.03, 0.5 * left_s) : 0;
    search->most_steps = options->max_steps;
    if (search->until_s <= 0 && search->most_steps <= 0)
        search->most_steps = (int64_t)PP_SEARCH_STEPS_A_UNIT * problem->n_units;
    search->with_bound = options->bound_share > 0;
    search->proven = -INFINITY;
    atomic_store(&search->closed, problem->n_patches == 1 && search->most_steps <= 0);
    search->best_patch_of = pp_alloc_array((size_t)problem->n_units, sizeof(int));
    if (!search->best_patch_of)
        return pp_fail_nomem(reterr);
    if (problem->connected)
        return pp_ring_init(&search->ring, problem->n_units, problem->first, problem->neighbour,
                            reterr);
    PP_AUTO_FREE int *first = NULL, *neighbour = NULL;
    int failed =
        pp_near_rows(problem->x, problem->y, problem->n_units, NEAR, &first, &neighbour, reterr);
    return failed ? failed
                  : pp_ring_init(&search->ring, problem->n_units, first, neighbour, reterr);
}

void pp_search_done(struct pp_search *search) {
    pthread_mutex_destroy(&search->lock);
    pp_ring_done(&search->ring);
    pp_free(search->best_patch_of);
    for (int i = 0; i < search->n_lenders; i++)
        pp_free(search->lender[i]);
    if (search->has_bound)
        pp_bound_done(&search->bound);
}

/* Pricing a division of few large patches from scratch takes long; that time is left free at the end. */
static double end_s(const struct pp_search *search) {
    return search->until_s > 0 ? fmax(search->until_s - atomic_load(&search->load_s), 1e-3) : 0;
}

void pp_search_note_pace(struct pp_search *search, double load_s) {
    if (load_s > 0.05 && load_s > atomic_load(&search->load_s))
        atomic_store(&search->load_s, load_s);
}

bool pp_search_is_over(const struct pp_search *search) {
    return pp_must_stop(search->options->cancel) || atomic_load(&search->closed) ||
           (search->until_s > 0 && pp_clock_s() >= end_s(search));
}

/* Under the lock: does a division cost what is proven? */
static void close_if_proven(struct pp_search *search, int64_t outside_milli, double cost) {
    if (search->most_steps <= 0 && outside_milli == 0 && pp_claim_is_closed(cost, search->proven))
        atomic_store(&search->closed, true);
}

void pp_search_note_bound(struct pp_search *search) {
    double proven = pp_claim_whole_bound(search->problem, &search->bound);
    pthread_mutex_lock(&search->lock);
    search->proven = proven;
    if (search->has_best)
        close_if_proven(search, search->best_outside_milli, search->best_cost);
    pthread_mutex_unlock(&search->lock);
}

bool pp_search_copy_best(struct pp_search *search, int *ret_patch_of) {
    pthread_mutex_lock(&search->lock);
    bool has_best = search->has_best;
    if (has_best)
        memcpy(ret_patch_of, search->best_patch_of,
               (size_t)search->problem->n_units * sizeof *ret_patch_of);
    pthread_mutex_unlock(&search->lock);
    return has_best;
}

/* Take a division for everybody if it is better than what everybody has. */
static void share_best_division(struct pp_search *search, const int *patch_of,
                                int64_t outside_milli, double cost) {
    pthread_mutex_lock(&search->lock);
    bool is_better = !search->has_best || outside_milli < search->best_outside_milli ||
                     (outside_milli == search->best_outside_milli && cost < search->best_cost);
    if (is_better) {
        memcpy(search->best_patch_of, patch_of, (size_t)search->problem->n_units * sizeof(int));
        search->best_outside_milli = outside_milli;
        search->best_cost = cost;
        search->has_best = true;
        close_if_proven(search, outside_milli, cost);
    }
    pthread_mutex_unlock(&search->lock);
}

void pp_search_share_best(struct pp_search *search, const struct pp_anneal *anneal) {
    if (anneal->has_best)
        share_best_division(search, anneal->best_patch_of, anneal->best_outside_milli,
                            anneal->best_cost);
}

/* When the search must leave the time to the bound, on one thread. */
double pp_search_until(const struct pp_search *search) {
    if (search->until_s <= 0 || !search->with_bound || search->options->n_jobs > 1)
        return end_s(search);
    return end_s(search) - search->options->bound_share * (search->until_s - search->begun_s);
}

/* ---- how to anneal ---- */

/* How far the time or the steps have come, and the average distance of the best so far. */
static bool report(void *context, const struct pp_anneal *anneal) {
    const struct pp_search *search = context;
    const struct pp_state *state = anneal->state;
    double part = 0, trips = 0;
    char note[96] = "";
    if (search->until_s > search->begun_s)
        part = (pp_clock_s() - search->begun_s) / (search->until_s - search->begun_s);
    if (search->most_steps > 0)
        part = fmax(part, (double)anneal->n_steps / (double)search->most_steps);
    for (int u = 0; u < state->n_units; u++)
        trips += state->spot[u].trips;
    if (search->problem->cost_kind == PP_COST_DISTANCE && trips > 0)
        snprintf(
            note, sizeof note, "average distance %.0f m%s", pp_state_costs(state).distance / trips,
            anneal->best_outside_milli > 0 ? ", some patches still over or under the limit" : "");
    pp_progress_report(search->options->progress, "drawing patches",
                       (int64_t)(1000 * fmin(fmax(part, 0), 1)), 1000, note[0] ? note : NULL);
    return true;
}

void pp_search_plan_cycle(struct pp_search *search, struct pp_anneal_plan *ret_plan) {
    *ret_plan = (struct pp_anneal_plan){.cancel = search->options->cancel,
                                        .n_slices = SLICES,
                                        .hot = 1,
                                        .cold = 0.02,
                                        .soft = 0.3,
                                        .hard = 10,
                                        .entry = 0.1,
                                        .n_threads = search->options->n_jobs,
                                        .n_away = &search->n_away,
                                        .closed = &search->closed,
                                        .on_slice = search->options->progress ? report : NULL,
                                        .context = search};
}

/* ---- re-cuts ---- */

static void report_recut(void *context, int64_t outside_milli, double cost) {
    struct pp_search *search = context;
    double part = 1;
    pthread_mutex_lock(&search->lock);
    close_if_proven(search, outside_milli, cost);
    pthread_mutex_unlock(&search->lock);
    if (search->until_s > search->begun_s)
        part = (pp_clock_s() - search->begun_s) / (search->until_s - search->begun_s);
    pp_progress_report(search->options->progress, "drawing patches",
                       (int64_t)(1000 * fmin(fmax(part, 0), 1)), 1000, NULL);
}

/* Patches can change their numbers only where all have the same limits and none is pinned. */
static bool may_lend(const struct pp_problem *problem) {
    for (int p = 1; p < problem->n_patches; p++)
        if (problem->min_milli[p] != problem->min_milli[0] ||
            problem->max_milli[p] != problem->max_milli[0])
            return false;
    for (int u = 0; problem->pin && u < problem->n_units; u++)
        if (problem->pin[u] >= 0)
            return false;
    return true;
}

int pp_search_lend(struct pp_search *search, const int *patch_of, struct pp_error *reterr) {
    size_t n = (size_t)search->problem->n_units;
    if (search->n_lenders == PP_SEARCH_MOST_LENDERS || !may_lend(search->problem))
        return 0;
    int *copy = pp_alloc_array(n, sizeof *copy);
    if (!copy)
        return pp_fail_nomem(reterr);
    memcpy(copy, patch_of, n * sizeof *copy);
    search->lender[search->n_lenders++] = copy;
    return 0;
}

/* All but the division itself. */
static int list_lenders(const struct pp_search *search, const int *patch_of,
                        const int **ret_lender) {
    size_t size = (size_t)search->problem->n_units * sizeof *patch_of;
    int n = 0;
    for (int i = 0; i < search->n_lenders; i++)
        if (memcmp(search->lender[i], patch_of, size) != 0)
            ret_lender[n++] = search->lender[i];
    return n;
}

int pp_search_recut(struct pp_search *search, int *patch_of, double until_s, int64_t last_step,
                    bool borrows, struct pp_error *reterr) {
    struct pp_recut_options options;
    struct pp_recut_report report;
    const int *lender[PP_SEARCH_MOST_LENDERS];
    pp_recut_options_default(&options);
    options.cancel = search->options->cancel;
    options.first = search->ring.first;
    options.neighbour = search->ring.neighbour;
    options.until_s = until_s;
    options.seed = search->options->seed + (uint64_t)search->n_steps;
    options.n_jobs = search->options->n_jobs;
    options.n_away = &search->n_away;
    options.closed = &search->closed;
    options.max_steps = search->most_steps > 0 ? last_step - search->n_steps : 0;
    options.on_better = report_recut;
    options.context = search;
    options.lender = lender;
    options.n_lenders = borrows ? list_lenders(search, patch_of, lender) : 0;
    if (search->problem->n_patches < PP_SEARCH_LEAST_RECUT || pp_search_is_over(search) ||
        (search->most_steps > 0 && options.max_steps <= 0))
        return 0;
    int failed = pp_recut_improve(search->problem, &options, patch_of, &report, reterr);
    if (failed)
        return failed;
    search->n_steps += report.n_steps;
    share_best_division(search, patch_of, report.outside_milli, report.cost);
    return 0;
}

/* All threads on one division, where each has patches enough and the time is not enough for many
 * divisions. */
static bool is_wide(const struct pp_search *search) {
    int n_jobs = search->options->n_jobs;
    double steps = search->most_steps > 0
                       ? (double)search->most_steps
                       : n_jobs * (double)GUESS_OF_SPEED * (search->until_s - search->begun_s);
    return search->problem->n_patches >= PATCHES_A_THREAD * n_jobs &&
           steps < (double)MANY_CYCLES * PP_SEARCH_STEPS_A_UNIT * search->problem->n_units;
}

/* The best of all, by groups of patches, to the end. */
static int recut_best(struct pp_search *search, struct pp_error *reterr) {
    size_t n = (size_t)search->problem->n_units;
    PP_AUTO_FREE int *patch_of = pp_alloc_array(n, sizeof *patch_of);
    if (!patch_of)
        return pp_fail_nomem(reterr);
    if (!pp_search_copy_best(search, patch_of))
        return 0;
    return pp_search_recut(search, patch_of, pp_search_until(search), search->most_steps, true,
                           reterr);
}

int pp_search_run(struct pp_search *search, struct pp_error *reterr) {
    int failed =
        is_wide(search) ? pp_search_run_wide(search, reterr) : pp_search_run_narrow(search, reterr);
    if (!failed)
        failed = recut_best(search, reterr);
    pp_search_finish_bound(search);
    return failed;
}
