/* Small towns to the end: the optimum, compared with every division there is. */
#include "tests/tap.h"
#include "tests/unit/district/town.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/district/check.h"
#include "planner/district/exact_parts.h"

enum { BRUTE_UNITS = 10, BRUTE_PATCHES = 3 };

static struct pp_division divide(const struct pp_problem *problem, uint64_t seed, int64_t max_steps,
                                 double seconds) {
    struct pp_cancel cancel = {.deadline_s = seconds > 0 ? pp_clock_s() + seconds : 0};
    struct pp_divide_options options;
    struct pp_division division;
    struct pp_error err;
    pp_divide_options_default(&options);
    options.cancel = &cancel;
    options.seed = seed;
    options.max_steps = max_steps;
    if (pp_divide(problem, &options, &division, &err)) {
        printf("# %s\n", err.message);
        abort();
    }
    return division;
}

/* ---- brute force ---- */

static int piece_of(const int *parent, int u) {
    while (parent[u] != u)
        u = parent[u];
    return u;
}

/* Every patch used, inside its own limits, in one piece, with its own pins. */
static bool is_valid(const struct pp_problem *problem, const int *patch_of) {
    int parent[BRUTE_UNITS], n_pieces = 0;
    int64_t load[BRUTE_PATCHES] = {0};
    bool used[BRUTE_PATCHES] = {false};
    for (int u = 0; u < problem->n_units; u++) {
        parent[u] = u;
        load[patch_of[u]] += problem->weight_milli[u];
        used[patch_of[u]] = true;
        if (problem->pin && problem->pin[u] >= 0 && problem->pin[u] != patch_of[u])
            return false;
    }
    for (int p = 0; p < problem->n_patches; p++)
        if (!used[p] || load[p] < problem->min_milli[p] || load[p] > problem->max_milli[p])
            return false;
    for (int u = 0; u < problem->n_units; u++)
        for (int i = problem->first[u]; i < problem->first[u + 1]; i++)
            if (patch_of[u] == patch_of[problem->neighbour[i]])
                parent[piece_of(parent, u)] = piece_of(parent, problem->neighbour[i]);
    for (int u = 0; u < problem->n_units; u++)
        n_pieces += parent[u] == u;
    return n_pieces == problem->n_patches || !problem->connected;
}

/* The least cost of all divisions; INFINITY when none is valid. */
static double brute_force(const struct pp_problem *problem) {
    double best = INFINITY;
    int patch_of[BRUTE_UNITS] = {0}, n = problem->n_units;
    for (;;) {
        struct pp_costs costs;
        struct pp_error err;
        if (is_valid(problem, patch_of)) {
            if (pp_evaluate(problem, patch_of, &costs, NULL, NULL, &err))
                abort();
            best = fmin(best, costs.total);
        }
        int u = 0;
        while (u < n && ++patch_of[u] == problem->n_patches)
            patch_of[u++] = 0;
        if (u == n)
            return best;
    }
}

struct count {
    int n_valid, n_proven, n_wrong, n_claimed, n_disagree;
};

static void compare(const struct pp_problem *problem, uint64_t seed, struct count *count) {
    double best = brute_force(problem);
    struct pp_division division = divide(problem, seed, 20000, 0);
    struct pp_check check;
    struct pp_error err;
    if (pp_check_division(problem, &division, &check, &err))
        abort();
    bool optimal = division.outcome == PP_OUTCOME_OPTIMAL;
    count->n_valid += isfinite(best);
    count->n_proven += optimal && isfinite(best);
    count->n_claimed += optimal && isinf(best);
    count->n_disagree += !check.cost_agrees || !check.bound_agrees || check.n_pins_broken > 0 ||
                         (optimal && check.n_out_of_limits + check.n_disconnected > 0);
    count->n_wrong += isfinite(best) && optimal && fabs(division.costs.total - best) > 1e-9 * best;
    pp_division_done(&division);
}

static void report(const struct count *count, int least, const char *what) {
    ok(count->n_valid >= least, "%s: %d towns with a division", what, count->n_valid);
    is_int(count->n_proven, count->n_valid, "all proven");
    is_int(count->n_wrong, 0, "at the least cost of all divisions");
    is_int(count->n_claimed, 0, "nothing proven where there is none");
    is_int(count->n_disagree, 0, "the independent checker agrees");
}

