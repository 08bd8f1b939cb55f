/* A start that leaves homes where they are: the properties, on grid towns. */
#include "patchplan/core/rng.h"
#include "patchplan/district/today.h"
#include "tests/tap.h"

enum { SIDE = 12, N = SIDE * SIDE, MOST = 24 };

static double x[N], y[N];
static int64_t weight[N], min_milli[MOST], max_milli[MOST];
static int first[N + 1], neighbour[4 * N], label_first[N + 1], label[N], pin[N];

/* A grid town whose patches of today are its nine squares of 4 x 4. */
static struct pp_problem make_town(struct pp_rng *rng, int n_patches) {
    int n = 0;
    for (int u = 0; u < N; u++) {
        int column = u % SIDE, row = u / SIDE;
        static const int steps[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
        x[u] = 100.0 * column + pp_rng_real(rng);
        y[u] = 100.0 * row + pp_rng_real(rng);
        weight[u] = 1000 + pp_rng_below(rng, 3000);
        label_first[u] = u;
        label[u] = row / 4 * 3 + column / 4;
        pin[u] = -1;
        first[u] = n;
        for (int s = 0; s < 4; s++) {
            int c = column + steps[s][0], r = row + steps[s][1];
            if (c >= 0 && c < SIDE && r >= 0 && r < SIDE)
                neighbour[n++] = r * SIDE + c;
        }
    }
    first[N] = n;
    label_first[N] = N;
    int64_t total = 0;
    for (int u = 0; u < N; u++)
        total += weight[u];
    for (int p = 0; p < n_patches; p++) {
        min_milli[p] = total / n_patches * 9 / 10;
        max_milli[p] = total / n_patches * 11 / 10;
    }
    return (struct pp_problem){.n_units = N,
                               .x = x,
                               .y = y,
                               .weight_milli = weight,
                               .connected = true,
                               .first = first,
                               .neighbour = neighbour,
                               .n_patches = n_patches,
                               .min_milli = min_milli,
                               .max_milli = max_milli,
                               .keep_m = 100,
                               .current = {9, label_first, label, weight},
                               .pin = pin};
}

static void load_of(const int *patch_of, int n_patches, int64_t *load) {
    for (int p = 0; p < n_patches; p++)
        load[p] = 0;
    for (int u = 0; u < N; u++)
        if (patch_of[u] >= 0)
            load[patch_of[u]] += weight[u];
}

static void test_as_many(struct pp_rng *rng) {
    struct pp_problem problem = make_town(rng, 9);
    int patch_of[N];
    struct pp_error err;
    bool together = pp_today_divide(&problem, patch_of, &err) == 0;
    for (int u = 0; u < N; u++)
        for (int v = 0; v < N; v++)
            together &= (label[u] == label[v]) == (patch_of[u] == patch_of[v]);
    ok(together, "as many patches as today: today's patches");
}

/* Each new patch from what today's have too much: those stay at or over the limit, whatever they gave. */
static void test_more(struct pp_rng *rng, int n_patches) {
    struct pp_problem problem = make_town(rng, n_patches);
    int patch_of[N];
    int64_t load[MOST];
    struct pp_error err;
    bool fine = pp_today_divide(&problem, patch_of, &err) == 0;
    load_of(patch_of, n_patches, load);
    int n_full = 0, n_kept = 0;
    bool is_label[MOST] = {false};
    for (int l = 0; l < 9; l++) {
        int count[MOST] = {0}, best = 0;
        for (int u = 0; u < N; u++)
            if (label[u] == l && patch_of[u] >= 0)
                count[patch_of[u]]++;
        for (int p = 0; p < n_patches; p++)
            best = count[p] > count[best] ? p : best;
        n_kept += count[best];
        is_label[best] = true;
        fine &= load[best] >= min_milli[best];
    }
    for (int p = 0; p < n_patches; p++) {
        fine &= is_label[p] || load[p] <= max_milli[p];
        n_full += load[p] >= min_milli[p];
    }
    ok(fine, "%d patches of 9: what gives stays over the lower limit, what is new under the upper",
       n_patches);
    ok(n_full >= n_patches - 2, "nearly all new ones are full (%d of %d)", n_full, n_patches);
    ok(n_kept >= N * 9 / n_patches * 9 / 10, "most homes stay (%d of %d)", n_kept, N);
}

static void test_fewer(struct pp_rng *rng) {
    struct pp_problem problem = make_town(rng, 6);
    int patch_of[N], n_stay = 0;
    struct pp_error err;
    bool fine = pp_today_divide(&problem, patch_of, &err) == 0;
    for (int u = 0; u < N; u++) {
        fine &= patch_of[u] >= -1 && patch_of[u] < 6;
        n_stay += patch_of[u] >= 0;
    }
    ok(fine && n_stay == 6 * 16, "fewer patches than today: six stay, the rest is free (%d)",
       n_stay);
}

static void test_pins(struct pp_rng *rng) {
    struct pp_problem problem = make_town(rng, 12);
    int patch_of[N], again[N];
    struct pp_error err;
    for (int i = 0; i < 8; i++)
        pin[17 * i] = i % 3 + 5;
    bool held = pp_today_divide(&problem, patch_of, &err) == 0;
    for (int u = 0; u < N; u++)
        held &= pin[u] < 0 || patch_of[u] == pin[u];
    ok(held, "pinned units keep their number");
    ok(pp_today_divide(&problem, again, &err) == 0 && memcmp(patch_of, again, sizeof again) == 0,
       "the same question, the same answer");
}

int main(void) {
    struct pp_rng rng;
    pp_rng_seed(&rng, 5);
    test_as_many(&rng);
    test_more(&rng, 12);
    test_more(&rng, 18);
    test_fewer(&rng);
    test_pins(&rng);
    return tap_done();
}
