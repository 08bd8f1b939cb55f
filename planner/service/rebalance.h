/* Rooms of rebalance: the work, and the words for what it could not do. */
#ifndef PLANNER_SERVICE_REBALANCE_H
#define PLANNER_SERVICE_REBALANCE_H

#include "patchplan/district/rebalance.h"
#include "patchplan/service/rebalance.h"
#include "planner/service/editing.h"

/* What was asked of the engine, and its answer. Arrays are owned by the caller. */
struct pp_healing {
    const struct pp_rebalance_ask *ask;
    const struct pp_editing *editing;
    struct pp_rebalance_wish wish;
    struct pp_rebalance found;
    const bool *pinned;  /* per unit: held in any case */
    int n_moved_by_hand; /* units held only because they were moved by hand */
};

/* Reasons of the answer: which patches are still broken, why, and what could be done. */
int pp_rebalance_explain(const struct pp_healing *healing, struct pp_rebalance_answer *answer,
                         struct pp_error *reterr) PP_CHECKED;

#endif
