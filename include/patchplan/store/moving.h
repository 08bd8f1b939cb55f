/* Streets whose homes change patch between two plans, or from today. */
#ifndef PATCHPLAN_STORE_MOVING_H
#define PATCHPLAN_STORE_MOVING_H

#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"

struct pp_moving_street {
    const char *street; /* "" where a home has none */
    const char *from, *to;
    int64_t n_homes;
};
/* Homes that are in `from` by the plan `before_id` (0: by what holds on `today`) and in `to` by the plan `plan_id`; by street,
 * from, to; in `arena`. Homes that only one of them knows are left out. */
int pp_store_moving_streets(struct pp_db *db, int64_t plan_id, int64_t before_id, pp_day today,
                            struct pp_arena *arena, struct pp_moving_street **ret_streets,
                            size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

#endif
