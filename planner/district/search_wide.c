/* A wide search: all threads on one division.
 *
 *   1. Strands, in the first 60 %: the most promising of six starts; annealing from hot to cold; re-cuts.
 *   2. The best strand is re-cut until the end (search.c).
 *
 * Where a start puts how many patches decides more than how long it is improved, and shows only after
 * re-cuts. A strand gains little beyond 4,000 moves a unit, so a long run has more strands, not longer
 * ones; a short one has three (docs/engine.md). */
#include "planner/district/search_parts.h"

#include <math.h>

#include "patchplan/core/alloc.h"

enum { STARTS = 6, MOST_STRANDS = 12, STRAND_MOVES_A_UNIT = 4000 };

static const double STRANDS_PART = 0.6;       /* of the time or the steps, all together */
static const double STRAND_S_A_UNIT = 0.0007; /* more does a strand no good */
static const double MOST_STRAND_PART = 0.2;
static const double ANNEAL_PART = 0.4; /* of a strand */
static const double FIRST_PART = 0.4;  /* of the first strand's annealing: a plan in hand, soon */
static const double GIVEN_ANNEAL_PART = 0.2;

/* The moment at which `part` of the search is over. */
static double part_s(const double span_s[2], double part) {
    return span_s[1] > 0 ? span_s[0] + part * (span_s[1] - span_s[0]) : 0;
}

/* The same by steps. */
static int64_t part_steps(const struct pp_search *search, double part) {
    return (int64_t)(part * (double)search->most_steps);
}

/* One stretch of annealing that ends at `part` of the time or the steps. */
static int anneal_until(struct pp_search *search, struct pp_anneal *anneal, double part, double hot,
                        const double span_s[2], struct pp_error *reterr) {
    struct pp_anneal_plan plan;
    int64_t n_before = anneal->n_steps;
    pp_search_plan_cycle(search, &plan);
    plan.hot = hot;
    plan.until_s = part_s(span_s, part);
    if (search->most_steps > 0)
        plan.n_steps = part_steps(search, part) - search->n_steps;
    if (search->most_steps > 0 && plan.n_steps <= 0) /* the starts have had them all */
        return 0;
    int failed = pp_anneal_run(anneal, &plan, reterr);
    search->n_steps += anneal->n_steps - n_before;
    pp_search_share_best(search, anneal);
    return failed;
}

static int begin_strand(struct pp_search *search, struct pp_rng *rng, struct pp_anneal *anneal,
                        struct pp_error *reterr) {
    int64_t n_before = anneal->n_steps;
    anneal->has_best = false;
    int failed = search->options->start ? pp_search_given_start(search, anneal, reterr)
                                        : pp_search_best_start(search, STARTS, rng, anneal, reterr);
    search->n_steps += anneal->n_steps - n_before;
    if (!failed)
        pp_search_share_best(search, anneal);
    return failed;
}

/* What was given is kept near to: little heat, and the re-cuts have the rest. */
static int run_given(struct pp_search *search, struct pp_anneal *anneal, const double span_s[2],
                     struct pp_error *reterr) {
    return anneal_until(search, anneal, GIVEN_ANNEAL_PART, 0.3, span_s, reterr);
}

/* Which part of the whole one strand has. */
static double strand_part(const struct pp_search *search, const double span_s[2]) {
    double n_units = search->problem->n_units, part = 1;
    if (search->options->start)
        return 1;
    if (search->most_steps > 0)
        part = STRAND_MOVES_A_UNIT * n_units / (double)search->most_steps;
    else if (span_s[1] > span_s[0])
        part = STRAND_S_A_UNIT * n_units / (span_s[1] - span_s[0]);
    return fmin(fmax(part, STRANDS_PART / MOST_STRANDS), MOST_STRAND_PART);
}

static int run_strand(struct pp_search *search, int strand, double part, struct pp_anneal *anneal,
                      const double span_s[2], struct pp_error *reterr) {
    int failed = 0;
    if (strand == 0)
        failed = anneal_until(search, anneal, FIRST_PART * ANNEAL_PART * part, 0.6, span_s, reterr);
    if (!failed && !pp_search_is_over(search))
        failed = anneal_until(search, anneal, (strand + ANNEAL_PART) * part, 1, span_s, reterr);
    double end = (strand + 1) * part;
    if (failed || !anneal->has_best)
        return failed;
    failed = pp_search_recut(search, anneal->best_patch_of, part_s(span_s, end),
                             part_steps(search, end), false, reterr);
    return failed ? failed : pp_search_lend(search, anneal->best_patch_of, reterr);
}

/* Is there to be another strand after the first `n`? */
static bool goes_on(const struct pp_search *search, int n, double part) {
    return (n + 1) * part < 1.001 * STRANDS_PART && !pp_search_is_over(search);
}

int pp_search_run_wide(struct pp_search *search, struct pp_error *reterr) {
    struct pp_state PP_AUTO(pp_state_done) state = {0};
    struct pp_anneal PP_AUTO(pp_anneal_done) anneal = {0};
    struct pp_rng rng;
    double span_s[2] = {0};
    double part = 1; /* of a strand */
    int n_jobs = search->options->n_jobs;
    pp_rng_seed(&rng, search->options->seed);
    int failed = pp_state_init(&state, search->problem, &search->ring, reterr);
    if (!failed)
        failed = pp_anneal_init(&anneal, &state, n_jobs, search->options->seed, reterr);
    for (int i = 0; !failed && (i == 0 || goes_on(search, i, part)); i++) {
        failed = begin_strand(search, &rng, &anneal, reterr);
        if (i == 0) {
            pp_search_start_bound(search);
            span_s[0] = pp_clock_s();
            span_s[1] = pp_search_until(search);
            part = strand_part(search, span_s);
        }
        if (!failed)
            failed = search->options->start ? run_given(search, &anneal, span_s, reterr)
                                            : run_strand(search, i, part, &anneal, span_s, reterr);
    }
    return failed;
}
