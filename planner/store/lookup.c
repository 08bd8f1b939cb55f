#include "patchplan/store/lookup.h"

#include <ctype.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

/* ---- what a query names ---- */

/* "s56nb" or "S5  6nb" as "S5 6NB": the blank stands before the last three. Empty when too long or short. */
static void normal_postcode(const char *query, char ret_code[16]) {
    char packed[16];
    size_t n = 0;
    ret_code[0] = '\0';
    for (; *query; query++) {
        if (isspace((unsigned char)*query))
            continue;
        if (n == 8 || !isalnum((unsigned char)*query))
            return;
        packed[n++] = (char)toupper((unsigned char)*query);
    }
    if (n < 5 || n > 7)
        return;
    memcpy(ret_code, packed, n - 3);
    ret_code[n - 3] = ' ';
    memcpy(ret_code + n - 2, packed + n - 3, 3);
    ret_code[n + 1] = '\0';
}

struct finder {
    enum pp_place_kind kind;
    const char *sql; /* place id, name, team, ward */
};

static const struct finder finders[] = {
    {PP_PLACE_POSTCODE, "SELECT postcode_id, p.code, coalesce(w.team_id, 0), coalesce(p.ward_id, 0)"
                        " FROM postcode p LEFT JOIN ward w ON w.ward_id = p.ward_id"
                        " WHERE p.code = ?1"},
    {PP_PLACE_HOME, "SELECT home_id, property_ref, 0, 0 FROM landlord CROSS JOIN home"
                    " USING (landlord_id) WHERE property_ref = ?1 AND ended = 0"},
    {PP_PLACE_WARD,
     "SELECT ward_id, CASE name WHEN '' THEN code ELSE name END, 0, ward_id FROM ward"
     " WHERE code = ?1 COLLATE NOCASE OR name = ?1 COLLATE NOCASE"},
    {PP_PLACE_STREET, "SELECT street_id, name, 0, 0 FROM street WHERE name = ?1 COLLATE NOCASE"},
    {PP_PLACE_WARD, "SELECT w.ward_id, w.name, 0, w.ward_id FROM councillor c JOIN ward w"
                    " USING (ward_id) WHERE c.name = ?1 COLLATE NOCASE"},
    {PP_PLACE_NEIGHBOURHOOD, "SELECT neighbourhood_id, name, 0, 0 FROM neighbourhood"
                             " WHERE name = ?1 COLLATE NOCASE AND name <> ''"},
};

int pp_store_place_find(struct pp_db *db, const char *query, struct pp_arena *arena,
                        struct pp_place *ret_place, struct pp_error *reterr) {
    char postcode[16];
    normal_postcode(query, postcode);
    for (size_t i = 0; i < sizeof finders / sizeof finders[0]; i++) {
        PP_AUTO_STMT struct pp_stmt *stmt = NULL;
        int rc = pp_db_prepare(db, finders[i].sql, &stmt, reterr);
        if (rc)
            return rc;
        pp_bind_text(stmt, 1, finders[i].kind == PP_PLACE_POSTCODE ? postcode : query);
        if ((rc = pp_stmt_step(stmt, reterr)) < 0)
            return rc;
        if (rc == 0)
            continue;
        *ret_place = (struct pp_place){.kind = finders[i].kind,
                                       .place_id = pp_column_int(stmt, 0),
                                       .name = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                       .team_id = pp_column_int(stmt, 2),
                                       .ward_id = pp_column_int(stmt, 3)};
        return ret_place->name ? 1 : pp_fail_nomem(reterr);
    }
    return 0;
}

/* The street or ward spelt most like `query`; NULL when none is near. Looks at all of them. */
static int nearest_name(struct pp_db *db, const char *query, struct pp_arena *arena,
                        const char **ret_name, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_FREE const char **names = NULL;
    size_t n = 0, cap = 0;
    int rc =
        pp_db_prepare(db, "SELECT name FROM street UNION SELECT name FROM ward", &stmt, reterr);
    if (rc)
        return rc;
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if ((rc = pp_reserve(&names, &cap, n + 1, sizeof *names, reterr)) != 0)
            return rc;
        names[n] = pp_arena_strdup(arena, pp_column_text(stmt, 0));
        n += names[n] != NULL;
    }
    *ret_name = n ? pp_text_nearest(query, names, n) : NULL;
    return rc;
}

