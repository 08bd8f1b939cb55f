#include "planner/district/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/near.h"
#include "planner/district/recut.h"
#include "planner/district/start.h"

enum {
    NEAR = 20,         /* neighbours of a unit where no connection is asked for */
    STARTS = 16,       /* tried before the first cycle of a wide search */
    FEW_STARTS = 4,    /* before each cycle of a narrow one */
    SETTLE_STEPS = 60, /* a unit, before starts are compared */
    SETTLE_SLICES = 15,
    SLICES = 200,                   /* of a cycle */
    PATCHES_A_THREAD = 10,          /* fewer make a search narrow */
    STEPS_A_UNIT = 10000,           /* a cycle of a narrow search */
    MANY_CYCLES = 20,               /* so many fit in: narrow too */
    LEAST_RECUT = 6,                /* patches; re-cuts of fewer would be the whole */
    FIRST_GUESS_OF_SPEED = 3000000, /* steps a second */
    BOUND_STEPS = 1600              /* where time does not say */
};

static const double SETTLE_HOT = 0.3;
static const double ENOUGH_FOR_BOUND_S = 8;
static const double ANNEAL_PART = 0.2; /* of the time; the rest is for re-cuts */

/* ---- what all threads share ---- */

/* Do the totals alone prove that some patch must be outside its limits? */
static bool totals_forbid(const struct pp_problem *problem) {
    int64_t total = 0, least = 0, most = 0;
    for (int u = 0; u < problem->n_units; u++)
        total += problem->weight_milli[u];
    for (int p = 0; p < problem->n_patches; p++) {
        least += problem->min_milli[p];
        most += problem->max_milli[p];
    }
    return total < least || total > most;
}

int pp_search_init(struct pp_search *search, const struct pp_problem *problem,
                   const struct pp_divide_options *options, struct pp_error *reterr) {
    *search = (struct pp_search){.problem = problem, .options = options, .begun_s = pp_clock_s()};
    pthread_mutex_init(&search->lock, NULL);
    double left_s = pp_time_left_s(options->cancel);
    /* the last pricing and the hand-over need a moment */
    search->until_s = left_s < 1e8 ? search->begun_s + fmax(0.97 * left_s - 0.03, 0.5 * left_s) : 0;
    search->most_steps = options->max_steps;
    if (search->until_s <= 0 && search->most_steps <= 0)
        search->most_steps = (int64_t)STEPS_A_UNIT * problem->n_units;
    search->impossible = totals_forbid(problem);
    search->with_bound = options->bound_share > 0 && !search->impossible;
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
    if (search->has_bound)
        pp_bound_done(&search->bound);
}

/* Pricing a division of few large patches from scratch takes long; that time is left free at the end. */
static double end_s(const struct pp_search *search) {
    return search->until_s > 0 ? fmax(search->until_s - atomic_load(&search->load_s), 1e-3) : 0;
}

static void note_pace(struct pp_search *search, double load_s) {
    if (load_s > 0.05 && load_s > atomic_load(&search->load_s))
        atomic_store(&search->load_s, load_s);
}

static bool over(const struct pp_search *search) {
    return pp_must_stop(search->options->cancel) ||
           (search->until_s > 0 && pp_clock_s() >= end_s(search));
}

/* Take a division for everybody if it is better than what everybody has. */
static void share_division(struct pp_search *search, const int *patch_of, int64_t outside_milli,
                           double cost) {
    pthread_mutex_lock(&search->lock);
    bool is_better = !search->has_best || outside_milli < search->best_outside_milli ||
                     (outside_milli == search->best_outside_milli && cost < search->best_cost);
    if (is_better) {
        memcpy(search->best_patch_of, patch_of, (size_t)search->problem->n_units * sizeof(int));
        search->best_outside_milli = outside_milli;
        search->best_cost = cost;
        search->has_best = true;
    }
    pthread_mutex_unlock(&search->lock);
}

static void share_best(struct pp_search *search, const struct pp_anneal *anneal) {
    if (anneal->has_best)
        share_division(search, anneal->best_patch_of, anneal->best_outside_milli,
                       anneal->best_cost);
}

/* ---- the bound, beside or after the search ---- */

