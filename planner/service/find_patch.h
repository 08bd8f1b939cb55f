/* Patches by name, as people type them, and what lies beside them. */
#ifndef PLANNER_SERVICE_FIND_PATCH_H
#define PLANNER_SERVICE_FIND_PATCH_H

#include "patchplan/core/error.h"
#include "patchplan/core/plan.h"

/* The patch called `name`, whatever its capitals and blanks; -1 when there is none. */
int pp_patch_named(const struct pp_plan *plan, const char *name);

/* The same; PP_E_NOTFOUND with the nearest name. */
int pp_find_patch(const struct pp_plan *plan, const char *name, int *ret_patch_ix,
                  struct pp_error *reterr) PP_CHECKED;

/* Mark in `beside` (n_patches long, all false before) every patch that has a unit beside one of this patch. */
void pp_patches_beside(const struct pp_plan *plan, int patch_ix, bool *beside);

#endif
