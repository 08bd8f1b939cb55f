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

static const char *wards_sql(const struct pp_public_patch *patch) {
    if (!patch)
        return WARD "ward w ORDER BY 4";
    if (patch->plan_id)
        return WARD
            "(SELECT ward_id, sum(mine) AS n FROM (SELECT " WARD_OF_HOME " AS ward_id, 1 AS mine"
            " FROM plan_unit u CROSS JOIN plan_home ph USING (plan_id, unit_ix)"
            " JOIN home h USING (home_id) WHERE u.plan_id = ?1 AND u.patch_ix = ?2"
            " AND " PP_SQL_TOLD " UNION ALL SELECT p.ward_id, 0 FROM plan_postcode pc"
            " CROSS JOIN plan_unit u USING (plan_id, unit_ix) CROSS JOIN postcode p"
            " USING (postcode_id) WHERE pc.plan_id = ?1 AND u.patch_ix = ?2) GROUP BY 1) there"
            " JOIN ward w USING (ward_id) ORDER BY there.n DESC, w.name";
    return WARD "home h JOIN ward w ON w.ward_id = " WARD_OF_HOME
                " WHERE h.current_patch = ?1 AND " PP_SQL_TOLD
                " GROUP BY w.ward_id ORDER BY count(*) DESC, w.name";
}

int pp_store_public_wards(struct pp_db *db, const struct pp_public_patch *patch,
                          struct pp_arena *arena, struct pp_public_ward **ret_wards, size_t *ret_n,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, wards_sql(patch), &stmt, reterr);
    if (rc)
        return rc;
    if (patch && patch->plan_id) {
        pp_bind_int(stmt, 1, patch->plan_id);
        pp_bind_int(stmt, 2, patch->patch_ix);
    } else if (patch) {
        pp_bind_text(stmt, 1, patch->name);
    }
    return pp_public_read_rows(stmt, sizeof **ret_wards, read_ward, arena, ret_wards, ret_n,
                               reterr);
}

int pp_store_public_postcode_wards(struct pp_db *db, const char *beginning, struct pp_arena *arena,
                                   struct pp_public_ward **ret_wards, size_t *ret_n,
                                   struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           WARD "ward w WHERE w.ward_id IN (SELECT p.ward_id FROM postcode p"
                                " WHERE p.code >= ?1 AND p.code < ?1 || '~') ORDER BY 4",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, beginning);
    return pp_public_read_rows(stmt, sizeof **ret_wards, read_ward, arena, ret_wards, ret_n,
                               reterr);
}

/* ---- the patches of a ward ---- */

/* A patch that answers for a postcode is told of also where no home is ours: who is left out would tell which are. */
#define PLAN_HERE                                                                                  \
    "WITH " PP_SQL_HOMES_OF_WARD(                                                                  \
        "?1") ", here AS MATERIALIZED (SELECT pu.patch_ix, sum(mine) AS n FROM (SELECT "           \
              "ph.unit_ix,"                                                                        \
              " 1 AS mine FROM homes h CROSS JOIN plan_home ph ON ph.plan_id = ?2"                 \
              " AND ph.home_id = h.home_id UNION ALL SELECT pc.unit_ix, 0 FROM postcode p"         \
              " CROSS JOIN plan_postcode pc ON pc.plan_id = ?2 AND pc.postcode_id = p.postcode_id" \
              " WHERE p.ward_id = ?1) x CROSS JOIN plan_unit pu ON pu.plan_id = ?2"                \
              " AND pu.unit_ix = x.unit_ix GROUP BY 1)"
#define TODAY_HERE                                                                          \
    "WITH " PP_SQL_HOMES_OF_WARD(                                                           \
        "?1") ", here AS MATERIALIZED (SELECT h.current_patch AS patch, count(*) AS n FROM" \
              " homes h WHERE h.current_patch <> '' GROUP BY 1)"

/* patch_ix, name, homes there, homes in all (0: not counted); by whether there is a plan, and whether they are counted. */
static const char *const patches_sql[2][2] = {
    {TODAY_HERE " SELECT -1, patch, n, 0 FROM here ORDER BY patch",
     TODAY_HERE ", total AS MATERIALIZED (SELECT h.current_patch AS patch, count(*) AS n FROM home"
                " h WHERE h.current_patch IN (SELECT patch FROM here) AND " PP_SQL_TOLD
                " GROUP BY 1) SELECT -1, patch, here.n, total.n FROM here JOIN total USING (patch)"
                " ORDER BY patch"},
    {PLAN_HERE " SELECT pp.patch_ix, pp.name, here.n, 0 FROM here CROSS JOIN plan_patch pp"
               " ON pp.plan_id = ?2 AND pp.patch_ix = here.patch_ix ORDER BY pp.name",
     PLAN_HERE
     ", total AS MATERIALIZED (SELECT u.patch_ix, count(*) AS n FROM plan_unit u"
     " CROSS JOIN plan_home x USING (plan_id, unit_ix) CROSS JOIN home h USING (home_id)"
     " WHERE u.plan_id = ?2 AND u.patch_ix IN (SELECT patch_ix FROM here)"
     " AND " PP_SQL_TOLD " GROUP BY 1) SELECT pp.patch_ix, pp.name, here.n, coalesce(total.n,"
     " 0) FROM here CROSS JOIN plan_patch pp ON pp.plan_id = ?2 AND pp.patch_ix ="
     " here.patch_ix LEFT JOIN total ON total.patch_ix = here.patch_ix ORDER BY pp.name"}};

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

int pp_store_public_ward_patches(struct pp_db *db, const struct pp_public_ward_wish *wish,
                                 struct pp_arena *arena, struct pp_public_ward_patch **ret_rows,
                                 size_t *ret_n, struct pp_error *reterr) {
    const struct pp_public_ward *ward = wish->ward;
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int64_t plan_id = 0;
    void *list = NULL;
    size_t n = 0;
    int rc = pp_store_plan_in_force(db, ward->team_id, ward->ward_id, wish->day, &plan_id, reterr);
    if (!rc)
        rc = pp_db_prepare(db, patches_sql[plan_id != 0][wish->counts_all], &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, ward->ward_id);
    if (plan_id)
        pp_bind_int(stmt, 2, plan_id);
    rc = pp_public_read_rows(stmt, sizeof **ret_rows, read_ward_patch, arena, &list, &n, reterr);
    struct pp_public_ward_patch *rows = list;
    for (size_t i = 0; i < n && plan_id && !rc; i++)
        rc = pp_store_public_patch_get(db, plan_id, rows[i].patch.patch_ix, wish->day, arena,
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
    int rc = pp_db_prepare(
        db, "SELECT name, email FROM councillor WHERE ward_id = ?1 ORDER BY name", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, ward->ward_id);
    return pp_public_read_rows(stmt, sizeof **ret_councillors, read_councillor, arena,
                               ret_councillors, ret_n, reterr);
}