static void compute_bound(struct pp_search *search, double until_s) {
    struct pp_bound_options options;
    pp_bound_options_default(&options);
    search->bound_cancel.deadline_s = until_s;
    options.cancel = &search->bound_cancel;
    options.max_steps = search->options->max_steps > 0 ? BOUND_STEPS : 0;
    pthread_mutex_lock(&search->lock);
    if (search->has_best && search->best_outside_milli == 0)
        options.upper =
            search->best_cost; /* with keep and ward: more than the distance, still valid */
    pthread_mutex_unlock(&search->lock);
    search->bound_done = true;
    struct pp_error ignored; /* no bound is an answer too */
    search->has_bound = pp_bound_compute(search->problem, &options, &search->bound, &ignored) == 0;
}

/* With two threads or more one of them bounds first, for twice the share of the whole time; in a long run
 * less, since it converges sooner than the search. */
static double bound_until(const struct pp_search *search) {
    if (search->until_s <= 0)
        return 0;
    double share = fmin(2 * search->options->bound_share, 0.9);
    double whole_s = search->until_s - search->begun_s;
    return search->begun_s + fmin(share * whole_s, ENOUGH_FOR_BOUND_S + 0.3 * whole_s);
}

static void *bound_work(void *argument) {
    struct pp_search *search = argument;
    compute_bound(search, bound_until(search));
    atomic_fetch_sub(&search->n_away, 1);
    return NULL;
}

static void start_bound(struct pp_search *search) {
    if (!search->with_bound || search->options->n_jobs < 2 || search->bound_started)
        return;
    atomic_store(&search->n_away, 1);
    search->bound_started = pthread_create(&search->bound_thread, NULL, bound_work, search) == 0;
    if (!search->bound_started)
        atomic_store(&search->n_away, 0);
}

static void finish_bound(struct pp_search *search) {
    if (search->bound_started) {
        if (pp_cancelled(search->options->cancel))
            atomic_store(&search->bound_cancel.requested, 1);
        pthread_join(search->bound_thread, NULL);
    } else if (search->with_bound && !search->bound_done &&
               !pp_must_stop(search->options->cancel)) {
        compute_bound(search, search->until_s);
    }
}

/* When the search must leave the time to the bound, on one thread. */
static double search_until(const struct pp_search *search) {
    if (search->until_s <= 0 || !search->with_bound || search->options->n_jobs > 1)
        return end_s(search);
    return end_s(search) - search->options->bound_share * (search->until_s - search->begun_s);
}

/* ---- how to anneal ---- */

/* How far the time or the steps have come, and the average distance of the best so far. */
static void report(void *context, const struct pp_anneal *anneal) {
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
}

static void plan_cycle(struct pp_search *search, struct pp_anneal_plan *ret_plan) {
    *ret_plan = (struct pp_anneal_plan){.cancel = search->options->cancel,
                                        .n_slices = SLICES,
                                        .hot = 1,
                                        .cold = 0.02,
                                        .soft = 0.3,
                                        .hard = 10,
                                        .entry = 0.1,
                                        .n_threads = search->options->n_jobs,
                                        .n_away = &search->n_away,
                                        .on_slice = search->options->progress ? report : NULL,
                                        .context = search,
                                        .linear = search->impossible};
}

/* ---- starts ---- */

/* What a start promises: its cost, and twice the mean cost for every weighted home outside the limits. */
static double promise(const struct pp_anneal *anneal) {
    const struct pp_state *state = anneal->state;
    double outside = 1e-3 * (double)pp_state_outside_total(state);
    return pp_state_costs(state).total + 2 * anneal->per_weight * outside;
}

/* A moment of annealing: what a start is worth shows when most of its patches are inside their limits. */
static int settle(struct pp_search *search, struct pp_anneal *anneal, struct pp_error *reterr) {
    struct pp_anneal_plan plan;
    plan_cycle(search, &plan);
    plan.hot = SETTLE_HOT;
    plan.n_slices = SETTLE_SLICES;
    plan.n_steps = (int64_t)SETTLE_STEPS * search->problem->n_units;
    if (search->most_steps > 0) /* all starts together have a tenth */
        plan.n_steps = (int64_t)fmin((double)plan.n_steps, (double)search->most_steps / 160 + 1);
    plan.until_s = search_until(search);
    plan.n_threads = 1;
    plan.on_slice = NULL;
    return pp_anneal_run(anneal, &plan, reterr);
}

