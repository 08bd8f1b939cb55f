/* The moves: each tried in O(1) from loads and hubs, tested for connection only when the price is
 * right, and carried out in O(patch). One mover per thread; movers on disjoint sets of patches
 * share a state. */
#ifndef PLANNER_DISTRICT_MOVES_H
#define PLANNER_DISTRICT_MOVES_H

#include "patchplan/core/rng.h"
#include "planner/district/hold.h"
#include "planner/district/state.h"

enum pp_move_kind { PP_MOVE_FLIP, PP_MOVE_BRANCH, PP_MOVE_SWAP, PP_MOVE_CHAIN, PP_N_MOVE_KINDS };

struct pp_move_count {
    int64_t tried, accepted;
    double gain; /* sum of what accepted moves saved, losses subtracted */
};

enum { PP_N_QUANTILES = 2048 };

struct pp_mover {
    struct pp_state *state;
    struct pp_rng rng;
    double temperature;
    struct pp_hold hold;
    const int *owner_of; /* per unit; NULL = all mine */
    int me;
    int *edge, n_edge; /* my units with a neighbour in another patch of mine */
    int *mine, n_mine; /* my patches */
    int64_t *row;      /* one row of the ward tally */
    float *quantile;   /* -ln(u) at the middle of equal parts of 0..1 */
    struct pp_move_count count[PP_N_MOVE_KINDS];
};

int pp_mover_init(struct pp_mover *ret_mover, struct pp_state *state,
                  struct pp_error *reterr) PP_CHECKED;
void pp_mover_done(struct pp_mover *mover);

/* Find the units at the edges of this mover's patches; whole patches must have one owner.
 * O(units + neighbours). */
void pp_mover_start(struct pp_mover *mover, const int *owner_of, int me);

/* Try `n` random moves at the present temperature. */
void pp_mover_run(struct pp_mover *mover, int64_t n);

#endif
