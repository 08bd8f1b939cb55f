#include "patchplan/store/plan.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "planner/store/plan_rows.h"

/* ---- in place of a draft of the same name ---- */

/* What a draft that is being replaced is called meanwhile: no name may hold that character. */
#define ASIDE "(char(1) || ?1)"

static int run_named(struct pp_db *db, const char *sql, const char *name, int64_t plan_id,
                     struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, name);
    if (plan_id)
        pp_bind_int(stmt, 2, plan_id);
    return pp_stmt_run(stmt, reterr);
}

int pp_plan_clear_name(struct pp_db *db, const char *name, bool replace, bool *ret_replaced,
                       struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT plan_id FROM plan WHERE name = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, name);
    rc = pp_stmt_step(stmt, reterr);
    int64_t plan_id = rc == 1 ? pp_column_int(stmt, 0) : 0;
    pp_stmt_reset(stmt);
    *ret_replaced = rc == 1;
    if (rc <= 0)
        return rc;
    if (!replace)
        return pp_fail(reterr, PP_E_EXISTS,
                       "there is a plan called '%s' already; give another name", name);
    rc = pp_plan_check_unpublished(db, name, plan_id, reterr);
    return rc ? rc
              : run_named(db, "UPDATE plan SET name = " ASIDE " WHERE name = ?1", name, 0, reterr);
}

/* What people said, are consulted on and proposed is of the plan by its name, not of one drawing of it. */
static int take_over(struct pp_db *db, const char *name, int64_t plan_id, struct pp_error *reterr) {
#define FROM_ASIDE \
    " SET plan_id = ?2 WHERE plan_id = (SELECT plan_id FROM plan WHERE name = " ASIDE ")"
    static const char *const moves[] = {"UPDATE consult" FROM_ASIDE, "UPDATE comment" FROM_ASIDE,
                                        "UPDATE publication_request" FROM_ASIDE};
    int rc = 0;
    for (size_t i = 0; i < sizeof moves / sizeof *moves && !rc; i++)
        rc = run_named(db, moves[i], name, plan_id, reterr);
    return rc ? rc : run_named(db, "DELETE FROM plan WHERE name = " ASIDE, name, 0, reterr);
}

int pp_plan_write_head(struct pp_db *db, const struct pp_plan *plan, int64_t *ret_plan_id,
                       struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "INSERT INTO plan (name, landlord_id, created_at, changed_at, origin, state, outcome, "
        "options, min_milli, max_milli, within, cost_kind, keep_m, ward_m, seed, seconds, cost, "
        "distance_cost, keep_cost, ward_cost, bound, n_homes, weight_milli, n_homes_changing) "
        "VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%SZ'), strftime('%Y-%m-%dT%H:%M:%SZ'), ?3, ?4, "
        "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
        &stmt, reterr);
    if (rc)
        return rc;
    const struct pp_rules *rules = &plan->rules;
    pp_bind_text(stmt, 1, plan->name);
    if (plan->landlord_id)
        pp_bind_int(stmt, 2, plan->landlord_id);
    pp_bind_text(stmt, 3, plan->origin ? plan->origin : "drawn");
    pp_bind_text(stmt, 4, plan->state ? plan->state : "draft");
    pp_bind_text(stmt, 5, pp_outcome_name(plan->outcome));
    pp_bind_text(stmt, 6, plan->options ? plan->options : "{}");
    pp_bind_int(stmt, 7, rules->min_milli);
    pp_bind_int(stmt, 8, rules->max_milli);
    pp_bind_text(stmt, 9, pp_within_name(rules->within));
    pp_bind_text(stmt, 10, pp_cost_kind_name(rules->cost_kind));
    pp_bind_real(stmt, 11, rules->keep_m);
    pp_bind_real(stmt, 12, rules->ward_m);
    pp_bind_int(stmt, 13, (int64_t)plan->seed);
    pp_bind_real(stmt, 14, plan->seconds);
    pp_bind_real(stmt, 15, plan->cost);
    pp_bind_real(stmt, 16, plan->distance_cost);
    pp_bind_real(stmt, 17, plan->keep_cost);
    pp_bind_real(stmt, 18, plan->ward_cost);
    pp_bind_real(stmt, 19, plan->bound);
    pp_bind_int(stmt, 20, plan->n_homes);
    pp_bind_int(stmt, 21, plan->weight_milli);
    pp_bind_int(stmt, 22, plan->n_homes_changing);
    rc = pp_stmt_run(stmt, reterr);
    *ret_plan_id = rc ? 0 : pp_db_last_id(db);
    return rc ? rc : take_over(db, plan->name, *ret_plan_id, reterr);
}

