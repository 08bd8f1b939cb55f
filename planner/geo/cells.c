#include "planner/geo/cells.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/geo/wkb.h"

void pp_cells_done(struct pp_cells *cells) {
    pp_free(cells->first);
    pp_free(cells->corner);
    pp_free(cells->across);
    *cells = (struct pp_cells){0};
}

static int root(int *parent, int t) {
    while (parent[t] != t)
        t = parent[t] = parent[parent[t]];
    return t;
}

/* One number for each corner of the mosaic. Triangles on one circle have equal centres but for the last bits: they
 * share one, so that cells meet without hairlines. */
static void find_centres(const struct pp_geo_grid *grid,
                         const struct pp_triangulation *triangulation, double (*centre)[2],
                         int *parent) {
    double near = 0.01 / grid->scale;
    for (int t = 0; t < triangulation->n_triangles; t++) {
        pp_triangle_centre(grid, &triangulation->triangles[t], centre[t]);
        parent[t] = t;
    }
    for (int t = 0; t < triangulation->n_triangles; t++)
        for (int k = 0; k < 3; k++) {
            int other = triangulation->triangles[t].beyond[k];
            if (other > t &&
                hypot(centre[t][0] - centre[other][0], centre[t][1] - centre[other][1]) < near) {
                int a = root(parent, t), b = root(parent, other);
                parent[a > b ? a : b] = a > b ? b : a;
            }
        }
    for (int t = 0; t < triangulation->n_triangles; t++)
        memcpy(centre[t], centre[root(parent, t)], sizeof centre[t]);
}

/* Walk anticlockwise around a site; corners that fall together are one. Writes at most `degree` entries. */
static size_t walk_cell(const struct pp_triangulation *triangulation, int site,
                        const double (*centre)[2], double (*corner)[2], int *across) {
    size_t n = 0;
    int begin = triangulation->any[site], t = begin;
    do {
        const struct pp_triangle *triangle = &triangulation->triangles[t];
        int k = pp_triangle_corner(triangle, site), next = triangle->beyond[(k + 1) % 3];
        bool short_edge = memcmp(centre[t], centre[next], sizeof centre[t]) == 0;
        if (!short_edge) { /* the edge from this centre to the next is shared with the third corner */
            memcpy(corner[n], centre[t], sizeof corner[n]);
            across[n++] = triangle->corner[(k + 2) % 3];
        }
        t = next;
    } while (t != begin);
    return n;
}

static int walk_all(const struct pp_triangulation *triangulation, const double (*centre)[2],
                    struct pp_cells *cells, struct pp_error *reterr) {
    size_t most = 3 * (size_t)triangulation->n_triangles;
    cells->first = pp_alloc_array((size_t)cells->n_sites + 1, sizeof *cells->first);
    cells->corner = pp_alloc_array(most, sizeof *cells->corner);
    cells->across = pp_alloc_array(most, sizeof *cells->across);
    if (!cells->first || !cells->corner || !cells->across)
        return pp_fail_nomem(reterr);
    for (int s = 0; s < cells->n_sites; s++) {
        size_t at = cells->first[s];
        cells->first[s + 1] =
            at + walk_cell(triangulation, s, centre, cells->corner + at, cells->across + at);
    }
    return 0;
}

int pp_cells_make(const struct pp_geo_grid *grid, const struct pp_triangulation *triangulation,
                  struct pp_cells *ret_cells, struct pp_error *reterr) {
    size_t n = (size_t)triangulation->n_triangles;
    PP_AUTO_FREE double(*centre)[2] = pp_alloc_array(n, sizeof *centre);
    PP_AUTO_FREE int *parent = pp_alloc_array(n, sizeof *parent);
    if (!centre || !parent)
        return pp_fail_nomem(reterr);
    find_centres(grid, triangulation, centre, parent);
    struct pp_cells cells = {.n_sites = grid->n_sites};
    int rc = walk_all(triangulation, (const double(*)[2])centre, &cells, reterr);
    if (rc == 0)
        *ret_cells = cells;
    else
        pp_cells_done(&cells);
    return rc;
}

