/* What a proposed publication would do, for whoever decides on it. */
#ifndef PLANNER_SERVICE_STAFF_PROPOSAL_H
#define PLANNER_SERVICE_STAFF_PROPOSAL_H

#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/service/stage.h"

struct pp_proposal {
    const char *plan;
    int64_t plan_id;
    pp_day first_day, today;
    struct pp_stage stage;
};

/* On a page:
 *   "patches":[{"id","href","officers" null: nobody,"homes","ofAll" null: all of them,"newOfficer"}],"anyCut",   of the stage, by name
 *   "sizes":[{"text","href"}],"anySizes","rules":["..."],       patches outside their limits, most beyond first; other
 *                                                               rules that gave, of the whole plan
 *   "elsewhere": what stays as it is, null: nothing,"noRoster": a warning, null: it has one
 * O(homes of the plan). */
int pp_tell_proposal(struct pp_db *db, const struct pp_proposal *proposal, struct pp_json *page,
                     struct pp_error *reterr) PP_CHECKED;

#endif
