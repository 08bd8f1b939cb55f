/* Names that may have been meant, and names that were patches once. */
#include "patchplan/store/public.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/store/in_force.h"
#include "planner/store/public_rows.h"

#define PUBLIC_NAME "CASE o.public_name WHEN '' THEN o.name ELSE o.public_name END"
#define WARD_NAME "CASE w.name WHEN '' THEN w.code ELSE w.name END"
#define PATCH_IN_FORCE "pp.plan_id = " PP_SQL_IN_FORCE("?1", "pp.team_id", "pp.ward_id")

/* Kind (enum pp_public_name_kind), name, whose, in which ward. */
static const char names_sql[] =
    "SELECT 0, name, code, '' FROM ward WHERE name <> ''"
    " UNION ALL SELECT 1, c.name, w.code, w.name FROM councillor c JOIN ward w USING (ward_id)"
    " UNION ALL SELECT 2, name, '', '' FROM neighbourhood WHERE name <> ''"
    " UNION ALL SELECT 3, name, '', '' FROM street"
    " UNION ALL SELECT 4, pp.name, pp.name, '' FROM plan_patch pp WHERE " PATCH_IN_FORCE
    " UNION ALL SELECT 5, " PUBLIC_NAME ", pp.name, '' FROM plan_patch pp JOIN plan_lead l"
    "  USING (plan_id, patch_ix) JOIN officer o USING (officer_id) WHERE " PATCH_IN_FORCE
    "  AND ?1 BETWEEN l.first_day AND l.last_day AND o.name <> ''"
    " UNION ALL SELECT 5, " PUBLIC_NAME ", c.patch, '' FROM current_officer c JOIN officer o"
    "  USING (officer_id) WHERE o.name <> '' AND NOT EXISTS (SELECT 1 FROM publication"
    "  WHERE rolled_back_at IS NULL AND first_day <= ?1)"
    " UNION ALL SELECT 6, v.name, v.venue_id, '' FROM venue v WHERE EXISTS (SELECT 1 FROM session s"
    "  WHERE s.venue_id = v.venue_id AND s.kind = 'drop-in' AND s.status IN ('published', 'moved')"
    "  AND s.day >= ?1 AND s.plan_id IN"
    "  (SELECT plan_id FROM publication WHERE rolled_back_at IS NULL))"
    " UNION ALL SELECT 7, " PUBLIC_NAME ", w.code, " WARD_NAME " FROM ward w JOIN officer o ON"
    "  o.officer_id = (SELECT l.officer_id FROM officer l WHERE l.role = 'team_leader'"
    "   AND l.team_id = w.team_id AND ?1 BETWEEN coalesce(l.starts, '') AND coalesce(l.ends, "
    "'9999')"
    "   ORDER BY l.name = '', l.officer_id LIMIT 1) WHERE o.name <> ''"
    " UNION ALL SELECT 8, a.manager, w.code, " WARD_NAME " FROM ward w JOIN team USING (team_id)"
    "  JOIN area a USING (area_id) WHERE a.manager <> ''";

static int read_public_name(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                            struct pp_error *reterr) {
    struct pp_public_name *name = row;
    (void)reterr;
    *name = (struct pp_public_name){(enum pp_public_name_kind)pp_column_int(stmt, 0),
                                    pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                    pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                                    pp_arena_strdup(arena, pp_column_text(stmt, 3))};
    return name->name && name->of && name->ward ? 0 : PP_E_NOMEM;
}

int pp_store_public_names(struct pp_db *db, pp_day day, struct pp_arena *arena,
                          struct pp_public_name **ret_names, size_t *ret_n,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    char iso[11];
    int rc = pp_db_prepare(db, names_sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_day_iso(day, iso);
    pp_bind_text(stmt, 1, iso);
    return pp_public_read_rows(stmt, sizeof **ret_names, read_public_name, arena, ret_names, ret_n,
                               reterr);
}

int pp_store_public_street_is_told(struct pp_db *db, const char *name, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT 1 FROM street s JOIN home h USING (street_id)"
                           " WHERE s.name = ?1 AND " PP_SQL_TOLD " LIMIT 1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, name);
    return pp_stmt_step(stmt, reterr);
}

/* ---- names that were patches once ---- */

int pp_store_public_was_patch(struct pp_db *db, const char *name, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT 1 FROM current_officer WHERE patch = ?1 COLLATE NOCASE UNION ALL"
                           " SELECT 1 FROM plan_patch WHERE name = ?1 COLLATE NOCASE UNION ALL"
                           " SELECT 1 FROM plan_label WHERE kind = 'patch' AND"
                           " label = ?1 COLLATE NOCASE LIMIT 1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, name);
    return pp_stmt_step(stmt, reterr);
}

int pp_store_public_is_listed(struct pp_db *db, const char *name, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT 1 FROM current_officer WHERE patch = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, name);
    return pp_stmt_step(stmt, reterr);
}

