/* Rosters in and out of the planning file. A plan has one roster at most; its leads are the plan's. */
#ifndef PATCHPLAN_STORE_ROSTER_H
#define PATCHPLAN_STORE_ROSTER_H

#include "patchplan/db/db.h"
#include "patchplan/roster/result.h"

/* The time that a roster is asked for. */
struct pp_roster_when {
    pp_day from; /* moved back to its Monday */
    int n_weeks;
    pp_day
        anchor; /* a Monday of a week A; PP_PAST_DAY: that of the plan's roster, else the first Monday */
    pp_day today;         /* published sessions from here to frozen_weeks on stay */
    int frozen_weeks;     /* 4 */
    const char *division; /* whose bank holidays; NULL: "england-and-wales" */
};
/* Its dates: from, n_weeks and anchor are set, the rest is left as it is. PP_E_NOTFOUND as _load(). */
int pp_store_roster_dates(struct pp_db *db, int64_t plan_id, struct pp_roster_when *when,
                          struct pp_error *reterr) PP_CHECKED;
/* Sessions of the plan that are published, or moved since, from one day to another, both included. */
int pp_store_roster_count_published(struct pp_db *db, int64_t plan_id, pp_day first_day,
                                    pp_day last_day, int64_t *ret_n,
                                    struct pp_error *reterr) PP_CHECKED;
/* The options it was made with, without folders. PP_E_NOTFOUND as _load(). */
int pp_store_roster_options(struct pp_db *db, int64_t plan_id,
                            struct pp_roster_options *ret_options,
                            struct pp_error *reterr) PP_CHECKED;

/* The problem of a saved plan: patches, posts, leave, venues, homes with their visits, needs, TARAs, holidays of
 * the division and closures, pins and published sessions of its roster. Work in a year is what was recorded,
 * smoothed as in stock/weights.h; zero where nothing was. Owner: pp_roster_problem_done(). 36,000 homes: under
 * 1 s. PP_E_NOTFOUND: no such plan. PP_E_INPUT: over 32 skills or languages, a patch of no team, or as
 * pp_calendar_make(). */
int pp_store_roster_problem(struct pp_db *db, int64_t plan_id, const struct pp_roster_when *when,
                            struct pp_roster_problem *ret_problem,
                            struct pp_error *reterr) PP_CHECKED;

struct pp_roster_saving {
    const struct pp_roster_problem *problem; /* whose numbers it uses */
    const struct pp_roster_options *options;
    const struct pp_roster *roster;
    const char *who; /* NULL: nobody is named */
    double seconds;  /* that it took */
};
/* Replace the plan's roster, in one transaction. Leads: those that stood before its first day end the day before.
 * Sessions are found again by session_id, else by uid, and keep their id, their uid, who came, and their pin;
 * `sequence` grows by one where something that people see has changed; a published one whose day, half-day or
 * venue has changed becomes `moved`. Those from today on that it no longer has, also in weeks that are given up, are
 * cancelled when they were published, else they go; what has been stays. */
int pp_store_roster_save(struct pp_db *db, int64_t plan_id, const struct pp_roster_saving *saving,
                         struct pp_error *reterr) PP_CHECKED;
/* Numbers are those of `problem`; what it does not know (an officer taken out of the file) is -1. PP_E_NOTFOUND
 * with the command that makes one. Owner: pp_roster_done(). */
int pp_store_roster_load(struct pp_db *db, int64_t plan_id, const struct pp_roster_problem *problem,
                         struct pp_roster *ret_roster, struct pp_error *reterr) PP_CHECKED;
/* property_ref of each of the roster's visits, in their order; list and strings in `arena`. */
int pp_store_roster_refs(struct pp_db *db, const struct pp_roster *roster, struct pp_arena *arena,
                         const char *const **ret_refs, struct pp_error *reterr) PP_CHECKED;
/* Its draft sessions become published, those of a publication's scope; publishing a plan calls it. Without a
 * roster nothing happens. */
int pp_store_roster_publish(struct pp_db *db, int64_t plan_id, int64_t publication_id,
                            struct pp_error *reterr) PP_CHECKED;
