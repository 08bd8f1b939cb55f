#include "planner/service/newcomers.h"

#include "patchplan/core/alloc.h"
#include "planner/service/given.h"

/* The rules of the plan that is filled up, but for those that were told. */
static void take_rules(struct pp_drawing *d, const struct pp_rules *before) {
    struct pp_rules told = d->plan->rules;
    d->plan->rules = *before;
    if (d->request->within_told)
        d->plan->rules.within = told.within;
    if (d->request->size_told) {
        d->plan->rules.min_milli = told.min_milli;
        d->plan->rules.max_milli = told.max_milli;
    }
}

int pp_newcomers_take_in(struct pp_drawing *d, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan before = {0};
    PP_AUTO(pp_given_done) struct pp_given given = {0};
    enum pp_plan_choice choice = PP_PLAN_NAMED;
    struct pp_error no_plan = {0};
    int rc = pp_store_plan_load(d->ground.db, d->request->from, &before, &choice, &no_plan);
    if (rc == PP_E_NOTFOUND && !d->request->from)
        rc = 0;
    if (rc && reterr)
        *reterr = no_plan;
    if (rc)
        return rc;
    /* a draft nobody named is not where people live */
    bool has_before = before.plan_id && choice != PP_PLAN_NEWEST;
    if (has_before)
        take_rules(d, &before.rules);
    rc = pp_given_from(&d->ground, has_before ? &before : NULL, &given, reterr);
    given.fill = true;
    given.request = d->request;
    return rc ? rc : pp_given_draw(&d->ground, &given, &d->arena, reterr);
}
