/* The prices of moves against full pricing, and what moves must never break. */
#include "tests/tap.h"
#include "tests/unit/district/town.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "planner/district/match.h"
#include "planner/district/moves.h"
#include "planner/district/near.h"
#include "planner/district/start.h"
#include "planner/district/way.h"

enum { PRESS = 40 };

struct bench {
    struct town town;
    struct pp_ring ring;
    struct pp_state state;
    struct pp_mover mover;
    int patch_of[TOWN_MOST];
    double pressure[TOWN_PATCHES];
};

static void bench_open(struct bench *bench, uint64_t seed) {
    struct pp_error err;
    struct pp_rng rng;
    pp_rng_seed(&rng, seed);
    const struct pp_problem *problem = &bench->town.problem;
    for (int p = 0; p < TOWN_PATCHES; p++)
        bench->pressure[p] = 1 + p % 3;
    if (pp_start_make(problem, &rng, bench->patch_of, &err) ||
        pp_ring_init(&bench->ring, problem->n_units, problem->first, problem->neighbour, &err) ||
        pp_state_init(&bench->state, problem, &bench->ring, &err) ||
        pp_state_load(&bench->state, bench->patch_of, &err) ||
        pp_mover_init(&bench->mover, &bench->state, &err))
        abort();
    bench->state.steepness = 0.1;
    bench->state.entry = 2;
    pp_state_press(&bench->state, PRESS, bench->pressure);
    bench->mover.temperature = 2000;
    pp_rng_seed(&bench->mover.rng, seed);
    pp_mover_start(&bench->mover, NULL, 0);
}

static void bench_close(struct bench *bench) {
    pp_mover_done(&bench->mover);
    pp_state_done(&bench->state);
    pp_ring_done(&bench->ring);
}

static double penalty(const struct bench *bench, int patch) {
    int64_t load = 0, min = bench->town.min_milli[patch], max = bench->town.max_milli[patch];
    for (int u = 0; u < bench->town.problem.n_units; u++)
        load += bench->state.patch_of[u] == patch ? bench->town.weight_milli[u] : 0;
    double outside = 1e-3 * (double)(load < min ? min - load : load > max ? load - max : 0);
    return outside <= 0 ? 0 : PRESS * bench->pressure[patch] * (2 + outside * (1 + 0.1 * outside));
}

/* The whole price from scratch, with the matching of the state (which moves do not change). */
static double whole_price(struct bench *bench) {
    struct pp_state fresh;
    struct pp_error err;
    const struct pp_problem *problem = &bench->town.problem;
    if (pp_state_init(&fresh, problem, &bench->ring, &err) ||
        pp_state_load(&fresh, bench->state.patch_of, &err))
        abort();
    for (int p = 0; p < problem->n_patches; p++)
        fresh.label_of[p] = bench->state.label_of[p];
    double price = pp_state_costs(&fresh).total;
    for (int p = 0; p < problem->n_patches; p++)
        price += penalty(bench, p);
    pp_state_done(&fresh);
    return price;
}

static double gained(const struct bench *bench) {
    double gain = 0;
    for (int k = 0; k < PP_N_MOVE_KINDS; k++)
        gain += bench->mover.count[k].gain;
    return gain;
}

static int64_t accepted(const struct bench *bench) {
    int64_t n = 0;
    for (int k = 0; k < PP_N_MOVE_KINDS; k++)
        n += bench->mover.count[k].accepted;
    return n;
}

/* Without distances the prices are exact; with them they are upper bounds, as hubs move for the better. */
static void test_prices(bool with_distance) {
    static struct bench bench;
    town_make(&bench.town, 5, 18, 12, 9, 0.05);
    bench.town.problem.keep_m = 250;
    bench.town.problem.ward_m = 100;
    for (int u = 0; u < TOWN_MOST && !with_distance; u++)
        bench.town.trips[u] = 0;
    bench_open(&bench, 7);
    double before = whole_price(&bench), worst = 0;
    for (int i = 0; i < 4000; i++) {
        double gain = gained(&bench);
        pp_mover_run(&bench.mover, 1);
        if (gained(&bench) == gain)
            continue;
        double after = whole_price(&bench), wrong = after - (before - (gained(&bench) - gain));
        worst = fmax(worst, with_distance ? wrong : fabs(wrong));
        before = after;
    }
    ok(accepted(&bench) > 500, "many moves accepted: %d", (int)accepted(&bench));
    for (int k = 0; k < PP_N_MOVE_KINDS; k++)
        ok(bench.mover.count[k].accepted > 0, "some of kind %d", k);
    ok(worst < 1e-3, "every price is %s the change of the whole cost (%.2g)",
       with_distance ? "at least" : "exactly", worst);
    bench_close(&bench);
}

static int n_pieces(const struct pp_problem *problem, const int *patch_of) {
    int piece[TOWN_MOST], n = problem->n_units, n_done = 0;
    for (int u = 0; u < n; u++)
        piece[u] = u;
    for (bool again = true; again;) {
        again = false;
        for (int u = 0; u < n; u++)
            for (int i = problem->first[u]; i < problem->first[u + 1]; i++) {
                int v = problem->neighbour[i];
                if (patch_of[u] == patch_of[v] && piece[v] < piece[u]) {
                    piece[u] = piece[v];
                    again = true;
                }
            }
    }
    for (int u = 0; u < n; u++)
        n_done += piece[u] == u;
    return n_done;
}

