/* Whole divisions: against brute force on tiny towns, and what must hold for any. */
#include "tests/tap.h"
#include "tests/unit/district/town.h"

#include <stdlib.h>

#include "patchplan/district/check.h"
#include "patchplan/district/divide_many.h"

static struct pp_division divide(const struct pp_problem *problem, uint64_t seed, int n_jobs,
                                 int64_t max_steps, double seconds) {
    struct pp_cancel cancel = {.deadline_s = seconds > 0 ? pp_clock_s() + seconds : 0};
    struct pp_divide_options options;
    struct pp_division division;
    struct pp_error err;
    pp_divide_options_default(&options);
    options.cancel = &cancel;
    options.seed = seed;
    options.n_jobs = n_jobs;
    options.max_steps = max_steps;
    if (pp_divide(problem, &options, &division, &err)) {
        printf("# %s\n", err.message);
        abort();
    }
    return division;
}

/* ---- brute force ---- */

static bool valid(const struct pp_problem *problem, const int *patch_of) {
    int piece[8], n_pieces = 0;
    int64_t load[4] = {0};
    for (int u = 0; u < problem->n_units; u++) {
        piece[u] = u;
        load[patch_of[u]] += problem->weight_milli[u];
    }
    for (int p = 0; p < problem->n_patches; p++)
        if (load[p] < problem->min_milli[p] || load[p] > problem->max_milli[p])
            return false;
    for (bool again = true; again;) {
        again = false;
        for (int u = 0; u < problem->n_units; u++)
            for (int i = problem->first[u]; i < problem->first[u + 1]; i++)
                if (patch_of[u] == patch_of[problem->neighbour[i]] &&
                    piece[problem->neighbour[i]] < piece[u]) {
                    piece[u] = piece[problem->neighbour[i]];
                    again = true;
                }
    }
    for (int u = 0; u < problem->n_units; u++)
        n_pieces += piece[u] == u;
    return n_pieces == problem->n_patches || !problem->connected;
}

/* The least cost of all divisions; INFINITY when none is valid. */
static double brute_force(const struct pp_problem *problem) {
    double best = INFINITY;
    int patch_of[8] = {0}, n = problem->n_units, k = problem->n_patches;
    for (;;) {
        struct pp_costs costs;
        struct pp_error err;
        int used = 0;
        for (int u = 0; u < n; u++)
            used |= 1 << patch_of[u];
        if (used == (1 << k) - 1 && valid(problem, patch_of)) {
            if (pp_evaluate(problem, patch_of, &costs, NULL, NULL, &err))
                abort();
            best = fmin(best, costs.total);
        }
        int u = 0;
        while (u < n && ++patch_of[u] == k)
            patch_of[u++] = 0;
        if (u == n)
            return best;
    }
}

static void test_tiny(void) {
    int n_solved = 0, n_missed = 0, n_impossible = 0, n_claimed = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct town town;
        town_make(&town, seed, 4, 2, 2 + (int)(seed % 2), 0.3);
        town.problem.connected = seed % 5 != 0;
        town.problem.cost_kind = seed % 3 == 0 ? PP_COST_SQUARED : PP_COST_DISTANCE;
        town.problem.keep_m = seed % 4 == 1 ? 80 : 0;
        town.problem.ward_m = seed % 4 >= 2 ? 60 : 0;
        double best = brute_force(&town.problem);
        struct pp_division division = divide(&town.problem, seed, 1, 20000, 0);
        if (isinf(best)) {
            n_impossible++;
            n_claimed += division.n_out_of_limits == 0;
        } else {
            n_solved++;
            n_missed += fabs(division.costs.total - best) > 1e-9 * best ||
                        division.n_out_of_limits > 0 || division.n_disconnected > 0;
        }
        pp_division_done(&division);
    }
    ok(n_solved > 40, "%d tiny towns with a valid division", n_solved);
    is_int(n_missed, 0, "each divided at the least cost there is, by brute force");
    is_int(n_claimed, 0, "no division claimed valid where there is none");
    printf("# %d of 60 cannot be divided\n", n_impossible);
}

