/* What leaves the program: colours, places for names, tables, GeoJSON, map. */
#include <stdlib.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/json/json.h"
#include "patchplan/publish/colouring.h"
#include "patchplan/publish/labels.h"
#include "patchplan/publish/map.h"
#include "patchplan/publish/outline.h"
#include "patchplan/publish/pole.h"
#include "patchplan/publish/tables.h"
#include "tests/tap.h"
#include "tests/unit/publish/town.h"

static char folder[] = "/tmp/pp-publish-XXXXXX";

static const char *in_folder(const char *name) {
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static char *read_text(const char *path) {
    static char text[1 << 20];
    FILE *file = fopen(path, "rb");
    size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;
    text[n] = 0;
    if (file)
        fclose(file);
    return text;
}

/* ---- colours ---- */

/* Random graphs with few edges: proper with as many colours as the greatest degree plus one. */
static void test_colouring_of_graphs(void) {
    struct pp_rng rng;
    bool proper = true;
    pp_rng_seed(&rng, 7);
    for (int round = 0; round < 200; round++) {
        int n = 2 + (int)pp_rng_below(&rng, 30), n_edges = (int)pp_rng_below(&rng, 60);
        static bool edge[32][32];
        int first[33] = {0}, neighbour[2000], colour[32], most = 0;
        memset(edge, 0, sizeof edge);
        for (int e = 0; e < n_edges; e++) {
            int a = (int)pp_rng_below(&rng, (uint32_t)n), b = (int)pp_rng_below(&rng, (uint32_t)n);
            edge[a][b] = edge[b][a] = a != b;
        }
        for (int a = 0; a < n; a++) {
            first[a + 1] = first[a];
            for (int b = 0; b < n; b++)
                if (a != b && edge[a][b])
                    neighbour[first[a + 1]++] = b;
            most = first[a + 1] - first[a] > most ? first[a + 1] - first[a] : most;
        }
        struct pp_touching touching = {n, first, neighbour};
        proper &= pp_colour_patches(&touching, most + 1, colour, NULL) == 0;
        for (int a = 0; a < n; a++)
            for (int b = 0; b < n; b++)
                proper &= a == b || !edge[a][b] || colour[a] != colour[b];
    }
    ok(proper,
       "200 random graphs: neighbours differ, with one colour more than the most neighbours");
}

/* After patches change hands at a border: proper again, and few changed. */
static void test_colouring_again(void) {
    int row[] = {0, 1, 3, 5, 7, 8}, neighbour[] = {1, 0, 2, 1, 3, 2, 4, 3}; /* a chain of five */
    struct pp_touching chain = {5, row, neighbour};
    int colour[] = {0, 1, 1, 0, -1};
    ok(pp_colour_patches_again(&chain, 6, colour, NULL) == 0 && colour[0] == 0 && colour[3] == 0 &&
           (colour[1] == 1) + (colour[2] == 1) == 1 && colour[4] > 0,
       "of two alike that touch one changes, one without gets one, the others keep theirs");
    int two[] = {0, 1, 0, 0, 1};
    ok(pp_colour_patches_again(&chain, 2, two, NULL) == 0 && two[0] != two[1] && two[1] != two[2] &&
           two[2] != two[3] && two[3] != two[4],
       "where no few changes do, all are chosen anew");
}

static void test_colouring_of_maps(struct pp_geo *geo) {
    bool proper = true;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct pp_plan plan;
        struct pp_patch_shapes shapes = {0};
        struct pp_touching touching = {0};
        int colour[40];
        proper &= town_random(geo, 300, 40, seed, &plan) &&
                  pp_patch_shapes_build(geo, &plan, &shapes, NULL) == 0 &&
                  pp_touching_build(&plan, &shapes, &touching, NULL) == 0 &&
                  pp_colour_patches(&touching, 6, colour, NULL) == 0;
        for (int e = 0; proper && e < plan.n_neighbours; e++) {
            int a = plan.patch_of_unit[plan.neighbours[e].u];
            int b = plan.patch_of_unit[plan.neighbours[e].v];
            proper &= a == b || colour[a] != colour[b];
        }
        pp_touching_done(&touching);
        pp_patch_shapes_done(&shapes);
        pp_plan_done(&plan);
    }
    ok(proper, "six colours do for towns of 40 patches; no two neighbours share one");
}

