/* Points onto the integer grid, equal ones together. */
#include <math.h>
#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "planner/geo/delaunay.h"

enum { HALF_BITS = 26, MAX_SCALE_BITS = 20 };

void pp_geo_grid_done(struct pp_geo_grid *grid) {
    pp_free(grid->site_of_point);
    pp_free(grid->site);
    pp_free(grid->first_point);
    *grid = (struct pp_geo_grid){0};
}

struct placed {
    int32_t x, y;
    int point;
};

static int compare_placed(const void *a, const void *b) {
    const struct placed *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return p->point < q->point ? -1 : p->point > q->point;
}

static void stretch(struct pp_box *box, double x, double y) {
    box->min_x = fmin(box->min_x, x);
    box->min_y = fmin(box->min_y, y);
    box->max_x = fmax(box->max_x, x);
    box->max_y = fmax(box->max_y, y);
}

/* The largest power of two that keeps half the box within 2^26 steps; never finer than 2^-20 m. */
static double fitting_scale(double half) {
    int exponent = 0;
    if (half > 0)
        frexp(half, &exponent);
    int bits = half > 0 ? HALF_BITS - exponent : MAX_SCALE_BITS;
    return ldexp(1, bits < MAX_SCALE_BITS ? bits : MAX_SCALE_BITS);
}

static int lay_out(const double *xy, size_t n_points, const struct pp_box *box,
                   struct pp_geo_grid *ret_grid, struct pp_error *reterr) {
    struct pp_box all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < n_points; i++) {
        if (!isfinite(xy[2 * i]) || !isfinite(xy[2 * i + 1]))
            return pp_fail(reterr, PP_E_INPUT, "point %zu has coordinates that are no numbers",
                           i + 1);
        stretch(&all, xy[2 * i], xy[2 * i + 1]);
    }
    if (box) {
        stretch(&all, box->min_x, box->min_y);
        stretch(&all, box->max_x, box->max_y);
    }
    if (n_points == 0)
        all = (struct pp_box){0};
    double half = fmax(all.max_x - all.min_x, all.max_y - all.min_y) / 2;
    if (!(half < 1e15))
        return pp_fail(reterr, PP_E_INPUT,
                       "the points span %.3g, too wide for a map; check for wrong coordinates",
                       2 * half);
    ret_grid->scale = fitting_scale(half);
    /* On whole steps, so that coordinates that are multiples of a step are met exactly. */
    ret_grid->origin_x = rint((all.min_x + half) * ret_grid->scale) / ret_grid->scale;
    ret_grid->origin_y = rint((all.min_y + half) * ret_grid->scale) / ret_grid->scale;
    return 0;
}

static void number_sites(const struct placed *placed, struct pp_geo_grid *grid) {
    for (int i = 0; i < grid->n_points; i++) {
        bool same = i > 0 && placed[i].x == placed[i - 1].x && placed[i].y == placed[i - 1].y;
        if (!same) {
            grid->site[grid->n_sites][0] = placed[i].x;
            grid->site[grid->n_sites][1] = placed[i].y;
            grid->first_point[grid->n_sites] = placed[i].point;
            grid->n_sites++;
        }
        grid->site_of_point[placed[i].point] = grid->n_sites - 1;
    }
}

int pp_geo_grid_make(const double *xy, size_t n_points, const struct pp_box *box,
                     struct pp_geo_grid *ret_grid, struct pp_error *reterr) {
    if (n_points > INT32_MAX / 8)
        return pp_fail(reterr, PP_E_INPUT, "%zu points are too many for one mosaic", n_points);
    struct pp_geo_grid grid = {.n_points = (int)n_points};
    int rc = lay_out(xy, n_points, box, &grid, reterr);
    if (rc < 0)
        return rc;
    PP_AUTO_FREE struct placed *placed = pp_alloc_array(n_points, sizeof *placed);
    grid.site_of_point = pp_alloc_array(n_points, sizeof *grid.site_of_point);
    grid.site = pp_alloc_array(n_points, sizeof *grid.site);
    grid.first_point = pp_alloc_array(n_points, sizeof *grid.first_point);
    if (!placed || !grid.site_of_point || !grid.site || !grid.first_point) {
        pp_geo_grid_done(&grid);
        return pp_fail_nomem(reterr);
    }
    for (int i = 0; i < grid.n_points; i++)
        placed[i] =
            (struct placed){(int32_t)lrint((xy[2 * i] - grid.origin_x) * grid.scale),
                            (int32_t)lrint((xy[2 * i + 1] - grid.origin_y) * grid.scale), i};
    qsort(placed, n_points, sizeof *placed, compare_placed);
    number_sites(placed, &grid);
    *ret_grid = grid;
    return 0;
}
