/* Shapes from coordinates and bytes. */
#include <math.h>

#include "patchplan/core/alloc.h"
#include "planner/geo/state.h"

static GEOSCoordSequence *sequence(struct pp_geo *geo, const double *xy, size_t n, bool close) {
    GEOSCoordSequence *seq = GEOSCoordSeq_create_r(geo->geos, (unsigned)(n + close), 2);
    if (!seq)
        return NULL;
    for (size_t i = 0; i < n + close; i++)
        GEOSCoordSeq_setXY_r(geo->geos, seq, (unsigned)i, xy[2 * (i % n)], xy[2 * (i % n) + 1]);
    return seq;
}

static bool is_closed(const double *xy, size_t n) {
    return n > 1 && xy[0] == xy[2 * n - 2] && xy[1] == xy[2 * n - 1];
}

static GEOSGeometry *linear_ring(struct pp_geo *geo, const double *xy, size_t n) {
    GEOSCoordSequence *seq = sequence(geo, xy, n, !is_closed(xy, n));
    return seq ? GEOSGeom_createLinearRing_r(geo->geos, seq) : NULL;
}

GEOSGeometry *pp_geos_polygon(struct pp_geo *geo, const double *xy, size_t n) {
    GEOSGeometry *ring = linear_ring(geo, xy, n);
    return ring ? GEOSGeom_createPolygon_r(geo->geos, ring, NULL, 0) : NULL;
}

GEOSGeometry *pp_geos_line(struct pp_geo *geo, const double *xy, size_t n) {
    if (n == 1)
        return GEOSGeom_createPointFromXY_r(geo->geos, xy[0], xy[1]);
    GEOSCoordSequence *seq = sequence(geo, xy, n, false);
    return seq ? GEOSGeom_createLineString_r(geo->geos, seq) : NULL;
}

/* Of a mixed collection the union of its polygons. */
static GEOSGeometry *polygons_only_take(struct pp_geo *geo, GEOSGeometry *mixed) {
    GEOSGeometry *sum = GEOSGeom_createEmptyCollection_r(geo->geos, GEOS_MULTIPOLYGON);
    int n = GEOSGetNumGeometries_r(geo->geos, mixed);
    for (int i = 0; sum && i < n; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geo->geos, mixed, i);
        int type = GEOSGeomTypeId_r(geo->geos, part);
        if (type != GEOS_POLYGON && type != GEOS_MULTIPOLYGON)
            continue;
        GEOSGeometry *grown = GEOSUnion_r(geo->geos, sum, part);
        GEOSGeom_destroy_r(geo->geos, sum);
        sum = grown;
    }
    GEOSGeom_destroy_r(geo->geos, mixed);
    return sum;
}

static GEOSGeometry *make_valid(struct pp_geo *geo, const GEOSGeometry *geometry) {
    GEOSMakeValidParams *how = GEOSMakeValidParams_create_r(geo->geos);
    if (!how)
        return NULL;
    GEOSMakeValidParams_setMethod_r(geo->geos, how, GEOS_MAKE_VALID_STRUCTURE);
    GEOSMakeValidParams_setKeepCollapsed_r(geo->geos, how, 0);
    GEOSGeometry *mended = GEOSMakeValidWithParams_r(geo->geos, geometry, how);
    GEOSMakeValidParams_destroy_r(geo->geos, how);
    return mended;
}

GEOSGeometry *pp_geos_mend_take(struct pp_geo *geo, GEOSGeometry *geometry) {
    if (!geometry)
        return NULL;
    if (GEOSisValid_r(geo->geos, geometry) != 1) {
        GEOSGeometry *mended = make_valid(geo, geometry);
        GEOSGeom_destroy_r(geo->geos, geometry);
        geometry = mended;
    }
    if (geometry && GEOSGeomTypeId_r(geo->geos, geometry) == GEOS_GEOMETRYCOLLECTION)
        geometry = polygons_only_take(geo, geometry);
    return geometry;
}

static int check_finite(const double *xy, size_t n, struct pp_error *reterr) {
    for (size_t i = 0; i < n; i++)
        if (!isfinite(xy[2 * i]) || !isfinite(xy[2 * i + 1]))
            return pp_fail(reterr, PP_E_INPUT, "coordinate pair %zu is not a number", i + 1);
    return 0;
}

static size_t n_different(const double *xy, size_t n, size_t enough) {
    size_t found = 0;
    for (size_t i = 0; i < n && found < enough; i++) {
        bool seen = false;
        for (size_t k = 0; k < i && !seen && i < 64; k++)
            seen = xy[2 * k] == xy[2 * i] && xy[2 * k + 1] == xy[2 * i + 1];
        found += !seen;
    }
    return found;
}

