/* When every household gets its yearly visit: models/visits.mod on weeks, then homes by street. */
#ifndef PATCHPLAN_ROSTER_VISITS_H
#define PATCHPLAN_ROSTER_VISITS_H

#include "patchplan/core/cancel.h"
#include "patchplan/roster/result.h"

struct pp_visits_ask {
    const struct pp_roster_problem *problem;
    const struct pp_roster_options *options;
    const struct pp_roster *with_cover; /* leads, cover, sessions */
    int team_ix;
    double seconds;
    const struct pp_cancel *cancel;
};
/* Minutes for visits of a patch's officer (or who stands in) by week of 52: contract less leave, holidays,
 * drop-ins, TARAs and
 * the year's activities / 52. ret_minutes: n_patches of the team x 52, rows in the order of the plan. Beyond
 * the quarter the timetable repeats. */
int pp_visits_room(const struct pp_visits_ask *ask, double *ret_minutes,
                   struct pp_error *reterr) PP_CHECKED;
/* Places homes: due week = last visit + 52 weeks (past: now; never: any), not_before kept, declined again
 * after a year, no
 * access three times: not offered until a year after; settling-in (new tenant, no visit yet) within 6 weeks;
 * first week that
 * letters reach = 10 working days. A class (patch, due week, one or two people) goes by ascending due week to
 * the least loaded week
 * in its window (4 weeks round), then outwards: exact for one patch but for the peak; the model proves levels
 * 1 to 3 and
 * improves, per ward group of at most 12 patches. Inside a week homes go by street_ix, home_id. Appends a row
 * for every home. */
int pp_visits_build(const struct pp_visits_ask *ask, struct pp_roster *roster,
                    struct pp_error *reterr) PP_CHECKED;

#endif
