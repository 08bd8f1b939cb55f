/* What the files of the search share: who calls whom is search -> wide or narrow -> start, bound. */
#ifndef PLANNER_DISTRICT_SEARCH_PARTS_H
#define PLANNER_DISTRICT_SEARCH_PARTS_H

#include <math.h>

#include "planner/district/search.h"

enum {
    PP_SEARCH_STEPS_A_UNIT = 10000, /* a cycle of a narrow search */
    PP_SEARCH_LEAST_RECUT = 6       /* patches; re-cuts of fewer would be the whole */
};

/* --- search.c: the best so far, and the end --- */

void pp_search_share_best(struct pp_search *search, const struct pp_anneal *anneal);
/* A copy of the best of all threads into ret_patch_of (n_units); false when there is none yet. */
bool pp_search_copy_best(struct pp_search *search, int *ret_patch_of);
/* search->bound is there: may everybody stop? */
void pp_search_note_bound(struct pp_search *search);

/* Pricing a division of few large patches from scratch takes `load_s`; that time is left free at the end. */
void pp_search_note_pace(struct pp_search *search, double load_s);
bool pp_search_is_over(const struct pp_search *search);
/* When the search must leave the time to the bound, on pp_clock_s(); 0 = no time is given. */
double pp_search_until(const struct pp_search *search);

/* From hot to cold on all threads, with the penalties of docs/engine.md; without an end. */
void pp_search_plan_cycle(struct pp_search *search, struct pp_anneal_plan *ret_plan);

/* Improve a division by groups of patches until `until_s` or, counted from the beginning of the search, until
 * `last_step`, borrowing from what was lent or not, and share it. */
int pp_search_recut(struct pp_search *search, int *patch_of, double until_s, int64_t last_step,
                    bool borrows, struct pp_error *reterr) PP_CHECKED;

/* Keep a copy of a finished division for the last re-cuts to borrow from, where they can. */
int pp_search_lend(struct pp_search *search, const int *patch_of,
                   struct pp_error *reterr) PP_CHECKED;

/* --- search_start.c --- */

/* Load the most promising of up to `n_starts`; they differ by more than annealing mends. */
int pp_search_best_start(struct pp_search *search, int n_starts, struct pp_rng *rng,
                         struct pp_anneal *anneal, struct pp_error *reterr) PP_CHECKED;
/* Load the division given to start from, made whole where it is not. */
int pp_search_given_start(struct pp_search *search, struct pp_anneal *anneal,
                          struct pp_error *reterr) PP_CHECKED;

/* --- search_bound.c --- */

double pp_search_bound_until(const struct pp_search *search);
void pp_search_compute_bound(struct pp_search *search, double until_s);
/* On a thread of its own, where there are two or more and nobody has begun. */
void pp_search_start_bound(struct pp_search *search);
/* Wait for it, or compute it now. */
void pp_search_finish_bound(struct pp_search *search);

/* --- the two ways --- */

int pp_search_run_wide(struct pp_search *search, struct pp_error *reterr) PP_CHECKED;
int pp_search_run_narrow(struct pp_search *search, struct pp_error *reterr) PP_CHECKED;

#endif