int pp_store_place_suggest(struct pp_db *db, const char *query, struct pp_arena *arena,
                           const char **ret_names, size_t max, size_t *ret_n,
                           struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT name FROM (SELECT name FROM street UNION SELECT name FROM ward)"
                           " WHERE name LIKE '%' || ?1 || '%' ORDER BY length(name), name",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, query);
    size_t n = 0;
    while (n < max && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        ret_names[n] = pp_arena_strdup(arena, pp_column_text(stmt, 0));
        n += ret_names[n] != NULL;
    }
    if (rc >= 0 && n == 0 && max > 0) {
        rc = nearest_name(db, query, arena, &ret_names[0], reterr);
        n = rc == 0 && ret_names[0];
    }
    *ret_n = n;
    return rc < 0 ? rc : 0;
}

/* ---- the homes there ---- */

#define HOMES                                                                                 \
    "SELECT h.home_id, coalesce(w.team_id, 0), coalesce(w.ward_id, 0), coalesce(s.name, '')," \
    " CASE h.suppressed WHEN 0 THEN coalesce(h.address, '') ELSE '' END,"                     \
    " coalesce(h.current_patch, ''), h.suppressed, coalesce(p.code, '')"                      \
    " FROM home h LEFT JOIN postcode p ON p.postcode_id = h.postcode_id"                      \
    " LEFT JOIN ward w ON w.ward_id = coalesce(h.ward_id, p.ward_id)"                         \
    " LEFT JOIN street s ON s.street_id = h.street_id WHERE h.ended = 0 AND h.included = 1 AND "

static const char *const homes_sql[] = {
    [PP_PLACE_POSTCODE] = HOMES "h.postcode_id = ?1",
    [PP_PLACE_HOME] = HOMES "h.home_id = ?1",
    [PP_PLACE_WARD] = HOMES "coalesce(h.ward_id, p.ward_id) = ?1",
    [PP_PLACE_STREET] = HOMES "h.street_id = ?1",
    [PP_PLACE_NEIGHBOURHOOD] = HOMES "h.neighbourhood_id = ?1",
};

static int add_home(struct pp_stmt *stmt, struct pp_arena *arena, struct pp_place_home *home) {
    *home = (struct pp_place_home){.home_id = pp_column_int(stmt, 0),
                                   .team_id = pp_column_int(stmt, 1),
                                   .ward_id = pp_column_int(stmt, 2),
                                   .street = pp_arena_strdup(arena, pp_column_text(stmt, 3)),
                                   .address = pp_arena_strdup(arena, pp_column_text(stmt, 4)),
                                   .today = pp_arena_strdup(arena, pp_column_text(stmt, 5)),
                                   .suppressed = pp_column_int(stmt, 6) != 0,
                                   .postcode = pp_arena_strdup(arena, pp_column_text(stmt, 7))};
    return home->street && home->address && home->today && home->postcode ? 0 : PP_E_NOMEM;
}

int pp_store_place_homes(struct pp_db *db, const struct pp_place *place, struct pp_arena *arena,
                         struct pp_place_home **ret_homes, size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_FREE struct pp_place_home *homes = NULL;
    size_t n = 0, cap = 0;
    int rc = pp_db_prepare(db, homes_sql[place->kind], &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, place->place_id);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if ((rc = pp_reserve(&homes, &cap, n + 1, sizeof *homes, reterr)) != 0)
            return rc;
        if (add_home(stmt, arena, &homes[n++]) != 0)
            return pp_fail_nomem(reterr);
    }
    if (rc)
        return rc;
    *ret_homes = pp_arena_alloc(arena, n * sizeof *homes);
    if (!*ret_homes)
        return pp_fail_nomem(reterr);
    if (n)
        memcpy(*ret_homes, homes, n * sizeof *homes);
    *ret_n = n;
    return 0;
}

/* ---- their patches ---- */

static int patch_of(struct pp_db *db, const char *sql, int64_t plan_id, int64_t id,
                    int *ret_patch_ix, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_int(stmt, 2, id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_patch_ix = rc ? (int)pp_column_int(stmt, 0) : -1;
    return 0;
}

int pp_store_plan_units(struct pp_db *db, int64_t plan_id, const struct pp_place_home *homes,
                        size_t n_homes, int *ret_unit_ix, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT unit_ix FROM plan_home WHERE plan_id = ?1 AND home_id = ?2",
                           &stmt, reterr);
    for (size_t i = 0; !rc && i < n_homes; i++) {
        pp_bind_int(stmt, 1, plan_id);
        pp_bind_int(stmt, 2, homes[i].home_id);
        if ((rc = pp_stmt_step(stmt, reterr)) < 0)
            return rc;
        ret_unit_ix[i] = rc ? (int)pp_column_int(stmt, 0) : -1;
        pp_stmt_reset(stmt);
        rc = 0;
    }
    return rc;
}

