/* The search's picture of a division: flat arrays that a move changes in O(patch) and a trial reads
 * in O(1).
 *
 * For every unit v of patch p the state holds sum[v] = sum over i in p of trips_i x distance(i, v),
 * so that the hub (where the sum is least) and the patch's distance cost (that sum) are always
 * exact. Moving a unit costs one distance for each member of the two patches.
 */
#ifndef PLANNER_DISTRICT_STATE_H
#define PLANNER_DISTRICT_STATE_H

#include <math.h>

#include "patchplan/core/error.h"
#include "patchplan/district/problem.h"
#include "planner/district/ring.h"
#include "planner/district/tally.h"
#include "planner/district/way.h"

/* What a trial reads of a unit: one line of the cache. */
struct pp_spot {
    double x, y, trips;
    int64_t weight_milli;
    uint64_t same, foreign; /* bits of its row: neighbours in its patch, and in others (moves.h) */
    int slot;               /* members[patch_of[u]].unit[slot] == u */
    int edge_slot;          /* place among its mover's edge units, -1 = none (moves.h) */
    bool is_pinned;
};

/* What a trial reads of a patch: the same. */
struct pp_district {
    double x, y; /* of the hub */
    int64_t load_milli, min_milli, max_milli;
    double press;  /* what a weighted home outside the limits is charged */
    double charge; /* what being outside costs it now */
    int hub;
    int n; /* members */
};

/* The units of a patch side by side, as the sums are kept. */
struct pp_members {
    double *x, *y, *trips, *sum;
    int *unit;
    size_t cap;
};

struct pp_state {
    const struct pp_problem *problem;
    const struct pp_ring *ring; /* along these a unit may move; borrowed */
    int n_units, n_patches;
    enum pp_cost_kind cost_kind;
    struct pp_spot *spot;
    int *patch_of;
    struct pp_district *patch;
    struct pp_members *members;
    double entry;     /* weighted homes charged for being outside at all */
    double steepness; /* further charge per weighted home outside, in parts of the first */
    struct pp_tally ward, current;
    int *label_of; /* per patch: the current patch it is matched with, -1 = none */
};

/* The part of a load that is outside the patch's limits, in thousandths. */
static inline int64_t pp_district_outside(const struct pp_district *patch, int64_t load_milli) {
    if (load_milli < patch->min_milli)
        return patch->min_milli - load_milli;
    return load_milli > patch->max_milli ? load_milli - patch->max_milli : 0;
}

/* What the patch would be charged with that load: linear for the little that decides at the end, with
 * a square that breaks up large excesses. Linear alone does not care whether one patch lacks 50 homes
 * or fifty lack one, and the one stays. */
static inline double pp_state_charge(const struct pp_state *state, const struct pp_district *patch,
                                     int64_t load_milli) {
    int64_t outside_milli = pp_district_outside(patch, load_milli);
    if (outside_milli == 0)
        return 0;
    double outside = 1e-3 * (double)outside_milli;
    return patch->press * (state->entry + outside * (1 + outside * state->steepness));
}

static inline double pp_state_length(const struct pp_state *state, double dx, double dy) {
    return pp_way(state->cost_kind, dx * dx + dy * dy);
}

/* From a unit to the hub of a patch. */
static inline double pp_state_way(const struct pp_state *state, const struct pp_spot *spot,
                                  const struct pp_district *patch) {
    return pp_state_length(state, spot->x - patch->x, spot->y - patch->y);
}

/* An empty state; `ring` says along which neighbours units may move. */
int pp_state_init(struct pp_state *ret_state, const struct pp_problem *problem,
                  const struct pp_ring *ring, struct pp_error *reterr) PP_CHECKED;
void pp_state_done(struct pp_state *state);

/* Take over a division (every unit in a patch) and compute everything from scratch.
 * O(units x patch size). The matching with current patches is made anew. */
int pp_state_load(struct pp_state *state, const int *patch_of, struct pp_error *reterr) PP_CHECKED;

/* Match patches with current patches one-to-one so that the most weight is kept. */
int pp_state_match(struct pp_state *state, struct pp_error *reterr) PP_CHECKED;

/* From now on a weighted home outside is charged press x pressure[patch] (NULL: 1). */
void pp_state_press(struct pp_state *state, double press, const double *pressure);

/* Move one unit; sums, hubs, loads, charges and tallies follow. False (nothing done) only when
 * memory runs out. */
bool pp_state_move(struct pp_state *state, int unit, int to);

/* The least sum of the unit's patch without it, be it the hub. O(patch). */
double pp_state_sum_without(const struct pp_state *state, int unit);

/* The least sum of a patch. */
double pp_state_patch_cost(const struct pp_state *state, int patch);

/* The whole cost, from the state's sums and tallies, and the weight outside limits. O(patches). */
struct pp_costs pp_state_costs(const struct pp_state *state);
int64_t pp_state_outside_total(const struct pp_state *state);

#endif
