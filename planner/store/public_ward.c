/* Wards, their patches and councillors, for the public. */
#include "patchplan/core/alloc.h"
#include "patchplan/store/publication.h"
#include "planner/store/public_rows.h"

#define WARD                                                                                 \
    "SELECT w.ward_id, coalesce(w.team_id, 0), w.code, CASE w.name WHEN '' THEN w.code ELSE" \
    " w.name END FROM "

static int read_ward(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                     struct pp_error *reterr) {
    struct pp_public_ward *ward = row;
    (void)reterr;
    *ward = (struct pp_public_ward){.ward_id = pp_column_int(stmt, 0),
                                    .team_id = pp_column_int(stmt, 1),
                                    .code = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                                    .name = pp_arena_strdup(arena, pp_column_text(stmt, 3))};
    return ward->code && ward->name ? 0 : PP_E_NOMEM;
}

int pp_store_public_ward_find(struct pp_db *db, const char *name, struct pp_arena *arena,
                              struct pp_public_ward *ret_ward, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           WARD "ward w WHERE w.code = ?1 COLLATE NOCASE"
                                " OR w.name = ?1 COLLATE NOCASE"
                                " ORDER BY w.code = ?1 COLLATE NOCASE DESC LIMIT 1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, name);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    return read_ward(stmt, arena, ret_ward, reterr) ? pp_fail_nomem(reterr) : 1;
}

/* Its ward by the list of homes, else by its postcode, which is looked up for these alone. */
#define WARD_OF_HOME \
    "coalesce(h.ward_id, (SELECT p.ward_id FROM postcode p WHERE p.postcode_id = h.postcode_id))"
#define HERE " FROM home h WHERE " WARD_OF_HOME " = ?1 AND " PP_SQL_TOLD

static const char *wards_sql(const struct pp_public_patch *patch) {
    if (!patch)
        return WARD "ward w ORDER BY 4";
    if (patch->plan_id)
        return WARD "plan_unit u CROSS JOIN plan_home ph USING (plan_id, unit_ix)"
                    " JOIN home h USING (home_id) JOIN ward w ON w.ward_id = " WARD_OF_HOME
                    " WHERE u.plan_id = ?1 AND u.patch_ix = ?2 AND " PP_SQL_TOLD
                    " GROUP BY w.ward_id ORDER BY count(*) DESC, w.name";
    return WARD "home h JOIN ward w ON w.ward_id = " WARD_OF_HOME
                " WHERE h.current_patch = ?1 AND " PP_SQL_TOLD
                " GROUP BY w.ward_id ORDER BY count(*) DESC, w.name";
}

int pp_store_public_wards(struct pp_db *db, const struct pp_public_patch *patch,
                          struct pp_arena *arena, struct pp_public_ward **ret_wards, size_t *ret_n,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = pp_db_prepare(db, wards_sql(patch), &stmt, reterr);
    if (rc)
        return rc;
    if (patch && patch->plan_id) {
        pp_bind_int(stmt, 1, patch->plan_id);
        pp_bind_int(stmt, 2, patch->patch_ix);
    } else if (patch) {
        pp_bind_text(stmt, 1, patch->name);
    }
    rc = pp_public_read_rows(stmt, sizeof **ret_wards, read_ward, arena, &rows, ret_n, reterr);
    if (!rc)
        *ret_wards = rows;
    return rc;
}

/* ---- the patches of a ward ---- */

/* patch_ix, name, homes there, homes in all. The list of homes is read once (CROSS JOIN): whose ward is asked for are few. */
static const char in_force_sql[] =
    "SELECT pp.patch_ix, pp.name, here.n, (SELECT count(*) FROM plan_unit u"
    "  CROSS JOIN plan_home x USING (plan_id, unit_ix) JOIN home h USING (home_id)"
    "  WHERE u.plan_id = pp.plan_id AND u.patch_ix = pp.patch_ix AND " PP_SQL_TOLD ")"
    " FROM (SELECT pu.patch_ix, count(*) AS n FROM (SELECT h.home_id" HERE ") h"
    "  CROSS JOIN plan_home ph ON ph.plan_id = ?2 AND ph.home_id = h.home_id"
    "  CROSS JOIN plan_unit pu ON pu.plan_id = ph.plan_id AND pu.unit_ix = ph.unit_ix"
    "  GROUP BY 1) here"
    " JOIN plan_patch pp ON pp.plan_id = ?2 AND pp.patch_ix = here.patch_ix ORDER BY pp.name";
static const char today_sql[] =
    "WITH here AS MATERIALIZED (SELECT h.current_patch AS patch, count(*) AS n" HERE
    " AND h.current_patch <> '' GROUP BY 1)"
    " SELECT -1, here.patch, here.n, total.n FROM here JOIN (SELECT h.current_patch AS patch,"
    "  count(*) AS n FROM home h WHERE h.current_patch IN (SELECT patch FROM here)"
    "  AND " PP_SQL_TOLD " GROUP BY 1) total USING (patch) ORDER BY here.patch";

static int read_ward_patch(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                           struct pp_error *reterr) {
    struct pp_public_ward_patch *patch = row;
    (void)reterr;
    *patch = (struct pp_public_ward_patch){
        .patch = {.patch_ix = (int)pp_column_int(stmt, 0),
                  .name = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                  .changed_at = ""},
        .n_here = pp_column_int(stmt, 2),
        .n_homes = pp_column_int(stmt, 3)};
    return patch->patch.name ? 0 : PP_E_NOMEM;
}

int pp_store_public_ward_patches(struct pp_db *db, const struct pp_public_ward *ward, pp_day day,
                                 struct pp_arena *arena, struct pp_public_ward_patch **ret_rows,
                                 size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int64_t plan_id = 0;
    void *list = NULL;
    size_t n = 0;
    int rc = pp_store_plan_in_force(db, ward->team_id, ward->ward_id, day, &plan_id, reterr);
    if (!rc)
        rc = pp_db_prepare(db, plan_id ? in_force_sql : today_sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, ward->ward_id);
    if (plan_id)
        pp_bind_int(stmt, 2, plan_id);
    rc = pp_public_read_rows(stmt, sizeof **ret_rows, read_ward_patch, arena, &list, &n, reterr);
    struct pp_public_ward_patch *rows = list;
    for (size_t i = 0; i < n && plan_id && !rc; i++)
        rc = pp_store_public_patch_get(db, plan_id, rows[i].patch.patch_ix, day, arena,
                                       &rows[i].patch, reterr);
    if (rc)
        return rc;
    *ret_rows = rows;
    *ret_n = n;
    return 0;
}

static int read_councillor(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                           struct pp_error *reterr) {
    struct pp_contact *councillor = row;
    const char *email = pp_column_text(stmt, 1);
    (void)reterr;
    *councillor = (struct pp_contact){.name = pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                                      .email = *email ? pp_arena_strdup(arena, email) : NULL};
    return councillor->name ? 0 : PP_E_NOMEM;
}

int pp_store_public_councillors(struct pp_db *db, const struct pp_public_ward *ward,
                                struct pp_arena *arena, struct pp_contact **ret_councillors,
                                size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = pp_db_prepare(
        db, "SELECT name, email FROM councillor WHERE ward_id = ?1 ORDER BY name", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, ward->ward_id);
    rc = pp_public_read_rows(stmt, sizeof **ret_councillors, read_councillor, arena, &rows, ret_n,
                             reterr);
    if (!rc)
        *ret_councillors = rows;
    return rc;
}
