#include "patchplan/store/matched.h"

#include "patchplan/core/alloc.h"
#include "planner/store/public_rows.h"

static int read_matched(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                        struct pp_error *reterr) {
    (void)reterr;
    struct pp_matched matched = {pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                                 pp_arena_strdup(arena, pp_column_text(stmt, 1))};
    *(struct pp_matched *)row = matched;
    return matched.heading && matched.field ? 0 : PP_E_NOMEM;
}

int pp_store_matched_list(struct pp_db *db, const char *kind, struct pp_arena *arena,
                          struct pp_matched **ret_matched, size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db, "SELECT heading, field FROM matched_column WHERE kind = ?1 ORDER BY heading", &stmt,
        reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, kind);
    return pp_public_read_rows(stmt, sizeof **ret_matched, read_matched, arena, ret_matched, ret_n,
                               reterr);
}

int pp_store_matched_put(struct pp_db *db, const char *kind, const struct pp_matched *matched,
                         struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO matched_column (kind, heading, field) VALUES (?1, ?2, ?3)"
                           " ON CONFLICT DO UPDATE SET field = excluded.field",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, kind);
    pp_bind_text(stmt, 2, matched->heading);
    pp_bind_text(stmt, 3, matched->field);
    return pp_stmt_run(stmt, reterr);
}