int pp_store_patch_of_home(struct pp_db *db, int64_t plan_id, int64_t home_id, int *ret_patch_ix,
                           struct pp_error *reterr) {
    return patch_of(db,
                    "SELECT patch_ix FROM plan_home JOIN plan_unit USING (plan_id, unit_ix)"
                    " WHERE plan_id = ?1 AND home_id = ?2",
                    plan_id, home_id, ret_patch_ix, reterr);
}

int pp_store_patch_of_postcode(struct pp_db *db, int64_t plan_id, int64_t postcode_id,
                               int *ret_patch_ix, struct pp_error *reterr) {
    return patch_of(db,
                    "SELECT patch_ix FROM plan_postcode JOIN plan_unit USING (plan_id, unit_ix)"
                    " WHERE plan_id = ?1 AND postcode_id = ?2",
                    plan_id, postcode_id, ret_patch_ix, reterr);
}

/* ---- who looks after them ---- */

static const char *text_at(struct pp_stmt *stmt, struct pp_arena *arena, int column) {
    const char *text = pp_column_text(stmt, column);
    return text && *text ? pp_arena_strdup(arena, text) : NULL;
}

static struct pp_contact contact_at(struct pp_stmt *stmt, struct pp_arena *arena) {
    return (struct pp_contact){.officer_id = text_at(stmt, arena, 0),
                               .name = text_at(stmt, arena, 1),
                               .phone = text_at(stmt, arena, 2),
                               .email = text_at(stmt, arena, 3)};
}

#define CONTACT                                                                                    \
    "SELECT o.officer_id, CASE o.public_name WHEN '' THEN o.name ELSE o.public_name END, o.phone," \
    " o.email "

static int read_leads(struct pp_db *db, int64_t plan_id, int patch_ix, const char *day,
                      struct pp_arena *arena, struct pp_patch_contacts *contacts,
                      struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           CONTACT "FROM plan_lead l JOIN officer o USING (officer_id)"
                                   " WHERE l.plan_id = ?1 AND l.patch_ix = ?2 AND o.name <> ''"
                                   " AND ?3 BETWEEN l.first_day AND l.last_day"
                                   " AND ?3 BETWEEN coalesce(o.starts, '') AND"
                                   " coalesce(o.ends, '9999') ORDER BY l.role, o.officer_id",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_int(stmt, 2, patch_ix);
    pp_bind_text(stmt, 3, day);
    size_t most = sizeof contacts->leads / sizeof contacts->leads[0];
    while (contacts->n_leads < most && (rc = pp_stmt_step(stmt, reterr)) > 0)
        contacts->leads[contacts->n_leads++] = contact_at(stmt, arena);
    return rc < 0 ? rc : 0;
}

static int read_leader(struct pp_db *db, int64_t team_id, const char *day, struct pp_arena *arena,
                       struct pp_patch_contacts *contacts, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           CONTACT "FROM officer o WHERE role = 'team_leader' AND team_id = ?1"
                                   " AND ?2 BETWEEN coalesce(starts, '') AND coalesce(ends, '9999')"
                                   " ORDER BY name = '', officer_id LIMIT 1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, team_id);
    pp_bind_text(stmt, 2, day);
    if ((rc = pp_stmt_step(stmt, reterr)) > 0)
        contacts->team_leader = contact_at(stmt, arena);
    return rc < 0 ? rc : 0;
}

int pp_store_patch_contacts(struct pp_db *db, int64_t plan_id, int patch_ix, pp_day day,
                            struct pp_arena *arena, struct pp_patch_contacts *ret_contacts,
                            struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "SELECT pp.name, plan.name, t.name, w.code, w.name, a.name, a.manager, pp.n_homes,"
        " pp.weight_milli, coalesce(pp.team_id, 0) FROM plan_patch pp JOIN plan USING (plan_id)"
        " LEFT JOIN team t ON t.team_id = pp.team_id LEFT JOIN area a ON a.area_id = t.area_id"
        " LEFT JOIN ward w ON w.ward_id = pp.ward_id WHERE pp.plan_id = ?1 AND pp.patch_ix = ?2",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_int(stmt, 2, patch_ix);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc ? rc : pp_fail(reterr, PP_E_NOTFOUND, "the plan has no such patch");
    struct pp_patch_contacts contacts = {.plan_id = plan_id,
                                         .patch_ix = patch_ix,
                                         .patch = text_at(stmt, arena, 0),
                                         .plan = text_at(stmt, arena, 1),
                                         .team = text_at(stmt, arena, 2),
                                         .ward_code = text_at(stmt, arena, 3),
                                         .ward_name = text_at(stmt, arena, 4),
                                         .area = text_at(stmt, arena, 5),
                                         .area_manager = text_at(stmt, arena, 6)};
    contacts.n_homes = pp_column_int(stmt, 7);
    contacts.weight_milli = pp_column_int(stmt, 8);
    int64_t team_id = pp_column_int(stmt, 9);
    char iso[11];
    pp_day_iso(day, iso);
    rc = read_leads(db, plan_id, patch_ix, iso, arena, &contacts, reterr);
    if (!rc && team_id)
        rc = read_leader(db, team_id, iso, arena, &contacts, reterr);
    if (!rc)
        *ret_contacts = contacts;
    return rc;
}

