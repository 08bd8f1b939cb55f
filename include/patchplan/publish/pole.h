/* The place inside a polygon that is farthest from its border: where a label stands best. */
#ifndef PATCHPLAN_PUBLISH_POLE_H
#define PATCHPLAN_PUBLISH_POLE_H

#include "patchplan/geo/shape.h"

/* Distance from a point to the nearest border of the polygon; negative outside. -INFINITY when there is no
 * ring. O(corners). */
double pp_rings_clearance(const struct pp_rings *rings, double x, double y);

/* A point whose clearance is within `precision` of the largest possible.
 *
 * Squares that cover the polygon wait in a heap by the most clearance they could hold (clearance of the
 * middle + half the diagonal); the most promising is cut in four until no square can be better than the best
 * by more than `precision`. Cost: a few hundred clearances. false: no polygon, or memory ran out. */
bool pp_rings_pole(const struct pp_rings *rings, double precision, double *ret_x, double *ret_y,
                   double *ret_clearance);

#endif
