/* The balance of a team: what a full-time post leads in the mean, and what is too far from it. What the model makes best and
 * what is told of a roster are measured by the same. Homes are workload-equivalent; fte is of a caseload, reduced ones
 * less. */
#ifndef PLANNER_ROSTER_BALANCE_H
#define PLANNER_ROSTER_BALANCE_H

#include <math.h>

/* Of posts that have so many homes and fte together; 0 when they have none. */
static inline double pp_balance_mean(double homes, double fte) { return fte > 0 ? homes / fte : 0; }

enum { PP_BALANCE_PCT = 5 };

/* Homes by which a post is farther than that from its part of the mean; 0: inside. */
static inline double pp_balance_off(double homes, double fte, double mean) {
    const double most = (100 + PP_BALANCE_PCT) / 100.0, least = (100 - PP_BALANCE_PCT) / 100.0;
    return fmax(0, fmax(homes - most * mean * fte, least * mean * fte - homes));
}

#endif
