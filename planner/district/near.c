#include "planner/district/near.h"

#include <math.h>
#include <stdlib.h>

#include "patchplan/core/alloc.h"

static int cell_at(double offset, double cell, int n) {
    double at = offset / cell;
    return at <= 0 ? 0 : at >= n - 1 ? n - 1 : (int)at;
}

static int cell_of(const struct pp_grid *grid, int point) {
    int cx = cell_at(grid->x[point] - grid->x0, grid->cell, grid->n_x);
    return cell_at(grid->y[point] - grid->y0, grid->cell, grid->n_y) * grid->n_x + cx;
}

/* Square cells, about two points each; a line of points gives a line of cells. */
static void lay_cells(struct pp_grid *grid) {
    double x1 = grid->x[0], y1 = grid->y[0];
    grid->x0 = x1;
    grid->y0 = y1;
    for (int i = 1; i < grid->n; i++) {
        grid->x0 = fmin(grid->x0, grid->x[i]);
        grid->y0 = fmin(grid->y0, grid->y[i]);
        x1 = fmax(x1, grid->x[i]);
        y1 = fmax(y1, grid->y[i]);
    }
    double width = x1 - grid->x0, height = y1 - grid->y0, cells = 0.5 * grid->n + 1;
    grid->cell = fmax(sqrt(width * height / cells), fmax(width, height) / cells);
    if (!(grid->cell > 0))
        grid->cell = 1;
    grid->n_x = (int)(width / grid->cell) + 1;
    grid->n_y = (int)(height / grid->cell) + 1;
}

int pp_grid_init(struct pp_grid *ret_grid, const double *x, const double *y, int n,
                 struct pp_error *reterr) {
    struct pp_grid grid = {.x = x, .y = y, .n = n};
    lay_cells(&grid);
    size_t n_cells = (size_t)grid.n_x * (size_t)grid.n_y;
    grid.first = pp_alloc_array(n_cells + 2, sizeof *grid.first);
    grid.point = pp_alloc_array((size_t)n, sizeof *grid.point);
    if (!grid.first || !grid.point) {
        pp_grid_done(&grid);
        return pp_fail_nomem(reterr);
    }
    for (int i = 0; i < n; i++)
        grid.first[cell_of(&grid, i) + 2]++;
    for (size_t c = 2; c < n_cells + 2; c++)
        grid.first[c] += grid.first[c - 1];
    for (int i = 0; i < n; i++) /* first[c + 1] walks to the end of row c */
        grid.point[grid.first[cell_of(&grid, i) + 1]++] = i;
    *ret_grid = grid;
    return 0;
}

void pp_grid_done(struct pp_grid *grid) {
    pp_free(grid->first);
    pp_free(grid->point);
    *grid = (struct pp_grid){0};
}

struct nearest {
    int k, n;
    int *point;
    double *squared;
};

static void offer(struct nearest *list, int point, double squared) {
    if (list->n == list->k && squared >= list->squared[list->n - 1])
        return;
    int at = list->n < list->k ? list->n++ : list->n - 1;
    for (; at > 0 && list->squared[at - 1] > squared; at--) {
        list->squared[at] = list->squared[at - 1];
        list->point[at] = list->point[at - 1];
    }
    list->squared[at] = squared;
    list->point[at] = point;
}

static void look_in(const struct pp_grid *grid, int cx, int cy, double x, double y,
                    struct nearest *list) {
    if (cx < 0 || cy < 0 || cx >= grid->n_x || cy >= grid->n_y)
        return;
    int c = cy * grid->n_x + cx;
    for (int i = grid->first[c]; i < grid->first[c + 1]; i++) {
        double dx = grid->x[grid->point[i]] - x, dy = grid->y[grid->point[i]] - y;
        offer(list, grid->point[i], dx * dx + dy * dy);
    }
}

