/* Teams worked on apart, two at a time, and joined by their numbers. Private to planner/roster. */
#ifndef PLANNER_ROSTER_BUILD_TEAMS_H
#define PLANNER_ROSTER_BUILD_TEAMS_H

#include "patchplan/roster/build.h"

struct team_part { /* what one team makes in one step */
    int team_ix, n_patches;
    double seconds; /* it may take */
    struct pp_roster roster;
    struct pp_error err;
    int rc;
};

struct teams {
    const struct pp_roster_ask *ask;
    struct team_part *parts; /* ascending team_ix */
    int n_parts, n_patches;
    /* The deadline of all of it, where there is one; a wish from outside is passed on while the teams are at work. */
    struct pp_cancel stop;
};
/* The teams asked for, each once; deadline_s 0: none. Owner: teams_done(). PP_E_INPUT: a number that is none. */
int teams_make(const struct pp_roster_ask *ask, double deadline_s, struct teams *ret_teams,
               struct pp_error *reterr) PP_CHECKED;
void teams_done(struct teams *teams);

/* Reads what `context` says, appends to part->roster alone. Called by two threads. */
typedef int (*team_step)(const void *context, const struct pp_cancel *stop, struct team_part *part,
                         struct pp_error *reterr);
/* Every team, largest first, two at a time, until about `until_s`, INFINITY: no end; each gets its share of what is left, by patches.
 * Then all parts are appended to `roster` by number of team. The failure of the first team that failed. */
int teams_run(struct teams *teams, team_step step, const void *context, const char *phase,
              double until_s, struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;

#endif
