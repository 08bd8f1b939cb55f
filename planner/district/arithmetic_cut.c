/* A place through which alone others hang together, and what its patch must hold.
 *
 * Take the place v away and its neighbourhood graph falls into parts of weight W_i and n_i places. The patches
 * that do not hold v lie each inside one part, so part i gives room to at most
 *
 *     s_i = min(floor(W_i / m), n_i)    patches inside [m, M],
 *
 * and what they leave over belongs to the patch of v. K patches need sum s_i >= K - 1. If there are that many,
 * the patch of v holds at least
 *
 *     W - the K - 1 largest of all steps,
 *
 * where the steps of part i are floor(W_i / M) times M and, when s_i allows one more, the rest of W_i: never
 * more than M, so that taking the largest of all parts takes each part's in order. When that exceeds M no
 * plan keeps the rules: a proof. Places and their parts are found in one depth-first walk (Tarjan 1972).
 * O(n + m + sum of parts x log). */
#include "patchplan/district/arithmetic.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"

struct walk {
    const struct pp_problem *problem;
    int64_t min_milli, max_milli, total_milli;
    int *seen_at, *lowest; /* when a place is come to; the earliest its branch reaches back to */
    int *edge;             /* the next pair to look at */
    int *parent, *first_part, *next_part; /* branches that hang on a place alone, as a list */
    int *n_units;
    int64_t *weight_milli; /* of the branch */
    int64_t *rest_milli;   /* what the parts of one place leave beyond whole patches */
};

static void walk_done(struct walk *walk) {
    pp_free(walk->seen_at);
    pp_free(walk->lowest);
    pp_free(walk->edge);
    pp_free(walk->parent);
    pp_free(walk->first_part);
    pp_free(walk->next_part);
    pp_free(walk->n_units);
    pp_free(walk->weight_milli);
    pp_free(walk->rest_milli);
}

static int walk_init(const struct pp_problem *problem, struct walk *walk, struct pp_error *reterr) {
    size_t n = (size_t)problem->n_units;
    int **numbers[] = {&walk->seen_at,    &walk->lowest,    &walk->edge,   &walk->parent,
                       &walk->first_part, &walk->next_part, &walk->n_units};
    walk->problem = problem;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!(*numbers[i] = pp_alloc_array(n, sizeof(int))))
            return pp_fail_nomem(reterr);
    walk->weight_milli = pp_alloc_array(n, sizeof *walk->weight_milli);
    walk->rest_milli = pp_alloc_array(n, sizeof *walk->rest_milli);
    if (!walk->weight_milli || !walk->rest_milli)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < problem->n_units; u++) {
        walk->edge[u] = problem->first[u];
        walk->first_part[u] = walk->parent[u] = -1;
        walk->weight_milli[u] = problem->weight_milli[u];
        walk->n_units[u] = 1;
        walk->total_milli += problem->weight_milli[u];
    }
    walk->min_milli = problem->min_milli[0];
    walk->max_milli = problem->max_milli[0];
    for (int p = 1; p < problem->n_patches; p++) {
        int64_t min_milli = problem->min_milli[p], max_milli = problem->max_milli[p];
        walk->min_milli = min_milli < walk->min_milli ? min_milli : walk->min_milli;
        walk->max_milli = max_milli > walk->max_milli ? max_milli : walk->max_milli;
    }
    return 0;
}

