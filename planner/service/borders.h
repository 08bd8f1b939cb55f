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

/* The groups of a saved plan without borders that was drawn for some teams only: those it was saved with, else (saved
 * without any) two teams are one where a patch has homes of both. A plan drawn for all, or with borders, is left to its
 * rules. O(units + patches). */
int pp_borders_find(const struct pp_plan *plan, struct pp_borders *ret_borders,
                    struct pp_error *reterr) PP_CHECKED;

/* Every team of the plan by itself. */
int pp_borders_new(const struct pp_plan *plan, struct pp_borders *ret_borders,
                   struct pp_error *reterr) PP_CHECKED;
/* Open two teams (-1: the homes of no team) to each other, and all that are open to either. */
void pp_borders_open(struct pp_borders *borders, const struct pp_plan *plan, int team_a,
                     int team_b);
/* Open what is open in another plan, team by name. */
void pp_borders_take(struct pp_borders *borders, const struct pp_plan *plan,
                     const struct pp_borders *other, const struct pp_plan *of);
/* Write the groups into the plan's options, to be saved with it. */
int pp_borders_note(const struct pp_borders *borders, struct pp_plan *plan,
                    struct pp_error *reterr) PP_CHECKED;

/* The group of a team of the plan, or of no team (-1). */
int pp_borders_group(const struct pp_borders *borders, const struct pp_plan *plan, int team_ix);

/* The team, ward or group that the rules and borders of the plan keep apart from others; all one: -1 or 0. */
int pp_borders_place(const struct pp_borders *borders, const struct pp_plan *plan, int team_ix,
                     int ward_ix);

/* "Central and South West; East and West", of the groups of several teams. */
void pp_borders_say(const struct pp_borders *borders, const struct pp_plan *plan,
                    struct pp_str *text);

#endif
