/* Colours for patches on a map: no two that touch have the same. */
#ifndef PATCHPLAN_PUBLISH_COLOURING_H
#define PATCHPLAN_PUBLISH_COLOURING_H

#include "patchplan/core/plan.h"
#include "patchplan/publish/shapes.h"

/* Which patches touch, in compressed rows: patch p touches neighbour[first[p]] .. [first[p+1]-1],
 * ascending. */
struct pp_touching {
    int n_patches;
    int *first;
    int *neighbour;
};

/* Patches touch when two of their units are neighbours, or when their shapes share two corners or more
 * (on both sides of a barrier units are no neighbours, yet the eye sees them side by side). `shapes` may be
 * NULL. O(corners log corners). */
int pp_touching_build(const struct pp_plan *plan, const struct pp_patch_shapes *shapes,
                      struct pp_touching *ret_touching, struct pp_error *reterr) PP_CHECKED;
void pp_touching_done(struct pp_touching *touching);

/* One of `n_colours` for each patch (`ret_colour`, n_patches long).
 *
 * Take away a patch with fewest remaining neighbours, again and again; put them back in reverse, each with
 * the colour least used among those its neighbours do not have (smallest-last greedy: Matula and Beck,
 * J. ACM 30, 1983). A map in the plane always has a patch with at most five neighbours, so six colours
 * suffice for it; should `n_colours` not suffice, the colour fewest neighbours have is taken. Deterministic.
 * O(patches^2), nothing for a city. */
int pp_colour_patches(const struct pp_touching *touching, int n_colours, int *ret_colour,
                      struct pp_error *reterr) PP_CHECKED;
/* The same with colours that stand already (`colour`, n_patches long; -1: none yet), of which as many are kept as can be:
 * of two patches that touch and have the same, the one with more such neighbours changes, to the colour least used among
 * those its neighbours do not have; where it has none to change to, the other one does. Should neither do, all are
 * chosen anew. O(patches x neighbours). */
int pp_colour_patches_again(const struct pp_touching *touching, int n_colours, int *colour,
                            struct pp_error *reterr) PP_CHECKED;

#endif
