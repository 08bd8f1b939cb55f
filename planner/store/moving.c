#include "patchplan/store/moving.h"

#include "planner/store/division_today.h"
#include "patchplan/core/alloc.h"

#define OF_PLAN                                                                           \
    " FROM plan_home ph JOIN home h USING (home_id) LEFT JOIN street s USING (street_id)" \
    " JOIN plan_unit u ON u.plan_id = ph.plan_id AND u.unit_ix = ph.unit_ix"              \
    " JOIN plan_patch p ON p.plan_id = u.plan_id AND p.patch_ix = u.patch_ix"

static const char from_plan_sql[] =
    "SELECT coalesce(s.name, ''), was.name, p.name, count(*), count(*) OVER ()" OF_PLAN
    " JOIN plan_home old ON old.plan_id = ?2 AND old.home_id = ph.home_id"
    " JOIN plan_unit o ON o.plan_id = old.plan_id AND o.unit_ix = old.unit_ix"
    " JOIN plan_patch was ON was.plan_id = o.plan_id AND was.patch_ix = o.patch_ix"
    " WHERE ph.plan_id = ?1 AND was.name <> p.name GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";

static const char from_today_sql[] =
    "WITH " PP_SQL_SERVING " SELECT coalesce(s.name, ''), " PP_SQL_PATCH_TODAY
    " AS was, p.name, count(*), count(*) OVER ()" OF_PLAN PP_SQL_TODAY_OF_HOME
    " WHERE ph.plan_id = ?1 AND was <> '' AND was <> p.name AND NOT h.ended AND h.included"
    " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";

static int read_street(struct pp_stmt *stmt, struct pp_arena *arena,
                       struct pp_moving_street *ret_street) {
    struct pp_moving_street street = {.street = pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                                      .from = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                      .to = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                                      .n_homes = pp_column_int(stmt, 3)};
    if (!street.street || !street.from || !street.to)
        return PP_E_NOMEM;
    *ret_street = street;
    return 0;
}

int pp_store_moving_streets(struct pp_db *db, int64_t plan_id, int64_t before_id, pp_day today,
                            struct pp_arena *arena, struct pp_moving_street **ret_streets,
                            size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_moving_street *streets = NULL;
    char iso[11];
    size_t n = 0;
    int rc = pp_db_prepare(db, before_id ? from_plan_sql : from_today_sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_day_iso(today, iso);
    if (before_id)
        pp_bind_int(stmt, 2, before_id);
    else
        pp_bind_text(stmt, 2, iso);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if (!streets)
            streets = pp_arena_alloc(arena, (size_t)pp_column_int(stmt, 4) * sizeof *streets);
        if (!streets || read_street(stmt, arena, &streets[n++]) != 0)
            return pp_fail_nomem(reterr);
    }
    if (rc < 0)
        return rc;
    *ret_streets = streets;
    *ret_n = n;
    return 0;
}
