/* A proven lower bound on the distance cost of any division of a problem, with its certificate. */
#ifndef PATCHPLAN_DISTRICT_BOUND_H
#define PATCHPLAN_DISTRICT_BOUND_H

#include "patchplan/district/problem.h"

struct pp_bound {
    double continuous; /* sum(multiplier) + K least continuous knapsack values over all hubs */
    /* With whole numbers of patches in each region; or, where limits differ much by patch (shares), with
     * each patch's own. `continuous` has the loosest limits of any patch. >= continuous */
    double tightened;
    double *multiplier; /* n_units, owned; any value is valid, good ones make the bound high */
    int64_t n_steps;
};
void pp_bound_done(struct pp_bound *bound);

struct pp_bound_options {
    const struct pp_cancel *cancel;
    const struct pp_progress *progress;
    /* 0 = until converged or stopped; half of them for `continuous`, half for regions */
    int64_t max_steps;
    double upper;        /* cost of a known division, guides the steps; INFINITY = none yet */
    const double *start; /* multipliers to start from, or NULL */
};
void pp_bound_options_default(struct pp_bound_options *ret_options);

/* Bound the distance part of the cost. Valid with and without connectedness, at any stop. */
int pp_bound_compute(const struct pp_problem *problem, const struct pp_bound_options *options,
                     struct pp_bound *ret_bound, struct pp_error *reterr) PP_CHECKED;

/* The least that the keep term can be: keep x (known - the sum of min(label weight, max), heaviest
 * labels with largest limits). */
double pp_bound_keep(const struct pp_problem *problem);

#endif
