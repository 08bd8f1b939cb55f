/* Why a plan is as it is, for pages: what could not be done and the ways out, apart from what is only to be known. */
#ifndef PLANNER_SERVICE_PLAN_REASONS_H
#define PLANNER_SERVICE_PLAN_REASONS_H

#include "patchplan/core/plan.h"
#include "patchplan/json/json.h"

/* The options that a plan was drawn with, as its file has them: {"size":["280:300"]}; NULL: none are known. */
struct pp_json *pp_plan_options(const struct pp_plan *plan);
/* "name", "href", "againHref": the form to draw with what was asked for; "anyReasons", "reasons":[{"text","fix","press":
 * what to press for it, or null,"broken"}], "notes":[texts]. */
int pp_set_plan_reasons(const struct pp_plan *plan, struct pp_json *json) PP_CHECKED;

#endif
