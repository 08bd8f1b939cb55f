/* What reading a roster's problem and the roster itself share: rows of a query as an array. */
#ifndef PLANNER_STORE_ROSTER_ROWS_H
#define PLANNER_STORE_ROSTER_ROWS_H

#include "patchplan/db/db.h"
#include "patchplan/store/roster.h"

/* What is read from, and what stays with it. */
struct pp_roster_reader {
    struct pp_db *db;
    int64_t plan_id;                   /* ?1 of every query */
    const char *second, *third;        /* ?2 and ?3, where a query has them */
    int64_t fourth;                    /* ?4, the same */
    struct pp_roster_problem *problem; /* what is known so far: names are looked up in it */
    struct pp_roster_patch *patches;   /* the problem's, while it is made */
    struct pp_arena *arena;            /* owns rows and texts */
    struct pp_error *reterr;
    bool failed; /* memory ran out for a text */
};
/* A row into `row`, zeroed; false: leave it out. */
typedef bool (*pp_roster_take)(struct pp_roster_reader *reader, struct pp_stmt *stmt, void *row);
/* All rows of `sql` that `take` keeps, `size` bytes each, in its order. A literal; ?1 the plan, ?2 `second`,
 * ?3 `third`, ?4 `fourth`. */
int pp_roster_read(struct pp_roster_reader *reader, const char *sql, pp_roster_take take,
                   size_t size, void *ret_rows, int *ret_n) PP_CHECKED;

/* Columns as the roster has them. Text: a copy; NULL and missing: "". */
const char *pp_roster_text(struct pp_roster_reader *reader, struct pp_stmt *stmt, int column);
pp_day pp_roster_day(struct pp_stmt *stmt, int column, pp_day otherwise);
int pp_roster_half(struct pp_stmt *stmt, int column); /* -1 for NULL and for '' */
/* Numbers by name; -1 for NULL and for what the problem does not know. */
int pp_roster_post(const struct pp_roster_reader *reader, struct pp_stmt *stmt, int column);
int pp_roster_venue_at(const struct pp_roster_reader *reader, struct pp_stmt *stmt, int column);
int pp_roster_name(const char *const *names, int n, const char *name);
/* A patch of the plan, or -1: patches are numbered alike in both. */
int pp_roster_patch(const struct pp_roster_reader *reader, struct pp_stmt *stmt, int column);

/* Sessions of the plan with their posts and patches, by day, from_min and uid; from the day `second` on when that
 * is set, else all. */
int pp_roster_read_sessions(struct pp_roster_reader *reader, struct pp_session **ret_sessions,
                            int *ret_n) PP_CHECKED;

/* Parts of the problem, in this order: homes first, gathered in a table of the connection for all of them. */
int pp_roster_read_homes(struct pp_roster_reader *reader) PP_CHECKED;
int pp_roster_read_people(struct pp_roster_reader *reader) PP_CHECKED;
int pp_roster_read_places(struct pp_roster_reader *reader) PP_CHECKED;
int pp_roster_read_work(struct pp_roster_reader *reader) PP_CHECKED;

/* The sessions of a saving into the file; the rest of the transaction is the caller's. */
int pp_roster_save_sessions(struct pp_db *db, int64_t plan_id,
                            const struct pp_roster_saving *saving,
                            struct pp_error *reterr) PP_CHECKED;

/* "there is no roster yet": PP_E_NOTFOUND with the command that makes one. */
int pp_roster_fail_none(struct pp_db *db, int64_t plan_id, struct pp_error *reterr);

/* Binding: days as ISO text, PP_PAST_DAY as NULL; halves by name, -1 as NULL; a post's officer, a venue's id, a
 * team by name; NULL for -1. */
void pp_roster_bind_day(struct pp_stmt *stmt, int at, pp_day day);
void pp_roster_bind_half(struct pp_stmt *stmt, int at, int half);
void pp_roster_bind_post(struct pp_stmt *stmt, int at, const struct pp_roster_problem *problem,
                         int post_ix);
void pp_roster_bind_venue(struct pp_stmt *stmt, int at, const struct pp_roster_problem *problem,
                          int venue_ix);
void pp_roster_bind_team(struct pp_stmt *stmt, int at, const struct pp_roster_problem *problem,
                         int team_ix);
void pp_roster_bind_patch(struct pp_stmt *stmt, int at, int patch_ix);

/* How enums stand in the file. */
extern const char *const pp_session_kind_names[2];
/* Due, where it says nothing that is known. */
enum pp_visit_state pp_roster_visit_state(const char *name);

#endif
