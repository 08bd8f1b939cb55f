/* What the files of this folder share: the context and the border to GEOS. */
#ifndef PLANNER_GEO_STATE_H
#define PLANNER_GEO_STATE_H

#include <geos_c.h>
#include <proj.h>

#include "patchplan/geo/geo.h"
#include "patchplan/geo/shape.h"

struct pp_geo {
    GEOSContextHandle_t geos;
    char geos_message[384]; /* what GEOS said last */
    PJ_CONTEXT *proj;       /* NULL until the first transformation */
    PJ *to_grid;
    char proj_message[384]; /* what PROJ said last */
};

/* struct pp_shape is never defined: it is a GEOSGeometry seen from outside. */
static inline GEOSGeometry *pp_geos(struct pp_shape *shape) { return (GEOSGeometry *)shape; }
static inline const GEOSGeometry *pp_geos_const(const struct pp_shape *shape) {
    return (const GEOSGeometry *)shape;
}
static inline struct pp_shape *pp_geos_shape(GEOSGeometry *geometry) {
    return (struct pp_shape *)geometry;
}

/* PP_E_LIBRARY with what GEOS said; `doing` completes "cannot ...". */
int pp_geos_fail(const struct pp_geo *geo, const char *doing, struct pp_error *reterr);

/* A closed polygon without holes from n pairs; closes it. NULL: see geos_message. */
GEOSGeometry *pp_geos_polygon(struct pp_geo *geo, const double *xy, size_t n);
/* The line or, for one point, the point of n pairs. */
GEOSGeometry *pp_geos_line(struct pp_geo *geo, const double *xy, size_t n);

/* The polygon parts of `geometry`, mended; consumes it. NULL: see geos_message. May be empty. */
GEOSGeometry *pp_geos_mend_take(struct pp_geo *geo, GEOSGeometry *geometry);

#endif
