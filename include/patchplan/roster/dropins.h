/* Which drop-in is where and when: the two-week timetable (models/dropins.mod), one team at a time.
 *
 * Formula: five levels, each made least before the next: homes of patches without a drop-in; homes whose own officer is
 * not at it, or whose half-day is another than today; staff evenings; homes out of reach, languages, days of one venue;
 * pence. A patch meets at its nearest step-free venue (from its middle, ties by venue_id; it must have two desks and be open
 * to the team): H12 fixes the venue, so that only half-days and staff are to choose.
 * Steps: 1 half-days of venues near to several teams are parted beforehand. 2 greedy. 3 own search: some of the timetable
 * is taken away and filled again, levels compared in order. 4 GLPK on the model level by level, cut off one below what is
 * in hand: something better, or the proof that there is nothing. A level at its floor needs no solver. 5 two venues
 * at a time by the same model, then the whole at level 5 while time is left.
 * Guarantee: never worse than greedy; H5 to H8 and H12 hold, and what cannot be is counted on level 1 and told. Cost, on
 * a city of 138 patches in 7 teams: 6 to 15 s in all; all levels are proven in 6 of 7 teams.
 */
#ifndef PATCHPLAN_ROSTER_DROPINS_H
#define PATCHPLAN_ROSTER_DROPINS_H

#include "patchplan/core/cancel.h"
#include "patchplan/roster/levels.h"
#include "patchplan/roster/result.h"

/* Half-days a team may use: bits of pp_slot() by team x venue, n_teams * n_venues. Fewest patches choose first: at least two
 * half-days, else their share, first those that give an own officer a half-day who has none yet, then those on which most
 * of them work; the rest to the last. A venue near to no patch goes to the team with most homes within walk_m, as an
 * extra one. A patch whose team got nothing at its nearest venue goes to the next nearest (told by _build as H12). */
int pp_dropins_part_venues(const struct pp_roster_problem *problem,
                           const struct pp_roster *with_leads,
                           const struct pp_roster_options *options, uint64_t *ret_open,
                           int *ret_near_of_patch, struct pp_error *reterr) PP_CHECKED;

struct pp_timetable_session {
    int venue_ix, slot;
    const int *posts;
    int n_posts;
    const int *patches;
    int n_patches;
};
struct pp_timetable {
    struct pp_timetable_session *sessions;
    int n_sessions; /* by slot, venue */
    double value[PP_DROPINS_N_LEVELS + 1];
    struct pp_arena arena;
};
void pp_timetable_done(struct pp_timetable *timetable);

struct pp_dropins_ask {
    const struct pp_roster_problem *problem;
    const struct pp_roster_options *options;
    const struct pp_roster *with_leads;
    int team_ix;
    const uint64_t *open;           /* of this team, n_venues */
    const int *near_of_patch;       /* n_patches, -1 none */
    const struct pp_timetable *now; /* replan, level 2 counts what leaves it; NULL */
    const struct pp_roster *stands; /* replan: whose sessions keep their staff; NULL */
    double seconds;                 /* for all levels, on the clock; small teams take less */
    const struct pp_cancel *cancel;
};
/* All steps; with options->max_steps 2 and 3 alone, the same bytes each time. Never fails for want of staff. Appends level
 * values to `roster`, and a breach
 * H12 for each patch without a drop-in or not at its nearest venue. With options->keep_dir the data of each level stay. */
int pp_dropins_build(const struct pp_dropins_ask *ask, struct pp_roster *roster,
                     struct pp_timetable *ret_timetable, struct pp_error *reterr) PP_CHECKED;
/* The five values of a timetable, by arithmetic that shares nothing with the search: also for edits by hand. */
int pp_dropins_measure(const struct pp_dropins_ask *ask, const struct pp_timetable *timetable,
                       double ret_value[PP_DROPINS_N_LEVELS + 1],
                       struct pp_error *reterr) PP_CHECKED;
/* Dated sessions of the quarter: meetings of tenants first (leader, named officer, relief, buddy, another officer;
 * evenings), then the timetable; repair round holidays, closed days and leave: swap staff (named officer, buddy,
 * relief, any), another half-day of that week, of the next, of the one before, cancel with notice. Sessions frozen
 * (H10) and pinned (H11) stay. Appends sessions, changes, breaches H6 (nobody for a meeting) and H9 (a meeting on a
 * holiday, not broken). A session that is moved keeps where the timetable had it in was_day: series and that day
 * name it for ever. */
int pp_dropins_expand(const struct pp_dropins_ask *ask, const struct pp_timetable *timetable,
                      struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;
/* After all teams are joined in one roster, for each that was dated anew: drop-ins that had to be cancelled get a
 * half-day that was parted to another team and that no team uses that day. */
int pp_dropins_revive(const struct pp_roster_problem *problem, int team_ix,
                      struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;

/* Can the post be at session `session_ix` of the roster on that half-day: at work, in no other session then, with evenings
 * left, rested after one? O(sessions) */
bool pp_session_free_for(const struct pp_roster_problem *problem, struct pp_roster *roster,
                         int post_ix, int session_ix, pp_day day, enum pp_half half);
/* Staff for a drop-in where and when it stands now: who can be there stays, then named officers of its patches or their
 * buddies, then others of the team; no more than there were, and two at least. They take the place of its staff.
 * `*ret_enough` false: fewer than two can be there, and the staff is as it was. */
int pp_session_staff(const struct pp_roster_problem *problem, struct pp_roster *roster,
                     int session_ix, bool *ret_enough, struct pp_error *reterr) PP_CHECKED;

#endif
