/* The ground of each patch: the union of its units' cells. */
#ifndef PATCHPLAN_PUBLISH_SHAPES_H
#define PATCHPLAN_PUBLISH_SHAPES_H

#include "patchplan/core/plan.h"
#include "patchplan/geo/shape.h"

struct pp_patch_shapes {
    int n_patches;
    struct pp_wkb *wkb;     /* by patch_ix; Polygon or MultiPolygon in EPSG:27700, may be empty */
    struct pp_rings *rings; /* the same, as RFC 7946 winds them */
};

/* One union a patch, in well under a second for a city. Units without a cell are left out. */
int pp_patch_shapes_build(struct pp_geo *geo, const struct pp_plan *plan,
                          struct pp_patch_shapes *ret_shapes, struct pp_error *reterr) PP_CHECKED;
/* Only of the patches with `wanted` (n_patches long; NULL: all); the others have no rings. */
int pp_patch_shapes_build_some(struct pp_geo *geo, const struct pp_plan *plan, const bool *wanted,
                               struct pp_patch_shapes *ret_shapes,
                               struct pp_error *reterr) PP_CHECKED;
void pp_patch_shapes_done(struct pp_patch_shapes *shapes);
#define PP_AUTO_SHAPES __attribute__((cleanup(pp_patch_shapes_done)))

#endif
