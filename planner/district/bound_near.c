/* Which units a hub may want: those within reach of its own radius or of theirs.
 *
 * The radius of a unit holds the weight of one average patch around it. In an even town with the best
 * multipliers a unit is worth taking exactly up to that distance. Units of one grid cell share a radius;
 * a cell holds about a sixteenth of a patch, at least four units.
 *
 * Cost: O(n^2 / K) pairs. Where that is too many, only every stride-th hub gets a row: a hub and the one
 * next door have nearly the same value when patches have thousands of units.
 */
#include "planner/district/bound_parts.h"

#include <math.h>
#include <stdlib.h>

#include "patchplan/core/alloc.h"

static const double max_pairs = 24e6;

struct grid {
    double x0, y0, cell_m;
    int n_columns, n_rows;
    int *first, *unit; /* of each cell */
};

static int clamp_cell(double cell, int n) { return cell < 0 ? 0 : cell >= n ? n - 1 : (int)cell; }

static int cell_of(const struct grid *grid, double x, double y) {
    int column = clamp_cell((x - grid->x0) / grid->cell_m, grid->n_columns);
    int row = clamp_cell((y - grid->y0) / grid->cell_m, grid->n_rows);
    return row * grid->n_columns + column;
}

static void grid_done(struct grid *grid) {
    pp_free(grid->first);
    pp_free(grid->unit);
}

/* Place of the cells; false for points that are all the same. */
static void grid_measure(const struct pp_bound_data *data, struct grid *grid) {
    double x1 = data->x[0], y1 = data->y[0];
    grid->x0 = x1, grid->y0 = y1;
    for (int i = 1; i < data->n; i++) {
        grid->x0 = fmin(grid->x0, data->x[i]);
        grid->y0 = fmin(grid->y0, data->y[i]);
        x1 = fmax(x1, data->x[i]);
        y1 = fmax(y1, data->y[i]);
    }
    double width = x1 - grid->x0, height = y1 - grid->y0, longer = fmax(width, height);
    double units_a_cell = fmax(4, (double)data->n / data->n_patches / 16);
    double cell = fmax(sqrt(width * height * units_a_cell / data->n), longer / (data->n + 1.0));
    grid->cell_m = cell > 0 ? cell : 1;
    grid->n_columns = (int)(width / grid->cell_m) + 1;
    grid->n_rows = (int)(height / grid->cell_m) + 1;
}

static int grid_init(const struct pp_bound_data *data, struct grid *ret_grid,
                     struct pp_error *reterr) {
    struct grid grid = {0};
    grid_measure(data, &grid);
    size_t n_cells = (size_t)grid.n_columns * (size_t)grid.n_rows;
    grid.first = pp_alloc_array(n_cells + 2, sizeof(int));
    grid.unit = pp_alloc_array((size_t)data->n, sizeof(int));
    if (!grid.first || !grid.unit) {
        grid_done(&grid);
        return pp_fail_nomem(reterr);
    }
    for (int i = 0; i < data->n; i++)
        grid.first[cell_of(&grid, data->x[i], data->y[i]) + 2]++;
    for (size_t c = 2; c < n_cells + 2; c++)
        grid.first[c] += grid.first[c - 1];
    for (int i = 0; i < data->n; i++)
        grid.unit[grid.first[cell_of(&grid, data->x[i], data->y[i]) + 1]++] = i;
    *ret_grid = grid;
    return 0;
}

struct found {
    double distance_m, weight;
    int unit;
};

/* All units within distance_m of unit i into `found`; returns how many. */
static int gather(const struct pp_bound_data *data, const struct grid *grid, int i,
                  double distance_m, struct found *found) {
    double x = data->x[i], y = data->y[i];
    int n = 0, low = cell_of(grid, x - distance_m, y - distance_m);
    int high = cell_of(grid, x + distance_m, y + distance_m);
    int column0 = low % grid->n_columns, column1 = high % grid->n_columns;
    for (int row = low / grid->n_columns; row <= high / grid->n_columns; row++) {
        int start = grid->first[row * grid->n_columns + column0];
        int stop = grid->first[row * grid->n_columns + column1 + 1];
        for (int e = start; e < stop; e++) {
            int u = grid->unit[e];
            double dx = data->x[u] - x, dy = data->y[u] - y, square = dx * dx + dy * dy;
            if (square <= distance_m * distance_m)
                found[n++] = (struct found){sqrt(square), data->weight[u], u};
        }
    }
    return n;
}