/* ---- properties ---- */

static void agrees(const struct pp_problem *problem, const struct pp_division *division,
                   const char *what) {
    struct pp_check check;
    struct pp_error err;
    if (pp_check_division(problem, division, &check, &err))
        abort();
    bool same = ok(check.n_without_patch == 0 && check.n_empty == 0 && check.cost_agrees &&
                       check.bound_agrees && check.n_pins_broken == 0 &&
                       check.n_out_of_limits == division->n_out_of_limits &&
                       check.n_disconnected == division->n_disconnected,
                   "the independent checker agrees: %s", what);
    if (!same)
        printf("# without %d, empty %d, cost %d, bound %d, pins %d, outside %d/%d, pieces %d/%d\n",
               check.n_without_patch, check.n_empty, check.cost_agrees, check.bound_agrees,
               check.n_pins_broken, check.n_out_of_limits, division->n_out_of_limits,
               check.n_disconnected, division->n_disconnected);
}

static void test_same_again(void) {
    struct town town;
    town_make(&town, 3, 20, 15, 12, 0.06);
    town.problem.keep_m = 250;
    town.problem.ward_m = 100;
    struct pp_division a = divide(&town.problem, 9, 1, 200000, 0);
    struct pp_division b = divide(&town.problem, 9, 1, 200000, 0);
    struct pp_division c = divide(&town.problem, 10, 1, 200000, 0);
    ok(memcmp(a.patch_of_unit, b.patch_of_unit, 300 * sizeof(int)) == 0 &&
           a.costs.total == b.costs.total && a.bound == b.bound,
       "same seed and steps: the same division and bound");
    ok(a.bound > 0 && a.bound <= a.costs.total, "and the bound is there, no more than the cost");
    ok(memcmp(a.patch_of_unit, c.patch_of_unit, 300 * sizeof(int)) != 0, "another seed: another");
    ok(a.n_out_of_limits == 0 && a.n_disconnected == 0 && a.outcome == PP_OUTCOME_FEASIBLE,
       "inside the limits, in one piece each");
    agrees(&town.problem, &a, "with labels");
    pp_division_done(&a);
    pp_division_done(&b);
    pp_division_done(&c);
}

static void test_threads(void) {
    struct town town;
    town_make(&town, 4, 20, 20, 24, 0.1);
    struct pp_division wide = divide(&town.problem, 1, 2, 0, 1.0);
    ok(wide.n_out_of_limits == 0 && wide.n_disconnected == 0, "two threads on one division");
    ok(wide.seconds < 1.0 + 0.2 * TAP_SLOWER, "and in time: %.2f s of 1", wide.seconds);
    ok(!(wide.bound > wide.costs.total),
       "a bound, if there was time for one, is no more than the cost");
    agrees(&town.problem, &wide, "two threads, wide");
    town.problem.n_patches = 4;
    for (int p = 0; p < 4; p++) {
        town.min_milli[p] *= 6;
        town.max_milli[p] *= 6;
    }
    struct pp_division narrow = divide(&town.problem, 1, 3, 0, 1.0);
    ok(narrow.n_out_of_limits == 0 && narrow.n_disconnected == 0, "three threads, each its own");
    agrees(&town.problem, &narrow, "three threads, narrow");
    pp_division_done(&wide);
    pp_division_done(&narrow);
}

/* One patch is all there is to find; and squares of a grid cost what the bound proves. */
static void test_proven(int n_jobs) {
    static struct town town;
    town_make(&town, 5, 15, 10, 1, 0.1);
    struct pp_division one = divide(&town.problem, 1, n_jobs, 0, 20);
    is_int(one.outcome, PP_OUTCOME_OPTIMAL, "one patch is proven the best");
    ok(one.seconds < 10, "and %d at work do not wait for the end of the time: %.1f s of 20", n_jobs,
       one.seconds);
    pp_division_done(&one);
}