/* The state after many moves, by one mover or by two on two halves, is the state of its division. */
static void check_state(struct bench *bench, const char *what) {
    const struct pp_problem *problem = &bench->town.problem;
    struct pp_costs costs, state = pp_state_costs(&bench->state);
    struct pp_error err;
    if (pp_evaluate(problem, bench->state.patch_of, &costs, NULL, NULL, &err))
        abort();
    is_int(n_pieces(problem, bench->state.patch_of), problem->n_patches, what);
    is_near(state.distance, costs.distance, 1e-6 * costs.distance, "distance kept up to date");
    is_near(state.ward, costs.ward, 1e-6 * (1 + costs.ward), "ward term kept up to date");
    ok(state.keep >= costs.keep - 1e-6, "keep term at least the exact one");
    if (pp_state_match(&bench->state, &err))
        abort();
    is_near(pp_state_costs(&bench->state).keep, costs.keep, 1e-6 * (1 + costs.keep),
            "and exact when matched anew");
    int64_t load[TOWN_PATCHES] = {0}, wrong = 0;
    for (int u = 0; u < problem->n_units; u++)
        load[bench->state.patch_of[u]] += problem->weight_milli[u];
    for (int p = 0; p < problem->n_patches; p++)
        wrong += llabs(load[p] - bench->state.patch[p].load_milli);
    is_int(wrong, 0, "loads kept up to date");
}

static void test_state(void) {
    static struct bench bench;
    town_make(&bench.town, 11, 20, 20, 16, 0.08);
    bench.town.problem.keep_m = 250;
    bench.town.problem.ward_m = 100;
    bench_open(&bench, 3);
    for (int i = 0; i < 200; i++) {
        bench.mover.temperature = 3000.0 / (1 + i);
        pp_mover_run(&bench.mover, 500);
    }
    check_state(&bench, "one piece each after 100,000 moves");
    int owner[TOWN_MOST];
    for (int u = 0; u < 400; u++)
        owner[u] = bench.state.patch_of[u] % 2;
    pp_mover_start(&bench.mover, owner, 1);
    int before[TOWN_MOST], wrong = 0;
    memcpy(before, bench.state.patch_of, sizeof before);
    pp_mover_run(&bench.mover, 20000);
    for (int u = 0; u < 400; u++)
        wrong += before[u] % 2 == 0 ? before[u] != bench.state.patch_of[u]
                                    : bench.state.patch_of[u] % 2 == 0;
    is_int(wrong, 0, "a mover stays among its own patches");
    check_state(&bench, "one piece each after a run on half of them");
    bench_close(&bench);
}

static int64_t best_matching(const int64_t *shared, int n_rows, int n_labels, int row, int used) {
    if (row == n_rows)
        return 0;
    int64_t best = best_matching(shared, n_rows, n_labels, row + 1, used);
    for (int l = 0; l < n_labels; l++) {
        if (used & 1 << l)
            continue;
        int64_t value = shared[row * n_labels + l] +
                        best_matching(shared, n_rows, n_labels, row + 1, used | 1 << l);
        best = value > best ? value : best;
    }
    return best;
}

static void test_match(void) {
    struct pp_rng rng;
    pp_rng_seed(&rng, 2);
    int n_wrong = 0;
    for (int round = 0; round < 400; round++) {
        int64_t shared[36] = {0}, sum = 0;
        int n_rows = 1 + (int)pp_rng_below(&rng, 6), n_labels = (int)pp_rng_below(&rng, 7),
            used = 0;
        for (int i = 0; i < n_rows * n_labels; i++)
            shared[i] = pp_rng_below(&rng, 3) ? pp_rng_below(&rng, 20) : 0;
        int label[6];
        struct pp_error err;
        if (pp_match_labels(shared, n_rows, n_labels, label, &err))
            abort();
        for (int r = 0; r < n_rows; r++) {
            if (label[r] < 0)
                continue;
            n_wrong += (used & 1 << label[r]) != 0;
            used |= 1 << label[r];
            sum += shared[r * n_labels + label[r]];
        }
        n_wrong += sum != best_matching(shared, n_rows, n_labels, 0, 0);
    }
    is_int(n_wrong, 0, "400 matchings are one-to-one and as good as by brute force");
}

static void test_near(void) {
    struct town town;
    town_make(&town, 9, 20, 15, 3, 0.1);
    struct pp_grid PP_AUTO(pp_grid_done) grid;
    struct pp_error err;
    if (pp_grid_init(&grid, town.x, town.y, 300, &err))
        abort();
    int n_wrong = 0;
    for (int i = 0; i < 50; i++) {
        double x = 61.7 * i - 500, y = 43.1 * i - 300, squared[8], least = 1e300;
        int point[8], n = pp_grid_nearest(&grid, x, y, 8, point, squared), n_nearer = 0;
        for (int u = 0; u < 300; u++) {
            double away = (town.x[u] - x) * (town.x[u] - x) + (town.y[u] - y) * (town.y[u] - y);
            least = fmin(least, away);
            n_nearer += away < squared[7];
        }
        n_wrong += n != 8 || squared[0] != least || n_nearer != 7;
    }
    is_int(n_wrong, 0, "the grid finds the 8 nearest points, also from outside");
}

static void test_way(void) {
    ok(pp_way(PP_COST_DISTANCE, 49) == 7 && pp_way(PP_COST_SQUARED, 49) == 49,
       "the square of a distance, as a distance or as it is");
    ok(pp_way_of(PP_COST_DISTANCE, 7) == 7 && pp_way_of(PP_COST_SQUARED, 7) == 49,
       "and a distance, as it is or squared");
}

int main(void) {
    test_way();
    test_prices(false);
    test_prices(true);
    test_state();
    test_match();
    test_near();
    return tap_done();
}
