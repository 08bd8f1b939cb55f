/* What a move is foretold to do, against what is measured when it is done: costs from pp_evaluate(), pieces
 * and neighbours by counting that knows nothing of the engine's floods. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/district/effect.h"

#include "tests/tap.h"
#include "tests/unit/district/town.h"

static struct pp_error err;

/* Patches grown from seeds by chance: some outside their limits, some in pieces. */
static void grow(const struct town *town, struct pp_rng *rng, int *patch_of) {
    const struct pp_problem *problem = &town->problem;
    int n = problem->n_units, n_left = n;
    for (int u = 0; u < n; u++)
        patch_of[u] = -1;
    for (int p = 0; p < problem->n_patches; n_left--) {
        int u = (int)pp_rng_below(rng, (uint32_t)n);
        if (patch_of[u] < 0)
            patch_of[u] = p++;
        else
            n_left++;
    }
    while (n_left > 0) {
        int u = (int)pp_rng_below(rng, (uint32_t)n);
        int degree = problem->first[u + 1] - problem->first[u];
        int v = problem->neighbour[problem->first[u] + (int)pp_rng_below(rng, (uint32_t)degree)];
        bool stray = pp_rng_below(rng, 60) == 0;
        if (patch_of[u] >= 0 || (patch_of[v] < 0 && !stray))
            continue;
        patch_of[u] = stray ? (int)pp_rng_below(rng, (uint32_t)problem->n_patches) : patch_of[v];
        n_left--;
    }
}

/* Pieces of a patch by relabelling until nothing changes: slow, and shares no idea with a flood. */
static int count_pieces(const struct pp_problem *problem, const int *patch_of, int patch,
                        int *label) {
    int n_pieces = 0;
    for (int u = 0; u < problem->n_units; u++)
        label[u] = patch_of[u] == patch ? u : -1;
    for (bool changed = true; changed;) {
        changed = false;
        for (int u = 0; u < problem->n_units; u++)
            for (int e = problem->first[u]; label[u] >= 0 && e < problem->first[u + 1]; e++) {
                int v = problem->neighbour[e];
                if (label[v] < 0 || label[v] >= label[u])
                    continue;
                label[u] = label[v];
                changed = true;
            }
    }
    for (int u = 0; u < problem->n_units; u++)
        n_pieces += label[u] == u;
    return n_pieces;
}

static int64_t weight_of(const struct pp_problem *problem, const int *patch_of, int patch) {
    int64_t weight = 0;
    for (int u = 0; u < problem->n_units; u++)
        weight += patch_of[u] == patch ? problem->weight_milli[u] : 0;
    return weight;
}

struct tally {
    int n_asked, n_costs, n_sides, n_pieces, n_breaks, n_outside, n_targets, n_follow;
};

static bool same_costs(const struct pp_costs *a, const struct pp_costs *b) {
    return a->total == b->total && a->distance == b->distance && a->keep == b->keep &&
           a->ward == b->ward;
}

static bool right_side(const struct pp_problem *problem, const int *patch_of, int patch,
                       const int *hub, const struct pp_effect_side *side) {
    int label[TOWN_MOST];
    int64_t weight = weight_of(problem, patch_of, patch);
    return side->weight_milli == weight && side->hub == hub[patch] &&
           side->inside_limits ==
               (weight >= problem->min_milli[patch] && weight <= problem->max_milli[patch]) &&
           side->n_pieces == count_pieces(problem, patch_of, patch, label);
}

