/* Rosters in and out of the planning file. */
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
    const char *division; /* whose bank holidays: "england-and-wales" */
};
/* The problem of a saved plan: patches, posts, leave, venues, homes with their visits, needs, TARAs, holidays
 * of the
 * division and closures, pins and published sessions of its roster. Who is away, not why. Owner:
 * pp_roster_problem_done(). 36,000 homes: under 1 s. PP_E_NOTFOUND: no such plan. */
int pp_store_roster_problem(struct pp_db *db, int64_t plan_id, const struct pp_roster_when *when,
                            struct pp_roster_problem *ret_problem,
                            struct pp_error *reterr) PP_CHECKED;

/* Replace the plan's roster: roster, leads (plan_lead), buddies, cover, sessions, visits, hours, breaches,
 * levels, measures, changes. One
 * transaction. Sessions keep their ids by series and first day; `sequence` grows where something changed;
 * those that are gone become
 * cancelled when published. ret_roster_id may be NULL. */
int pp_store_roster_save(struct pp_db *db, int64_t plan_id, const struct pp_roster_problem *problem,
                         const struct pp_roster_options *options, const struct pp_roster *roster,
                         int64_t *ret_roster_id, struct pp_error *reterr) PP_CHECKED;
/* PP_E_NOTFOUND with the command that makes one. Numbers are those of `problem`. */
int pp_store_roster_load(struct pp_db *db, int64_t plan_id, const struct pp_roster_problem *problem,
                         struct pp_roster *ret_roster, struct pp_error *reterr) PP_CHECKED;
/* Its dates, for pp_store_roster_problem(): from, n_weeks and anchor are set, the rest is left as it is. */
int pp_store_roster_dates(struct pp_db *db, int64_t plan_id, struct pp_roster_when *when,
                          struct pp_error *reterr) PP_CHECKED;
/* property_ref of each of the roster's visits, in their order; strings in `arena`. */
int pp_store_roster_refs(struct pp_db *db, const struct pp_roster *roster, struct pp_arena *arena,
                         const char *const **ret_refs, struct pp_error *reterr) PP_CHECKED;
/* Its drafts become published sessions, with the plan. A plan without a roster is fine. */
int pp_store_roster_publish(struct pp_db *db, int64_t plan_id, struct pp_error *reterr) PP_CHECKED;

int pp_store_roster_add_absence(struct pp_db *db, const char *officer_id, pp_day first_day,
                                pp_day last_day, int part, const char *kind,
                                struct pp_error *reterr) PP_CHECKED;
int pp_store_roster_pin(struct pp_db *db, int64_t plan_id, const char *patch,
                        const char *officer_id, bool on, struct pp_error *reterr) PP_CHECKED;
int pp_store_roster_pin_session(struct pp_db *db, int64_t session_id, bool on,
                                struct pp_error *reterr) PP_CHECKED;
/* One outcome of a visit: state and tries; PP_E_NOTFOUND for an unknown home. Own transaction is the
 * caller's. */
int pp_store_visit_record(struct pp_db *db, const char *property_ref, pp_day day, const char *state,
                          struct pp_error *reterr) PP_CHECKED;
int pp_store_attendance_record(struct pp_db *db, int64_t session_id, int n_people,
                               struct pp_error *reterr) PP_CHECKED;
struct pp_attendance_row {
    const char *venue_id;
    int half, n_sessions, n_people;
};
int pp_store_attendance(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                        struct pp_attendance_row **ret_rows, int *ret_n,
                        struct pp_error *reterr) PP_CHECKED;

#endif
