#include "patchplan/store/desk.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/store/on_day.h"
#include "planner/store/public_rows.h"

static const char counts_sql[] =
    "SELECT (SELECT count(*) FROM home WHERE ended = 0),"
    " (SELECT count(*) FROM home WHERE ended = 0 AND included = 1),"
    " (SELECT count(*) FROM officer), (SELECT count(DISTINCT venue_id) FROM venue_day),"
    " (SELECT coalesce(sum(1 + n_more), 0) FROM finding WHERE severity = 'error' AND import_id IN"
    "  (SELECT max(import_id) FROM import_run GROUP BY kind)),"
    " (SELECT count(*) FROM neighbourhood WHERE weight_milli IS NOT NULL),"
    " (SELECT count(*) FROM plan WHERE state = 'draft'),"
    " (SELECT count(*) FROM publication WHERE rolled_back_at IS NULL AND first_day <= ?1),"
    " (SELECT count(*) FROM publication WHERE rolled_back_at IS NULL AND first_day > ?1),"
    " (SELECT count(*) FROM publication WHERE rolled_back_at IS NULL AND first_day BETWEEN"
    "  date(?1, '-27 days') AND ?1),"
    " (SELECT count(*) FROM roster),"
    " (SELECT count(*) FROM publication_request WHERE state = 'open'),"
    " (SELECT count(*) FROM job WHERE state IN ('waiting', 'running', 'stopping')),"
    " (SELECT count(*) FROM comment JOIN plan USING (plan_id) WHERE closed_at IS NULL AND state ="
    "  'draft'),"
    " (SELECT count(*) FROM plan WHERE state <> 'withdrawn' AND plan_id NOT IN"
    "  (SELECT plan_id FROM roster))";

int pp_store_desk(struct pp_db *db, pp_day today, struct pp_desk *ret_desk,
                  struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_desk desk;
    int64_t *const counts[] = {
        &desk.n_homes,   &desk.n_to_plan,  &desk.n_officers, &desk.n_venues,   &desk.n_errors,
        &desk.n_factors, &desk.n_drafts,   &desk.n_in_force, &desk.n_to_come,  &desk.n_begun,
        &desk.n_rosters, &desk.n_requests, &desk.n_jobs,     &desk.n_comments, &desk.n_without};
    char iso[11];
    int rc = pp_db_prepare(db, counts_sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_day_iso(today, iso);
    pp_bind_text(stmt, 1, iso);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        *counts[i] = pp_column_int(stmt, (int)i);
    *ret_desk = desk;
    return 0;
}

/* ---- versions ---- */

int pp_store_plan_version(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                          const char **ret_version, int64_t *ret_edit_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "SELECT printf('%d %s %d ', plan_id, state, (SELECT count(*) FROM edit e"
        " WHERE e.plan_id = p.plan_id AND undone)) || coalesce((SELECT edit_id || at || "
        "coalesce(person_id, '') || what"
        " FROM edit e WHERE e.plan_id = p.plan_id ORDER BY edit_id DESC LIMIT 1), ''),"
        " (SELECT coalesce(max(edit_id), 0) FROM edit e WHERE e.plan_id = p.plan_id)"
        " FROM plan p WHERE plan_id = ?1",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc ? rc : pp_fail(reterr, PP_E_NOTFOUND, "there is no such plan any more");
    const char *version = pp_arena_strdup(arena, pp_column_text(stmt, 0));
    if (!version)
        return pp_fail_nomem(reterr);
    *ret_version = version;
    *ret_edit_id = pp_column_int(stmt, 1);
    return 0;
}

int pp_store_import_lines(struct pp_db *db, size_t most, struct pp_arena *arena,
                          struct pp_import_line **ret_lines, size_t *ret_n,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_import_line *lines = pp_arena_alloc(arena, (most + 1) * sizeof *lines);
    size_t n = 0;
    int rc = lines ? pp_db_prepare(db,
                                   "SELECT import_id, n_rows, n_added, n_changed, n_rejected,"
                                   " (SELECT count(*) FROM rejected_row r WHERE r.import_id ="
                                   " i.import_id), kind, file_name, started_at FROM import_run i"
                                   " ORDER BY import_id DESC LIMIT ?1",
                                   &stmt, reterr)
                   : pp_fail_nomem(reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, (int64_t)most);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        struct pp_import_line line = {.import_id = pp_column_int(stmt, 0),
                                      .n_rows = pp_column_int(stmt, 1),
                                      .n_added = pp_column_int(stmt, 2),
                                      .n_changed = pp_column_int(stmt, 3),
                                      .n_rejected = pp_column_int(stmt, 4),
                                      .n_kept_rows = pp_column_int(stmt, 5),
                                      .kind = pp_arena_strdup(arena, pp_column_text(stmt, 6)),
                                      .file_name = pp_arena_strdup(arena, pp_column_text(stmt, 7)),
                                      .started_at =
                                          pp_arena_strdup(arena, pp_column_text(stmt, 8))};
        if (!line.kind || !line.file_name || !line.started_at)
            return pp_fail_nomem(reterr);
        lines[n++] = line;
    }
    if (rc)
        return rc;
    *ret_lines = lines;
    *ret_n = n;
    return 0;
}

static int read_away(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                     struct pp_error *reterr) {
    struct pp_away_line line;
    const char **const texts[] = {&line.officer_id, &line.name, &line.first_day, &line.last_day,
                                  &line.part};
    (void)reterr;
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++)
        if (!(*texts[i] = pp_arena_strdup(arena, pp_column_text(stmt, i))))
            return PP_E_NOMEM;
    line.is_planned = pp_column_int(stmt, 5) != 0;
    line.is_later = pp_column_int(stmt, 6) != 0;
    *(struct pp_away_line *)row = line;
    return 0;
}

int pp_store_away_lines(struct pp_db *db, int64_t team_id, pp_day today, struct pp_arena *arena,
                        struct pp_away_line **ret_lines, size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_prepare_on_day(db,
                          "SELECT officer_id, name, first_day, last_day, part, kind <> 'unplanned',"
                          " first_day > date(?2, '+14 days') FROM leave JOIN"
                          " officer USING (officer_id) WHERE last_day >= ?2 AND name <> ''"
                          " AND (kind = 'unplanned' OR first_day <= date(?2, '+14 days'))"
                          " AND (?1 = 0 OR team_id = ?1) ORDER BY first_day, name",
                          team_id, today, &stmt, reterr);
    if (rc)
        return rc;
    return pp_public_read_rows(stmt, sizeof **ret_lines, read_away, arena, ret_lines, ret_n,
                               reterr);
}

int pp_store_session_team(struct pp_db *db, int64_t session_id, int64_t *ret_team_id,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT coalesce(team_id, 0) FROM session WHERE session_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, session_id);
    if ((rc = pp_stmt_step(stmt, reterr)) > 0)
        *ret_team_id = pp_column_int(stmt, 0);
    return rc;
}

int pp_store_team_names(struct pp_db *db, struct pp_arena *arena, const char ***ret_names,
                        size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    const char **names = NULL;
    size_t n = 0;
    int rc =
        pp_db_prepare(db, "SELECT name, count(*) OVER () FROM team ORDER BY name", &stmt, reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        if (!names)
            names = pp_arena_alloc(arena, (size_t)pp_column_int(stmt, 1) * sizeof *names);
        if (!names || !(names[n++] = pp_arena_strdup(arena, pp_column_text(stmt, 0))))
            return pp_fail_nomem(reterr);
        rc = 0;
    }
    if (rc < 0)
        return rc;
    *ret_names = names;
    *ret_n = n;
    return 0;
}