/* From a home `h` to its ward, and on to its patch in force. */
#define PLAN_IN_FORCE PP_SQL_IN_FORCE("?2", "w.team_id", "w.ward_id")
#define WARD_OF_HOME                                         \
    " LEFT JOIN postcode p ON p.postcode_id = h.postcode_id" \
    " LEFT JOIN ward w ON w.ward_id = coalesce(h.ward_id, p.ward_id)"
#define PATCH_NOW                                                                  \
    " JOIN plan_home ph ON ph.home_id = h.home_id AND ph.plan_id = " PLAN_IN_FORCE \
        PP_SQL_PATCH_OF_HOME
#define MOST_FIRST " GROUP BY pp.plan_id, pp.patch_ix ORDER BY count(*) DESC, pp.name LIMIT 1"

/* Homes of patches that were published under the name, else of today's patch; where most of them are now. */
static const char *const successors_sql[] = {
    "SELECT pp.plan_id, pp.patch_ix FROM plan_patch op"
    " JOIN plan_unit ou ON ou.plan_id = op.plan_id AND ou.patch_ix = op.patch_ix"
    " JOIN plan_home oh ON oh.plan_id = ou.plan_id AND oh.unit_ix = ou.unit_ix"
    " JOIN home h ON h.home_id = oh.home_id" WARD_OF_HOME PATCH_NOW
    " WHERE op.name = ?1 COLLATE NOCASE AND " PP_SQL_TOLD " AND op.plan_id ="
    " (SELECT pub.plan_id FROM publication pub JOIN plan_patch x USING (plan_id)"
    "  WHERE x.name = ?1 COLLATE NOCASE AND pub.first_day <= ?2"
    "  ORDER BY pub.first_day DESC, pub.publication_id DESC LIMIT 1)" MOST_FIRST,
    "SELECT pp.plan_id, pp.patch_ix FROM home h" WARD_OF_HOME PATCH_NOW
    " WHERE h.current_patch = ?1 COLLATE NOCASE AND " PP_SQL_TOLD MOST_FIRST,
};

int pp_store_public_successor(struct pp_db *db, const char *name, pp_day day,
                              struct pp_arena *arena, struct pp_public_patch *ret_patch,
                              struct pp_error *reterr) {
    char iso[11];
    pp_day_iso(day, iso);
    for (size_t i = 0; i < sizeof successors_sql / sizeof *successors_sql; i++) {
        PP_AUTO_STMT struct pp_stmt *stmt = NULL;
        int rc = pp_db_prepare(db, successors_sql[i], &stmt, reterr);
        if (rc)
            return rc;
        pp_bind_text(stmt, 1, name);
        pp_bind_text(stmt, 2, iso);
        if ((rc = pp_stmt_step(stmt, reterr)) < 0)
            return rc;
        if (rc == 0)
            continue;
        int64_t plan_id = pp_column_int(stmt, 0);
        int patch_ix = (int)pp_column_int(stmt, 1);
        rc = pp_store_public_patch_get(db, plan_id, patch_ix, day, arena, ret_patch, reterr);
        return rc ? rc : 1;
    }
    return 0;
}

int pp_store_public_today_find(struct pp_db *db, const char *name, pp_day day,
                               struct pp_arena *arena, struct pp_public_patch *ret_patch,
                               struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    char iso[11];
    int rc = pp_db_prepare(
        db,
        "SELECT current_patch, coalesce((SELECT max(started_at) FROM import_run), '')"
        " FROM (SELECT h.current_patch, coalesce(w.team_id, 0) AS team_id,"
        "  coalesce(w.ward_id, 0) AS ward_id FROM home h" WARD_OF_HOME
        "  WHERE h.current_patch = ?1 COLLATE NOCASE AND " PP_SQL_TOLD " GROUP BY 1, 2, 3)"
        " WHERE " PP_SQL_IN_FORCE("?2", "team_id", "ward_id") " IS NULL LIMIT 1",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_day_iso(day, iso);
    pp_bind_text(stmt, 1, name);
    pp_bind_text(stmt, 2, iso);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    *ret_patch =
        (struct pp_public_patch){.name = pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                                 .changed_at = pp_arena_strdup(arena, pp_column_text(stmt, 1))};
    return ret_patch->name && ret_patch->changed_at ? 1 : pp_fail_nomem(reterr);
}
