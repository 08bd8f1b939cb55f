/* Commands that mend a breach when pasted. */
#ifndef PLANNER_ROSTER_WAYS_OUT_H
#define PLANNER_ROSTER_WAYS_OUT_H

#include "patchplan/core/str.h"
#include "patchplan/roster/problem.h"

/* "patchplan roster build --plan NAME --from 2027-01-04 --weeks 13", to be followed by an option. */
void pp_roster_append_build(const struct pp_roster_problem *problem, struct pp_str *command);
/* " --lend 'O31=North East'", to be appended to it; a failed `what` fails the command. */
void pp_roster_append_option(const char *option, const struct pp_str *what, struct pp_str *command);
/* Both, with one decision. */
void pp_roster_append_decision(const struct pp_roster_problem *problem, const char *option,
                               const struct pp_str *what, struct pp_str *command);
/* " --lend O31=Central" */
void pp_roster_append_loan(const struct pp_roster_problem *problem, int post_ix, int team_ix,
                           struct pp_str *command);
/* One more way out, on a line of its own. */
void pp_roster_append_command(const char *command, struct pp_str *fix);

#endif
