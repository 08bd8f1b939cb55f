#include "patchplan/store/plan.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/store/plans_in_force.h"
#include "planner/store/plan_rows.h"

const char *pp_plan_choice_text(enum pp_plan_choice choice) {
    static const char *const texts[] = {"", "the plan in force", "the newest plan"};
    return texts[choice];
}

/* One plan_id of `sql` with parameter `name`; 1 when there is one, 0 when not. */
static int ask_id(struct pp_db *db, const char *sql, const char *name, int64_t *ret_plan_id,
                  struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    if (name)
        pp_bind_text(stmt, 1, name);
    rc = pp_stmt_step(stmt, reterr);
    if (rc > 0)
        *ret_plan_id = pp_column_int(stmt, 0);
    return rc;
}

static int fail_unknown(struct pp_db *db, const char *name, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_plan_line *lines = NULL;
    int n = 0;
    int rc = pp_store_plan_list(db, &arena, &lines, &n, reterr);
    const char **names = rc ? NULL : pp_arena_alloc(&arena, ((size_t)n + 1) * sizeof *names);
    if (!names)
        return rc ? rc : pp_fail_nomem(reterr);
    for (int i = 0; i < n; i++)
        names[i] = lines[i].name;
    if (strcmp(name, "today") == 0)
        return pp_fail(
            reterr, PP_E_NOTFOUND,
            "there is no plan called 'today'; make one of the patches of today, from the "
            "list of homes with its column current_patch, with: patchplan import plan "
            "today homes.csv");
    const char *nearest = pp_text_nearest(name, names, (size_t)n);
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "there is no plan called '%s'%s%s%s; see: patchplan plans", name,
                   nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

/* In force for most homes; where what is published serves no home (yet), the newest. */
static int find_in_force(struct pp_db *db, int64_t *ret_plan_id, struct pp_error *reterr) {
    static const char newest[] =
        "SELECT plan_id FROM publication WHERE rolled_back_at IS NULL AND first_day <= "
        "date('now', 'localtime') ORDER BY first_day DESC, publication_id DESC LIMIT 1";
    int64_t plan_id = 0;
    int rc = pp_store_plan_of_most(db, 0, pp_day_today(), &plan_id, reterr);
    if (rc || plan_id == 0)
        return rc ? rc : ask_id(db, newest, NULL, ret_plan_id, reterr);
    *ret_plan_id = plan_id;
    return 1;
}

static int find_by(struct pp_db *db, enum pp_plan_choice choice, const char *name,
                   int64_t *ret_plan_id, struct pp_error *reterr) {
    static const char newest[] =
        "SELECT plan_id FROM plan ORDER BY changed_at DESC, plan_id DESC LIMIT 1";
    if (choice == PP_PLAN_IN_FORCE)
        return find_in_force(db, ret_plan_id, reterr);
    return ask_id(db, name ? "SELECT plan_id FROM plan WHERE name = ?1" : newest, name, ret_plan_id,
                  reterr);
}

int pp_store_plan_find(struct pp_db *db, const char *name, int64_t *ret_plan_id,
                       enum pp_plan_choice *ret_choice, struct pp_error *reterr) {
    int first = name ? PP_PLAN_NAMED : PP_PLAN_IN_FORCE;
    int last = name ? PP_PLAN_NAMED : PP_PLAN_NEWEST;
    for (int choice = first; choice <= last; choice++) {
        int rc = find_by(db, (enum pp_plan_choice)choice, name, ret_plan_id, reterr);
        if (rc < 0)
            return rc;
        if (rc == 1 && ret_choice)
            *ret_choice = (enum pp_plan_choice)choice;
        if (rc == 1)
            return 0;
    }
    return name ? fail_unknown(db, name, reterr)
                : pp_fail(reterr, PP_E_NOTFOUND,
                          "there is no plan yet; draw one with: patchplan allocate");
}

int pp_store_plan_outcome(struct pp_db *db, int64_t plan_id, enum pp_outcome *ret_outcome,
                          struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "SELECT outcome FROM plan WHERE plan_id = ?1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc ? rc : pp_fail(reterr, PP_E_NOTFOUND, "there is no such plan any more");
    *ret_outcome = (enum pp_outcome)pp_outcome_parse(pp_column_text(stmt, 0));
    return 0;
}

int pp_store_plan_mark(struct pp_db *db, const char *name, struct pp_plan_mark *ret_mark,
                       struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT plan_id, (SELECT coalesce(max(audit_id), 0) FROM audit"
                           " WHERE object = 'plan ' || plan_id), state = 'draft' FROM plan"
                           " WHERE name = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, name);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_mark = (struct pp_plan_mark){0};
    if (rc > 0)
        *ret_mark = (struct pp_plan_mark){pp_column_int(stmt, 0), pp_column_int(stmt, 1),
                                          pp_column_int(stmt, 2) != 0};
    return 0;
}

static int take_line(struct pp_stmt *stmt, struct pp_arena *arena, struct pp_plan_line *ret_line) {
    *ret_line = (struct pp_plan_line){
        .plan_id = pp_column_int(stmt, 0),
        .name = pp_arena_strdup(arena, pp_column_text(stmt, 1)),
        .state = pp_arena_strdup(arena, pp_column_text(stmt, 2)),
        .origin = pp_arena_strdup(arena, pp_column_text(stmt, 3)),
        .outcome = pp_arena_strdup(arena, pp_column_text(stmt, 4)),
        .changed_at = pp_arena_strdup(arena, pp_column_text(stmt, 5)),
        .n_patches = (int)pp_column_int(stmt, 6),
        .n_in_limits = (int)pp_column_int(stmt, 7),
        .n_homes = pp_column_int(stmt, 8),
        .n_homes_changing = pp_column_int(stmt, 9),
        .cost = pp_column_real(stmt, 10),
        .distance_cost = pp_column_real(stmt, 11),
        .weighted_homes = (double)pp_column_int(stmt, 12) / 1000.0,
        .bound = pp_column_real(stmt, 13),
        .mean_distance_m = pp_column_real(stmt, 14),
    };
    bool whole = ret_line->name && ret_line->state && ret_line->origin && ret_line->outcome &&
                 ret_line->changed_at;
    return whole ? 0 : PP_E_NOMEM;
}

/* Inside the limits: the rule of pp_share_limits() in whole numbers. */
static const char list_sql[] =
    "SELECT p.plan_id, p.name, p.state, p.origin, p.outcome, p.changed_at, "
    "(SELECT count(*) FROM plan_patch q WHERE q.plan_id = p.plan_id), "
    "(SELECT count(*) FROM plan_patch q WHERE q.plan_id = p.plan_id "
    " AND q.weight_milli * 1000 BETWEEN p.min_milli * q.share_milli AND p.max_milli * "
    "q.share_milli), "
    "p.n_homes, p.n_homes_changing, p.cost, p.distance_cost, p.weight_milli, " PP_PLAN_BOUND ", "
    "(SELECT sum(q.mean_distance_m * q.weight_milli) / max(1, sum(q.weight_milli)) "
    " FROM plan_patch q WHERE q.plan_id = p.plan_id) "
    "FROM plan p ORDER BY p.changed_at DESC, p.plan_id DESC";

int pp_store_plan_list(struct pp_db *db, struct pp_arena *arena, struct pp_plan_line **ret_lines,
                       int *ret_n_lines, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int64_t n_plans = 0;
    int rc = pp_db_query_int(db, "SELECT count(*) FROM plan", 0, &n_plans, reterr);
    if (rc || (rc = pp_db_prepare(db, list_sql, &stmt, reterr)) != 0)
        return rc;
    struct pp_plan_line *lines = pp_arena_alloc(arena, ((size_t)n_plans + 1) * sizeof *lines);
    if (!lines)
        return pp_fail_nomem(reterr);
    int n = 0;
    while ((rc = pp_stmt_step(stmt, reterr)) > 0 && n < n_plans)
        if (take_line(stmt, arena, &lines[n++]))
            return pp_fail_nomem(reterr);
    if (rc < 0)
        return rc;
    *ret_lines = lines;
    *ret_n_lines = n;
    return 0;
}

static const char drift_sql[] =
    "SELECT (SELECT count(*) FROM plan_home JOIN home USING (home_id) "
    " WHERE plan_id = p.plan_id AND (ended OR NOT included)), "
    "(SELECT count(*) FROM home h WHERE h.included AND NOT h.ended "
    " AND (p.landlord_id IS NULL OR h.landlord_id = p.landlord_id) "
    " AND h.home_id NOT IN (SELECT home_id FROM plan_home m WHERE m.plan_id = ?1)) "
    "FROM plan p WHERE p.plan_id = ?1";

int pp_store_plan_drift(struct pp_db *db, int64_t plan_id, struct pp_plan_drift *ret_drift,
                        struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, drift_sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_drift = (struct pp_plan_drift){pp_column_int(stmt, 0), pp_column_int(stmt, 1)};
    return 0;
}

int pp_plan_check_unpublished(struct pp_db *db, const char *name, int64_t plan_id,
                              struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *used = NULL;
    int rc = pp_db_prepare(db, "SELECT 1 FROM publication WHERE plan_id = ?1", &used, reterr);
    if (rc)
        return rc;
    pp_bind_int(used, 1, plan_id);
    rc = pp_stmt_step(used, reterr);
    return rc <= 0 ? rc
                   : pp_fail(reterr, PP_E_CONFLICT,
                             "plan '%s' has been published and stays as it is; give another name",
                             name);
}

int pp_store_plan_proposed(struct pp_db *db, int64_t plan_id, bool *ret_proposed,
                           struct pp_error *reterr) {
    int64_t n = 0;
    int rc = pp_db_query_int(
        db, "SELECT count(*) FROM publication_request WHERE plan_id = ?1 AND state = 'open'",
        plan_id, &n, reterr);
    if (!rc)
        *ret_proposed = n > 0;
    return rc;
}

static int check_unproposed(struct pp_db *db, const char *name, int64_t plan_id,
                            struct pp_error *reterr) {
    bool proposed = false;
    int rc = pp_store_plan_proposed(db, plan_id, &proposed, reterr);
    if (rc || !proposed)
        return rc;
    return pp_fail(reterr, PP_E_CONFLICT,
                   "plan '%s' is proposed and waits for a second person; take the proposal back "
                   "first",
                   name);
}

/* Rows hang on the plan by ON DELETE CASCADE. */
static int delete_plan(struct pp_db *db, const char *name, int64_t plan_id,
                       struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_plan_check_unpublished(db, name, plan_id, reterr);
    if (!rc)
        rc = check_unproposed(db, name, plan_id, reterr);
    if (rc || (rc = pp_db_prepare(db, "DELETE FROM plan WHERE plan_id = ?1", &stmt, reterr)) != 0)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_plan_delete(struct pp_db *db, const char *name, struct pp_error *reterr) {
    int64_t plan_id = 0;
    int rc = pp_db_begin(db, reterr);
    if (rc)
        return rc;
    rc = pp_store_plan_find(db, name, &plan_id, NULL, reterr);
    if (!rc)
        rc = delete_plan(db, name, plan_id, reterr);
    return pp_db_end(db, rc, reterr);
}

static int rename_plan(struct pp_db *db, const char *name, const char *new_name,
                       struct pp_error *reterr) {
    int64_t plan_id = 0, other_id = 0;
    int rc = pp_store_plan_find(db, name, &plan_id, NULL, reterr);
    if (rc)
        return rc;
    rc = ask_id(db, "SELECT plan_id FROM plan WHERE name = ?1", new_name, &other_id, reterr);
    if (rc < 0)
        return rc;
    if (rc == 1)
        return pp_fail(reterr, PP_E_EXISTS, "there is a plan called '%s' already", new_name);
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    if ((rc = pp_db_prepare(db, "UPDATE plan SET name = ?2 WHERE plan_id = ?1", &stmt, reterr)) !=
        0)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    pp_bind_text(stmt, 2, new_name);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_plan_rename(struct pp_db *db, const char *name, const char *new_name,
                         struct pp_error *reterr) {
    int rc = pp_store_plan_check_name(new_name, reterr);
    if (rc || (rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    rc = rename_plan(db, name, new_name, reterr);
    return pp_db_end(db, rc, reterr);
}
