#include "patchplan/geo/shape.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/geo/state.h"

void pp_wkb_done(struct pp_wkb *wkb) {
    pp_free(wkb->data);
    *wkb = (struct pp_wkb){0};
}

void pp_shape_free(struct pp_geo *geo, struct pp_shape *shape) {
    if (shape)
        GEOSGeom_destroy_r(geo->geos, pp_geos(shape));
}

double pp_shape_area_m2(struct pp_geo *geo, const struct pp_shape *shape) {
    double area_m2 = 0;
    return GEOSArea_r(geo->geos, pp_geos_const(shape), &area_m2) ? area_m2 : NAN;
}

bool pp_shape_box(struct pp_geo *geo, const struct pp_shape *shape, struct pp_box *ret_box) {
    const GEOSGeometry *g = pp_geos_const(shape);
    struct pp_box box;
    if (GEOSisEmpty_r(geo->geos, g) || !GEOSGeom_getXMin_r(geo->geos, g, &box.min_x) ||
        !GEOSGeom_getXMax_r(geo->geos, g, &box.max_x) ||
        !GEOSGeom_getYMin_r(geo->geos, g, &box.min_y) ||
        !GEOSGeom_getYMax_r(geo->geos, g, &box.max_y))
        return false;
    *ret_box = box;
    return true;
}

bool pp_shape_covers_point(struct pp_geo *geo, const struct pp_shape *shape, double x, double y) {
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(geo->geos, x, y);
    if (!point)
        return false;
    bool covers = GEOSIntersects_r(geo->geos, pp_geos_const(shape), point) == 1;
    GEOSGeom_destroy_r(geo->geos, point);
    return covers;
}

int pp_shape_to_wkb(struct pp_geo *geo, const struct pp_shape *shape, struct pp_wkb *ret_wkb,
                    struct pp_error *reterr) {
    GEOSWKBWriter *writer = GEOSWKBWriter_create_r(geo->geos);
    if (!writer)
        return pp_fail_nomem(reterr);
    GEOSWKBWriter_setFlavor_r(geo->geos, writer, GEOS_WKB_ISO);
    GEOSWKBWriter_setByteOrder_r(geo->geos, writer, GEOS_WKB_NDR);
    GEOSWKBWriter_setOutputDimension_r(geo->geos, writer, 2);
    size_t n = 0;
    unsigned char *bytes = GEOSWKBWriter_write_r(geo->geos, writer, pp_geos_const(shape), &n);
    GEOSWKBWriter_destroy_r(geo->geos, writer);
    if (!bytes)
        return pp_geos_fail(geo, "write a shape as bytes", reterr);
    unsigned char *copy = pp_alloc_array(n, 1);
    if (copy)
        memcpy(copy, bytes, n);
    GEOSFree_r(geo->geos, bytes);
    if (!copy)
        return pp_fail_nomem(reterr);
    *ret_wkb = (struct pp_wkb){.data = copy, .n = n};
    return 0;
}
