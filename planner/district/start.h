/* A first division: seeds spread by chance, then prices that balance, centres that follow, pieces
 * joined. */
#ifndef PLANNER_DISTRICT_START_H
#define PLANNER_DISTRICT_START_H

#include "patchplan/core/rng.h"
#include "patchplan/district/problem.h"

/* Every unit gets a patch, no patch is empty, pinned units are in theirs; patches are connected
 * wherever the neighbours allow it. Loads are near the limits, not inside for certain. O(rounds x
 * units x 15). */
int pp_start_make(const struct pp_problem *problem, struct pp_rng *rng, int *ret_patch_of,
                  struct pp_error *reterr) PP_CHECKED;

/* Make any division whole: units without a patch (-1) get one, each patch keeps its heaviest piece
 * (or the pinned one), other pieces go to neighbouring patches, empty patches get a unit. */
int pp_start_connect(const struct pp_problem *problem, int *patch_of,
                     struct pp_error *reterr) PP_CHECKED;

#endif
