/* A narrow search: each thread anneals a division of its own, in cycles, and the best is shared. */
#include "planner/district/search_parts.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/crew.h"

enum {
    STARTS = 4,                    /* tried before each other cycle */
    FIRST_GUESS_OF_SPEED = 3000000 /* steps a second */
};

static const double ANNEAL_PART = 0.2; /* of the time; the rest is for re-cuts */

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
    double until_s = pp_search_until(search);
    if (until_s <= 0 || search->problem->n_patches < PP_SEARCH_LEAST_RECUT)
        return until_s;
    return search->begun_s + ANNEAL_PART * (until_s - search->begun_s);
}

static int64_t cycles_steps(const struct pp_search *search) {
    int64_t steps = search->most_steps / search->options->n_jobs + 1;
    return search->problem->n_patches < PP_SEARCH_LEAST_RECUT
               ? steps
               : 1 + (int64_t)(ANNEAL_PART * (double)steps); /* 0 would be no end */
}

/* Every other cycle from a new start, hot; the others from the best of all threads, lower. */
static int begin_cycle(struct narrow *narrow, int cycle, struct pp_rng *rng,
                       struct pp_anneal *anneal, struct pp_anneal_plan *plan) {
    struct pp_search *search = narrow->search;
    if (cycle == 0 && search->options->start) {
        plan->hot *= 0.3;
        return pp_search_given_start(search, anneal, &narrow->err);
    }
    PP_AUTO_FREE int *best = pp_alloc_array((size_t)search->problem->n_units, sizeof *best);
    if (!best)
        return pp_fail_nomem(&narrow->err);
    if (cycle % 2 == 0 || !pp_search_copy_best(search, best))
        return pp_search_best_start(search, STARTS, rng, anneal, &narrow->err);
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
        if (!needed && (pp_search_is_over(search) ||
                        (until_s > 0 && pp_clock_s() + atomic_load(&search->load_s) >= until_s) ||
                        (search->most_steps > 0 && anneal->n_steps >= share)))
            break;
        struct pp_anneal_plan plan;
        pp_search_plan_cycle(search, &plan);
        plan.n_threads = 1;
        plan.n_away = NULL;
        if (narrow->me > 0)
            plan.on_slice = NULL; /* one thread reports */
        plan.until_s = until_s;
        plan.n_steps = (int64_t)PP_SEARCH_STEPS_A_UNIT * search->problem->n_units;
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
            pp_search_share_best(search, anneal);
    }
    narrow->n_steps = anneal->n_steps;
    return failed;
}

static void narrow_work(void *member) {
    struct narrow *narrow = member;
    struct pp_state PP_AUTO(pp_state_done) state = {0};
    struct pp_anneal PP_AUTO(pp_anneal_done) anneal = {0};
    if (narrow->bounds_first)
        pp_search_compute_bound(narrow->search, pp_search_bound_until(narrow->search));
    narrow->failed = narrow_cycles(narrow, &state, &anneal);
    if (narrow->me == 0 && pp_cancelled(narrow->search->options->cancel))
        atomic_store(&narrow->search->bound_cancel.requested, 1);
}

int pp_search_run_narrow(struct pp_search *search, struct pp_error *reterr) {
    struct narrow narrow[PP_MOST_THREADS] = {0};
    int n = search->options->n_jobs < PP_MOST_THREADS ? search->options->n_jobs : PP_MOST_THREADS;
    for (int i = 0; i < n; i++)
        narrow[i] = (struct narrow){.search = search, .me = i};
    narrow[n - 1].bounds_first = n > 1 && search->with_bound;
    pp_crew_run(narrow_work, narrow, sizeof *narrow, n);
    for (int i = 0; i < n; i++) {
        search->n_steps += narrow[i].n_steps;
        if (narrow[i].failed && reterr)
            *reterr = narrow[i].err;
        if (narrow[i].failed)
            return narrow[i].failed;
    }
    return 0;
}
