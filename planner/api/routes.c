#include "planner/api/staff.h"

static const struct pp_route routes[] = {
    {PP_GET, "/", PP_MAY_LOOK_UP, pp_answer_home, "the box to look a place up", false, false},
    {PP_GET, "/find", PP_MAY_LOOK_UP, pp_answer_find, "whose patch a place is in", false, false},
    {PP_GET, "/patch/:id", PP_MAY_LOOK_UP, pp_answer_patch, "a patch and its officer", false,
     false},
    {PP_GET, PP_OUTLINES, PP_MAY_LOOK_UP, pp_answer_outlines,
     "the outlines of all patches, for a map", false, true},
    {PP_GET, "/sign-in", PP_MAY_LOOK_UP, pp_answer_sign_in_form, "the form", false, false},
    {PP_POST, "/sign-in", PP_MAY_LOOK_UP, pp_answer_sign_in, "begin a session", false, false},
    {PP_POST, "/sign-out", PP_MAY_SIGN_OUT, pp_answer_sign_out, "end it, or every one", false,
     false},
    {PP_GET, PP_ACCOUNT, PP_MAY_SIGN_OUT, pp_answer_account, "one's own account", false, false},
    {PP_POST, PP_ACCOUNT "/password", PP_MAY_SIGN_OUT, pp_answer_password, "change one's password",
     false, false},
    {PP_GET, "/staff", PP_MAY_SIGN_OUT, pp_answer_staff, "the task list", false, false},
    {PP_GET, "/plans", PP_MAY_READ_PLANS, pp_answer_plans, "all plans", false, false},
    {PP_GET, "/plans/draw", PP_MAY_DRAW, pp_answer_draw_form, "the form to draw patches", false,
     false},
    {PP_POST, "/plans/draw", PP_MAY_DRAW, pp_answer_draw, "draw them", false, false},
    {PP_GET, "/plans/compare", PP_MAY_READ_PLANS, pp_answer_compare,
     "two plans, or a plan and today", false, false},
    {PP_GET, "/plan/:name", PP_MAY_READ_PLANS, pp_answer_plan,
     "a plan: how good it is, its patches", false, false},
    {PP_GET, "/plan/:name/history", PP_MAY_READ_PLANS, pp_answer_plan_history,
     "what was changed in it by hand", false, false},
    {PP_GET, "/history", PP_MAY_READ_HISTORY, pp_answer_history, "who did what, when and why",
     false, false},
    {PP_GET, "/jobs", PP_MAY_RUN, pp_answer_jobs, "long work: what waits, runs and has ended",
     false, false},
    {PP_GET, "/jobs/:id", PP_MAY_RUN, pp_answer_job, "how far it has come", false, false},
    {PP_GET, "/jobs/:id/events", PP_MAY_RUN, pp_answer_job_events, "the same as it happens", false,
     false},
    {PP_POST, "/jobs/:id/stop", PP_MAY_RUN, pp_answer_job_stop, "stop it, keeping the best", false,
     false},
    {PP_GET, "/healthz", PP_MAY_LOOK_UP, pp_answer_health, "is the planning file readable", false,
     true},
};

const struct pp_route *pp_api_routes(size_t *ret_n) {
    *ret_n = sizeof routes / sizeof *routes;
    return routes;
}
