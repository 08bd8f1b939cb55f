#include "patchplan/service/allocate.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/service/change_cap.h"
#include "planner/service/drawing.h"
#include "planner/service/newcomers.h"
#include "planner/service/solve.h"

void pp_allocate_request_default(struct pp_allocate_request *ret_request) {
    *ret_request = (struct pp_allocate_request){
        .plan_name = "draft",
        .rules = {280000, 300000, PP_WITHIN_TEAM, PP_COST_DISTANCE, 250, 100},
        .time_limit_s = 30,
        .seed = 1,
    };
}

static int divide(struct pp_drawing *d, struct pp_error *reterr) {
    const struct pp_allocate_request *request = d->request;
    struct pp_divide_options defaults;
    pp_divide_options_default(&defaults);
    struct pp_solve solve = {
        .request = request,
        .whole = &d->whole,
        .base = &d->base,
        .deadline_s = pp_drawing_deadline_s(d),
        .max_steps = request->max_steps,
        .bound_share = defaults.bound_share,
    };
    int rc = pp_solve_parts(&solve, &d->parts, d->plan->patch_of_unit, &d->outcome, reterr);
    request->cancel->deadline_s = 0; /* what is found is saved, also past the limit */
    return rc;
}

static int draw_anew(struct pp_drawing *d, struct pp_error *reterr) {
    int rc = pp_drawing_lay_ground(d, reterr);
    if (!rc)
        rc = pp_drawing_pose(d, reterr);
    if (!rc)
        rc = pp_change_cap_settle(d, reterr);
    if (!rc)
        rc = d->most_changing < 0 ? divide(d, reterr) : pp_change_cap_divide(d, reterr);
    return rc ? rc : pp_drawing_judge(d, reterr);
}

int pp_service_allocate(struct pp_db *db, const struct pp_allocate_request *request,
                        struct pp_plan *ret_plan, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO(pp_drawing_done) struct pp_drawing d = pp_drawing_of(db, request, &plan);
    int rc = pp_drawing_refuse_published(db, request->plan_name, reterr);
    if (!rc)
        rc = pp_drawing_load(&d, reterr);
    if (!rc)
        rc = request->new_only ? pp_newcomers_take_in(&d, reterr) : draw_anew(&d, reterr);
    if (!rc)
        rc = pp_drawing_save(&d, reterr);
    if (rc)
        return rc;
    *ret_plan = plan;
    plan = (struct pp_plan){0};
    return 0;
}
