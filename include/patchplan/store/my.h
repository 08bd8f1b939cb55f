/* What one officer needs: own patches, visits, drop-ins, who stands in, days away. Of no one else. Lists live in the arena. */
#ifndef PATCHPLAN_STORE_MY_H
#define PATCHPLAN_STORE_MY_H

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/roster/calendar.h"

/* Of whom, in which plan, and from which day until which. */
struct pp_my_wish {
    const char *officer_id;
    int64_t plan_id;
    pp_day from, until;
};

/* The officer's name and team; the plan in force for them on `day`: that of patches they lead, else of their team.
 * 1 found; 0: nothing is in force, plan_id is 0. PP_E_NOTFOUND: no such officer. */
struct pp_my_officer {
    const char *name, *team;           /* team "": of none */
    const char *leader, *leader_phone; /* of the team; "" nobody */
    int64_t plan_id;
    pp_day first_day; /* of its roster; PP_PAST_DAY: it has none */
    pp_day last_day;  /* of the officer; PP_FAR_DAY: none is known */
};
int pp_store_my_officer(struct pp_db *db, const char *officer_id, pp_day day,
                        struct pp_arena *arena, struct pp_my_officer *ret_officer,
                        struct pp_error *reterr) PP_CHECKED;

struct pp_my_patch {
    const char *name;
    int64_t n_homes;
    bool shares;
};
/* Led on wish->from. */
int pp_store_my_patches(struct pp_db *db, const struct pp_my_wish *wish, struct pp_arena *arena,
                        struct pp_my_patch **ret_patches, size_t *ret_n,
                        struct pp_error *reterr) PP_CHECKED;

struct pp_my_visit {
    int64_t home_id;
    const char *address, *postcode, *patch, *state;
    const char *week;   /* its Monday, ISO */
    const char *booked; /* the day agreed with whoever lives there, ISO; NULL: none */
    const char *found;  /* the day on which `state` was found, ISO; NULL: it was not */
    int n_tries;        /* nobody was in so often */
    bool two_officers;
};
/* What is to be done by wish->until, what is overdue among it, and what was done since wish->from: by week, then booked
 * ones, then address; `most` of them. */
int pp_store_my_visits(struct pp_db *db, const struct pp_my_wish *wish, size_t most,
                       struct pp_arena *arena, struct pp_my_visit **ret_visits, size_t *ret_n,
                       struct pp_error *reterr) PP_CHECKED;
/* Is the home among the officer's visits? */
int pp_store_my_visit_known(struct pp_db *db, const struct pp_my_wish *wish, int64_t home_id,
                            bool *ret_known, struct pp_error *reterr) PP_CHECKED;

/* Why the officer does not work on a day, to follow "that day": "is a Saturday", "is a bank holiday", "is one of leave",
 * "is none of your working days"; NULL: they do. By the two weeks of the wish's plan. */
int pp_store_my_day_off(struct pp_db *db, const struct pp_my_wish *wish, pp_day day,
                        const char **ret_why, struct pp_error *reterr) PP_CHECKED;

struct pp_my_session {
    int64_t session_id;
    pp_day day;
    int from_minute, to_minute;
    const char *venue, *postcode, *status, *patches;
    bool is_meeting;
    int64_t n_people; /* -1: not counted */
};
int pp_store_my_sessions(struct pp_db *db, const struct pp_my_wish *wish, struct pp_arena *arena,
                         struct pp_my_session **ret_sessions, size_t *ret_n,
                         struct pp_error *reterr) PP_CHECKED;

/* Somebody stands in: the officer for another, or another for the officer. */
struct pp_my_cover {
    pp_day day;
    const char *part, *patch; /* part "": the whole day */
    const char *other;        /* who is away, or who stands in; "" nobody */
    bool is_mine;             /* the officer is away */
};
int pp_store_my_covers(struct pp_db *db, const struct pp_my_wish *wish, struct pp_arena *arena,
                       struct pp_my_cover **ret_covers, size_t *ret_n,
                       struct pp_error *reterr) PP_CHECKED;

struct pp_my_leave {
    const char *first_day, *last_day, *part; /* ISO */
};
/* That has not ended by wish->from, the next `most`. */
int pp_store_my_leave(struct pp_db *db, const struct pp_my_wish *wish, size_t most,
                      struct pp_arena *arena, struct pp_my_leave **ret_leave, size_t *ret_n,
                      struct pp_error *reterr) PP_CHECKED;

#endif
