/* Where a search starts: the most promising of some starts, or what is given. */
#include "planner/district/search_parts.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/start.h"

enum {
    SETTLE_STEPS = 60, /* a unit, before starts are compared */
    SETTLE_SLICES = 15
};

static const double SETTLE_HOT = 0.3;

/* A moment of annealing: what a start is worth shows when most of its patches are inside their limits. */
static int settle(struct pp_search *search, struct pp_anneal *anneal, struct pp_error *reterr) {
    struct pp_anneal_plan plan;
    pp_search_plan_cycle(search, &plan);
    plan.hot = SETTLE_HOT;
    plan.n_slices = SETTLE_SLICES;
    plan.n_steps = (int64_t)SETTLE_STEPS * search->problem->n_units;
    if (search->most_steps > 0) /* all starts together have a tenth */
        plan.n_steps = (int64_t)fmin((double)plan.n_steps, (double)search->most_steps / 160 + 1);
    plan.until_s = pp_search_until(search);
    plan.n_threads = 1;
    plan.on_slice = NULL;
    return pp_anneal_run(anneal, &plan, reterr);
}

/* The most promising of several starts; they differ by 10 %, more than annealing mends. */
int pp_search_best_start(struct pp_search *search, int n_starts, struct pp_rng *rng,
                         struct pp_anneal *anneal, struct pp_error *reterr) {
    size_t n = (size_t)search->problem->n_units;
    PP_AUTO_FREE int *patch_of = pp_alloc_array(n, sizeof *patch_of);
    PP_AUTO_FREE int *best = pp_alloc_array(n, sizeof *best);
    if (!patch_of || !best)
        return pp_fail_nomem(reterr);
    double least = INFINITY, begun_s = pp_clock_s();
    double left_s = search->most_steps > 0 ? 1e9 : pp_search_until(search) - begun_s;
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
            pp_search_note_pace(search, pp_clock_s() - begun_s);
        failed = settle(search, anneal, reterr);
        if (failed)
            return failed;
        double value = pp_anneal_promise(anneal);
        is_loaded = value < least;
        if (!is_loaded)
            continue;
        least = value;
        memcpy(best, anneal->state->patch_of, n * sizeof *best);
    }
    return is_loaded ? 0 : pp_anneal_load(anneal, best, reterr);
}

/* The division given to start from, made whole where it is not. */
int pp_search_given_start(struct pp_search *search, struct pp_anneal *anneal,
                          struct pp_error *reterr) {
    size_t n = (size_t)search->problem->n_units;
    PP_AUTO_FREE int *patch_of = pp_alloc_array(n, sizeof *patch_of);
    if (!patch_of)
        return pp_fail_nomem(reterr);
    memcpy(patch_of, search->options->start, n * sizeof *patch_of);
    int failed = pp_start_connect(search->problem, patch_of, reterr);
    return failed ? failed : pp_anneal_load(anneal, patch_of, reterr);
}