static int compare_found(const void *a, const void *b) {
    double x = ((const struct found *)a)->distance_m, y = ((const struct found *)b)->distance_m;
    return (x > y) - (x < y);
}

/* The distance from unit i within which an average patch's weight lies; guess_m where to look first. */
static double radius_around(const struct pp_bound_data *data, const struct grid *grid, int i,
                            double guess_m, struct found *found) {
    double wanted = data->total_weight / data->n_patches * (1 - 1e-9);
    for (double distance_m = guess_m;; distance_m *= 1.4) {
        double weight = 0;
        int e = 0, n = gather(data, grid, i, distance_m, found);
        for (e = 0; e < n; e++)
            weight += found[e].weight;
        if (weight < wanted && n < data->n)
            continue;
        qsort(found, (size_t)n, sizeof *found, compare_found);
        for (e = 0, weight = 0; e < n - 1 && weight + found[e].weight < wanted; e++)
            weight += found[e].weight;
        return found[e].distance_m;
    }
}

/* False when stopped. */
static bool measure_radii(const struct pp_bound_data *data, const struct grid *grid,
                          const struct pp_cancel *cancel, double *radius_m, struct found *found) {
    size_t n_cells = (size_t)grid->n_columns * (size_t)grid->n_rows;
    double least_m = grid->cell_m / 8, guess_m = grid->cell_m * 2;
    for (size_t c = 0; c < n_cells; c++) {
        if (grid->first[c] == grid->first[c + 1])
            continue;
        if (pp_must_stop(cancel))
            return false;
        double r =
            fmax(radius_around(data, grid, grid->unit[grid->first[c]], guess_m, found), least_m);
        for (int e = grid->first[c]; e < grid->first[c + 1]; e++)
            radius_m[grid->unit[e]] = r;
        guess_m = 1.1 * r;
    }
    return true;
}

/* --- pairs --------------------------------------------------------------------------------------- */

struct walk {
    const struct pp_bound_data *data;
    const struct grid *grid;
    struct pp_bound_near *near;
    const struct pp_cancel *cancel;
    const bool *is_hub;
    bool all_hubs;
    double reach;
    struct found *found;
    int64_t *
        next; /* n_rows: where a pair of this row is written; NULL: only count into first[row + 1] */
};

static double reach_of(const struct walk *walk, int unit) {
    return isinf(walk->reach) ? INFINITY : walk->reach * walk->near->radius_m[unit];
}

static void add_pair(const struct walk *walk, int hub, int unit, double distance_m) {
    const struct pp_bound_data *data = walk->data;
    int row = walk->near->row_of_unit[hub];
    if (!walk->next) {
        walk->near->first[row + 1]++;
        return;
    }
    int64_t at = walk->next[row]++;
    double cost = pp_way_of(data->cost_kind, distance_m);
    walk->near->unit[at] = unit;
    walk->near->cost[at] = (float)(data->trips[unit] * cost / fmax(data->weight[unit], 1e-9));
}

/* A pair of two units is met from each end that reaches the other. From i: i as hub takes u always; u as
 * hub takes i now only if u does not reach i itself. Where not every unit is a hub, only hubs reach out.
 * False when stopped. */
static bool walk_pairs(const struct walk *walk) {
    for (int i = 0; i < walk->data->n; i++) {
        if (!walk->is_hub[i] && !walk->all_hubs)
            continue;
        if (pp_must_stop(walk->cancel))
            return false;
        int n = gather(walk->data, walk->grid, i, reach_of(walk, i), walk->found);
        for (int e = 0; e < n; e++) {
            int u = walk->found[e].unit;
            double distance_m = walk->found[e].distance_m;
            if (walk->is_hub[i])
                add_pair(walk, i, u, distance_m);
            if (walk->is_hub[u] && distance_m > reach_of(walk, u))
                add_pair(walk, u, i, distance_m);
        }
    }
    return true;
}

