/* Coordinates, shapes, areas, bytes. */
#include "tests/tap.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/geo/shape.h"

static struct pp_geo *geo;
static struct pp_error err;

/* Points of the Ordnance Survey's test set for OSTN15: ETRS89 longitude, latitude; easting, northing. */
static const double os_points[][4] = {
    {-6.29977752014, 49.92226393730, 91492.146, 11318.804},
    {-5.20304609998, 49.96006137820, 170370.718, 11572.405},
    {-4.10864563561, 50.43885825610, 250359.811, 62016.569},
    {-1.29782277240, 50.57563665000, 449816.371, 75335.861},
    {-1.45051433700, 50.93127937910, 438710.920, 114792.250},
    {-3.55128349240, 51.40078220140, 292184.870, 168003.465},
    {1.44454730409, 51.37447025550, 639821.835, 169565.858},
    {-2.54407618349, 51.42754743020, 362269.991, 169978.690},
    {-0.11992557180, 51.48936564950, 530624.974, 178388.464},
};
enum { N_OS = sizeof os_points / sizeof *os_points };

static void test_coordinates(void) {
    struct pp_geo_accuracy accuracy;
    if (!ok(pp_geo_accuracy(geo, &accuracy, &err) == 0, "the transformation says how good it is")) {
        printf("# %s\n", err.message);
        return;
    }
    printf("# %s: %s (%.2f m)\n", pp_geo_accuracy_text(&accuracy), accuracy.method,
           accuracy.accuracy_m);
    double tolerance_m = accuracy.has_grid ? 0.5 : 5, worst = 0, back = 0;
    for (int i = 0; i < N_OS; i++) {
        double xy[2] = {os_points[i][0], os_points[i][1]};
        ok(pp_geo_to_grid(geo, xy, 1, &err) == 0, "test point %d", i + 1);
        double off = hypot(xy[0] - os_points[i][2], xy[1] - os_points[i][3]);
        worst = fmax(worst, off);
        if (pp_geo_to_lonlat(geo, xy, 1, &err) == 0)
            back = fmax(back, hypot(xy[0] - os_points[i][0], xy[1] - os_points[i][1]));
    }
    printf("# worst %.2f m, back %.2g degrees\n", worst, back);
    ok(worst < tolerance_m, "OS test points within %.1f m", tolerance_m);
    ok(back < 1e-7, "there and back again");
    double bad[4] = {-1.5, 53, 500, 95};
    is_int(pp_geo_to_grid(geo, bad, 2, &err), PP_E_INPUT, "a point off the globe is refused");
    ok(bad[0] == -1.5 && strstr(err.message, "point 2"), "and named, and nothing is changed");
    double lonlat[4] = {-1.5, 53.3, -1.4, 53.4}, grid[4] = {434000, 387000, 91492, 11318};
    double swapped[2] = {53.3, -1.5};
    ok(pp_geo_looks_like_lonlat(lonlat, 2) && !pp_geo_looks_like_grid(lonlat, 2),
       "lon/lat is seen");
    ok(pp_geo_looks_like_grid(grid, 2) && !pp_geo_looks_like_lonlat(grid, 2), "metres are seen");
    ok(!pp_geo_looks_like_grid(swapped, 1) && !pp_geo_looks_like_lonlat(swapped, 1),
       "swapped is neither");
}

static struct pp_shape *polygon(const double *xy, size_t n) {
    struct pp_shape *shape = NULL;
    int rc = pp_shape_from_rings(geo, &(struct pp_ring){xy, n}, 1, &shape, &err);
    return rc == 0 ? shape : NULL;
}

static struct pp_wkb bytes_of(struct pp_shape *shape_taken) {
    struct pp_wkb wkb = {0};
    if (!shape_taken || pp_shape_to_wkb(geo, shape_taken, &wkb, &err) < 0)
        wkb = (struct pp_wkb){0};
    pp_shape_free(geo, shape_taken);
    return wkb;
}

static struct pp_wkb square(double x, double y, double side) {
    double xy[8] = {x, y, x + side, y, x + side, y + side, x, y + side};
    return bytes_of(polygon(xy, 4));
}

