/* Units without a patch join one, and nothing else moves: new homes through the year. */
#ifndef PATCHPLAN_DISTRICT_FILL_H
#define PATCHPLAN_DISTRICT_FILL_H

#include "patchplan/district/problem.h"

struct pp_filling {
    int n_filled; /* units that found a patch */
    int n_over;   /* of these: in no neighbouring patch was there room inside its limits */
    int n_apart;  /* of these: no neighbour leads to any patch; they went to the nearest middle */
};

/* Give every unit with patch -1 a patch. In waves from the patches outwards, heaviest unit first: of the
 * patches of its neighbours the one where weight x distance to the middle is least, among those that stay at
 * or under their upper limit; when none does, the one that goes over by least. Middles are those before the
 * filling. At least one unit must have a patch. Deterministic; O(units x waves + sum of squared patch sizes). */
int pp_fill_units(const struct pp_problem *problem, int *patch_of_unit,
                  struct pp_filling *ret_filling, struct pp_error *reterr) PP_CHECKED;

#endif
