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

struct pp_members {
    int *unit;
    size_t cap;
    int n;
};

/* Labels (wards, current patches) as the search needs them: load by patch and label, the two
 * largest. */
struct pp_tally {
    const struct pp_labels *labels;
    double metres; /* charged per weighted home; 0 = this tally is not kept */
    int n_labels;
    int64_t *load; /* n_patches x n_labels */
    int *top,
        *next; /* per patch: labels with the largest and second largest load, -1 = none; or NULL */
};

struct pp_state {
    const struct pp_problem *problem;
    int n_units, n_patches;
    const int *first, *neighbour; /* along these a unit may move; borrowed */
    const double *x, *y;
    const int64_t *weight_milli;
    double *trips;
    int *patch_of, *slot; /* members[patch_of[u]].unit[slot[u]] == u */
    double *sum;
    struct pp_members *members;
    int *hub;
    int64_t *load_milli;
    struct pp_tally ward, current;
    int *label_of; /* per patch: the current patch it is matched with, -1 = none */
};

/* The part of a patch's weight that is outside its limits, in thousandths. */
static inline int64_t pp_state_outside(const struct pp_state *state, int patch,
                                       int64_t load_milli) {
    int64_t under = state->problem->min_milli[patch] - load_milli;
    int64_t over = load_milli - state->problem->max_milli[patch];
    int64_t most = under > over ? under : over;
    return most > 0 ? most : 0;
}

static inline double pp_state_distance(const struct pp_state *state, int u, int v) {
    double dx = state->x[u] - state->x[v], dy = state->y[u] - state->y[v];
    double squared = dx * dx + dy * dy;
    return state->problem->cost_kind == PP_COST_SQUARED ? squared : sqrt(squared);
}

static inline int64_t pp_labels_weight(const struct pp_labels *labels, int unit, int label) {
    for (int i = labels->first[unit]; i < labels->first[unit + 1]; i++)
        if (labels->label[i] == label)
            return labels->weight_milli[i];
    return 0;
}

/* An empty state; `first`, `neighbour` are the rows along which units may move. */
int pp_state_init(struct pp_state *ret_state, const struct pp_problem *problem, const int *first,
                  const int *neighbour, struct pp_error *reterr) PP_CHECKED;
void pp_state_done(struct pp_state *state);

/* Take over a division (every unit in a patch) and compute everything from scratch.
 * O(units x patch size). The matching with current patches is made anew. */
int pp_state_load(struct pp_state *state, const int *patch_of, struct pp_error *reterr) PP_CHECKED;

/* Match patches with current patches one-to-one so that the most weight is kept. */
int pp_state_match(struct pp_state *state, struct pp_error *reterr) PP_CHECKED;

/* Move one unit; sums, hubs, loads and tallies follow. False (nothing done) only when memory runs
 * out. */
bool pp_state_move(struct pp_state *state, int unit, int to);

/* Load of the heaviest label of `patch` when `out` leaves and `in` joins (-1 = nobody). O(labels of
 * both). */
int64_t pp_tally_top_after(const struct pp_tally *tally, int patch, int out, int in);

/* The least sum of `patch` without `unit`, which may be its hub. O(patch). */
double pp_state_sum_without(const struct pp_state *state, int patch, int unit);

/* The whole cost, from the state's sums and tallies, and the weight outside limits. O(patches). */
struct pp_costs pp_state_costs(const struct pp_state *state);
int64_t pp_state_outside_total(const struct pp_state *state);

#endif
