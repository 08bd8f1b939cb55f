/* Dividing the parts: each becomes a question of its own, all share the time and the cores. */
#ifndef PLANNER_SERVICE_SOLVE_H
#define PLANNER_SERVICE_SOLVE_H

#include "patchplan/service/allocate.h"
#include "patchplan/service/measure.h"
#include "planner/service/base.h"
#include "planner/service/parts.h"

struct pp_solve {
    const struct pp_allocate_request *request;
    const struct pp_plan_problem *whole; /* the plan as one question */
    const struct pp_base *base;
    double deadline_s; /* on pp_clock_s(); 0 = none */
};

/* Divide every part; sets each part's cost, bound and outcome, and ret_patch_of_unit (all units).
 * `ret_outcome` is the gravest of the parts'. */
int pp_solve_parts(const struct pp_solve *solve, struct pp_parts *parts, int *ret_patch_of_unit,
                   enum pp_outcome *ret_outcome, struct pp_error *reterr) PP_CHECKED;

#endif
