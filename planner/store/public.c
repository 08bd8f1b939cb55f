#include "patchplan/store/public.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/store/in_force.h"
#include "planner/store/on_day.h"
#include "planner/store/public_rows.h"

/* ---- reading rows ---- */

int pp_public_read_rows(struct pp_stmt *stmt, size_t size,
                        int (*read)(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                                    struct pp_error *reterr),
                        struct pp_arena *arena, void *ret_rows, size_t *ret_n,
                        struct pp_error *reterr) {
    PP_AUTO_FREE char *rows = NULL;
    size_t n = 0, cap = 0;
    int rc;
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if ((rc = pp_reserve(&rows, &cap, n + 1, size, reterr)) != 0 ||
            (rc = read(stmt, arena, rows + n * size, reterr)) != 0)
            return rc == PP_E_NOMEM ? pp_fail_nomem(reterr) : rc;
        n++;
    }
    void *kept = rc ? NULL : pp_arena_alloc(arena, (n + 1) * size);
    if (rc || !kept)
        return rc ? rc : pp_fail_nomem(reterr);
    if (n)
        memcpy(kept, rows, n * size);
    memcpy(ret_rows, &kept, sizeof kept);
    *ret_n = n;
    return 0;
}

static int read_name(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                     struct pp_error *reterr) {
    const char **name = row;
    (void)reterr;
    *name = pp_arena_strdup(arena, pp_column_text(stmt, 0));
    return *name ? 0 : PP_E_NOMEM;
}

int pp_public_read_names(struct pp_stmt *stmt, struct pp_arena *arena, const char ***ret_names,
                         size_t *ret_n, struct pp_error *reterr) {
    return pp_public_read_rows(stmt, sizeof **ret_names, read_name, arena, ret_names, ret_n,
                               reterr);
}

/* ---- patches ---- */

#define IN_FORCE_OF_PLAN                                                                          \
    "FROM publication pub WHERE pub.plan_id = pp.plan_id AND first_day <= ?1 AND rolled_back_at " \
    "IS NULL"
#define PUT_IN_FORCE "(SELECT max(max(published_at, first_day)) " IN_FORCE_OF_PLAN ")"
#define ROSTER_BUILT "(SELECT built_at FROM roster r WHERE r.plan_id = pp.plan_id)"
#define PEOPLE_CHANGED                                                                    \
    "(SELECT max(at) FROM roster_change c WHERE c.plan_id = pp.plan_id AND c.patch_ix = " \
    "pp.patch_ix)"
#define DROP_INS_CHANGED                                                                     \
    "(SELECT max(s.changed_at) FROM session_patch x CROSS JOIN session s USING (session_id)" \
    " WHERE x.patch_ix = pp.patch_ix AND s.plan_id = pp.plan_id AND s.status <> 'draft')"
/* The newest of all that a patch's page shows. */
#define CHANGED                                                                   \
    "max(plan.changed_at, coalesce(" PUT_IN_FORCE ", ''), coalesce(" ROSTER_BUILT \
    ", ''), coalesce(" PEOPLE_CHANGED ", ''), coalesce(" DROP_INS_CHANGED ", ''))"
#define PATCH                                                                                    \
    "SELECT pp.plan_id, pp.patch_ix, coalesce(pp.team_id, 0), coalesce(pp.ward_id, 0), pp.name," \
    " (SELECT max(first_day) " IN_FORCE_OF_PLAN ") AS since, " CHANGED                           \
    " FROM plan_patch pp JOIN plan USING (plan_id) "

static int read_patch(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                      struct pp_error *reterr) {
    struct pp_public_patch *patch = row;
    (void)reterr;
    *patch =
        (struct pp_public_patch){.plan_id = pp_column_int(stmt, 0),
                                 .patch_ix = (int)pp_column_int(stmt, 1),
                                 .team_id = pp_column_int(stmt, 2),
                                 .ward_id = pp_column_int(stmt, 3),
                                 .name = pp_arena_strdup(arena, pp_column_text(stmt, 4)),
                                 .since = pp_arena_strdup(arena, pp_column_text(stmt, 5)),
                                 .changed_at = pp_arena_strdup(arena, pp_column_text(stmt, 6))};
    return patch->name && patch->changed_at ? 0 : PP_E_NOMEM;
}

