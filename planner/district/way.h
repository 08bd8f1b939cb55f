/* What a trip costs: the distance, or its square. */
#ifndef PLANNER_DISTRICT_WAY_H
#define PLANNER_DISTRICT_WAY_H

#include <math.h>

#include "patchplan/core/plan.h"

/* For the square of a distance, in square metres. */
static inline double pp_way(enum pp_cost_kind kind, double square) {
    return kind == PP_COST_SQUARED ? square : sqrt(square);
}

/* For a distance, in metres. */
static inline double pp_way_of(enum pp_cost_kind kind, double distance_m) {
    return kind == PP_COST_SQUARED ? distance_m * distance_m : distance_m;
}

#endif
