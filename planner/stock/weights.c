#include "patchplan/stock/weights.h"

#include <math.h>
#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

static const char *const role_names[PP_WEIGHTS_N_ROLES] = {
    [PP_WEIGHTS_OFFICER] = "patch officer",
    [PP_WEIGHTS_LEADER] = "team leader",
    [PP_WEIGHTS_BACK_OFFICE] = "back office",
    [PP_WEIGHTS_SPECIALIST] = "specialist",
};

const char *pp_weights_role_name(enum pp_weights_role role) { return role_names[role]; }

int pp_weights_role_parse(const char *text) {
    for (int i = 0; i < PP_WEIGHTS_N_ROLES; i++)
        if (pp_text_same_name(text, role_names[i]))
            return i;
    return -1;
}

void pp_weights_done(struct pp_weights *weights) {
    pp_free(weights->weight_milli);
    pp_free(weights->minutes_per_home);
    pp_free(weights->rate);
    pp_free(weights->mean);
    pp_free(weights->between);
    *weights = (struct pp_weights){0};
}

static int check_numbers(const struct pp_weights_input *in, struct pp_error *reterr) {
    int64_t n_homes = 0;
    if (!(in->years > 0) || !isfinite(in->years))
        return pp_fail(reterr, PP_E_INPUT,
                       "the period observed must be longer than nothing; give --period FROM:TO");
    if (!(in->cap >= 1) || !isfinite(in->cap))
        return pp_fail(reterr, PP_E_INPUT,
                       "the highest workload factor must be 1.00 or more, not %g", in->cap);
    for (int n = 0; n < in->n_areas; n++) {
        if (in->n_homes[n] < 0)
            return pp_fail(reterr, PP_E_INPUT, "%s has less than no homes", in->codes[n]);
        n_homes += in->n_homes[n];
        for (int a = 0; a < in->n_activities; a++)
            if (in->counts[(size_t)n * (size_t)in->n_activities + (size_t)a] < 0)
                return pp_fail(reterr, PP_E_INPUT, "%s: the count of %s is below zero",
                               in->codes[n], in->activities[a].name);
    }
    for (int a = 0; a < in->n_activities; a++)
        if (!(in->activities[a].minutes >= 0) || !isfinite(in->activities[a].minutes))
            return pp_fail(reterr, PP_E_INPUT, "the minutes of %s must be zero or more",
                           in->activities[a].name);
    return n_homes > 0
               ? 0
               : pp_fail(reterr, PP_E_INPUT,
                         "no neighbourhood has homes; import homes with neighbourhood_code");
}

static size_t at(const struct pp_weights_input *in, int area, int activity) {
    return (size_t)area * (size_t)in->n_activities + (size_t)activity;
}

/* Home-years observed in an area. */
static double exposure(const struct pp_weights_input *in, int area) {
    return (double)in->n_homes[area] * in->years;
}

/* m and A of one activity: see the head of weights.h. Areas without homes stay out of all sums. */
static void fit_activity(const struct pp_weights_input *in, int activity, double *ret_mean,
                         double *ret_between) {
    double sum_e = 0, sum_c = 0, squares = 0;
    int n_observed = 0;
    for (int n = 0; n < in->n_areas; n++) {
        if (in->n_homes[n] == 0)
            continue;
        sum_e += exposure(in, n);
        sum_c += (double)in->counts[at(in, n, activity)];
        n_observed++;
    }
    double mean = sum_c / sum_e;
    for (int n = 0; n < in->n_areas; n++) {
        double e = exposure(in, n);
        double apart = e > 0 ? (double)in->counts[at(in, n, activity)] / e - mean : 0;
        squares += e * apart * apart;
    }
    *ret_mean = mean;
    *ret_between = fmax(0, squares / sum_e - mean / (sum_e / n_observed));
}

/* How much of an area's own difference counts, 0 .. 1. */
static double trust(const struct pp_weights_input *in, const struct pp_weights *w, int area,
                    int activity) {
    double e = exposure(in, area), between = w->between[activity];
    return e > 0 && between > 0 ? between / (between + w->mean[activity] / e) : 0;
}

static void smooth(const struct pp_weights_input *in, struct pp_weights *w) {
    for (int a = 0; a < in->n_activities; a++) {
        const struct pp_weights_activity *activity = &in->activities[a];
        fit_activity(in, a, &w->mean[a], &w->between[a]);
        for (int n = 0; n < in->n_areas; n++) {
            double e = exposure(in, n), count = (double)in->counts[at(in, n, a)];
            double own = e > 0 ? count / e : w->mean[a];
            double rate = w->mean[a] + trust(in, w, n, a) * (own - w->mean[a]);
            w->rate[at(in, n, a)] = rate;
            if (activity->role == PP_WEIGHTS_OFFICER && !activity->per_patch)
                w->minutes_per_home[n] += rate * activity->minutes;
            w->hours[activity->role] += count / in->years * activity->minutes / 60;
        }
    }
}

struct share {
    double minutes;
    int64_t n_homes;
};

static int compare_shares(const void *a, const void *b) {
    const struct share *p = a, *q = b;
    return (p->minutes > q->minutes) - (p->minutes < q->minutes);
}

/* The value of the k-th home (from 0) in the list of all homes, least minutes first. */
static double kth_home(const struct share *shares, int64_t k) {
    while (k >= shares->n_homes)
        k -= (shares++)->n_homes;
    return shares->minutes;
}