static int compare_down(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

/* What the parts of one place come to. */
struct sums {
    int n_parts, n_rests;
    int64_t n_full, n_most; /* patches of M, and patches at all, inside the parts */
};

static void add_part(struct walk *walk, int64_t weight_milli, int n_units, struct sums *sums) {
    int64_t most = walk->min_milli > 0 ? weight_milli / walk->min_milli : n_units;
    int64_t full = weight_milli / walk->max_milli;
    most = most < n_units ? most : n_units;
    full = full < most ? full : most;
    sums->n_parts++;
    sums->n_most += most;
    sums->n_full += full;
    if (most > full)
        walk->rest_milli[sums->n_rests++] = weight_milli - full * walk->max_milli;
}

/* Is what the place `v` is bound to worse than `worst`? Then it is kept there. */
static void judge(struct walk *walk, int v, struct pp_arithmetic_cut *worst) {
    int64_t others = walk->problem->n_patches - 1;
    int64_t left_milli = walk->total_milli - walk->problem->weight_milli[v], beyond;
    int left_units = walk->problem->n_units - 1;
    struct sums sums = {0};
    for (int c = walk->first_part[v]; c >= 0; c = walk->next_part[c]) {
        add_part(walk, walk->weight_milli[c], walk->n_units[c], &sums);
        left_milli -= walk->weight_milli[c];
        left_units -= walk->n_units[c];
    }
    if (left_units > 0)
        add_part(walk, left_milli, left_units, &sums);
    if (sums.n_parts < 2)
        return;
    int64_t full = sums.n_full < others ? sums.n_full : others;
    int64_t n_rests = others - full < sums.n_rests ? others - full : sums.n_rests;
    beyond = walk->total_milli - full * walk->max_milli;
    qsort(walk->rest_milli, (size_t)sums.n_rests, sizeof *walk->rest_milli, compare_down);
    for (int64_t i = 0; i < n_rests; i++)
        beyond -= walk->rest_milli[i];
    bool too_few = sums.n_most < others;
    if (!too_few && beyond <= walk->max_milli)
        return;
    bool is_worse = worst->unit_ix < 0 || beyond > worst->least_milli;
    if (is_worse)
        *worst = (struct pp_arithmetic_cut){.unit_ix = v,
                                            .n_parts = sums.n_parts,
                                            .least_milli = beyond,
                                            .most_patches = too_few ? (int)sums.n_most + 1 : 0};
}

/* `u` is left for good: its branch is counted to the place it was come to from. */
static void leave(struct walk *walk, int u, struct pp_arithmetic_cut *worst) {
    int parent = walk->parent[u];
    judge(walk, u, worst);
    if (parent < 0)
        return;
    if (walk->lowest[u] >= walk->seen_at[parent]) {
        walk->next_part[u] = walk->first_part[parent];
        walk->first_part[parent] = u;
    }
    if (walk->lowest[u] < walk->lowest[parent])
        walk->lowest[parent] = walk->lowest[u];
    walk->weight_milli[parent] += walk->weight_milli[u];
    walk->n_units[parent] += walk->n_units[u];
}

/* Returns how many places were come to. */
static int walk_all(struct walk *walk, struct pp_arithmetic_cut *worst) {
    const struct pp_problem *problem = walk->problem;
    int n_seen = 1, u = 0;
    walk->seen_at[0] = walk->lowest[0] = 1;
    while (u >= 0) {
        if (walk->edge[u] == problem->first[u + 1]) {
            leave(walk, u, worst);
            u = walk->parent[u];
            continue;
        }
        int v = problem->neighbour[walk->edge[u]++];
        if (walk->seen_at[v] == 0) {
            walk->seen_at[v] = walk->lowest[v] = ++n_seen;
            walk->parent[v] = u;
            u = v;
        } else if (v != walk->parent[u] && walk->seen_at[v] < walk->lowest[u]) {
            walk->lowest[u] = walk->seen_at[v];
        }
    }
    return n_seen;
}

int pp_arithmetic_worst_cut(const struct pp_problem *problem, struct pp_arithmetic_cut *ret_cut,
                            struct pp_error *reterr) {
    PP_AUTO(walk_done) struct walk walk = {0};
    struct pp_arithmetic_cut worst = {.unit_ix = -1};
    *ret_cut = worst;
    if (!problem->connected || problem->n_units < 3 || problem->n_patches < 1)
        return 0;
    int rc = walk_init(problem, &walk, reterr);
    if (rc < 0 || walk.max_milli <= 0)
        return rc;
    if (walk_all(&walk, &worst) == problem->n_units)
        *ret_cut = worst;
    return 0;
}
