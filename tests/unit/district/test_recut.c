/* Re-cutting: what is handed back is a division by the same rules, never worse, and what it says of
 * itself is true. */
#include "tests/tap.h"
#include "tests/unit/district/town.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/district/check.h"
#include "planner/district/near.h"
#include "planner/district/recut_parts.h"

static struct pp_division divide(const struct pp_problem *problem, int64_t max_steps) {
    struct pp_divide_options options;
    struct pp_division division;
    struct pp_error err;
    pp_divide_options_default(&options);
    options.max_steps = max_steps;
    options.bound_share = 0;
    if (pp_divide(problem, &options, &division, &err))
        abort();
    return division;
}

static struct pp_recut_report recut(const struct pp_problem *problem,
                                    const struct pp_recut_options *options, int *patch_of) {
    struct pp_recut_report report;
    struct pp_error err;
    if (pp_recut_improve(problem, options, patch_of, &report, &err)) {
        printf("# %s\n", err.message);
        abort();
    }
    return report;
}

static struct pp_check check(const struct pp_problem *problem, int *patch_of, double cost) {
    struct pp_division division = {.n_units = problem->n_units,
                                   .n_patches = problem->n_patches,
                                   .patch_of_unit = patch_of,
                                   .bound = NAN,
                                   .bound_continuous = NAN};
    struct pp_check result;
    struct pp_error err;
    int hub[TOWN_PATCHES], current[TOWN_PATCHES];
    division.hub_of_patch = hub;
    division.current_of_patch = current;
    if (pp_evaluate(problem, patch_of, &division.costs, hub, current, &err))
        abort();
    division.costs.total = fabs(cost - division.costs.total) <= 1e-6 * cost ? cost : -1;
    if (pp_check_division(problem, &division, &result, &err))
        abort();
    return result;
}

/* Divide roughly, re-cut, compare. */
static void holds(const struct pp_problem *problem, struct pp_recut_options *options,
                  const char *what) {
    struct pp_division before = divide(problem, 60000);
    PP_AUTO_FREE int *patch_of = pp_alloc_array((size_t)problem->n_units, sizeof *patch_of);
    if (!patch_of)
        abort();
    memcpy(patch_of, before.patch_of_unit, (size_t)problem->n_units * sizeof *patch_of);
    struct pp_recut_report report = recut(problem, options, patch_of);
    struct pp_check after = check(problem, patch_of, report.cost);
    ok(after.n_out_of_limits <= before.n_out_of_limits &&
           after.n_disconnected <= before.n_disconnected && after.n_pins_broken == 0 &&
           after.n_empty == 0 && after.n_without_patch == 0,
       "%s: the rules are kept as before", what);
    ok(before.n_out_of_limits > 0 || report.cost <= before.costs.total * (1 + 1e-12),
       "%s: never dearer", what);
    ok(after.cost_agrees, "%s: the cost it reports is the cost", what);
    printf("# %s: %.1f -> %.1f, outside %d -> %d\n", what, before.costs.total, report.cost,
           before.n_out_of_limits, after.n_out_of_limits);
    pp_division_done(&before);
}

static void test_rules(int n_jobs) {
    static struct town town;
    struct pp_recut_options options;
    pp_recut_options_default(&options);
    options.max_steps = 600000;
    options.n_jobs = n_jobs;
    town_make(&town, 3, 20, 15, 12, 0.06);
    holds(&town.problem, &options, "distance");
    town.problem.cost_kind = PP_COST_SQUARED;
    holds(&town.problem, &options, "squared");
    town.problem.cost_kind = PP_COST_DISTANCE;
    town.problem.keep_m = 250;
    holds(&town.problem, &options, "keep");
    town.problem.ward_m = 100;
    holds(&town.problem, &options, "keep and ward");
    town.pin[0] = town.pin[1] = town.pin[20] = 5;
    town.pin[299] = town.pin[298] = 2;
    town.problem.pin = town.pin;
    holds(&town.problem, &options, "pins");
    for (int p = 0; p < 12; p++) {
        town.min_milli[p] = town.min_milli[p] * (p % 2 ? 14 : 6) / 10;
        town.max_milli[p] = town.max_milli[p] * (p % 2 ? 14 : 6) / 10;
    }
    holds(&town.problem, &options, "limits of each patch");
}

static void test_anywhere(void) {
    static struct town town;
    struct pp_recut_options options;
    struct pp_error err;
    int *first, *neighbour;
    town_make(&town, 5, 20, 15, 12, 0.06);
    town.problem.connected = false;
    pp_recut_options_default(&options);
    options.max_steps = 600000;
    if (pp_near_rows(town.x, town.y, 300, 10, &first, &neighbour, &err))
        abort();
    options.first = first;
    options.neighbour = neighbour;
    town.problem.first = town.problem.neighbour = NULL;
    holds(&town.problem, &options, "anywhere");
    pp_free(first);
    pp_free(neighbour);
}