static struct pp_box cell_box(const double *xy, size_t n) {
    struct pp_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < n; i++) {
        box.min_x = fmin(box.min_x, xy[2 * i]);
        box.max_x = fmax(box.max_x, xy[2 * i]);
        box.min_y = fmin(box.min_y, xy[2 * i + 1]);
        box.max_y = fmax(box.max_y, xy[2 * i + 1]);
    }
    return box;
}

/* The pieces of barriers near the box as one shape of lines; NULL when there are none. */
static int barriers_near(const struct pp_clipper *clipper, const struct pp_box *box,
                         GEOSGeometry **ret_lines, struct pp_error *reterr) {
    struct pp_geo *geo = clipper->geo;
    PP_AUTO_FREE GEOSGeometry **lines = NULL;
    size_t n = 0, cap = 0;
    int rc = 0;
    struct pp_bucket_walk walk = {0};
    *ret_lines = NULL;
    if (clipper->barriers->n == 0)
        return 0;
    for (int i; rc == 0 && (i = pp_buckets_next(&clipper->barriers->buckets, box, &walk)) >= 0;) {
        if (!pp_box_meets(&clipper->barriers->boxes[i], box))
            continue;
        rc = pp_reserve(&lines, &cap, n + 1, sizeof *lines, reterr);
        if (rc == 0 && !(lines[n++] = pp_geos_line(geo, &clipper->barriers->at[i].ax, 2)))
            rc = pp_fail_nomem(reterr);
    }
    if (rc == 0 && n > 0)
        *ret_lines =
            GEOSGeom_createCollection_r(geo->geos, GEOS_MULTILINESTRING, lines, (unsigned)n);
    else
        while (n > 0)
            GEOSGeom_destroy_r(geo->geos, lines[--n]);
    return rc;
}

/* Of polygons the one that holds the site, else the nearest; ties: the larger. Only those that lie in `inside` (NULL:
 * all) count. Borrowed from `parts`; NULL: none. */
static const GEOSGeometry *choose_part(struct pp_geo *geo, const GEOSGeometry *parts,
                                       const GEOSGeometry *inside, const double site_xy[2]) {
    GEOSGeometry *site = pp_geos_line(geo, site_xy, 1);
    const GEOSGeometry *best = NULL;
    double best_distance = INFINITY, best_area = 0;
    int n = site ? GEOSGetNumGeometries_r(geo->geos, parts) : 0;
    for (int i = 0; i < n; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geo->geos, parts, i);
        double distance = INFINITY, area = 0;
        GEOSArea_r(geo->geos, part, &area);
        if (!(area > 0))
            continue;
        GEOSGeometry *middle = inside ? GEOSPointOnSurface_r(geo->geos, part) : NULL;
        bool counts = !inside || (middle && GEOSIntersects_r(geo->geos, inside, middle) == 1);
        if (middle)
            GEOSGeom_destroy_r(geo->geos, middle);
        GEOSDistance_r(geo->geos, part, site, &distance);
        if (counts &&
            (distance < best_distance || (distance == best_distance && area > best_area))) {
            best = part;
            best_distance = distance;
            best_area = area;
        }
    }
    if (site)
        GEOSGeom_destroy_r(geo->geos, site);
    return best;
}

/* Split `ground` along `lines`: node its outline with them, close the faces. NULL: GEOS failed. */
static GEOSGeometry *split(struct pp_geo *geo, const GEOSGeometry *ground,
                           const GEOSGeometry *lines) {
    GEOSGeometry *outline = GEOSBoundary_r(geo->geos, ground), *noded = NULL, *faces = NULL;
    if (outline)
        noded = GEOSUnion_r(geo->geos, outline, lines);
    if (noded)
        faces = GEOSPolygonize_r(geo->geos, (const GEOSGeometry *const *)&noded, 1);
    if (outline)
        GEOSGeom_destroy_r(geo->geos, outline);
    if (noded)
        GEOSGeom_destroy_r(geo->geos, noded);
    return faces;
}

