/* Plans that come in landlord by landlord. */
#include "patchplan/store/landlords.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/store/plan_rows.h"

/* ---- reading ---- */

static const char run_sql[] =
    "SELECT r.plan_id, p.name, p.state, r.rules, r.stock_mark, r.n_landlords, r.shard, r.n_shards, "
    "(SELECT count(*) FROM plan_patch q WHERE q.plan_id = p.plan_id AND q.locked) + "
    "(SELECT count(*) FROM plan_unit u WHERE u.plan_id = p.plan_id AND u.pinned) "
    "FROM plan p JOIN plan_run r ON r.plan_id = p.plan_id WHERE ?1 IS NULL OR p.name = ?1";

static int exists(struct pp_db *db, const char *plan_name, bool *ret_exists,
                  struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT 1 FROM plan WHERE ?1 IS NULL OR name = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, plan_name);
    rc = pp_stmt_step(stmt, reterr);
    *ret_exists = rc > 0;
    return rc < 0 ? rc : 0;
}

int pp_store_plan_run_find(struct pp_db *db, const char *plan_name, struct pp_arena *arena,
                           struct pp_plan_run *ret_run, bool *ret_exists, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_plan_run run = {0};
    int rc = exists(db, plan_name, ret_exists, reterr);
    if (rc || (rc = pp_db_prepare(db, run_sql, &stmt, reterr)) != 0)
        return rc;
    pp_bind_text(stmt, 1, plan_name);
    if ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        run = (struct pp_plan_run){.plan_id = pp_column_int(stmt, 0),
                                   .plan_name = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
                                   .state = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
                                   .rules = pp_arena_strdup(arena, pp_column_text(stmt, 3)),
                                   .stock_mark = pp_arena_strdup(arena, pp_column_text(stmt, 4)),
                                   .n_landlords = (int)pp_column_int(stmt, 5),
                                   .shard = (int)pp_column_int(stmt, 6),
                                   .n_shards = (int)pp_column_int(stmt, 7),
                                   .n_held = (int)pp_column_int(stmt, 8)};
        if (!run.plan_name || !run.state || !run.rules || !run.stock_mark)
            return pp_fail_nomem(reterr);
    }
    if (rc >= 0)
        *ret_run = run;
    return rc < 0 ? rc : 0;
}

static int take(struct pp_stmt *stmt, struct pp_arena *arena, struct pp_plan_landlord *ret_row) {
    *ret_row = (struct pp_plan_landlord){
        .landlord_id = pp_column_int(stmt, 0),
        .code = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
        .outcome = (enum pp_outcome)pp_outcome_parse(pp_column_text(stmt, 2)),
        .first_unit_ix = pp_column_int(stmt, 3),
        .n_units = (int)pp_column_int(stmt, 4),
        .first_patch_ix = pp_column_int(stmt, 5),
        .n_patches = (int)pp_column_int(stmt, 6),
        .n_in_limits = (int)pp_column_int(stmt, 7),
        .limits_give = pp_column_int(stmt, 8) != 0,
        .n_homes = pp_column_int(stmt, 9),
        .n_without_position = pp_column_int(stmt, 10),
        .weight_milli = pp_column_int(stmt, 11),
        .n_homes_changing = pp_column_int(stmt, 12),
        .cost = pp_column_real(stmt, 13),
        .distance_cost = pp_column_real(stmt, 14),
        .keep_cost = pp_column_real(stmt, 15),
        .ward_cost = pp_column_real(stmt, 16),
        .bound = pp_column_real(stmt, 17),
        .seconds = pp_column_real(stmt, 18),
    };
    return ret_row->code ? 0 : PP_E_NOMEM;
}