/* ---- the pole ---- */

static struct pp_rings rings_of(const double *xy, size_t n, size_t *ring_first,
                                size_t *part_first) {
    ring_first[0] = 0;
    ring_first[1] = n;
    part_first[0] = 0;
    part_first[1] = 1;
    return (struct pp_rings){
        PP_RINGS_POLYGON, (double *)(uintptr_t)xy, ring_first, 1, part_first, 1};
}

static void test_pole(struct pp_geo *geo) {
    static const double ell[] = {0, 0, 100, 0, 100, 20, 30, 20, 30, 100, 0, 100, 0, 0};
    size_t ring_first[2], part_first[2];
    struct pp_rings rings = rings_of(ell, 7, ring_first, part_first);
    double x, y, clearance;
    ok(pp_rings_pole(&rings, 0.01, &x, &y, &clearance), "an L has a pole");
    /* The largest disc touches the two outer sides and the inner corner (30, 20). */
    double radius = 50 - sqrt(50 * 50 - (30 * 30 + 20 * 20));
    is_near(clearance, radius, 0.02, "its disc is as large as geometry says");
    is_near(pp_rings_clearance(&rings, x, y), clearance, 1e-12,
            "the clearance is that of the place");
    ok(pp_rings_clearance(&rings, 60, 60) < 0, "outside is negative");
    struct pp_rings none = {.ring_first = ring_first};
    ok(!pp_rings_pole(&none, 1, &x, &y, &clearance), "nothing has none");
    struct pp_plan plan;
    struct pp_patch_shapes shapes = {0};
    bool inside = town_random(geo, 200, 20, 3, &plan) &&
                  pp_patch_shapes_build(geo, &plan, &shapes, NULL) == 0;
    for (int p = 0; p < shapes.n_patches; p++) {
        struct pp_shape *shape = NULL;
        inside &= pp_rings_pole(&shapes.rings[p], 1, &x, &y, &clearance) && clearance > 0;
        inside &= pp_shape_from_wkb(geo, shapes.wkb[p].data, shapes.wkb[p].n, &shape, NULL) == 0 &&
                  pp_shape_covers_point(geo, shape, x, y);
        pp_shape_free(geo, shape);
    }
    ok(inside, "the pole of each patch lies inside it, says another library");
    pp_patch_shapes_done(&shapes);
    pp_plan_done(&plan);
}

/* ---- names ---- */

static void test_names(struct pp_geo *geo) {
    struct pp_plan plan;
    struct pp_patch_shapes shapes = {0};
    struct pp_label labels[40];
    struct pp_label_place places[40];
    struct pp_label_form forms[2] = {{700, 240}, {420, 150}};
    bool good = town_random(geo, 300, 40, 5, &plan) &&
                pp_patch_shapes_build(geo, &plan, &shapes, NULL) == 0;
    for (int p = 0; p < 40; p++) {
        const struct pp_unit *hub = &plan.units[plan.patches[p].hub_unit_ix];
        labels[p] = (struct pp_label){.shape = &shapes.rings[p],
                                      .near_x = hub->easting_m,
                                      .near_y = hub->northing_m,
                                      .forms = forms,
                                      .n_forms = 2,
                                      .may_leave = true};
    }
    struct pp_label_input input = {
        .frame = {432000, 384000, 438000, 389000}, .labels = labels, .n_labels = 40};
    good &= pp_place_labels(&input, places, NULL) == 0;
    int n_placed = 0, n_overlaps = 0, n_strays = 0;
    for (int a = 0; a < 40; a++) {
        const struct pp_label_form *fa = &forms[places[a].form < 0 ? 0 : places[a].form];
        n_placed += places[a].form >= 0;
        bool inside = pp_rings_clearance(&shapes.rings[a], places[a].x, places[a].y) > 0;
        n_strays += !inside && !places[a].has_line;
        for (int b = 0; b < a; b++) {
            const struct pp_label_form *fb = &forms[places[b].form < 0 ? 0 : places[b].form];
            n_overlaps += fabs(places[a].x - places[b].x) * 2 < fa->width + fb->width - 1e-9 &&
                          fabs(places[a].y - places[b].y) * 2 < fa->height + fb->height - 1e-9;
        }
    }
    ok(good, "names are looked for");
    is_int(n_placed, 40, "every name of a crowded town is placed");
    is_int(n_overlaps, 0, "none covers another");
    is_int(n_strays, 0, "each stands in its patch or has a line to it");
    pp_patch_shapes_done(&shapes);
    pp_plan_done(&plan);
}

