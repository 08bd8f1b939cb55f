/* When every household gets its yearly visit: models/visits.mod on weeks, then homes by street. */
#ifndef PATCHPLAN_ROSTER_VISITS_H
#define PATCHPLAN_ROSTER_VISITS_H

#include "patchplan/core/cancel.h"
#include "patchplan/roster/result.h"

struct pp_visits_ask {
    const struct pp_roster_problem *problem;
    const struct pp_roster_options *options;
    const struct pp_roster *with_cover; /* leads, buddies, cover, sessions */
    int team_ix;
    double seconds; /* for the model; 0: the own plan alone */
    const struct pp_cancel *cancel;
    const struct pp_roster *now; /* replan: whose visits stand; NULL = none */
    pp_day
        from; /* replan: visits of weeks before it, but from today on, stay; 0 or earlier: none */
};
/* A row for every home of the team, appended in the order of the problem; three level values.
 *
 * Due week = last visit + 52 weeks (never: any). Overdue homes are made up for as fast as weeks a quarter above the
 * patch's mean can beside the homes whose window ends, longest overdue first: until then they are in their window. A
 * new tenant without a visit: within 6 weeks, of not_before if that is later. No access is tried again when due;
 * after the third time not in this quarter, due in week 52. not_before is kept. Offers
 * begin in the first week that is 10 working days after `today`, which may be before the quarter, so that
 * letters go out in time (a quarter that is over: after its first day); what is offered or booked already may come before. The window is 4 weeks round the due week.
 * Homes alike (a class: due week and first week) go to weeks as in models/visits.mod: exact for each patch; the
 * patches touch each other only by the room for second people, and where that binds the model is solved for ward
 * groups of at most 12 patches. Inside a class homes go by street_ix, home_id, overdue ones by due day first.
 *
 * Replan: what was done or declined stays where it was; what was offered or booked for a week that letters have
 * gone out for stays; the rest keeps its week while there is room; what was missed is due in the
 * first week that letters reach, and not before the third week after.
 * States: offered in the quarter (booked stays booked until its day has passed: then the home is asked again as an overdue
 * one), due beyond it, done and declined as recorded. */
int pp_visits_build(const struct pp_visits_ask *ask, struct pp_roster *roster,
                    struct pp_error *reterr) PP_CHECKED;

#endif
