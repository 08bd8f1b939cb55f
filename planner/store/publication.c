#include "patchplan/store/publication.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planner/store/in_force.h"
#include "planner/store/in_stage.h"
#include "planner/store/public_rows.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/store/audit.h"
#include "patchplan/store/letters.h"
#include "patchplan/store/roster.h"

/* ---- scopes: names to ids ---- */

/* The nearest known name, for the sentence that says one is unknown. `sql` lists names. */
static int fail_unknown(struct pp_db *db, const char *sql, const char *what, const char *name,
                        struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_arena arena = {0};
    const char *known[512];
    size_t n = 0;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    while (!rc && n < 512 && (rc = pp_stmt_step(stmt, reterr)) > 0) {
        rc = 0;
        known[n] = pp_arena_strdup(&arena, pp_column_text(stmt, 0));
        n += known[n] != NULL;
    }
    const char *nearest = pp_text_nearest(name, known, n);
    if (!rc)
        rc =
            pp_fail(reterr, PP_E_NOTFOUND, "there is no %s '%s'%s%s%s", what, name,
                    nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    pp_arena_done(&arena);
    return rc;
}

static int find_ids(struct pp_stmt *stmt, const char *const *names, size_t n_names, int64_t *ids,
                    size_t *ret_unknown, struct pp_error *reterr) {
    for (size_t i = 0; i < n_names; i++) {
        pp_bind_text(stmt, 1, names[i]);
        int rc = pp_stmt_step(stmt, reterr);
        if (rc < 0)
            return rc;
        *ret_unknown = i;
        if (rc == 0)
            return PP_E_NOTFOUND;
        ids[i] = pp_column_int(stmt, 0);
        pp_stmt_reset(stmt);
    }
    return 0;
}

int pp_store_scope_teams(struct pp_db *db, const char *const *names, size_t n_names,
                         struct pp_arena *arena, struct pp_scope *scope, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    size_t unknown = 0;
    scope->team_ids = pp_arena_alloc(arena, n_names * sizeof *scope->team_ids);
    if (!scope->team_ids)
        return pp_fail_nomem(reterr);
    int rc =
        pp_db_prepare(db, "SELECT team_id FROM team WHERE name = ?1 COLLATE NOCASE", &stmt, reterr);
    if (!rc)
        rc = find_ids(stmt, names, n_names, scope->team_ids, &unknown, reterr);
    if (rc == PP_E_NOTFOUND)
        return fail_unknown(db, "SELECT name FROM team", "team", names[unknown], reterr);
    scope->n_teams = rc ? 0 : n_names;
    return rc;
}

int pp_store_scope_wards(struct pp_db *db, const char *const *names, size_t n_names,
                         struct pp_arena *arena, struct pp_scope *scope, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    size_t unknown = 0;
    scope->ward_ids = pp_arena_alloc(arena, n_names * sizeof *scope->ward_ids);
    if (!scope->ward_ids)
        return pp_fail_nomem(reterr);
    int rc = pp_db_prepare(db,
                           "SELECT ward_id FROM ward WHERE code = ?1 COLLATE NOCASE "
                           "OR name = ?1 COLLATE NOCASE",
                           &stmt, reterr);
    if (!rc)
        rc = find_ids(stmt, names, n_names, scope->ward_ids, &unknown, reterr);
    if (rc == PP_E_NOTFOUND)
        return fail_unknown(db, "SELECT name FROM ward", "ward", names[unknown], reterr);
    scope->n_wards = rc ? 0 : n_names;
    return rc;
}

/* ---- publications ---- */

static int add_scope(struct pp_db *db, int64_t publication_id, const char *kind, const int64_t *ids,
                     size_t n_ids, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "INSERT OR IGNORE INTO publication_scope VALUES (?1, ?2, ?3)", &stmt,
                           reterr);
    for (size_t i = 0; !rc && i < n_ids; i++) {
        pp_bind_int(stmt, 1, publication_id);
        pp_bind_text(stmt, 2, kind);
        pp_bind_int(stmt, 3, ids[i]);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

static void name_places(struct pp_str *text, const char *kind, const int64_t *ids, size_t n) {
    for (size_t i = 0; i < n; i++)
        pp_str_appendf(text, "%s[\"%s\",%lld]", text->len > 1 ? "," : "", kind, (long long)ids[i]);
}

void pp_scope_places(const struct pp_scope *scope, struct pp_str *places) {
    pp_str_append(places, "[");
    name_places(places, "team", scope->team_ids, scope->n_teams);
    name_places(places, "ward", scope->ward_ids, scope->n_wards);
    pp_str_append(places, "]");
}

int pp_store_publication_same(struct pp_db *db, int64_t plan_id, pp_day first_day,
                              const struct pp_scope *scope, int64_t *ret_publication_id,
                              struct pp_error *reterr) {
    static const char sql[] =
        "WITH told AS (SELECT json_extract(value, '$[0]') AS kind,"
        "  json_extract(value, '$[1]') AS place_id FROM json_each(?3))"
        " SELECT p.publication_id FROM publication p WHERE p.plan_id = ?1 AND p.first_day = ?2"
        " AND p.rolled_back_at IS NULL AND NOT EXISTS (SELECT 1 FROM publication o WHERE"
        "  o.first_day = ?2 AND o.rolled_back_at IS NULL AND o.plan_id <> ?1"
        "  AND o.publication_id > p.publication_id)"
        " AND NOT EXISTS (SELECT kind, place_id FROM publication_scope s"
        "  WHERE s.publication_id = p.publication_id EXCEPT SELECT kind, place_id FROM told)"
        " AND NOT EXISTS (SELECT kind, place_id FROM told EXCEPT SELECT kind, place_id"
        "  FROM publication_scope s WHERE s.publication_id = p.publication_id)";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_STR struct pp_str places = {0};
    char day[11];
    pp_day_iso(first_day, day);
    pp_scope_places(scope, &places);
    int rc = places.failed ? pp_fail_nomem(reterr) : pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_text(stmt, 2, day);
    pp_bind_text(stmt, 3, pp_str_text(&places));
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_publication_id = rc > 0 ? pp_column_int(stmt, 0) : 0;
    return 0;
}

static int mark_plan(struct pp_db *db, int64_t plan_id, const char *state,
                     struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "UPDATE plan SET state = ?2 WHERE plan_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_text(stmt, 2, state);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_publication_add(struct pp_db *db, int64_t plan_id, pp_day first_day, const char *who,
                             const struct pp_scope *scope, int64_t *ret_publication_id,
                             struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int64_t person = 0;
    int rc = pp_store_person(db, who, &person, reterr);
    if (!rc)
        rc = pp_db_prepare(db,
                           "INSERT INTO publication (plan_id, first_day, published_at, person_id)"
                           " VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), nullif(?3, 0))",
                           &stmt, reterr);
    if (rc)
        return rc;
    char day[11];
    pp_day_iso(first_day, day);
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_text(stmt, 2, day);
    pp_bind_int(stmt, 3, person);
    if ((rc = pp_stmt_run(stmt, reterr)) != 0)
        return rc;
    int64_t id = pp_db_last_id(db);
    rc = add_scope(db, id, "team", scope->team_ids, scope->n_teams, reterr);
    if (!rc)
        rc = add_scope(db, id, "ward", scope->ward_ids, scope->n_wards, reterr);
    if (!rc)
        rc = mark_plan(db, plan_id, "published", reterr);
    if (!rc)
        rc = pp_store_roster_publish(db, plan_id, id, reterr);
    if (!rc)
        *ret_publication_id = id;
    return rc;
}

static void read_publication(struct pp_stmt *stmt, struct pp_arena *arena,
                             struct pp_publication *row) {
    row->publication_id = pp_column_int(stmt, 0);
    row->plan_id = pp_column_int(stmt, 1);
    row->plan_name = pp_arena_strdup(arena, pp_column_text(stmt, 2));
    pp_day_parse(pp_column_text(stmt, 3), &row->first_day);
    row->published_at = pp_arena_strdup(arena, pp_column_text(stmt, 4));
    row->published_by = pp_arena_strdup(arena, pp_column_text(stmt, 5));
    row->rolled_back_at = pp_arena_strdup(arena, pp_column_text(stmt, 6));
    row->scope = pp_arena_strdup(arena, pp_column_text(stmt, 7));
}

int pp_store_publication_list(struct pp_db *db, struct pp_arena *arena,
                              struct pp_publication **ret_rows, size_t *ret_n,
                              struct pp_error *reterr) {
    int64_t n = 0;
    int rc = pp_db_query_int(db, "SELECT count(*) FROM publication", 0, &n, reterr);
    struct pp_publication *rows = rc ? NULL : pp_arena_alloc(arena, (size_t)n * sizeof *rows);
    if (!rc && !rows)
        rc = pp_fail_nomem(reterr);
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    if (rc || (rc = pp_db_prepare(
                   db,
                   "SELECT p.publication_id, p.plan_id, plan.name, p.first_day, p.published_at,"
                   " coalesce((SELECT person.name FROM person WHERE person_id = p.person_id), ''),"
                   " p.rolled_back_at,"
                   " coalesce((SELECT group_concat(coalesce(t.name, w.name), ', ')"
                   "  FROM publication_scope s"
                   "  LEFT JOIN team t ON s.kind = 'team' AND t.team_id = s.place_id"
                   "  LEFT JOIN ward w ON s.kind = 'ward' AND w.ward_id = s.place_id"
                   "  WHERE s.publication_id = p.publication_id), 'everywhere')"
                   " FROM publication p JOIN plan USING (plan_id) ORDER BY p.publication_id DESC",
                   &stmt, reterr)) != 0)
        return rc;
    size_t at = 0;
    while ((int64_t)at < n && (rc = pp_stmt_step(stmt, reterr)) > 0)
        read_publication(stmt, arena, &rows[at++]);
    if (rc < 0)
        return rc;
    *ret_rows = rows;
    *ret_n = at;
    return 0;
}

int pp_store_publication_places(struct pp_db *db, int64_t publication_id, const char *kind,
                                struct pp_arena *arena, const char ***ret_names, size_t *ret_n,
                                struct pp_error *reterr) {
    static const char sql[] =
        "SELECT coalesce(t.name, nullif(w.name, ''), w.code) AS place FROM publication_scope s"
        " LEFT JOIN team t ON s.kind = 'team' AND t.team_id = s.place_id"
        " LEFT JOIN ward w ON s.kind = 'ward' AND w.ward_id = s.place_id"
        " WHERE s.publication_id = ?1 AND s.kind = ?2 AND place IS NOT NULL ORDER BY place";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, publication_id);
    pp_bind_text(stmt, 2, kind);
    return pp_public_read_names(stmt, arena, ret_names, ret_n, reterr);
}

int pp_store_publication_roll_back(struct pp_db *db, int64_t publication_id,
                                   struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL, *state = NULL;
    int rc = pp_db_prepare(db,
                           "UPDATE publication SET rolled_back_at ="
                           " strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
                           " WHERE publication_id = ?1 AND rolled_back_at IS NULL",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, publication_id);
    if ((rc = pp_stmt_run(stmt, reterr)) != 0)
        return rc;
    if (pp_db_changes(db) == 0)
        return pp_fail(reterr, PP_E_NOTFOUND,
                       "there is no publication %lld in force to take back; see: patchplan publish "
                       "--list",
                       (long long)publication_id);
    rc = pp_db_prepare(db,
                       "UPDATE plan SET state = 'withdrawn' WHERE plan_id ="
                       " (SELECT plan_id FROM publication WHERE publication_id = ?1)"
                       " AND NOT EXISTS (SELECT 1 FROM publication p WHERE p.plan_id = plan.plan_id"
                       " AND p.rolled_back_at IS NULL)",
                       &state, reterr);
    if (rc)
        return rc;
    pp_bind_int(state, 1, publication_id);
    return pp_stmt_run(state, reterr);
}

static int read_next(struct pp_stmt *stmt, struct pp_arena *arena, void *row,
                     struct pp_error *reterr) {
    struct pp_publication_next *next = row;
    *next = (struct pp_publication_next){.n_homes = pp_column_int(stmt, 2)};
    if (pp_column_is_null(stmt, 0))
        return 0;
    next->plan = pp_arena_strdup(arena, pp_column_text(stmt, 0));
    if (!pp_day_parse(pp_column_text(stmt, 1), &next->first_day))
        return pp_fail(reterr, PP_E_FORMAT, "the first day of a publication cannot be read");
    return next->plan ? 0 : PP_E_NOMEM;
}

int pp_store_publication_next(struct pp_db *db, int64_t publication_id, pp_day day,
                              struct pp_arena *arena, struct pp_publication_next **ret_rows,
                              size_t *ret_n, struct pp_error *reterr) {
    static const char sql[] =
        "WITH place AS (SELECT coalesce(h.ward_id, c.ward_id) AS ward_id, count(*) AS n FROM home h"
        " LEFT JOIN postcode c USING (postcode_id) WHERE NOT h.ended AND h.included GROUP BY 1),"
        " served AS (SELECT n, " PP_SQL_SERVES(
            "publication_id", "?2", "w.team_id",
            "w.ward_id") " AS by_id, " PP_SQL_SERVES_BUT("publication_id", "?2", "w.team_id",
                                                         "w.ward_id",
                                                         "?1") " AS next_id FROM place LEFT JOIN "
                                                               "ward w USING (ward_id))"
                                                               " SELECT plan.name, p.first_day, "
                                                               "sum(n) FROM served LEFT JOIN "
                                                               "publication p ON"
                                                               " p.publication_id = next_id LEFT "
                                                               "JOIN plan USING (plan_id) WHERE "
                                                               "by_id = ?1 GROUP BY 1, 2"
                                                               " ORDER BY 3 DESC";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    char iso[11];
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_day_iso(day, iso);
    pp_bind_int(stmt, 1, publication_id);
    pp_bind_text(stmt, 2, iso);
    return pp_public_read_rows(stmt, sizeof **ret_rows, read_next, arena, ret_rows, ret_n, reterr);
}

int pp_store_plan_in_force(struct pp_db *db, int64_t team_id, int64_t ward_id, pp_day day,
                           int64_t *ret_plan_id, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT " PP_SQL_IN_FORCE("?1", "?2", "?3"), &stmt, reterr);
    if (rc)
        return rc;
    char iso[11];
    pp_day_iso(day, iso);
    pp_bind_text(stmt, 1, iso);
    pp_bind_int(stmt, 2, team_id);
    pp_bind_int(stmt, 3, ward_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_plan_id = rc ? pp_column_int(stmt, 0) : 0;
    return 0;
}

/* ---- what a publication changes ---- */

struct ward_of_plan {
    int64_t ward_id, team_id;
    int64_t old_plan_id; /* in force there without the new one; 0 = none */
};

static bool has(const int64_t *ids, size_t n, int64_t id) {
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

bool pp_scope_holds(const struct pp_scope *scope, int64_t team_id, int64_t ward_id) {
    if (scope->n_teams + scope->n_wards == 0)
        return true;
    return has(scope->team_ids, scope->n_teams, team_id) ||
           has(scope->ward_ids, scope->n_wards, ward_id);
}

/* The effect in the wards of `ward_ids`, a JSON list: the new plan's patches against the old plan's (or, with old
 * plan 0, against today's patches). */
static int add_effect(struct pp_stmt *stmt, const int64_t plans[2], const char *ward_ids,
                      struct pp_publication_effect *effect, struct pp_error *reterr) {
    pp_bind_int(stmt, 1, plans[0]);
    pp_bind_int(stmt, 2, plans[1]);
    pp_bind_text(stmt, 3, ward_ids);
    int rc = pp_stmt_step(stmt, reterr);
    if (rc <= 0)
        return rc;
    effect->n_homes += pp_column_int(stmt, 0);
    effect->n_new_patch += pp_column_int(stmt, 1);
    pp_stmt_reset(stmt);
    return 0;
}

static const char effect_sql[] =
    "SELECT count(*), total(new.name IS NOT coalesce(old.name, h.current_patch))"
    " FROM plan_home ph JOIN plan_unit pu USING (plan_id, unit_ix)"
    " JOIN plan_patch new USING (plan_id, patch_ix) JOIN home h USING (home_id)"
    " LEFT JOIN plan_home oh ON oh.plan_id = ?2 AND oh.home_id = ph.home_id"
    " LEFT JOIN plan_unit ou ON ou.plan_id = ?2 AND ou.unit_ix = oh.unit_ix"
    " LEFT JOIN plan_patch old ON old.plan_id = ?2 AND old.patch_ix = ou.patch_ix"
    " LEFT JOIN postcode p ON p.postcode_id = h.postcode_id"
    " WHERE ph.plan_id = ?1 AND NOT h.ended AND h.included"
    " AND coalesce(h.ward_id, p.ward_id, 0) IN (SELECT value FROM json_each(?3))";

static int list_wards(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                      struct ward_of_plan **ret_wards, size_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT DISTINCT coalesce(h.ward_id, p.ward_id, 0),"
                           " coalesce(w.team_id, 0) FROM plan_home ph JOIN home h USING (home_id)"
                           " LEFT JOIN postcode p ON p.postcode_id = h.postcode_id"
                           " LEFT JOIN ward w ON w.ward_id = coalesce(h.ward_id, p.ward_id)"
                           " WHERE ph.plan_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    size_t n = 0, cap = 0;
    struct ward_of_plan *wards = NULL;
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if (n == cap) {
            cap = cap ? 2 * cap : 64;
            struct ward_of_plan *more = pp_arena_alloc(arena, cap * sizeof *more);
            if (!more)
                return pp_fail_nomem(reterr);
            if (n)
                memcpy(more, wards, n * sizeof *more);
            wards = more;
        }
        wards[n++] = (struct ward_of_plan){pp_column_int(stmt, 0), pp_column_int(stmt, 1), 0};
    }
    *ret_wards = wards;
    *ret_n = n;
    return rc;
}

static int by_old_plan(const void *a, const void *b) {
    const struct ward_of_plan *x = a, *y = b;
    return (x->old_plan_id > y->old_plan_id) - (x->old_plan_id < y->old_plan_id);
}

/* Leaves the wards inside `scope`, each with the plan in force there the day before, in the order of that
 * plan. */
static int find_old_plans(struct pp_db *db, pp_day day, const struct pp_scope *scope,
                          struct ward_of_plan *wards, size_t *n_wards, struct pp_error *reterr) {
    size_t n = 0;
    for (size_t i = 0; i < *n_wards; i++) {
        if (!pp_scope_holds(scope, wards[i].team_id, wards[i].ward_id))
            continue;
        wards[n] = wards[i];
        int rc = pp_store_plan_in_force(db, wards[n].team_id, wards[n].ward_id, day - 1,
                                        &wards[n].old_plan_id, reterr);
        if (rc)
            return rc;
        n++;
    }
    if (n)
        qsort(wards, n, sizeof *wards, by_old_plan);
    *n_wards = n;
    return 0;
}

/* Who is written to is the rule of letters. */
static int count_officers(struct pp_db *db, int64_t plan_id, pp_day day,
                          const struct pp_scope *scope, struct pp_publication_effect *effect,
                          struct pp_error *reterr) {
    int64_t n[PP_N_LETTER_FATES];
    int rc = pp_store_letters_count(db, plan_id, day, scope, n, reterr);
    if (rc)
        return rc;
    effect->n_letters = n[PP_LETTER_WRITTEN];
    effect->n_new_officer = n[PP_LETTER_WRITTEN] + n[PP_LETTER_SUPPRESSED] + n[PP_LETTER_VOID] +
                            n[PP_LETTER_NO_ADDRESS];
    effect->n_no_officer = n[PP_LETTER_NO_OFFICER];
    return 0;
}

int pp_store_publication_effect(struct pp_db *db, int64_t plan_id, pp_day day,
                                const struct pp_scope *scope,
                                struct pp_publication_effect *ret_effect, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_STR struct pp_str ids = {0};
    struct pp_publication_effect effect = {0};
    struct ward_of_plan *wards = NULL;
    size_t n_wards = 0;
    int rc = list_wards(db, plan_id, &arena, &wards, &n_wards, reterr);
    if (!rc)
        rc = find_old_plans(db, day, scope, wards, &n_wards, reterr);
    if (!rc)
        rc = pp_db_prepare(db, effect_sql, &stmt, reterr);
    for (size_t i = 0; !rc && i < n_wards; i++) { /* the homes are walked once for each old plan */
        const int64_t plans[2] = {plan_id, wards[i].old_plan_id};
        bool last = i + 1 == n_wards || wards[i + 1].old_plan_id != plans[1];
        pp_str_appendf(&ids, "%s%lld%s", ids.len ? "," : "[", (long long)wards[i].ward_id,
                       last ? "]" : "");
        if (ids.failed)
            rc = pp_fail_nomem(reterr);
        if (rc || !last)
            continue;
        rc = add_effect(stmt, plans, pp_str_text(&ids), &effect, reterr);
        pp_str_clear(&ids);
    }
    if (!rc)
        rc = count_officers(db, plan_id, day, scope, &effect, reterr);
    if (!rc)
        *ret_effect = effect;
    return rc;
}
