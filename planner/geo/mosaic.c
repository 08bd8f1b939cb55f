#include "patchplan/geo/mosaic.h"

#include <math.h>
#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "planner/geo/cells.h"
#include "planner/geo/intervals.h"

/* The parts while they are being compared. */
struct work {
    struct pp_geo *geo;
    struct pp_geo_grid grid;
    struct pp_triangulation triangulation;
    struct pp_cells cells;
    struct pp_segments barriers;
    struct pp_part *parts;
    struct pp_intervals ours, theirs, barred;
};

void pp_mosaic_done(struct pp_mosaic *mosaic) {
    for (int s = 0; mosaic->cells && s < mosaic->n_sites; s++)
        pp_wkb_done(&mosaic->cells[s]);
    pp_free(mosaic->site_of_point);
    pp_free(mosaic->site_xy);
    pp_free(mosaic->cells);
    pp_free(mosaic->outside);
    pp_free(mosaic->pairs);
    *mosaic = (struct pp_mosaic){0};
}

static void work_done(struct work *work) {
    for (int s = 0; work->parts && s < work->grid.n_sites; s++) {
        pp_wkb_done(&work->parts[s].wkb);
        pp_rings_done(&work->parts[s].rings);
    }
    pp_free(work->parts);
    pp_intervals_done(&work->ours);
    pp_intervals_done(&work->theirs);
    pp_intervals_done(&work->barred);
    pp_segments_done(&work->barriers);
    pp_cells_done(&work->cells);
    pp_triangulation_done(&work->triangulation);
    pp_geo_grid_done(&work->grid);
}

/* Without an area: the box around the points and a tenth more. */
static int box_area(struct pp_geo *geo, const double *xy, size_t n_points,
                    struct pp_shape **ret_area, struct pp_error *reterr) {
    struct pp_box box = {0};
    for (size_t i = 0; i < n_points; i++) {
        bool first = i == 0;
        box.min_x = first ? xy[0] : fmin(box.min_x, xy[2 * i]);
        box.max_x = first ? xy[0] : fmax(box.max_x, xy[2 * i]);
        box.min_y = first ? xy[1] : fmin(box.min_y, xy[2 * i + 1]);
        box.max_y = first ? xy[1] : fmax(box.max_y, xy[2 * i + 1]);
    }
    double more = 1 + fmax(box.max_x - box.min_x, box.max_y - box.min_y) / 10;
    double ring[8] = {box.min_x - more, box.min_y - more, box.max_x + more, box.min_y - more,
                      box.max_x + more, box.max_y + more, box.min_x - more, box.max_y + more};
    return pp_shape_from_rings(geo, &(struct pp_ring){ring, 4}, 1, ret_area, reterr);
}

/* The site's place as it was given, not as it lies on the grid: whole metres stay whole. */
static int name_sites(const struct pp_geo_grid *grid, const double *xy, struct pp_mosaic *mosaic,
                      struct pp_error *reterr) {
    size_t n = (size_t)grid->n_sites;
    mosaic->n_points = grid->n_points;
    mosaic->n_sites = grid->n_sites;
    mosaic->site_of_point = pp_alloc_array((size_t)grid->n_points, sizeof *mosaic->site_of_point);
    mosaic->site_xy = pp_alloc_array(2 * n, sizeof *mosaic->site_xy);
    mosaic->cells = pp_alloc_array(n, sizeof *mosaic->cells);
    mosaic->outside = pp_alloc_array(n, sizeof *mosaic->outside);
    if (!mosaic->site_of_point || !mosaic->site_xy || !mosaic->cells || !mosaic->outside)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < grid->n_points; i++)
        mosaic->site_of_point[i] = grid->site_of_point[i];
    for (int s = 0; s < grid->n_sites; s++)
        for (int k = 0; k < 2; k++)
            mosaic->site_xy[2 * s + k] = xy[2 * grid->first_point[s] + k];
    return 0;
}

