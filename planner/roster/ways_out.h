/* Commands that mend a breach when pasted. */
#ifndef PLANNER_ROSTER_WAYS_OUT_H
#define PLANNER_ROSTER_WAYS_OUT_H

#include "patchplan/core/str.h"
#include "patchplan/roster/result.h"

/* "patchplan roster build --plan NAME --from 2027-01-04 --weeks 13", from this week on; to be followed by an option. Of the
 * teams asked for; when none were and the others stand, " --teams" with the team the way out is about: a way out for one
 * team gives nobody else another officer. */
void pp_roster_append_build(const struct pp_roster_problem *problem, int team_ix,
                            struct pp_str *command);
/* " --lend 'O31=North East'", to be appended to it; a failed `what` fails the command. */
void pp_roster_append_option(const char *option, const struct pp_str *what, struct pp_str *command);
/* Both, with one decision. */
void pp_roster_append_decision(const struct pp_roster_problem *problem, int team_ix,
                               const char *option, const struct pp_str *what,
                               struct pp_str *command);
/* Who of another team leads nothing and is at work when somebody is to stand in; -1: nobody. Leaders stay. */
int pp_roster_idle_post(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                        const struct pp_cover *row);
/* " --lend O31=Central"; of some teams alone their team is made again too. */
void pp_roster_append_loan(const struct pp_roster_problem *problem, int post_ix, int team_ix,
                           struct pp_str *command);
/* Is somebody in the post, and stays for all of the weeks? */
bool pp_roster_may_train(const struct pp_roster_problem *problem, int post_ix);
/* One more way out, on a line of its own. */
void pp_roster_append_command(const char *command, struct pp_str *fix);

#endif
