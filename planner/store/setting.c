#include "patchplan/store/setting.h"

#include "patchplan/core/alloc.h"

int pp_store_setting_get(struct pp_db *db, const char *key, struct pp_arena *arena,
                         const char **ret_value, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT value FROM setting WHERE key = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, key);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    const char *value = rc > 0 ? pp_arena_strdup(arena, pp_column_text(stmt, 0)) : NULL;
    if (rc > 0 && !value)
        return pp_fail_nomem(reterr);
    *ret_value = value;
    return 0;
}

int pp_store_setting_set(struct pp_db *db, const char *key, const char *value,
                         struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = value ? pp_db_prepare(db,
                                   "INSERT INTO setting (key, value) VALUES (?1, ?2)"
                                   " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                                   &stmt, reterr)
                   : pp_db_prepare(db, "DELETE FROM setting WHERE key = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, key);
    if (value)
        pp_bind_text(stmt, 2, value);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_file_counts(struct pp_db *db, struct pp_file_counts *ret_counts,
                         struct pp_error *reterr) {
    struct pp_file_counts counts = {0};
    int rc = pp_db_query_int(db, "SELECT count(*) FROM home WHERE NOT ended", 0, &counts.n_homes,
                             reterr);
    if (!rc)
        rc = pp_db_query_int(db, "SELECT count(*) FROM plan", 0, &counts.n_plans, reterr);
    if (!rc)
        rc = pp_db_query_int(db, "SELECT count(*) FROM plan WHERE state = 'published'", 0,
                             &counts.n_published, reterr);
    if (!rc)
        rc = pp_db_query_int(db, "SELECT count(*) FROM officer", 0, &counts.n_officers, reterr);
    if (!rc)
        rc = pp_db_query_int(db, "SELECT count(*) FROM pragma_foreign_key_check", 0,
                             &counts.n_dangling, reterr);
    if (!rc)
        *ret_counts = counts;
    return rc;
}
