/* Who stands in: every working day of the quarter on which a patch has no named officer at work. */
#ifndef PATCHPLAN_ROSTER_COVER_H
#define PATCHPLAN_ROSTER_COVER_H

#include "patchplan/roster/result.h"

/* Rule, day by day, patches by number: the buddy; else relief and agency of the team with fewest patches that
 * day;
 * else the team's officers nearest first, at most 2 patches stood in for; else the team leader; else a fifth
 * row
 * with cover_post_ix -1 and a breach "H1" ("nobody at work in South West on ..."). A half day of leave is
 * covered for
 * that half when no sharer is there. An ordinary day off in the pattern of a part-timer counts as absent.
 * Stable: who stood in yesterday stands in today when there. Needs leads and buddies. O(days x patches x
 * posts). */
int pp_cover_build(const struct pp_roster_problem *problem, int team_ix, struct pp_roster *roster,
                   struct pp_error *reterr) PP_CHECKED;

/* One officer away from..to, on top of what stands: cover rows, sessions that lose staff (repaired), visits
 * of those
 * days. Appends to `roster` (a copy of what stands) and lists pp_change rows. No lead changes. */
int pp_cover_away(const struct pp_roster_problem *problem, int post_ix, pp_day from, pp_day to,
                  struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;

#endif
