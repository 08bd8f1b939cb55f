/* The weights model against sums done by hand, and the properties it promises. */
#include "tests/tap.h"

#include <stdlib.h>

#include "patchplan/stock/weights.h"

enum { N = 4, M = 3 };
static const char *const codes[N] = {"A1", "A2", "A3", "A4"};
static const int64_t homes[N] = {100, 400, 250, 10};
static const struct pp_weights_activity activities[M] = {
    {"tenancy visit", 30, PP_WEIGHTS_OFFICER, false},
    {"estate walk", 12, PP_WEIGHTS_OFFICER, false},
    {"arrears call", 45, PP_WEIGHTS_BACK_OFFICE, false}};
static const int64_t counts[N * M] = {75, 12, 5, 180, 20, 40, 100, 15, 9, 9, 1, 0};

static struct pp_weights_input example(void) {
    return (struct pp_weights_input){.n_areas = N,
                                     .codes = codes,
                                     .n_homes = homes,
                                     .n_activities = M,
                                     .activities = activities,
                                     .counts = counts,
                                     .years = 1.5,
                                     .cap = 2};
}

/* Formula by formula, with numpy, outside this program. */
static void test_by_hand(void) {
    struct pp_weights_input in = example();
    struct pp_weights w;
    ok(pp_weights_model(&in, &w, NULL) == 0, "the example is modelled");
    is_near(w.mean[0], 0.3192982456140351, 1e-12, "mean rate of visits");
    is_near(w.between[0], 0.0053200984918436445, 1e-12, "what differs, visits");
    is_near(w.rate[0], 0.4483602605952922, 1e-12, "smoothed rate, place 1 activity 1");
    is_near(w.rate[3], 0.3017548473054942, 1e-12, "smoothed rate, place 2 activity 1");
    is_near(w.rate[6], 0.2739280050270804, 1e-12, "smoothed rate, place 3 activity 1");
    is_near(w.rate[9], 0.37542560780457707, 1e-12, "smoothed rate, place 4 activity 1");
    is_near(w.mean[1], 0.042105263157894736, 1e-12, "mean rate of walks");
    is_near(w.between[1], 9.11049553708834e-05, 1e-12, "what differs, walks");
    is_near(w.rate[1], 0.0513907284768212, 1e-12, "smoothed rate, place 1 activity 2");
    is_near(w.rate[4], 0.0371501272264631, 1e-12, "smoothed rate, place 2 activity 2");
    is_near(w.rate[7], 0.04116222760290557, 1e-12, "smoothed rate, place 3 activity 2");
    is_near(w.rate[10], 0.04287737184933447, 1e-12, "smoothed rate, place 4 activity 2");
    is_near(w.mean[2], 0.04736842105263158, 1e-12, "mean rate of calls");
    is_near(w.between[2], 0.0002648815020006155, 1e-12, "what differs, calls");
    is_near(w.rate[2], 0.04096611187674476, 1e-12, "smoothed rate, place 1 activity 3");
    is_near(w.rate[5], 0.06223555038343329, 1e-12, "smoothed rate, place 2 activity 3");
    is_near(w.rate[8], 0.03154555468135327, 1e-12, "smoothed rate, place 3 activity 3");
    is_near(w.rate[11], 0.043702677913062246, 1e-12, "smoothed rate, place 4 activity 3");
    is_near(w.median_minutes, 9.498446945882383, 1e-9, "the middle home");
    is_near(w.minutes_per_home[0], 14.06749655958062, 1e-9, "minutes of place 1");
    is_int(w.weight_milli[0], 1481, "factor of place 1");
    is_near(w.minutes_per_home[1], 9.498446945882383, 1e-9, "minutes of place 2");
    is_int(w.weight_milli[1], 1000, "factor of place 2");
    is_near(w.minutes_per_home[2], 8.71178688204728, 1e-9, "minutes of place 3");
    is_int(w.weight_milli[2], 1000, "factor of place 3");
    is_near(w.minutes_per_home[3], 11.777296696329325, 1e-9, "minutes of place 4");
    is_int(w.weight_milli[3], 1240, "factor of place 4");
    is_near(w.hours[PP_WEIGHTS_OFFICER], 127.73333333333333, 1e-9, "hours of officers");
    is_near(w.hours[PP_WEIGHTS_BACK_OFFICE], 27.0, 1e-9, "hours of the back office");
    pp_weights_done(&w);
}

static void test_refusals(void) {
    struct pp_weights w;
    struct pp_error err;
    struct pp_weights_input in = example();
    in.years = 0;
    is_int(pp_weights_model(&in, &w, &err), PP_E_INPUT, "no period is refused");
    in = example();
    in.cap = 0.5;
    is_int(pp_weights_model(&in, &w, &err), PP_E_INPUT, "a cap under 1 is refused");
    in = example();
    int64_t none[N] = {0};
    in.n_homes = none;
    is_int(pp_weights_model(&in, &w, &err), PP_E_INPUT, "no homes at all are refused");
    in = example();
    int64_t below[N * M] = {0, 0, -1};
    in.counts = below;
    is_int(pp_weights_model(&in, &w, &err), PP_E_INPUT, "a count below zero is refused");
    ok(strstr(err.message, "arrears call") && strstr(err.message, "A1"), "and named");
}

