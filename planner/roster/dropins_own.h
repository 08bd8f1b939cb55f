/* Who is a patch's own officer, and who can staff drop-ins at all. Private to planner/roster. */
#ifndef PATCHPLAN_ROSTER_DROPINS_OWN_H
#define PATCHPLAN_ROSTER_DROPINS_OWN_H

#include "patchplan/roster/dropins.h"

/* Pairs of patch and post by patch, and for each post whether it staffs this team's drop-ins. */
struct dropins_own {
    int n;
    int *patch, *post;
    bool *staff; /* n_posts */
};
/* Own are those who lead the patch for more than half of the quarter, named and not away for more than half of their
 * working days; when all who lead it are away, its buddy; nobody when the post is vacant. Staff are the own officers and
 * everybody else of the team who is there and leads no patch elsewhere. Memory in `arena`; -1 when it ran out. */
int pp_dropins_own_make(const struct pp_dropins_ask *ask, struct pp_arena *arena,
                        struct dropins_own *ret_own);

/* Half-day of the two-week timetable that a dated session belongs to, and the venue of its series, also when it was
 * moved since; -1 for a meeting, a cancelled session, or one at a weekend. */
int pp_dropins_template_slot(const struct pp_calendar *calendar, const struct pp_session *session);
int pp_dropins_template_venue(const struct pp_session *session);

#endif
