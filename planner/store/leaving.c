#include "patchplan/store/leaving.h"

#include "patchplan/core/alloc.h"
#include "patchplan/roster/calendar.h"
#include "planner/store/public_rows.h"

/* What the list had is kept through a second telling, unless the list has spoken since. */
static const char set_sql[] =
    "INSERT INTO officer_leaving (officer_id, last_day, list_ends)"
    " SELECT officer_id, ?2, ends FROM officer WHERE officer_id = ?1"
    " ON CONFLICT DO UPDATE SET last_day = ?2, list_ends = iif((SELECT ends FROM officer o"
    "  WHERE o.officer_id = ?1) IS officer_leaving.last_day, list_ends,"
    "  (SELECT ends FROM officer o WHERE o.officer_id = ?1))";

static int run_for_officer(struct pp_db *db, const char *sql, const char *officer_id,
                           const char *day, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, officer_id);
    if (day)
        pp_bind_text(stmt, 2, day);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_leaving_set(struct pp_db *db, const char *officer_id, pp_day last_day,
                         struct pp_error *reterr) {
    char iso[11];
    pp_day_iso(last_day, iso);
    int rc = run_for_officer(db, set_sql, officer_id, iso, reterr);
    return rc ? rc
              : run_for_officer(db, "UPDATE officer SET ends = ?2 WHERE officer_id = ?1",
                                officer_id, iso, reterr);
}

int pp_store_leaving_end(struct pp_db *db, const char *officer_id, struct pp_error *reterr) {
    int rc =
        run_for_officer(db,
                        "UPDATE officer SET ends = l.list_ends FROM officer_leaving l WHERE"
                        " officer.officer_id = ?1 AND l.officer_id = ?1 AND ends = l.last_day AND"
                        " l.list_ends IS NOT l.last_day",
                        officer_id, NULL, reterr);
    bool was_told = !rc && pp_db_changes(db) > 0;
    if (!rc)
        rc = run_for_officer(db, "DELETE FROM officer_leaving WHERE officer_id = ?1", officer_id,
                             NULL, reterr);
    return rc ? rc : was_told;
}

static pp_day day_at(struct pp_stmt *stmt, int column) {
    pp_day day = PP_FAR_DAY;
    const char *iso = pp_column_text(stmt, column);
    return iso && pp_day_parse(iso, &day) ? day : PP_FAR_DAY;
}

static int read_leaving(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                        struct pp_error *reterr) {
    struct pp_leaving *leaving = row;
    *leaving = (struct pp_leaving){.officer_id = pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                                   .name = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                   .last_day = day_at(stmt, 2),
                                   .ends = day_at(stmt, 3)};
    leaving->is_told = leaving->last_day == leaving->ends && !pp_column_int(stmt, 4);
    return leaving->officer_id && leaving->name ? 0 : pp_fail_nomem(reterr);
}

int pp_store_leavings(struct pp_db *db, int64_t team_id, struct pp_arena *arena,
                      struct pp_leaving **ret_rows, size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "SELECT officer_id, name, last_day, ends, list_ends IS last_day FROM officer_leaving JOIN"
        " officer USING (officer_id) WHERE ?1 = 0 OR team_id = ?1"
        " ORDER BY last_day, name",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, team_id);
    return pp_public_read_rows(stmt, sizeof **ret_rows, read_leaving, arena, ret_rows, ret_n,
                               reterr);
}