/* ---- tables ---- */

static void test_tables(struct pp_geo *geo) {
    struct pp_plan plan;
    struct pp_error err = {0};
    ok(town_random(geo, 60, 5, 2, &plan), "a town");
    plan.units[3].id = "=cmd|' /C calc'!A0";
    plan.patches[1].name = "=1+1";
    plan.patches[2].name = "-5";
    is_int(pp_publish_units(&plan, in_folder("u.csv"), PP_SHEET_CSV, &err), 0, "units");
    char *text = read_text(in_folder("u.csv"));
    ok(strncmp(text, "id,weight,x,y,homes,team,ward_code,patch\n", 41) == 0, "its columns");
    ok(strstr(text, "\n=cmd") != NULL, "ids that a program reads back stay as they are");
    char row[200];
    const struct pp_unit *unit = &plan.units[0];
    snprintf(row, sizeof row, "\nU0,%d.%03d,%.3f,%.3f,%d,", (int)(unit->weight_milli / 1000),
             (int)(unit->weight_milli % 1000), unit->easting_m, unit->northing_m, unit->n_homes);
    ok(strstr(text, row) != NULL, "weights have three places");
    is_int(pp_publish_patches(&plan, in_folder("p.csv"), PP_SHEET_CSV, &err), 0, "patches");
    text = read_text(in_folder("p.csv"));
    ok(strstr(text, "\n'=1+1,") != NULL, "a name like a formula is guarded");
    ok(strstr(text, "\n-5,") != NULL, "a number is not");
    is_int(pp_publish_neighbours(&plan, in_folder("n.json"), PP_SHEET_JSON, &err), 0, "JSON");
    PP_AUTO_JSON struct pp_json *json = NULL;
    is_int(pp_json_read_file(in_folder("n.json"), 0, &json, &err), 0, "... that can be read");
    is_int((long long)pp_json_length(json), plan.n_neighbours, "... one object a row");
    is_text(pp_json_text(pp_json_get(pp_json_at(json, 0), "kind")), "edge", "... with its kind");
    ok(pp_publish_units(&plan, in_folder("none/u.csv"), PP_SHEET_CSV, &err) < 0 &&
           strstr(err.file, "none/u.csv") != NULL,
       "a folder that is not there is told with the name asked for");
    pp_plan_done(&plan);
}

/* ---- GeoJSON ---- */

static double ring_area(const struct pp_json *ring) {
    double area = 0, x = 0, y = 0, px = 0, py = 0;
    for (size_t i = 0; i < pp_json_length(ring); i++, px = x, py = y) {
        const struct pp_json *position = pp_json_at(ring, i);
        pp_json_number(pp_json_at(position, 0), &x);
        pp_json_number(pp_json_at(position, 1), &y);
        if (i)
            area += (px * y - x * py) / 2;
    }
    return area;
}

static bool closed(const struct pp_json *ring) {
    double ends[4] = {0};
    const struct pp_json *a = pp_json_at(ring, 0), *b = pp_json_at(ring, pp_json_length(ring) - 1);
    pp_json_number(pp_json_at(a, 0), &ends[0]);
    pp_json_number(pp_json_at(a, 1), &ends[1]);
    pp_json_number(pp_json_at(b, 0), &ends[2]);
    pp_json_number(pp_json_at(b, 1), &ends[3]);
    return ends[0] == ends[2] && ends[1] == ends[3];
}

