#include "planner/geo/delaunay.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/curve.h"
#include "patchplan/geo/mosaic.h"

typedef __int128 wide; /* not struct: a scalar reads better with a name */

enum { CORNER_AT = 1 << 29 };

struct builder {
    int n_sites;
    const int32_t (*site)[2];
    struct pp_triangle *triangles;
    int n_triangles;
    int last;  /* where the next walk begins */
    int *mark; /* per triangle: the site whose insertion removed it, or -1 */
    int *cavity, n_cavity;
    int *stack;
    int *starting; /* per corner: the new triangle whose outer edge starts there */
    struct rim {
        int from, to, beyond; /* an edge of the cavity, anticlockwise, and what lies behind it */
    } * rim;
    int n_rim;
};

void pp_triangulation_done(struct pp_triangulation *triangulation) {
    pp_free(triangulation->triangles);
    pp_free(triangulation->any);
    *triangulation = (struct pp_triangulation){0};
}

static void position(const int32_t (*site)[2], int n_sites, int ix, int64_t ret_xy[2]) {
    if (ix < n_sites) {
        ret_xy[0] = site[ix][0];
        ret_xy[1] = site[ix][1];
        return;
    }
    int corner = ix - n_sites; /* 0 south-west, then anticlockwise */
    ret_xy[0] = corner == 1 || corner == 2 ? CORNER_AT : -CORNER_AT;
    ret_xy[1] = corner >= 2 ? CORNER_AT : -CORNER_AT;
}

/* > 0: a, b, p turn left. */
static int64_t turn(const struct builder *b, int a_ix, int b_ix, int p_ix) {
    int64_t a[2], c[2], p[2];
    position(b->site, b->n_sites, a_ix, a);
    position(b->site, b->n_sites, b_ix, c);
    position(b->site, b->n_sites, p_ix, p);
    return (c[0] - a[0]) * (p[1] - a[1]) - (c[1] - a[1]) * (p[0] - a[0]);
}

/* Is site p strictly inside the circle through the corners of the (anticlockwise) triangle? */
static bool in_circle(const struct builder *b, const struct pp_triangle *triangle, int p_ix) {
    int64_t p[2], d[3][2];
    position(b->site, b->n_sites, p_ix, p);
    wide square[3];
    for (int k = 0; k < 3; k++) {
        position(b->site, b->n_sites, triangle->corner[k], d[k]);
        d[k][0] -= p[0];
        d[k][1] -= p[1];
        square[k] = (wide)d[k][0] * d[k][0] + (wide)d[k][1] * d[k][1];
    }
    wide det = square[0] * (d[1][0] * d[2][1] - d[1][1] * d[2][0]) +
               square[1] * (d[2][0] * d[0][1] - d[2][1] * d[0][0]) +
               square[2] * (d[0][0] * d[1][1] - d[0][1] * d[1][0]);
    return det > 0;
}

/* The triangle that holds site p. The walk ends because "which triangle hides which from p" has no
 * cycle in a Delaunay triangulation (Edelsbrunner 1990). */
static int find_triangle(const struct builder *b, int p_ix) {
    int at = b->last;
    for (;;) {
        const struct pp_triangle *t = &b->triangles[at];
        int next = -1;
        for (int k = 0; k < 3 && next < 0; k++)
            if (t->beyond[k] >= 0 &&
                turn(b, t->corner[(k + 1) % 3], t->corner[(k + 2) % 3], p_ix) < 0)
                next = t->beyond[k];
        if (next < 0)
            return at;
        at = next;
    }
}

/* One triangle of the cavity: the neighbours whose circle holds p are to be visited, the others are the rim. */
static void dig_one(struct builder *b, int at, int p_ix, int *n_stack) {
    b->cavity[b->n_cavity++] = at;
    const struct pp_triangle *t = &b->triangles[at];
    for (int k = 0; k < 3; k++) {
        int next = t->beyond[k];
        if (next >= 0 && b->mark[next] == p_ix)
            continue;
        if (next >= 0 && in_circle(b, &b->triangles[next], p_ix)) {
            b->mark[next] = p_ix;
            b->stack[(*n_stack)++] = next;
        } else {
            b->rim[b->n_rim++] = (struct rim){t->corner[(k + 1) % 3], t->corner[(k + 2) % 3], next};
        }
    }
}

