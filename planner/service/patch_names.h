/* What patches are called and who leads them. */
#ifndef PLANNER_SERVICE_PATCH_NAMES_H
#define PLANNER_SERVICE_PATCH_NAMES_H

#include "patchplan/service/measure.h"
#include "planner/service/base.h"
#include "planner/service/ground.h"
#include "planner/service/parts.h"

/* Give every patch of the plan a name and a lead, and put the patches in the order of team and name.
 *
 * Names carry over: locked patches keep theirs; a patch with pinned units keeps the name of the patch they
 * are pinned to; then the one-to-one matching of new to current patches that keeps most weight; then the same
 * matching with the other patches of the plan before, where its names are kept. All others get the next free
 * number of their team, "North East 3" ("Patch 3" where there are no teams). Leads go with the name: those of
 * the plan started from, else today's officers; a job share has two.
 * `parts` and `base` may be NULL: no locks, no pins. */
int pp_name_patches(struct pp_ground *ground, const struct pp_plan_problem *whole,
                    const struct pp_parts *parts, const struct pp_base *base,
                    struct pp_error *reterr) PP_CHECKED;

/* Homes that would change patch, under the names that pp_name_patches() would give this division of the plan's
 * units. Changes nothing. */
int pp_count_changing(const struct pp_ground *ground, const struct pp_plan_problem *whole,
                      const struct pp_parts *parts, const struct pp_base *base,
                      const int *patch_of_unit, int64_t *ret_n, struct pp_error *reterr) PP_CHECKED;

/* Leads alone, by the names the patches have. */
int pp_lead_patches(struct pp_ground *ground, const struct pp_plan *before,
                    struct pp_error *reterr) PP_CHECKED;

/* Sort the patches by team, then by name in natural order; patch_of_unit follows. */
int pp_put_patches_in_order(struct pp_plan *plan, struct pp_error *reterr) PP_CHECKED;

#endif
