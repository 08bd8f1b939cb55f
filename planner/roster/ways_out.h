/* Commands that mend a breach when pasted. */
#ifndef PLANNER_ROSTER_WAYS_OUT_H
#define PLANNER_ROSTER_WAYS_OUT_H

#include "patchplan/core/str.h"
#include "patchplan/roster/problem.h"

/* "patchplan roster build --plan NAME --from 2027-01-04 --weeks 13", to be followed by an option. */
void pp_roster_append_build(const struct pp_roster_problem *problem, struct pp_str *command);

#endif
