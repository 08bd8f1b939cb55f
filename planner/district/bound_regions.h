/* The bound by regions: whole numbers of patches in each part of the city. Private to bound*.c.
 * The method stands at the head of bound_regions.c. */
#ifndef PLANNER_DISTRICT_BOUND_REGIONS_H
#define PLANNER_DISTRICT_BOUND_REGIONS_H

#include "patchplan/core/arena.h"
#include "planner/district/bound_parts.h"

enum {
    PP_BOUND_SLOTS = 4, /* numbers of patches for which a region has lambdas of its own */
    PP_BOUND_WINDOW =
        PP_BOUND_SLOTS + 2, /* and one more on either side, with those of the nearest */
};

/* One region. Slot s has the lambdas for low + s patches; entry a of the window stands for
 * low - 1 + a patches. */
struct pp_bound_region {
    int n_hubs, n_local, low;
    int local_room;     /* units for which the arrays below have room */
    int *hub;           /* units that may be middles here */
    int n_best, *local; /* units worth taking by one of them, as far as they know */
    int *active;        /* slots x n_hubs: those of least value first */
    double *price;      /* slots x n_hubs: at which each knapsack was last full */
    double *lambda;     /* slots x n_local */
    int *best_local;    /* n_best: the units of `best` */
    double *best;       /* slots x n_best: lambda at the best point */
    double *direction;  /* slots x n_local */
    double *usage;      /* window x n_local: how often the patches use each unit */
    double value[PP_BOUND_WINDOW];
    double slack[PP_BOUND_WINDOW]; /* how much more the best choice with this number costs */
    bool is_stale[PP_BOUND_SLOTS]; /* values and usage are those of an earlier point */
    int best_low, chosen;          /* chosen: number of patches at the last point */
};

struct pp_bound_regions {
    const struct pp_bound_data *data;
    struct pp_bound_near wide; /* pairs that may matter for some time; every unit has a row */
    struct pp_bound_near near; /* those that matter about the present point */
    int64_t wide_room, near_room;
    int *hub_of_row;
    const struct pp_cancel *cancel;
    struct pp_arena arena;
    int n_regions;
    struct pp_bound_region *region;
    const double *weight, *scale; /* n, of the steps */
    double *multiplier, *best;    /* n */
    double *direction, *gradient; /* n */
    double *highest; /* n: ratio above which a unit is not worth looking at, for each row */
    int *mark, *local_before, *local_list; /* n */
    double *cover, *scratch;               /* n */
    struct pp_bound_offer *offer;          /* n */
    struct pp_bound_item *items;           /* n */
    struct pp_bound_order *order;          /* n */
    double *counts;                        /* n_patches + 1 */
    double *table;                         /* (n_regions + 1) x (n_patches + 1) */
    int *choice;                           /* n_regions x (n_patches + 1) */
    double value, best_value;
    double caution; /* <= 1: by which all steps are shorter */
    int64_t n_steps;
};

/* Which region each middle belongs to, by place and weight alone; see bound_tree.c. 0, or 1 when stopped
 * half way, or PP_E_NOMEM. O(n^2). */
int pp_bound_tree_regions(const struct pp_bound_data *data, const struct pp_cancel *cancel,
                          int *ret_region_of, int *ret_n_regions,
                          struct pp_error *reterr) PP_CHECKED;

/* Start from the best point of `steps`, which must outlive the regions, with all lambdas 0. 0, or 1 when
 * stopped half way, or PP_E_NOMEM; pp_bound_regions_done() in any case. */
int pp_bound_regions_init(struct pp_bound_regions *regions, const struct pp_bound_steps *steps,
                          struct pp_error *reterr) PP_CHECKED;
void pp_bound_regions_done(struct pp_bound_regions *regions);

/* Look again which pairs matter, at the present point: among all pairs, O(n^2), or among the wide ones.
 * False when stopped or memory ran out. See bound_region_pairs.c. */
bool pp_bound_regions_refresh(struct pp_bound_regions *regions, bool from_all) PP_CHECKED;

/* The numbers of least value that add to K, and the slack of all others; returns their value, INFINITY when
 * no numbers of the windows add to K. */
double pp_bound_regions_choose_numbers(struct pp_bound_regions *regions);

/* One step; `progress` from 0 (long steps) to 1 (short ones). False when stopped inside it. */
bool pp_bound_regions_step(struct pp_bound_regions *regions, double progress);

/* Back to the best point, with the prices there; false when stopped. */
bool pp_bound_regions_return_to_best(struct pp_bound_regions *regions);

/* The bound that multipliers and lambdas of the present point prove, over all pairs, rounded outwards.
 * -INFINITY when stopped before the end. O(slots n^2 + n K). */
double pp_bound_regions_exact(struct pp_bound_regions *regions);

#endif
