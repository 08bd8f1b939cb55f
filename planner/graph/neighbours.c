#include "patchplan/graph/neighbours.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/geo/mosaic.h"
#include "planner/graph/links.h"
#include "planner/graph/pairs.h"

/* On one point up to this many units are all neighbours of each other; of more (dirty data) each of as many before
 * and after it, so that the list stays in proportion. */
enum { CROWD = 64 };
static const double least_shared_m = 1;

/* Compressed rows: site s holds units unit[first[s]] .. unit[first[s+1]-1], ascending. */
struct residents {
    int *first, *unit;
};

static int list_residents(const struct pp_mosaic *mosaic, struct pp_arena *arena,
                          struct residents *ret_residents, struct pp_error *reterr) {
    int *first = pp_arena_alloc(arena, ((size_t)mosaic->n_sites + 2) * sizeof *first);
    int *unit = pp_arena_alloc(arena, (size_t)mosaic->n_points * sizeof *unit);
    if (!first || !unit)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < mosaic->n_points; i++)
        first[mosaic->site_of_point[i] + 2]++;
    for (int s = 0; s < mosaic->n_sites; s++)
        first[s + 2] += first[s + 1];
    for (int i = 0; i < mosaic->n_points; i++)
        unit[first[mosaic->site_of_point[i] + 1]++] = i;
    *ret_residents = (struct residents){first, unit};
    return 0;
}

static int pair_residents(const struct residents *all, int site, struct pp_pairs *pairs,
                          struct pp_error *reterr) {
    for (int i = all->first[site]; i < all->first[site + 1]; i++)
        for (int k = i + 1; k < all->first[site + 1] && k - i <= CROWD; k++) {
            int rc = pp_pairs_add(pairs, all->unit[i], all->unit[k], PP_NEIGHBOUR_POINT, reterr);
            if (rc < 0)
                return rc;
        }
    return 0;
}

/* Every unit of one site with every unit of the other; of a crowd with the first CROWD. */
static int pair_sites(const struct residents *all, int u, int v, struct pp_pairs *pairs,
                      struct pp_error *reterr) {
    int n_u = all->first[u + 1] - all->first[u], n_v = all->first[v + 1] - all->first[v];
    bool crowd = n_u > CROWD && n_v > CROWD;
    for (int i = 0; i < n_u; i++)
        for (int k = 0; k < n_v && !(crowd && i >= CROWD && k >= CROWD); k++) {
            int rc = pp_pairs_add(pairs, all->unit[all->first[u] + i], all->unit[all->first[v] + k],
                                  PP_NEIGHBOUR_EDGE, reterr);
            if (rc < 0)
                return rc;
        }
    return 0;
}

static int pair_all(const struct pp_mosaic *mosaic, const struct residents *residents,
                    struct pp_pairs *pairs, struct pp_error *reterr) {
    int rc = 0;
    for (int s = 0; s < mosaic->n_sites && rc == 0; s++)
        rc = pair_residents(residents, s, pairs, reterr);
    for (size_t i = 0; i < mosaic->n_pairs && rc == 0; i++)
        if (mosaic->pairs[i].shared_m > least_shared_m)
            rc = pair_sites(residents, mosaic->pairs[i].u, mosaic->pairs[i].v, pairs, reterr);
    return rc;
}

/* Units on one point share the bytes of their cell. */
static int hand_out_cells(const struct pp_mosaic *mosaic, const struct residents *residents,
                          struct pp_unit *units, struct pp_arena *arena, struct pp_error *reterr) {
    for (int s = 0; s < mosaic->n_sites; s++) {
        const struct pp_wkb *cell = &mosaic->cells[s];
        unsigned char *copy = cell->data ? pp_arena_alloc(arena, cell->n) : NULL;
        if (cell->data && !copy)
            return pp_fail_nomem(reterr);
        if (copy)
            memcpy(copy, cell->data, cell->n);
        for (int i = residents->first[s]; i < residents->first[s + 1]; i++) {
            units[residents->unit[i]].cell_wkb = copy;
            units[residents->unit[i]].n_cell_wkb = cell->n;
        }
    }
    return 0;
}

