/* The patches of a plan as a table: of one team or all, in an order, a page at a time. */
#ifndef PLANNER_SERVICE_PLAN_PATCHES_H
#define PLANNER_SERVICE_PLAN_PATCHES_H

#include "patchplan/core/plan.h"
#include "patchplan/json/json.h"
#include "patchplan/service/staff.h"

/* Set "table", as pp_service_plan_page() tells it; `officers` by patch. PP_E_NOTFOUND: no such team. PP_E_NOMEM. */
int pp_set_plan_patches(const struct pp_plan *plan, const char *const *officers,
                        const struct pp_plan_view *view, struct pp_json *page,
                        struct pp_error *reterr) PP_CHECKED;

#endif
