#include "patchplan/store/consult.h"

#include "planner/store/division_today.h"
#include "planner/store/on_day.h"
#include "planner/store/public_rows.h"
#include "patchplan/core/alloc.h"

#define NOW "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
#define OF_CONSULT "(SELECT count(*) FROM comment m WHERE m.consult_id = c.consult_id"
#define CONSULT                                                                                 \
    "SELECT c.consult_id, c.plan_id, " OF_CONSULT "), " OF_CONSULT " AND m.closed_at IS NULL)," \
    " p.name, p.state, title, until, coalesce(u.name, ''), made_at, closed_at FROM consult c"   \
    " JOIN plan p USING (plan_id) LEFT JOIN user u USING (user_id) "
#define PUBLIC_NAME "CASE o.public_name WHEN '' THEN o.name ELSE o.public_name END"

static int read_consult(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                        struct pp_error *reterr) {
    struct pp_consult *consult = row;
    (void)reterr;
    *consult = (struct pp_consult){.consult_id = pp_column_int(stmt, 0),
                                   .plan_id = pp_column_int(stmt, 1),
                                   .n_comments = pp_column_int(stmt, 2),
                                   .n_open = pp_column_int(stmt, 3)};
    const char **const texts[] = {&consult->plan,     &consult->plan_state, &consult->title,
                                  &consult->until,    &consult->by,         &consult->made_at,
                                  &consult->closed_at};
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++) {
        *texts[i] = pp_arena_strdup(arena, pp_column_text(stmt, i + 4));
        if (!*texts[i] && !pp_column_is_null(stmt, i + 4))
            return PP_E_NOMEM;
    }
    return 0;
}

int pp_store_consult_add(struct pp_db *db, const struct pp_consult *consult, const char *digest,
                         int64_t user_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO consult (plan_id, digest, title, until, user_id, made_at)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, " NOW ")",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, consult->plan_id);
    pp_bind_text(stmt, 2, digest);
    pp_bind_text(stmt, 3, consult->title);
    pp_bind_text(stmt, 4, consult->until);
    pp_bind_int(stmt, 5, user_id);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_consult_list(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                          struct pp_consult **ret_consults, size_t *ret_n,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_db_prepare(db, CONSULT "WHERE c.plan_id = ?1 ORDER BY consult_id DESC", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    return pp_public_read_rows(stmt, sizeof **ret_consults, read_consult, arena, ret_consults,
                               ret_n, reterr);
}

static int take_one(struct pp_stmt *stmt, struct pp_arena *arena, struct pp_consult *ret_consult,
                    struct pp_error *reterr) {
    int rc = pp_stmt_step(stmt, reterr);
    if (rc <= 0)
        return rc;
    return read_consult(stmt, arena, ret_consult, reterr) ? pp_fail_nomem(reterr) : 1;
}

int pp_store_consult_find(struct pp_db *db, const char *digest, struct pp_arena *arena,
                          struct pp_consult *ret_consult, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, CONSULT "WHERE c.digest = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, digest);
    return take_one(stmt, arena, ret_consult, reterr);
}

int pp_store_consult_get(struct pp_db *db, int64_t consult_id, struct pp_arena *arena,
                         struct pp_consult *ret_consult, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, CONSULT "WHERE c.consult_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, consult_id);
    return take_one(stmt, arena, ret_consult, reterr);
}

int pp_store_consult_close(struct pp_db *db, int64_t consult_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db, "UPDATE consult SET closed_at = coalesce(closed_at, " NOW ") WHERE consult_id = ?1",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, consult_id);
    return pp_stmt_run(stmt, reterr);
}

/* ---- before and after ---- */

static int read_part(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                     struct pp_error *reterr) {
    struct pp_consult_part *part = row;
    (void)reterr;
    *part = (struct pp_consult_part){.patch_ix = (int)pp_column_int(stmt, 0),
                                     .today = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                     .officer = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                                     .n_homes = pp_column_int(stmt, 3)};
    return part->today && part->officer ? 0 : PP_E_NOMEM;
}

/* The public names of today's officers of the patch of a row of `part`. */
#define NAMES_TODAY                                                                          \
    "coalesce((SELECT group_concat(" PUBLIC_NAME ", ' and ') FROM officer o WHERE o.name <>" \
    " '' AND o.officer_id IN (" PP_SQL_OFFICERS_TODAY("was_plan", "was_ix", "label") ")), '')"

