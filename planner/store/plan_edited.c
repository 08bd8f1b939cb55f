#include "patchplan/store/plan.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/store/plan_rows.h"

int pp_plan_write_labels(struct pp_db *db, const struct pp_plan_at *at,
                         const struct pp_plan_label *labels, size_t n_labels,
                         struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO plan_label (plan_id, unit_ix, kind, label, weight_milli, "
                           "n_homes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                           &stmt, reterr);
    for (size_t i = 0; !rc && i < n_labels; i++) {
        pp_bind_int(stmt, 1, at->plan_id);
        pp_bind_int(stmt, 2, at->first_unit + labels[i].unit_ix);
        pp_bind_text_static(stmt, 3, labels[i].is_ward ? "ward" : "patch");
        pp_bind_text(stmt, 4, labels[i].label);
        pp_bind_int(stmt, 5, labels[i].weight_milli);
        pp_bind_int(stmt, 6, labels[i].n_homes);
        rc = pp_stmt_run(stmt, reterr);
    }
    return rc;
}

int pp_store_plan_labels(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                         struct pp_plan_label **ret_labels, size_t *ret_n,
                         struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_plan_label *labels = NULL;
    size_t n = 0;
    int rc =
        pp_db_prepare(db,
                      "SELECT unit_ix, kind = 'ward', label, weight_milli, n_homes, count(*) "
                      "OVER () FROM plan_label WHERE plan_id = ?1 ORDER BY unit_ix, kind, label",
                      &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        if (!labels)
            labels = pp_arena_alloc(arena, (size_t)pp_column_int(stmt, 5) * sizeof *labels);
        const char *text = pp_arena_strdup(arena, pp_column_text(stmt, 2));
        if (!labels || !text)
            return pp_fail_nomem(reterr);
        labels[n++] = (struct pp_plan_label){.unit_ix = (int)pp_column_int(stmt, 0),
                                             .is_ward = pp_column_int(stmt, 1) != 0,
                                             .label = text,
                                             .weight_milli = pp_column_int(stmt, 3),
                                             .n_homes = (int)pp_column_int(stmt, 4)};
    }
    if (rc < 0)
        return rc;
    *ret_labels = labels;
    *ret_n = n;
    return 0;
}

int pp_store_plan_drawn(struct pp_db *db, int64_t plan_id, double *ret_bound,
                        enum pp_outcome *ret_outcome, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db, "SELECT bound, coalesce(drawn_outcome, outcome) FROM plan WHERE plan_id = ?1", &stmt,
        reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc ? rc : pp_fail(reterr, PP_E_NOTFOUND, "there is no such plan any more");
    *ret_bound = pp_column_real(stmt, 0);
    *ret_outcome = (enum pp_outcome)pp_outcome_parse(pp_column_text(stmt, 1));
    return 0;
}

/* One column of rows in the order of their number. */
static int reload_rows(struct pp_db *db, const char *sql, struct pp_plan *plan, int n,
                       void (*take)(struct pp_plan *plan, struct pp_stmt *stmt, int ix),
                       struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr), ix = 0;
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan->plan_id);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0 && ix < n)
        take(plan, stmt, ix++);
    if (rc >= 0 && ix < n)
        return pp_fail(reterr, PP_E_NOTFOUND, "plan '%s' has been drawn again or deleted",
                       plan->name);
    return rc < 0 ? rc : 0;
}

static void take_unit(struct pp_plan *plan, struct pp_stmt *stmt, int ix) {
    plan->patch_of_unit[ix] = (int)pp_column_int(stmt, 0);
    plan->units[ix].pinned = pp_column_int(stmt, 1) != 0;
}

static void take_patch(struct pp_plan *plan, struct pp_stmt *stmt, int ix) {
    plan->patches[ix].locked = pp_column_int(stmt, 0) != 0;
}

static int reload_state(struct pp_db *db, struct pp_plan *plan, struct pp_error *reterr) {
    static const char *const states[] = {"draft", "published", "withdrawn"};
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT state FROM plan WHERE plan_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan->plan_id);
    rc = pp_stmt_step(stmt, reterr);
    for (int i = 0; rc > 0 && i < 3; i++)
        if (strcmp(states[i], pp_column_text(stmt, 0)) == 0)
            plan->state = states[i];
    return rc < 0 ? rc : 0;
}

int pp_store_plan_reload(struct pp_db *db, struct pp_plan *plan, struct pp_error *reterr) {
    int rc = reload_state(db, plan, reterr);
    if (rc)
        return rc;
    rc = reload_rows(db,
                     "SELECT patch_ix, pinned FROM plan_unit WHERE plan_id = ?1 ORDER BY unit_ix",
                     plan, plan->n_units, take_unit, reterr);
    return rc ? rc
              : reload_rows(db,
                            "SELECT locked FROM plan_patch WHERE plan_id = ?1 ORDER BY patch_ix",
                            plan, plan->n_patches, take_patch, reterr);
}
