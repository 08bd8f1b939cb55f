/* The ground of patches for a map in a browser: corners on a grid, coarse enough for anyone that none tells where a
 * home is. */
#ifndef PATCHPLAN_PUBLISH_OUTLINE_H
#define PATCHPLAN_PUBLISH_OUTLINE_H

#include "patchplan/json/json.h"
#include "patchplan/publish/shapes.h"

enum {
    PP_OUTLINE_GRID_M = 20,     /* for anyone */
    PP_OUTLINE_FINE_GRID_M = 5, /* for staff, who see blocks beside it */
    PP_OUTLINE_COLOURS = 6
};
/* Pieces and holes below so many square metres are left out: a hectare for anyone. */
#define PP_OUTLINE_SMALLEST(grid_m) (25 * (int64_t)(grid_m) * (grid_m))

/* One ring (n_points pairs, closed or not) with its corners on a grid and without those that say nothing: doubled, on
 * a straight line, there and back. Both sides of a border are rounded alike, so that neighbours still meet. Into
 * `ret_xy` (room for 2 x n_points) in metres, not closed; gives how many points, 0 when nothing worth showing is left. */
size_t pp_outline_round(const double *xy, size_t n_points, int grid_m, int64_t *ret_xy);

/* The rings worth showing, [[x,y,x,y,...],...] as below; owned by the caller, NULL: no memory. */
struct pp_json *pp_outline_json(const struct pp_rings *rings, int grid_m);

/* Colours by patch, no two that touch alike: kept from `colours` (n_patches long; -1: none yet) where they can be, and
 * written there. */
int pp_outlines_colour(const struct pp_plan *plan, const struct pp_patch_shapes *shapes,
                       int *colours, struct pp_error *reterr) PP_CHECKED;

/* Add to `patches`, for each patch with `wanted` (n_patches long):
 *   {"id","colour":0..5,"label":[x,y],"rings":[[x,y,x,y,...],...]}
 * in metres of EPSG:27700; inside is what an odd number of rings go round. Patches without ground are left out. */
struct pp_outline_wish {
    const bool *wanted;
    const int *colours; /* by patch */
    int grid_m;
};
int pp_outlines_add(const struct pp_plan *plan, const struct pp_patch_shapes *shapes,
                    const struct pp_outline_wish *wish, struct pp_json *patches,
                    struct pp_error *reterr) PP_CHECKED;

#endif
