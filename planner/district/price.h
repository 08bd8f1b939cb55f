/* What a move costs: distance, limits, wards and current patches; hubs as they are, so an upper bound
 * on the true change, since hubs then move to where the sum is least. */
#ifndef PLANNER_DISTRICT_PRICE_H
#define PLANNER_DISTRICT_PRICE_H

#include "planner/district/state.h"

/* `unit` goes to another patch. O(labels of the unit), O(patch) when it is the hub. */
double pp_price_flip(const struct pp_state *state, int unit, int to);

/* u: a -> b and v: b -> c; c may be a. The same. */
double pp_price_pair(const struct pp_state *state, int u, int v, int c);

/* All of `unit` go together from one patch to another. `row`: room for one row of the ward tally. */
double pp_price_group(const struct pp_state *state, const int *unit, int n, int to, int64_t *row);

#endif
