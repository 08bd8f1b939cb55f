/* Several independent questions under one time limit: the teams of a city. */
#ifndef PATCHPLAN_DISTRICT_DIVIDE_MANY_H
#define PATCHPLAN_DISTRICT_DIVIDE_MANY_H

#include "patchplan/district/problem.h"

struct pp_divide_task {
    const struct pp_problem *problem;
    const int *start;            /* as in struct pp_divide_options; NULL = none */
    struct pp_division division; /* the answer; owned: pp_division_done() */
};

/* Divide all. options->cancel and max_steps are the whole of it, shared in proportion to units; n_jobs threads
 * work on different tasks side by side, or all on one task after the other where the tasks are too few or too
 * unequal for that. options->start is not used. One job and max_steps: repeatable.
 * On failure no division is owned by the caller. Cost: as many pp_divide() as tasks. */
int pp_divide_many(struct pp_divide_task *tasks, int n_tasks,
                   const struct pp_divide_options *options, struct pp_error *reterr) PP_CHECKED;

#endif
