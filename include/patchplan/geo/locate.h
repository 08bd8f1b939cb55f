/* Which of many polygons holds a point, or is nearest to it. Pure C on flat arrays; no GEOS, no
 * context. */
#ifndef PATCHPLAN_GEO_LOCATE_H
#define PATCHPLAN_GEO_LOCATE_H

#include "patchplan/geo/shape.h"

struct pp_locator;

/* Index `n` polygons (NULL data: that one is never found). Barriers may be NULL, 0: lines that
 * "nearest" does not reach across while there is another way. The bytes need not outlive the call.
 * O(points log points), a few milliseconds for 2,500 cells. */
int pp_locator_new(const struct pp_wkb *polygons, size_t n, const struct pp_wkb *barriers,
                   size_t n_barriers, struct pp_locator **ret_locator,
                   struct pp_error *reterr) PP_CHECKED;
void pp_locator_free(struct pp_locator *locator);
void pp_locator_auto_free(struct pp_locator **locator);
#define PP_AUTO_LOCATOR __attribute__((cleanup(pp_locator_auto_free)))

/* The lowest index of a polygon that holds the point (its border counts), or -1. A few
 * microseconds. */
int pp_locator_holding(const struct pp_locator *locator, double x, double y);
/* Every polygon that holds the point, ascending, up to `cap`; returns how many there are. */
int pp_locator_all_holding(const struct pp_locator *locator, double x, double y, int *ret_ix,
                           int cap);
/* The polygon that holds the point, else the nearest that can be reached straight without crossing
 * a barrier, else the nearest; -1 only when there is none at all. Ties: the lowest index. */
int pp_locator_nearest(const struct pp_locator *locator, double x, double y,
                       double *ret_distance_m);

/* Does the straight line from a to b meet a barrier (touching counts)? */
bool pp_locator_crosses_barrier(const struct pp_locator *locator, double ax, double ay, double bx,
                                double by);

#endif