/* About how many pairs there would be, from every 64th unit. */
static double estimate_pairs(const struct walk *walk) {
    int64_t n_pairs = 0;
    int n_looked = 0;
    for (int i = 0; i < walk->data->n; i += 64, n_looked++)
        n_pairs += gather(walk->data, walk->grid, i, reach_of(walk, i), walk->found);
    return 1.3 * (double)n_pairs / n_looked * walk->data->n;
}

/* Rows for every stride-th unit in grid order; the others point to the row before them. */
static void choose_rows(struct walk *walk, bool *is_hub) {
    int n = walk->data->n;
    double stride = ceil(estimate_pairs(walk) / max_pairs);
    int step = (int)fmax(1, fmin(stride, floor((double)n / walk->data->n_patches / 4)));
    for (int rank = 0; rank < n; rank++) {
        int unit = walk->grid->unit[rank];
        walk->near->row_of_unit[unit] = rank / step;
        is_hub[unit] = rank % step == 0;
    }
    walk->near->n_rows = (n - 1) / step + 1;
    walk->all_hubs = step == 1;
}

/* 0, 1 when stopped, -1 when memory ran out. */
static int write_pairs(struct walk *walk) {
    struct pp_bound_near *near = walk->near;
    size_t n_rows = (size_t)near->n_rows;
    near->first = pp_alloc_array(n_rows + 1, sizeof *near->first);
    PP_AUTO_FREE int64_t *next = pp_alloc_array(n_rows, sizeof *next);
    if (!near->first || !next)
        return -1;
    if (!walk_pairs(walk))
        return 1;
    for (size_t row = 0; row < n_rows; row++) {
        next[row] = near->first[row];
        near->first[row + 1] += near->first[row];
    }
    near->unit = pp_alloc_array((size_t)near->first[n_rows], sizeof *near->unit);
    near->cost = pp_alloc_array((size_t)near->first[n_rows], sizeof *near->cost);
    if (!near->unit || !near->cost)
        return -1;
    walk->next = next;
    return walk_pairs(walk) ? 0 : 1;
}

static int fill_near(const struct pp_bound_data *data, const struct grid *grid, double reach,
                     const struct pp_cancel *cancel, struct pp_bound_near *near) {
    size_t n = (size_t)data->n;
    PP_AUTO_FREE struct found *found = pp_alloc_array(n, sizeof *found);
    PP_AUTO_FREE bool *is_hub = pp_alloc_array(n, sizeof *is_hub);
    near->radius_m = pp_alloc_array(n, sizeof *near->radius_m);
    near->row_of_unit = pp_alloc_array(n, sizeof *near->row_of_unit);
    if (!found || !is_hub || !near->radius_m || !near->row_of_unit)
        return -1;
    struct walk walk = {.data = data,
                        .grid = grid,
                        .near = near,
                        .cancel = cancel,
                        .is_hub = is_hub,
                        .reach = reach,
                        .found = found};
    if (!measure_radii(data, grid, cancel, near->radius_m, found))
        return 1;
    choose_rows(&walk, is_hub);
    return write_pairs(&walk);
}

int pp_bound_near_init(const struct pp_bound_data *data, double reach,
                       const struct pp_cancel *cancel, struct pp_bound_near *ret_near,
                       struct pp_error *reterr) {
    struct pp_bound_near near = {0};
    PP_AUTO(grid_done) struct grid grid = {0};
    if (grid_init(data, &grid, reterr) < 0)
        return PP_E_NOMEM;
    int rc = fill_near(data, &grid, reach, cancel, &near);
    if (rc != 0) {
        pp_bound_near_done(&near);
        return rc < 0 ? pp_fail_nomem(reterr) : 1;
    }
    *ret_near = near;
    return 0;
}

void pp_bound_near_done(struct pp_bound_near *near) {
    pp_free(near->row_of_unit);
    pp_free(near->first);
    pp_free(near->unit);
    pp_free(near->cost);
    pp_free(near->radius_m);
    *near = (struct pp_bound_near){0};
}
