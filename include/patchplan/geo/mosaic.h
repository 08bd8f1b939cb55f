/* The mosaic of an area: every point gets the ground nearest to it (its Voronoi cell), clipped to
 * the area and cut along barriers, and pairs of cells get the length of the boundary they share.
 *
 * Steps: points are put on an integer grid (about a millimetre for a city); points that fall
 * together are one site. An exact Delaunay triangulation (Bowyer 1981, Watson 1981, incremental in
 * Hilbert order, all tests in 128-bit integers, so no input can break it) is turned into cells: the
 * corners of a cell are the circumcentres of the triangles around its site, one number each, so
 * that neighbouring cells meet exactly. Cells that touch the border of the area or a barrier are
 * clipped and cut by GEOS; of several parts the one that holds the site is kept, else the nearest.
 * The shared boundary of two sites is the part of their common edge that lies on the outline of
 * both kept parts and not on a barrier. Cost: O(n log n); about a microsecond a point and a GEOS
 * intersection for each cell at the border.
 */
#ifndef PATCHPLAN_GEO_MOSAIC_H
#define PATCHPLAN_GEO_MOSAIC_H

#include <stdint.h>

#include "patchplan/core/cancel.h"
#include "patchplan/geo/shape.h"

struct pp_mosaic_pair {
    int u, v;        /* site_ix, u < v; sorted by u, v */
    double shared_m; /* > 0: boundary of the kept parts in common that is not on a barrier */
};

struct pp_mosaic {
    int n_points;
    int *site_of_point; /* n_points */
    int n_sites; /* distinct points, numbered by x, then y: the order of the points does not matter
                  */
    double *site_xy; /* n_sites pairs */
    struct pp_wkb
        *cells;    /* n_sites kept parts; data NULL when nothing of the cell lies in the area */
    bool *outside; /* n_sites: the site is not in the area */
    struct pp_mosaic_pair *pairs;
    size_t n_pairs;
};
void pp_mosaic_done(struct pp_mosaic *mosaic);

struct pp_mosaic_input {
    const double *xy; /* n_points pairs; 0 points are fine */
    size_t n_points;
    const struct pp_shape *area;   /* NULL: no clipping but to a box around the points */
    const struct pp_wkb *barriers; /* lines, or polygons whose outline counts; may be NULL */
    size_t n_barriers;
};

/* PP_E_INPUT: a coordinate that is not finite; an area without ground. Nothing is taken over. */
int pp_mosaic_build(struct pp_geo *geo, const struct pp_mosaic_input *input,
                    struct pp_mosaic *ret_mosaic, struct pp_error *reterr) PP_CHECKED;

/* The edges of a Delaunay triangulation of the distinct points, as pairs u < v of indices of points,
 * sorted. Of points that fall together the first stands for all; the others are paired with it. Holds, for
 * every division of the points in two, a shortest link between the two sides. O(n log n). Release with
 * pp_free(). */
int pp_delaunay_edges(const double *xy, size_t n_points, int (**ret_edges)[2], size_t *ret_n_edges,
                      struct pp_error *reterr) PP_CHECKED;

#endif
