#include "patchplan/district/problem.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/claim.h"
#include "planner/district/exact.h"
#include "planner/district/piece.h"
#include "planner/district/search.h"
#include "planner/district/spread.h"

enum { SURE_UNITS = 60 }; /* up to here a second try for the proof mostly pays */

void pp_divide_options_default(struct pp_divide_options *ret_options) {
    *ret_options = (struct pp_divide_options){.seed = 1, .n_jobs = 1, .bound_share = 0.35};
}

static int check_start(const struct pp_problem *problem, const int *start,
                       struct pp_error *reterr) {
    for (int u = 0; u < problem->n_units; u++) {
        if (start[u] < 0 || start[u] >= problem->n_patches)
            return pp_fail(reterr, PP_E_INPUT, "unit %d starts in patch %d of %d", u, start[u],
                           problem->n_patches);
        if (problem->pin && problem->pin[u] >= 0 && problem->pin[u] != start[u])
            return pp_fail(reterr, PP_E_INPUT, "unit %d is pinned to patch %d, but starts in %d", u,
                           problem->pin[u], start[u]);
    }
    return 0;
}

static int check_problem(const struct pp_problem *problem, const struct pp_divide_options *options,
                         struct pp_error *reterr) {
    if (problem->n_patches < 1 || problem->n_patches > problem->n_units)
        return pp_fail(reterr, PP_E_INPUT, "cannot make %d patches of %d units", problem->n_patches,
                       problem->n_units);
    for (int u = 0; u < problem->n_units; u++) {
        if (problem->weight_milli[u] < 0)
            return pp_fail(reterr, PP_E_INPUT, "unit %d has a weight below zero", u);
        if (!isfinite(problem->x[u]) || !isfinite(problem->y[u]))
            return pp_fail(reterr, PP_E_INPUT, "unit %d has no place: %g, %g", u, problem->x[u],
                           problem->y[u]);
        if (problem->trips && !(problem->trips[u] >= 0 && isfinite(problem->trips[u])))
            return pp_fail(reterr, PP_E_INPUT, "unit %d has %g trips", u, problem->trips[u]);
        if (problem->pin && problem->pin[u] >= problem->n_patches)
            return pp_fail(reterr, PP_E_INPUT, "unit %d is pinned to patch %d of %d", u,
                           problem->pin[u], problem->n_patches);
    }
    return options->start ? check_start(problem, options->start, reterr) : 0;
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
        *ret_n += ++n_pieces[patch_of[start]] == 2;
        pp_piece_mark(problem, patch_of, start, queue, seen);
    }
    return 0;
}

static int count_outside(const struct pp_problem *problem, const int *patch_of, int *ret_n,
                         struct pp_error *reterr) {
    PP_AUTO_FREE int64_t *load = pp_alloc_array((size_t)problem->n_patches, sizeof *load);
    if (!load)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < problem->n_units; u++)
        load[patch_of[u]] += problem->weight_milli[u];
    *ret_n = 0;
    for (int p = 0; p < problem->n_patches; p++)
        *ret_n += load[p] < problem->min_milli[p] || load[p] > problem->max_milli[p];
    return 0;
}

/* What the division costs and breaks. */
static int measure(const struct pp_problem *problem, struct pp_division *division,
                   struct pp_error *reterr) {
    int failed = pp_evaluate(problem, division->patch_of_unit, &division->costs,
                             division->hub_of_patch, division->current_of_patch, reterr);
    if (!failed)
        failed =
            count_disconnected(problem, division->patch_of_unit, &division->n_disconnected, reterr);
    return failed ? failed
                  : count_outside(problem, division->patch_of_unit, &division->n_out_of_limits,
                                  reterr);
}

/* One search, and for small towns the proof after it. */
struct stage {
    double search_until_s; /* on pp_clock_s(); 0 = as the options say */
    bool with_proof;
    double proof_until_s; /* 0 = by work */
};

/* Small towns to the end: is there nothing better, or what is best? */
static int prove(const struct pp_search *search, const struct stage *stage,
                 struct pp_division *division, bool *ret_proven, struct pp_error *reterr) {
    *ret_proven = false;
    if (!stage->with_proof || !pp_claim_is_kept(division) || !search->has_bound ||
        !pp_exact_is_small(search->problem) || pp_must_stop(search->options->cancel))
        return 0;
    struct pp_exact_ask ask = {.problem = search->problem,
                               .multiplier = search->bound.multiplier,
                               .upper = division->costs.total,
                               .cancel = search->options->cancel,
                               .until_s = stage->proof_until_s};
    int failed = pp_exact_prove(&ask, division->patch_of_unit, ret_proven, reterr);
    return failed ? failed : measure(search->problem, division, reterr);
}

static int fill_division(struct pp_search *search, const struct stage *stage,
                         struct pp_division *ret_division, struct pp_error *reterr) {
    const struct pp_problem *problem = search->problem;
    size_t n = (size_t)problem->n_units, k = (size_t)problem->n_patches;
    bool proven = false;
    struct pp_division PP_AUTO(pp_division_done)
        division = {.n_units = problem->n_units, .n_patches = problem->n_patches};
    division.patch_of_unit = pp_alloc_array(n, sizeof *division.patch_of_unit);
    division.hub_of_patch = pp_alloc_array(k, sizeof *division.hub_of_patch);
    division.current_of_patch = pp_alloc_array(k, sizeof *division.current_of_patch);
    if (!division.patch_of_unit || !division.hub_of_patch || !division.current_of_patch)
        return pp_fail_nomem(reterr);
    memcpy(division.patch_of_unit, search->best_patch_of, n * sizeof(int));
    int failed = measure(problem, &division, reterr);
    if (!failed)
        failed = prove(search, stage, &division, &proven, reterr);
    if (failed)
        return failed;
    pp_claim_bound(problem, search->has_bound ? &search->bound : NULL, &division);
    if (proven) /* a bound above the cost is a fault, and stays to be seen */
        division.bound = fmax(division.bound, division.costs.total);
    division.n_steps = search->n_steps;
    division.outcome = pp_claim_outcome(&division, search->options->cancel, search->impossible);
    division.seconds = pp_clock_s() - search->begun_s;
    *ret_division = division;
    division = (struct pp_division){0};
    return 0;
}

