#include "patchplan/store/plan_places.h"

#include <stdlib.h>
#include <string.h>

#include "planner/store/division_today.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"

static const char streets_sql[] =
    "SELECT coalesce(s.name, ''), count(*) FROM plan_unit u "
    "JOIN plan_home m ON m.plan_id = u.plan_id AND m.unit_ix = u.unit_ix "
    "JOIN home h ON h.home_id = m.home_id LEFT JOIN street s ON s.street_id = h.street_id "
    "WHERE u.plan_id = ?1 AND u.patch_ix = ?3 GROUP BY 1 ORDER BY 2 DESC, 1";
static const char postcodes_sql[] =
    "SELECT p.code, count(*) FROM plan_unit u "
    "JOIN plan_home m ON m.plan_id = u.plan_id AND m.unit_ix = u.unit_ix "
    "JOIN home h ON h.home_id = m.home_id JOIN postcode p ON p.postcode_id = h.postcode_id "
    "WHERE u.plan_id = ?1 AND u.patch_ix = ?3 GROUP BY 1 ORDER BY 1";
static const char today_sql[] =
    "WITH " PP_SQL_SERVING " SELECT " PP_SQL_PATCH_TODAY ", count(*) FROM plan_unit u "
    "JOIN plan_home m ON m.plan_id = u.plan_id AND m.unit_ix = u.unit_ix "
    "JOIN home h ON h.home_id = m.home_id" PP_SQL_TODAY_OF_HOME
    " WHERE u.plan_id = ?1 AND u.patch_ix = ?3 GROUP BY 1 ORDER BY 2 DESC, 1";
static const char wards_sql[] =
    "SELECT CASE w.name WHEN '' THEN w.code ELSE w.name END, count(*) FROM plan_unit u "
    "JOIN plan_home m ON m.plan_id = u.plan_id AND m.unit_ix = u.unit_ix "
    "JOIN home h ON h.home_id = m.home_id LEFT JOIN postcode p ON p.postcode_id = h.postcode_id "
    "JOIN ward w ON w.ward_id = coalesce(h.ward_id, p.ward_id) "
    "WHERE u.plan_id = ?1 AND u.patch_ix = ?3 GROUP BY 1 ORDER BY 2 DESC, 1";

static int load(struct pp_db *db, const char *sql, int64_t plan_id, int patch_ix, const char *today,
                struct pp_arena *arena, struct pp_place_counts *ret_counts,
                struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_FREE struct pp_place_count *rows = NULL;
    size_t n = 0, cap = 0;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_text(stmt, 2, today);
    pp_bind_int(stmt, 3, patch_ix);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if ((rc = pp_reserve(&rows, &cap, n + 1, sizeof *rows, reterr)) != 0)
            return rc;
        rows[n].name = pp_arena_strdup(arena, pp_column_text(stmt, 0));
        rows[n].n_homes = pp_column_int(stmt, 1);
        if (!rows[n++].name)
            return pp_fail_nomem(reterr);
    }
    if (rc)
        return rc;
    struct pp_place_count *kept = pp_arena_alloc(arena, (n + 1) * sizeof *kept);
    if (!kept)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        kept[i] = rows[i];
    *ret_counts = (struct pp_place_counts){kept, n};
    return 0;
}

int pp_store_patch_places(struct pp_db *db, int64_t plan_id, int patch_ix, pp_day today,
                          struct pp_arena *arena, struct pp_patch_places *ret_places,
                          struct pp_error *reterr) {
    struct pp_patch_places places = {0};
    char day[11];
    pp_day_iso(today, day);
    int rc = load(db, streets_sql, plan_id, patch_ix, day, arena, &places.streets, reterr);
    if (!rc)
        rc = load(db, postcodes_sql, plan_id, patch_ix, day, arena, &places.postcodes, reterr);
    if (!rc)
        rc = load(db, today_sql, plan_id, patch_ix, day, arena, &places.today, reterr);
    if (!rc)
        rc = load(db, wards_sql, plan_id, patch_ix, day, arena, &places.wards, reterr);
    if (!rc)
        *ret_places = places;
    return rc;
}

static int by_homes_then_name(const void *a, const void *b) {
    const struct pp_place_count *p = a, *q = b;
    if (p->n_homes != q->n_homes)
        return p->n_homes > q->n_homes ? -1 : 1;
    return strcmp(p->name, q->name);
}

/* One more home in the street of this row. */
static int count_street(struct pp_names *names, const char *street, struct pp_place_count **rows,
                        size_t *cap, struct pp_error *reterr) {
    int64_t ix;
    size_t n_before = names->n;
    int rc = pp_names_add(names, street, &ix, reterr);
    if (!rc)
        rc = pp_reserve(rows, cap, names->n, sizeof **rows, reterr);
    if (rc)
        return rc;
    if (names->n > n_before)
        (*rows)[ix].n_homes = 0;
    (*rows)[ix].n_homes++;
    return 0;
}

int pp_store_street_counts(struct pp_db *db, const int64_t *home_id, size_t n,
                           struct pp_arena *arena, struct pp_place_counts *ret_counts,
                           struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO(pp_names_done) struct pp_names names = {0};
    PP_AUTO_FREE struct pp_place_count *rows = NULL;
    size_t cap = 0;
    int rc = pp_db_prepare(db,
                           "SELECT coalesce(s.name, '') FROM home h LEFT JOIN street s "
                           "ON s.street_id = h.street_id WHERE h.home_id = ?1",
                           &stmt, reterr);
    for (size_t i = 0; i < n && !rc; i++) {
        pp_bind_int(stmt, 1, home_id[i]);
        if ((rc = pp_stmt_step(stmt, reterr)) > 0)
            rc = count_street(&names, pp_column_text(stmt, 0), &rows, &cap, reterr);
        pp_stmt_reset(stmt);
    }
    if (rc)
        return rc;
    struct pp_place_count *kept = pp_arena_alloc(arena, (names.n + 1) * sizeof *kept);
    if (!kept)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < names.n; i++) {
        kept[i] = rows[i];
        kept[i].name = pp_arena_strdup(arena, pp_names_get(&names, (int64_t)i));
        if (!kept[i].name)
            return pp_fail_nomem(reterr);
    }
    qsort(kept, names.n, sizeof *kept, by_homes_then_name);
    *ret_counts = (struct pp_place_counts){kept, names.n};
    return 0;
}

int pp_store_home_known(struct pp_db *db, const char *property_ref, bool *ret_known,
                        struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT 1 FROM home WHERE landlord_id IN (SELECT landlord_id FROM "
                           "landlord) AND property_ref = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, property_ref);
    if ((rc = pp_stmt_step(stmt, reterr)) >= 0)
        *ret_known = rc > 0;
    return rc < 0 ? rc : 0;
}
