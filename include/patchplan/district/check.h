/* The independent checker: is this division what it says? Shares no code with the engine. */
#ifndef PATCHPLAN_DISTRICT_CHECK_H
#define PATCHPLAN_DISTRICT_CHECK_H

#include "patchplan/district/problem.h"

struct pp_check {
    int n_without_patch; /* units with no or an unknown patch */
    int n_empty;         /* patches without units */
    int n_out_of_limits;
    int n_disconnected;
    int n_pins_broken;
    double distance_cost; /* recomputed */
    bool cost_agrees;     /* with the claimed costs, to 1e-6 relative */
    bool bound_agrees;    /* claimed bounds <= cost, the continuous one <= its distance part */
};

/* Check `division` against `problem`. O(units x patch size + neighbours). */
int pp_check_division(const struct pp_problem *problem, const struct pp_division *division,
                      struct pp_check *ret_check, struct pp_error *reterr) PP_CHECKED;

#endif
