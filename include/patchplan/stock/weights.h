/* Weights modelled from what was done: how many standard homes a home of each neighbourhood counts
 * for.
 *
 * e_n = homes x years observed. For each activity with counts c_n:
 *     m    = sum c / sum e                                 the mean rate
 *     r_n  = c_n / e_n                                     the neighbourhood's own rate
 *     A    = max(0, sum e_n (r_n - m)^2 / sum e - m / mean e)   what truly differs between
 * neighbourhoods rate = m + A / (A + m / e_n) (r_n - m)               small places do not swing
 * (Marshall 1991, "Mapping disease and mortality rates using empirical Bayes estimators", Applied
 * Statistics 40(2).) Minutes per home and year = sum of rate x minutes done by the patch officer;
 * weight = minutes / home-weighted median, kept within 1.00 .. cap, in thousandths. Neighbourhoods
 * without homes take the mean rate and count for nothing in m, A and the median. The median is that
 * of the list of all homes (of an even number the mean of the two middle ones). Never an opaque
 * score: pp_weights_explain() says the sum in words.
 *
 * Pure numbers in and out: no SQL, no files.
 */
#ifndef PATCHPLAN_STOCK_WEIGHTS_H
#define PATCHPLAN_STOCK_WEIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/error.h"
#include "patchplan/core/str.h"

enum pp_weights_role {
    PP_WEIGHTS_OFFICER,
    PP_WEIGHTS_LEADER,
    PP_WEIGHTS_BACK_OFFICE,
    PP_WEIGHTS_SPECIALIST,
    PP_WEIGHTS_N_ROLES
};
const char *
pp_weights_role_name(enum pp_weights_role role); /* "patch officer", ... as in activities.csv */
int pp_weights_role_parse(const char *text);     /* the enum, or -1 */

struct pp_weights_activity {
    const char *name;
    double minutes; /* each time */
    enum pp_weights_role role;
    bool per_patch; /* done once per patch whatever its homes: counts as hours, not in the weight */
};

struct pp_weights_input {
    int n_areas;
    const char *const *codes; /* neighbourhood_code */
    const int64_t *n_homes;   /* per area */
    int n_activities;
    const struct pp_weights_activity *activities;
    const int64_t *counts; /* counts[area x n_activities + activity], over the whole period */
    double years;          /* observed; > 0 */
    double cap;            /* >= 1; 2.00 unless said */
};

struct pp_weights {
    int n_areas, n_activities;
    int64_t *weight_milli;    /* per area, 1000 .. cap */
    double *minutes_per_home; /* per area, a year, patch officer */
    double *rate;             /* [area x n_activities + activity] per home and year, smoothed */
    double *mean, *between;   /* per activity: m and A */
    double
        median_minutes; /* 0: nothing recorded for the patch officer; then every weight is 1.00 */
    double hours[PP_WEIGHTS_N_ROLES]; /* a year, by role: what was recorded / years x minutes, all
                                         areas */
};
void pp_weights_done(struct pp_weights *weights);

/* O(areas x activities). PP_E_INPUT: years <= 0, cap < 1, a negative count or minutes, no homes at
 * all. */
int pp_weights_model(const struct pp_weights_input *input, struct pp_weights *ret_weights,
                     struct pp_error *reterr) PP_CHECKED;

/* The sum of one area in words, line by line, appended to `text`: recorded, expected, smoothed,
 * minutes, factor. PP_E_NOTFOUND with the nearest code when there is no such area. */
int pp_weights_explain(const struct pp_weights_input *input, const struct pp_weights *weights,
                       const char *code, struct pp_str *text, struct pp_error *reterr) PP_CHECKED;

#endif
