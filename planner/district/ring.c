#include "planner/district/ring.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

void pp_ring_done(struct pp_ring *ring) {
    pp_free(ring->first);
    pp_free(ring->neighbour);
    pp_free(ring->beside);
    pp_free(ring->back);
    *ring = (struct pp_ring){0};
}

static int compare_units(const void *a, const void *b) {
    int u = *(const int *)a, v = *(const int *)b;
    return (u > v) - (u < v);
}

static void copy_rows(struct pp_ring *ring, const int *first, const int *neighbour) {
    int n = 0;
    for (int u = 0; u < ring->n_units; u++) {
        int *row = ring->neighbour + n, degree = first[u + 1] - first[u], n_kept = 0;
        memcpy(row, neighbour + first[u], (size_t)degree * sizeof *row);
        qsort(row, (size_t)degree, sizeof *row, compare_units);
        for (int i = 0; i < degree; i++)
            if (row[i] != u && (n_kept == 0 || row[i] != row[n_kept - 1]))
                row[n_kept++] = row[i];
        ring->first[u] = n;
        n += n_kept;
    }
    ring->first[ring->n_units] = n;
}

/* Rows are sorted: walking all rows in order meets the entries of any one row in order too. */
static void find_way_back(struct pp_ring *ring, int *n_met) {
    for (int u = 0; u < ring->n_units; u++)
        for (int i = ring->first[u]; i < ring->first[u + 1]; i++) {
            int place = n_met[ring->neighbour[i]]++;
            ring->back[i] = place < PP_RING_MOST ? (uint8_t)place : PP_RING_NOWHERE;
        }
}

static void find_beside(struct pp_ring *ring, int *place_of) {
    for (int u = 0; u < ring->n_units; u++) {
        const int *row = ring->neighbour + ring->first[u];
        int degree = pp_ring_degree(ring, u);
        for (int i = 0; i < degree && i < PP_RING_MOST; i++)
            place_of[row[i]] = i + 1;
        for (int i = 0; i < degree; i++)
            for (int j = ring->first[row[i]]; j < ring->first[row[i] + 1]; j++)
                if (place_of[ring->neighbour[j]] > 0)
                    ring->beside[ring->first[u] + i] |= (uint64_t)1
                                                        << (place_of[ring->neighbour[j]] - 1);
        for (int i = 0; i < degree; i++)
            place_of[row[i]] = 0;
    }
}

int pp_ring_init(struct pp_ring *ret_ring, int n_units, const int *first, const int *neighbour,
                 struct pp_error *reterr) {
    size_t n = (size_t)n_units, n_entries = (size_t)first[n_units];
    struct pp_ring PP_AUTO(pp_ring_done) ring = {.n_units = n_units};
    PP_AUTO_FREE int *scratch = pp_alloc_array(n, sizeof *scratch);
    ring.first = pp_alloc_array(n + 1, sizeof *ring.first);
    ring.neighbour = pp_alloc_array(n_entries, sizeof *ring.neighbour);
    ring.beside = pp_alloc_array(n_entries, sizeof *ring.beside);
    ring.back = pp_alloc_array(n_entries, sizeof *ring.back);
    if (!scratch || !ring.first || !ring.neighbour || !ring.beside || !ring.back)
        return pp_fail_nomem(reterr);
    copy_rows(&ring, first, neighbour);
    find_way_back(&ring, scratch);
    memset(scratch, 0, n * sizeof *scratch);
    find_beside(&ring, scratch);
    *ret_ring = ring;
    ring = (struct pp_ring){0};
    return 0;
}

bool pp_ring_joined(const struct pp_ring *ring, int unit, uint64_t members) {
    const uint64_t *beside = ring->beside + ring->first[unit];
    uint64_t met = members & -members;
    for (uint64_t todo = met; todo;) {
        uint64_t more = beside[__builtin_ctzll(todo)] & members & ~met;
        todo &= todo - 1;
        met |= more;
        todo |= more;
    }
    return met == members;
}
