/* A group of patches cut out of a city as a small problem of its own. */
#ifndef PLANNER_DISTRICT_RECUT_REGION_H
#define PLANNER_DISTRICT_RECUT_REGION_H

#include "planner/district/state.h"

enum { PP_REGION_MOST = 40 }; /* patches */

struct pp_crew { /* the units of a patch */
    int *unit;
    size_t cap;
    int n;
};

struct pp_region {
    int n_patches, patch[PP_REGION_MOST]; /* the city's numbers */
    int n_units, *unit;                   /* the city's numbers, ascending by patch */
    struct pp_problem problem;    /* in the region's own numbers; arrays owned by the region */
    int *first, *neighbour;       /* along these units move: the city's rows within the group */
    int *patch_of;                /* the present division, then the one to be put back */
    int label_of[PP_REGION_MOST]; /* after a re-cut: the current patches they are matched with */
    /* owned, behind the const pointers of `problem` */
    double *x, *y, *trips;
    int64_t *weight_milli, min_milli[PP_REGION_MOST], max_milli[PP_REGION_MOST];
    int *id_rank, *pin;
    struct pp_labels_owned {
        int *first, *label;
        int64_t *weight_milli;
    } ward, current;
};
void pp_region_done(struct pp_region *region);

/* The city as regions are cut from it. Everything borrowed. */
struct pp_region_source {
    const struct pp_problem *problem;
    const int *first, *neighbour; /* along these units move */
    const int *patch_of;
    const struct pp_crew *members; /* per patch */
    const int *label_of;           /* per patch: the current patch matched with it, -1 = none */
    int *local_of;                 /* room per unit, -1 throughout */
};

/* Cut the group out. Current patches that are matched outside the group are left out of its labels, so
 * that the group's gain is never more than the city's. O(units of the group x neighbours). */
int pp_region_cut(const struct pp_region_source *source, const int *patch, int n_patches,
                  struct pp_region *ret_region, struct pp_error *reterr) PP_CHECKED;

#endif