int pp_store_plan_landlords(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                            struct pp_plan_landlord **ret_landlords, int *ret_n,
                            struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    PP_AUTO_FREE struct pp_plan_landlord *rows = NULL;
    size_t n = 0, cap = 0;
    int rc = pp_db_prepare(db,
                           "SELECT landlord_id, code, outcome, first_unit_ix, n_units, "
                           "first_patch_ix, n_patches, n_in_limits, limits_give, n_homes, "
                           "n_without_position, weight_milli, n_homes_changing, cost, "
                           "distance_cost, keep_cost, ward_cost, bound, seconds "
                           "FROM plan_landlord WHERE plan_id = ?1 ORDER BY landlord_id",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if ((rc = pp_reserve(&rows, &cap, n + 1, sizeof *rows, reterr)) != 0)
            return rc;
        if (take(stmt, arena, &rows[n++]) != 0)
            return pp_fail_nomem(reterr);
    }
    if (rc < 0)
        return rc;
    *ret_landlords = pp_arena_alloc(arena, (n + 1) * sizeof *rows);
    if (!*ret_landlords)
        return pp_fail_nomem(reterr);
    if (n)
        memcpy(*ret_landlords, rows, n * sizeof *rows);
    *ret_n = (int)n;
    return 0;
}

/* ---- writing ---- */

