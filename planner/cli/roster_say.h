/* A roster in hand, as the commands that make or change one answer. */
#ifndef PLANNER_CLI_ROSTER_SAY_H
#define PLANNER_CLI_ROSTER_SAY_H

#include "patchplan/cli/command.h"
#include "patchplan/service/roster.h"

/* After making one: by team, in sentences, what does not hold; as -f and -o say. */
int pp_roster_say_made(struct pp_call *call, const struct pp_roster_in_hand *made,
                       struct pp_error *reterr) PP_CHECKED;
/* After changing one: what changed; a rule that is newly broken is listed and the status is 4. */
int pp_roster_say_changed(struct pp_call *call, const struct pp_roster_in_hand *made,
                          int *ret_status, struct pp_error *reterr) PP_CHECKED;
/* The list of changes, a row each with the days on which it holds: all of it as -f csv or -o has it, in the terminal in
 * words. */
int pp_roster_tell_changes(struct pp_call *call, const struct pp_roster_in_hand *made,
                           struct pp_error *reterr) PP_CHECKED;
/* Lists that changed under the roster, said beside the answer: pp_service_roster_outdated(). */
int pp_roster_say_outdated(struct pp_call *call, struct pp_roster_in_hand *found,
                           struct pp_error *reterr) PP_CHECKED;
/* "Plan 'first', the plan in force." when none was named. */
void pp_roster_say_plan(struct pp_call *call, const struct pp_roster_in_hand *in_hand);
/* The same of the plan's roster in the file, where there is one: an officer leaves, a venue closes. */
int pp_roster_say_standing(struct pp_call *call, struct pp_db *db, const char *plan_name,
                           struct pp_error *reterr) PP_CHECKED;
/* Is the day of --week one of the `n_weeks` from the roster's first on? PP_E_USAGE. */
int pp_roster_need_week(const struct pp_roster_problem *problem, pp_day day, int n_weeks,
                        struct pp_error *reterr) PP_CHECKED;
/* An option or argument that is a day; PP_E_USAGE in words. */
int pp_roster_read_day(const char *text, const char *what, pp_day *ret_day,
                       struct pp_error *reterr) PP_CHECKED;
/* "am", "pm" or "evening" into the number, -1 when not given. */
int pp_roster_read_half(const char *text, int *ret_half, struct pp_error *reterr) PP_CHECKED;

#endif
