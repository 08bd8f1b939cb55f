/* The course of a search: starts, cycles of annealing, threads, the best so far. Either wide (many patches:
 * all threads work on one division, in strips) or narrow (few: each thread anneals its own, the best is shared). */
#ifndef PLANNER_DISTRICT_SEARCH_H
#define PLANNER_DISTRICT_SEARCH_H

#include <pthread.h>

#include "patchplan/district/bound.h"
#include "planner/district/anneal.h"

enum { PP_SEARCH_MOST_LENDERS = 12 };

struct pp_search {
    const struct pp_problem *problem;
    const struct pp_divide_options *options;
    struct pp_ring ring;     /* along these neighbours units move */
    double begun_s, until_s; /* until_s 0 = by steps only */
    _Atomic double load_s;   /* a start and its pricing, where that takes long */
    int64_t most_steps;      /* 0 = by time only */
    bool impossible;         /* totals or limits alone prove that limits must give */
    bool with_bound;

    pthread_mutex_t lock;
    int *best_patch_of;
    int64_t best_outside_milli;
    double best_cost;
    bool has_best;
    double proven; /* no division costs less; -INFINITY = not known */
    int64_t n_steps;
    int *lender
        [PP_SEARCH_MOST_LENDERS]; /* where strands ended, n_units each, for the last re-cuts to borrow from */
    int n_lenders;

    /* Nothing is better than the best, and all may stop. Never where steps are counted: the work would depend on
     * who is done first. */
    atomic_bool closed;

    atomic_int n_away; /* threads at work on the bound */
    pthread_t bound_thread;
    bool bound_started, bound_done;
    struct pp_cancel bound_cancel;
    struct pp_bound bound;
    bool has_bound;
};

int pp_search_init(struct pp_search *search, const struct pp_problem *problem,
                   const struct pp_divide_options *options, struct pp_error *reterr) PP_CHECKED;
void pp_search_done(struct pp_search *search);

/* Search and bound until time or steps are over. Afterwards the best division is in best_patch_of. */
int pp_search_run(struct pp_search *search, struct pp_error *reterr) PP_CHECKED;

#endif