static bool lies_in(const struct pp_clipper *clipper, const double xy[2]) {
    GEOSGeometry *point = pp_geos_line(clipper->geo, xy, 1);
    bool in = point && GEOSPreparedIntersects_r(clipper->geo->geos, clipper->prepared, point) == 1;
    if (point)
        GEOSGeom_destroy_r(clipper->geo->geos, point);
    return in;
}

static int clip_all(struct work *work, const struct pp_shape *area, struct pp_mosaic *mosaic,
                    struct pp_error *reterr) {
    struct pp_geo *geo = work->geo;
    work->parts = pp_alloc_array((size_t)mosaic->n_sites, sizeof *work->parts);
    const GEOSPreparedGeometry *prepared = GEOSPrepare_r(geo->geos, pp_geos_const(area));
    if (!work->parts || !prepared) {
        GEOSPreparedGeom_destroy_r(geo->geos, prepared);
        return pp_fail_nomem(reterr);
    }
    struct pp_clipper clipper = {geo, pp_geos_const(area), prepared, &work->barriers};
    int rc = 0;
    for (int s = 0; s < mosaic->n_sites && rc == 0; s++) {
        const double *xy = mosaic->site_xy + 2 * s;
        rc = pp_clip_cell(&clipper, &work->cells, s, xy, &work->parts[s], reterr);
        mosaic->outside[s] = !(rc == 0 && work->parts[s].whole) && !lies_in(&clipper, xy);
    }
    GEOSPreparedGeom_destroy_r(geo->geos, prepared);
    return rc;
}

/* The stretches of `edge` on the outline of a part. */
static int outline_on(struct pp_intervals *set, const struct pp_part *part,
                      const struct pp_segment *edge, double tolerance_m, struct pp_error *reterr) {
    set->n = 0;
    if (part->whole)
        return pp_intervals_add(set, 0, hypot(edge->bx - edge->ax, edge->by - edge->ay), reterr);
    struct pp_box box = pp_segment_box(edge);
    box = (struct pp_box){box.min_x - tolerance_m, box.min_y - tolerance_m, box.max_x + tolerance_m,
                          box.max_y + tolerance_m};
    for (size_t r = 0; r < part->rings.n_rings; r++)
        for (size_t i = part->rings.ring_first[r]; i + 1 < part->rings.ring_first[r + 1]; i++) {
            const double *xy = part->rings.xy + 2 * i;
            struct pp_segment piece = {xy[0], xy[1], xy[2], xy[3]};
            struct pp_box piece_box = pp_segment_box(&piece);
            if (!pp_box_meets(&box, &piece_box))
                continue;
            int rc = pp_intervals_add_near(set, edge, &piece, tolerance_m, reterr);
            if (rc < 0)
                return rc;
        }
    return 0;
}