static int insert_run(struct pp_db *db, const struct pp_plan_run *run, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO plan_run (plan_id, rules, stock_mark, n_landlords, shard, "
                           "n_shards) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, run->plan_id);
    pp_bind_text(stmt, 2, run->rules);
    pp_bind_text(stmt, 3, run->stock_mark);
    pp_bind_int(stmt, 4, run->n_landlords);
    pp_bind_int(stmt, 5, run->shard);
    pp_bind_int(stmt, 6, run->n_shards);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_plan_run_begin(struct pp_db *db, const struct pp_plan *plan, struct pp_plan_run *run,
                            struct pp_error *reterr) {
    bool replaced = false;
    int rc = pp_store_plan_check_name(plan->name, reterr);
    if (rc || (rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    rc = pp_plan_clear_name(db, plan->name, true, &replaced, reterr);
    if (!rc)
        rc = pp_plan_write_head(db, plan, &run->plan_id, reterr);
    if (!rc)
        rc = insert_run(db, run, reterr);
    return pp_db_end(db, rc, reterr);
}

int pp_plan_find_end(struct pp_db *db, int64_t plan_id, struct pp_plan_at *ret_at,
                     struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT coalesce(max(first_unit_ix + n_units), 0), "
                           "coalesce(max(first_patch_ix + n_patches), 0), "
                           "coalesce(max(first_reason_ix + n_reasons), 0) "
                           "FROM plan_landlord WHERE plan_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_at = (struct pp_plan_at){plan_id, pp_column_int(stmt, 0), pp_column_int(stmt, 1),
                                  pp_column_int(stmt, 2)};
    return 0;
}

static int insert_landlord(struct pp_db *db, const struct pp_plan_at *at,
                           struct pp_plan_landlord *share, int n_reasons, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "INSERT INTO plan_landlord (plan_id, landlord_id, code, outcome, first_unit_ix, n_units, "
        "first_patch_ix, n_patches, n_in_limits, limits_give, n_homes, n_without_position, "
        "weight_milli, n_homes_changing, cost, distance_cost, keep_cost, ward_cost, bound, "
        "seconds, first_reason_ix, n_reasons) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, "
        "?19, ?20, ?21, ?22)",
        &stmt, reterr);
    if (rc)
        return rc;
    share->first_unit_ix = at->first_unit;
    share->first_patch_ix = at->first_patch;
    pp_bind_int(stmt, 1, at->plan_id);
    pp_bind_int(stmt, 2, share->landlord_id);
    pp_bind_text(stmt, 3, share->code);
    pp_bind_text(stmt, 4, pp_outcome_name(share->outcome));
    pp_bind_int(stmt, 5, share->first_unit_ix);
    pp_bind_int(stmt, 6, share->n_units);
    pp_bind_int(stmt, 7, share->first_patch_ix);
    pp_bind_int(stmt, 8, share->n_patches);
    pp_bind_int(stmt, 9, share->n_in_limits);
    pp_bind_int(stmt, 10, share->limits_give);
    pp_bind_int(stmt, 11, share->n_homes);
    pp_bind_int(stmt, 12, share->n_without_position);
    pp_bind_int(stmt, 13, share->weight_milli);
    pp_bind_int(stmt, 14, share->n_homes_changing);
    pp_bind_real(stmt, 15, share->cost);
    pp_bind_real(stmt, 16, share->distance_cost);
    pp_bind_real(stmt, 17, share->keep_cost);
    pp_bind_real(stmt, 18, share->ward_cost);
    pp_bind_real(stmt, 19, share->bound);
    pp_bind_real(stmt, 20, share->seconds);
    pp_bind_int(stmt, 21, at->first_reason);
    pp_bind_int(stmt, 22, n_reasons);
    return pp_stmt_run(stmt, reterr);
}

static int add(struct pp_db *db, const struct pp_plan_keys *keys, int64_t plan_id,
               const struct pp_plan *plan, const struct pp_plan_members *members,
               struct pp_plan_landlord *share, struct pp_error *reterr) {
    struct pp_plan_at at;
    int rc = pp_plan_find_end(db, plan_id, &at, reterr);
    if (!rc)
        rc = insert_landlord(db, &at, share, plan->n_reasons, reterr);
    if (!rc)
        rc = pp_plan_write_patches(db, &at, plan, keys, reterr);
    if (!rc)
        rc = pp_plan_write_leads(db, &at, plan, true, reterr);
    if (!rc)
        rc = pp_plan_write_reasons(db, &at, plan, reterr);
    return rc ? rc : pp_plan_write_ground(db, &at, plan, keys, members, reterr);
}

/* Two runs into one plan would each tell totals of their own part; and what is published grows no more. */
static int refuse_drawn(struct pp_db *db, int64_t plan_id, int64_t landlord_id,
                        struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT (SELECT state = 'draft' FROM plan JOIN plan_run USING (plan_id) "
                           "WHERE plan_id = ?1), EXISTS (SELECT 1 FROM plan_landlord WHERE plan_id "
                           "= ?1 AND landlord_id = ?2)",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_int(stmt, 2, landlord_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    bool gone = pp_column_is_null(stmt, 0);
    if (!gone && !pp_column_int(stmt, 0))
        return pp_fail(reterr, PP_E_BUSY,
                       "somebody published the plan while it was drawn, and it stays as it was "
                       "then; to draw the rest, give another name with --plan");
    if (!gone && !pp_column_int(stmt, 1))
        return 0;
    return pp_fail(reterr, PP_E_BUSY,
                   "another run draws the same plan in this file; let it end, then give the "
                   "command again: it goes on with what is left");
}

int pp_store_plan_run_add(struct pp_db *db, struct pp_db *names, int64_t plan_id,
                          const struct pp_plan *plan, const struct pp_plan_members *members,
                          struct pp_plan_landlord *share, struct pp_error *reterr) {
    PP_AUTO(pp_plan_keys_done) struct pp_plan_keys keys = {0};
    int rc = pp_plan_keys_find(names, plan, &keys, reterr);
    if (rc || (rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    rc = refuse_drawn(db, plan_id, share->landlord_id, reterr);
    if (!rc)
        rc = add(db, &keys, plan_id, plan, members, share, reterr);
    return pp_db_end(db, rc, reterr);
}

int pp_store_plan_run_settle(struct pp_db *db, const struct pp_plan *totals,
                             struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "UPDATE plan SET outcome = ?2, cost = ?3, distance_cost = ?4, keep_cost = ?5, ward_cost = "
        "?6, bound = ?7, n_homes = ?8, weight_milli = ?9, n_homes_changing = ?10, seconds = ?11, "
        "drawn_outcome = iif(drawn_outcome IS NULL, NULL, ?2), "
        "changed_at = strftime('%Y-%m-%dT%H:%M:%SZ') WHERE plan_id = ?1",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, totals->plan_id);
    pp_bind_text(stmt, 2, pp_outcome_name(totals->outcome));
    pp_bind_real(stmt, 3, totals->cost);
    pp_bind_real(stmt, 4, totals->distance_cost);
    pp_bind_real(stmt, 5, totals->keep_cost);
    pp_bind_real(stmt, 6, totals->ward_cost);
    pp_bind_real(stmt, 7, totals->bound);
    pp_bind_int(stmt, 8, totals->n_homes);
    pp_bind_int(stmt, 9, totals->weight_milli);
    pp_bind_int(stmt, 10, totals->n_homes_changing);
    pp_bind_real(stmt, 11, totals->seconds);
    return pp_stmt_run(stmt, reterr);
}