/* The triangles whose circle holds p, and the rim around them. */
static void dig(struct builder *b, int p_ix) {
    int n_stack = 0, begin = find_triangle(b, p_ix);
    b->n_cavity = b->n_rim = 0;
    b->mark[begin] = p_ix;
    b->stack[n_stack++] = begin;
    while (n_stack > 0) {
        int at = b->stack[--n_stack];
        dig_one(b, at, p_ix, &n_stack);
    }
}

/* Tell the triangle behind rim edge from-to that `now` is on this side. */
static void meet(struct builder *b, const struct rim *edge, int now) {
    if (edge->beyond < 0)
        return;
    struct pp_triangle *t = &b->triangles[edge->beyond];
    for (int k = 0; k < 3; k++)
        if (t->corner[(k + 1) % 3] == edge->to && t->corner[(k + 2) % 3] == edge->from)
            t->beyond[k] = now;
}

/* Fill the cavity with a fan around p: one triangle for each rim edge, old places first. */
static void fill(struct builder *b, int p_ix) {
    for (int i = 0; i < b->n_rim; i++) {
        int at = i < b->n_cavity ? b->cavity[i] : b->n_triangles++;
        b->triangles[at] =
            (struct pp_triangle){{b->rim[i].from, b->rim[i].to, p_ix}, {-1, -1, b->rim[i].beyond}};
        b->mark[at] = -1;
        b->starting[b->rim[i].from] = at;
        meet(b, &b->rim[i], at);
        b->last = at;
    }
    for (int i = 0; i < b->n_rim; i++) {
        int at = b->starting[b->rim[i].from], next = b->starting[b->rim[i].to];
        b->triangles[at].beyond[0] = next; /* across to-p */
        b->triangles[next].beyond[1] = at; /* across p-from of the next */
    }
}

static int insert_all(struct builder *b, struct pp_error *reterr) {
    PP_AUTO_FREE struct pp_curve_turn *line = pp_alloc_array((size_t)b->n_sites, sizeof *line);
    if (!line)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < b->n_sites; i++)
        line[i] = (struct pp_curve_turn){0, pp_curve_along(b->site[i][0], b->site[i][1]), i};
    pp_curve_sort(line, b->n_sites);
    b->n_triangles = 2;
    int sw = b->n_sites, se = sw + 1, ne = sw + 2, nw = sw + 3;
    b->triangles[0] = (struct pp_triangle){{sw, se, ne}, {-1, 1, -1}};
    b->triangles[1] = (struct pp_triangle){{sw, ne, nw}, {-1, -1, 0}};
    for (int i = 0; i < b->n_sites; i++) {
        dig(b, line[i].ix);
        fill(b, line[i].ix);
    }
    return 0;
}

static void note_any(struct pp_triangulation *triangulation) {
    for (int t = 0; t < triangulation->n_triangles; t++)
        for (int k = 0; k < 3; k++)
            if (triangulation->triangles[t].corner[k] < triangulation->n_sites)
                triangulation->any[triangulation->triangles[t].corner[k]] = t;
}

int pp_triangulate(const struct pp_geo_grid *grid, struct pp_triangulation *ret_triangulation,
                   struct pp_error *reterr) {
    size_t n = (size_t)grid->n_sites, most = 2 * n + 2;
    PP_AUTO_FREE struct pp_triangle *triangles = pp_alloc_array(most, sizeof *triangles);
    PP_AUTO_FREE int *any = pp_alloc_array(n, sizeof *any);
    PP_AUTO_FREE int *mark = pp_alloc_array(most, sizeof *mark);
    PP_AUTO_FREE int *cavity = pp_alloc_array(most, sizeof *cavity);
    PP_AUTO_FREE int *stack = pp_alloc_array(most, sizeof *stack);
    PP_AUTO_FREE int *starting = pp_alloc_array(n + 4, sizeof *starting);
    PP_AUTO_FREE struct rim *rim = pp_alloc_array(most + 2, sizeof *rim);
    if (!triangles || !any || !mark || !cavity || !stack || !starting || !rim)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < most; i++)
        mark[i] = -1;
    struct builder builder = {.n_sites = grid->n_sites,
                              .site = (const int32_t(*)[2])grid->site,
                              .triangles = triangles,
                              .mark = mark,
                              .cavity = cavity,
                              .stack = stack,
                              .starting = starting,
                              .rim = rim};
    int rc = insert_all(&builder, reterr);
    if (rc < 0)
        return rc;
    *ret_triangulation = (struct pp_triangulation){.n_sites = grid->n_sites,
                                                   .n_triangles = builder.n_triangles,
                                                   .triangles = PP_STEAL(triangles),
                                                   .any = PP_STEAL(any)};
    note_any(ret_triangulation);
    return 0;
}

