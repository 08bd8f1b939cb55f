/* What a new drawing takes over from before: locked patches, pinned units, a division to start from. */
#ifndef PLANNER_SERVICE_BASE_H
#define PLANNER_SERVICE_BASE_H

#include "patchplan/core/names.h"
#include "patchplan/service/allocate.h"
#include "planner/service/ground.h"

struct pp_base {
    bool has_plan;
    bool is_start;       /* --from: a division to start from, not only locks and pins */
    bool keeps_names;    /* new patches keep its names where they overlap most */
    struct pp_plan plan; /* owned: --from, else the draft about to be replaced */
    int *patch_of_unit;  /* per new unit: its patch in that plan, or -1; in the new plan's arena */
    int *lock_of_unit;   /* per new unit: number of its locked patch, or -1 */
    const char **lock_names;
    int n_locks;
    const struct pp_names *taken; /* names of patches that are not drawn here; NULL = none */
    int *
        pin_of_unit; /* per new unit: base patch it is pinned to, or -1; NULL = nothing is pinned */
};
void pp_base_done(struct pp_base *base);

/* Find it all. PP_E_NOTFOUND: no such plan, or a lock that names no patch of it or of today. */
int pp_base_find(struct pp_ground *ground, const struct pp_allocate_request *request,
                 struct pp_base *ret_base, struct pp_error *reterr) PP_CHECKED;

#endif