/* Are the pieces told just those units of the touched patches that do not hang with the main piece? */
static bool right_pieces(const struct pp_problem *problem, const int *patch_of,
                         const struct pp_effect *effect) {
    int label[TOWN_MOST], n_wanted = 0, n_told = 0;
    for (int i = 0; i < effect->n_patches; i++)
        n_wanted +=
            effect->patches[i].after.n_pieces > 1 ? effect->patches[i].after.n_pieces - 1 : 0;
    for (int i = 0; i < effect->n_pieces; i++, n_told++) {
        const struct pp_effect_piece *piece = &effect->pieces[i];
        int64_t weight = 0, rest = 0;
        count_pieces(problem, patch_of, piece->patch_ix, label);
        for (int j = 0; j < piece->n_units; j++) {
            weight += problem->weight_milli[piece->unit_ix[j]];
            if (label[piece->unit_ix[j]] != label[piece->unit_ix[0]])
                return false;
        }
        for (int u = 0; u < problem->n_units; u++)
            rest += label[u] == label[piece->unit_ix[0]] ? problem->weight_milli[u] : 0;
        if (weight != piece->weight_milli || weight != rest)
            return false;
    }
    return n_told == n_wanted;
}

static bool right_targets(const struct pp_problem *problem, const int *patch_of, const int *units,
                          int n_units, const int *targets, int n_targets) {
    int n = 0;
    for (int p = 0; p < problem->n_patches; p++) {
        bool beside = false, all = true;
        for (int i = 0; i < n_units; i++) {
            all &= patch_of[units[i]] == p;
            for (int e = problem->first[units[i]]; e < problem->first[units[i] + 1]; e++)
                beside |= patch_of[units[i]] != p && patch_of[problem->neighbour[e]] == p;
        }
        if (!beside || all)
            continue;
        if (n >= n_targets || targets[n++] != p)
            return false;
    }
    return n == n_targets;
}

static void ask(const struct town *town, struct pp_standing *standing, const int *patch_of,
                const int *units, int n_units, int to, struct tally *tally) {
    const struct pp_problem *problem = &town->problem;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_effect effect;
    struct pp_costs before, after;
    int moved[TOWN_MOST], hub[2][TOWN_PATCHES];
    int64_t outside = 0;
    memcpy(moved, patch_of, sizeof moved);
    for (int i = 0; i < n_units; i++)
        moved[units[i]] = to;
    if (pp_effect_of(standing, units, n_units, to, &arena, &effect, &err) ||
        pp_evaluate(problem, patch_of, &before, hub[0], NULL, &err) ||
        pp_evaluate(problem, moved, &after, hub[1], NULL, &err))
        return;
    bool sides = true, breaks = false;
    for (int i = 0; i < effect.n_patches; i++) {
        const struct pp_effect_patch *row = &effect.patches[i];
        sides &= right_side(problem, patch_of, row->patch_ix, hub[0], &row->before);
        sides &= right_side(problem, moved, row->patch_ix, hub[1], &row->after);
        breaks |= (row->before.inside_limits && !row->after.inside_limits) ||
                  row->after.n_pieces > row->before.n_pieces;
    }
    for (int p = 0; p < problem->n_patches; p++) {
        int64_t weight = weight_of(problem, moved, p);
        outside += weight < problem->min_milli[p]   ? problem->min_milli[p] - weight
                   : weight > problem->max_milli[p] ? weight - problem->max_milli[p]
                                                    : 0;
    }
    tally->n_asked++;
    tally->n_costs += same_costs(&effect.before, &before) && same_costs(&effect.after, &after);
    tally->n_sides += sides;
    tally->n_breaks += effect.breaks == breaks;
    tally->n_outside += effect.outside_after_milli == outside;
    tally->n_pieces += right_pieces(problem, moved, &effect);
}

/* Units near a point chosen by chance, or a handful from everywhere; ascending. */
static int choose(const struct town *town, struct pp_rng *rng, int *units) {
    const struct pp_problem *problem = &town->problem;
    int middle = (int)pp_rng_below(rng, (uint32_t)problem->n_units), n = 0;
    double radius = 50 + 350 * pp_rng_real(rng);
    bool anywhere = pp_rng_below(rng, 4) == 0;
    for (int u = 0; u < problem->n_units; u++) {
        double d = hypot(problem->x[u] - problem->x[middle], problem->y[u] - problem->y[middle]);
        if (u == middle || (anywhere ? pp_rng_below(rng, 40) == 0 : d < radius))
            units[n++] = u;
    }
    return n;
}