/* The most promising of several starts; they differ by 10 %, more than annealing mends. */
static int best_start(struct pp_search *search, int n_starts, struct pp_rng *rng,
                      struct pp_anneal *anneal, struct pp_error *reterr) {
    size_t n = (size_t)search->problem->n_units;
    PP_AUTO_FREE int *patch_of = pp_alloc_array(n, sizeof *patch_of);
    PP_AUTO_FREE int *best = pp_alloc_array(n, sizeof *best);
    if (!patch_of || !best)
        return pp_fail_nomem(reterr);
    double least = INFINITY, begun_s = pp_clock_s();
    double left_s = search->most_steps > 0 ? 1e9 : search_until(search) - begun_s;
    bool is_loaded = false; /* the best is the present one */
    for (int i = 0; i < n_starts; i++) {
        if (i > 0 && (pp_clock_s() - begun_s) * (i + 1) / i > 0.1 * left_s)
            break;
        int failed = pp_start_make(search->problem, rng, patch_of, reterr);
        if (!failed)
            failed = pp_anneal_load(anneal, patch_of, reterr);
        if (failed)
            return failed;
        if (i == 0)
            note_pace(search, pp_clock_s() - begun_s);
        failed = settle(search, anneal, reterr);
        if (failed)
            return failed;
        double value = promise(anneal);
        is_loaded = value < least;
        if (!is_loaded)
            continue;
        least = value;
        memcpy(best, anneal->state->patch_of, n * sizeof *best);
    }
    return is_loaded ? 0 : pp_anneal_load(anneal, best, reterr);
}

/* The division given to start from, made whole where it is not. */
static int given_start(struct pp_search *search, struct pp_anneal *anneal,
                       struct pp_error *reterr) {
    size_t n = (size_t)search->problem->n_units;
    PP_AUTO_FREE int *patch_of = pp_alloc_array(n, sizeof *patch_of);
    if (!patch_of)
        return pp_fail_nomem(reterr);
    memcpy(patch_of, search->options->start, n * sizeof *patch_of);
    int failed = pp_start_connect(search->problem, patch_of, reterr);
    return failed ? failed : pp_anneal_load(anneal, patch_of, reterr);
}

/* ---- cycles ---- */

static bool steps_over(const struct pp_search *search, int64_t n_done) {
    return search->most_steps > 0 && n_done >= search->most_steps;
}

/* ---- re-cuts ---- */

static void report_recut(void *context, double cost) {
    (void)cost;
    const struct pp_search *search = context;
    double part = 1;
    if (search->until_s > search->begun_s)
        part = (pp_clock_s() - search->begun_s) / (search->until_s - search->begun_s);
    pp_progress_report(search->options->progress, "drawing patches",
                       (int64_t)(1000 * fmin(fmax(part, 0), 1)), 1000, NULL);
}

/* Improve the best by groups of patches for the rest of the time or the steps. */
static int recut_best(struct pp_search *search, double until_s, struct pp_error *reterr) {
    struct pp_recut_options options;
    struct pp_recut_report report;
    pp_recut_options_default(&options);
    options.cancel = search->options->cancel;
    options.first = search->ring.first;
    options.neighbour = search->ring.neighbour;
    options.until_s = until_s;
    options.seed = search->options->seed;
    options.n_jobs = search->options->n_jobs;
    options.n_away = &search->n_away;
    options.max_steps = search->most_steps > 0 ? search->most_steps - search->n_steps : 0;
    options.on_better = search->options->progress ? report_recut : NULL;
    options.context = search;
    int failed =
        pp_recut_improve(search->problem, &options, search->best_patch_of, &report, reterr);
    if (failed)
        return failed;
    search->n_steps += report.n_steps;
    pthread_mutex_lock(&search->lock);
    search->best_outside_milli = report.outside_milli;
    search->best_cost = report.cost;
    pthread_mutex_unlock(&search->lock);
    return 0;
}

