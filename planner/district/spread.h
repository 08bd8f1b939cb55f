/* Totals that no limits hold, spread evenly. */
#ifndef PLANNER_DISTRICT_SPREAD_H
#define PLANNER_DISTRICT_SPREAD_H

#include "patchplan/district/problem.h"

/* Do the totals alone prove that some patch must be outside its limits? */
bool pp_totals_forbid(const struct pp_problem *problem);
/* Is there a patch whose limits hold nothing (min > max)? */
bool pp_limits_forbid(const struct pp_problem *problem);

/* Limits for the search when they do: around the patch's fair part of the total, 5 % to either side, but nowhere back
 * inside its own limits. A division that keeps them has the least weight outside its own limits that the totals
 * allow, evenly spread over the patches, as no division has by that least weight alone. n_patches long each. */
void pp_spread_limits(const struct pp_problem *problem, int64_t *ret_min_milli,
                      int64_t *ret_max_milli);

#endif
