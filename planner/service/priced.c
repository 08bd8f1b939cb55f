#include "planner/service/priced.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/service/patch_names.h"
#include "planner/service/solve.h"

/* Of the time of the one step that has a bound: it speaks for all steps. */
static const double BOUND_SHARE = 0.45;

void pp_candidate_done(struct pp_candidate *candidate) {
    pp_free(candidate->patch_of_unit);
    *candidate = (struct pp_candidate){0};
}

struct pp_pricing pp_pricing_begin(struct pp_drawing *drawing) {
    return (struct pp_pricing){
        .drawing = drawing,
        .begun_s = pp_clock_s(),
        .until_s = pp_drawing_deadline_s(drawing),
    };
}

/* The question at a price of keep metres for each weighted home that changes, and price_m for each home:
 * one keep term with labels of keep x weight + price x homes. */
static int pose(const struct pp_drawing *d, double price_m, struct pp_arena *arena,
                struct pp_plan_problem *ret_priced, struct pp_error *reterr) {
    const struct pp_labels *current = &d->whole.problem.current;
    struct pp_plan_problem priced = d->whole;
    double whole_m = d->whole.problem.keep_m + price_m;
    size_t n = (size_t)current->first[d->whole.problem.n_units];
    int64_t *weight = pp_arena_alloc(arena, (n + 1) * sizeof *weight);
    if (!weight)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        weight[i] = llround((d->whole.problem.keep_m * (double)current->weight_milli[i] +
                             price_m * 1000.0 * d->whole.current_homes[i]) /
                            whole_m);
    priced.problem.keep_m = whole_m;
    priced.problem.current.weight_milli = weight;
    *ret_priced = priced;
    return 0;
}

static int64_t outside_milli(const struct pp_problem *problem, const int *patch_of_unit,
                             int64_t *load) {
    int64_t outside = 0;
    for (int u = 0; u < problem->n_units; u++)
        load[patch_of_unit[u]] += problem->weight_milli[u];
    for (int p = 0; p < problem->n_patches; p++) {
        if (load[p] < problem->min_milli[p])
            outside += problem->min_milli[p] - load[p];
        if (load[p] > problem->max_milli[p])
            outside += load[p] - problem->max_milli[p];
    }
    return outside;
}

static int measure(struct pp_drawing *d, struct pp_candidate *candidate, struct pp_error *reterr) {
    const struct pp_problem *problem = &d->whole.problem;
    PP_AUTO_FREE int64_t *load = pp_alloc_array((size_t)problem->n_patches + 1, sizeof *load);
    if (!load)
        return pp_fail_nomem(reterr);
    candidate->outside_milli = outside_milli(problem, candidate->patch_of_unit, load);
    struct pp_problem at_one = *problem;
    struct pp_costs *costs = &candidate->costs;
    at_one.keep_m = 1;
    int rc = pp_evaluate(&at_one, candidate->patch_of_unit, costs, NULL, NULL, reterr);
    candidate->changing_weight = costs->keep;
    costs->keep *= problem->keep_m;
    costs->total = costs->distance + costs->keep + costs->ward;
    if (!rc)
        rc = pp_count_changing(&d->ground, &d->whole, &d->parts, &d->base, candidate->patch_of_unit,
                               &candidate->n_changing, reterr);
    return rc;
}

static void set_limits(struct pp_pricing *pricing, const struct pp_pricing_ask *ask,
                       struct pp_solve *solve) {
    int64_t max_steps = pricing->drawing->request->max_steps;
    if (pricing->until_s > 0)
        solve->deadline_s = pricing->begun_s + ask->until * (pricing->until_s - pricing->begun_s);
    if (max_steps > 0)
        solve->max_steps = 1 + (int64_t)((ask->until - pricing->done) * (double)max_steps);
    pricing->done = ask->until;
}

int pp_pricing_divide(struct pp_pricing *pricing, const struct pp_pricing_ask *ask,
                      struct pp_candidate *ret_candidate, struct pp_error *reterr) {
    struct pp_drawing *d = pricing->drawing;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO(pp_candidate_done) struct pp_candidate candidate = {0};
    struct pp_plan_problem priced = d->whole;
    int rc = ask->price_m > 0 ? pose(d, ask->price_m, &arena, &priced, reterr) : 0;
    struct pp_solve solve = {.request = d->request,
                             .whole = &priced,
                             .base = &d->base,
                             .start = ask->start,
                             .from_today = ask->from_today,
                             .bound_share = ask->with_bound ? BOUND_SHARE : 0};
    set_limits(pricing, ask, &solve);
    candidate.patch_of_unit = pp_alloc_array((size_t)d->plan->n_units + 1, sizeof(int));
    if (!rc && !candidate.patch_of_unit)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_solve_parts(&solve, &d->parts, candidate.patch_of_unit, &candidate.outcome, reterr);
    d->request->cancel->deadline_s = 0;
    if (!rc)
        rc = measure(d, &candidate, reterr);
    if (rc)
        return rc;
    *ret_candidate = candidate;
    candidate = (struct pp_candidate){0};
    return 0;
}

int pp_pricing_choose(struct pp_pricing *pricing, const struct pp_candidate *candidate,
                      struct pp_error *reterr) {
    struct pp_drawing *d = pricing->drawing;
    struct pp_solve solve = {.request = d->request, .whole = &d->whole, .base = &d->base};
    memcpy(d->plan->patch_of_unit, candidate->patch_of_unit,
           (size_t)d->plan->n_units * sizeof(int));
    d->outcome = pp_cancelled(d->request->cancel) ? PP_OUTCOME_CANCELLED : candidate->outcome;
    return pp_solve_price_parts(&solve, &d->parts, candidate->patch_of_unit, reterr);
}
