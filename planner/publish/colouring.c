#include "patchplan/publish/colouring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

enum { COLOURS_MOST = 32 };

struct corner {
    int64_t x, y; /* centimetres */
    int patch_ix;
};

struct pair {
    int a, b;
    bool certain; /* by neighbouring units; else one shared corner */
};

struct pairs {
    struct pair *items;
    size_t n, cap;
};

static int push_pair(struct pairs *pairs, int a, int b, bool certain, struct pp_error *reterr) {
    int rc = pp_reserve(&pairs->items, &pairs->cap, pairs->n + 1, sizeof *pairs->items, reterr);
    if (!rc)
        pairs->items[pairs->n++] = (struct pair){a < b ? a : b, a < b ? b : a, certain};
    return rc;
}

static int compare_corners(const void *left, const void *right) {
    const struct corner *a = left, *b = right;
    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    if (a->y != b->y)
        return a->y < b->y ? -1 : 1;
    return a->patch_ix - b->patch_ix;
}

static int compare_pairs(const void *left, const void *right) {
    const struct pair *a = left, *b = right;
    return a->a != b->a ? a->a - b->a : a->b - b->b;
}

static size_t gather_corners(const struct pp_patch_shapes *shapes, struct corner *corners) {
    size_t n = 0;
    for (int p = 0; p < shapes->n_patches; p++) {
        const struct pp_rings *rings = &shapes->rings[p];
        for (size_t r = 0; r < rings->n_rings; r++)
            for (size_t i = rings->ring_first[r] + 1; i < rings->ring_first[r + 1]; i++)
                corners[n++] = (struct corner){llround(rings->xy[2 * i] * 100),
                                               llround(rings->xy[2 * i + 1] * 100), p};
    }
    return n;
}

static size_t count_points(const struct pp_patch_shapes *shapes) {
    size_t n = 0;
    for (int p = 0; p < shapes->n_patches; p++)
        n += shapes->rings[p].n_rings ? shapes->rings[p].ring_first[shapes->rings[p].n_rings] : 0;
    return n;
}

static int pair_by_corners(const struct pp_patch_shapes *shapes, struct pairs *pairs,
                           struct pp_error *reterr) {
    PP_AUTO_FREE struct corner *corners = pp_alloc_array(count_points(shapes) + 1, sizeof *corners);
    if (!corners)
        return pp_fail_nomem(reterr);
    size_t n = gather_corners(shapes, corners);
    qsort(corners, n, sizeof *corners, compare_corners);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1;
             j < n && corners[j].x == corners[i].x && corners[j].y == corners[i].y; j++) {
            if (corners[i].patch_ix == corners[j].patch_ix)
                continue;
            int rc = push_pair(pairs, corners[i].patch_ix, corners[j].patch_ix, false, reterr);
            if (rc)
                return rc;
        }
    return 0;
}

static int pair_by_units(const struct pp_plan *plan, struct pairs *pairs, struct pp_error *reterr) {
    for (int e = 0; e < plan->n_neighbours; e++) {
        int a = plan->patch_of_unit[plan->neighbours[e].u];
        int b = plan->patch_of_unit[plan->neighbours[e].v];
        if (a < 0 || b < 0 || a == b)
            continue;
        int rc = push_pair(pairs, a, b, true, reterr);
        if (rc)
            return rc;
    }
    return 0;
}

/* Sorted pairs to those that count, each once, in place. */
static size_t keep_touching(struct pair *pairs, size_t n) {
    size_t kept = 0;
    for (size_t i = 0, j; i < n; i = j) {
        bool certain = false;
        for (j = i; j < n && pairs[j].a == pairs[i].a && pairs[j].b == pairs[i].b; j++)
            certain |= pairs[j].certain;
        if (certain || j - i >= 2)
            pairs[kept++] = pairs[i];
    }
    return kept;
}

static int make_rows(const struct pair *pairs, size_t n, struct pp_touching *touching,
                     struct pp_error *reterr) {
    touching->first = pp_alloc_array((size_t)touching->n_patches + 2, sizeof *touching->first);
    touching->neighbour = pp_alloc_array(2 * n + 1, sizeof *touching->neighbour);
    if (!touching->first || !touching->neighbour) {
        pp_touching_done(touching);
        return pp_fail_nomem(reterr);
    }
    int *first = touching->first;
    for (size_t i = 0; i < n; i++) {
        first[pairs[i].a + 2]++;
        first[pairs[i].b + 2]++;
    }
    for (int p = 2; p <= touching->n_patches + 1; p++)
        first[p] += first[p - 1];
    /* Twice over sorted pairs: smaller numbers first, so every row is ascending. */
    for (size_t i = 0; i < n; i++)
        touching->neighbour[first[pairs[i].b + 1]++] = pairs[i].a;
    for (size_t i = 0; i < n; i++)
        touching->neighbour[first[pairs[i].a + 1]++] = pairs[i].b;
    return 0;
}