/* One stretch of annealing that ends at `part` of the time or the steps. */
static int anneal_until(struct pp_search *search, struct pp_anneal *anneal, double part, double hot,
                        const double span_s[2], struct pp_error *reterr) {
    struct pp_anneal_plan plan;
    plan_cycle(search, &plan);
    plan.hot *= search->options->start ? fmin(hot, 0.3) : hot; /* stay near what was given */
    plan.until_s = span_s[1] > 0 ? span_s[0] + part * (span_s[1] - span_s[0]) : 0;
    if (search->most_steps > 0)
        plan.n_steps = (int64_t)(part * (double)search->most_steps) - anneal->n_steps;
    if (search->most_steps > 0 && plan.n_steps <= 0) /* the starts have had them all */
        return 0;
    int failed = pp_anneal_run(anneal, &plan, reterr);
    share_best(search, anneal);
    return failed;
}

/* A short cycle for a plan in hand, a long one for a good plan, then re-cuts. */
static int run_wide(struct pp_search *search, struct pp_error *reterr) {
    static const double part[] = {0.08, ANNEAL_PART}, hot[] = {0.6, 1};
    struct pp_state PP_AUTO(pp_state_done) state = {0};
    struct pp_anneal PP_AUTO(pp_anneal_done) anneal = {0};
    struct pp_rng rng;
    pp_rng_seed(&rng, search->options->seed);
    int failed = pp_state_init(&state, search->problem, &search->ring, reterr);
    if (!failed)
        failed =
            pp_anneal_init(&anneal, &state, search->options->n_jobs, search->options->seed, reterr);
    if (!failed)
        failed = search->options->start ? given_start(search, &anneal, reterr)
                                        : best_start(search, STARTS, &rng, &anneal, reterr);
    if (failed)
        return failed;
    share_best(search, &anneal);
    start_bound(search);
    const double span_s[2] = {pp_clock_s(), search_until(search)};
    for (int cycle = 0;
         cycle < 2 && !failed && !steps_over(search, anneal.n_steps) && !over(search); cycle++) {
        if (search->options->start && cycle == 1)
            failed = pp_anneal_load(&anneal, anneal.best_patch_of, reterr);
        if (!failed)
            failed = anneal_until(search, &anneal, part[cycle], hot[cycle], span_s, reterr);
    }
    search->n_steps = anneal.n_steps;
    return failed;
}

struct narrow {
    struct pp_search *search;
    int me;
    bool bounds_first;
    int64_t n_steps;
    int failed;
    struct pp_error err;
};

/* When the cycles must leave the time to the re-cuts. */
static double cycles_until(const struct pp_search *search) {
    double until_s = search_until(search);
    if (until_s <= 0 || search->problem->n_patches < LEAST_RECUT)
        return until_s;
    return search->begun_s + ANNEAL_PART * (until_s - search->begun_s);
}

static int64_t cycles_steps(const struct pp_search *search) {
    int64_t steps = search->most_steps / search->options->n_jobs + 1;
    return search->problem->n_patches < LEAST_RECUT
               ? steps
               : 1 + (int64_t)(ANNEAL_PART * (double)steps); /* 0 would be no end */
}

/* Every other cycle from a new start, hot; the others from the best of all threads, lower. */
static int begin_cycle(struct narrow *narrow, int cycle, struct pp_rng *rng,
                       struct pp_anneal *anneal, struct pp_anneal_plan *plan) {
    struct pp_search *search = narrow->search;
    if (cycle == 0 && search->options->start) {
        plan->hot *= 0.3;
        return given_start(search, anneal, &narrow->err);
    }
    if (cycle % 2 == 0 || !search->has_best)
        return best_start(search, FEW_STARTS, rng, anneal, &narrow->err);
    PP_AUTO_FREE int *best = pp_alloc_array((size_t)search->problem->n_units, sizeof *best);
    if (!best)
        return pp_fail_nomem(&narrow->err);
    pthread_mutex_lock(&search->lock);
    memcpy(best, search->best_patch_of, (size_t)search->problem->n_units * sizeof *best);
    pthread_mutex_unlock(&search->lock);
    plan->hot *= 0.3;
    return pp_anneal_load(anneal, best, &narrow->err);
}