int pp_store_consult_parts(struct pp_db *db, int64_t plan_id, int patch_ix, pp_day today,
                           struct pp_arena *arena, struct pp_consult_part **ret_parts,
                           size_t *ret_n, struct pp_error *reterr) {
    static const char sql[] = "WITH " PP_SQL_TODAY_PARTS(
        "''", "",
        " AND h.suppressed = 0 AND ?3 IN (-1, nu.patch_ix)") " SELECT patch_ix, label, " NAMES_TODAY
                                                             ", sum(n) FROM part GROUP BY 1, 2, 3"
                                                             " ORDER BY 1, 4 DESC";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_prepare_on_day(db, sql, plan_id, today, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 3, patch_ix);
    return pp_public_read_rows(stmt, sizeof **ret_parts, read_part, arena, ret_parts, ret_n,
                               reterr);
}

static int read_lead(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                     struct pp_error *reterr) {
    struct pp_consult_lead *lead = row;
    (void)reterr;
    *lead = (struct pp_consult_lead){.patch_ix = (int)pp_column_int(stmt, 0),
                                     .officer_id = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                     .name = pp_arena_strdup(arena, pp_column_text(stmt, 2))};
    return lead->officer_id && lead->name ? 0 : PP_E_NOMEM;
}

int pp_store_consult_leads(struct pp_db *db, int64_t plan_id, pp_day today, struct pp_arena *arena,
                           struct pp_consult_lead **ret_leads, size_t *ret_n,
                           struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc =
        pp_prepare_on_day(db,
                          "SELECT DISTINCT d.patch_ix, o.officer_id, " PUBLIC_NAME
                          " FROM plan_lead d JOIN officer o USING (officer_id) WHERE d.plan_id ="
                          " ?1 AND d.last_day >= ?2 AND o.name <> '' ORDER BY 1, d.first_day",
                          plan_id, today, &stmt, reterr);
    if (rc)
        return rc;
    return pp_public_read_rows(stmt, sizeof **ret_leads, read_lead, arena, ret_leads, ret_n,
                               reterr);
}

static int read_street(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                       struct pp_error *reterr) {
    struct pp_consult_street *street = row;
    (void)reterr;
    *street = (struct pp_consult_street){.street = pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                                         .today = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                         .patch = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                                         .was = pp_column_int(stmt, 3) != 0,
                                         .will = pp_column_int(stmt, 4) != 0,
                                         .n_homes = pp_column_int(stmt, 5)};
    return street->street && street->today && street->patch ? 0 : PP_E_NOMEM;
}

static int officer_name(struct pp_db *db, const char *officer_id, struct pp_arena *arena,
                        const char **ret_name, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db, "SELECT " PUBLIC_NAME " FROM officer o WHERE officer_id = ?1 AND name <> ''", &stmt,
        reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, officer_id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc ? rc : pp_fail(reterr, PP_E_NOTFOUND, "There is no such officer.");
    *ret_name = pp_arena_strdup(arena, pp_column_text(stmt, 0));
    return *ret_name ? 0 : pp_fail_nomem(reterr);
}

int pp_store_consult_streets(struct pp_db *db, int64_t plan_id, const char *officer_id,
                             pp_day today, struct pp_arena *arena, const char **ret_name,
                             struct pp_consult_street **ret_streets, size_t *ret_n,
                             struct pp_error *reterr) {
    static const char sql[] = "WITH " PP_SQL_TODAY_PARTS(
        "coalesce(s.name, '')", " LEFT JOIN street s USING (street_id)",
        " AND h.suppressed = 0") ","
                                 " mine AS (SELECT DISTINCT patch_ix FROM plan_lead WHERE plan_id "
                                 "= ?1 AND officer_id = ?3)"
                                 " SELECT title, label, name, ?3 IN (" PP_SQL_OFFICERS_TODAY(
                                     "was_plan", "was_ix",
                                     "label") ") AS was, patch_ix IN mine AS will, sum(n) FROM "
                                              "part WHERE was OR will"
                                              " GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = officer_name(db, officer_id, arena, ret_name, reterr);
    if (!rc)
        rc = pp_prepare_on_day(db, sql, plan_id, today, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 3, officer_id);
    return pp_public_read_rows(stmt, sizeof **ret_streets, read_street, arena, ret_streets, ret_n,
                               reterr);
}
