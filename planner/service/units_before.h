/* Where the blocks and postcode groups of a plan were before: by another plan, or by what holds today. */
#ifndef PLANNER_SERVICE_UNITS_BEFORE_H
#define PLANNER_SERVICE_UNITS_BEFORE_H

#include "patchplan/core/date.h"
#include "patchplan/core/plan.h"
#include "patchplan/db/db.h"

struct pp_unit_before {
    const char *patch; /* by name; NULL: it was in none, or is not known there */
    bool changes;
};
/* One for each unit of `plan`, in `arena`. `against` NULL: what holds on `today`; a unit counts by most of
 * its homes, and one that is in no patch today does not change. Of another plan, a unit that it does not know does. */
int pp_units_before(struct pp_db *db, const struct pp_plan *plan, const char *against, pp_day today,
                    struct pp_arena *arena, struct pp_unit_before **ret_before,
                    struct pp_error *reterr) PP_CHECKED;

#endif