static int find_median(const struct pp_weights_input *in, struct pp_weights *w,
                       struct pp_error *reterr) {
    PP_AUTO_FREE struct share *shares = pp_alloc_array((size_t)in->n_areas, sizeof *shares);
    int64_t n_homes = 0;
    if (!shares)
        return pp_fail_nomem(reterr);
    for (int n = 0; n < in->n_areas; n++) {
        shares[n] = (struct share){w->minutes_per_home[n], in->n_homes[n]};
        n_homes += in->n_homes[n];
    }
    qsort(shares, (size_t)in->n_areas, sizeof *shares, compare_shares);
    w->median_minutes = (kth_home(shares, (n_homes - 1) / 2) + kth_home(shares, n_homes / 2)) / 2;
    return 0;
}

/* Workload as a multiple of the middle home, before it is kept within its limits. */
static double plain_factor(const struct pp_weights *w, int area) {
    return w->median_minutes > 0 ? w->minutes_per_home[area] / w->median_minutes : 1;
}

int pp_weights_model(const struct pp_weights_input *input, struct pp_weights *ret_weights,
                     struct pp_error *reterr) {
    int rc = check_numbers(input, reterr);
    if (rc < 0)
        return rc;
    size_t n_areas = (size_t)input->n_areas, n_activities = (size_t)input->n_activities;
    struct pp_weights w = {.n_areas = input->n_areas, .n_activities = input->n_activities};
    w.weight_milli = pp_alloc_array(n_areas, sizeof *w.weight_milli);
    w.minutes_per_home = pp_alloc_array(n_areas, sizeof *w.minutes_per_home);
    w.rate = pp_alloc_array(n_areas * n_activities, sizeof *w.rate);
    w.mean = pp_alloc_array(n_activities, sizeof *w.mean);
    w.between = pp_alloc_array(n_activities, sizeof *w.between);
    if (!w.weight_milli || !w.minutes_per_home || !w.rate || !w.mean || !w.between) {
        pp_weights_done(&w);
        return pp_fail_nomem(reterr);
    }
    smooth(input, &w);
    rc = find_median(input, &w, reterr);
    for (int n = 0; n < input->n_areas; n++)
        w.weight_milli[n] = llround(1000 * fmin(fmax(plain_factor(&w, n), 1), input->cap));
    if (rc == 0)
        *ret_weights = w;
    else
        pp_weights_done(&w);
    return rc;
}

static int find_area(const struct pp_weights_input *in, const char *code, struct pp_error *reterr) {
    for (int n = 0; n < in->n_areas; n++)
        if (pp_text_same_name(in->codes[n], code))
            return n;
    const char *nearest = pp_text_nearest(code, in->codes, (size_t)in->n_areas);
    return pp_fail(reterr, PP_E_NOTFOUND, "there is no neighbourhood %s%s%s%s", code,
                   nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

static void explain_activity(const struct pp_weights_input *in, const struct pp_weights *w,
                             int area, int a, struct pp_str *text) {
    const struct pp_weights_activity *activity = &in->activities[a];
    double e = exposure(in, area), rate = w->rate[at(in, area, a)];
    long long count = in->counts[at(in, area, a)];
    pp_str_appendf(text, "  %s: %lld recorded", activity->name, count);
    if (e > 0)
        pp_str_appendf(text,
                       ", %.4f a home and year; all homes together %.4f; %.0f %% of the "
                       "difference counts, the rest may be chance: %.4f",
                       (double)count / e, w->mean[a], 100 * trust(in, w, area, a), rate);
    else
        pp_str_appendf(text, ", no homes here, so the rate of all homes: %.4f", rate);
    if (activity->per_patch)
        pp_str_append(text, "; done once per patch, so it does not count per home\n");
    else if (activity->role != PP_WEIGHTS_OFFICER)
        pp_str_appendf(text, "; done by the %s, so it does not count for the patch officer\n",
                       role_names[activity->role]);
    else
        pp_str_appendf(text, " x %g minutes = %.2f minutes\n", activity->minutes,
                       rate * activity->minutes);
}

static void explain_factor(const struct pp_weights_input *in, const struct pp_weights *w, int area,
                           struct pp_str *text) {
    double minutes = w->minutes_per_home[area], factor = plain_factor(w, area);
    pp_str_appendf(text, "Patch officer's minutes per home and year: %.2f.\n", minutes);
    if (!(w->median_minutes > 0)) {
        pp_str_append(
            text, "Half of all homes or more had no recorded work by the patch officer, so every "
                  "workload factor is 1.00.\n");
        return;
    }
    pp_str_appendf(text, "The middle home of all has %.2f. Workload factor: %.2f / %.2f = %.3f",
                   w->median_minutes, minutes, w->median_minutes, factor);
    if (factor < 1)
        pp_str_append(text, ", raised to 1.000, the least a home can count for");
    else if (factor > in->cap)
        pp_str_appendf(text, ", lowered to %.3f, the most a home may count for", in->cap);
    pp_str_append(text, ".\n");
}

int pp_weights_explain(const struct pp_weights_input *input, const struct pp_weights *weights,
                       const char *code, struct pp_str *text, struct pp_error *reterr) {
    int area = find_area(input, code, reterr);
    if (area < 0)
        return area;
    pp_str_appendf(text, "%s: %lld homes over %.2f years.\n", input->codes[area],
                   (long long)input->n_homes[area], input->years);
    for (int a = 0; a < input->n_activities; a++)
        explain_activity(input, weights, area, a, text);
    explain_factor(input, weights, area, text);
    return text->failed ? pp_fail_nomem(reterr) : 0;
}
