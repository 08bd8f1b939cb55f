#include "patchplan/store/feed.h"

#include "patchplan/core/alloc.h"

/* `sql` with one text bound; its first column, in the arena: 1, or 0 where there is no row. */
static int find_text(struct pp_db *db, const char *sql, const char *wanted, struct pp_arena *arena,
                     const char **ret_text, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, wanted);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    const char *text = pp_arena_strdup(arena, pp_column_text(stmt, 0));
    if (!text)
        return pp_fail_nomem(reterr);
    *ret_text = text;
    return 1;
}

int pp_store_feed_drop(struct pp_db *db, const char *officer_id, bool *ret_had,
                       struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "DELETE FROM feed WHERE officer_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, officer_id);
    if ((rc = pp_stmt_run(stmt, reterr)) == 0)
        *ret_had = pp_db_changes(db) > 0;
    return rc;
}

int pp_store_feed_put(struct pp_db *db, const char *officer_id, const char *digest,
                      struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    bool had = false;
    int rc = pp_store_feed_drop(db, officer_id, &had, reterr);
    if (!rc)
        rc = pp_db_prepare(db,
                           "INSERT INTO feed (digest, officer_id, made_at)"
                           " VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, digest);
    pp_bind_text(stmt, 2, officer_id);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_feed_officer(struct pp_db *db, const char *digest, struct pp_arena *arena,
                          const char **ret_officer_id, struct pp_error *reterr) {
    return find_text(
        db,
        "SELECT officer_id FROM feed WHERE digest = ?1 AND EXISTS (SELECT 1 FROM user u"
        " WHERE u.officer_id = feed.officer_id AND NOT u.disabled)",
        digest, arena, ret_officer_id, reterr);
}

int pp_store_feed_made(struct pp_db *db, const char *officer_id, struct pp_arena *arena,
                       const char **ret_made_at, struct pp_error *reterr) {
    return find_text(db, "SELECT made_at FROM feed WHERE officer_id = ?1", officer_id, arena,
                     ret_made_at, reterr);
}