/* The whole town as one region of four patches, divided roughly and cut again with this screen. */
static void cut_again(double screen, int *ret_before, int *ret_after, int64_t *ret_steps) {
    static struct town town;
    struct pp_recut_options defaults;
    struct pp_error err;
    struct pp_crew members[4] = {0};
    struct pp_region region;
    struct pp_rng rng;
    int local_of[60], label_of[4] = {-1, -1, -1, -1}, group[4] = {0, 1, 2, 3}, listed[4][60];
    town_make(&town, 9, 10, 6, 4, 0.3);
    struct pp_division division = divide(&town.problem, 3000);
    for (int u = 0; u < 60; u++) {
        int patch = division.patch_of_unit[u];
        listed[patch][members[patch].n++] = u;
        members[patch].unit = listed[patch];
        local_of[u] = -1;
    }
    struct pp_region_source source = {
        &town.problem, town.first, town.neighbour, division.patch_of_unit,
        members,       label_of,   local_of};
    if (pp_region_cut(&source, group, 4, &region, &err))
        abort();
    pp_recut_options_default(&defaults);
    struct pp_recut_effort effort = defaults.effort[PP_RECUT_FRESH];
    effort.screen = screen;
    struct pp_recut_task task = {.kind = PP_RECUT_FRESH, .effort = &effort};
    pp_rng_seed(&rng, 4);
    memcpy(ret_before, region.patch_of, 60 * sizeof *ret_before);
    *ret_steps = 0;
    if (pp_recut_anneal(&region, &task, &rng, ret_steps, &err))
        abort();
    memcpy(ret_after, region.patch_of, 60 * sizeof *ret_after);
    pp_region_done(&region);
    pp_division_done(&division);
}

static void test_screen(void) {
    int before[60], after[60];
    int64_t n_screened, n_annealed;
    cut_again(0, before, after, &n_screened);
    ok(memcmp(before, after, sizeof before) == 0, "a start that is screened leaves what there was");
    ok(n_screened > 0, "and its moves are counted");
    cut_again(INFINITY, before, after, &n_annealed);
    ok(n_annealed > n_screened, "one that is let through is annealed");
}

static void test_same_again(void) {
    static struct town town;
    static int a[300], b[300];
    struct pp_recut_options options;
    town_make(&town, 7, 20, 15, 12, 0.06);
    struct pp_division division = divide(&town.problem, 60000);
    memcpy(a, division.patch_of_unit, sizeof a);
    memcpy(b, division.patch_of_unit, sizeof b);
    pp_recut_options_default(&options);
    options.max_steps = 1000000;
    recut(&town.problem, &options, a);
    struct pp_recut_report report = recut(&town.problem, &options, b);
    ok(memcmp(a, b, sizeof a) == 0, "same seed and steps: the same division");
    ok(report.n_steps >= 1000000 && report.n_steps < 1100000, "as many steps as allowed");
    ok(report.cost < division.costs.total, "better than before");
    pp_division_done(&division);
}

static void test_stops(void) {
    static struct town town;
    struct pp_recut_options options;
    struct pp_cancel cancel = {.requested = 1};
    town_make(&town, 7, 20, 15, 12, 0.06);
    struct pp_division division = divide(&town.problem, 60000);
    pp_recut_options_default(&options);
    options.cancel = &cancel;
    struct pp_recut_report report = recut(&town.problem, &options, division.patch_of_unit);
    is_int(report.n_steps, 0, "cancelled before it began: nothing done");
    double begun_s = pp_clock_s();
    options.cancel = NULL;
    options.until_s = begun_s + 0.2;
    options.n_jobs = 2;
    recut(&town.problem, &options, division.patch_of_unit);
    double took_s = pp_clock_s() - begun_s;
    ok(took_s >= 0.2 && took_s < 0.2 + 0.2 * TAP_SLOWER, "ends in time: %.2f s of 0.2", took_s);
    pp_division_done(&division);
}

/* A rough division takes over what is better in another one of the same town. */
static void test_borrow(void) {
    static struct town town;
    struct pp_recut_options options;
    town_make(&town, 11, 20, 15, 12, 0.06);
    const struct pp_problem *problem = &town.problem;
    struct pp_division rough = divide(problem, 60000), fine = divide(problem, 6000000);
    const int *lender[] = {fine.patch_of_unit};
    pp_recut_options_default(&options);
    for (int kind = 0; kind < PP_N_RECUT_KINDS; kind++)
        options.effort[kind].share = kind == PP_RECUT_BORROW;
    options.max_steps = 3000000;
    options.lender = lender;
    options.n_lenders = 1;
    struct pp_recut_report report = recut(problem, &options, rough.patch_of_unit);
    const struct pp_recut_count *count = &report.kind[PP_RECUT_BORROW];
    ok(count->n_kept > 0, "%lld of %lld loans are kept", (long long)count->n_kept,
       (long long)count->n_tried);
    ok(count->gain > 0.5 * (rough.costs.total - fine.costs.total),
       "and bring %.0f of the %.0f between the two", count->gain,
       rough.costs.total - fine.costs.total);
    struct pp_check result = check(problem, rough.patch_of_unit, report.cost);
    ok(result.cost_agrees && result.n_disconnected == 0 && result.n_empty == 0,
       "what is handed back is whole, and costs what it says");
    pp_division_done(&rough);
    pp_division_done(&fine);
}

int main(void) {
    test_borrow();
    test_rules(1);
    test_rules(2);
    test_anywhere();
    test_screen();
    test_same_again();
    test_stops();
    return tap_done();
}
