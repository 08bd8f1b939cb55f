/* The small town with its visits made, as the tests of visits share it. */
#ifndef TESTS_UNIT_ROSTER_MADE_VISITS_H
#define TESTS_UNIT_ROSTER_MADE_VISITS_H

#include "tests/unit/roster/small_town.h"

#include "patchplan/roster/visits.h"

#include "planner/roster/visits_parts.h"

static struct pp_error err;

struct made {
    struct small_town town;
    struct pp_roster roster; /* leads, cover, sessions; then visits */
    struct pp_roster_options options;
};

static inline void begin(struct made *made) {
    small_town(&made->town);
    made->town.problem.today = town_day(1, 4);
    memset(&made->roster, 0, sizeof made->roster);
    town_add_leads(&made->roster);
    town_add_covers(&made->town.problem, &made->roster);
    town_add_sessions(&made->town.problem, &made->roster);
    pp_roster_options_default(&made->options);
}

static inline void end(struct made *made) {
    pp_roster_done(&made->roster);
    pp_roster_problem_done(&made->town.problem);
}

static inline void build(struct made *made, const struct pp_roster *now) {
    for (int team_ix = 0; team_ix < 2; team_ix++) {
        struct pp_visits_ask ask = {.problem = &made->town.problem,
                                    .options = &made->options,
                                    .with_cover = &made->roster,
                                    .team_ix = team_ix,
                                    .seconds = 5,
                                    .now = now};
        town_must(pp_visits_build(&ask, &made->roster, &err), &err);
    }
}

static inline const struct pp_visit_row *row_of(const struct pp_roster *roster, int patch_ix,
                                                int i) {
    int64_t home_id = 1 + patch_ix * TOWN_HOMES_A_PATCH + i;
    for (int v = 0; v < roster->n_visits; v++)
        if (roster->visits[v].home_id == home_id)
            return &roster->visits[v];
    return NULL;
}

/* From 0; -1: no week. */
static inline int week_of(const struct pp_visit_row *row) {
    return row && row->week_start != PP_PAST_DAY ? (row->week_start - town_day(1, 4)) / 7 : -1;
}

static inline struct pp_roster_home *home_of(struct made *made, int patch_ix, int i) {
    return &made->town.homes[patch_ix * TOWN_HOMES_A_PATCH + i];
}

static inline double level(const struct pp_roster *roster, int team_ix, int number) {
    for (int i = 0; i < roster->n_levels; i++)
        if (roster->levels[i].team_ix == team_ix && roster->levels[i].level == number &&
            !strcmp(roster->levels[i].model, "visits"))
            return roster->levels[i].value;
    return NAN;
}

static inline bool each_home_once(const struct made *made) {
    bool seen[TOWN_N_HOMES + 1] = {false};
    for (int v = 0; v < made->roster.n_visits; v++) {
        int64_t id = made->roster.visits[v].home_id;
        if (id < 1 || id > TOWN_N_HOMES || seen[id])
            return false;
        seen[id] = true;
    }
    return made->roster.n_visits == TOWN_N_HOMES;
}

#endif
