/* The bare engine on files, without a planning file: units and neighbours in, a plan, a summary and a
 * certificate out. The files are those of DESIGN section 9. */
#ifndef PATCHPLAN_SERVICE_PARTITION_H
#define PATCHPLAN_SERVICE_PARTITION_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/cancel.h"
#include "patchplan/core/error.h"
#include "patchplan/core/outcome.h"
#include "patchplan/core/plan.h"
#include "patchplan/core/progress.h"

struct pp_partition_request {
    const char *units_path;   /* id, weight, x, y[, trips] */
    const char *edges_path;   /* u, v; NULL: neighbours come from the points, unless `anywhere` */
    const char *shares_path;  /* patch, share; NULL: every share is 1 */
    const char *const *links; /* "U,V": more pairs of neighbours */
    int n_links;
    bool anywhere; /* patches need not be connected */
    int n_patches;
    int64_t min_milli, max_milli; /* 0 <= min <= max, max > 0 */
    enum pp_cost_kind cost_kind;
    double time_limit_s;      /* of the whole, from started_s on; 0 = none */
    double time_limit_told_s; /* the one that was asked for, told again in ways out; 0 = none */
    double started_s;         /* on pp_clock_s() */
    int64_t max_steps;        /* 0 = none */
    uint64_t seed;
    int n_jobs;
    const char *plan_path;        /* id, patch, hub; "-" or NULL = standard output */
    const char *summary_path;     /* NULL = not asked for */
    const char *certificate_path; /* id, multiplier; NULL = not asked for */
    const char
        *command; /* this run without --size and --patches, for ways out that can be pasted */
    struct pp_cancel *cancel; /* its deadline is set from the time limit */
    const struct pp_progress *progress;
};

struct pp_partition_answer {
    enum pp_outcome outcome;
    double cost, bound, gap; /* bound, gap NAN when there is none */
    double bound_continuous; /* what the certificate proves; NAN when there is none */
    double mean_distance_m;  /* cost per trip; NAN under PP_COST_SQUARED */
    double seconds;
    int n_units, n_patches, n_out_of_limits, n_disconnected;
    struct pp_reason *reasons;
    int n_reasons;
    struct pp_arena arena; /* owns the reasons */
};
void pp_partition_answer_done(struct pp_partition_answer *answer);

/* Read, check the totals, divide, check the division, write. The plan and the summary are written whatever
 * the outcome. Errors: PP_E_INPUT and PP_E_FORMAT with file, row and column for input that makes no sense
 * (nothing is written then), PP_E_IO and PP_E_FULL for files that cannot be written. */
int pp_partition(const struct pp_partition_request *request, struct pp_partition_answer *ret_answer,
                 struct pp_error *reterr) PP_CHECKED;

#endif
