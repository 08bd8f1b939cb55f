/* A growing list of neighbour pairs. */
#ifndef PLANNER_GRAPH_PAIRS_H
#define PLANNER_GRAPH_PAIRS_H

#include "patchplan/core/arena.h"
#include "patchplan/core/error.h"
#include "patchplan/core/plan.h"

struct pp_pairs {
    struct pp_neighbour *at;
    size_t n, cap;
};
void pp_pairs_done(struct pp_pairs *pairs);

/* Either order; a unit with itself is left out. */
int pp_pairs_add(struct pp_pairs *pairs, int u, int v, enum pp_neighbour_kind kind,
                 struct pp_error *reterr) PP_CHECKED;

/* Sorted by u, v, each pair once (of several kinds the first of the enum), copied to the arena. */
int pp_pairs_finish(struct pp_pairs *pairs, struct pp_arena *arena,
                    struct pp_neighbour **ret_neighbours, int *ret_n,
                    struct pp_error *reterr) PP_CHECKED;

#endif