static void test_town(uint64_t seed, struct tally *tally) {
    static struct town town;
    struct pp_rng rng;
    int patch_of[TOWN_MOST], units[TOWN_MOST], targets[TOWN_PATCHES], n_targets = 0;
    pp_rng_seed(&rng, seed);
    int width = 5 + (int)pp_rng_below(&rng, 14), k = 2 + (int)pp_rng_below(&rng, 12);
    town_make(&town, seed, width, 12, k, 0.3);
    town.problem.keep_m = seed % 3 ? 250 : 0;
    town.problem.ward_m = seed % 4 ? 100 : 0;
    town.problem.cost_kind = seed % 5 ? PP_COST_DISTANCE : PP_COST_SQUARED;
    grow(&town, &rng, patch_of);
    PP_AUTO_STANDING struct pp_standing *standing = NULL;
    if (pp_standing_new(&town.problem, patch_of, &standing, &err))
        return;
    for (int round = 0; round < 12; round++) {
        int n = choose(&town, &rng, units);
        if (pp_effect_targets(standing, units, n, targets, &n_targets, &err))
            return;
        tally->n_targets += right_targets(&town.problem, patch_of, units, n, targets, n_targets);
        for (int i = 0; i < n_targets; i++)
            ask(&town, standing, patch_of, units, n, targets[i], tally);
        int to = (int)pp_rng_below(&rng, (uint32_t)k);
        ask(&town, standing, patch_of, units, n, to, tally);
        for (int i = 0; i < n; i++)
            patch_of[units[i]] = to; /* carried out: the next round asks from there */
        tally->n_follow += pp_standing_follow(standing, patch_of, &err) == 0;
    }
}

/* Memory that runs out at any place is said, and the next question is answered rightly. */
static void test_memory(void) {
    static struct town town;
    struct tally tally = {0};
    struct pp_rng rng;
    int patch_of[TOWN_MOST], n_failed = 0, n_other = 0;
    const int units[] = {3, 4, 5, 40, 41};
    pp_rng_seed(&rng, 5);
    town_make(&town, 5, 12, 12, 8, 0.3);
    town.problem.keep_m = town.problem.ward_m = 100;
    grow(&town, &rng, patch_of);
    PP_AUTO_STANDING struct pp_standing *standing = NULL;
    if (pp_standing_new(&town.problem, patch_of, &standing, &err))
        return;
    for (long n = 1; n < 40; n++) {
        PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
        struct pp_effect effect;
        pp_alloc_fail_at(n);
        int rc = pp_effect_of(standing, units, 5, 2, &arena, &effect, &err);
        pp_alloc_fail_at(0);
        n_failed += rc != 0;
        n_other += rc != 0 && rc != PP_E_NOMEM;
        ask(&town, standing, patch_of, units, 5, 2, &tally);
    }
    ok(n_failed > 3 && n_other == 0, "memory ran out at %d places, and that was said", n_failed);
    ok(tally.n_costs == tally.n_asked && tally.n_pieces == tally.n_asked,
       "and the question asked again is answered rightly");
}

int main(void) {
    struct tally tally = {0};
    for (uint64_t seed = 1; seed <= 60; seed++)
        test_town(seed, &tally);
    ok(tally.n_asked > 2000, "%d moves foretold", tally.n_asked);
    is_int(tally.n_costs, tally.n_asked, "costs are those measured afterwards, bit by bit");
    is_int(tally.n_sides, tally.n_asked, "weights, limits, middles and pieces of the patches too");
    is_int(tally.n_pieces, tally.n_asked, "what is cut off is what a count finds cut off");
    is_int(tally.n_breaks, tally.n_asked, "a rule is said to break when it does");
    is_int(tally.n_outside, tally.n_asked, "the weight outside the limits is right");
    is_int(tally.n_targets, 720, "neighbouring patches are those that neighbours are in");
    is_int(tally.n_follow, 720, "moves carried out are followed");
    test_memory();
    return tap_done();
}
