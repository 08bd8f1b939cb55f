/* The Hilbert curve (Hilbert 1891): points that follow each other along it lie near each other. */
#ifndef PATCHPLAN_CORE_CURVE_H
#define PATCHPLAN_CORE_CURVE_H

#include <stdint.h>

/* How far along the curve of order 27 a point lies, -2^26 <= x, y < 2^26; different for different points.
 * 27 steps. */
uint64_t pp_curve_along(int32_t x, int32_t y);

/* Things to be gone through along the curve, one group after another; the smaller ix first on one point. */
struct pp_curve_turn {
    int group;
    uint64_t along;
    int ix;
};
void pp_curve_sort(struct pp_curve_turn *turns, int n);

#endif