int pp_triangle_corner(const struct pp_triangle *triangle, int site) {
    return triangle->corner[0] == site ? 0 : triangle->corner[1] == site ? 1 : 2;
}

void pp_triangle_centre(const struct pp_geo_grid *grid, const struct pp_triangle *triangle,
                        double ret_xy[2]) {
    int64_t a[2], b[2], c[2];
    const int32_t(*site)[2] = (const int32_t(*)[2])grid->site;
    position(site, grid->n_sites, triangle->corner[0], a);
    position(site, grid->n_sites, triangle->corner[1], b);
    position(site, grid->n_sites, triangle->corner[2], c);
    int64_t bx = b[0] - a[0], by = b[1] - a[1], cx = c[0] - a[0], cy = c[1] - a[1];
    int64_t b_square = bx * bx + by * by, c_square = cx * cx + cy * cy;
    double twice = 2 * (double)(bx * cy - by * cx);
    double x = (double)((wide)cy * b_square - (wide)by * c_square) / twice;
    double y = (double)((wide)bx * c_square - (wide)cx * b_square) / twice;
    ret_xy[0] = grid->origin_x + ((double)a[0] + x) / grid->scale;
    ret_xy[1] = grid->origin_y + ((double)a[1] + y) / grid->scale;
}

static int compare_pairs(const void *a, const void *b) {
    const int *p = a, *q = b;
    return p[0] != q[0] ? p[0] - q[0] : p[1] - q[1];
}

static size_t list_edges(const struct pp_geo_grid *grid,
                         const struct pp_triangulation *triangulation, int (*edges)[2]) {
    size_t n = 0;
    for (int t = 0; t < triangulation->n_triangles; t++)
        for (int k = 0; k < 3; k++) {
            int u = triangulation->triangles[t].corner[k];
            int v = triangulation->triangles[t].corner[(k + 1) % 3];
            if (u >= v || v >= grid->n_sites) /* each edge is seen once in each direction */
                continue;
            int p = grid->first_point[u], q = grid->first_point[v];
            edges[n][0] = p < q ? p : q;
            edges[n++][1] = p < q ? q : p;
        }
    for (int i = 0; i < grid->n_points; i++)
        if (grid->first_point[grid->site_of_point[i]] != i) {
            edges[n][0] = grid->first_point[grid->site_of_point[i]];
            edges[n++][1] = i;
        }
    return n;
}

int pp_delaunay_edges(const double *xy, size_t n_points, int (**ret_edges)[2], size_t *ret_n_edges,
                      struct pp_error *reterr) {
    struct pp_geo_grid grid = {0};
    struct pp_triangulation triangulation = {0};
    int rc = pp_geo_grid_make(xy, n_points, NULL, &grid, reterr);
    if (rc == 0)
        rc = pp_triangulate(&grid, &triangulation, reterr);
    int(*edges)[2] = NULL;
    if (rc == 0 && !(edges = pp_alloc_array(3 * (n_points + 2), sizeof *edges)))
        rc = pp_fail_nomem(reterr);
    if (rc == 0) {
        *ret_n_edges = list_edges(&grid, &triangulation, edges);
        qsort(edges, *ret_n_edges, sizeof *edges, compare_pairs);
        *ret_edges = edges;
    }
    pp_triangulation_done(&triangulation);
    pp_geo_grid_done(&grid);
    return rc;
}
