/* The cells of a mosaic before and after they meet the area and the barriers. */
#ifndef PLANNER_GEO_CELLS_H
#define PLANNER_GEO_CELLS_H

#include "planner/geo/delaunay.h"
#include "planner/geo/segments.h"
#include "planner/geo/state.h"

/* Compressed rows: site s has corners first[s] .. first[s+1]-1, anticlockwise; the edge from corner i to the
 * next is shared with site across[i] (n_sites and more: a far corner of the triangulation). */
struct pp_cells {
    int n_sites;
    size_t *first;
    double (*corner)[2];
    int *across;
};
void pp_cells_done(struct pp_cells *cells);
int pp_cells_make(const struct pp_geo_grid *grid, const struct pp_triangulation *triangulation,
                  struct pp_cells *ret_cells, struct pp_error *reterr) PP_CHECKED;

/* What is kept of a cell. */
struct pp_part {
    bool whole;            /* untouched by the area's border and barriers */
    struct pp_wkb wkb;     /* data NULL: nothing left */
    struct pp_rings rings; /* of the kept part; empty when whole */
};

struct pp_clipper {
    struct pp_geo *geo;
    const GEOSGeometry *area;
    const GEOSPreparedGeometry *prepared;
    const struct pp_segments *barriers;
};

/* Clip the cell of `site` to the area, cut it along barriers, keep the part that holds the site (else the nearest). */
int pp_clip_cell(const struct pp_clipper *clipper, const struct pp_cells *cells, int site,
                 const double site_xy[2], struct pp_part *ret_part,
                 struct pp_error *reterr) PP_CHECKED;

#endif
