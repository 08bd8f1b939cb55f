/* Healing around edits, on towns by chance: nothing locked, held or far away moves, nothing gets worse, and
 * most of what an edit breaks is mended. */
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/district/rebalance.h"

#include "tests/tap.h"
#include "tests/unit/district/town.h"

static struct pp_error err;

struct facts {
    int64_t outside_milli;
    int n_pieces, n_faults;
};

/* Pieces by relabelling until nothing changes. */
static struct facts facts_of(const struct pp_problem *problem, const int *patch_of) {
    struct facts facts = {0};
    int label[TOWN_MOST], n_pieces[TOWN_PATCHES] = {0};
    int64_t load[TOWN_PATCHES] = {0};
    for (int u = 0; u < problem->n_units; u++) {
        label[u] = u;
        load[patch_of[u]] += problem->weight_milli[u];
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (int u = 0; u < problem->n_units; u++)
            for (int e = problem->first[u]; e < problem->first[u + 1]; e++) {
                int v = problem->neighbour[e];
                if (patch_of[v] != patch_of[u] || label[v] >= label[u])
                    continue;
                label[u] = label[v];
                changed = true;
            }
    }
    for (int u = 0; u < problem->n_units; u++)
        n_pieces[patch_of[u]] += label[u] == u;
    for (int p = 0; p < problem->n_patches; p++) {
        int64_t under = problem->min_milli[p] - load[p], over = load[p] - problem->max_milli[p];
        int64_t outside = under > 0 ? under : over > 0 ? over : 0;
        facts.outside_milli += outside;
        facts.n_pieces += n_pieces[p];
        facts.n_faults += outside > 0 || n_pieces[p] > 1;
    }
    return facts;
}

/* A good division, then an edit: units round a point go to one patch beside them. */
static int edit(const struct town *town, struct pp_rng *rng, int *patch_of, bool *moved) {
    const struct pp_problem *problem = &town->problem;
    struct pp_divide_options options;
    PP_AUTO(pp_division_done) struct pp_division division = {0};
    pp_divide_options_default(&options);
    options.max_steps = 300000;
    options.bound_share = 0;
    if (pp_divide(problem, &options, &division, &err))
        return -1;
    memcpy(patch_of, division.patch_of_unit, (size_t)problem->n_units * sizeof *patch_of);
    memset(moved, 0, TOWN_MOST * sizeof *moved);
    for (int tries = 0; tries < 1000; tries++) {
        int u = (int)pp_rng_below(rng, (uint32_t)problem->n_units);
        int degree = problem->first[u + 1] - problem->first[u];
        int v = problem->neighbour[problem->first[u] + (int)pp_rng_below(rng, (uint32_t)degree)];
        int from = patch_of[u], to = patch_of[v], n_left = 0;
        for (int w = 0; w < problem->n_units; w++)
            n_left += patch_of[w] == from;
        if (from == to || n_left < 3)
            continue;
        patch_of[u] = to;
        moved[u] = true;
        if (facts_of(problem, patch_of).n_faults > 0)
            return from;
    }
    return -1;
}

struct tally {
    int n_edits, n_healed, n_worse, n_locked, n_held, n_far, n_told, n_same, n_units;
};

static bool same(const int *a, const int *b, int n) {
    return memcmp(a, b, (size_t)n * sizeof *a) == 0;
}

static void try_town(uint64_t seed, struct tally *tally) {
    static struct town town;
    struct pp_rng rng;
    int patch_of[TOWN_MOST];
    bool held[TOWN_MOST], locked[TOWN_PATCHES] = {false};
    pp_rng_seed(&rng, seed);
    int k = 6 + (int)pp_rng_below(&rng, 10);
    town_make(&town, seed, 18, 14, k, 0.05);
    town.problem.ward_m = seed % 3 ? 100 : 0;
    int from = edit(&town, &rng, patch_of, held);
    if (from < 0)
        return;
    for (int p = 0; p < k; p++)
        locked[p] = p != from && seed % 2 && pp_rng_below(&rng, 5) == 0;
    struct pp_rebalance_wish wish = {.problem = &town.problem,
                                     .patch_of_unit = patch_of,
                                     .locked = locked,
                                     .held = held,
                                     .seed = 1};
    struct facts before = facts_of(&town.problem, patch_of);
    PP_AUTO(pp_rebalance_done) struct pp_rebalance result = {0}, again = {0};
    if (pp_rebalance(&wish, &result, &err) || pp_rebalance(&wish, &again, &err))
        return;
    struct facts after = facts_of(&town.problem, result.patch_of_unit);
    int n_moved = 0;
    for (int u = 0; u < town.problem.n_units; u++) {
        int a = patch_of[u], b = result.patch_of_unit[u];
        n_moved += a != b;
        tally->n_locked += a != b && (locked[a] || locked[b]);
        tally->n_held += a != b && held[u];
        tally->n_far += a != b && (!result.tried[a] || !result.tried[b]);
    }
    tally->n_edits++;
    tally->n_units += n_moved;
    tally->n_healed += after.n_faults == 0;
    tally->n_worse += after.outside_milli > before.outside_milli ||
                      after.n_pieces > before.n_pieces ||
                      (n_moved > 0 && after.outside_milli == before.outside_milli &&
                       after.n_pieces == before.n_pieces);
    tally->n_told += result.n_moved == n_moved &&
                     result.outside_before_milli == before.outside_milli &&
                     result.outside_after_milli == after.outside_milli;
    tally->n_same += same(result.patch_of_unit, again.patch_of_unit, town.problem.n_units);
}

