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
    const int *
        start; /* per unit: its patch in an answer to the same parts to start from; NULL = the base's */
    bool from_today;    /* start from as little change as possible, where there is no `start` */
    double deadline_s;  /* on pp_clock_s(); 0 = none */
    int64_t max_steps;  /* 0 = no limit */
    double bound_share; /* of the time, for the bound; 0 = parts keep the bounds they have */
};

/* Divide every part; sets each part's cost and bound, and ret_patch_of_unit (all units; may be `start`).
 * `ret_outcome` is the gravest of the parts'. */
int pp_solve_parts(const struct pp_solve *solve, struct pp_parts *parts, int *ret_patch_of_unit,
                   enum pp_outcome *ret_outcome, struct pp_error *reterr) PP_CHECKED;

/* Set each part's cost, as `solve->whole` counts it, from a division of all. */
int pp_solve_price_parts(const struct pp_solve *solve, struct pp_parts *parts,
                         const int *patch_of_unit, struct pp_error *reterr) PP_CHECKED;

/* Per part the least that the keep term of solve->whole can be (pp_bound_keep). */
int pp_solve_bound_keep(const struct pp_solve *solve, const struct pp_parts *parts,
                        double *ret_bound, struct pp_error *reterr) PP_CHECKED;

#endif
