/* Writing plain WKB by hand, where GEOS would be slow. */
#ifndef PLANNER_GEO_WKB_H
#define PLANNER_GEO_WKB_H

#include "patchplan/geo/shape.h"

/* A polygon of one ring of n pairs (not closed; it is closed here). */
int pp_wkb_from_ring(const double *xy, size_t n, struct pp_wkb *ret_wkb,
                     struct pp_error *reterr) PP_CHECKED;

#endif
