/* Nearest points by a square grid. */
#ifndef PLANNER_DISTRICT_NEAR_H
#define PLANNER_DISTRICT_NEAR_H

#include "patchplan/core/error.h"

struct pp_grid {
    const double *x, *y; /* borrowed */
    int n;
    double x0, y0, cell;
    int n_x, n_y;
    int *first, *point; /* compressed rows: points of each cell */
};

int pp_grid_init(struct pp_grid *ret_grid, const double *x, const double *y, int n,
                 struct pp_error *reterr) PP_CHECKED;
void pp_grid_done(struct pp_grid *grid);

/* The k points nearest to (x, y), nearest first, into ret_point with squared distances; how many
 * (min(k, n)). */
int pp_grid_nearest(const struct pp_grid *grid, double x, double y, int k, int *ret_point,
                    double *ret_squared);

/* Who is near whom, both directions: v is in u's row when either is among the other's k nearest.
 * Rows as in a problem's neighbours; owned by the caller (pp_free). */
int pp_near_rows(const double *x, const double *y, int n, int k, int **ret_first,
                 int **ret_neighbour, struct pp_error *reterr) PP_CHECKED;

#endif
