/* Compressed rows, components, and which unit's ground a point lies on. */
#include "patchplan/core/alloc.h"
#include "patchplan/geo/locate.h"
#include "patchplan/graph/neighbours.h"

/* The pairs by u, then by v: a counting pass for each, so that every row comes out ascending. */
static void fill_rows(const struct pp_neighbour *neighbours, int n_neighbours, int n_units,
                      int *first, int *neighbour) {
    for (int i = 0; i < n_neighbours; i++) {
        first[neighbours[i].u + 1]++;
        first[neighbours[i].v + 1]++;
    }
    for (int i = 0; i < n_units; i++)
        first[i + 1] += first[i];
    for (int i = 0; i < n_neighbours; i++) {
        neighbour[first[neighbours[i].u]++] = neighbours[i].v;
        neighbour[first[neighbours[i].v]++] = neighbours[i].u;
    }
    for (int i = n_units; i > 0; i--)
        first[i] = first[i - 1];
    first[0] = 0;
}

static void sort_row(int *row, int n) {
    for (int i = 1; i < n; i++) {
        int value = row[i], k = i;
        for (; k > 0 && row[k - 1] > value; k--)
            row[k] = row[k - 1];
        row[k] = value;
    }
}

int pp_graph_rows(const struct pp_neighbour *neighbours, int n_neighbours, int n_units,
                  struct pp_arena *arena, struct pp_graph_rows *ret_rows, struct pp_error *reterr) {
    int *first = pp_arena_alloc(arena, ((size_t)n_units + 1) * sizeof *first);
    int *neighbour = pp_arena_alloc(arena, 2 * (size_t)n_neighbours * sizeof *neighbour);
    if (!first || !neighbour)
        return pp_fail_nomem(reterr);
    fill_rows(neighbours, n_neighbours, n_units, first, neighbour);
    for (int i = 0; i < n_units; i++)
        sort_row(neighbour + first[i], first[i + 1] - first[i]);
    *ret_rows = (struct pp_graph_rows){first, neighbour};
    return 0;
}

static int root(int *parent, int i) {
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

int pp_graph_components(const struct pp_neighbour *neighbours, int n_neighbours, int n_units,
                        const int *group, int *ret_component, int *ret_n, struct pp_error *reterr) {
    PP_AUTO_FREE int *parent = pp_alloc_array((size_t)n_units, sizeof *parent);
    if (!parent)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < n_units; i++)
        parent[i] = i;
    for (int i = 0; i < n_neighbours; i++) {
        if (group && group[neighbours[i].u] != group[neighbours[i].v])
            continue;
        int a = root(parent, neighbours[i].u), b = root(parent, neighbours[i].v);
        parent[a > b ? a : b] = a > b ? b : a; /* the root is the first unit of its component */
    }
    int n = 0;
    for (int i = 0; i < n_units; i++) {
        int first = root(parent, i);
        ret_component[i] = first == i ? n++ : ret_component[first];
    }
    *ret_n = n;
    return 0;
}

bool pp_graph_can_hold(int64_t weight_milli, int64_t min_milli, int64_t max_milli) {
    if (max_milli <= 0 || weight_milli <= 0)
        return false;
    int64_t fewest = (weight_milli + max_milli - 1) / max_milli;
    return fewest * min_milli <= weight_milli;
}

int pp_graph_locate(const struct pp_unit *units, int n_units, const struct pp_wkb *barriers,
                    size_t n_barriers, const double *xy, size_t n, int *ret_unit_ix,
                    struct pp_error *reterr) {
    PP_AUTO_FREE struct pp_wkb *cells = pp_alloc_array((size_t)n_units, sizeof *cells);
    PP_AUTO_LOCATOR struct pp_locator *locator = NULL;
    if (!cells)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < n_units; i++) /* read only: the cast takes nothing over */
        cells[i] = (struct pp_wkb){(unsigned char *)units[i].cell_wkb, units[i].n_cell_wkb};
    int rc = pp_locator_new(cells, (size_t)n_units, barriers, n_barriers, &locator, reterr);
    for (size_t i = 0; rc == 0 && i < n; i++)
        ret_unit_ix[i] = pp_locator_nearest(locator, xy[2 * i], xy[2 * i + 1], NULL);
    return rc;
}