static bool wound(const struct pp_json *polygon) {
    bool good = pp_json_length(polygon) > 0;
    for (size_t r = 0; r < pp_json_length(polygon); r++) {
        const struct pp_json *ring = pp_json_at(polygon, r);
        good &= closed(ring) && (r == 0) == (ring_area(ring) > 0);
    }
    return good;
}

static bool feature_is_good(const struct pp_json *feature) {
    const struct pp_json *geometry = pp_json_get(feature, "geometry");
    const struct pp_json *coordinates = pp_json_get(geometry, "coordinates");
    const char *type = pp_json_text(pp_json_get(geometry, "type"));
    if (!type)
        return false;
    if (strcmp(type, "Polygon") == 0)
        return wound(coordinates);
    bool good = strcmp(type, "MultiPolygon") == 0;
    for (size_t p = 0; p < pp_json_length(coordinates); p++)
        good &= wound(pp_json_at(coordinates, p));
    return good;
}

static void test_geojson(struct pp_geo *geo) {
    struct pp_plan plan;
    struct pp_patch_shapes shapes = {0};
    struct pp_error err = {0};
    ok(town_random(geo, 400, 20, 11, &plan), "a town");
    for (int u = 0; u < plan.n_units; u++) /* one patch in two pieces, with a hole in another */
        if (plan.patch_of_unit[u] == 7 && u % 5 == 0)
            plan.patch_of_unit[u] = 3;
    is_int(pp_patch_shapes_build(geo, &plan, &shapes, &err), 0, "its ground");
    is_int(pp_publish_geojson(geo, &plan, &shapes, in_folder("p.geojson"), &err), 0, "GeoJSON");
    PP_AUTO_JSON struct pp_json *json = NULL;
    is_int(pp_json_read_file(in_folder("p.geojson"), 0, &json, &err), 0, "is JSON");
    const struct pp_json *features = pp_json_get(json, "features");
    is_int((long long)pp_json_length(features), 20, "one feature a patch");
    bool good = true, multi = false;
    for (size_t i = 0; i < pp_json_length(features); i++) {
        const struct pp_json *geometry = pp_json_get(pp_json_at(features, i), "geometry");
        good &= feature_is_good(pp_json_at(features, i));
        multi |= strcmp(pp_json_text(pp_json_get(geometry, "type")), "MultiPolygon") == 0;
    }
    ok(good, "rings are closed, outer ones anticlockwise, holes clockwise");
    ok(multi, "a patch in pieces is a MultiPolygon");
    ok(!pp_json_get(json, "crs"), "no crs member");
    double west = 0, south = 0;
    const struct pp_json *bbox = pp_json_get(json, "bbox");
    ok(pp_json_number(pp_json_at(bbox, 0), &west) && west > -1.6 && west < -1.4 &&
           pp_json_number(pp_json_at(bbox, 1), &south) && south > 53.3 && south < 53.5,
       "the bbox lies where the town does, longitude first");
    pp_patch_shapes_done(&shapes);
    pp_plan_done(&plan);
}

/* ---- the map ---- */

/* ---- outlines for anyone ---- */