/* The patches of a statement made of PATCH, with the day bound first. */
static int read_patches(struct pp_stmt *stmt, pp_day day, struct pp_arena *arena,
                        struct pp_public_patch **ret_patches, size_t *ret_n,
                        struct pp_error *reterr) {
    char iso[11];
    pp_day_iso(day, iso);
    pp_bind_text(stmt, 1, iso);
    return pp_public_read_rows(stmt, sizeof **ret_patches, read_patch, arena, ret_patches, ret_n,
                               reterr);
}

/* A name may be in several plans that are published at once, in stages: the one in force where the patch is, else the
 * one in force where some of its homes are. */
int pp_store_public_patch_find(struct pp_db *db, const char *name, pp_day day,
                               struct pp_arena *arena, struct pp_public_patch *ret_patch,
                               struct pp_error *reterr) {
    static const char *const where[] = {
        PATCH "WHERE pp.name = ?2 COLLATE NOCASE AND pp.plan_id = " PP_SQL_IN_FORCE(
            "?1", "pp.team_id", "pp.ward_id") " LIMIT 1",
        PATCH "WHERE pp.name = ?2 COLLATE NOCASE AND since IS NOT NULL AND EXISTS"
              " (SELECT 1 FROM plan_unit u WHERE u.plan_id = pp.plan_id AND u.patch_ix ="
              "  pp.patch_ix AND u.plan_id = " PP_SQL_IN_FORCE(
                  "?1", "u.team_id", "u.ward_id") ") ORDER BY since DESC LIMIT 1"};
    for (size_t i = 0; i < sizeof where / sizeof *where; i++) {
        PP_AUTO_STMT struct pp_stmt *stmt = NULL;
        struct pp_public_patch *patches = NULL;
        size_t n = 0;
        int rc = pp_db_prepare(db, where[i], &stmt, reterr);
        if (rc)
            return rc;
        pp_bind_text(stmt, 2, name);
        if ((rc = read_patches(stmt, day, arena, &patches, &n, reterr)) != 0)
            return rc;
        if (n == 0)
            continue;
        *ret_patch = patches[0];
        return 1;
    }
    return 0;
}

int pp_store_public_patch_get(struct pp_db *db, int64_t plan_id, int patch_ix, pp_day day,
                              struct pp_arena *arena, struct pp_public_patch *ret_patch,
                              struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_public_patch *patches = NULL;
    size_t n = 0;
    int rc = pp_db_prepare(db, PATCH "WHERE pp.plan_id = ?2 AND pp.patch_ix = ?3", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 2, plan_id);
    pp_bind_int(stmt, 3, patch_ix);
    rc = read_patches(stmt, day, arena, &patches, &n, reterr);
    if (!rc && n == 0)
        rc = pp_fail(reterr, PP_E_NOTFOUND, "the plan has no such patch");
    if (!rc)
        *ret_patch = patches[0];
    return rc;
}

int pp_store_public_patches(struct pp_db *db, pp_day day, struct pp_arena *arena,
                            struct pp_public_patch **ret_patches, size_t *ret_n,
                            struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           PATCH "WHERE pp.plan_id = " PP_SQL_IN_FORCE(
                               "?1", "pp.team_id", "pp.ward_id") " ORDER BY pp.name",
                           &stmt, reterr);
    return rc ? rc : read_patches(stmt, day, arena, ret_patches, ret_n, reterr);
}

/* ---- who looks after it ---- */

int pp_store_public_contacts(struct pp_db *db, const struct pp_public_patch *patch, pp_day day,
                             struct pp_arena *arena, struct pp_patch_contacts *ret_contacts,
                             struct pp_error *reterr) {
    struct pp_patch_contacts contacts = {0};
    int rc = patch->plan_id
                 ? pp_store_patch_contacts(db, patch->plan_id, patch->patch_ix, day, arena,
                                           &contacts, reterr)
                 : pp_store_today_contacts(db, patch->name, day, arena, &contacts, reterr);
    contacts.n_homes = contacts.weight_milli = 0;
    if (!rc)
        *ret_contacts = contacts;
    return rc;
}

