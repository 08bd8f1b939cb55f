#include "patchplan/publish/shapes.h"

#include "patchplan/core/alloc.h"

void pp_patch_shapes_done(struct pp_patch_shapes *shapes) {
    for (int p = 0; p < shapes->n_patches; p++) {
        if (shapes->wkb)
            pp_wkb_done(&shapes->wkb[p]);
        if (shapes->rings)
            pp_rings_done(&shapes->rings[p]);
    }
    pp_free(shapes->wkb);
    pp_free(shapes->rings);
    *shapes = (struct pp_patch_shapes){0};
}

/* The cells of patch p, borrowed, into `cells`; returns how many. */
static size_t gather_cells(const struct pp_plan *plan, int p, struct pp_wkb *cells) {
    size_t n = 0;
    for (int u = 0; u < plan->n_units; u++)
        if (plan->patch_of_unit[u] == p && plan->units[u].cell_wkb)
            cells[n++] = (struct pp_wkb){(unsigned char *)(uintptr_t)plan->units[u].cell_wkb,
                                         plan->units[u].n_cell_wkb};
    if (n == 0)
        cells[n++] = (struct pp_wkb){0}; /* its union is the empty MultiPolygon */
    return n;
}

int pp_patch_shapes_build(struct pp_geo *geo, const struct pp_plan *plan,
                          struct pp_patch_shapes *ret_shapes, struct pp_error *reterr) {
    return pp_patch_shapes_build_some(geo, plan, NULL, ret_shapes, reterr);
}

int pp_patch_shapes_build_some(struct pp_geo *geo, const struct pp_plan *plan, const bool *wanted,
                               struct pp_patch_shapes *ret_shapes, struct pp_error *reterr) {
    PP_AUTO_SHAPES struct pp_patch_shapes shapes = {.n_patches = plan->n_patches};
    size_t n_patches = (size_t)plan->n_patches;
    PP_AUTO_FREE struct pp_wkb *cells = pp_alloc_array((size_t)plan->n_units + 1, sizeof *cells);
    shapes.wkb = pp_alloc_array(n_patches + 1, sizeof *shapes.wkb);
    shapes.rings = pp_alloc_array(n_patches + 1, sizeof *shapes.rings);
    if (!cells || !shapes.wkb || !shapes.rings)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches; p++) {
        if (wanted && !wanted[p])
            continue;
        size_t n = gather_cells(plan, p, cells);
        int rc = pp_geo_union_wkb(geo, cells, n, &shapes.wkb[p], reterr);
        if (!rc)
            rc = pp_rings_read(shapes.wkb[p].data, shapes.wkb[p].n, &shapes.rings[p], reterr);
        if (rc)
            return rc;
    }
    *ret_shapes = shapes;
    shapes = (struct pp_patch_shapes){0};
    return 0;
}