static void test_outline_round(void) {
    /* A square of 400 m with a doubled corner, one on a straight line and a spike, closed. */
    static const double square[] = {1,   -3,  200, 4,   398, 2,  398, 2, 402,
                                    395, 700, 396, 404, 401, -6, 399, 1, -3};
    static const double small[] = {0, 0, 90, 0, 90, 85, 0, 85, 0, 0};
    static const double line[] = {0, 0, 1000, 0, 2000, 4, 0, 0};
    static const int64_t wanted[] = {0, 0, 400, 0, 400, 400, 0, 400};
    int64_t xy[20];
    size_t n = pp_outline_round(square, 9, PP_OUTLINE_GRID_M, xy);
    is_int((int64_t)n, 4, "corners that say nothing go");
    ok(n == 4 && memcmp(xy, wanted, sizeof wanted) == 0, "the others lie on the grid");
    is_int((int64_t)pp_outline_round(small, 5, PP_OUTLINE_GRID_M, xy), 0,
           "less than a hectare is not shown");
    is_int((int64_t)pp_outline_round(line, 4, PP_OUTLINE_GRID_M, xy), 0, "nor is a line");
    is_int((int64_t)pp_outline_round(line, 0, PP_OUTLINE_GRID_M, xy), 0, "nor nothing");
}

/* Twice the area inside the rings, of either kind. */
static double area_of_rings(const struct pp_rings *rings) {
    double sum = 0;
    for (size_t r = 0; r < rings->n_rings; r++)
        for (size_t i = rings->ring_first[r]; i + 1 < rings->ring_first[r + 1]; i++)
            sum += rings->xy[2 * i] * rings->xy[2 * i + 3] -
                   rings->xy[2 * i + 2] * rings->xy[2 * i + 1];
    return sum;
}

static double number_at(const struct pp_json *list, size_t i) {
    double value = NAN;
    return pp_json_number(pp_json_at(list, i), &value) ? value : NAN;
}

static double area_of_outline(const struct pp_json *outline, bool *on_grid) {
    const struct pp_json *rings = pp_json_get(outline, "rings");
    double sum = 0;
    for (size_t r = 0; r < pp_json_length(rings); r++) {
        const struct pp_json *ring = pp_json_at(rings, r);
        size_t n = pp_json_length(ring) / 2;
        for (size_t i = 0; i < n; i++) {
            double x = number_at(ring, 2 * i), y = number_at(ring, 2 * i + 1);
            size_t next = (i + 1) % n;
            *on_grid &= fmod(x, PP_OUTLINE_GRID_M) == 0 && fmod(y, PP_OUTLINE_GRID_M) == 0;
            sum += x * number_at(ring, 2 * next + 1) - number_at(ring, 2 * next) * y;
        }
    }
    return sum;
}

static void test_outlines(struct pp_geo *geo) {
    struct pp_plan plan;
    struct pp_patch_shapes shapes = {0};
    struct pp_error err = {0};
    PP_AUTO_JSON struct pp_json *outlines = pp_json_new_array();
    const bool wanted[6] = {true, true, false, true, true, true};
    int colours[6] = {-1, -1, -1, -1, -1, -1};
    const struct pp_outline_wish wish = {wanted, colours, PP_OUTLINE_GRID_M};
    bool on_grid = true;
    double area = 0, true_area = 0;
    ok(town_random(geo, 200, 6, 3, &plan) && pp_patch_shapes_build(geo, &plan, &shapes, &err) == 0,
       "a town of six patches");
    ok(pp_outlines_colour(&plan, &shapes, colours, &err) == 0 &&
           pp_outlines_add(&plan, &shapes, &wish, outlines, &err) == 0,
       "its outlines");
    is_int((int64_t)pp_json_length(outlines), 5, "of the patches that are wanted");
    for (int p = 0; p < plan.n_patches; p++)
        true_area += wanted[p] ? area_of_rings(&shapes.rings[p]) : 0;
    for (size_t i = 0; i < pp_json_length(outlines); i++)
        area += area_of_outline(pp_json_at(outlines, i), &on_grid);
    ok(on_grid, "no corner tells where a home is");
    ok(fabs(area / true_area - 1) < 0.02,
       "what is rounded away here comes back there: %.0f of %.0f m2", area / 2, true_area / 2);
    pp_patch_shapes_done(&shapes);
    pp_plan_done(&plan);
}

