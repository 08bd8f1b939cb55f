#include "patchplan/store/paper.h"

#include "planner/store/division_today.h"
#include "planner/store/on_day.h"
#include "planner/store/public_rows.h"
#include "patchplan/core/alloc.h"

#define GROUPS(title)                                                               \
    "WITH " PP_SQL_TODAY_PARTS(                                                     \
        title,                                                                      \
        " LEFT JOIN ward w ON w.ward_id ="                                          \
        " coalesce(h.ward_id, tc.ward_id)",                                         \
        "") " SELECT title, sum(n), sum(iif(label <> '' AND label <> name, n, 0))," \
            " sum(iif(label <> '' AND " PP_SQL_OTHER_OFFICER                        \
            ", n, 0)) FROM part GROUP BY title ORDER BY title"

static int read_group(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                      struct pp_error *reterr) {
    struct pp_paper_group *group = row;
    (void)reterr;
    *group = (struct pp_paper_group){.name = pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                                     .n_homes = pp_column_int(stmt, 1),
                                     .n_new_patch = pp_column_int(stmt, 2),
                                     .n_new_officer = pp_column_int(stmt, 3)};
    return group->name ? 0 : PP_E_NOMEM;
}

int pp_store_paper_groups(struct pp_db *db, int64_t plan_id, enum pp_paper_by by, pp_day today,
                          struct pp_arena *arena, struct pp_paper_group **ret_groups, size_t *ret_n,
                          struct pp_error *reterr) {
    static const char *const sql[] = {[PP_PAPER_BY_WARD] =
                                          GROUPS("coalesce(nullif(w.name, ''), w.code, '')"),
                                      [PP_PAPER_BY_KIND] = GROUPS("coalesce(h.property_type, '')")};
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = pp_prepare_on_day(db, sql[by], plan_id, today, &stmt, reterr);
    if (rc)
        return rc;
    rc = pp_public_read_rows(stmt, sizeof **ret_groups, read_group, arena, &rows, ret_n, reterr);
    if (!rc)
        *ret_groups = rows;
    return rc;
}

int pp_store_paper_today(struct pp_db *db, pp_day today, struct pp_paper_today *ret_today,
                         struct pp_error *reterr) {
    static const char sql[] =
        "WITH " PP_SQL_SERVING ", patch AS (SELECT " PP_SQL_PATCH_TODAY " AS label, tp.plan_id,"
        " tp.patch_ix, count(*) AS n FROM home h" PP_SQL_TODAY_OF_HOME
        " WHERE label <> '' AND NOT h.ended AND h.included GROUP BY 1, 2, 3)"
        " SELECT count(*), coalesce(sum(n), 0), coalesce(min(n), 0), coalesce(max(n), 0),"
        " total(NOT EXISTS (SELECT 1 FROM officer o WHERE o.name <> '' AND o.officer_id IN"
        " (" PP_SQL_OFFICERS_TODAY("patch.plan_id", "patch.patch_ix",
                                   "patch.label") "))) FROM patch WHERE ?1 = 0";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_prepare_on_day(db, sql, 0, today, &stmt, reterr);
    if (rc)
        return rc;
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_today = (struct pp_paper_today){.n_patches = pp_column_int(stmt, 0),
                                         .n_homes = pp_column_int(stmt, 1),
                                         .least = pp_column_int(stmt, 2),
                                         .most = pp_column_int(stmt, 3),
                                         .n_vacant = pp_column_int(stmt, 4)};
    return 0;
}