static void test_proven_grid(void) {
    static struct town town;
    town_make(&town, 5, 20, 20, 16, 0.1);
    for (int u = 0; u < 400; u++) {
        town.x[u] = 100 * (u % 20);
        town.y[u] = 100 * (double)(u / 20);
        town.weight_milli[u] = 1000;
        town.trips[u] = 1;
    }
    for (int p = 0; p < 16; p++)
        town.min_milli[p] = town.max_milli[p] = 25000;
    struct pp_division squares = divide(&town.problem, 1, 2, 0, 8);
    printf("# %.1f s, cost %.3f, bound %.3f\n", squares.seconds, squares.costs.total,
           squares.bound);
    ok(squares.outcome != PP_OUTCOME_OPTIMAL || squares.seconds < 7.2,
       "squares of a grid: once proven, the search is over (%.1f s of 8)", squares.seconds);
    pp_division_done(&squares);
}

/* The same town with its units in another order: as good a division, whatever the order. */
static void test_permuted(void) {
    static struct town town, other;
    town_make(&town, 8, 6, 5, 3, 0.1);
    other = town;
    int n = 30, n_entries = 0;
    for (int i = 0; i < n; i++) {
        int u = i * 7 % n; /* the i-th unit of the other town */
        other.x[i] = town.x[u];
        other.y[i] = town.y[u];
        other.weight_milli[i] = 1000 * town.weight_milli[u]; /* and heavier, limits too */
        other.trips[i] = town.trips[u];
        other.first[i] = n_entries;
        for (int j = town.first[u]; j < town.first[u + 1]; j++)
            other.neighbour[n_entries++] = town.neighbour[j] * 13 % n; /* 13 x 7 = 1 mod 30 */
    }
    other.first[n] = n_entries;
    for (int p = 0; p < 3; p++) {
        other.min_milli[p] *= 1000;
        other.max_milli[p] *= 1000;
    }
    other.problem.x = other.x;
    other.problem.y = other.y;
    other.problem.weight_milli = other.weight_milli;
    other.problem.trips = other.trips;
    other.problem.first = other.first;
    other.problem.neighbour = other.neighbour;
    other.problem.min_milli = other.min_milli;
    other.problem.max_milli = other.max_milli;
    struct pp_division a = divide(&town.problem, 1, 1, 1000000, 0);
    struct pp_division b = divide(&other.problem, 2, 1, 1000000, 0);
    is_near(a.costs.total, b.costs.total, 1e-9 * a.costs.total,
            "units permuted, weights and limits scaled: the same cost");
    pp_division_done(&a);
    pp_division_done(&b);
}

static void test_pins(void) {
    struct town town;
    town_make(&town, 6, 12, 12, 12, 0.2);
    town.pin[0] = town.pin[1] = town.pin[12] = 5;
    town.pin[143] = 2;
    town.pin[142] = 2;
    town.problem.pin = town.pin;
    struct pp_division division = divide(&town.problem, 2, 1, 300000, 0);
    const int *patch_of = division.patch_of_unit;
    ok(patch_of[0] == 5 && patch_of[1] == 5 && patch_of[12] == 5, "pinned units in their patch");
    ok(patch_of[143] == 2 && patch_of[142] == 2, "two groups in two patches");
    ok(division.n_out_of_limits == 0 && division.n_disconnected == 0, "and the rules kept");
    agrees(&town.problem, &division, "with pins");
    pp_division_done(&division);
}

static void test_shares(void) {
    struct town town;
    town_make(&town, 12, 12, 12, 8, 0.1);
    for (int p = 0; p < 8; p++) { /* four patches of 0.6, four of 1.4 */
        town.min_milli[p] = town.min_milli[p] * (p % 2 ? 14 : 6) / 10;
        town.max_milli[p] = town.max_milli[p] * (p % 2 ? 14 : 6) / 10;
    }
    struct pp_division division = divide(&town.problem, 2, 1, 1000000, 0);
    ok(division.n_out_of_limits == 0, "patches of unequal shares, each inside its own limits");
    pp_division_done(&division);
}

