/* A division to start from that leaves as many homes as it can in the patch they have today. */
#ifndef PATCHPLAN_DISTRICT_TODAY_H
#define PATCHPLAN_DISTRICT_TODAY_H

#include "patchplan/district/problem.h"

/* Every unit stays with the label (problem->current) that most of it has, so far as there are patches: with fewer
 * patches than labels the lightest labels are dissolved; with more, new patches are grown where today's hold more
 * than they need, closest together first. Pinned units keep their number. Units that no label claims get -1, a
 * patch may be in pieces or empty and loads may be outside the limits: the search heals such a start
 * (pp_divide_options.start). O(units x log x units of a patch) and as much again for each new patch that gets in the
 * way of others. Deterministic. */
int pp_today_divide(const struct pp_problem *problem, int *ret_patch_of,
                    struct pp_error *reterr) PP_CHECKED;

#endif
