#include "patchplan/service/allocate.h"

#include "patchplan/core/alloc.h"
#include "planner/service/drawing.h"
#include "planner/service/newcomers.h"
#include "planner/service/teams_only.h"

void pp_allocate_request_default(struct pp_allocate_request *ret_request) {
    *ret_request = (struct pp_allocate_request){
        .plan_name = "draft",
        .rules = {280000, 300000, PP_WITHIN_TEAM, PP_COST_DISTANCE, 250, 100},
        .time_limit_s = 30,
        .seed = 1,
    };
}

static int draw_anew(struct pp_drawing *d, struct pp_error *reterr) {
    int rc = pp_drawing_lay_ground(d, reterr);
    if (!rc)
        rc = pp_drawing_pose(d, reterr);
    return rc ? rc : pp_drawing_divide(d, reterr);
}

static int refuse_together(const struct pp_allocate_request *request, struct pp_error *reterr) {
    if (request->new_only &&
        (request->n_teams > 0 || request->most_changing.told || request->posts))
        return pp_fail(
            reterr, PP_E_USAGE,
            "--new-only moves nobody: it does not go with --teams, --max-change or --posts");
    if (request->n_teams > 0 && request->posts)
        return pp_fail(reterr, PP_E_USAGE, "--teams does not go with --posts");
    return 0;
}

int pp_service_allocate(struct pp_db *db, const struct pp_allocate_request *request,
                        struct pp_plan *ret_plan, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO(pp_drawing_done) struct pp_drawing d = pp_drawing_of(db, request, &plan);
    int rc = refuse_together(request, reterr);
    if (!rc)
        rc = pp_drawing_refuse_published(db, request->plan_name, reterr);
    if (!rc)
        rc = pp_drawing_load(&d, reterr);
    if (!rc)
        rc = request->new_only      ? pp_newcomers_take_in(&d, reterr)
             : request->n_teams > 0 ? pp_teams_redraw(&d, reterr)
                                    : draw_anew(&d, reterr);
    if (!rc)
        rc = pp_drawing_save(&d, reterr);
    if (rc)
        return rc;
    *ret_plan = plan;
    plan = (struct pp_plan){0};
    return 0;
}
