/* Rows of a query as an array, and how the words of a roster stand in the file. */
#include "planner/store/roster_rows.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"

const char *const pp_session_kind_names[2] = {"drop-in", "tara"};
enum pp_visit_state pp_roster_visit_state(const char *name) {
    int state = pp_roster_name(pp_visit_state_names, PP_N_VISIT_STATES, name);
    return state < 0 ? PP_VISIT_DUE : (enum pp_visit_state)state;
}

static int keep_rows(struct pp_roster_reader *reader, const char *rows, size_t n, size_t size,
                     void *ret_rows, int *ret_n) {
    void *kept = pp_arena_alloc(reader->arena, (n + 1) * size);
    if (!kept || reader->failed)
        return pp_fail_nomem(reader->reterr);
    if (n > 0)
        memcpy(kept, rows, n * size);
    memcpy(ret_rows, &kept, sizeof kept);
    *ret_n = (int)n;
    return 0;
}

int pp_roster_read(struct pp_roster_reader *reader, const char *sql, pp_roster_take take,
                   size_t size, void *ret_rows, int *ret_n) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_FREE char *rows = NULL;
    size_t n = 0, cap = 0;
    int rc = pp_db_prepare(reader->db, sql, &stmt, reader->reterr);
    if (rc)
        return rc;
    if (strstr(sql, "?1"))
        pp_bind_int(stmt, 1, reader->plan_id);
    if (strstr(sql, "?2"))
        pp_bind_text(stmt, 2, reader->second);
    if (reader->third)
        pp_bind_text(stmt, 3, reader->third);
    if (strstr(sql, "?4"))
        pp_bind_int(stmt, 4, reader->fourth);
    while ((rc = pp_stmt_step(stmt, reader->reterr)) > 0) {
        if ((rc = pp_reserve(&rows, &cap, (n + 1) * size, 1, reader->reterr)) != 0)
            return rc;
        memset(rows + n * size, 0, size);
        n += take(reader, stmt, rows + n * size);
    }
    return rc < 0 ? rc : keep_rows(reader, rows, n, size, ret_rows, ret_n);
}

const char *pp_roster_text(struct pp_roster_reader *reader, struct pp_stmt *stmt, int column) {
    const char *text = pp_column_text(stmt, column);
    if (!text || !*text)
        return "";
    const char *copy = pp_arena_strdup(reader->arena, text);
    reader->failed |= !copy;
    return copy;
}

pp_day pp_roster_day(struct pp_stmt *stmt, int column, pp_day otherwise) {
    const char *text = pp_column_text(stmt, column);
    pp_day day = otherwise;
    /* The first and the last day of all stand for themselves: no year below 1000 is read. */
    if (text && !strcmp(text, "0001-01-01"))
        return PP_PAST_DAY;
    return text && pp_day_parse(text, &day) ? day : otherwise;
}

int pp_roster_half(struct pp_stmt *stmt, int column) {
    const char *text = pp_column_text(stmt, column);
    return text ? pp_half_parse(text) : -1;
}

int pp_roster_post(const struct pp_roster_reader *reader, struct pp_stmt *stmt, int column) {
    const char *id = pp_column_text(stmt, column);
    return id ? pp_post_find(reader->problem, id) : -1;
}

int pp_roster_venue_at(const struct pp_roster_reader *reader, struct pp_stmt *stmt, int column) {
    const char *id = pp_column_text(stmt, column);
    return id ? pp_venue_find(reader->problem, id) : -1;
}

int pp_roster_name(const char *const *names, int n, const char *name) {
    for (int i = 0; name && i < n; i++)
        if (!strcmp(names[i], name))
            return i;
    return -1;
}

int pp_roster_patch(const struct pp_roster_reader *reader, struct pp_stmt *stmt, int column) {
    int64_t patch_ix = pp_column_is_null(stmt, column) ? -1 : pp_column_int(stmt, column);
    return patch_ix >= 0 && patch_ix < reader->problem->n_patches ? (int)patch_ix : -1;
}

int pp_roster_fail_none(struct pp_db *db, int64_t plan_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_STR struct pp_str name = {0};
    int rc = pp_db_prepare(db, "SELECT name FROM plan WHERE plan_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    if (rc == 0)
        return pp_fail(reterr, PP_E_NOTFOUND, "that plan is no longer in the planning file");
    pp_str_append_word(&name, pp_column_text(stmt, 0));
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "plan '%s' has no roster yet; make one with: patchplan roster build --plan %s "
                   "--from DATE",
                   pp_column_text(stmt, 0), pp_str_text(&name));
}

void pp_roster_bind_day(struct pp_stmt *stmt, int at, pp_day day) {
    char text[11];
    pp_day_iso(day, text);
    if (day == PP_PAST_DAY)
        pp_bind_null(stmt, at);
    else
        pp_bind_text(stmt, at, text);
}

void pp_roster_bind_half(struct pp_stmt *stmt, int at, int half) {
    pp_bind_text(stmt, at, half < 0 ? NULL : pp_half_name((enum pp_half)half));
}

void pp_roster_bind_post(struct pp_stmt *stmt, int at, const struct pp_roster_problem *problem,
                         int post_ix) {
    pp_bind_text(stmt, at, post_ix < 0 ? NULL : problem->posts[post_ix].officer_id);
}

void pp_roster_bind_venue(struct pp_stmt *stmt, int at, const struct pp_roster_problem *problem,
                          int venue_ix) {
    pp_bind_text(stmt, at, venue_ix < 0 ? NULL : problem->venues[venue_ix].venue_id);
}

void pp_roster_bind_team(struct pp_stmt *stmt, int at, const struct pp_roster_problem *problem,
                         int team_ix) {
    pp_bind_text(stmt, at, team_ix < 0 ? NULL : problem->team_names[team_ix]);
}

void pp_roster_bind_patch(struct pp_stmt *stmt, int at, int patch_ix) {
    if (patch_ix < 0)
        pp_bind_null(stmt, at);
    else
        pp_bind_int(stmt, at, patch_ix);
}
