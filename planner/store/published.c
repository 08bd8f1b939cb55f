#include "patchplan/store/publication.h"

#include "planner/store/in_force.h"
#include "patchplan/core/alloc.h"

/* Each home's publication is found as look-ups find it: the newest whose scope holds its team or ward. */
static const char parts_sql[] =
    "SELECT pp.name, count(*) FROM plan_home d"
    " JOIN home h ON h.home_id = d.home_id"
    " LEFT JOIN postcode pc ON pc.postcode_id = h.postcode_id"
    " LEFT JOIN ward w ON w.ward_id = coalesce(h.ward_id, pc.ward_id)"
    " JOIN plan_home ph ON ph.home_id = d.home_id AND ph.plan_id = " PP_SQL_IN_FORCE(
        "date('now', 'localtime')", "w.team_id",
        "w.ward_id") " JOIN plan_unit pu ON pu.plan_id = ph.plan_id AND pu.unit_ix = ph.unit_ix"
                     " JOIN plan_patch pp ON pp.plan_id = pu.plan_id AND pp.patch_ix = pu.patch_ix"
                     " WHERE d.plan_id = ?1 AND d.unit_ix = ?2 AND NOT h.ended GROUP BY pp.name";

int pp_store_published_parts(struct pp_db *db, int64_t plan_id, const int *units, int n_units,
                             struct pp_arena *arena, struct pp_published_part **ret_parts,
                             size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_FREE struct pp_published_part *parts = NULL;
    size_t n = 0, cap = 0;
    int rc = pp_db_prepare(db, parts_sql, &stmt, reterr);
    for (int i = 0; !rc && i < n_units; i++) {
        pp_bind_int(stmt, 1, plan_id);
        pp_bind_int(stmt, 2, units[i]);
        while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
            if ((rc = pp_reserve(&parts, &cap, n + 1, sizeof *parts, reterr)) != 0)
                return rc;
            const char *patch = pp_arena_strdup(arena, pp_column_text(stmt, 0));
            if (!patch)
                return pp_fail_nomem(reterr);
            parts[n++] = (struct pp_published_part){units[i], patch, pp_column_int(stmt, 1)};
        }
        pp_stmt_reset(stmt);
    }
    struct pp_published_part *kept = rc ? NULL : pp_arena_alloc(arena, (n + 1) * sizeof *kept);
    if (rc || !kept)
        return rc ? rc : pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        kept[i] = parts[i];
    *ret_parts = kept;
    *ret_n = n;
    return 0;
}

int pp_store_published_stamp(struct pp_db *db, struct pp_arena *arena, const char **ret_stamp,
                             struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT iif(count(*) = 0, '', count(*) || '/' || count(rolled_back_at)"
                           " || '/' || date('now', 'localtime')) FROM publication",
                           &stmt, reterr);
    if (rc || (rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_stamp = pp_arena_strdup(arena, pp_column_text(stmt, 0));
    return *ret_stamp ? 0 : pp_fail_nomem(reterr);
}
