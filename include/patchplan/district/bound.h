/* A proven lower bound on the distance cost of any division of a problem, with its certificate. */
#ifndef PATCHPLAN_DISTRICT_BOUND_H
#define PATCHPLAN_DISTRICT_BOUND_H

#include "patchplan/district/problem.h"

struct pp_bound {
    double continuous;  /* sum(multiplier) + K least continuous knapsack values over all hubs */
    double tightened;   /* with whole numbers of patches in each region; >= continuous */
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

/* The least that the keep term can be: keep x (known - sum of the K largest min(label weight, max)). */
double pp_bound_keep(const struct pp_problem *problem);

#endif