static int narrow_cycles(struct narrow *narrow, struct pp_state *state, struct pp_anneal *anneal) {
    struct pp_search *search = narrow->search;
    struct pp_rng rng;
    uint64_t seed = search->options->seed + 1000003 * (uint64_t)narrow->me;
    pp_rng_seed(&rng, seed);
    int failed = pp_state_init(state, search->problem, &search->ring, &narrow->err);
    if (!failed)
        failed = pp_anneal_init(anneal, state, 1, seed, &narrow->err);
    int64_t share = cycles_steps(search);
    double begun_s = pp_clock_s();
    for (int cycle = 0; !failed; cycle++) {
        double until_s = cycles_until(search);
        bool needed = cycle == 0 && narrow->me == 0; /* somebody must have a division */
        if (!needed && (over(search) ||
                        (until_s > 0 && pp_clock_s() + atomic_load(&search->load_s) >= until_s) ||
                        (search->most_steps > 0 && anneal->n_steps >= share)))
            break;
        struct pp_anneal_plan plan;
        plan_cycle(search, &plan);
        plan.n_threads = 1;
        plan.n_away = NULL;
        if (narrow->me > 0)
            plan.on_slice = NULL; /* one thread reports */
        plan.until_s = until_s;
        plan.n_steps = (int64_t)STEPS_A_UNIT * search->problem->n_units;
        double speed = anneal->n_steps > 0 ? (double)anneal->n_steps / (pp_clock_s() - begun_s)
                                           : FIRST_GUESS_OF_SPEED;
        if (until_s > 0 && (double)plan.n_steps > speed * (until_s - pp_clock_s()))
            plan.n_steps = 0; /* a whole cycle in the time that is left */
        if (search->most_steps > 0 && (plan.n_steps == 0 || plan.n_steps > share - anneal->n_steps))
            plan.n_steps = share - anneal->n_steps;
        failed = begin_cycle(narrow, cycle, &rng, anneal, &plan);
        if (!failed)
            failed = pp_anneal_run(anneal, &plan, &narrow->err);
        if (!failed)
            share_best(search, anneal);
    }
    narrow->n_steps = anneal->n_steps;
    return failed;
}

static void *narrow_work(void *argument) {
    struct narrow *narrow = argument;
    struct pp_state PP_AUTO(pp_state_done) state = {0};
    struct pp_anneal PP_AUTO(pp_anneal_done) anneal = {0};
    if (narrow->bounds_first)
        compute_bound(narrow->search, bound_until(narrow->search));
    narrow->failed = narrow_cycles(narrow, &state, &anneal);
    return NULL;
}

static int run_narrow(struct pp_search *search, struct pp_error *reterr) {
    struct narrow narrow[64] = {0};
    pthread_t thread[64];
    bool running[64] = {false};
    int n = search->options->n_jobs < 64 ? search->options->n_jobs : 64;
    for (int i = 0; i < n; i++)
        narrow[i] = (struct narrow){.search = search, .me = i};
    narrow[n - 1].bounds_first = n > 1 && search->with_bound;
    for (int i = 1; i < n; i++)
        running[i] = pthread_create(&thread[i], NULL, narrow_work, &narrow[i]) == 0;
    narrow_work(&narrow[0]);
    if (pp_cancelled(search->options->cancel))
        atomic_store(&search->bound_cancel.requested, 1);
    for (int i = 1; i < n; i++)
        if (running[i])
            pthread_join(thread[i], NULL);
    for (int i = 0; i < n; i++) {
        search->n_steps += narrow[i].n_steps;
        if (narrow[i].failed && reterr)
            *reterr = narrow[i].err;
        if (narrow[i].failed)
            return narrow[i].failed;
    }
    return 0;
}

/* All threads on one division, where each has patches enough and the time is not enough for many
 * divisions. */
static bool is_wide(const struct pp_search *search) {
    int n_jobs = search->options->n_jobs;
    double steps = search->most_steps > 0 ? (double)search->most_steps
                                          : n_jobs * (double)FIRST_GUESS_OF_SPEED *
                                                (search->until_s - search->begun_s);
    return search->problem->n_patches >= PATCHES_A_THREAD * n_jobs &&
           steps < (double)MANY_CYCLES * STEPS_A_UNIT * search->problem->n_units;
}

int pp_search_run(struct pp_search *search, struct pp_error *reterr) {
    int failed = is_wide(search) ? run_wide(search, reterr) : run_narrow(search, reterr);
    if (!failed && search->problem->n_patches >= LEAST_RECUT && !over(search) &&
        !steps_over(search, search->n_steps))
        failed = recut_best(search, search_until(search), reterr);
    finish_bound(search);
    return failed;
}
