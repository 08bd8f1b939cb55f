/* The operators of recut.c: each divides the ground of a region anew. */
#ifndef PLANNER_DISTRICT_RECUT_PARTS_H
#define PLANNER_DISTRICT_RECUT_PARTS_H

#include "patchplan/core/rng.h"
#include "planner/district/recut.h"
#include "planner/district/recut_region.h"

struct pp_recut_limits {
    const struct pp_cancel *cancel;
    double until_s;    /* 0 = none */
    int64_t max_steps; /* 0 = none */
};

/* Anneal the region for a moment, from its present division or (n_starts > 0) from a new start. The best
 * division seen goes into region->patch_of, the moves tried are added to *n_steps. */
int pp_recut_anneal(struct pp_region *region, const struct pp_recut_effort *effort,
                    const struct pp_recut_limits *limits, struct pp_rng *rng, int64_t *n_steps,
                    struct pp_error *reterr) PP_CHECKED;

#endif
