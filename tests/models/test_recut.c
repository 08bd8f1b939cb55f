/* Re-cutting against brute force: in a town of one group the least cost there is, from a poor start. */
#include "tests/tap.h"
#include "tests/unit/district/town.h"

#include <stdlib.h>

#include "planner/district/recut.h"

enum { MOST_UNITS = 14, MOST_PATCHES = 3 };

/* The units of each patch hang together and weigh what they may. */
static bool is_valid(const struct pp_problem *problem, const int *patch_of) {
    int piece[MOST_UNITS], n_pieces = 0;
    int64_t load[MOST_PATCHES] = {0};
    for (int u = 0; u < problem->n_units; u++) {
        piece[u] = u;
        load[patch_of[u]] += problem->weight_milli[u];
    }
    for (int p = 0; p < problem->n_patches; p++)
        if (load[p] < problem->min_milli[p] || load[p] > problem->max_milli[p])
            return false;
    for (bool again = problem->connected; again;) {
        again = false;
        for (int u = 0; u < problem->n_units; u++)
            for (int i = problem->first[u]; i < problem->first[u + 1]; i++) {
                int v = problem->neighbour[i];
                if (patch_of[u] != patch_of[v] || piece[v] >= piece[u])
                    continue;
                piece[u] = piece[v];
                again = true;
            }
    }
    for (int u = 0; u < problem->n_units; u++)
        n_pieces += piece[u] == u;
    return !problem->connected || n_pieces == problem->n_patches;
}

static double price(const struct pp_problem *problem, const int *patch_of) {
    struct pp_costs costs;
    struct pp_error err;
    if (pp_evaluate(problem, patch_of, &costs, NULL, NULL, &err))
        abort();
    return costs.total;
}

static bool uses_all(const struct pp_problem *problem, const int *patch_of) {
    int used = 0;
    for (int u = 0; u < problem->n_units; u++)
        used |= 1 << patch_of[u];
    return used == (1 << problem->n_patches) - 1;
}

/* The least cost of all divisions, and one that is the dearest; false when none is valid. */
static bool brute_force(const struct pp_problem *problem, double *ret_least, int *ret_dearest) {
    int patch_of[MOST_UNITS] = {0}, n = problem->n_units;
    double least = INFINITY, most = -1;
    for (int u = 0; u < n;) {
        if (uses_all(problem, patch_of) && is_valid(problem, patch_of)) {
            double cost = price(problem, patch_of);
            least = fmin(least, cost);
            if (cost > most)
                memcpy(ret_dearest, patch_of, sizeof patch_of);
            most = fmax(most, cost);
        }
        for (u = 0; u < n && ++patch_of[u] == problem->n_patches; u++)
            patch_of[u] = 0;
    }
    *ret_least = least;
    return most >= 0;
}

static void pose(struct town *town, uint64_t seed, int n_patches) {
    if (n_patches == 2)
        town_make(town, seed, 7, 2, 2, 0.15);
    else
        town_make(town, seed, 5, 2, 3, 0.3);
    town->problem.connected = seed % 5 != 0;
    town->problem.cost_kind = seed % 3 == 0 ? PP_COST_SQUARED : PP_COST_DISTANCE;
    town->problem.keep_m = seed % 4 == 1 ? 80 : 0;
    town->problem.ward_m = seed % 4 >= 2 ? 60 : 0;
}

static void test_least(int n_patches) {
    int n_solved = 0, n_missed = 0, n_better = 0;
    for (uint64_t seed = 1; seed <= 24; seed++) {
        static struct town town;
        struct pp_recut_options options;
        struct pp_recut_report report;
        struct pp_error err;
        int patch_of[MOST_UNITS];
        double least;
        pose(&town, seed, n_patches);
        if (!brute_force(&town.problem, &least, patch_of))
            continue;
        pp_recut_options_default(&options);
        options.max_steps = 200000;
        options.seed = seed;
        if (pp_recut_improve(&town.problem, &options, patch_of, &report, &err))
            abort();
        double cost = price(&town.problem, patch_of);
        n_solved++;
        n_missed += cost > least * (1 + 1e-9) || !is_valid(&town.problem, patch_of);
        n_better += cost < least * (1 - 1e-9) || fabs(report.cost - cost) > 1e-9 * cost;
    }
    ok(n_solved > 15, "%d patches: %d towns can be divided", n_patches, n_solved);
    is_int(n_missed, 0, "each re-cut from its dearest division to the least cost, by brute force");
    is_int(n_better, 0, "never claimed to cost less");
}

int main(void) {
    test_least(2);
    test_least(3);
    return tap_done();
}