static int run_search(struct pp_search *search, const struct pp_problem *problem,
                      const struct pp_divide_options *options, double until_s,
                      struct pp_error *reterr) {
    int failed = pp_search_init(search, problem, options, reterr);
    if (!failed && until_s > 0)
        search->until_s = fmin(search->until_s, until_s);
    return failed ? failed : pp_search_run(search, reterr);
}

/* Under limits that spread the totals, where they forbid those of the problem. */
static int run_spread(struct pp_search *search, const struct pp_problem *problem,
                      const struct pp_divide_options *options, double until_s,
                      struct pp_error *reterr) {
    size_t k = (size_t)problem->n_patches;
    PP_AUTO_FREE int64_t *min_milli = pp_alloc_array(k, sizeof *min_milli);
    PP_AUTO_FREE int64_t *max_milli = pp_alloc_array(k, sizeof *max_milli);
    struct pp_problem spread = *problem;
    if (!min_milli || !max_milli)
        return pp_fail_nomem(reterr);
    pp_spread_limits(problem, min_milli, max_milli);
    spread.min_milli = min_milli;
    spread.max_milli = max_milli;
    int failed = run_search(search, &spread, options, until_s, reterr);
    search->problem = problem;
    search->impossible = true;
    return failed;
}

static int divide_once(const struct pp_problem *problem, const struct pp_divide_options *options,
                       const struct stage *stage, struct pp_division *ret_division,
                       struct pp_error *reterr) {
    struct pp_search PP_AUTO(pp_search_done) search = {0};
    struct pp_divide_options unbound = *options;
    unbound.bound_share = 0;
    bool nothing_fits = pp_limits_forbid(problem);
    int failed = pp_totals_forbid(problem)
                     ? run_spread(&search, problem, &unbound, stage->search_until_s, reterr)
                     : run_search(&search, problem, nothing_fits ? &unbound : options,
                                  stage->search_until_s, reterr);
    search.impossible = search.impossible || nothing_fits;
    return failed ? failed : fill_division(&search, stage, ret_division, reterr);
}

/* Is `one` rather to be handed over than `other`, which may be empty? */
static bool is_better(const struct pp_division *one, const struct pp_division *other) {
    bool kept = pp_claim_is_kept(one), other_kept = pp_claim_is_kept(other);
    if (!other->patch_of_unit || kept != other_kept)
        return !other->patch_of_unit || kept;
    return !kept || one->costs.total <= other->costs.total;
}

/* Keep the better of the two; `other` is done with. */
static void keep_better(struct pp_division *best, struct pp_division *other) {
    if (is_better(other, best)) {
        pp_division_done(best);
        *best = *other;
    } else {
        pp_division_done(other);
    }
}

/* A short search first, and a longer one: when the proof succeeds after one of them nobody waits for the rest. */
static int divide_small(const struct pp_problem *problem, const struct pp_divide_options *options,
                        struct pp_division *best, struct pp_error *reterr) {
    static const struct { double share, most_s; } part[] = {{0.03, 0.5}, {0.15, 10}};
    int n_stages = problem->n_units <= SURE_UNITS ? 2 : 1;
    for (int i = 0; i < n_stages && !pp_must_stop(options->cancel); i++) {
        double now_s = pp_clock_s(), left_s = pp_time_left_s(options->cancel);
        double search_s = fmin(part[i].share * left_s, part[i].most_s);
        struct stage stage = {now_s + search_s, true, now_s + 2.2 * search_s};
        struct pp_divide_options quiet = *options;
        struct pp_division division;
        quiet.progress = NULL;
        int failed = divide_once(problem, &quiet, &stage, &division, reterr);
        if (failed)
            return failed;
        keep_better(best, &division);
        if (best->outcome == PP_OUTCOME_OPTIMAL || best->outcome == PP_OUTCOME_INFEASIBLE)
            break;
    }
    return 0;
}

int pp_divide(const struct pp_problem *problem, const struct pp_divide_options *options,
              struct pp_division *ret_division, struct pp_error *reterr) {
    double begun_s = pp_clock_s();
    struct pp_division PP_AUTO(pp_division_done) small = {0};
    struct pp_divide_options rest = *options;
    int failed = check_problem(problem, options, reterr);
    bool by_time = options->max_steps <= 0 && pp_time_left_s(options->cancel) < 1e8;
    if (!failed && by_time && pp_exact_is_small(problem))
        failed = divide_small(problem, options, &small, reterr);
    if (failed)
        return failed;
    if (small.outcome != PP_OUTCOME_OPTIMAL || !small.patch_of_unit) {
        struct pp_division division;
        struct stage stage = {.with_proof = !by_time}; /* by time it has been tried by now */
        if (pp_claim_is_kept(&small))
            rest.start = small.patch_of_unit;
        failed = divide_once(problem, &rest, &stage, &division, reterr);
        if (failed)
            return failed;
        keep_better(&small, &division);
    }
    small.seconds = pp_clock_s() - begun_s;
    *ret_division = small;
    small = (struct pp_division){0};
    return 0;
}
