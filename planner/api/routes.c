#include "planner/api/api.h"

static const struct pp_route routes[] = {
    {PP_GET, "/", PP_MAY_LOOK_UP, pp_answer_home, "the box to look a place up", false, false},
    {PP_GET, "/find", PP_MAY_LOOK_UP, pp_answer_find, "whose patch a place is in", false, false},
    {PP_GET, "/patch/:id", PP_MAY_LOOK_UP, pp_answer_patch, "a patch and its officer", false,
     false},
    {PP_GET, "/healthz", PP_MAY_LOOK_UP, pp_answer_health, "is the planning file readable", false,
     true},
};

const struct pp_route *pp_api_routes(size_t *ret_n) {
    *ret_n = sizeof routes / sizeof *routes;
    return routes;
}