static int check_ring(const struct pp_ring *ring, size_t ring_no, struct pp_error *reterr) {
    if (n_different(ring->xy, ring->n_points, 3) < 3)
        return pp_fail(reterr, PP_E_INPUT,
                       "ring %zu of a polygon has fewer than three different points", ring_no + 1);
    return check_finite(ring->xy, ring->n_points, reterr);
}

/* Takes the rings made so far, also on failure. */
static GEOSGeometry *polygon_from(struct pp_geo *geo, const struct pp_ring *rings, size_t n_rings,
                                  GEOSGeometry **holes) {
    size_t made = 0;
    GEOSGeometry *shell = linear_ring(geo, rings[0].xy, rings[0].n_points);
    while (shell && made + 1 < n_rings) {
        holes[made] = linear_ring(geo, rings[made + 1].xy, rings[made + 1].n_points);
        if (!holes[made])
            break;
        made++;
    }
    if (shell && made + 1 == n_rings)
        return GEOSGeom_createPolygon_r(geo->geos, shell, holes, (unsigned)made);
    for (size_t i = 0; i < made; i++)
        GEOSGeom_destroy_r(geo->geos, holes[i]);
    if (shell)
        GEOSGeom_destroy_r(geo->geos, shell);
    return NULL;
}

static int finish(struct pp_geo *geo, GEOSGeometry *geometry, struct pp_shape **ret_shape,
                  struct pp_error *reterr) {
    if (!geometry)
        return pp_geos_fail(geo, "make a shape of these coordinates", reterr);
    if (GEOSisEmpty_r(geo->geos, geometry)) {
        GEOSGeom_destroy_r(geo->geos, geometry);
        return pp_fail(reterr, PP_E_INPUT, "the shape covers no ground");
    }
    *ret_shape = pp_geos_shape(geometry);
    return 0;
}

int pp_shape_from_rings(struct pp_geo *geo, const struct pp_ring *rings, size_t n_rings,
                        struct pp_shape **ret_shape, struct pp_error *reterr) {
    if (n_rings == 0)
        return pp_fail(reterr, PP_E_INPUT, "a polygon without a ring");
    for (size_t i = 0; i < n_rings; i++) {
        int rc = check_ring(&rings[i], i, reterr);
        if (rc < 0)
            return rc;
    }
    PP_AUTO_FREE GEOSGeometry **holes = pp_alloc_array(n_rings, sizeof *holes);
    if (!holes)
        return pp_fail_nomem(reterr);
    GEOSGeometry *polygon = polygon_from(geo, rings, n_rings, holes);
    return finish(geo, pp_geos_mend_take(geo, polygon), ret_shape, reterr);
}

int pp_shape_from_line(struct pp_geo *geo, const double *xy, size_t n_points,
                       struct pp_shape **ret_shape, struct pp_error *reterr) {
    if (n_different(xy, n_points, 2) < 2)
        return pp_fail(reterr, PP_E_INPUT, "a line has fewer than two different points");
    int rc = check_finite(xy, n_points, reterr);
    return rc < 0 ? rc : finish(geo, pp_geos_line(geo, xy, n_points), ret_shape, reterr);
}

int pp_shape_from_points(struct pp_geo *geo, const double *xy, size_t n_points,
                         struct pp_shape **ret_shape, struct pp_error *reterr) {
    int rc = check_finite(xy, n_points, reterr);
    if (rc < 0)
        return rc;
    PP_AUTO_FREE GEOSGeometry **points = pp_alloc_array(n_points, sizeof *points);
    if (!points)
        return pp_fail_nomem(reterr);
    size_t made = 0;
    while (made < n_points && (points[made] = pp_geos_line(geo, xy + 2 * made, 1)))
        made++;
    if (made == n_points)
        return finish(
            geo,
            GEOSGeom_createCollection_r(geo->geos, GEOS_MULTIPOINT, points, (unsigned)n_points),
            ret_shape, reterr);
    while (made > 0)
        GEOSGeom_destroy_r(geo->geos, points[--made]);
    return pp_geos_fail(geo, "make points", reterr);
}

int pp_shape_from_wkb(struct pp_geo *geo, const unsigned char *data, size_t n,
                      struct pp_shape **ret_shape, struct pp_error *reterr) {
    GEOSGeometry *geometry = data ? GEOSGeomFromWKB_buf_r(geo->geos, data, n) : NULL;
    if (!geometry)
        return pp_fail(reterr, PP_E_FORMAT, "damaged geometry: %zu bytes that are no WKB", n);
    int type = GEOSGeomTypeId_r(geo->geos, geometry);
    if (type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON)
        geometry = pp_geos_mend_take(geo, geometry);
    return finish(geo, geometry, ret_shape, reterr);
}
