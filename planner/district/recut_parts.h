/* The operators of recut.c: each divides the ground of a region anew. */
#ifndef PLANNER_DISTRICT_RECUT_PARTS_H
#define PLANNER_DISTRICT_RECUT_PARTS_H

#include "patchplan/core/rng.h"
#include "planner/district/recut.h"
#include "planner/district/recut_region.h"

/* Another division of the whole city. Borrowed. */
struct pp_recut_lender {
    int n_units, n_patches;
    const int64_t *weight_milli;
    const int *patch_of;
};

struct pp_recut_task {
    enum pp_recut_kind kind;
    const struct pp_recut_effort *effort;
    struct pp_recut_lender lender; /* to borrow from */
    const struct pp_cancel *cancel;
    double until_s;    /* 0 = none */
    int64_t max_steps; /* 0 = none */
};

/* Start the region anew as the task says and anneal it for a moment. The best division seen, better than the
 * present or not, goes into region->patch_of. Two cases leave the present one there: the start promises to be
 * dearer by more than effort->screen, so nothing is annealed, or annealing falls behind the present division
 * and is given up. The moves tried are added to *n_steps in every case. */
int pp_recut_anneal(struct pp_region *region, const struct pp_recut_task *task, struct pp_rng *rng,
                    int64_t *n_steps, struct pp_error *reterr) PP_CHECKED;

/* A division of the region with one patch given up and set down elsewhere: the most promising of
 * `n_draws`. Whole, not inside the limits for certain. */
int pp_recut_relocate(const struct pp_region *region, int n_draws, struct pp_rng *rng,
                      int *ret_patch_of, struct pp_error *reterr) PP_CHECKED;

/* A division of the region like the lender's of the same ground. Whole, not inside the limits for certain, and
 * worth nothing where the lender has more middles or fewer there. */
int pp_recut_borrow(const struct pp_region *region, const struct pp_recut_lender *lender,
                    int *ret_patch_of, struct pp_error *reterr) PP_CHECKED;

#endif
