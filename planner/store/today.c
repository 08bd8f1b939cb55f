#include "patchplan/store/today.h"

#include <stdio.h>

#include "planner/store/division_today.h"
#include "planner/store/on_day.h"
#include "planner/store/public_rows.h"

static int read_part(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                     struct pp_error *reterr) {
    struct pp_today_part *part = row;
    (void)reterr;
    *part = (struct pp_today_part){.today = pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                                   .patch = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                   .n_homes = pp_column_int(stmt, 2),
                                   .other_officer = pp_column_int(stmt, 3) != 0};
    return part->today && part->patch ? 0 : PP_E_NOMEM;
}

static int read_unit(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                     struct pp_error *reterr) {
    struct pp_published_part *part = row;
    (void)reterr;
    *part = (struct pp_published_part){.unit_ix = (int)pp_column_int(stmt, 0),
                                       .patch = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                       .n_homes = pp_column_int(stmt, 2)};
    return part->patch ? 0 : PP_E_NOMEM;
}

int pp_store_plan_today(struct pp_db *db, int64_t plan_id, pp_day today, struct pp_arena *arena,
                        struct pp_today_part **ret_parts, size_t *ret_n, struct pp_error *reterr) {
    static const char sql[] = "WITH " PP_SQL_TODAY_PARTS(
        "''", "", "") " SELECT label, name, sum(n), " PP_SQL_OTHER_OFFICER
                      " AS other FROM part WHERE label <> '' GROUP BY label, name, other ORDER BY "
                      "label, name";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_prepare_on_day(db, sql, plan_id, today, &stmt, reterr);
    return rc ? rc
              : pp_public_read_rows(stmt, sizeof **ret_parts, read_part, arena, ret_parts, ret_n,
                                    reterr);
}

static int read_changing(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                         struct pp_error *reterr) {
    (void)arena;
    (void)reterr;
    *(struct pp_today_changing *)row =
        (struct pp_today_changing){pp_column_int(stmt, 0), pp_column_int(stmt, 1)};
    return 0;
}

int pp_store_plans_changing(struct pp_db *db, pp_day today, struct pp_arena *arena,
                            struct pp_today_changing **ret_rows, size_t *ret_n,
                            struct pp_error *reterr) {
    static const char sql[] =
        "WITH " PP_SQL_SERVING ", now AS MATERIALIZED (SELECT h.home_id, " PP_SQL_PATCH_TODAY
        " AS label FROM home h" PP_SQL_TODAY_OF_HOME
        " WHERE ?1 = 0 AND label <> '' AND NOT h.ended AND h.included)"
        " SELECT ph.plan_id, count(*) FROM plan_home ph JOIN now USING (home_id)"
        " JOIN plan_unit nu ON nu.plan_id = ph.plan_id AND nu.unit_ix = ph.unit_ix"
        " JOIN plan_patch np ON np.plan_id = nu.plan_id AND np.patch_ix = nu.patch_ix"
        " WHERE np.name <> label GROUP BY 1";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    void *rows = NULL;
    int rc = pp_prepare_on_day(db, sql, 0, today, &stmt, reterr);
    if (!rc)
        rc = pp_public_read_rows(stmt, sizeof **ret_rows, read_changing, arena, &rows, ret_n,
                                 reterr);
    if (!rc)
        *ret_rows = rows;
    return rc;
}

int pp_store_units_today(struct pp_db *db, int64_t plan_id, pp_day today, struct pp_arena *arena,
                         struct pp_published_part **ret_parts, size_t *ret_n,
                         struct pp_error *reterr) {
    static const char sql[] =
        "WITH " PP_SQL_SERVING " SELECT ph.unit_ix, " PP_SQL_PATCH_TODAY " AS label, count(*)"
        " FROM plan_home ph JOIN home h USING (home_id)" PP_SQL_TODAY_OF_HOME
        " WHERE ph.plan_id = ?1 AND NOT h.ended AND h.included AND label <> ''"
        " GROUP BY 1, 2 ORDER BY 1, 2";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_prepare_on_day(db, sql, plan_id, today, &stmt, reterr);
    return rc ? rc
              : pp_public_read_rows(stmt, sizeof **ret_parts, read_unit, arena, ret_parts, ret_n,
                                    reterr);
}

/* A row for each plan, one for what is by the list. */
static const char source_sql[] =
    "WITH place AS (SELECT coalesce(h.ward_id, c.ward_id) AS ward_id, count(*) AS n FROM home h"
    " LEFT JOIN postcode c USING (postcode_id) WHERE NOT h.ended AND h.included GROUP BY 1),"
    " since AS (SELECT n, " PP_SQL_SERVES(
        "publication_id", "?2", "w.team_id",
        "w.ward_id") " AS publication_id FROM place LEFT JOIN ward w USING (ward_id))"
                     " SELECT sum(n), min(first_day), max(first_day), coalesce(plan.name, '') FROM "
                     "since"
                     " LEFT JOIN publication USING (publication_id) LEFT JOIN plan USING (plan_id)"
                     " WHERE ?1 = 0 GROUP BY plan_id";

static int read_source(struct pp_stmt *stmt, struct pp_arena *arena, int n_before,
                       struct pp_today_source *source, struct pp_error *reterr) {
    pp_day first = 0, last = 0;
    if (pp_column_is_null(stmt, 1)) {
        source->n_by_list = pp_column_int(stmt, 0);
        return 0;
    }
    if (!pp_day_parse(pp_column_text(stmt, 1), &first) ||
        !pp_day_parse(pp_column_text(stmt, 2), &last))
        return pp_fail(reterr, PP_E_FORMAT, "the first day of a publication cannot be read");
    source->plan = n_before ? NULL : pp_arena_strdup(arena, pp_column_text(stmt, 3));
    source->first_day = source->n_served && source->first_day < first ? source->first_day : first;
    source->last_day = source->last_day > last ? source->last_day : last;
    source->n_served += pp_column_int(stmt, 0);
    return 0;
}

static int read_list_day(struct pp_db *db, struct pp_today_source *source,
                         struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT coalesce(date(max(started_at), 'localtime'), '') FROM import_run"
                           " WHERE kind = 'homes'",
                           &stmt, reterr);
    if (rc || (rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    snprintf(source->list_day, sizeof source->list_day, "%s", pp_column_text(stmt, 0));
    return 0;
}

int pp_store_today_source(struct pp_db *db, pp_day today, struct pp_arena *arena,
                          struct pp_today_source *ret_source, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_today_source source = {0};
    int n = 0, rc = pp_prepare_on_day(db, source_sql, 0, today, &stmt, reterr);
    while (!rc && (rc = pp_stmt_step(stmt, reterr)) > 0)
        rc = read_source(stmt, arena, n++, &source, reterr);
    if (!rc)
        rc = read_list_day(db, &source, reterr);
    if (source.n_by_list)
        source.plan = NULL;
    if (!rc)
        *ret_source = source;
    return rc;
}