static GEOSGeometry *clip_to_area(const struct pp_clipper *clipper, const GEOSGeometry *cell) {
    struct pp_geo *geo = clipper->geo;
    GEOSGeometry *clipped = GEOSIntersection_r(geo->geos, cell, clipper->area);
    if (clipped)
        return clipped;
    GEOSGeometry *mended = pp_geos_mend_take(geo, GEOSGeom_clone_r(geo->geos, cell));
    if (mended)
        clipped = GEOSIntersection_r(geo->geos, mended, clipper->area);
    if (mended)
        GEOSGeom_destroy_r(geo->geos, mended);
    return clipped;
}

/* The part to keep, owned; NULL with *ret_failed false: nothing is left. */
static GEOSGeometry *keep(const struct pp_clipper *clipper, const GEOSGeometry *cell,
                          const GEOSGeometry *lines, const double site_xy[2], bool *ret_failed) {
    struct pp_geo *geo = clipper->geo;
    GEOSGeometry *ground = clip_to_area(clipper, cell), *faces = NULL, *kept = NULL;
    const GEOSGeometry *chosen = NULL;
    if (ground && lines)
        faces = split(geo, ground, lines);
    *ret_failed = !ground || (lines && !faces);
    if (!*ret_failed)
        chosen = choose_part(geo, faces ? faces : ground, faces ? ground : NULL, site_xy);
    if (chosen)
        kept = GEOSGeom_clone_r(geo->geos, chosen);
    *ret_failed = *ret_failed || (chosen && !kept);
    if (ground)
        GEOSGeom_destroy_r(geo->geos, ground);
    if (faces)
        GEOSGeom_destroy_r(geo->geos, faces);
    return kept;
}

static int finish_part(struct pp_geo *geo, GEOSGeometry *kept, struct pp_part *ret_part,
                       struct pp_error *reterr) {
    struct pp_part part = {0};
    int rc = 0;
    if (kept) {
        rc = pp_shape_to_wkb(geo, pp_geos_shape(kept), &part.wkb, reterr);
        GEOSGeom_destroy_r(geo->geos, kept);
    }
    if (rc == 0 && part.wkb.data)
        rc = pp_rings_read(part.wkb.data, part.wkb.n, &part.rings, reterr);
    if (rc == 0)
        *ret_part = part;
    else
        pp_wkb_done(&part.wkb);
    return rc;
}

int pp_clip_cell(const struct pp_clipper *clipper, const struct pp_cells *cells, int site,
                 const double site_xy[2], struct pp_part *ret_part, struct pp_error *reterr) {
    struct pp_geo *geo = clipper->geo;
    size_t at = cells->first[site], n = cells->first[site + 1] - at;
    const double *xy = cells->corner[at];
    bool failed = false;
    if (n < 3)
        return finish_part(geo, NULL, ret_part, reterr);
    struct pp_box box = cell_box(xy, n);
    GEOSGeometry *cell = pp_geos_polygon(geo, xy, n);
    GEOSGeometry *lines = NULL;
    int rc = barriers_near(clipper, &box, &lines, reterr);
    bool whole = cell && rc == 0 && !lines &&
                 GEOSPreparedContains_r(geo->geos, clipper->prepared, cell) == 1;
    GEOSGeometry *kept = NULL;
    if (cell && rc == 0 && !whole)
        kept = keep(clipper, cell, lines, site_xy, &failed);
    failed = failed || !cell;
    if (cell)
        GEOSGeom_destroy_r(geo->geos, cell);
    if (lines)
        GEOSGeom_destroy_r(geo->geos, lines);
    if (rc == 0 && failed)
        rc = pp_geos_fail(geo, "clip the ground around a point", reterr);
    if (rc < 0)
        return rc;
    if (!whole)
        return finish_part(geo, kept, ret_part, reterr);
    struct pp_part part = {.whole = true};
    rc = pp_wkb_from_ring(xy, n, &part.wkb, reterr);
    if (rc == 0)
        *ret_part = part;
    return rc;
}
