#include "patchplan/store/paper.h"

#include "planner/store/public_rows.h"
#include "patchplan/core/alloc.h"

/* Another officer: none of the plan's is today's, and either has one. */
#define OTHER                                                                           \
    "(NOT EXISTS (SELECT 1 FROM plan_lead d WHERE d.plan_id = ?1 AND d.patch_ix ="      \
    "  part.patch_ix AND d.officer_id = c.officer_id) AND (c.officer_id IS NOT NULL OR" \
    "  EXISTS (SELECT 1 FROM plan_lead d WHERE d.plan_id = ?1 AND d.patch_ix = part.patch_ix)))"
#define GROUPS(name)                                                                        \
    "WITH part AS (SELECT " name " AS title, coalesce(h.current_patch, '') AS label,"       \
    "  pu.patch_ix, pp.name, count(*) AS n FROM plan_home ph JOIN home h USING (home_id)"   \
    "  LEFT JOIN postcode p ON p.postcode_id = h.postcode_id"                               \
    "  LEFT JOIN ward w ON w.ward_id = coalesce(h.ward_id, p.ward_id)" PP_SQL_PATCH_OF_HOME \
    "  WHERE ph.plan_id = ?1 GROUP BY 1, 2, 3)"                                             \
    " SELECT title, sum(n), sum(iif(label <> '' AND label <> name, n, 0)),"                 \
    " sum(iif(label <> '' AND " OTHER ", n, 0)) FROM part"                                  \
    " LEFT JOIN current_officer c ON c.patch = part.label GROUP BY title ORDER BY title"

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

int pp_store_paper_groups(struct pp_db *db, int64_t plan_id, enum pp_paper_by by,
                          struct pp_arena *arena, struct pp_paper_group **ret_groups, size_t *ret_n,
                          struct pp_error *reterr) {
    static const char *const sql[] = {[PP_PAPER_BY_WARD] =
                                          GROUPS("coalesce(nullif(w.name, ''), w.code, '')"),
                                      [PP_PAPER_BY_KIND] = GROUPS("coalesce(h.property_type, '')")};
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = pp_db_prepare(db, sql[by], &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    rc = pp_public_read_rows(stmt, sizeof **ret_groups, read_group, arena, &rows, ret_n, reterr);
    if (!rc)
        *ret_groups = rows;
    return rc;
}

int pp_store_paper_today(struct pp_db *db, struct pp_paper_today *ret_today,
                         struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "WITH today AS (SELECT current_patch AS patch, count(*) AS n FROM home"
        " WHERE current_patch <> '' AND NOT ended AND included GROUP BY 1)"
        " SELECT count(*), coalesce(sum(n), 0), coalesce(min(n), 0), coalesce(max(n), 0),"
        " total(NOT EXISTS (SELECT 1 FROM current_officer c JOIN officer o USING (officer_id)"
        " WHERE c.patch = today.patch AND o.name <> '')) FROM today",
        &stmt, reterr);
    if (rc || (rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_today = (struct pp_paper_today){.n_patches = pp_column_int(stmt, 0),
                                         .n_homes = pp_column_int(stmt, 1),
                                         .least = pp_column_int(stmt, 2),
                                         .most = pp_column_int(stmt, 3),
                                         .n_vacant = pp_column_int(stmt, 4)};
    return 0;
}