static void test_against_all(bool with_ward, bool with_keep, const char *what) {
    struct count count = {0};
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct town town;
        int k = 2 + (int)(seed % 2);
        town_make(&town, seed, 5, 2, k, 0.3);
        town.problem.connected = seed % 5 != 0;
        town.problem.cost_kind = seed % 3 == 0 ? PP_COST_SQUARED : PP_COST_DISTANCE;
        town.problem.ward_m = with_ward ? 60 : 0;
        town.problem.keep_m = with_keep ? 80 : 0;
        compare(&town.problem, seed, &count);
    }
    report(&count, 8, what);
}

/* One patch is smaller than the others, and some units have their number already. */
static void test_limits_and_pins(void) {
    struct count count = {0};
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct town town;
        town_make(&town, seed, 3, 3, 3, 0.35);
        town.min_milli[1] /= 2;
        town.max_milli[1] = town.max_milli[1] * 2 / 3;
        if (seed % 2 == 0) {
            town.pin[0] = 1;
            town.pin[8] = 2;
            town.problem.pin = town.pin;
        }
        compare(&town.problem, seed, &count);
    }
    report(&count, 5, "limits by patch, and pins");
}

/* ---- the choice from a list ---- */

/* Six units in two patches, and a list of the first three units and, if wanted, of the others. */
static bool is_solved_with(int n_columns, int *patch_of) {
    struct town town;
    int unit[6] = {0, 1, 2, 3, 4, 5};
    double nothing[6] = {0};
    bool solved = true;
    struct pp_error err;
    town_make(&town, 3, 3, 2, 2, 0.9);
    struct pp_exact_ask ask = {.problem = &town.problem, .multiplier = nothing, .upper = 1e9};
    struct pp_exact_column columns[2] = {{.first = 0, .n = 3, .hub = 0},
                                         {.first = 3, .n = 3, .hub = 3}};
    struct pp_exact_list list = {.ask = &ask,
                                 .data = {.n = 6, .n_patches = 2},
                                 .floor = nothing,
                                 .columns = columns,
                                 .n_columns = (size_t)n_columns,
                                 .unit = unit};
    for (int u = 0; u < 6; u++)
        columns[u / 3].weight_milli += town.weight_milli[u];
    if (pp_exact_choose(&list, patch_of, &solved, &err))
        abort();
    return solved;
}

static void test_choice(void) {
    int patch_of[6] = {0, 1, 0, 1, 0, 1};
    ok(!is_solved_with(1, patch_of) && patch_of[1] == 1,
       "a list without any division proves nothing");
    ok(is_solved_with(2, patch_of) && patch_of[0] == patch_of[2] && patch_of[3] == patch_of[5] &&
           patch_of[0] != patch_of[3],
       "from a list with one division that one is chosen");
}

/* ---- whole runs ---- */

static void test_grid(void) {
    struct town town;
    town_make(&town, 4, 6, 6, 4, 0.1);
    double begun_s = pp_clock_s();
    struct pp_division timed = divide(&town.problem, 1, 0, 20);
    double took_s = pp_clock_s() - begun_s;
    is_int(timed.outcome, PP_OUTCOME_OPTIMAL, "36 units in 4 patches: optimal");
    ok(timed.costs.total == timed.bound, "the bound is the cost");
    ok(took_s < 18, "and nobody waits for the rest of the time (%.1f s)", took_s);
    struct pp_division a = divide(&town.problem, 7, 100000, 0);
    struct pp_division b = divide(&town.problem, 7, 100000, 0);
    ok(memcmp(a.patch_of_unit, b.patch_of_unit, 36 * sizeof(int)) == 0 && a.bound == b.bound,
       "by steps: the same again");
    ok(a.outcome != PP_OUTCOME_OPTIMAL ||
           fabs(a.costs.total - timed.costs.total) <= 1e-9 * a.costs.total,
       "and two proofs do not contradict each other");
    pp_division_done(&timed);
    pp_division_done(&a);
    pp_division_done(&b);
}

int main(void) {
    test_against_all(false, false, "distance");
    test_against_all(true, false, "distance and wards");
    test_against_all(true, true, "distance, wards and today's patches");
    test_limits_and_pins();
    test_choice();
    test_grid();
    return tap_done();
}