static int insert_units(struct pp_db *db, const struct pp_plan_at *at, const struct pp_plan *plan,
                        const struct pp_plan_keys *keys, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "INSERT INTO plan_unit (plan_id, unit_ix, unit_id, name, easting_m, northing_m, "
        "weight_milli, n_homes, team_id, ward_id, patch_ix, pinned, cell) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        &stmt, reterr);
    for (int u = 0; !rc && u < plan->n_units; u++) {
        const struct pp_unit *unit = &plan->units[u];
        pp_bind_int(stmt, 1, at->plan_id);
        pp_bind_int(stmt, 2, at->first_unit + u);
        pp_bind_text(stmt, 3, unit->id);
        pp_bind_text(stmt, 4, unit->name);
        pp_bind_real(stmt, 5, unit->easting_m);
        pp_bind_real(stmt, 6, unit->northing_m);
        pp_bind_int(stmt, 7, unit->weight_milli);
        pp_bind_int(stmt, 8, unit->n_homes);
        pp_bind_key(stmt, 9, keys->team_id, unit->team_ix);
        pp_bind_key(stmt, 10, keys->ward_id, unit->ward_ix);
        int patch_ix = plan->patch_of_unit[u];
        pp_bind_int(stmt, 11, patch_ix < 0 ? patch_ix : at->first_patch + patch_ix);
        pp_bind_int(stmt, 12, unit->pinned);
        pp_bind_blob(stmt, 13, unit->cell_wkb, unit->n_cell_wkb);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

static int insert_neighbours(struct pp_db *db, const struct pp_plan_at *at,
                             const struct pp_plan *plan, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO plan_neighbour (plan_id, u, v, kind, crosses_barrier) "
                           "VALUES (?1, ?2, ?3, ?4, ?5)",
                           &stmt, reterr);
    for (int i = 0; !rc && i < plan->n_neighbours; i++) {
        const struct pp_neighbour *pair = &plan->neighbours[i];
        pp_bind_int(stmt, 1, at->plan_id);
        pp_bind_int(stmt, 2, at->first_unit + pair->u);
        pp_bind_int(stmt, 3, at->first_unit + pair->v);
        pp_bind_text_static(stmt, 4, pp_neighbour_kind_name(pair->kind));
        pp_bind_int(stmt, 5, pair->crosses_barrier);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

static int insert_members(struct pp_db *db, const char *sql, const struct pp_plan_at *at,
                          const struct pp_plan_member *members, size_t n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    for (size_t i = 0; !rc && i < n; i++) {
        if (members[i].unit_ix < 0)
            continue;
        pp_bind_int(stmt, 1, at->plan_id);
        pp_bind_int(stmt, 2, members[i].id);
        pp_bind_int(stmt, 3, at->first_unit + members[i].unit_ix);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

static const char postcode_sql[] = "INSERT INTO plan_postcode (plan_id, postcode_id, unit_ix) "
                                   "VALUES (?1, ?2, ?3)" PP_PLAN_POSTCODE_TAKEN;

int pp_plan_write_ground(struct pp_db *db, const struct pp_plan_at *at, const struct pp_plan *plan,
                         const struct pp_plan_keys *keys, const struct pp_plan_members *members,
                         struct pp_error *reterr) {
    int rc = insert_units(db, at, plan, keys, reterr);
    if (!rc)
        rc = insert_neighbours(db, at, plan, reterr);
    if (!rc)
        rc = insert_members(db,
                            "INSERT INTO plan_home (plan_id, home_id, unit_ix) VALUES (?1, ?2, ?3)",
                            at, members->homes, members->n_homes, reterr);
    if (!rc)
        rc = pp_plan_write_labels(db, at, members->labels, members->n_labels, reterr);
    return rc ? rc
              : insert_members(db, postcode_sql, at, members->postcodes, members->n_postcodes,
                               reterr);
}

static int write_all(struct pp_db *db, int64_t plan_id, const struct pp_plan *plan,
                     const struct pp_plan_members *members, struct pp_error *reterr) {
    const struct pp_plan_at at = {.plan_id = plan_id};
    PP_AUTO(pp_plan_keys_done) struct pp_plan_keys keys = {0};
    int rc = pp_plan_keys_find(db, plan, &keys, reterr);
    if (!rc)
        rc = pp_plan_write_patches(db, &at, plan, &keys, reterr);
    if (!rc)
        rc = pp_plan_write_leads(db, &at, plan, false, reterr);
    if (!rc)
        rc = pp_plan_write_reasons(db, &at, plan, reterr);
    return rc ? rc : pp_plan_write_ground(db, &at, plan, &keys, members, reterr);
}

int pp_store_plan_check_name(const char *name, struct pp_error *reterr) {
    size_t length = pp_text_characters(name);
    for (size_t i = 0; name[i]; i++)
        if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
            return pp_fail(reterr, PP_E_USAGE,
                           "a plan's name may hold no line breaks, tabs or control characters");
    if (name[0] == '-' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return pp_fail(reterr, PP_E_USAGE,
                       "a plan's name cannot begin with a hyphen or be dots alone: '%s' would be "
                       "read as something else",
                       name);
    if (length == 0 || length > PP_NAME_MOST)
        return pp_fail(reterr, PP_E_USAGE, "a plan's name has 1 to %d characters, this one has %zu",
                       PP_NAME_MOST, length);
    return 0;
}

int pp_store_plan_save(struct pp_db *db, const struct pp_plan *plan,
                       const struct pp_plan_members *members, bool replace, bool *ret_replaced,
                       int64_t *ret_plan_id, struct pp_error *reterr) {
    bool replaced = false;
    int64_t plan_id = 0;
    int rc = pp_store_plan_check_name(plan->name, reterr);
    if (rc || (rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    rc = pp_plan_clear_name(db, plan->name, replace, &replaced, reterr);
    if (!rc)
        rc = pp_plan_write_head(db, plan, &plan_id, reterr);
    if (!rc)
        rc = write_all(db, plan_id, plan, members, reterr);
    if ((rc = pp_db_end(db, rc, reterr)) != 0)
        return rc;
    if (ret_replaced)
        *ret_replaced = replaced;
    if (ret_plan_id)
        *ret_plan_id = plan_id;
    return 0;
}

/* ---- what an edit changes ---- */

static int update_plan_row(struct pp_db *db, const struct pp_plan *plan, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "UPDATE plan SET drawn_outcome = coalesce(drawn_outcome, "
                           "outcome), outcome = ?2, cost = ?3, distance_cost = ?4, "
                           "keep_cost = ?5, ward_cost = ?6, n_homes_changing = ?7, "
                           "changed_at = strftime('%Y-%m-%dT%H:%M:%SZ') WHERE plan_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan->plan_id);
    pp_bind_text(stmt, 2, pp_outcome_name(plan->outcome));
    pp_bind_real(stmt, 3, plan->cost);
    pp_bind_real(stmt, 4, plan->distance_cost);
    pp_bind_real(stmt, 5, plan->keep_cost);
    pp_bind_real(stmt, 6, plan->ward_cost);
    pp_bind_int(stmt, 7, plan->n_homes_changing);
    if ((rc = pp_stmt_run(stmt, reterr)) != 0)
        return rc;
    return pp_db_changes(db) == 1
               ? 0
               : pp_fail(reterr, PP_E_NOTFOUND, "the plan is not in the planning file any more");
}

/* Patches keep their order, so what hangs on patch_ix stays true. */
static int update_patches(struct pp_db *db, const struct pp_plan *plan, struct pp_error *reterr) {
    const struct pp_plan_at at = {.plan_id = plan->plan_id};
    PP_AUTO(pp_plan_keys_done) struct pp_plan_keys keys = {0};
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_plan_keys_find(db, plan, &keys, reterr);
    if (!rc)
        rc = pp_db_prepare(db, "DELETE FROM plan_patch WHERE plan_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan->plan_id);
    rc = pp_stmt_run(stmt, reterr);
    return rc ? rc : pp_plan_write_patches(db, &at, plan, &keys, reterr);
}

static int update_units(struct pp_db *db, const struct pp_plan *plan, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "UPDATE plan_unit SET patch_ix = ?3, pinned = ?4 WHERE plan_id = ?1 "
                           "AND unit_ix = ?2 AND (patch_ix <> ?3 OR pinned <> ?4)",
                           &stmt, reterr);
    for (int u = 0; !rc && u < plan->n_units; u++) {
        pp_bind_int(stmt, 1, plan->plan_id);
        pp_bind_int(stmt, 2, u);
        pp_bind_int(stmt, 3, plan->patch_of_unit[u]);
        pp_bind_int(stmt, 4, plan->units[u].pinned);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

int pp_store_plan_update(struct pp_db *db, const struct pp_plan *plan, struct pp_error *reterr) {
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = update_plan_row(db, plan, reterr);
    if (!rc)
        rc = update_patches(db, plan, reterr);
    if (!rc)
        rc = update_units(db, plan, reterr);
    return pp_db_end(db, rc, reterr);
}
