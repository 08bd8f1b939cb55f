/* A neighbourhood cut out of a division, to be divided anew. Private to rebalance*.c. */
#ifndef PLANNER_DISTRICT_REBALANCE_PARTS_H
#define PLANNER_DISTRICT_REBALANCE_PARTS_H

#include "patchplan/core/arena.h"
#include "patchplan/district/rebalance.h"

struct pp_quarter {
    struct pp_problem problem; /* of its units and patches alone; current labels: the patches now */
    int *unit_ix, *patch_ix;   /* numbers in the whole */
    int *start;                /* per unit: its patch now, by number in the quarter */
    struct pp_arena arena;     /* owns everything */
};
void pp_quarter_done(struct pp_quarter *quarter);

/* How well a division of a quarter does; less is better, in this order. */
struct pp_quarter_score {
    int n_broken; /* patches outside their limits or in pieces */
    int64_t outside_milli;
    int n_pieces;        /* beyond one for each patch */
    int64_t moved_milli; /* weight (and a thousandth a unit) not where it was */
    double cost;
};

/* Cut out the patches marked in `inside` with all their units. */
int pp_quarter_cut(const struct pp_rebalance_wish *wish, const int *patch_of, const bool *inside,
                   struct pp_quarter *ret_quarter, struct pp_error *reterr) PP_CHECKED;

/* Divide it anew: ret_patch_of, by numbers in the quarter. Names are put so that most homes stay, then
 * moves that are not needed are taken back. `options` say seed, steps and when to stop. */
int pp_quarter_divide(const struct pp_quarter *quarter, const struct pp_divide_options *options,
                      int *ret_patch_of, struct pp_error *reterr) PP_CHECKED;

int pp_quarter_judge(const struct pp_quarter *quarter, const int *patch_of,
                     struct pp_quarter_score *ret_score, struct pp_error *reterr) PP_CHECKED;

/* Is `a` a better division than `b`? Healing comes first, then homes that stay, then cost. */
bool pp_quarter_is_better(const struct pp_quarter_score *a, const struct pp_quarter_score *b);

/* Take back moves that nothing is lost by: units alone, and pairs that crossed over. The weight outside the
 * limits and the pieces do not grow. */
int pp_quarter_trim(const struct pp_quarter *quarter, int *patch_of,
                    struct pp_error *reterr) PP_CHECKED;

#endif
