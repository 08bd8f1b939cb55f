/* The question the engine answers: divide units into K connected patches inside their limits, at least
 *
 *     cost = sum over units of trips x distance to the hub of its patch (squared under PP_COST_SQUARED)
 *          + keep x (weight with a known current patch - the most a one-to-one matching of new to current
 *                    patches can keep)
 *          + ward x weight outside the ward that most of its patch is in
 *
 * The hub of a patch is the unit OF THE PATCH at which its sum is least; ties: smallest unit id.
 * Pure data: no files, no names, no clock. All arrays are borrowed and stay unchanged.
 */
#ifndef PATCHPLAN_DISTRICT_PROBLEM_H
#define PATCHPLAN_DISTRICT_PROBLEM_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/cancel.h"
#include "patchplan/core/error.h"
#include "patchplan/core/outcome.h"
#include "patchplan/core/plan.h"
#include "patchplan/core/progress.h"

/* For every unit the parts of its weight that carry a label (current patch, ward), compressed rows:
 * unit i owns entries first[i] .. first[i+1]-1. Weight without a label is left out;
 * under the ward term it counts as outside. */
struct pp_labels {
    int n_labels;
    const int *first; /* n_units + 1 */
    const int *label;
    const int64_t *weight_milli;
};

struct pp_problem {
    int n_units;
    const double *x, *y;         /* metres */
    const int64_t *weight_milli; /* >= 0; counts towards the limits; summed exactly */
    const double *trips;         /* multiplies the distance; NULL = weight_milli / 1000 */
    const int *id_rank;          /* rank of the unit id in sorted order, for ties; NULL = index */

    bool connected;   /* false: --anywhere */
    const int *first; /* neighbours, compressed rows: first[n_units + 1], both directions */
    const int *neighbour;

    int n_patches;
    /* per patch, n_patches long (share already multiplied in). Narrow limits of an odd share may hold nothing
     * (min > max): no fault, but nothing keeps them, and the outcome says so */
    const int64_t *min_milli, *max_milli;
    enum pp_cost_kind cost_kind;

    double keep_m, ward_m;    /* 0 = term absent */
    struct pp_labels current; /* current patches; used when keep_m > 0 */
    struct pp_labels ward;    /* wards; used when ward_m > 0 */

    /* per unit: the patch (0..n_patches-1) it is pinned to, or -1: units of one number stay together,
     * of two numbers apart, and never move; NULL = none */
    const int *pin;
};

struct pp_costs {
    double total, distance, keep, ward;
};

/* The answer. Arrays are owned: pp_division_done(). */
struct pp_division {
    enum pp_outcome outcome;
    int n_units, n_patches;
    int *patch_of_unit;    /* every unit in a patch 0..n_patches-1 */
    int *hub_of_patch;     /* unit_ix */
    int *current_of_patch; /* label matched one-to-one by the keep term, -1 = none */
    struct pp_costs costs; /* exact, from scratch */
    int n_out_of_limits;
    int n_disconnected;
    double bound;            /* on costs.total; NAN = none */
    double bound_continuous; /* the one the certificate proves: distance part only; NAN = none */
    double *multiplier;      /* n_units, in units of the cost; NULL = no certificate */
    double seconds;
    int64_t n_steps; /* moves tried */
};
void pp_division_done(struct pp_division *division);

struct pp_divide_options {
    /* deadline and wish to stop; the whole call ends within 0.2 s of it */
    const struct pp_cancel *cancel;
    const struct pp_progress *progress;
    uint64_t seed;
    int n_jobs; /* threads, >= 1 */
    /* 0 = until the deadline; with n_jobs 1 and max_steps the result is repeatable */
    int64_t max_steps;
    double bound_share; /* part of the time spent on the bound; default 0.35 */
    const int *start;   /* a division to start from (n_units long), or NULL */
};
void pp_divide_options_default(struct pp_divide_options *ret_options);

/* Divide. Always gives a division in which every unit has a patch; `outcome` says what holds.
 * Errors: PP_E_NOMEM; PP_E_INPUT for a problem that makes no sense: more patches than units or none, a weight
 * below zero, a place or trips that are no number or trips below zero, a pin or a start that names no patch. */
int pp_divide(const struct pp_problem *problem, const struct pp_divide_options *options,
              struct pp_division *ret_division, struct pp_error *reterr) PP_CHECKED;

/* The exact costs and hubs of a division, from scratch; ret_hub and ret_current (n_patches) may be NULL. */
int pp_evaluate(const struct pp_problem *problem, const int *patch_of_unit,
                struct pp_costs *ret_costs, int *ret_hub, int *ret_current,
                struct pp_error *reterr) PP_CHECKED;

#endif
