/* Prices of single patches, as pp_evaluate() sums them. */
#ifndef PLANNER_DISTRICT_EVALUATE_H
#define PLANNER_DISTRICT_EVALUATE_H

#include "patchplan/district/problem.h"

/* The hub of a patch of these units (ascending, at least one) and the sum there. O(n squared) at most. */
double pp_price_patch(const struct pp_problem *problem, const int *unit, int n, int *ret_hub);

/* Weight of these units outside the ward that most of it is in, in thousandths; `load` holds a zero for
 * every ward label, before and after. */
int64_t pp_price_ward(const struct pp_problem *problem, const int *unit, int n, int64_t *load);

#endif