/* 1; the row is officer_id, name, phone, email. */
static int take_contact(struct pp_stmt *stmt, struct pp_arena *arena,
                        struct pp_contact *ret_contact, struct pp_error *reterr) {
    *ret_contact =
        (struct pp_contact){.officer_id = pp_arena_strdup(arena, pp_column_text(stmt, 0)),
                            .name = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                            .phone = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                            .email = pp_arena_strdup(arena, pp_column_text(stmt, 3))};
    return ret_contact->name ? 1 : pp_fail_nomem(reterr);
}

int pp_store_public_stand_in(struct pp_db *db, const struct pp_public_patch *patch,
                             const char *officer_id, pp_day day, const char *half,
                             struct pp_arena *arena, struct pp_contact *ret_contact,
                             struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_prepare_on_day(
        db,
        "SELECT o.officer_id, CASE o.public_name WHEN '' THEN o.name ELSE o.public_name END,"
        " o.phone, o.email FROM roster_cover c JOIN officer o ON o.officer_id = c.cover_id"
        " WHERE c.plan_id = ?1 AND c.day = ?2 AND c.patch_ix = ?3 AND c.part IN ('', ?4)"
        " AND (?5 = '' OR c.absent_id IN ('', ?5)) AND o.name <> '' ORDER BY c.absent_id DESC "
        "LIMIT 1",
        patch->plan_id, day, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 3, patch->patch_ix);
    pp_bind_text(stmt, 4, half);
    pp_bind_text(stmt, 5, officer_id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    return take_contact(stmt, arena, ret_contact, reterr);
}

int pp_store_public_leader_there(struct pp_db *db, int64_t team_id, pp_day day, const char *half,
                                 struct pp_arena *arena, struct pp_contact *ret_contact,
                                 struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_prepare_on_day(
        db,
        "SELECT o.officer_id, CASE o.public_name WHEN '' THEN o.name ELSE o.public_name END,"
        " o.phone, o.email FROM officer o JOIN team t USING (team_id) WHERE o.role = 'team_leader'"
        " AND o.name <> '' AND ?2 BETWEEN coalesce(o.starts, '') AND coalesce(o.ends, '9999')"
        " AND (o.team_id = ?1 OR t.area_id = (SELECT area_id FROM team WHERE team_id = ?1))"
        " AND NOT EXISTS (SELECT 1 FROM leave l WHERE l.officer_id = o.officer_id AND"
        "  ?2 BETWEEN l.first_day AND l.last_day AND l.part IN ('', ?3))"
        " ORDER BY o.team_id <> ?1, o.officer_id LIMIT 1",
        team_id, day, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 3, half);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    return take_contact(stmt, arena, ret_contact, reterr);
}

int pp_store_public_streets(struct pp_db *db, const struct pp_public_patch *patch,
                            struct pp_arena *arena, const char ***ret_names, size_t *ret_n,
                            struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        patch->plan_id ? "SELECT DISTINCT s.name FROM plan_unit u CROSS JOIN plan_home ph"
                         " USING (plan_id, unit_ix) JOIN home h USING (home_id) JOIN street s USING"
                         " (street_id) WHERE u.plan_id = ?1 AND u.patch_ix = ?2 AND " PP_SQL_TOLD
                         " ORDER BY s.name"
                       : "SELECT DISTINCT s.name FROM home h JOIN street s USING (street_id)"
                         " WHERE h.current_patch = ?3 AND " PP_SQL_TOLD " ORDER BY s.name",
        &stmt, reterr);
    if (rc)
        return rc;
    if (patch->plan_id) {
        pp_bind_int(stmt, 1, patch->plan_id);
        pp_bind_int(stmt, 2, patch->patch_ix);
    } else {
        pp_bind_text(stmt, 3, patch->name);
    }
    return pp_public_read_names(stmt, arena, ret_names, ret_n, reterr);
}
