#include "patchplan/store/audit.h"

#include "patchplan/core/alloc.h"

static int person_id(struct pp_db *db, const char *who, int64_t *ret_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO person (name) VALUES (?1)"
                           " ON CONFLICT (name) DO UPDATE SET name = excluded.name"
                           " RETURNING person_id",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, who);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    *ret_id = pp_column_int(stmt, 0);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_audit_add(struct pp_db *db, const char *who, const char *action, const char *object,
                       const char *detail, struct pp_error *reterr) {
    int64_t person = 0;
    int rc = who && *who ? person_id(db, who, &person, reterr) : 0;
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    if (rc || (rc = pp_db_prepare(db,
                                  "INSERT INTO audit (at, person_id, action, object, detail) VALUES"
                                  " (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), nullif(?1, 0), ?2, ?3,"
                                  " coalesce(?4, '{}'))",
                                  &stmt, reterr)) != 0)
        return rc;
    pp_bind_int(stmt, 1, person);
    pp_bind_text(stmt, 2, action);
    pp_bind_text(stmt, 3, object);
    pp_bind_text(stmt, 4, detail);
    return pp_stmt_run(stmt, reterr);
}

static void take_row(struct pp_stmt *stmt, struct pp_arena *arena, struct pp_audit_row *ret_row) {
    *ret_row = (struct pp_audit_row){.audit_id = pp_column_int(stmt, 0),
                                     .at = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                     .who = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                                     .action = pp_arena_strdup(arena, pp_column_text(stmt, 3)),
                                     .object = pp_arena_strdup(arena, pp_column_text(stmt, 4)),
                                     .detail = pp_arena_strdup(arena, pp_column_text(stmt, 5))};
}

int pp_store_audit_list(struct pp_db *db, size_t max, struct pp_arena *arena,
                        struct pp_audit_row **ret_rows, size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_audit_row *rows = pp_arena_alloc(arena, max * sizeof *rows);
    int rc = rows ? pp_db_prepare(db,
                                  "SELECT audit_id, at, coalesce(name, ''), action, object, detail"
                                  " FROM audit LEFT JOIN person USING (person_id)"
                                  " ORDER BY audit_id DESC LIMIT ?1",
                                  &stmt, reterr)
                  : pp_fail_nomem(reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, (int64_t)max);
    size_t n = 0;
    while ((rc = pp_stmt_step(stmt, reterr)) > 0)
        take_row(stmt, arena, &rows[n++]);
    if (rc)
        return rc;
    *ret_rows = rows;
    *ret_n = n;
    return 0;
}

int pp_store_audit_count(struct pp_db *db, int64_t *ret_n, struct pp_error *reterr) {
    return pp_db_query_int(db, "SELECT count(*) FROM audit", 0, ret_n, reterr);
}

int pp_store_audit_newest(struct pp_db *db, int64_t *ret_audit_id, struct pp_error *reterr) {
    return pp_db_query_int(db, "SELECT coalesce(max(audit_id), 0) FROM audit", 0, ret_audit_id,
                           reterr);
}

/* Absences and visits are of officers and homes, whichever plan's roster they were told to. */
#define TOUCHES_ROSTER                                                                          \
    "(object = 'plan ' || ?1 AND action NOT IN ('propose to publish', 'decline a publication'," \
    " 'take back a proposal', 'comment', 'answer a comment', 'close a comment',"                \
    " 'open a comment again', 'share for consultation', 'end a consultation') OR object IN "    \
    "(SELECT 'publication ' || publication_id"                                                  \
    " FROM publication WHERE plan_id = ?1) OR action = 'import'"                                \
    " OR object LIKE 'setting roster.%' OR (action = 'roster'"                                  \
    " AND (what LIKE 'away %' OR what LIKE 'back %' OR what = 'record visits')))"

int pp_store_audit_roster_since(struct pp_db *db, int64_t plan_id, int64_t audit_id,
                                struct pp_arena *arena, struct pp_audit_row *ret_row,
                                int64_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT audit_id, at, coalesce(name, ''), action, object, what,"
                           " count(*) OVER () FROM (SELECT *,"
                           "  coalesce(json_extract(detail, '$.what'), '') AS what FROM audit"
                           "  WHERE audit_id > ?2) LEFT JOIN person USING (person_id)"
                           " WHERE " TOUCHES_ROSTER " ORDER BY audit_id DESC LIMIT 1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_int(stmt, 2, audit_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_n = rc > 0 ? pp_column_int(stmt, 6) : 0;
    if (rc > 0)
        take_row(stmt, arena, ret_row);
    return 0;
}
