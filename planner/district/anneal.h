/* Annealing a state from hot to cold in slices, on one or more threads.
 *
 * Threads work side by side on one division: before every slice the patches are cut in strips of
 * equal size along a random direction, one strip a thread; nothing moves between strips during a
 * slice, and the next slice cuts elsewhere. Between slices the plan is priced and the best kept.
 */
#ifndef PLANNER_DISTRICT_ANNEAL_H
#define PLANNER_DISTRICT_ANNEAL_H

#include "patchplan/core/progress.h"
#include "planner/district/moves.h"

struct pp_anneal {
    struct pp_state *state;
    int n_movers;
    struct pp_mover *mover;
    int *owner_of;    /* per unit */
    double *pressure; /* per patch, >= 1: factor on its penalty */
    double *key;      /* per patch, for the cuts */
    int *order;
    struct pp_rng rng;
    double scale;      /* what an ordinary move costs: the unit of temperature */
    double steepness;  /* of the penalty, per weighted home */
    double per_weight; /* cost of a weighted home: the unit of penalty */
    int *best_patch_of;
    int64_t best_outside_milli;
    double best_cost;
    bool has_best;
    int64_t n_steps;
};

struct pp_anneal_plan {
    const struct pp_cancel *cancel;
    double until_s;  /* on pp_clock_s(); 0 = by steps only */
    int64_t n_steps; /* moves to try in this run; 0 = by time only */
    int n_slices;
    double hot, cold;          /* in units of scale */
    double soft, hard;         /* penalty at the beginning and end, in units of per_weight */
    double entry;              /* charge for being outside at all, in ordinary units */
    int n_threads;             /* at most n_movers */
    const atomic_int *n_away;  /* threads of those that are busy elsewhere now; NULL = none */
    const atomic_bool *closed; /* set by others: there is nothing to be gained; NULL = never */
    bool (*on_slice)(void *context,
                     const struct pp_anneal *anneal); /* after each: go on? NULL = yes */
    void *context;
};

int pp_anneal_init(struct pp_anneal *ret_anneal, struct pp_state *state, int n_movers,
                   uint64_t seed, struct pp_error *reterr) PP_CHECKED;
void pp_anneal_done(struct pp_anneal *anneal);

/* Take over a division as the present one. Scales are measured at the first. */
int pp_anneal_load(struct pp_anneal *anneal, const int *patch_of,
                   struct pp_error *reterr) PP_CHECKED;

/* What the present division promises: its cost, and twice the mean cost for every weighted home outside the
 * limits. */
double pp_anneal_promise(const struct pp_anneal *anneal);

/* Run from hot to cold. The state ends cold, the best division ever seen (least weight outside the
 * limits, then least cost) is in best_patch_of. */
int pp_anneal_run(struct pp_anneal *anneal, const struct pp_anneal_plan *plan,
                  struct pp_error *reterr) PP_CHECKED;

#endif
