#include "patchplan/store/paper.h"

#include "planner/store/division_today.h"
#include "planner/store/in_stage.h"
#include "planner/store/on_day.h"
#include "planner/store/public_rows.h"
#include "patchplan/core/alloc.h"

/* ?1 the plan, ?2 the day before, ?3 the day its officers are of (NULL: as its page tells), ?4 the places. */
#define HERE PP_SQL_IN_STAGE("?4", "coalesce(h.ward_id, tc.ward_id, 0)")
#define WILL_BE_NAMED                                                                           \
    "EXISTS (" PP_SQL_WILL_LEAD                                                                 \
    " AND EXISTS (SELECT 1 FROM officer no WHERE no.officer_id = nl.officer_id AND no.name <> " \
    "''"                                                                                        \
    " AND (SELECT day FROM told) BETWEEN coalesce(no.starts, '') AND coalesce(no.ends, "        \
    "'9999')))"
#define STAYS                                                        \
    "EXISTS (" PP_SQL_OFFICERS_TODAY("part.was_plan", "part.was_ix", \
                                     "part.label") " INTERSECT " PP_SQL_WILL_LEAD ")"
#define GROUPS(title)                                                                          \
    "WITH " PP_SQL_PARTS("coalesce(?3, " PP_PLAN_LEADS_DAY ")", title,                         \
                         " LEFT JOIN ward w ON w.ward_id = coalesce(h.ward_id, tc.ward_id)",   \
                         " AND " HERE) " SELECT title, sum(n),"                                \
                                       " sum(iif(label <> '' AND label <> name, n, 0)),"       \
                                       " sum(iif(" WILL_BE_NAMED " AND NOT " STAYS ", n, 0))," \
                                       " sum(iif(" WILL_BE_NAMED                               \
                                       ", 0, n)) FROM part GROUP BY title ORDER BY title"

static int prepare(struct pp_db *db, const char *sql, const struct pp_paper_about *about,
                   struct pp_stmt **ret_stmt, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str places = {0};
    char from[11];
    int rc = pp_prepare_on_day(db, sql, about->plan_id, about->before, ret_stmt, reterr);
    pp_day_iso(about->from, from);
    pp_scope_places(&about->scope, &places);
    if (rc || places.failed)
        return rc ? rc : pp_fail_nomem(reterr);
    pp_bind_text(*ret_stmt, 3, about->has_from ? from : NULL);
    pp_bind_text(*ret_stmt, 4, pp_str_text(&places));
    return 0;
}

static int read_group(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                      struct pp_error *reterr) {
    struct pp_paper_group *group = row;
    (void)reterr;
    *group = (struct pp_paper_group){.name = pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                                     .n_homes = pp_column_int(stmt, 1),
                                     .n_new_patch = pp_column_int(stmt, 2),
                                     .n_new_officer = pp_column_int(stmt, 3),
                                     .n_no_officer = pp_column_int(stmt, 4)};
    return group->name ? 0 : PP_E_NOMEM;
}

static int read_patch(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                      struct pp_error *reterr) {
    (void)arena;
    (void)reterr;
    *(struct pp_paper_patch *)row = (struct pp_paper_patch){.n_homes = pp_column_int(stmt, 0),
                                                            .n_here = pp_column_int(stmt, 1),
                                                            .is_named = pp_column_int(stmt, 2)};
    return 0;
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

int pp_store_paper_groups(struct pp_db *db, const struct pp_paper_about *about, enum pp_paper_by by,
                          struct pp_arena *arena, struct pp_paper_group **ret_groups, size_t *ret_n,
                          struct pp_error *reterr) {
    static const char *const sql[] = {[PP_PAPER_BY_WARD] =
                                          GROUPS("coalesce(nullif(w.name, ''), w.code, '')"),
                                      [PP_PAPER_BY_KIND] = GROUPS("coalesce(h.property_type, '')"),
                                      [PP_PAPER_BY_PATCH] = GROUPS("np.name")};
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = prepare(db, sql[by], about, &stmt, reterr);
    return rc ? rc
              : pp_public_read_rows(stmt, sizeof **ret_groups, read_group, arena, ret_groups, ret_n,
                                    reterr);
}

int pp_store_paper_before(struct pp_db *db, const struct pp_paper_about *about,
                          struct pp_arena *arena, struct pp_paper_patch **ret_patches,
                          size_t *ret_n, struct pp_error *reterr) {
    static const char sql[] =
        "WITH " PP_SQL_SERVING ", patch AS (SELECT " PP_SQL_PATCH_TODAY " AS label, tp.plan_id,"
        " tp.patch_ix, count(*) AS n, sum(" HERE ") AS n_here FROM home h" PP_SQL_TODAY_OF_HOME
        " WHERE label <> '' AND NOT h.ended AND h.included GROUP BY 1, 2, 3)"
        " SELECT n, n_here, EXISTS (SELECT 1 FROM officer o WHERE o.name <> '' AND o.officer_id IN"
        " (" PP_SQL_OFFICERS_TODAY("patch.plan_id", "patch.patch_ix",
                                   "patch.label") ")) FROM patch WHERE n_here > 0";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = prepare(db, sql, about, &stmt, reterr);
    return rc ? rc
              : pp_public_read_rows(stmt, sizeof **ret_patches, read_patch, arena, ret_patches,
                                    ret_n, reterr);
}

int pp_store_paper_units(struct pp_db *db, const struct pp_paper_about *about,
                         struct pp_arena *arena, struct pp_published_part **ret_parts,
                         size_t *ret_n, struct pp_error *reterr) {
    static const char sql[] =
        "WITH " PP_SQL_SERVING " SELECT ph.unit_ix, " PP_SQL_PATCH_TODAY " AS label, count(*)"
        " FROM plan_home ph JOIN home h USING (home_id)" PP_SQL_TODAY_OF_HOME
        " WHERE ph.plan_id = ?1 AND NOT h.ended AND h.included AND " HERE
        " GROUP BY 1, 2 ORDER BY 2, 1";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = prepare(db, sql, about, &stmt, reterr);
    return rc ? rc
              : pp_public_read_rows(stmt, sizeof **ret_parts, read_unit, arena, ret_parts, ret_n,
                                    reterr);
}

int pp_store_paper_elsewhere(struct pp_db *db, const struct pp_paper_about *about, int64_t *ret_n,
                             struct pp_error *reterr) {
    static const char sql[] = "SELECT count(*) FROM home h LEFT JOIN postcode tc"
                              " ON tc.postcode_id = h.postcode_id"
                              " WHERE NOT h.ended AND h.included AND NOT " HERE;
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = prepare(db, sql, about, &stmt, reterr);
    if (rc || (rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_n = pp_column_int(stmt, 0);
    return 0;
}
