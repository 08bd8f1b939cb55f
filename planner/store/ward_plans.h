/* Which plan serves a ward on a day, asked once a ward. */
#ifndef PLANNER_STORE_WARD_PLANS_H
#define PLANNER_STORE_WARD_PLANS_H

#include <stddef.h>

#include "patchplan/store/publication.h"

struct pp_ward_plan {
    int64_t ward_id, plan_id;
};
/* All-zero but for `db` and `day` is ready. */
struct pp_ward_plans {
    struct pp_db *db;
    pp_day day;
    struct pp_ward_plan *wards;
    size_t n, cap;
};
void pp_ward_plans_done(struct pp_ward_plans *plans);

/* The plan in force there; 0: none. */
int pp_ward_plans_find(struct pp_ward_plans *plans, int64_t ward_id, int64_t team_id,
                       int64_t *ret_plan_id, struct pp_error *reterr) PP_CHECKED;

/* Is the plan published from `day` or before, and not taken back? Then what it does not serve does not change. */
int pp_store_plan_is_in_force(struct pp_db *db, int64_t plan_id, pp_day day, bool *ret_in_force,
                              struct pp_error *reterr) PP_CHECKED;

#endif