int pp_store_patch_near_postcode(struct pp_db *db, int64_t postcode_id, struct pp_arena *arena,
                                 const char **ret_patch, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "SELECT current_patch FROM (SELECT h.home_id, h.current_patch,"
        " coalesce(h.easting_m, p.easting_m) - here.easting_m AS dx,"
        " coalesce(h.northing_m, p.northing_m) - here.northing_m AS dy"
        " FROM postcode here, home h LEFT JOIN postcode p ON p.postcode_id = h.postcode_id"
        " WHERE here.postcode_id = ?1 AND h.current_patch <> '' AND h.ended = 0"
        " AND h.included = 1 AND h.suppressed = 0) WHERE dx IS NOT NULL"
        " ORDER BY dx * dx + dy * dy, home_id LIMIT 1",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, postcode_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_patch = rc ? pp_arena_strdup(arena, pp_column_text(stmt, 0)) : NULL;
    return rc && !*ret_patch ? pp_fail_nomem(reterr) : 0;
}

int pp_store_officer_today(struct pp_db *db, const char *patch, struct pp_arena *arena,
                           struct pp_contact *ret_officer, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           CONTACT "FROM current_officer c JOIN officer o USING (officer_id)"
                                   " WHERE c.patch = ?1 AND o.name <> ''",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, patch);
    if ((rc = pp_stmt_step(stmt, reterr)) > 0)
        *ret_officer = contact_at(stmt, arena);
    return rc < 0 ? rc : 0;
}

int pp_store_today_contacts(struct pp_db *db, const char *patch, pp_day day, struct pp_arena *arena,
                            struct pp_patch_contacts *ret_contacts, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_patch_contacts contacts = {.patch = patch};
    int rc = pp_store_officer_today(db, patch, arena, &contacts.leads[0], reterr);
    if (!rc)
        rc = pp_db_prepare(db,
                           "SELECT t.name, a.name, a.manager, t.team_id FROM current_officer c"
                           " JOIN officer o USING (officer_id) JOIN team t ON t.team_id = o.team_id"
                           " LEFT JOIN area a USING (area_id) WHERE c.patch = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    contacts.n_leads = contacts.leads[0].name != NULL;
    pp_bind_text(stmt, 1, patch);
    if ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        char iso[11];
        pp_day_iso(day, iso);
        contacts.team = text_at(stmt, arena, 0);
        contacts.area = text_at(stmt, arena, 1);
        contacts.area_manager = text_at(stmt, arena, 2);
        rc = read_leader(db, pp_column_int(stmt, 3), iso, arena, &contacts, reterr);
    }
    if (!rc)
        *ret_contacts = contacts;
    return rc;
}

int pp_store_team_contacts(struct pp_db *db, int64_t team_id, pp_day day, struct pp_arena *arena,
                           struct pp_patch_contacts *ret_contacts, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_patch_contacts contacts = {0};
    char iso[11];
    int rc = pp_db_prepare(db,
                           "SELECT t.name, a.name, a.manager FROM team t LEFT JOIN area a"
                           " USING (area_id) WHERE team_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, team_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    if (rc) {
        contacts.team = text_at(stmt, arena, 0);
        contacts.area = text_at(stmt, arena, 1);
        contacts.area_manager = text_at(stmt, arena, 2);
    }
    pp_day_iso(day, iso);
    rc = read_leader(db, team_id, iso, arena, &contacts, reterr);
    if (!rc)
        *ret_contacts = contacts;
    return rc;
}

/* ---- plans ---- */

int pp_store_plan_newest(struct pp_db *db, int64_t *ret_plan_id, struct pp_error *reterr) {
    return pp_db_query_int(
        db, "SELECT plan_id FROM plan ORDER BY changed_at DESC, plan_id DESC LIMIT 1", 0,
        ret_plan_id, reterr);
}

int pp_store_draft_newest(struct pp_db *db, struct pp_arena *arena, const char **ret_name,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT name FROM plan WHERE state = 'draft'"
                           " ORDER BY changed_at DESC, plan_id DESC LIMIT 1",
                           &stmt, reterr);
    if (rc || (rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_name = rc ? pp_arena_strdup(arena, pp_column_text(stmt, 0)) : NULL;
    return 0;
}