static void look_round(const struct pp_grid *grid, int cx, int cy, int ring, double x, double y,
                       struct nearest *list) {
    if (ring == 0) {
        look_in(grid, cx, cy, x, y, list);
        return;
    }
    for (int i = -ring; i <= ring; i++) {
        look_in(grid, cx + i, cy - ring, x, y, list);
        look_in(grid, cx + i, cy + ring, x, y, list);
    }
    for (int i = -ring + 1; i < ring; i++) {
        look_in(grid, cx - ring, cy + i, x, y, list);
        look_in(grid, cx + ring, cy + i, x, y, list);
    }
}

int pp_grid_nearest(const struct pp_grid *grid, double x, double y, int k, int *ret_point,
                    double *ret_squared) {
    struct nearest list = {k < grid->n ? k : grid->n, 0, ret_point, ret_squared};
    int cx = cell_at(x - grid->x0, grid->cell, grid->n_x);
    int cy = cell_at(y - grid->y0, grid->cell, grid->n_y);
    int last = grid->n_x > grid->n_y ? grid->n_x : grid->n_y;
    for (int ring = 0; ring <= last; ring++) {
        /* what lies beyond the rings looked at is at least this far, also from outside the grid */
        double beyond = (ring - 1) * grid->cell;
        if (list.n == list.k && beyond > 0 && list.squared[list.n - 1] <= beyond * beyond)
            break;
        look_round(grid, cx, cy, ring, x, y, &list);
    }
    return list.n;
}

static int compare_pairs(const void *a, const void *b) {
    const int *p = a, *q = b;
    return p[0] != q[0] ? (p[0] > q[0]) - (p[0] < q[0]) : (p[1] > q[1]) - (p[1] < q[1]);
}

static size_t list_pairs(const struct pp_grid *grid, int k, int (*ret_pair)[2], int *point,
                         double *squared) {
    size_t n_pairs = 0;
    for (int u = 0; u < grid->n; u++) {
        int n = pp_grid_nearest(grid, grid->x[u], grid->y[u], k + 1, point, squared);
        for (int i = 0; i < n; i++) {
            if (point[i] == u)
                continue;
            ret_pair[n_pairs][0] = u;
            ret_pair[n_pairs++][1] = point[i];
            ret_pair[n_pairs][0] = point[i];
            ret_pair[n_pairs++][1] = u;
        }
    }
    return n_pairs;
}

int pp_near_rows(const double *x, const double *y, int n, int k, int **ret_first,
                 int **ret_neighbour, struct pp_error *reterr) {
    size_t most = 2 * (size_t)n * ((size_t)k + 1);
    struct pp_grid PP_AUTO(pp_grid_done) grid = {0};
    PP_AUTO_FREE int(*pair)[2] = pp_alloc_array(most, sizeof *pair);
    PP_AUTO_FREE int *point = pp_alloc_array((size_t)k + 1, sizeof *point);
    PP_AUTO_FREE double *squared = pp_alloc_array((size_t)k + 1, sizeof *squared);
    PP_AUTO_FREE int *first = pp_alloc_array((size_t)n + 1, sizeof *first);
    PP_AUTO_FREE int *neighbour = pp_alloc_array(most, sizeof *neighbour);
    if (!pair || !point || !squared || !first || !neighbour)
        return pp_fail_nomem(reterr);
    int failed = pp_grid_init(&grid, x, y, n, reterr);
    if (failed)
        return failed;
    size_t n_pairs = list_pairs(&grid, k, pair, point, squared);
    qsort(pair, n_pairs, sizeof *pair, compare_pairs);
    int n_kept = 0, u = 0;
    for (size_t i = 0; i < n_pairs; i++) {
        if (i > 0 && compare_pairs(pair[i], pair[i - 1]) == 0)
            continue;
        while (u < pair[i][0])
            first[++u] = n_kept;
        neighbour[n_kept++] = pair[i][1];
    }
    while (u < n)
        first[++u] = n_kept;
    *ret_first = PP_STEAL(first);
    *ret_neighbour = PP_STEAL(neighbour);
    return 0;
}
