/* Drop-ins and meetings, for the public. */
#include "patchplan/core/alloc.h"
#include "planner/store/in_force.h"
#include "planner/store/public_rows.h"
#include "planner/store/said.h"

#define COLUMNS                                                                                  \
    "SELECT s.session_id, s.uid, s.changed_at, s.day, coalesce(s.was_day, s.day), s.from_min,"   \
    " s.to_min, s.sequence, coalesce(v.venue_id, ''), coalesce(v.name, ''),"                     \
    " coalesce(v.postcode, ''), v.step_free, v.hearing_loop,"                                    \
    " coalesce(v.booking, '') = 'appointment', iif(s.was_venue_id <> s.venue_id,"                \
    " coalesce((SELECT o.name FROM venue o WHERE o.venue_id = s.was_venue_id), ''), ''),"        \
    " coalesce(t.name, ''), s.status, coalesce((SELECT group_concat(name, ', ') FROM"            \
    "  (SELECT pp.name FROM session_patch x CROSS JOIN plan_patch pp ON pp.plan_id = s.plan_id"  \
    "   AND pp.patch_ix = x.patch_ix WHERE x.session_id = s.session_id ORDER BY pp.name)), '')," \
    " coalesce((SELECT tm.name FROM team tm WHERE tm.team_id = s.team_id), '')"                  \
    " FROM session s LEFT JOIN venue v USING (venue_id) LEFT JOIN tara t USING (tara_id)"        \
    " WHERE s.kind = ?1 AND s.day >= ?2 AND (s.day > ?2 OR s.to_min > ?3) AND s.day <= ?4"       \
    " AND s.status IN ('published', 'moved', iif(?5, 'cancelled', ''))"

/* A session counts while its plan is in force, on its own day, for a patch of it, or for its team where it has none. */
#define PATCHES_OF                                                                     \
    "SELECT 1 FROM session_patch x CROSS JOIN plan_patch pp ON pp.plan_id = s.plan_id" \
    " AND pp.patch_ix = x.patch_ix WHERE x.session_id = s.session_id"
#define PLAN_OF_PATCH PP_SQL_IN_FORCE("s.day", "pp.team_id", "pp.ward_id")
#define PLAN_OF_TEAM PP_SQL_IN_FORCE("s.day", "s.team_id", "v.ward_id")
#define IN_FORCE                                                                               \
    " AND (EXISTS (" PATCHES_OF " AND s.plan_id = " PLAN_OF_PATCH ") OR (NOT EXISTS (SELECT 1" \
    " FROM session_patch x WHERE x.session_id = s.session_id) AND s.plan_id = " PLAN_OF_TEAM "))"
#define IN_ORDER " ORDER BY s.day, s.from_min, v.name, s.session_id LIMIT ?10"

/* Of a patch: its own sessions, a dozen, not along the days of its plan ("+"), which are those of all patches. */
static const char patch_sql[] =
    COLUMNS " AND +s.plan_id = ?6 AND s.session_id IN (SELECT x.session_id FROM session_patch x"
            " WHERE x.patch_ix = ?7)" IN_FORCE IN_ORDER;
static const char any_sql[] = COLUMNS " AND (?9 IS NULL OR s.venue_id = ?9)" IN_FORCE IN_ORDER;
/* Of a ward: held there, or for a patch that its sheet lists, by the plan of the day (pp_store_public_ward_patches()). */
static const char ward_sql[] = "WITH " PP_SQL_HOMES_OF_WARD(
    "?8") ", told AS (SELECT DISTINCT plan_id FROM publication"
          " WHERE rolled_back_at IS NULL), here AS MATERIALIZED (SELECT pu.plan_id, pu.patch_ix "
          "FROM"
          " (SELECT told.plan_id, ph.unit_ix FROM told CROSS JOIN homes h CROSS JOIN plan_home ph"
          "   ON ph.plan_id = told.plan_id AND ph.home_id = h.home_id"
          "  UNION SELECT pc.plan_id, pc.unit_ix FROM told CROSS JOIN postcode p CROSS JOIN"
          "   plan_postcode pc ON pc.plan_id = told.plan_id AND pc.postcode_id = p.postcode_id"
          "   WHERE p.ward_id = ?8) x CROSS JOIN plan_unit pu USING (plan_id, unit_ix) GROUP BY 1, "
          "2) " COLUMNS " AND (v.ward_id = ?8 OR EXISTS (" PATCHES_OF
          "  AND (s.plan_id, pp.patch_ix) IN here)) AND (?9 IS NULL OR s.venue_id = ?9)" IN_FORCE
              IN_ORDER;

static const char *sql_for(const struct pp_public_session_wish *wish) {
    return wish->patch ? patch_sql : wish->ward_id ? ward_sql : any_sql;
}

static const char *text(struct pp_stmt *stmt, int column, struct pp_arena *arena, bool *failed) {
    const char *copy = pp_arena_strdup(arena, pp_column_text(stmt, column));
    *failed = *failed || !copy;
    return copy;
}

/* A drop-in that names no patch is for all of its team's. */
static const char *for_whom(const struct pp_public_session *session, const char *team,
                            struct pp_arena *arena) {
    if (*session->patches || !*team || *session->meeting)
        return session->patches;
    return pp_arena_printf(arena, "all patches of the %s team", team);
}

