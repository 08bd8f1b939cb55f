/* The moves: each tried in O(1) from loads and hubs, tested for connection only when the price is
 * right, and carried out in O(patch). One mover per thread; movers on disjoint sets of patches
 * share a state. */
#ifndef PLANNER_DISTRICT_MOVES_H
#define PLANNER_DISTRICT_MOVES_H

#include "patchplan/core/rng.h"
#include "planner/district/state.h"

enum pp_move_kind { PP_MOVE_FLIP, PP_MOVE_BRANCH, PP_MOVE_SWAP, PP_MOVE_CHAIN, PP_N_MOVE_KINDS };

struct pp_move_count {
    int64_t tried, accepted;
    double gain; /* sum of what accepted moves saved, losses subtracted */
};

struct pp_mover {
    struct pp_state *state;
    struct pp_rng rng;
    double temperature;
    double penalty; /* charged per weighted home outside the limits, times 1 + steepness x homes */
    double steepness;
    double entry;           /* weighted homes charged for being outside at all */
    const double *pressure; /* per patch: factor on the penalty */
    const int *owner_of;    /* per unit; NULL = all mine */
    int me;
    int *edge, n_edge; /* my units with a neighbour in another patch of mine */
    int *edge_slot;    /* shared by movers: place in its owner's edge, -1 = not there */
    int *n_foreign;    /* shared: neighbours in another patch of the same owner */
    uint32_t *stamp, stamp_now;
    int *queue;
    int64_t *row; /* one row of the ward tally */
    struct pp_move_count count[PP_N_MOVE_KINDS];
};

/* Room for `state`; `edge_slot` and `n_foreign` (n_units each) are borrowed and may be shared. */
int pp_mover_init(struct pp_mover *ret_mover, struct pp_state *state, int *edge_slot,
                  int *n_foreign, struct pp_error *reterr) PP_CHECKED;
void pp_mover_done(struct pp_mover *mover);

/* Find the units at the edges of this mover's patches. O(units + neighbours). */
void pp_mover_start(struct pp_mover *mover, const int *owner_of, int me);

/* Try `n` random moves at the present temperature. */
void pp_mover_run(struct pp_mover *mover, int64_t n);

#endif