static const char *outside_text(const struct pp_unit *unit, struct pp_arena *arena) {
    return pp_arena_printf(arena,
                           "%s (%.0f, %.0f) lies outside the wards; check its coordinates, or the "
                           "wards if they are not complete",
                           unit->name ? unit->name : unit->id, unit->easting_m, unit->northing_m);
}

static const char *link_text(const struct pp_graph_link *link, const char *unknown,
                             struct pp_arena *arena) {
    return pp_arena_printf(arena,
                           "link from %s to %s: no block or postcode with homes is called %s; the "
                           "link is not used",
                           link->from, link->to, unknown);
}

/* Points outside matter only where wards say what inside is. */
static int warn(const struct pp_graph_input *input, const struct pp_unit *units,
                const struct pp_mosaic *mosaic, const char *const *unknown, struct pp_arena *arena,
                struct pp_graph *graph, struct pp_error *reterr) {
    size_t most = input->n_links + (size_t)mosaic->n_points;
    graph->warnings = pp_arena_alloc(arena, most * sizeof *graph->warnings);
    if (!graph->warnings)
        return pp_fail_nomem(reterr);
    for (int i = 0; input->n_wards > 0 && i < mosaic->n_points; i++)
        if (mosaic->outside[mosaic->site_of_point[i]])
            graph->warnings[graph->n_warnings++] =
                (struct pp_graph_warning){PP_GRAPH_OUTSIDE, i, -1, outside_text(&units[i], arena)};
    for (size_t k = 0; k < input->n_links; k++)
        if (unknown[k])
            graph->warnings[graph->n_warnings++] = (struct pp_graph_warning){
                PP_GRAPH_LINK_UNKNOWN, -1, (int)k, link_text(&input->links[k], unknown[k], arena)};
    for (int i = 0; i < graph->n_warnings; i++)
        if (!graph->warnings[i].text)
            return pp_fail_nomem(reterr);
    return 0;
}

static int find_area(struct pp_geo *geo, const double *xy, size_t n_points,
                     const struct pp_graph_input *input, struct pp_shape **ret_area,
                     struct pp_error *reterr) {
    if (input->n_wards > 0)
        return pp_shape_area_of_wards(geo, input->wards, input->n_wards, ret_area, reterr);
    return pp_shape_area_of_points(geo, xy, n_points, ret_area, reterr);
}

static int build(const struct pp_graph_input *input, struct pp_unit *units,
                 const struct pp_mosaic *mosaic, struct pp_arena *arena, struct pp_graph *graph,
                 struct pp_error *reterr) {
    struct residents residents;
    struct pp_pairs pairs = {0};
    PP_AUTO_FREE const char **unknown = pp_alloc_array(input->n_links, sizeof *unknown);
    if (!unknown)
        return pp_fail_nomem(reterr);
    int rc = list_residents(mosaic, arena, &residents, reterr);
    if (rc == 0)
        rc = pair_all(mosaic, &residents, &pairs, reterr);
    if (rc == 0)
        rc = pp_links_add(units, mosaic->n_points, input, &pairs, unknown, reterr);
    if (rc == 0)
        rc = pp_pairs_finish(&pairs, arena, &graph->neighbours, &graph->n_neighbours, reterr);
    pp_pairs_done(&pairs);
    if (rc == 0)
        rc = hand_out_cells(mosaic, &residents, units, arena, reterr);
    if (rc == 0)
        rc = warn(input, units, mosaic, unknown, arena, graph, reterr);
    return rc;
}

