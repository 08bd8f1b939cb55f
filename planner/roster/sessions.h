/* Dated sessions of one team while they are made and mended: who is where on which day. */
#ifndef PLANNER_ROSTER_SESSIONS_H
#define PLANNER_ROSTER_SESSIONS_H

#include "patchplan/roster/dropins.h"

/* The sessions are the rows of `roster` that have the team's number. */
struct pp_diary {
    const struct pp_roster_problem *problem;
    const struct pp_roster *with_leads; /* leads and buddies; may be `roster` */
    struct pp_roster *roster;
    int team_ix;
    const uint64_t *open; /* half-days that the team may use, by venue; NULL: whenever it is open */
    /* Someone away for whole days, but for those on which the problem knows of an absence and its halves;
     * away_post_ix -1 = nobody. */
    int away_post_ix;
    pp_day away_from, away_to;
};

/* Can the post be there: at work, in no other session of that half-day (H6) but `except_ix` (-1 none), evenings
 * left in the two weeks, no drop-in before 10am after an evening? O(sessions). */
bool pp_diary_free(const struct pp_diary *diary, int post_ix, pp_day day, enum pp_half half,
                   int except_ix);

/* Session `session_ix` put right with least change. Rule: 1 who cannot be there is replaced: named officer, buddy,
 * relief and agency, other officers, leaders, fewest sessions in those two weeks first; two people suffice, and
 * nobody is added above the number that was there. 2 with fewer than two, or a venue that is shut: another
 * half-day of that week at the same venue (fewest patches without their officer, then nearest in time; evenings
 * last). 3 the week after, then the week before. 4 cancelled. What is frozen is never moved, only cancelled;
 * what is pinned is neither. A meeting of tenants gets another person or a breach H6. Changes are appended to the
 * roster.
 * O(half-days x posts x sessions). */
int pp_diary_mend(struct pp_diary *diary, int session_ix, struct pp_error *reterr) PP_CHECKED;
/* All sessions of the team in from..to, in the order of time. */
int pp_diary_mend_all(struct pp_diary *diary, pp_day from, pp_day to,
                      struct pp_error *reterr) PP_CHECKED;

/* The sessions of ask->stands in the weeks, each mended where it stands; ret_all_held: none is lost by that. */
int pp_dropins_keep(const struct pp_dropins_ask *ask, struct pp_roster *roster, bool *ret_all_held,
                    struct pp_error *reterr) PP_CHECKED;
/* The timetable that they follow: by venue and half-day the first of them. Its lists are theirs. */
int pp_dropins_timetable_of(const struct pp_dropins_ask *ask, struct pp_timetable *ret_timetable,
                            struct pp_error *reterr) PP_CHECKED;
/* The same session of ask->stands gives its staff, where its patches have the same named officers. */
void pp_dropins_staff_as_before(const struct pp_dropins_ask *ask, struct pp_session *session);

/* Meetings of tenants' and residents' groups of the team in the quarter, each with the leader, else the named
 * officer, else relief or agency, the buddy, another officer; else nobody and a breach H6. One on a holiday is
 * cancelled, with a breach H9 that is not broken. */
int pp_tara_add(struct pp_diary *diary, struct pp_error *reterr) PP_CHECKED;
/* What helps where nobody may go to a meeting: a sentence. */
extern const char *const pp_tara_way_out;
/* Does the group meet that day? */
bool pp_tara_meets(const struct pp_tara_group *tara, pp_day day);
/* By the hour at which it begins; 6pm where that is not said. */
enum pp_half pp_tara_half(const struct pp_tara_group *tara);
/* A person for the meeting, or nobody and the breach. */
int pp_tara_seat(struct pp_diary *diary, int session_ix, struct pp_error *reterr) PP_CHECKED;

/* The day that the series gives a session. */
pp_day pp_session_base_day(const struct pp_session *session);
/* Is it kept as published (H10, H11)? */
bool pp_session_frozen(const struct pp_roster_problem *problem, const struct pp_session *session);

#endif
