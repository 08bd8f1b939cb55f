/* What is to be said of a measured division: which rules gave, how good it is, how it ended. */
#ifndef PLANNER_SERVICE_VERDICT_H
#define PLANNER_SERVICE_VERDICT_H

#include "patchplan/service/measure.h"
#include "planner/service/ground.h"
#include "planner/service/parts.h"

/* The independent check: PP_E_LIBRARY when the division is not what the plan says it is. Returns what it
 * found in `ret_n_disconnected`. The plan is measured. */
int pp_check_plan(const struct pp_plan *plan, const struct pp_plan_problem *whole,
                  int *ret_n_disconnected, struct pp_error *reterr) PP_CHECKED;

/* How a division ended. */
struct pp_ending {
    enum pp_outcome outcome;
    int n_disconnected;
    const struct pp_parts *parts;              /* NULL = not known */
    const struct pp_allocate_request *request; /* for ways out; NULL = none */
};

/* Reasons for patches outside the limits or in several pieces: which, where, by how much, what is beside
 * them, and what would help. Where totals forbid better it has been said; where something is proven it is
 * called proven; where only time was short it is never called impossible. */
int pp_tell_broken(struct pp_ground *ground, const struct pp_ending *ending,
                   struct pp_error *reterr) PP_CHECKED;

/* The plan's bound from its parts', NAN when one has none; the others' part is then said in words. */
int pp_sum_bounds(struct pp_ground *ground, const struct pp_parts *parts,
                  struct pp_error *reterr) PP_CHECKED;

/* "no plan under these rules can be more than 3.1 % shorter": how much shorter, in percent, rounded up
 * to a tenth. */
double pp_shorter_percent(double cost, double bound);

#endif
