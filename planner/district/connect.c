/* Join the pieces of a division: flood each patch, keep one piece, give the others away along the
 * border. */
#include "planner/district/start.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"

struct pieces {
    const struct pp_problem *problem;
    int *patch_of;
    int *piece_of; /* per unit */
    int n_pieces;
    int64_t *weight;      /* per piece; pinned pieces count as heavier than any other */
    int *best;            /* per patch: the piece that stays */
    double *x, *y, *mass; /* per patch: centre */
    int *queue;
};

static bool pinned(const struct pp_problem *problem, int unit) {
    return problem->pin && problem->pin[unit] >= 0;
}

static int64_t flood(struct pieces *pieces, int start) {
    const struct pp_problem *problem = pieces->problem;
    int n = 0, piece = pieces->n_pieces++, patch = pieces->patch_of[start];
    int64_t weight = 0;
    pieces->piece_of[start] = piece;
    pieces->queue[n++] = start;
    for (int head = 0; head < n; head++) {
        int u = pieces->queue[head];
        weight += problem->weight_milli[u] + 1 + (pinned(problem, u) ? INT64_MAX / 1000000000 : 0);
        for (int i = problem->first[u]; i < problem->first[u + 1]; i++) {
            int v = problem->neighbour[i];
            if (pieces->piece_of[v] >= 0 || pieces->patch_of[v] != patch)
                continue;
            pieces->piece_of[v] = piece;
            pieces->queue[n++] = v;
        }
    }
    return weight;
}

static void find_pieces(struct pieces *pieces) {
    const struct pp_problem *problem = pieces->problem;
    for (int p = 0; p < problem->n_patches; p++)
        pieces->best[p] = -1;
    for (int u = 0; u < problem->n_units; u++)
        pieces->piece_of[u] = -1;
    for (int u = 0; u < problem->n_units; u++) {
        int patch = pieces->patch_of[u];
        if (patch < 0 || pieces->piece_of[u] >= 0)
            continue;
        int piece = pieces->n_pieces;
        pieces->weight[piece] = flood(pieces, u);
        if (pieces->best[patch] < 0 || pieces->weight[piece] > pieces->weight[pieces->best[patch]])
            pieces->best[patch] = piece;
    }
}

static void find_centres(struct pieces *pieces) {
    const struct pp_problem *problem = pieces->problem;
    for (int u = 0; u < problem->n_units; u++) {
        int p = pieces->patch_of[u];
        if (p < 0)
            continue;
        double mass = 1e-3 * (double)problem->weight_milli[u] + 1e-9;
        pieces->x[p] += mass * problem->x[u];
        pieces->y[p] += mass * problem->y[u];
        pieces->mass[p] += mass;
    }
    for (int p = 0; p < problem->n_patches; p++) {
        pieces->x[p] /= pieces->mass[p];
        pieces->y[p] /= pieces->mass[p];
    }
}

static double squared_to(const struct pieces *pieces, int unit, int patch) {
    double dx = pieces->problem->x[unit] - pieces->x[patch];
    double dy = pieces->problem->y[unit] - pieces->y[patch];
    return dx * dx + dy * dy;
}

/* The neighbouring patch whose centre is nearest; -1 = no neighbour has a patch yet. */
static int nearest_beside(const struct pieces *pieces, int unit) {
    const struct pp_problem *problem = pieces->problem;
    int best = -1;
    for (int i = problem->first[unit]; i < problem->first[unit + 1]; i++) {
        int p = pieces->patch_of[problem->neighbour[i]];
        if (p >= 0 && p != best &&
            (best < 0 || squared_to(pieces, unit, p) < squared_to(pieces, unit, best)))
            best = p;
    }
    return best;
}

static int nearest_of_all(const struct pieces *pieces, int unit) {
    int best = 0;
    for (int p = 1; p < pieces->problem->n_patches; p++)
        if (squared_to(pieces, unit, p) < squared_to(pieces, unit, best))
            best = p;
    return best;
}

/* Waves from the borders inwards; what no wave reaches goes to the nearest patch, across the gap.
 */
static void fill_holes(struct pieces *pieces) {
    const struct pp_problem *problem = pieces->problem;
    for (int n_done = -1; n_done != 0;) {
        n_done = 0;
        for (int u = 0; problem->connected && u < problem->n_units; u++) {
            int patch = pieces->patch_of[u] < 0 ? nearest_beside(pieces, u) : -1;
            if (patch < 0)
                continue;
            pieces->patch_of[u] = patch;
            n_done++;
        }
    }
    for (int u = 0; u < problem->n_units; u++)
        if (pieces->patch_of[u] < 0)
            pieces->patch_of[u] = nearest_of_all(pieces, u);
}

/* An empty patch gets the lightest unit that some patch of several can spare. */
static void fill_empty(const struct pp_problem *problem, int *patch_of, int *n_members) {
    for (int u = 0; u < problem->n_units; u++)
        if (patch_of[u] >= 0)
            n_members[patch_of[u]]++;
    for (int p = 0; p < problem->n_patches; p++) {
        int spare = -1;
        for (int u = 0; n_members[p] == 0 && u < problem->n_units; u++) {
            bool free_now = patch_of[u] < 0 || (n_members[patch_of[u]] > 1 && !pinned(problem, u));
            if (free_now && (spare < 0 || problem->weight_milli[u] < problem->weight_milli[spare]))
                spare = u;
        }
        if (spare < 0)
            continue;
        if (patch_of[spare] >= 0)
            n_members[patch_of[spare]]--;
        patch_of[spare] = p;
        n_members[p]++;
    }
}

static void keep_best_pieces(struct pieces *pieces) {
    const struct pp_problem *problem = pieces->problem;
    find_pieces(pieces);
    for (int u = 0; u < problem->n_units; u++) {
        int patch = pieces->patch_of[u];
        if (patch >= 0 && pieces->piece_of[u] != pieces->best[patch] && !pinned(problem, u))
            pieces->patch_of[u] = -1;
    }
}

int pp_start_connect(const struct pp_problem *problem, int *patch_of, struct pp_error *reterr) {
    size_t n = (size_t)problem->n_units, k = (size_t)problem->n_patches;
    PP_AUTO_FREE int *piece_of = pp_alloc_array(n, sizeof *piece_of);
    PP_AUTO_FREE int *queue = pp_alloc_array(n, sizeof *queue);
    PP_AUTO_FREE int64_t *weight = pp_alloc_array(n, sizeof *weight);
    PP_AUTO_FREE int *best = pp_alloc_array(k, sizeof *best);
    PP_AUTO_FREE int *n_members = pp_alloc_array(k, sizeof *n_members);
    PP_AUTO_FREE double *centre = pp_alloc_array(3 * k, sizeof *centre);
    if (!piece_of || !queue || !weight || !best || !n_members || !centre)
        return pp_fail_nomem(reterr);
    struct pieces pieces = {problem, patch_of,   piece_of,       0,    weight, best,
                            centre,  centre + k, centre + 2 * k, queue};
    fill_empty(problem, patch_of, n_members);
    find_centres(&pieces);
    if (problem->connected)
        keep_best_pieces(&pieces);
    fill_holes(&pieces);
    return 0;
}
