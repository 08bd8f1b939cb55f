/* Sets of stretches along a line, for measuring what boundaries have in common. */
#ifndef PLANNER_GEO_INTERVALS_H
#define PLANNER_GEO_INTERVALS_H

#include <stddef.h>

#include "patchplan/core/error.h"
#include "patchplan/geo/shape.h"
#include "planner/geo/segments.h"

struct pp_intervals {
    double (*at)[2];
    size_t n, cap;
};
void pp_intervals_done(struct pp_intervals *set);

int pp_intervals_add(struct pp_intervals *set, double from, double to,
                     struct pp_error *reterr) PP_CHECKED;
/* The stretch of `piece` that lies within `tolerance_m` of the line, in metres from its start, kept to the line. */
int pp_intervals_add_near(struct pp_intervals *set, const struct pp_segment *line,
                          const struct pp_segment *piece, double tolerance_m,
                          struct pp_error *reterr) PP_CHECKED;

/* The length that is in `a` and in `b` but not in `without`. Sorts all three. */
double pp_intervals_common(struct pp_intervals *a, struct pp_intervals *b,
                           struct pp_intervals *without);

#endif
