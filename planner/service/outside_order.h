/* Patches outside their limits: by how much, and the worst first. */
#ifndef PLANNER_SERVICE_OUTSIDE_ORDER_H
#define PLANNER_SERVICE_OUTSIDE_ORDER_H

#include <stdint.h>

/* Above 0 over, below 0 under, 0 inside. */
int64_t pp_outside_by(int64_t weight_milli, int64_t min_milli, int64_t max_milli);
/* How far patch p of what `context` points at is outside. */
typedef int64_t (*pp_outside_of)(const void *context, int p);
/* The numbers of n patches, farthest out first, then by number. */
void pp_outside_sort(int *patch, int n, pp_outside_of off_by, const void *context);

#endif
