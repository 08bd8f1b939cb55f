/* The whole roster of all teams, in order, within its time. Pure but for model files under
 * options->model_dir. */
#ifndef PATCHPLAN_ROSTER_BUILD_H
#define PATCHPLAN_ROSTER_BUILD_H

#include "patchplan/core/cancel.h"
#include "patchplan/core/progress.h"
#include "patchplan/roster/result.h"

struct pp_roster_ask {
    const struct pp_roster_problem *problem;
    const struct pp_roster_options *options;
    const struct pp_roster *now; /* replan: what stands; NULL = build */
    const int *teams;
    int n_teams; /* those to do; 0 = all, others are copied from `now` */
    pp_day
        from; /* a Monday: rows of `now` before it stay; before the first day: planned anew whole */
    const struct pp_roster *before;   /* what changes are told against; NULL: none are told */
    pp_day before_first, before_last; /* its days */
    double time_limit_s;              /* for all of it; 0 = none */
    const struct pp_cancel *cancel;
    const struct pp_progress *progress;
};
/* check_first, caseload of each team, loans, buddies, parted venues, timetable of each team, sessions, cover, visits,
 * rules, hours, measures, outcome. Teams two at a time (threads; GLPK has one environment each). Past its time by 1 s at most
 * where two cores are its own: leads, timetables and visits have a part of the time each, and what is left of it. With
 * options->max_steps and no time limit the same bytes each time, however busy the machine.
 * The caller owns the roster: pp_roster_done(). A failure leaves it untouched: PP_E_INPUT for a team that is none, PP_E_NOMEM,
 * else what a model or its files failed with. Cancelled is no failure: what there is by then is the roster. */
int pp_roster_build(const struct pp_roster_ask *ask, struct pp_roster *ret_roster,
                    struct pp_error *reterr) PP_CHECKED;

#endif
