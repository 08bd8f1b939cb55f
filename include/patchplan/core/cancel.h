/* When to stop: a wish from outside (Ctrl-C, a cancelled job) or a deadline on the monotonic clock. */
#ifndef PATCHPLAN_CORE_CANCEL_H
#define PATCHPLAN_CORE_CANCEL_H

#include <stdatomic.h>
#include <stdbool.h>

struct pp_cancel {
    atomic_int requested; /* set by anyone, also from a signal handler; 0 = go on */
    double deadline_s;    /* on pp_clock_s(); 0 = none */
};

double pp_clock_s(void); /* monotonic seconds; 20 ns a call */

/* Was a stop asked for by someone? (NULL: no.) */
bool pp_cancelled(const struct pp_cancel *cancel);
/* Asked for, or past the deadline? (NULL: no.) */
bool pp_must_stop(const struct pp_cancel *cancel);
/* Seconds until the deadline, at least 0; a very large number when there is none. */
double pp_time_left_s(const struct pp_cancel *cancel);

#endif
