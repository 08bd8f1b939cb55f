/* An exact Delaunay triangulation of distinct points on an integer grid, and the dual cells.
 *
 * Four far corners stand around the sites, so that every site is inside and every cell is bounded. Inside the
 * box of the grid they change nothing: any place there is nearer to every site than to a corner.
 * Coordinates are at most 2^26 in size, corners stand at 2^29: all tests fit 128 bits without rounding.
 */
#ifndef PLANNER_GEO_DELAUNAY_H
#define PLANNER_GEO_DELAUNAY_H

#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/error.h"
#include "patchplan/geo/shape.h"

/* Points laid on the grid; points that fall together are one site. */
struct pp_geo_grid {
    double origin_x, origin_y; /* of the box's middle */
    double scale;              /* grid steps per metre, a power of two */
    int n_points, n_sites;
    int *site_of_point;
    int32_t (*site)[2]; /* grid coordinates, sorted by x, then y */
    int *first_point;   /* per site: the lowest index of its points */
};
void pp_geo_grid_done(struct pp_geo_grid *grid);

/* `box` encloses the points and whatever else the cells are to be right in; NULL: the points alone. */
int pp_geo_grid_make(const double *xy, size_t n_points, const struct pp_box *box,
                     struct pp_geo_grid *ret_grid, struct pp_error *reterr) PP_CHECKED;

struct pp_triangle {
    int corner[3]; /* anticlockwise; sites, or n_sites .. n_sites + 3: the far corners */
    int beyond[3]; /* the triangle across the edge opposite to corner k; -1 = outside */
};

struct pp_triangulation {
    int n_sites, n_triangles;
    struct pp_triangle *triangles;
    int *any; /* per site: a triangle it is a corner of */
};
void pp_triangulation_done(struct pp_triangulation *triangulation);

/* O(n log n) for the order, then about ten tests a site. */
int pp_triangulate(const struct pp_geo_grid *grid, struct pp_triangulation *ret_triangulation,
                   struct pp_error *reterr) PP_CHECKED;

/* Which corner of the triangle is `site` (it must be one). */
int pp_triangle_corner(const struct pp_triangle *triangle, int site);

/* The circumcentre in metres, exact to the last bits. */
void pp_triangle_centre(const struct pp_geo_grid *grid, const struct pp_triangle *triangle,
                        double ret_xy[2]);

#endif
