#include <math.h>
#include <string.h>

#include "patchplan/district/check.h"

#include "tests/tap.h"

/* A 4 x 2 grid, units 0..3 below 4..7; two patches of four: left and right halves. */
enum { n = 8, k = 2 };
static const double x[n] = {0, 1, 2, 3, 0, 1, 2, 3}, y[n] = {0, 0, 0, 0, 1, 1, 1, 1};
static const int64_t weight[n] = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};
static const int64_t least[k] = {3000, 3000}, most[k] = {4000, 4000};
static const int first[n + 1] = {0, 2, 5, 8, 10, 12, 15, 18, 20};
static const int neighbour[] = {1, 4, 0, 2, 5, 1, 3, 6, 2, 7, 0, 5, 1, 4, 6, 2, 5, 7, 3, 6};

static struct pp_problem make_problem(void) {
    return (struct pp_problem){.n_units = n,
                               .x = x,
                               .y = y,
                               .weight_milli = weight,
                               .connected = true,
                               .first = first,
                               .neighbour = neighbour,
                               .n_patches = k,
                               .min_milli = least,
                               .max_milli = most};
}

static int halves[n] = {0, 0, 1, 1, 0, 0, 1, 1}, hubs[k] = {0, 2}, labels_of_patch[k] = {-1, -1};

/* From unit 0 the left half costs 0 + 1 + 1 + sqrt 2. */
static struct pp_division make_division(void) {
    double distance = 2 * (2 + sqrt(2));
    return (struct pp_division){.n_units = n,
                                .n_patches = k,
                                .patch_of_unit = halves,
                                .hub_of_patch = hubs,
                                .current_of_patch = labels_of_patch,
                                .costs = {.total = distance, .distance = distance},
                                .bound = NAN,
                                .bound_continuous = NAN};
}

static struct pp_check check(const struct pp_problem *problem, const struct pp_division *division) {
    struct pp_check result;
    struct pp_error err = {0};
    ok(pp_check_division(problem, division, &result, &err) == 0, "checked");
    return result;
}

static void test_good(void) {
    struct pp_problem problem = make_problem();
    struct pp_division division = make_division();
    struct pp_check result = check(&problem, &division);
    ok(!result.n_without_patch && !result.n_empty && !result.n_out_of_limits &&
           !result.n_disconnected && !result.n_pins_broken && result.cost_agrees &&
           result.bound_agrees,
       "a good division has no fault");
    is_near(result.distance_cost, 2 * (2 + sqrt(2)), 1e-12, "cost by hand");
}

static void test_faults(void) {
    struct pp_problem problem = make_problem();
    struct pp_division division = make_division();
    int units[n] = {0, 1, 0, 1, 1, 0, 1, 0};
    division.patch_of_unit = units;
    is_int(check(&problem, &division).n_disconnected, 2, "a chessboard is in pieces");
    problem.connected = false;
    is_int(check(&problem, &division).n_disconnected, 0, "unless connection is not asked for");
    problem.connected = true;
    memcpy(units, halves, sizeof units);
    units[2] = 0;
    is_int(check(&problem, &division).n_out_of_limits, 1, "5 of at most 4");
    units[2] = 7;
    is_int(check(&problem, &division).n_without_patch, 1, "no such patch");
    for (int u = 0; u < n; u++)
        units[u] = 0;
    struct pp_check result = check(&problem, &division);
    ok(result.n_empty == 1 && result.n_out_of_limits == 2, "an empty patch");
    const int pins[n] = {0, -1, 1, -1, -1, -1, -1, 0};
    problem.pin = pins;
    is_int(check(&problem, &division).n_pins_broken, 1, "two groups in one patch");
    memcpy(units, halves, sizeof units);
    is_int(check(&problem, &division).n_pins_broken, 1, "one group in two patches");
}

static void test_claims(void) {
    struct pp_problem problem = make_problem();
    struct pp_division division = make_division();
    division.costs.distance *= 1 - 1e-5;
    ok(!check(&problem, &division).cost_agrees, "a cost told too low is seen");
    division = make_division();
    int wrong[k] = {2, 2};
    division.hub_of_patch = wrong;
    ok(!check(&problem, &division).cost_agrees, "a middle outside its patch is seen");
    division = make_division();
    division.bound = division.costs.total * 1.001;
    ok(!check(&problem, &division).bound_agrees, "a bound above the cost is seen");
    division = make_division();
    division.bound = division.bound_continuous = division.costs.total;
    ok(check(&problem, &division).bound_agrees, "bounds may be the cost itself");
    division.bound_continuous *= 1.001;
    ok(!check(&problem, &division).bound_agrees, "and so is the one that the certificate proves");
}

/* Wards are columns pairs {0,1}, {2,3} but unit 6 is in ward 0; current patches are the rows. */
static void test_terms(void) {
    static const int from[n + 1] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    static const int ward[n] = {0, 0, 1, 1, 0, 0, 0, 1}, row[n] = {0, 0, 0, 0, 1, 1, 1, 1};
    struct pp_problem problem = make_problem();
    struct pp_division division = make_division();
    int matched[k] = {0, 1};
    problem.ward_m = 100;
    problem.ward = (struct pp_labels){2, from, ward, weight};
    problem.keep_m = 250;
    problem.current = (struct pp_labels){2, from, row, weight};
    division.current_of_patch = matched;
    division.costs.ward = 100;
    division.costs.keep = 250 * 4;
    division.costs.total += 100 + 250 * 4;
    ok(check(&problem, &division).cost_agrees, "ward and keep terms by hand");
    matched[1] = 0;
    ok(!check(&problem, &division).cost_agrees, "one current patch kept twice is seen");
}

int main(void) {
    test_good();
    test_faults();
    test_claims();
    test_terms();
    return tap_done();
}