int pp_touching_build(const struct pp_plan *plan, const struct pp_patch_shapes *shapes,
                      struct pp_touching *ret_touching, struct pp_error *reterr) {
    struct pairs pairs = {0};
    struct pp_touching touching = {.n_patches = plan->n_patches};
    int rc = pair_by_units(plan, &pairs, reterr);
    if (!rc && shapes)
        rc = pair_by_corners(shapes, &pairs, reterr);
    if (!rc) {
        if (pairs.n)
            qsort(pairs.items, pairs.n, sizeof *pairs.items, compare_pairs);
        rc = make_rows(pairs.items, keep_touching(pairs.items, pairs.n), &touching, reterr);
    }
    pp_free(pairs.items);
    if (!rc)
        *ret_touching = touching;
    return rc;
}

void pp_touching_done(struct pp_touching *touching) {
    pp_free(touching->first);
    pp_free(touching->neighbour);
    *touching = (struct pp_touching){0};
}

/* The order in which patches are taken away: fewest remaining neighbours first. */
static void take_away(const struct pp_touching *touching, int *degree, int *order) {
    int n = touching->n_patches;
    for (int p = 0; p < n; p++)
        degree[p] = touching->first[p + 1] - touching->first[p];
    for (int k = 0; k < n; k++) {
        int best = -1;
        for (int p = 0; p < n; p++)
            if (degree[p] >= 0 && (best < 0 || degree[p] < degree[best]))
                best = p;
        order[k] = best;
        degree[best] = -1;
        for (int i = touching->first[best]; i < touching->first[best + 1]; i++)
            if (degree[touching->neighbour[i]] > 0)
                degree[touching->neighbour[i]]--;
    }
}

static int choose(const struct pp_touching *touching, int p, const int *colour, const int *used,
                  int n_colours) {
    int taken[COLOURS_MOST] = {0};
    for (int i = touching->first[p]; i < touching->first[p + 1]; i++)
        if (colour[touching->neighbour[i]] >= 0)
            taken[colour[touching->neighbour[i]]]++;
    int best = 0;
    for (int c = 1; c < n_colours; c++)
        if (taken[c] < taken[best] || (taken[c] == taken[best] && used[c] < used[best]))
            best = c;
    return best;
}

int pp_colour_patches(const struct pp_touching *touching, int n_colours, int *ret_colour,
                      struct pp_error *reterr) {
    size_t n = (size_t)touching->n_patches;
    PP_AUTO_FREE int *degree = pp_alloc_array(2 * n + 1, sizeof *degree);
    if (!degree)
        return pp_fail_nomem(reterr);
    int *order = degree + n;
    int used[COLOURS_MOST] = {0};
    if (n_colours > COLOURS_MOST)
        n_colours = COLOURS_MOST;
    take_away(touching, degree, order);
    for (size_t p = 0; p < n; p++)
        ret_colour[p] = -1;
    for (size_t k = n; k-- > 0;) {
        int c = choose(touching, order[k], ret_colour, used, n_colours);
        ret_colour[order[k]] = c;
        used[c]++;
    }
    return 0;
}

/* ---- colours that stand already ---- */

static int count_same(const struct pp_touching *touching, int p, const int *colour) {
    int n = 0;
    for (int i = touching->first[p]; i < touching->first[p + 1]; i++)
        n += colour[p] >= 0 && colour[touching->neighbour[i]] == colour[p];
    return n;
}

/* Another colour for p that none of its neighbours has, if there is one. */
static bool change(const struct pp_touching *touching, int p, int n_colours, int *colour,
                   int *used) {
    int c = choose(touching, p, colour, used, n_colours), before = colour[p];
    colour[p] = c;
    if (count_same(touching, p, colour) > 0) {
        colour[p] = before;
        return false;
    }
    if (before >= 0)
        used[before]--;
    used[c]++;
    return true;
}

/* The neighbour of p that has its colour, and can have another. */
static bool change_neighbour(const struct pp_touching *touching, int p, int n_colours, int *colour,
                             int *used) {
    for (int i = touching->first[p]; i < touching->first[p + 1]; i++) {
        int other = touching->neighbour[i];
        if (colour[other] == colour[p] && change(touching, other, n_colours, colour, used))
            return true;
    }
    return false;
}

/* The patch with most neighbours of its own colour, or one without a colour; -1: all is well. */
static int find_wrong(const struct pp_touching *touching, const int *colour) {
    int worst = -1, most = 0;
    for (int p = 0; p < touching->n_patches; p++) {
        int n = count_same(touching, p, colour);
        if (colour[p] < 0)
            return p;
        if (n > most) {
            most = n;
            worst = p;
        }
    }
    return worst;
}

int pp_colour_patches_again(const struct pp_touching *touching, int n_colours, int *colour,
                            struct pp_error *reterr) {
    int used[COLOURS_MOST] = {0}, wrong;
    if (n_colours > COLOURS_MOST)
        n_colours = COLOURS_MOST;
    for (int p = 0; p < touching->n_patches; p++) {
        if (colour[p] >= n_colours)
            colour[p] = -1;
        if (colour[p] >= 0)
            used[colour[p]]++;
    }
    while ((wrong = find_wrong(touching, colour)) >= 0)
        if (!change(touching, wrong, n_colours, colour, used) &&
            (colour[wrong] < 0 || !change_neighbour(touching, wrong, n_colours, colour, used)))
            return pp_colour_patches(touching, n_colours, colour, reterr);
    return 0;
}
