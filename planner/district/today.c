/* New patches out of what today's patches have too much of.
 *
 *   1. A unit stays with its heaviest label. Labels get patch numbers: those of pinned units first, then by weight.
 *   2. A new patch is a seed and the units around it, nearest first, each taken only while the patch it leaves stays
 *      at or over its lower limit, until the new one reaches its own. Its price is the mean distance to the seed.
 *   3. The seed of least price goes first. Taking units can only make other seeds dearer, so the prices of before
 *      stand as lower bounds in a heap and only the top is priced again (Minoux 1978, lazy greedy).
 *
 * A seed that cannot reach the lower limit is dearer than all that can, by what it lacks.
 */
#include "patchplan/district/today.h"

#include <math.h>
#include <stdlib.h>

#include "patchplan/core/alloc.h"

static const double SHORT_M = 1e9; /* dearer than any distance */

struct today {
    const struct pp_problem *problem;
    int *label_of;     /* per unit, -1 = none */
    int *patch_of;     /* the answer */
    int64_t *load;     /* per patch */
    double *price;     /* per seed, as last known */
    int *heap, n_heap; /* seeds, cheapest first */
    /* one growth */
    int *reached, n_reached; /* units, a heap by distance to the seed */
    double *distance;        /* per unit */
    uint32_t *stamp, now;
    int *taken, n_taken;
    int64_t *lost; /* per patch: weight taken from it; zero between growths */
};

static void today_done(struct today *t) {
    void *owned[] = {t->label_of, t->load,  t->price, t->heap, t->reached,
                     t->distance, t->stamp, t->taken, t->lost};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        pp_free(owned[i]);
}

static bool today_alloc(struct today *t) {
    size_t n = (size_t)t->problem->n_units, k = (size_t)t->problem->n_patches;
    bool good = true;
#define ROOM(field, count) good &= (t->field = pp_alloc_array(count, sizeof *t->field)) != NULL
    ROOM(label_of, n);
    ROOM(load, k + 1);
    ROOM(price, n);
    ROOM(heap, n);
    ROOM(reached, n);
    ROOM(distance, n);
    ROOM(stamp, n);
    ROOM(taken, n);
    ROOM(lost, k + 1);
#undef ROOM
    return good;
}

/* ---- a heap of unit numbers by a key per unit; ties: smallest number ---- */

static bool before(const double *key, int a, int b) {
    return key[a] < key[b] || (key[a] <= key[b] && a < b);
}