static void test_start(void) {
    struct town town;
    int start[144];
    town_make(&town, 6, 12, 12, 6, 0.15);
    struct pp_division first = divide(&town.problem, 2, 1, 300000, 0);
    memcpy(start, first.patch_of_unit, sizeof start);
    struct pp_divide_options options;
    struct pp_division again;
    struct pp_error err;
    pp_divide_options_default(&options);
    options.start = start;
    options.max_steps = 300000;
    if (pp_divide(&town.problem, &options, &again, &err))
        abort();
    ok(again.costs.total <= first.costs.total, "from a start: never worse than the start");
    pp_division_done(&first);
    pp_division_done(&again);
}

/* ---- what cannot be ---- */

static int64_t beyond(int64_t load, int64_t min, int64_t max) {
    return load > max ? load - max : load < min ? min - load : 0;
}

/* Limits of these percents of the total, for three patches: too little room, or too much. */
static void check_impossible(int64_t least_percent, int64_t most_percent) {
    struct town town;
    town_make(&town, 2, 12, 10, 3, 0.02);
    int64_t total = 0, load[3] = {0}, outside = 0, largest = 0, smallest = INT64_MAX;
    for (int u = 0; u < 120; u++)
        total += town.weight_milli[u];
    for (int p = 0; p < 3; p++) {
        town.min_milli[p] = total * least_percent / 100;
        town.max_milli[p] = total * most_percent / 100;
    }
    struct pp_division division = divide(&town.problem, 1, 1, 400000, 0);
    for (int u = 0; u < 120; u++)
        load[division.patch_of_unit[u]] += town.weight_milli[u];
    for (int p = 0; p < 3; p++) {
        outside += beyond(load[p], town.min_milli[p], town.max_milli[p]);
        largest = load[p] > largest ? load[p] : largest;
        smallest = load[p] < smallest ? load[p] : smallest;
    }
    int64_t least = beyond(total, 3 * town.min_milli[0], 3 * town.max_milli[0]);
    printf("# %d to %d %%: %d to %d of %d\n", (int)least_percent, (int)most_percent, (int)smallest,
           (int)largest, (int)total);
    is_int(division.outcome, PP_OUTCOME_INFEASIBLE, "totals forbid it: infeasible");
    is_int(outside, least, "with the least weight outside the limits");
    ok((double)largest <= 1.05 * (double)total / 3 && (double)smallest >= 0.95 * (double)total / 3,
       "spread over all");
    is_int(division.n_disconnected, 0, "and in one piece each");
    ok(isnan(division.bound), "no bound on what cannot be");
    pp_division_done(&division);
}

static void test_impossible(void) {
    check_impossible(28, 30);
    check_impossible(15, 20);
    check_impossible(50, 60);
    check_impossible(34, 36);
}

/* Three islands, two patches: somebody must be cut in two, and it is said. */
static void test_islands(void) {
    struct town town;
    town_make(&town, 2, 3, 3, 2, 0.6);
    int n = 0, kept[36];
    for (int u = 0; u < 9; u++) { /* keep neighbours within a row of the grid only */
        int from = town.first[u], to = town.first[u + 1];
        town.first[u] = n;
        for (int i = from; i < to; i++)
            if (town.neighbour[i] / 3 == u / 3)
                kept[n++] = town.neighbour[i];
    }
    town.first[9] = n;
    memcpy(town.neighbour, kept, (size_t)n * sizeof *kept);
    struct pp_division division = divide(&town.problem, 1, 1, 20000, 0);
    ok(division.n_disconnected >= 1, "more islands than patches: a patch in two pieces, and said");
    is_int(division.outcome, PP_OUTCOME_TIME_LIMIT, "so the rules are not all kept");
    pp_division_done(&division);
    town.problem.n_patches = 3;
    town.min_milli[2] = town.min_milli[0] = town.min_milli[1] = 0;
    town.max_milli[2] = town.max_milli[1] = town.max_milli[0] = 100000;
    division = divide(&town.problem, 1, 1, 20000, 0);
    is_int(division.n_disconnected, 0, "as many patches as islands: each whole");
    pp_division_done(&division);
}

