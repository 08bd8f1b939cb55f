/* Small towns to the end: the best division there is, with the proof that nothing is better. */
#ifndef PLANNER_DISTRICT_EXACT_H
#define PLANNER_DISTRICT_EXACT_H

#include "patchplan/district/problem.h"

struct pp_exact_ask {
    const struct pp_problem *problem;
    const double *multiplier; /* n_units, of the bound; any value is valid */
    double upper;             /* cost of the division handed in, inside all limits and connected */
    const struct pp_cancel *cancel;
    double until_s; /* on pp_clock_s(); 0 = no clock: fewer patches are listed, repeatably */
};

/* Is the town of a size at which trying makes sense? */
bool pp_exact_is_small(const struct pp_problem *problem);

/* `patch_of` (n_units): in, a division that keeps all rules at cost `upper`; out, one that costs no more.
 * ret_proven: no division that keeps all rules costs less than it; false claims nothing. */
int pp_exact_prove(const struct pp_exact_ask *ask, int *patch_of, bool *ret_proven,
                   struct pp_error *reterr) PP_CHECKED;

#endif
