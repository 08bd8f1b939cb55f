/* Who stands in: every working day of the quarter on which a patch has no named officer at work. */
#ifndef PATCHPLAN_ROSTER_COVER_H
#define PATCHPLAN_ROSTER_COVER_H

#include "patchplan/core/str.h"
#include "patchplan/roster/result.h"

/* Rule, day by day, patches by number: for a patch that waits for its officer the buddy; else who stood in on
 * the working day before, when the absence goes on; else the buddy; else relief and agency of the team with fewest patches that day; else the team's officers, nearest
 * first; else the team leader; else a row with cover_post_ix -1 and a breach "H1". An officer stands in for at
 * most two patches a day; relief, agency and leader for as many as it takes. Nobody there for the whole day:
 * the halves apart. A half day away is covered for that half when no sharer is there; a day off in the
 * pattern of a part-timer counts as away. Needs leads and buddies. O(days x patches x posts). */
int pp_cover_build(const struct pp_roster_problem *problem, int team_ix, struct pp_roster *roster,
                   struct pp_error *reterr) PP_CHECKED;

/* The patch has another named officer from that day: its stand-ins from then on anew, and its buddy where that is who
 * leads it now. Nothing of other patches, or of days before. */
int pp_cover_handed(const struct pp_roster_problem *problem, int patch_ix, pp_day from,
                    struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;

/* One officer away from..to, on top of what stands in `roster`: new cover rows where the officer leads or
 * stands in, sessions that lose staff (another steps in; else another half-day; else cancelled), visits of
 * those weeks (to who stands in when the officer is away for all of the week, else only listed). Each as a
 * pp_change; what nobody can do, as a breach. No named officer changes. Half days: the absence stands in the
 * problem already; without one there all of each day counts. */
int pp_cover_away(const struct pp_roster_problem *problem, int post_ix, pp_day from, pp_day to,
                  struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;

/* Sentences on days of `absence` that it does not take, as it is not among the absences of `problem` yet: leave that
 * stands already, and that none of them is a working day of the officer. Nothing where all is as one expects. */
void pp_cover_away_note(const struct pp_roster_problem *problem, const struct pp_absence *absence,
                        struct pp_str *text);
/* The officer is there after all from..to, which the problem knows: nobody stands in for them any more, drop-ins that
 * other staff took over and visits that were handed on are theirs again. What was cancelled stays so, and is told;
 * what was moved stays, too, and who stands in now for patches for which they would have done so themselves. */
int pp_cover_back(const struct pp_roster_problem *problem, int post_ix, pp_day from, pp_day to,
                  struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;

#endif