static int barriers_on(struct pp_intervals *set, const struct pp_segments *barriers,
                       const struct pp_segment *edge, double tolerance_m, struct pp_error *reterr) {
    struct pp_box box = pp_segment_box(edge);
    struct pp_bucket_walk walk = {0};
    set->n = 0;
    if (barriers->n == 0)
        return 0;
    box = (struct pp_box){box.min_x - tolerance_m, box.min_y - tolerance_m, box.max_x + tolerance_m,
                          box.max_y + tolerance_m};
    for (int i; (i = pp_buckets_next(&barriers->buckets, &box, &walk)) >= 0;) {
        if (!pp_box_meets(&box, &barriers->boxes[i]))
            continue;
        int rc = pp_intervals_add_near(set, edge, &barriers->at[i], tolerance_m, reterr);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* What sites u and v share of the edge between their cells. GEOS puts new corners within far less than a grid step of the
 * edge; a barrier drawn along it is taken as on it a little more widely, so that no hairline slips through. */
static int measure_shared(struct work *work, int u, int v, const struct pp_segment *edge,
                          double *ret_shared_m, struct pp_error *reterr) {
    double tolerance_m = 1 / work->grid.scale;
    if (work->parts[u].whole && work->parts[v].whole) {
        *ret_shared_m = hypot(edge->bx - edge->ax, edge->by - edge->ay);
        return 0;
    }
    int rc = outline_on(&work->ours, &work->parts[u], edge, tolerance_m, reterr);
    if (rc == 0)
        rc = outline_on(&work->theirs, &work->parts[v], edge, tolerance_m, reterr);
    if (rc == 0)
        rc = barriers_on(&work->barred, &work->barriers, edge, 4 * tolerance_m, reterr);
    if (rc == 0)
        *ret_shared_m = pp_intervals_common(&work->ours, &work->theirs, &work->barred);
    return rc;
}

static int compare_pairs(const void *a, const void *b) {
    const struct pp_mosaic_pair *p = a, *q = b;
    return p->u != q->u ? p->u - q->u : p->v - q->v;
}

static int find_pairs(struct work *work, struct pp_mosaic *mosaic, struct pp_error *reterr) {
    const struct pp_cells *cells = &work->cells;
    mosaic->pairs = pp_alloc_array(cells->first[cells->n_sites], sizeof *mosaic->pairs);
    if (!mosaic->pairs)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < cells->n_sites; u++)
        for (size_t i = cells->first[u]; i < cells->first[u + 1]; i++) {
            int v = cells->across[i];
            if (v <= u || v >= cells->n_sites)
                continue;
            size_t next = i + 1 < cells->first[u + 1] ? i + 1 : cells->first[u];
            struct pp_segment edge = {cells->corner[i][0], cells->corner[i][1],
                                      cells->corner[next][0], cells->corner[next][1]};
            double shared_m = 0;
            int rc = measure_shared(work, u, v, &edge, &shared_m, reterr);
            if (rc < 0)
                return rc;
            if (shared_m > 0)
                mosaic->pairs[mosaic->n_pairs++] = (struct pp_mosaic_pair){u, v, shared_m};
        }
    qsort(mosaic->pairs, mosaic->n_pairs, sizeof *mosaic->pairs, compare_pairs);
    return 0;
}

static int build(struct work *work, const struct pp_mosaic_input *input,
                 const struct pp_shape *area, struct pp_mosaic *mosaic, struct pp_error *reterr) {
    struct pp_box box;
    if (!pp_shape_box(work->geo, area, &box))
        return pp_fail(reterr, PP_E_INPUT, "the area covers no ground");
    int rc = pp_geo_grid_make(input->xy, input->n_points, &box, &work->grid, reterr);
    if (rc == 0)
        rc = pp_segments_make(input->barriers, input->n_barriers, &work->barriers, reterr);
    if (rc == 0)
        rc = pp_triangulate(&work->grid, &work->triangulation, reterr);
    if (rc == 0)
        rc = pp_cells_make(&work->grid, &work->triangulation, &work->cells, reterr);
    if (rc == 0)
        rc = name_sites(&work->grid, input->xy, mosaic, reterr);
    if (rc == 0)
        rc = clip_all(work, area, mosaic, reterr);
    if (rc == 0)
        rc = find_pairs(work, mosaic, reterr);
    for (int s = 0; rc == 0 && s < mosaic->n_sites; s++) {
        mosaic->cells[s] = work->parts[s].wkb;
        work->parts[s].wkb = (struct pp_wkb){0};
    }
    return rc;
}

int pp_mosaic_build(struct pp_geo *geo, const struct pp_mosaic_input *input,
                    struct pp_mosaic *ret_mosaic, struct pp_error *reterr) {
    struct work work = {.geo = geo};
    struct pp_mosaic mosaic = {0};
    struct pp_shape *own_area = NULL;
    int rc = 0;
    if (!input->area)
        rc = box_area(geo, input->xy, input->n_points, &own_area, reterr);
    if (rc == 0)
        rc = build(&work, input, input->area ? input->area : own_area, &mosaic, reterr);
    work_done(&work);
    pp_shape_free(geo, own_area);
    if (rc == 0)
        *ret_mosaic = mosaic;
    else
        pp_mosaic_done(&mosaic);
    return rc;
}
