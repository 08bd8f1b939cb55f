/* How far long work has come. The listener decides how to show it; floors below `cli` only report. */
#ifndef PATCHPLAN_CORE_PROGRESS_H
#define PATCHPLAN_CORE_PROGRESS_H

#include <stdint.h>

struct pp_progress {
    /* `phase` ("reading homes.csv", "improving"); done of total (total 0 = unknown); `note` may be NULL:
     * a short measure ("average distance 236 m, at most 7 % from the best"). May be called often, from
     * one thread at a time; the listener thins out. */
    void (*report)(void *context, const char *phase, int64_t done, int64_t total, const char *note);
    void *context;
};

/* Call the listener; NULL progress or NULL function is fine. */
static inline void pp_progress_report(const struct pp_progress *progress, const char *phase,
                                      int64_t done, int64_t total, const char *note) {
    if (progress && progress->report)
        progress->report(progress->context, phase, done, total, note);
}

#endif
