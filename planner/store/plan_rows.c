#include "planner/store/plan_rows.h"

#include "patchplan/core/alloc.h"

const char *pp_within_name(enum pp_within within) {
    static const char *const names[] = {"none", "ward", "team"};
    return names[within];
}

const char *pp_cost_kind_name(enum pp_cost_kind kind) {
    return kind == PP_COST_SQUARED ? "squared" : "distance";
}

void pp_plan_keys_done(struct pp_plan_keys *keys) {
    pp_free(keys->team_id);
    pp_free(keys->ward_id);
    *keys = (struct pp_plan_keys){0};
}

/* `sql` asks for one key by name ?1. */
static int find_keys(struct pp_db *db, const char *sql, const char *what, const char **names, int n,
                     int64_t *ret_ids, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    for (int i = 0; !rc && i < n; i++) {
        pp_bind_text(stmt, 1, names[i]);
        int got = pp_stmt_step(stmt, reterr);
        if (got < 0)
            return got;
        if (got == 0)
            return pp_fail(reterr, PP_E_NOTFOUND, "the planning file has no %s called '%s'", what,
                           names[i]);
        ret_ids[i] = pp_column_int(stmt, 0);
        pp_stmt_reset(stmt);
    }
    return rc;
}

int pp_plan_keys_find(struct pp_db *db, const struct pp_plan *plan, struct pp_plan_keys *ret_keys,
                      struct pp_error *reterr) {
    struct pp_plan_keys keys = {
        .team_id = pp_alloc_array((size_t)plan->n_teams + 1, sizeof(int64_t)),
        .ward_id = pp_alloc_array((size_t)plan->n_wards + 1, sizeof(int64_t)),
    };
    int rc = keys.team_id && keys.ward_id ? 0 : pp_fail_nomem(reterr);
    if (!rc)
        rc = find_keys(db, "SELECT team_id FROM team WHERE name = ?1", "team", plan->team_names,
                       plan->n_teams, keys.team_id, reterr);
    if (!rc)
        rc = find_keys(db, "SELECT ward_id FROM ward WHERE code = ?1", "ward", plan->ward_codes,
                       plan->n_wards, keys.ward_id, reterr);
    if (rc)
        pp_plan_keys_done(&keys);
    else
        *ret_keys = keys;
    return rc;
}

void pp_bind_key(struct pp_stmt *stmt, int at, const int64_t *ids, int ix) {
    if (ix >= 0)
        pp_bind_int(stmt, at, ids[ix]);
    else
        pp_bind_null(stmt, at);
}

static int64_t milli_of(double share) { return (int64_t)(share * 1000.0 + 0.5); }

int pp_plan_write_patches(struct pp_db *db, const struct pp_plan_at *at, const struct pp_plan *plan,
                          const struct pp_plan_keys *keys, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "INSERT INTO plan_patch (plan_id, patch_ix, name, team_id, ward_id, share_milli, "
        "hub_unit_ix, weight_milli, n_homes, distance_cost, mean_distance_m, locked) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        &stmt, reterr);
    for (int p = 0; !rc && p < plan->n_patches; p++) {
        const struct pp_patch *patch = &plan->patches[p];
        pp_bind_int(stmt, 1, at->plan_id);
        pp_bind_int(stmt, 2, at->first_patch + p);
        pp_bind_text(stmt, 3, patch->name);
        pp_bind_key(stmt, 4, keys->team_id, patch->team_ix);
        pp_bind_key(stmt, 5, keys->ward_id, patch->ward_ix);
        pp_bind_int(stmt, 6, milli_of(patch->share));
        pp_bind_int(stmt, 7, at->first_unit + patch->hub_unit_ix);
        pp_bind_int(stmt, 8, patch->weight_milli);
        pp_bind_int(stmt, 9, patch->n_homes);
        pp_bind_real(stmt, 10, patch->distance_cost);
        pp_bind_real(stmt, 11, patch->mean_distance_m);
        pp_bind_int(stmt, 12, patch->locked);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

/* The lead and the sharer, whose shares add up to the patch's. */
static int write_leads(struct pp_stmt *stmt, int64_t plan_id, int64_t patch_ix,
                       const struct pp_patch *patch, struct pp_error *reterr) {
    const char *const officer_id[] = {patch->officer_id, patch->sharer_id};
    int64_t sharer_milli = patch->sharer_id ? milli_of(patch->sharer_share) : 0;
    const int64_t share_milli[] = {milli_of(patch->share) - sharer_milli, sharer_milli};
    int rc = 0;
    for (int i = 0; i < 2 && !rc; i++) {
        if (!officer_id[i])
            continue;
        pp_bind_int(stmt, 1, plan_id);
        pp_bind_int(stmt, 2, patch_ix);
        pp_bind_text(stmt, 3, officer_id[i]);
        pp_bind_text(stmt, 4, patch->sharer_id ? "share" : "lead");
        pp_bind_int(stmt, 5, share_milli[i]);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

int pp_plan_write_leads(struct pp_db *db, const struct pp_plan_at *at, const struct pp_plan *plan,
                        bool all_leads, struct pp_error *reterr) {
    static const char known_sql[] =
        "INSERT INTO plan_lead (plan_id, patch_ix, officer_id, role, share_milli) "
        "SELECT ?1, ?2, officer_id, ?4, ?5 FROM officer WHERE officer_id = ?3";
    static const char all_sql[] =
        "INSERT INTO plan_lead (plan_id, patch_ix, officer_id, role, share_milli) "
        "VALUES (?1, ?2, ?3, ?4, ?5)";
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, all_leads ? all_sql : known_sql, &stmt, reterr);
    for (int p = 0; !rc && p < plan->n_patches; p++)
        rc = write_leads(stmt, at->plan_id, at->first_patch + p, &plan->patches[p], reterr);
    return rc;
}

int pp_plan_write_reasons(struct pp_db *db, const struct pp_plan_at *at, const struct pp_plan *plan,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO plan_reason (plan_id, reason_ix, broken, text, fix, "
                           "of_division) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                           &stmt, reterr);
    for (int i = 0; !rc && i < plan->n_reasons; i++) {
        pp_bind_int(stmt, 1, at->plan_id);
        pp_bind_int(stmt, 2, at->first_reason + i);
        pp_bind_int(stmt, 3, plan->reasons[i].broken);
        pp_bind_text(stmt, 4, plan->reasons[i].text);
        pp_bind_text(stmt, 5, plan->reasons[i].fix);
        pp_bind_int(stmt, 6, plan->reasons[i].of_division);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}
