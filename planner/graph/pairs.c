#include "planner/graph/pairs.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

void pp_pairs_done(struct pp_pairs *pairs) {
    pp_free(pairs->at);
    *pairs = (struct pp_pairs){0};
}

int pp_pairs_add(struct pp_pairs *pairs, int u, int v, enum pp_neighbour_kind kind,
                 struct pp_error *reterr) {
    if (u == v)
        return 0;
    int rc = pp_reserve(&pairs->at, &pairs->cap, pairs->n + 1, sizeof *pairs->at, reterr);
    if (rc < 0)
        return rc;
    pairs->at[pairs->n++] =
        (struct pp_neighbour){.u = u < v ? u : v, .v = u < v ? v : u, .kind = kind};
    return 0;
}

static int compare(const void *a, const void *b) {
    const struct pp_neighbour *p = a, *q = b;
    if (p->u != q->u)
        return p->u < q->u ? -1 : 1;
    if (p->v != q->v)
        return p->v < q->v ? -1 : 1;
    return (int)p->kind - (int)q->kind;
}

int pp_pairs_finish(struct pp_pairs *pairs, struct pp_arena *arena,
                    struct pp_neighbour **ret_neighbours, int *ret_n, struct pp_error *reterr) {
    size_t kept = 0;
    if (pairs->n > 0)
        qsort(pairs->at, pairs->n, sizeof *pairs->at, compare);
    for (size_t i = 0; i < pairs->n; i++)
        if (i == 0 || pairs->at[i].u != pairs->at[kept - 1].u ||
            pairs->at[i].v != pairs->at[kept - 1].v)
            pairs->at[kept++] = pairs->at[i];
    pairs->n = kept;
    struct pp_neighbour *copy = pp_arena_alloc(arena, kept * sizeof *copy);
    if (!copy)
        return pp_fail_nomem(reterr);
    if (kept > 0)
        memcpy(copy, pairs->at, kept * sizeof *copy);
    *ret_neighbours = copy;
    *ret_n = (int)kept;
    return 0;
}
