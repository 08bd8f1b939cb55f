/* Improve a finished division by taking small groups of adjacent patches out of it and dividing their
 * ground again.
 *
 *   1. Take a compact group of a few patches that nobody else has in hand.
 *   2. Divide its ground anew by one of the operators below, the rest of the city as it is.
 *   3. Put the answer back when it is better: less weight outside the limits, then less cost.
 *
 * Groups in hand at one time are disjoint, so threads meet only at 1 and 3, and never wait. What
 * annealing cannot do once it is cool, move the middle of a patch to another street, is done here at
 * once, and only the ground around it has to cool again.
 * Reference: Shaw 1998, "Using constraint programming and local search methods to solve vehicle routing
 * problems" (large neighbourhoods).
 */
#ifndef PLANNER_DISTRICT_RECUT_H
#define PLANNER_DISTRICT_RECUT_H

#include "patchplan/district/problem.h"

enum pp_recut_kind {
    PP_RECUT_FRESH,    /* the group is started afresh, then annealed */
    PP_RECUT_RELOCATE, /* one patch is given up and set down elsewhere, then annealed */
    PP_RECUT_BORROW,   /* divided as another division of the city has it, then annealed */
    PP_N_RECUT_KINDS
};

/* How an operator works; the defaults are the measured best (docs/engine.md). */
struct pp_recut_effort {
    int share;        /* of the tries, in parts of the sum of all shares; 0 = never */
    int least, most;  /* patches of a group */
    int n_starts;     /* of which the most promising is annealed */
    int steps_a_unit; /* of annealing */
    double screen;    /* a start that promises to be this much dearer is not annealed */
    double hot;       /* in what an ordinary move costs */
};

struct pp_recut_options {
    const struct pp_cancel *cancel;
    /* along these a unit may move; NULL = the problem's own (needed where no connection is asked for) */
    const int *first, *neighbour;
    double until_s; /* on pp_clock_s(); 0 = by steps only */
    uint64_t seed;
    int n_jobs; /* threads, >= 1; with one job and max_steps the result is repeatable */
    const atomic_int *n_away;  /* threads of those that are busy elsewhere now; NULL = none */
    const atomic_bool *closed; /* set by others: there is nothing to be gained; NULL = never */
    /* moves tried, of all groups together, a start counted as ten a unit; 0 = by time only. With neither
     * time nor steps: until cancelled */
    int64_t max_steps;
    struct pp_recut_effort effort[PP_N_RECUT_KINDS];
    const int *const *
        lender; /* other divisions of the same city, of equal limits and without pins, to borrow from */
    int n_lenders; /* 0 = nothing is borrowed */
    /* called after each improvement that is kept, under a lock; NULL = nobody */
    void (*on_better)(void *context, int64_t outside_milli, double cost);
    void *context;
};
void pp_recut_options_default(struct pp_recut_options *ret_options);

struct pp_recut_count {
    int64_t n_tried, n_kept;
    double gain, seconds;
};

struct pp_recut_report {
    struct pp_recut_count kind[PP_N_RECUT_KINDS];
    int64_t n_steps;
    int64_t outside_milli; /* weight outside limits of what is handed back */
    double cost;           /* its whole cost, exact */
};

/* patch_of_unit: in, a division (every unit in a patch, pinned units in theirs); out, one that is never
 * worse: not by pieces, not by weight outside the limits, then not by cost. Pins, limits per patch, keep and ward
 * all count. Patches of many thousand units take too long for this and are left alone.
 * Errors: PP_E_NOMEM; then patch_of_unit is still a division. */
int pp_recut_improve(const struct pp_problem *problem, const struct pp_recut_options *options,
                     int *patch_of_unit, struct pp_recut_report *ret_report,
                     struct pp_error *reterr) PP_CHECKED;

#endif
