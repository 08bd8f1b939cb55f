#include "patchplan/store/homes.h"

#include <string.h>

#include "planner/store/ward_plans.h"
#include "patchplan/core/alloc.h"

int pp_store_allocation_each(struct pp_db *db, int64_t plan_id, pp_home_visit *visit, void *context,
                             struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(
        db,
        "SELECT h.property_ref, pc.code, pp.name FROM plan_home ph"
        " JOIN home h ON h.home_id = ph.home_id"
        " LEFT JOIN postcode pc ON pc.postcode_id = h.postcode_id"
        " JOIN plan_unit pu ON pu.plan_id = ph.plan_id AND pu.unit_ix = ph.unit_ix"
        " LEFT JOIN plan_patch pp ON pp.plan_id = pu.plan_id AND pp.patch_ix = pu.patch_ix"
        " WHERE ph.plan_id = ?1 ORDER BY h.property_ref, h.home_id",
        &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0) {
        struct pp_home_row row = {.property_ref = pp_column_text(stmt, 0),
                                  .postcode = pp_column_text(stmt, 1),
                                  .patch = pp_column_text(stmt, 2)};
        if ((rc = visit(context, &row, reterr)) != 0)
            return rc;
    }
    return rc;
}

struct walk {
    struct pp_ward_plans before, after; /* the day before the change, and its day */
    struct pp_stmt *homes, *old;
    int64_t plan_id;
    bool
        in_force; /* the plan serves some place on the day: what it does not serve does not change */
    const struct pp_scope *scope;
    pp_home_visit *visit;
    void *context;
};

static int prepare(struct walk *walk, struct pp_db *db, struct pp_error *reterr) {
    int rc = pp_db_prepare(
        db,
        "SELECT h.home_id, h.property_ref, pc.code, coalesce(h.ward_id, pc.ward_id, 0),"
        " coalesce(w.team_id, 0), h.current_patch, pp.name FROM plan_home ph"
        " JOIN home h ON h.home_id = ph.home_id"
        " LEFT JOIN postcode pc ON pc.postcode_id = h.postcode_id"
        " LEFT JOIN ward w ON w.ward_id = coalesce(h.ward_id, pc.ward_id)"
        " JOIN plan_unit pu ON pu.plan_id = ph.plan_id AND pu.unit_ix = ph.unit_ix"
        " LEFT JOIN plan_patch pp ON pp.plan_id = pu.plan_id AND pp.patch_ix = pu.patch_ix"
        " WHERE ph.plan_id = ?1 ORDER BY h.property_ref, h.home_id",
        &walk->homes, reterr);
    return rc ? rc
              : pp_db_prepare(db,
                              "SELECT pp.name FROM plan_home ph"
                              " JOIN plan_unit pu USING (plan_id, unit_ix)"
                              " JOIN plan_patch pp USING (plan_id, patch_ix)"
                              " WHERE ph.plan_id = ?1 AND ph.home_id = ?2",
                              &walk->old, reterr);
}

/* The current row of walk->homes: told to the visitor when its patch changes. */
static int visit_home(struct walk *walk, struct pp_error *reterr) {
    struct pp_stmt *homes = walk->homes;
    struct pp_home_row row = {.property_ref = pp_column_text(homes, 1),
                              .postcode = pp_column_text(homes, 2),
                              .old_patch = pp_column_text(homes, 5),
                              .patch = pp_column_text(homes, 6)};
    int64_t ward_id = pp_column_int(homes, 3), team_id = pp_column_int(homes, 4), plan_id = 0;
    if (!pp_scope_holds(walk->scope, team_id, ward_id))
        return 0;
    int rc =
        walk->in_force ? pp_ward_plans_find(&walk->after, ward_id, team_id, &plan_id, reterr) : 0;
    if (rc || (walk->in_force && plan_id != walk->plan_id))
        return rc;
    if ((rc = pp_ward_plans_find(&walk->before, ward_id, team_id, &plan_id, reterr)) != 0)
        return rc;
    if (plan_id) {
        pp_bind_int(walk->old, 1, plan_id);
        pp_bind_int(walk->old, 2, pp_column_int(homes, 0));
        if ((rc = pp_stmt_step(walk->old, reterr)) < 0)
            return rc;
        if (rc > 0)
            row.old_patch = pp_column_text(walk->old, 0);
    }
    bool same = row.old_patch && row.patch && strcmp(row.old_patch, row.patch) == 0;
    rc = same || (!row.old_patch && !row.patch) ? 0 : walk->visit(walk->context, &row, reterr);
    pp_stmt_reset(walk->old);
    return rc;
}

int pp_store_changes_each(struct pp_db *db, int64_t plan_id, pp_day from,
                          const struct pp_scope *scope, pp_home_visit *visit, void *context,
                          struct pp_error *reterr) {
    struct walk walk = {.before = {.db = db, .day = from - 1},
                        .after = {.db = db, .day = from},
                        .plan_id = plan_id,
                        .scope = scope,
                        .visit = visit,
                        .context = context};
    int rc = pp_store_plan_is_in_force(db, plan_id, from, &walk.in_force, reterr);
    if (!rc)
        rc = prepare(&walk, db, reterr);
    if (!rc) {
        pp_bind_int(walk.homes, 1, plan_id);
        while ((rc = pp_stmt_step(walk.homes, reterr)) > 0)
            if ((rc = visit_home(&walk, reterr)) != 0)
                break;
    }
    pp_stmt_done(walk.homes);
    pp_stmt_done(walk.old);
    pp_ward_plans_done(&walk.before);
    pp_ward_plans_done(&walk.after);
    return rc;
}

#define DAYS_OF_PLAN \
    "SELECT first_day FROM publication WHERE plan_id = ?1 AND rolled_back_at IS NULL"

static int first_of(struct pp_db *db, const char *sql, int64_t plan_id, pp_day *ret_day,
                    struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, plan_id);
    rc = pp_stmt_step(stmt, reterr);
    return rc > 0 ? pp_day_parse(pp_column_text(stmt, 0), ret_day) : rc;
}

int pp_store_plan_first_day(struct pp_db *db, int64_t plan_id, pp_day *ret_day,
                            struct pp_error *reterr) {
    return first_of(db, DAYS_OF_PLAN " ORDER BY publication_id DESC LIMIT 1", plan_id, ret_day,
                    reterr);
}

int pp_store_plan_public_from(struct pp_db *db, int64_t plan_id, pp_day *ret_day,
                              struct pp_error *reterr) {
    return first_of(db, DAYS_OF_PLAN " ORDER BY first_day LIMIT 1", plan_id, ret_day, reterr);
}