static void test_nothing_recorded(void) {
    struct pp_weights w;
    struct pp_weights_input in = example();
    int64_t none[N * M] = {0};
    in.counts = none;
    ok(pp_weights_model(&in, &w, NULL) == 0, "nothing recorded is no failure");
    for (int n = 0; n < N; n++)
        is_int(w.weight_milli[n], 1000, "every home counts as one");
    pp_weights_done(&w);
}

static void test_equal_rates(void) {
    struct pp_weights w;
    struct pp_weights_input in = example();
    int64_t equal[N * M];
    for (int n = 0; n < N; n++)
        for (int a = 0; a < M; a++)
            equal[n * M + a] = homes[n] * (a + 1) / 10;
    in.counts = equal;
    ok(pp_weights_model(&in, &w, NULL) == 0, "equal rates");
    for (int n = 0; n < N; n++)
        is_int(w.weight_milli[n], 1000, "no place stands out");
    is_near(w.between[0], 0, 0, "nothing differs beyond chance");
    pp_weights_done(&w);
}

/* Properties on random inputs: limits, order, small places swing less, permutation. */
static void test_properties(void) {
    enum { P = 60 };
    int64_t n_homes[P], c[P * 2], moved_homes[P], moved_c[P * 2];
    const char *names[P];
    srand(7);
    for (int n = 0; n < P; n++) {
        names[n] = "X";
        n_homes[n] = rand() % 400;
        for (int a = 0; a < 2; a++)
            c[2 * n + a] = n_homes[n] ? rand() % (int)(n_homes[n] * (1 + n % 4)) : 0;
    }
    for (int n = 0; n < P; n++) {
        int from = (n * 7 + 3) % P;
        moved_homes[n] = n_homes[from];
        memcpy(&moved_c[2 * n], &c[2 * from], 2 * sizeof *c);
    }
    struct pp_weights_input in = example();
    in.n_areas = P;
    in.codes = names;
    in.n_homes = n_homes;
    in.n_activities = 2;
    in.counts = c;
    struct pp_weights w, moved;
    ok(pp_weights_model(&in, &w, NULL) == 0, "a random city");
    in.n_homes = moved_homes;
    in.counts = moved_c;
    ok(pp_weights_model(&in, &moved, NULL) == 0, "in another order");
    bool limits = true, between = true, same = true;
    for (int n = 0; n < P; n++) {
        limits = limits && w.weight_milli[n] >= 1000 && w.weight_milli[n] <= 2000;
        same = same && moved.weight_milli[n] == w.weight_milli[(n * 7 + 3) % P];
        for (int a = 0; a < 2 && n_homes[n]; a++) {
            double own = (double)c[2 * n + a] / ((double)n_homes[n] * 1.5), m = w.mean[a];
            double rate = w.rate[2 * n + a];
            between = between && rate >= fmin(own, m) - 1e-12 && rate <= fmax(own, m) + 1e-12;
        }
    }
    ok(limits, "all between 1.00 and the cap");
    ok(between, "every smoothed rate lies between the place's own and the mean");
    ok(same, "the order of the places does not matter");
    pp_weights_done(&w);
    pp_weights_done(&moved);
}

static void test_explain(void) {
    struct pp_weights_input in = example();
    struct pp_weights w;
    struct pp_error err;
    struct pp_str text = {0};
    if (pp_weights_model(&in, &w, NULL) < 0)
        return;
    ok(pp_weights_explain(&in, &w, "a2", &text, &err) == 0, "A2 is explained");
    printf("# %s\n", pp_str_text(&text));
    ok(strstr(pp_str_text(&text), "400 homes over 1.50 years"), "with its homes and years");
    ok(strstr(pp_str_text(&text), "tenancy visit: 180 recorded"), "its counts");
    ok(strstr(pp_str_text(&text), "back office"), "who does what");
    ok(!strstr(pp_str_text(&text), "weight"), "in words for people");
    is_int(pp_weights_explain(&in, &w, "A9", &text, &err), PP_E_NOTFOUND, "A9 is not there");
    pp_str_done(&text);
    pp_weights_done(&w);
}

int main(void) {
    test_by_hand();
    test_refusals();
    test_nothing_recorded();
    test_equal_rates();
    test_properties();
    test_explain();
    is_int(pp_weights_role_parse("Team Leader"), PP_WEIGHTS_LEADER, "roles are read");
    is_int(pp_weights_role_parse("cook"), -1, "an unknown role is none");
    return tap_done();
}