/* How many sessions that would publish. */
int pp_store_roster_count_drafts(struct pp_db *db, int64_t plan_id, int64_t publication_id,
                                 int64_t *ret_n, struct pp_error *reterr) PP_CHECKED;

/* Leave: part -1 whole days, else PP_HALF_AM or PP_HALF_PM; kind planned, unplanned or long. The same leave
 * twice is once. PP_E_NOTFOUND for an unknown officer, PP_E_INPUT when it ends before it starts. */
int pp_store_roster_add_absence(struct pp_db *db, const char *officer_id,
                                const struct pp_absence *absence, const char *kind,
                                struct pp_error *reterr) PP_CHECKED;
/* Take unplanned leave of these days back; what lies before and after stays. */
int pp_store_roster_end_absence(struct pp_db *db, const char *officer_id, pp_day from, pp_day to,
                                struct pp_error *reterr) PP_CHECKED;
/* Fix an officer to a patch, both by name, in place of who was fixed before; NULL officer: take the pin off. */
int pp_store_roster_pin(struct pp_db *db, int64_t plan_id, const char *patch,
                        const char *officer_id, struct pp_error *reterr) PP_CHECKED;
/* A session stays where it is fixed by hand no longer. */
int pp_store_roster_free_session(struct pp_db *db, int64_t session_id,
                                 struct pp_error *reterr) PP_CHECKED;

/* The home of a property_ref. PP_E_NOTFOUND for an unknown one, PP_E_INPUT for one that several landlords use: nobody
 * knows which is meant. */
int pp_store_visit_home(struct pp_db *db, const char *property_ref, int64_t *ret_home_id,
                        struct pp_error *reterr) PP_CHECKED;
struct pp_visit_found {
    int64_t home_id;
    pp_day day;
    const char *state; /* booked, done, declined or no access */
    int minutes;       /* at the home, without travel; -1: not timed */
};
/* One outcome of a visit; the home's state, its last visit, its tries and the rosters' rows follow. Told twice it
 * is one, with the minutes told last; another outcome of the same day gives way (ret_replaced, which may be NULL). PP_E_INPUT
 * for another state. The transaction is the caller's. */
int pp_store_visit_record(struct pp_db *db, const struct pp_visit_found *found, bool *ret_replaced,
                          struct pp_error *reterr) PP_CHECKED;
/* How many came to a session of the plan. PP_E_NOTFOUND; PP_E_INPUT: fewer than none. */
int pp_store_attendance_record(struct pp_db *db, int64_t plan_id, int64_t session_id, int n_people,
                               struct pp_error *reterr) PP_CHECKED;
/* What a row about attendance is held against: a session of the plan, of any quarter. */
struct pp_held_session {
    int64_t session_id;
    pp_day day;
    enum pp_half half;
    const char *venue_id, *venue; /* venue: its name, else the id */
    bool cancelled;
    int n_people; /* who came, as recorded; -1: not recorded */
};
/* All of the plan, those that are cancelled last; rows and strings in `arena`. */
int pp_store_held_sessions(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                           struct pp_held_session **ret_rows, int *ret_n,
                           struct pp_error *reterr) PP_CHECKED;

struct pp_attendance_row {
    const char *venue_id;
    int half, n_sessions, n_people; /* of sessions whose people were counted */
};
/* By venue and half-day; rows and strings in `arena`. */
int pp_store_attendance(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                        struct pp_attendance_row **ret_rows, int *ret_n,
                        struct pp_error *reterr) PP_CHECKED;

/* What was recorded of a patch from one day to another, to be held against what was modelled. */
struct pp_recorded_row {
    int n_visits; /* done; of a home one in each year (52 weeks) since the first day, however often it is told */
    double visit_minutes; /* of those that were timed */
    int n_timed;          /* so many */
    double
        work_minutes; /* the patch officer's, from interventions of whole months; a neighbourhood's are
                              shared out by homes */
};
/* n_patches rows of the plan, in `arena`. */
int pp_store_roster_recorded(struct pp_db *db, int64_t plan_id, pp_day since, pp_day until,
                             int n_patches, struct pp_arena *arena,
                             struct pp_recorded_row **ret_rows, struct pp_error *reterr) PP_CHECKED;

#endif