static void test_map(struct pp_geo *geo) {
    struct pp_plan plan;
    struct pp_patch_shapes shapes = {0};
    struct pp_error err = {0};
    struct pp_map_result result = {0};
    bool good = town_random(geo, 400, 30, 4, &plan) &&
                pp_patch_shapes_build(geo, &plan, &shapes, NULL) == 0;
    struct pp_map map = {.plan = &plan, .shapes = &shapes, .team_ix = -1, .today = 20000};
    good &= pp_publish_map(geo, &map, in_folder("m.svg"), &result, &err) == 0;
    ok(good, "a map is drawn");
    is_int(result.n_patches, 30, "of all patches");
    is_int(result.n_not_placed, 0, "all of them named");
    char *text = read_text(in_folder("m.svg"));
    bool named = true;
    for (int p = 0; p < plan.n_patches; p++)
        named &= strstr(text, plan.patches[p].name) != NULL;
    ok(named, "every patch's name is in the SVG");
    plan.rules.max_milli = plan.patches[0].weight_milli - 1;
    map.team_ix = plan.patches[0].team_ix;
    good = pp_publish_map(geo, &map, in_folder("t.svg"), &result, &err) == 0;
    ok(good && result.n_patches > 0 && result.n_patches < 30, "one team alone");
    ok(strstr(read_text(in_folder("t.svg")), "\u25B2 ") != NULL,
       "a patch over the size limits is marked by a sign too");
    plan.n_units = 0;
    is_int(pp_publish_map(geo, &map, in_folder("e.svg"), &result, &err), PP_E_INPUT,
           "nothing to draw is said");
    ok(access(in_folder("e.svg"), F_OK) != 0, "... and leaves no file");
    pp_patch_shapes_done(&shapes);
    pp_plan_done(&plan);
}

/* ---- memory runs out ---- */

/* Does one of the three ways out: 0, or the code it failed with. */
static int write_one(struct pp_geo *geo, const struct pp_plan *plan, int which) {
    struct pp_patch_shapes shapes = {0};
    struct pp_map_result result;
    struct pp_map map = {.plan = plan, .shapes = &shapes, .team_ix = -1};
    if (which == 0)
        return pp_publish_units(plan, in_folder("x.json"), PP_SHEET_JSON, NULL);
    int rc = pp_patch_shapes_build(geo, plan, &shapes, NULL);
    if (!rc && which == 1)
        rc = pp_publish_geojson(geo, plan, &shapes, in_folder("x.geojson"), NULL);
    if (!rc && which == 2)
        rc = pp_publish_map(geo, &map, in_folder("x.svg"), &result, NULL);
    pp_patch_shapes_done(&shapes);
    return rc;
}

static void test_memory(struct pp_geo *geo) {
    static const char *const files[] = {"x.json", "x.geojson", "x.svg"};
    struct pp_plan plan;
    ok(town_random(geo, 30, 4, 8, &plan), "a small town");
    for (int which = 0; which < 3; which++) {
        bool good = true;
        int rc = -1, n_tries = 0;
        for (long n = 1; rc != 0 && n < 1000000; n += 1 + n / 12, n_tries++) {
            pp_alloc_fail_at(n);
            rc = write_one(geo, &plan, which);
            pp_alloc_fail_at(0);
            good &= rc == 0 || (rc < 0 && access(in_folder(files[which]), F_OK) != 0);
        }
        ok(good && rc == 0 && n_tries > 3, "memory runs out anywhere: %s whole or not at all (%d)",
           files[which], n_tries);
    }
    pp_plan_done(&plan);
}

int main(void) {
    struct pp_geo *geo = NULL;
    if (!mkdtemp(folder) || pp_geo_new(&geo, NULL) != 0)
        return 1;
    test_colouring_of_graphs();
    test_colouring_again();
    test_colouring_of_maps(geo);
    test_pole(geo);
    test_names(geo);
    test_tables(geo);
    test_geojson(geo);
    test_outline_round();
    test_outlines(geo);
    test_map(geo);
    test_memory(geo);
    char command[600];
    snprintf(command, sizeof command, "rm -r %s", folder);
    is_int(system(command), 0, "swept");
    pp_geo_free(geo);
    return tap_done();
}