static void test_polygons(void) {
    double bow_tie[8] = {0, 0, 10, 10, 10, 0, 0, 10}, line[6] = {0, 0, 5, 0, 10, 0};
    struct pp_shape *mended = polygon(bow_tie, 4);
    ok(mended != NULL, "a bow-tie is mended");
    is_near(pp_shape_area_m2(geo, mended), 50, 1e-9, "to its two halves");
    pp_shape_free(geo, mended);
    struct pp_shape *shape = NULL;
    is_int(pp_shape_from_rings(geo, &(struct pp_ring){line, 3}, 1, &shape, &err), PP_E_INPUT,
           "a flat ring is refused");
    is_int(pp_shape_from_rings(geo, &(struct pp_ring){line, 2}, 1, &shape, &err), PP_E_INPUT,
           "so are two points");
    double nan[6] = {0, 0, NAN, 1, 1, 0};
    is_int(pp_shape_from_rings(geo, &(struct pp_ring){nan, 3}, 1, &shape, &err), PP_E_INPUT,
           "and what is no number");
    is_int(pp_shape_from_wkb(geo, (const unsigned char *)"nonsense", 8, &shape, &err), PP_E_FORMAT,
           "bytes that are no WKB are refused");
    double outer[8] = {0, 0, 0, 10, 10, 10, 10, 0}, hole[8] = {2, 2, 4, 2, 4, 4, 2, 4};
    struct pp_ring rings[2] = {{outer, 4}, {hole, 4}};
    ok(pp_shape_from_rings(geo, rings, 2, &shape, &err) == 0, "a polygon with a hole");
    is_near(pp_shape_area_m2(geo, shape), 96, 1e-9, "its area");
    ok(pp_shape_covers_point(geo, shape, 1, 1) && !pp_shape_covers_point(geo, shape, 3, 3),
       "its inside");
    struct pp_wkb wkb = bytes_of(shape);
    struct pp_rings flat;
    ok(pp_rings_read(wkb.data, wkb.n, &flat, &err) == 0, "its bytes are read");
    ok(flat.kind == PP_RINGS_POLYGON && flat.n_parts == 1 && flat.n_rings == 2,
       "as one part, two rings");
    double turned[2] = {0, 0};
    for (size_t r = 0; r < flat.n_rings; r++)
        for (size_t i = flat.ring_first[r]; i + 1 < flat.ring_first[r + 1]; i++)
            turned[r] +=
                flat.xy[2 * i] * flat.xy[2 * i + 3] - flat.xy[2 * i + 2] * flat.xy[2 * i + 1];
    ok(turned[0] > 0 && turned[1] < 0, "outer ring anticlockwise, hole clockwise (RFC 7946)");
    pp_rings_done(&flat);
    for (size_t n = 0; n < wkb.n; n++) {
        struct pp_rings cut = {0};
        int rc = pp_rings_read(wkb.data, n, &cut, &err);
        if (rc != PP_E_FORMAT)
            ok(false, "bytes cut at %zu are seen as damaged", n);
        pp_rings_done(&cut);
    }
    struct pp_wkb blob = {0};
    ok(pp_gpkg_blob(&wkb, 27700, &blob, &err) == 0, "a GeoPackage blob");
    ok(blob.n == wkb.n + 40 && memcmp(blob.data, "GP\0\3", 4) == 0 && blob.data[4] == (27700 & 255),
       "with header, envelope and the WKB");
    double envelope[4];
    memcpy(envelope, blob.data + 8, sizeof envelope);
    ok(envelope[0] == 0 && envelope[1] == 10 && envelope[2] == 0 && envelope[3] == 10,
       "min x, max x, min y, max y");
    pp_wkb_done(&blob);
    pp_wkb_done(&wkb);
}

static void test_area(void) {
    /* Two squares 5 m apart and one 30 m off: the first gap is a sliver, the second is not. */
    struct pp_wkb wards[4] = {
        square(0, 0, 1000), square(1005, 0, 1000), square(2035, 0, 1000), {0}};
    struct pp_shape *area = NULL;
    ok(pp_shape_area_of_wards(geo, wards, 4, &area, &err) == 0, "the area of wards");
    is_near(pp_shape_area_m2(geo, area), 3e6 + 5000, 500, "slivers are closed, real gaps stay");
    ok(pp_shape_covers_point(geo, area, 1002.5, 500), "the sliver is inside");
    ok(!pp_shape_covers_point(geo, area, 2020, 500), "the gap is not");
    pp_shape_free(geo, area);
    is_int(pp_shape_area_of_wards(geo, &wards[3], 1, &area, &err), PP_E_INPUT,
           "no ground is refused");
    for (int i = 0; i < 3; i++)
        pp_wkb_done(&wards[i]);
    double same[6] = {500, 500, 500, 500, 500, 500}, row[6] = {0, 0, 1000, 0, 2000, 0};
    ok(pp_shape_area_of_points(geo, same, 1, &area, &err) == 0, "the area of one point");
    is_near(pp_shape_area_m2(geo, area), M_PI * 250000, 10000, "is a circle of 500 m");
    pp_shape_free(geo, area);
    ok(pp_shape_area_of_points(geo, same, 3, &area, &err) == 0, "of equal points");
    pp_shape_free(geo, area);
    ok(pp_shape_area_of_points(geo, row, 3, &area, &err) == 0, "of points in a row");
    is_near(pp_shape_area_m2(geo, area), M_PI * 250000 + 2e6, 12000, "is a sausage");
    pp_shape_free(geo, area);
}

static void test_union(void) {
    struct pp_wkb cells[5] = {
        square(0, 0, 10), square(10, 0, 10), square(0, 10, 10), {0}, square(100, 0, 10)};
    struct pp_wkb sum = {0};
    ok(pp_geo_union_wkb(geo, cells, 4, &sum, &err) == 0, "three cells in one");
    struct pp_rings rings;
    ok(pp_rings_read(sum.data, sum.n, &rings, &err) == 0 && rings.n_parts == 1 &&
           rings.n_rings == 1,
       "are one polygon");
    pp_rings_done(&rings);
    pp_wkb_done(&sum);
    ok(pp_geo_union_wkb(geo, cells, 5, &sum, &err) == 0 &&
           pp_rings_read(sum.data, sum.n, &rings, &err) == 0 && rings.n_parts == 2,
       "far ones stay apart");
    pp_rings_done(&rings);
    pp_wkb_done(&sum);
    ok(pp_geo_union_wkb(geo, &cells[3], 1, &sum, &err) == 0 && sum.n > 0,
       "nothing unites to nothing");
    ok(pp_rings_read(sum.data, sum.n, &rings, &err) == 0 && rings.n_parts == 0, "an empty shape");
    pp_rings_done(&rings);
    struct pp_wkb blob = {0};
    ok(pp_gpkg_blob(&sum, 27700, &blob, &err) == 0 && blob.n == sum.n + 8,
       "as a GeoPackage blob too");
    pp_wkb_done(&blob);
    pp_wkb_done(&sum);
    for (int i = 0; i < 5; i++)
        pp_wkb_done(&cells[i]);
}

int main(void) {
    if (pp_geo_new(&geo, &err) < 0)
        return 1;
    test_coordinates();
    test_polygons();
    test_area();
    test_union();
    pp_geo_free(geo);
    return tap_done();
}
