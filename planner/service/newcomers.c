#include "planner/service/newcomers.h"

#include "patchplan/core/alloc.h"
#include "planner/service/given.h"

int pp_newcomers_take_in(struct pp_drawing *d, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan before = {0};
    PP_AUTO(pp_given_done) struct pp_given given = {0};
    int rc = pp_given_now(d, &before, &given, reterr);
    given.fill = true;
    given.request = d->request;
    return rc ? rc : pp_given_draw(&d->ground, &given, &d->arena, reterr);
}
