/* The plan that is meant where nobody names one: that in force for the team, the people, the patch it is about. */
#ifndef PATCHPLAN_SERVICE_WHICH_PLAN_H
#define PATCHPLAN_SERVICE_WHICH_PLAN_H

#include "patchplan/core/str.h"
#include "patchplan/json/json.h"
#include "patchplan/store/plans_in_force.h"

/* `plan` when it is named; else the one in force for most homes of `team`; else NULL: whatever stands for the city. In
 * `arena`, or `plan` itself. */
int pp_service_plan_of_team(struct pp_db *db, const char *plan, const char *team, pp_day day,
                            struct pp_arena *arena, const char **ret_plan,
                            struct pp_error *reterr) PP_CHECKED;

/* The same where `what` is the name of a team, a patch or an officer; NULL or none of these: whatever stands for the city. */
int pp_service_plan_of(struct pp_db *db, const char *plan, const char *what, pp_day day,
                       struct pp_arena *arena, const char **ret_plan,
                       struct pp_error *reterr) PP_CHECKED;

/* Of several plans in force, in `team` or (NULL, "") anywhere: "in force", "in force in team North", "not in force in team
 * North", appended; nothing where the plan serves no home at all. */
void pp_plan_serving_words(const struct pp_plan_serving *rows, size_t n, int64_t plan_id,
                           const char *team, struct pp_str *text);

/* Under "stages", where several plans are in force: [{"team","plan","href": its roster,"planHref"}], and "severalInForce". */
int pp_service_set_stages(const struct pp_plan_serving *rows, size_t n, struct pp_json *page,
                          struct pp_error *reterr) PP_CHECKED;

#endif
