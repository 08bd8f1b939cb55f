/* The ground of patches for anyone to see on a map: no corner tells where a home is. */
#ifndef PATCHPLAN_PUBLISH_OUTLINE_H
#define PATCHPLAN_PUBLISH_OUTLINE_H

#include "patchplan/json/json.h"
#include "patchplan/publish/shapes.h"

enum {
    PP_OUTLINE_GRID_M = 20,         /* corners lie on this grid */
    PP_OUTLINE_SMALLEST_M2 = 10000, /* pieces and holes below this are left out */
    PP_OUTLINE_COLOURS = 6
};

/* One ring (n_points pairs, closed or not) with its corners on the grid and without those that say nothing: doubled, on
 * a straight line, there and back. Both sides of a border are rounded alike, so that neighbours still meet. Into
 * `ret_xy` (room for 2 x n_points) in metres, not closed; gives how many points, 0 when nothing worth showing is left. */
size_t pp_outline_round(const double *xy, size_t n_points, int64_t *ret_xy);

/* Add to `patches`, for each patch with `wanted` (n_patches long):
 *   {"id","colour":0..5,"label":[x,y],"rings":[[x,y,x,y,...],...]}
 * in metres of EPSG:27700; inside is what an odd number of rings go round. No two that touch have the same colour.
 * Patches without ground are left out. */
int pp_outlines_add(const struct pp_plan *plan, const struct pp_patch_shapes *shapes,
                    const bool *wanted, struct pp_json *patches,
                    struct pp_error *reterr) PP_CHECKED;

#endif