int pp_graph_build(struct pp_geo *geo, struct pp_unit *units, int n_units,
                   const struct pp_graph_input *input, struct pp_arena *arena,
                   struct pp_graph *ret_graph, struct pp_error *reterr) {
    struct pp_graph graph = {0};
    struct pp_mosaic mosaic = {0};
    struct pp_shape *area = NULL;
    size_t n = (size_t)n_units;
    PP_AUTO_FREE double *xy = pp_alloc_array(2 * n, sizeof *xy);
    if (!xy)
        return pp_fail_nomem(reterr);
    if (n == 0)
        return pp_fail(reterr, PP_E_INPUT, "there are no homes with a position to plan");
    for (size_t i = 0; i < n; i++) {
        xy[2 * i] = units[i].easting_m;
        xy[2 * i + 1] = units[i].northing_m;
    }
    int rc = find_area(geo, xy, n, input, &area, reterr);
    struct pp_mosaic_input ground = {xy, n, area, input->barriers, input->n_barriers};
    if (rc == 0)
        rc = pp_mosaic_build(geo, &ground, &mosaic, reterr);
    if (rc == 0)
        rc = build(input, units, &mosaic, arena, &graph, reterr);
    if (rc == 0) {
        graph.area_m2 = pp_shape_area_m2(geo, area);
        *ret_graph = graph;
    }
    pp_mosaic_done(&mosaic);
    pp_shape_free(geo, area);
    return rc;
}

/* Copies the points as pairs. They may be in any unit of length: where they lie closer together than 10 (degrees,
 * kilometres, a unit square), they are enlarged to a mean spacing of about 100, so that the 1 m and 500 m of the
 * rules mean what they mean for a town. */
static void copy_enlarged(const double *x, const double *y, int n, double *xy) {
    double low[2] = {x[0], y[0]}, high[2] = {x[0], y[0]};
    for (int i = 0; i < n; i++) {
        xy[2 * i] = x[i];
        xy[2 * i + 1] = y[i];
        for (int k = 0; k < 2; k++) {
            low[k] = fmin(low[k], xy[2 * i + k]);
            high[k] = fmax(high[k], xy[2 * i + k]);
        }
    }
    double spacing = fmax(high[0] - low[0], high[1] - low[1]) / sqrt(n);
    double factor = spacing > 0 && spacing < 10 ? exp2(ceil(log2(100 / spacing))) : 1;
    for (int i = 0; i < 2 * n && factor != 1; i++)
        xy[i] = (xy[i] - low[i % 2]) * factor;
}

int pp_graph_from_points(struct pp_geo *geo, const double *x, const double *y, int n,
                         struct pp_arena *arena, struct pp_graph *ret_graph,
                         struct pp_error *reterr) {
    struct pp_graph graph = {0};
    struct pp_mosaic mosaic = {0};
    struct pp_shape *area = NULL;
    struct pp_pairs pairs = {0};
    struct residents residents;
    PP_AUTO_FREE double *xy = pp_alloc_array(2 * (size_t)n, sizeof *xy);
    if (!xy)
        return pp_fail_nomem(reterr);
    if (n == 0)
        return pp_fail(reterr, PP_E_INPUT, "there are no points to find neighbours of");
    copy_enlarged(x, y, n, xy);
    int rc = pp_shape_area_of_points(geo, xy, (size_t)n, &area, reterr);
    struct pp_mosaic_input ground = {xy, (size_t)n, area, NULL, 0};
    if (rc == 0)
        rc = pp_mosaic_build(geo, &ground, &mosaic, reterr);
    if (rc == 0)
        rc = list_residents(&mosaic, arena, &residents, reterr);
    if (rc == 0)
        rc = pair_all(&mosaic, &residents, &pairs, reterr);
    if (rc == 0)
        rc = pp_pairs_finish(&pairs, arena, &graph.neighbours, &graph.n_neighbours, reterr);
    if (rc == 0)
        *ret_graph = graph;
    pp_pairs_done(&pairs);
    pp_mosaic_done(&mosaic);
    pp_shape_free(geo, area);
    return rc;
}
