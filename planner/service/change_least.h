/* How few homes can change patch, by totals alone. */
#ifndef PLANNER_SERVICE_CHANGE_LEAST_H
#define PLANNER_SERVICE_CHANGE_LEAST_H

#include "planner/service/drawing.h"

struct pp_change_least {
    int64_t known,
        least;     /* homes: with a patch today, and of these how many must change at least */
    int n_current; /* patches of today with homes in the plan */
};

/* Proven for every plan with these parts and numbers of patches that keeps its limits (parts whose limits give, and
 * locked patches, are taken to keep all they can). After the question is posed. O(homes x log homes). */
int pp_change_least_find(const struct pp_drawing *d, struct pp_change_least *ret_least,
                         struct pp_error *reterr) PP_CHECKED;

#endif
