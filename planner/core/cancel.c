#include "patchplan/core/cancel.h"

#include <time.h>

double pp_clock_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

bool pp_cancelled(const struct pp_cancel *cancel) {
    return cancel && atomic_load_explicit(&cancel->requested, memory_order_relaxed);
}

bool pp_must_stop(const struct pp_cancel *cancel) {
    return cancel && (pp_cancelled(cancel) || pp_time_left_s(cancel) <= 0);
}

double pp_time_left_s(const struct pp_cancel *cancel) {
    if (!cancel || cancel->deadline_s <= 0)
        return 1e9;
    double left = cancel->deadline_s - pp_clock_s();
    return left > 0 ? left : 0;
}
