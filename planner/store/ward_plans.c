#include "planner/store/on_day.h"
#include "planner/store/ward_plans.h"

#include "patchplan/core/alloc.h"

void pp_ward_plans_done(struct pp_ward_plans *plans) {
    pp_free(plans->wards);
    *plans = (struct pp_ward_plans){0};
}

int pp_ward_plans_find(struct pp_ward_plans *plans, int64_t ward_id, int64_t team_id,
                       int64_t *ret_plan_id, struct pp_error *reterr) {
    for (size_t i = plans->n; i-- > 0;)
        if (plans->wards[i].ward_id == ward_id) {
            *ret_plan_id = plans->wards[i].plan_id;
            return 0;
        }
    struct pp_ward_plan ward = {.ward_id = ward_id};
    int rc = pp_store_plan_in_force(plans->db, team_id, ward_id, plans->day, &ward.plan_id, reterr);
    if (!rc)
        rc = pp_reserve(&plans->wards, &plans->cap, plans->n + 1, sizeof ward, reterr);
    if (rc)
        return rc;
    plans->wards[plans->n++] = ward;
    *ret_plan_id = ward.plan_id;
    return 0;
}

int pp_store_plan_is_in_force(struct pp_db *db, int64_t plan_id, pp_day day, bool *ret_in_force,
                              struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_prepare_on_day(db,
                               "SELECT 1 FROM publication WHERE plan_id = ?1 AND first_day <= ?2"
                               " AND rolled_back_at IS NULL",
                               plan_id, day, &stmt, reterr);
    if (rc)
        return rc;
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_in_force = rc > 0;
    return 0;
}
