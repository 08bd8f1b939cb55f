/* Dated sessions put right: what the steps of pp_diary_mend() ask of each other. */
#ifndef PLANNER_ROSTER_DIARY_PARTS_H
#define PLANNER_ROSTER_DIARY_PARTS_H

#include "planner/roster/sessions.h"

enum { DIARY_MOST_STAFF = 64 };

struct diary_staff {
    int posts[DIARY_MOST_STAFF];
    int n, most; /* most: desks */
    int n_lost;  /* patches whose named officer is not there */
};

struct diary_seat { /* where and when staff are looked for */
    int session_ix;
    pp_day day;
    enum pp_half half;
    bool early;
};

/* The best half-day so far. */
struct diary_choice {
    struct diary_seat seat;
    struct diary_staff staff;
    int cost[4]; /* evening, patches without their officer, days away, other half of the day */
    bool found;
};

bool diary_starts_early(const struct pp_session *session);
/* As pp_diary_free(), for a session that would begin early or not. */
bool diary_free_for(const struct pp_diary *diary, int post_ix, pp_day day, enum pp_half half,
                    bool early, int except_ix);
/* Sessions of the post in those two weeks. */
int diary_sessions_near(const struct pp_diary *diary, int post_ix, pp_day day);

/* Who can be there: those who are, named officers or their buddies, helpers up to two. False: fewer than two. */
bool diary_find_staff(const struct pp_diary *diary, const struct diary_seat *seat,
                      struct diary_staff *staff);
/* They become the session's, by number, in the arena of the roster; what it had on failure. */
int diary_put_staff(struct pp_diary *diary, struct pp_session *session,
                    const struct diary_staff *staff, struct pp_error *reterr) PP_CHECKED;

/* In that week, the next, the one before. Nowhere when the venue is in no list any more. */
void diary_find_half_day(const struct pp_diary *diary, int session_ix,
                         struct diary_choice *ret_choice);

#endif
