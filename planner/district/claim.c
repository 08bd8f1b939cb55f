#include "planner/district/claim.h"

#include <math.h>

#include "patchplan/core/alloc.h"

static const double rounding = 1e-9; /* of the cost */

bool pp_claim_is_closed(double cost, double bound) {
    return fabs(cost - bound) <= rounding * fabs(cost);
}

bool pp_claim_is_kept(const struct pp_division *division) {
    return division->patch_of_unit && division->n_out_of_limits == 0 &&
           division->n_disconnected == 0;
}

double pp_claim_whole_bound(const struct pp_problem *problem, const struct pp_bound *bound) {
    double whole = fmax(bound->tightened, bound->continuous);
    if (problem->keep_m > 0 && problem->current.first)
        whole += pp_bound_keep(problem);
    return whole;
}

/* A bound on plans inside the limits says nothing about one that is not. */
void pp_claim_bound(const struct pp_problem *problem, struct pp_bound *bound,
                    struct pp_division *division) {
    division->bound = division->bound_continuous = NAN;
    if (!bound)
        return;
    double whole = pp_claim_whole_bound(problem, bound), cost = division->costs.total;
    bool rounded = division->n_out_of_limits == 0 && pp_claim_is_closed(cost, whole);
    division->bound = rounded ? fmin(whole, cost) : whole;
    division->bound_continuous = bound->continuous;
    division->multiplier = PP_STEAL(bound->multiplier);
}

enum pp_outcome pp_claim_outcome(const struct pp_division *division, const struct pp_cancel *cancel,
                                 bool impossible) {
    bool kept = pp_claim_is_kept(division);
    if (kept && pp_claim_is_closed(division->costs.total, division->bound))
        return PP_OUTCOME_OPTIMAL;
    if (pp_cancelled(cancel))
        return PP_OUTCOME_CANCELLED;
    if (impossible)
        return PP_OUTCOME_INFEASIBLE;
    return kept ? PP_OUTCOME_FEASIBLE : PP_OUTCOME_TIME_LIMIT;
}
