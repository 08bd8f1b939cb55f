/* Workload factors: what stands, what the model says, and why. */
#ifndef PATCHPLAN_SERVICE_WEIGHTS_H
#define PATCHPLAN_SERVICE_WEIGHTS_H

#include "patchplan/core/str.h"
#include "patchplan/store/weights.h"

struct pp_weights_options {
    const char *period; /* "2026-04:2027-03", months or days; NULL: all that is recorded */
    double cap;         /* highest factor; 2.00 unless said */
    bool save;          /* keep the result; else only say it */
    const char *who;    /* for the audit; may be NULL */
};

/* The areas as they stand and, when `ret_weights` is not NULL, the model's result. PP_E_INPUT in words when
 * there is nothing to model from (no activities, no interventions, no homes). Arena holds `ret_data`;
 * pp_weights_done() the rest. */
int pp_service_weights(struct pp_db *db, const struct pp_weights_options *options,
                       struct pp_arena *arena, struct pp_weights_data *ret_data,
                       struct pp_weights *ret_weights, int64_t *ret_n_changed,
                       struct pp_error *reterr) PP_CHECKED;

/* The factor of one neighbourhood in words: whence it is, and the sum of the model when there is one. */
int pp_service_weights_explain(struct pp_db *db, const struct pp_weights_options *options,
                               const char *code, struct pp_str *text,
                               struct pp_error *reterr) PP_CHECKED;

/* Whence a factor is, appended: "changed by hand on Tuesday 9 March 2027". Of one that there is. */
void pp_weights_say_source(const struct pp_weights_area *area, struct pp_str *text);

#endif