static int read_session(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                        struct pp_error *reterr) {
    struct pp_public_session *session = row;
    bool failed = false;
    const char *status = pp_column_text(stmt, 16);
    *session =
        (struct pp_public_session){.session_id = pp_column_int(stmt, 0),
                                   .uid = text(stmt, 1, arena, &failed),
                                   .changed_at = text(stmt, 2, arena, &failed),
                                   .from_minute = (int)pp_column_int(stmt, 5),
                                   .to_minute = (int)pp_column_int(stmt, 6),
                                   .sequence = (int)pp_column_int(stmt, 7),
                                   .venue_id = text(stmt, 8, arena, &failed),
                                   .venue = text(stmt, 9, arena, &failed),
                                   .postcode = text(stmt, 10, arena, &failed),
                                   .access = {pp_column_said(stmt, 11), pp_column_said(stmt, 12)},
                                   .by_appointment = pp_column_int(stmt, 13) != 0,
                                   .was_venue = text(stmt, 14, arena, &failed),
                                   .meeting = text(stmt, 15, arena, &failed),
                                   .was_moved = *status == 'm',
                                   .is_cancelled = *status == 'c',
                                   .patches = text(stmt, 17, arena, &failed)};
    session->for_whom = for_whom(session, pp_column_text(stmt, 18), arena);
    failed = failed || !session->for_whom;
    if (failed)
        return PP_E_NOMEM;
    if (!pp_day_parse(pp_column_text(stmt, 3), &session->day) ||
        !pp_day_parse(pp_column_text(stmt, 4), &session->was_day))
        return pp_fail(reterr, PP_E_FORMAT, "session %lld has no day",
                       (long long)session->session_id);
    return 0;
}

int pp_store_public_sessions(struct pp_db *db, const struct pp_public_session_wish *wish,
                             struct pp_arena *arena, struct pp_public_session **ret_sessions,
                             size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    char from[11], until[11];
    int rc = pp_db_prepare(db, sql_for(wish), &stmt, reterr);
    if (rc)
        return rc;
    pp_day_iso(wish->from, from);
    pp_day_iso(wish->until, until);
    pp_bind_text(stmt, 1, wish->meetings ? "tara" : "drop-in");
    pp_bind_text(stmt, 2, from);
    pp_bind_int(stmt, 3, wish->minute);
    pp_bind_text(stmt, 4, until);
    pp_bind_int(stmt, 5, wish->with_cancelled);
    if (wish->patch) {
        pp_bind_int(stmt, 6, wish->patch->plan_id);
        pp_bind_int(stmt, 7, wish->patch->patch_ix);
    } else {
        if (wish->ward_id)
            pp_bind_int(stmt, 8, wish->ward_id);
        pp_bind_text(stmt, 9, wish->venue_id);
    }
    pp_bind_int(stmt, 10, (int64_t)wish->most);
    return pp_public_read_rows(stmt, sizeof **ret_sessions, read_session, arena, ret_sessions,
                               ret_n, reterr);
}

static int read_venue(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                      struct pp_error *reterr) {
    struct pp_public_venue *venue = row;
    bool failed = false;
    (void)reterr;
    *venue = (struct pp_public_venue){text(stmt, 0, arena, &failed), text(stmt, 1, arena, &failed)};
    return failed ? PP_E_NOMEM : 0;
}

int pp_store_public_venues(struct pp_db *db, pp_day from, struct pp_arena *arena,
                           struct pp_public_venue **ret_venues, size_t *ret_n,
                           struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    char iso[11];
    int rc = pp_db_prepare(
        db,
        "SELECT DISTINCT v.venue_id, v.name FROM session s JOIN venue v USING (venue_id)"
        " WHERE s.kind = 'drop-in' AND s.status IN ('published', 'moved') AND s.day >= ?1"
        " AND s.plan_id IN (SELECT plan_id FROM publication WHERE rolled_back_at IS NULL)"
        " ORDER BY v.name",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_day_iso(from, iso);
    pp_bind_text(stmt, 1, iso);
    return pp_public_read_rows(stmt, sizeof **ret_venues, read_venue, arena, ret_venues, ret_n,
                               reterr);
}

int pp_store_public_venue_find(struct pp_db *db, const char *venue_id, struct pp_arena *arena,
                               const char **ret_name, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT name FROM venue WHERE venue_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, venue_id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    *ret_name = pp_arena_strdup(arena, pp_column_text(stmt, 0));
    return *ret_name ? 1 : pp_fail_nomem(reterr);
}

int pp_store_public_example(struct pp_db *db, struct pp_arena *arena, const char **ret_postcode,
                            struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT postcode FROM venue WHERE postcode IN (SELECT code FROM"
                           " postcode) ORDER BY venue_id LIMIT 1",
                           &stmt, reterr);
    if (rc || (rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_postcode = rc ? pp_arena_strdup(arena, pp_column_text(stmt, 0)) : NULL;
    return rc && !*ret_postcode ? pp_fail_nomem(reterr) : 0;
}