static void test_refusals(void) {
    struct town town;
    struct pp_division division;
    struct pp_divide_options options;
    struct pp_error err;
    town_make(&town, 2, 3, 3, 2, 0.6);
    pp_divide_options_default(&options);
    town.problem.n_patches = 10;
    is_int(pp_divide(&town.problem, &options, &division, &err), PP_E_INPUT,
           "more patches than units is refused");
    town.problem.n_patches = 9;
    options.max_steps = 1000;
    int failed = pp_divide(&town.problem, &options, &division, &err);
    int n_used = 0;
    for (int u = 0; u < 9 && !failed; u++)
        n_used |= 1 << division.patch_of_unit[u];
    is_int(n_used, 511, "as many patches as units: one each");
    if (!failed)
        pp_division_done(&division);
    town.problem.n_patches = 2;
    town.weight_milli[3] = -1;
    is_int(pp_divide(&town.problem, &options, &division, &err), PP_E_INPUT,
           "a weight below zero is refused");
    town.weight_milli[3] = 1000;
    town.trips[4] = NAN;
    is_int(pp_divide(&town.problem, &options, &division, &err), PP_E_INPUT,
           "trips that are no number are refused");
    town.trips[4] = 1;
    town.y[8] = INFINITY;
    is_int(pp_divide(&town.problem, &options, &division, &err), PP_E_INPUT,
           "a place that is nowhere is refused");
}

/* Limits of a narrow share may hold nothing: no fault of the caller's, but nothing keeps them. */
static void test_limits_of_nothing(void) {
    static struct town town;
    town_make(&town, 2, 12, 10, 3, 0.1);
    town.min_milli[1] = town.max_milli[1] + 1;
    struct pp_division division = divide(&town.problem, 1, 1, 100000, 0);
    is_int(division.outcome, PP_OUTCOME_INFEASIBLE, "limits that hold nothing: infeasible");
    is_int(division.n_out_of_limits, 1, "only that patch is outside them");
    ok(isnan(division.bound), "and no bound is claimed");
    pp_division_done(&division);
}

static void test_cancel(void) {
    static struct town town;
    town_make(&town, 4, 20, 20, 24, 0.1);
    struct pp_cancel cancel = {.requested = 1};
    struct pp_divide_options options;
    struct pp_division division;
    struct pp_error err;
    pp_divide_options_default(&options);
    options.cancel = &cancel;
    if (pp_divide(&town.problem, &options, &division, &err))
        abort();
    is_int(division.outcome, PP_OUTCOME_CANCELLED, "cancelled at once: said so");
    agrees(&town.problem, &division, "a whole division all the same");
    pp_division_done(&division);
}

static void test_many(bool even) {
    static struct town town[5];
    struct pp_divide_task task[5] = {0};
    struct pp_cancel cancel = {.deadline_s = pp_clock_s() + 1};
    struct pp_divide_options options;
    struct pp_error err;
    for (int i = 0; i < 5; i++) {
        int side = even || i == 2 ? 12 + i : 5;
        town_make(&town[i], 40 + (uint64_t)i, side, side, side * side / 12, 0.15);
        task[i].problem = &town[i].problem;
    }
    pp_divide_options_default(&options);
    options.cancel = &cancel;
    options.n_jobs = 2;
    if (pp_divide_many(task, 5, &options, &err))
        abort();
    double late_s = pp_clock_s() - cancel.deadline_s;
    int n_kept = 0;
    for (int i = 0; i < 5; i++) {
        n_kept += task[i].division.n_out_of_limits == 0 && task[i].division.n_disconnected == 0;
        agrees(&town[i].problem, &task[i].division, "one of many");
        pp_division_done(&task[i].division);
    }
    is_int(n_kept, 5, even ? "five towns side by side" : "one large town and four small ones");
    ok(late_s < 0.2 * TAP_SLOWER, "together in time (%.2f s after it)", late_s);
}

int main(void) {
    test_many(true);
    test_many(false);
    test_tiny();
    test_same_again();
    test_threads();
    test_proven(1);
    test_proven(2);
    test_proven_grid();
    test_permuted();
    test_pins();
    test_shares();
    test_start();
    test_impossible();
    test_islands();
    test_refusals();
    test_limits_of_nothing();
    test_cancel();
    return tap_done();
}
