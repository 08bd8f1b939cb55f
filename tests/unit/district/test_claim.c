/* What a division says of itself, when the bound is true and when it is not. */
#include "tests/tap.h"

#include <math.h>

#include "patchplan/district/check.h"
#include "planner/district/claim.h"

/* Four units in a row, a metre apart; two patches of two cost 1 each. */
enum { n = 4, k = 2 };
static const double x[n] = {0, 1, 2, 3}, y[n] = {0};
static const int64_t weight[n] = {1000, 1000, 1000, 1000};
static const int64_t least[k] = {2000, 2000}, most[k] = {2000, 2000};
static const int first[n + 1] = {0, 1, 3, 5, 6}, neighbour[] = {1, 0, 2, 1, 3, 2};
static int halves[n] = {0, 0, 1, 1}, hubs[k] = {0, 2}, labels[k] = {-1, -1};

static const struct pp_problem problem = {.n_units = n,
                                          .x = x,
                                          .y = y,
                                          .weight_milli = weight,
                                          .connected = true,
                                          .first = first,
                                          .neighbour = neighbour,
                                          .n_patches = k,
                                          .min_milli = least,
                                          .max_milli = most};

static struct pp_division division_with(double continuous, double tightened) {
    struct pp_division division = {.n_units = n,
                                   .n_patches = k,
                                   .patch_of_unit = halves,
                                   .hub_of_patch = hubs,
                                   .current_of_patch = labels,
                                   .costs = {.total = 2, .distance = 2}};
    struct pp_bound bound = {.continuous = continuous, .tightened = tightened};
    pp_claim_bound(&problem, &bound, &division);
    division.outcome = pp_claim_outcome(&division, NULL, false);
    return division;
}

static bool is_believed(const struct pp_division *division) {
    struct pp_check check;
    struct pp_error err;
    return pp_check_division(&problem, division, &check, &err) == 0 && check.bound_agrees;
}

static void test_true(void) {
    struct pp_division below = division_with(1.8, 1.9);
    is_near(below.bound, 1.9, 0, "the better of the two bounds");
    is_near(below.bound_continuous, 1.8, 0, "and the one that the certificate proves");
    is_int(below.outcome, PP_OUTCOME_FEASIBLE, "below the cost: feasible");
    ok(is_believed(&below), "and the independent check believes it");
    struct pp_division rounded = division_with(1.9, 2 * (1 + 1e-12));
    is_near(rounded.bound, 2, 0, "above by rounding: the cost itself");
    is_int(rounded.outcome, PP_OUTCOME_OPTIMAL, "which proves it optimal");
    ok(is_believed(&rounded), "and is believed");
    struct pp_division none = {.patch_of_unit = halves, .costs = {.total = 2}};
    pp_claim_bound(&problem, NULL, &none);
    ok(isnan(none.bound) && isnan(none.bound_continuous), "no bound: none is told");
    is_int(pp_claim_outcome(&none, NULL, false), PP_OUTCOME_FEASIBLE, "and nothing is proven");
}

static void test_false(void) {
    struct pp_division tightened = division_with(1.9, 2.7);
    is_near(tightened.bound, 2.7, 0, "a bound truly above the cost is not made to fit");
    is_int(tightened.outcome, PP_OUTCOME_FEASIBLE, "it proves nothing");
    ok(!is_believed(&tightened), "and the independent check refuses it");
    struct pp_division continuous = division_with(2.1, 1.9);
    ok(!is_believed(&continuous) && continuous.outcome == PP_OUTCOME_FEASIBLE,
       "nor is a certificate that proves too much believed");
}

static void test_broken(void) {
    struct pp_division division = {.patch_of_unit = halves, .costs.total = 2, .n_out_of_limits = 1};
    struct pp_bound bound = {.continuous = 2, .tightened = 2.5};
    pp_claim_bound(&problem, &bound, &division);
    is_near(division.bound, 2.5, 0, "a plan outside the limits may cost less than any inside");
    is_int(pp_claim_outcome(&division, NULL, false), PP_OUTCOME_TIME_LIMIT, "nothing found yet");
    is_int(pp_claim_outcome(&division, NULL, true), PP_OUTCOME_INFEASIBLE, "or nothing to find");
    struct pp_cancel cancel = {.requested = 1};
    is_int(pp_claim_outcome(&division, &cancel, true), PP_OUTCOME_CANCELLED, "the user said stop");
}

int main(void) {
    test_true();
    test_false();
    test_broken();
    return tap_done();
}