/* Two places with a border between them: homes do not cross it, also when that would heal. */
static void test_borders(void) {
    static struct town town;
    int patch_of[TOWN_MOST], place[TOWN_MOST], place_of_patch[4] = {0, 0, 1, 1}, n_crossed = 0;
    town_make(&town, 3, 12, 12, 4, 0.02);
    for (int u = 0; u < town.problem.n_units; u++) {
        place[u] = u % 12 >= 5;
        patch_of[u] = 2 * place[u] + (u / 12 >= 6);
    }
    struct pp_rebalance_wish wish = {.problem = &town.problem,
                                     .patch_of_unit = patch_of,
                                     .place_of_unit = place,
                                     .place_of_patch = place_of_patch,
                                     .seed = 1};
    struct facts before = facts_of(&town.problem, patch_of);
    PP_AUTO(pp_rebalance_done) struct pp_rebalance result = {0};
    is_int(pp_rebalance(&wish, &result, &err), 0, "a town with a border");
    for (int u = 0; u < town.problem.n_units; u++)
        n_crossed += place_of_patch[result.patch_of_unit[u]] != place[u];
    struct facts after = facts_of(&town.problem, result.patch_of_unit);
    ok(before.n_faults == 4 && n_crossed == 0, "no home crosses it");
    ok(after.outside_milli <= before.outside_milli && after.n_pieces <= before.n_pieces,
       "and nothing gets worse");
}

/* Only what is asked for: faults elsewhere are left alone. */
static void test_around(void) {
    static struct town town;
    struct pp_rng rng;
    int patch_of[TOWN_MOST];
    bool held[TOWN_MOST], around[TOWN_PATCHES] = {false};
    pp_rng_seed(&rng, 9);
    town_make(&town, 9, 18, 14, 12, 0.05);
    if (!ok(edit(&town, &rng, patch_of, held) >= 0, "an edit that breaks something"))
        return;
    struct pp_rebalance_wish wish = {
        .problem = &town.problem, .patch_of_unit = patch_of, .around = around, .seed = 1};
    PP_AUTO(pp_rebalance_done) struct pp_rebalance result = {0};
    is_int(pp_rebalance(&wish, &result, &err), 0, "asked for around nothing");
    ok(result.n_faults_before == 0 && result.n_moved == 0, "nothing is found and nothing moves");
    struct pp_cancel cancel = {.requested = 1};
    wish.around = NULL;
    wish.cancel = &cancel;
    PP_AUTO(pp_rebalance_done) struct pp_rebalance stopped = {0};
    is_int(pp_rebalance(&wish, &stopped, &err), 0, "stopped at once");
    ok(stopped.stopped && stopped.n_moved == 0 && stopped.n_faults_after > 0,
       "it says so, and nothing moves");
}

int main(void) {
    struct tally tally = {0};
    for (uint64_t seed = 1; seed <= 12; seed++)
        try_town(seed, &tally);
    ok(tally.n_edits >= 10, "%d edits that break something, %d units moved to heal", tally.n_edits,
       tally.n_units);
    ok(4 * tally.n_healed >= 3 * tally.n_edits, "%d of them healed", tally.n_healed);
    is_int(tally.n_worse, 0, "none got worse, none moved homes for nothing");
    is_int(tally.n_locked, 0, "nothing enters or leaves a locked patch");
    is_int(tally.n_held, 0, "nothing that is held moves");
    is_int(tally.n_far, 0, "nothing outside the neighbourhoods tried moves");
    is_int(tally.n_told, tally.n_edits, "what is told is what is counted");
    is_int(tally.n_same, tally.n_edits, "the same question has the same answer");
    test_borders();
    test_around();
    return tap_done();
}
