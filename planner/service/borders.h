/* Borders of a plan drawn without any for some of its teams: those never opened to each other stay apart. */
#ifndef PLANNER_SERVICE_BORDERS_H
#define PLANNER_SERVICE_BORDERS_H

#include "patchplan/core/plan.h"
#include "patchplan/core/str.h"

/* Teams that were opened to each other, directly or over others, are one group. */
struct pp_borders {
    int *group_of_team; /* per team, then one for no team: the least team of its group; owned */
    bool partly;        /* false: the rules of the plan say all, group_of_team is NULL */
};
void pp_borders_done(struct pp_borders *borders);

/* The groups of a plan without borders that was drawn for some teams only: two teams are one where a patch has homes
 * of both. A plan drawn for all, or with borders, is left to its rules. O(units + patches). */
int pp_borders_find(const struct pp_plan *plan, struct pp_borders *ret_borders,
                    struct pp_error *reterr) PP_CHECKED;

/* The group of a team of the plan, or of no team (-1). */
int pp_borders_group(const struct pp_borders *borders, const struct pp_plan *plan, int team_ix);

/* "Central and South West; East and West", of the groups of several teams. */
void pp_borders_say(const struct pp_borders *borders, const struct pp_plan *plan,
                    struct pp_str *text);

#endif