static void push(int *heap, int *n, const double *key, int item) {
    int at = (*n)++;
    for (; at > 0 && before(key, item, heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = item;
}

static int pop(int *heap, int *n, const double *key) {
    int top = heap[0], last = heap[--*n], at = 0;
    for (int child; (child = 2 * at + 1) < *n; at = child) {
        child += child + 1 < *n && before(key, heap[child + 1], heap[child]);
        if (!before(key, heap[child], last))
            break;
        heap[at] = heap[child];
    }
    heap[at] = last;
    return top;
}

/* ---- labels get patches ---- */

static bool pinned(const struct pp_problem *problem, int unit) {
    return problem->pin && problem->pin[unit] >= 0;
}

static int64_t label_units(struct today *t, int64_t *weight_of) {
    const struct pp_labels *labels = &t->problem->current;
    int n_seen = 0;
    for (int u = 0; u < t->problem->n_units; u++) {
        int64_t most = -1;
        t->label_of[u] = -1;
        for (int i = labels->first[u]; i < labels->first[u + 1]; i++)
            if (labels->weight_milli[i] > most) {
                most = labels->weight_milli[i];
                t->label_of[u] = labels->label[i];
            }
        if (t->label_of[u] < 0)
            continue;
        n_seen += weight_of[t->label_of[u]] == 0;
        weight_of[t->label_of[u]] += t->problem->weight_milli[u] + 1;
    }
    return n_seen;
}

/* Give `patch` to the label most of whose units it has pinned, else to the heaviest label left; -1 = none left. */
static int next_label(const struct today *t, const int64_t *weight_of, const int *patch_of_label,
                      int patch) {
    int best = -1;
    for (int u = 0; t->problem->pin && u < t->problem->n_units; u++)
        if (t->problem->pin[u] == patch && t->label_of[u] >= 0 &&
            patch_of_label[t->label_of[u]] < 0)
            return t->label_of[u];
    for (int l = 0; l < t->problem->current.n_labels; l++)
        if (patch_of_label[l] < 0 && weight_of[l] > 0 &&
            (best < 0 || weight_of[l] > weight_of[best]))
            best = l;
    return best;
}

static bool has_pins(const struct pp_problem *problem, int patch) {
    for (int u = 0; problem->pin && u < problem->n_units; u++)
        if (problem->pin[u] == patch)
            return true;
    return false;
}

/* Patches with pins choose first; returns a free patch's mark in `is_taken` for each that got a label. */
static void hand_out(struct today *t, const int64_t *weight_of, int *patch_of_label,
                     bool *is_taken) {
    for (int round = 0; round < 2; round++)
        for (int p = 0; p < t->problem->n_patches; p++) {
            bool pins = has_pins(t->problem, p);
            if (pins != (round == 0))
                continue;
            int label = next_label(t, weight_of, patch_of_label, p);
            if (label >= 0)
                patch_of_label[label] = p;
            is_taken[p] = label >= 0 || pins;
        }
}

static int stay(struct today *t, bool *is_taken, struct pp_error *reterr) {
    const struct pp_problem *problem = t->problem;
    size_t n_labels = (size_t)problem->current.n_labels + 1;
    PP_AUTO_FREE int64_t *weight_of = pp_alloc_array(n_labels, sizeof *weight_of);
    PP_AUTO_FREE int *patch_of_label = pp_alloc_array(n_labels, sizeof *patch_of_label);
    if (!weight_of || !patch_of_label)
        return pp_fail_nomem(reterr);
    for (size_t l = 0; l < n_labels; l++)
        patch_of_label[l] = -1;
    label_units(t, weight_of);
    hand_out(t, weight_of, patch_of_label, is_taken);
    for (int u = 0; u < problem->n_units; u++) {
        int label = t->label_of[u];
        t->patch_of[u] = pinned(problem, u) ? problem->pin[u]
                         : label >= 0       ? patch_of_label[label]
                                            : -1;
        if (t->patch_of[u] >= 0)
            t->load[t->patch_of[u]] += problem->weight_milli[u];
    }
    return 0;
}

/* ---- new patches ---- */

/* May `u` leave for a new patch that holds `total` so far? */
static bool may_take(const struct today *t, int u, int64_t total, int64_t most) {
    int p = t->patch_of[u];
    int64_t weight = t->problem->weight_milli[u];
    if (pinned(t->problem, u) || total + weight > most)
        return false;
    return p < 0 || t->load[p] - t->lost[p] - weight >= t->problem->min_milli[p];
}

static void reach(struct today *t, int seed, int u) {
    const struct pp_problem *problem = t->problem;
    t->stamp[u] = t->now;
    t->distance[u] = hypot(problem->x[u] - problem->x[seed], problem->y[u] - problem->y[seed]);
    push(t->reached, &t->n_reached, t->distance, u);
}

/* Grow a patch with the limits of `patch` round `seed`: fills `taken`, returns the price. */
static double grow(struct today *t, int seed, int patch) {
    const struct pp_problem *problem = t->problem;
    int64_t least = problem->min_milli[patch], most = problem->max_milli[patch], total = 0;
    double paid = 0;
    t->n_taken = t->n_reached = 0;
    t->now++;
    reach(t, seed, seed);
    while (t->n_reached > 0 && total < least) {
        int u = pop(t->reached, &t->n_reached, t->distance);
        if (!may_take(t, u, total, most))
            continue;
        t->taken[t->n_taken++] = u;
        total += problem->weight_milli[u];
        paid += t->distance[u] * (double)problem->weight_milli[u];
        if (t->patch_of[u] >= 0)
            t->lost[t->patch_of[u]] += problem->weight_milli[u];
        for (int i = problem->first[u]; i < problem->first[u + 1]; i++)
            if (t->stamp[problem->neighbour[i]] != t->now)
                reach(t, seed, problem->neighbour[i]);
    }
    for (int i = 0; i < t->n_taken; i++)
        if (t->patch_of[t->taken[i]] >= 0)
            t->lost[t->patch_of[t->taken[i]]] = 0;
    if (t->n_taken == 0)
        return INFINITY;
    return total < least ? SHORT_M + (double)(least - total)
                         : paid / (double)(total > 0 ? total : 1);
}

/* Units taken once can no longer be had, nor seed another new patch. */
static void keep_growth(struct today *t, int patch) {
    for (int i = 0; i < t->n_taken; i++) {
        int u = t->taken[i];
        if (t->patch_of[u] >= 0)
            t->load[t->patch_of[u]] -= t->problem->weight_milli[u];
        t->patch_of[u] = patch;
        t->load[patch] += t->problem->weight_milli[u];
    }
}

static void grow_new(struct today *t, const bool *is_taken) {
    bool priced = false;
    for (int p = 0; p < t->problem->n_patches; p++) {
        if (is_taken[p])
            continue;
        for (int u = 0; !priced && u < t->problem->n_units; u++) {
            t->price[u] = grow(t, u, p);
            push(t->heap, &t->n_heap, t->price, u);
        }
        priced = true;
        while (t->n_heap > 0) {
            int seed = pop(t->heap, &t->n_heap, t->price);
            t->price[seed] = grow(t, seed, p);
            if (isinf(t->price[seed]))
                continue; /* nothing to be had there any more */
            bool best = t->n_heap == 0 || t->price[seed] <= t->price[t->heap[0]];
            push(t->heap, &t->n_heap, t->price, seed);
            if (best) {
                keep_growth(t, p);
                break;
            }
        }
    }
}

int pp_today_divide(const struct pp_problem *problem, int *ret_patch_of, struct pp_error *reterr) {
    struct today PP_AUTO(today_done) t = {.problem = problem, .patch_of = ret_patch_of};
    PP_AUTO_FREE bool *is_taken = pp_alloc_array((size_t)problem->n_patches + 1, sizeof *is_taken);
    if (!today_alloc(&t) || !is_taken)
        return pp_fail_nomem(reterr);
    int rc = stay(&t, is_taken, reterr);
    if (!rc)
        grow_new(&t, is_taken);
    return rc;
}
