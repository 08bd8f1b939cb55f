/* New units join a patch: the properties, on random towns. */
#include "patchplan/core/rng.h"
#include "patchplan/district/fill.h"
#include "tests/tap.h"

enum { SIDE = 12, N = SIDE * SIDE, K = 9 };

static double x[N], y[N];
static int64_t weight[N], min_milli[K], max_milli[K];
static int first[N + 1], neighbour[4 * N];

/* A grid town whose patches are its 4 x 4 squares. */
static struct pp_problem make_town(struct pp_rng *rng, int *patch_of_unit) {
    int n = 0;
    for (int u = 0; u < N; u++) {
        int column = u % SIDE, row = u / SIDE;
        static const int steps[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
        x[u] = 100.0 * column + pp_rng_real(rng);
        y[u] = 100.0 * row + pp_rng_real(rng);
        weight[u] = 1000 + pp_rng_below(rng, 3000);
        patch_of_unit[u] = row / 4 * 3 + column / 4;
        first[u] = n;
        for (int s = 0; s < 4; s++) {
            int c = column + steps[s][0], r = row + steps[s][1];
            if (c >= 0 && c < SIDE && r >= 0 && r < SIDE)
                neighbour[n++] = r * SIDE + c;
        }
    }
    first[N] = n;
    for (int p = 0; p < K; p++) {
        min_milli[p] = 0;
        max_milli[p] = 16 * 4000;
    }
    return (struct pp_problem){.n_units = N,
                               .x = x,
                               .y = y,
                               .weight_milli = weight,
                               .connected = true,
                               .first = first,
                               .neighbour = neighbour,
                               .n_patches = K,
                               .min_milli = min_milli,
                               .max_milli = max_milli};
}

static void test_random(void) {
    struct pp_rng rng;
    struct pp_error err;
    bool kept = true, full = true, touching = true, counted = true;
    pp_rng_seed(&rng, 7);
    for (int round = 0; round < 50; round++) {
        int before[N], after[N], n_new = 0;
        struct pp_problem problem = make_town(&rng, before);
        for (int u = 0; u < N; u++)
            if (pp_rng_below(&rng, 10) < 3) {
                before[u] = -1;
                n_new++;
            }
        memcpy(after, before, sizeof after);
        struct pp_filling filling;
        if (pp_fill_units(&problem, after, &filling, &err))
            break;
        counted &= filling.n_filled == n_new && filling.n_over == 0 && filling.n_apart == 0;
        for (int u = 0; u < N; u++) {
            bool touches = before[u] >= 0;
            for (int e = first[u]; e < first[u + 1]; e++)
                touches |= after[neighbour[e]] == after[u];
            kept &= before[u] < 0 || before[u] == after[u];
            full &= after[u] >= 0 && after[u] < K;
            touching &= touches;
        }
    }
    ok(kept, "nothing that had a patch moves");
    ok(full, "everything has a patch");
    ok(touching, "what joins a patch touches it");
    ok(counted, "and is counted");
}

static void test_limits(void) {
    struct pp_rng rng;
    struct pp_error err;
    struct pp_filling filling;
    int patch_of_unit[N];
    pp_rng_seed(&rng, 8);
    struct pp_problem problem = make_town(&rng, patch_of_unit);
    /* Unit 3 lies at the border of patch 0 and patch 1, nearer to the middle of patch 0. */
    x[3] = 250;
    patch_of_unit[3] = -1;
    is_int(pp_fill_units(&problem, patch_of_unit, &filling, &err), 0, "one new unit");
    is_int(patch_of_unit[3], 0, "joins the nearer middle where there is room");
    patch_of_unit[3] = -1;
    max_milli[0] = 1000;
    is_int(pp_fill_units(&problem, patch_of_unit, &filling, &err), 0, "again, patch 0 full");
    is_int(patch_of_unit[3], 1, "joins the other one");
    is_int(filling.n_over, 0, "inside its limits");
    patch_of_unit[3] = -1;
    max_milli[1] = 900;
    is_int(pp_fill_units(&problem, patch_of_unit, &filling, &err), 0, "again, both full");
    is_int(filling.n_over, 1, "and it is said that there was no room");
}

static void test_apart(void) {
    struct pp_rng rng;
    struct pp_error err;
    struct pp_filling filling;
    int patch_of_unit[N];
    pp_rng_seed(&rng, 9);
    struct pp_problem problem = make_town(&rng, patch_of_unit);
    static const int none[N + 1];
    problem.first = none;
    patch_of_unit[0] = -1;
    is_int(pp_fill_units(&problem, patch_of_unit, &filling, &err), 0, "no neighbours at all");
    ok(patch_of_unit[0] == 0 && filling.n_apart == 1,
       "the nearest middle takes it, and it is said");
    for (int u = 0; u < N; u++)
        patch_of_unit[u] = -1;
    is_int(pp_fill_units(&problem, patch_of_unit, &filling, &err), PP_E_INPUT,
           "nothing to join is an error");
}

int main(void) {
    test_random();
    test_limits();
    test_apart();
    return tap_done();
}
