/* The mosaic against brute force: bisector by bisector, and on a raster. */
#include "tests/tap.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/cancel.h"
#include "patchplan/core/rng.h"
#include "patchplan/geo/locate.h"
#include "patchplan/geo/mosaic.h"

static struct pp_geo *geo;
static struct pp_error err;
static struct pp_rng rng;

static struct pp_wkb bytes_of(struct pp_shape *shape_taken) {
    struct pp_wkb wkb = {0};
    if (!shape_taken || pp_shape_to_wkb(geo, shape_taken, &wkb, &err) < 0)
        wkb = (struct pp_wkb){0};
    pp_shape_free(geo, shape_taken);
    return wkb;
}

static struct pp_shape *polygon(const double *xy, size_t n) {
    struct pp_shape *shape = NULL;
    int rc = pp_shape_from_rings(geo, &(struct pp_ring){xy, n}, 1, &shape, &err);
    return rc == 0 ? shape : NULL;
}

static struct pp_wkb line(const double *xy, size_t n) {
    struct pp_shape *shape = NULL;
    int rc = pp_shape_from_line(geo, xy, n, &shape, &err);
    return bytes_of(rc == 0 ? shape : NULL);
}

static struct pp_shape *box(double side) {
    double xy[8] = {0, 0, side, 0, side, side, 0, side};
    return polygon(xy, 4);
}

static double shared(const struct pp_mosaic *mosaic, int u, int v) {
    int a = mosaic->site_of_point[u], b = mosaic->site_of_point[v];
    for (size_t i = 0; i < mosaic->n_pairs; i++)
        if ((mosaic->pairs[i].u == a && mosaic->pairs[i].v == b) ||
            (mosaic->pairs[i].u == b && mosaic->pairs[i].v == a))
            return mosaic->pairs[i].shared_m;
    return 0;
}

/* Cut the stretch t0..t1 of the line p + t d down to where nx x + ny y <= c. */
static void cut(const double p[2], const double d[2], const double half[3], double t[2]) {
    double along = half[0] * d[0] + half[1] * d[1];
    double room = half[2] - half[0] * p[0] - half[1] * p[1];
    if (along > 0)
        t[1] = fmin(t[1], room / along);
    else if (along < 0)
        t[0] = fmax(t[0], room / along);
    else if (room < 0)
        t[1] = t[0];
}

/* The length of the boundary of the cells of i and j inside the square, from the definition: the part of their
 * bisector that is no nearer to any other point. */
static double brute_shared(const double *xy, int n, int i, int j, double side) {
    double dx = xy[2 * j] - xy[2 * i], dy = xy[2 * j + 1] - xy[2 * i + 1], length = hypot(dx, dy);
    double p[2] = {(xy[2 * i] + xy[2 * j]) / 2, (xy[2 * i + 1] + xy[2 * j + 1]) / 2};
    double d[2] = {-dy / length, dx / length}, t[2] = {-1e7, 1e7};
    double walls[4][3] = {{-1, 0, 0}, {1, 0, side}, {0, -1, 0}, {0, 1, side}};
    for (int k = 0; k < 4; k++)
        cut(p, d, walls[k], t);
    for (int k = 0; k < n; k++) {
        double ex = xy[2 * k] - xy[2 * i], ey = xy[2 * k + 1] - xy[2 * i + 1];
        if (k == i || k == j || (ex == 0 && ey == 0))
            continue;
        double half[3] = {
            ex, ey, ex * (xy[2 * k] + xy[2 * i]) / 2 + ey * (xy[2 * k + 1] + xy[2 * i + 1]) / 2};
        cut(p, d, half, t);
    }
    return fmax(0, t[1] - t[0]);
}

static void test_brute(int n, double side, int step, const char *what) {
    double xy[200];
    for (int i = 0; i < 2 * n; i++)
        xy[i] = step * (double)pp_rng_below(&rng, (uint32_t)(side / step)) + step / 2.0;
    struct pp_shape *area = box(side);
    struct pp_mosaic mosaic;
    struct pp_mosaic_input in = {xy, (size_t)n, area, NULL, 0};
    if (!ok(pp_mosaic_build(geo, &in, &mosaic, &err) == 0, "%s: built", what))
        return;
    double worst = 0, ground = 0;
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            if (mosaic.site_of_point[i] != mosaic.site_of_point[j])
                worst = fmax(worst, fabs(shared(&mosaic, i, j) - brute_shared(xy, n, i, j, side)));
    for (int s = 0; s < mosaic.n_sites; s++) {
        struct pp_shape *cell = NULL;
        if (pp_shape_from_wkb(geo, mosaic.cells[s].data, mosaic.cells[s].n, &cell, &err) == 0)
            ground += pp_shape_area_m2(geo, cell);
        pp_shape_free(geo, cell);
    }
    ok(worst < 1e-3, "%s: every shared boundary is right to a millimetre", what);
    if (worst >= 1e-3)
        printf("# worst %g\n", worst);
    is_near(ground / (side * side), 1, 1e-9, "the cells fill the area");
    pp_mosaic_done(&mosaic);
    pp_shape_free(geo, area);
}

static void test_permutation(void) {
    enum { N = 80 };
    double xy[2 * N], moved[2 * N];
    for (int i = 0; i < 2 * N; i++)
        xy[i] = pp_rng_below(&rng, 50) * 20;
    for (int i = 0; i < N; i++)
        memcpy(&moved[2 * i], &xy[2 * ((i * 7 + 5) % N)], 2 * sizeof *xy);
    struct pp_mosaic a, b;
    struct pp_mosaic_input in = {xy, N, NULL, NULL, 0}, in_moved = {moved, N, NULL, NULL, 0};
    if (pp_mosaic_build(geo, &in, &a, &err) < 0 || pp_mosaic_build(geo, &in_moved, &b, &err) < 0) {
        ok(false, "%s", err.message);
        return;
    }
    bool same = a.n_sites == b.n_sites && a.n_pairs == b.n_pairs;
    for (size_t i = 0; same && i < a.n_pairs; i++)
        same = memcmp(&a.pairs[i], &b.pairs[i], sizeof a.pairs[i]) == 0;
    for (int s = 0; same && s < a.n_sites; s++)
        same = a.cells[s].n == b.cells[s].n &&
               memcmp(a.cells[s].data, b.cells[s].data, a.cells[s].n) == 0;
    ok(same, "the order of the points does not matter, to the last bit");
    pp_mosaic_done(&a);
    pp_mosaic_done(&b);
}

static void test_few(void) {
    double one[2] = {5, 5}, two[4] = {0, 0, 100, 0},
           row[10] = {0, 0, 10, 10, 20, 20, 30, 30, 40, 40};
    double same[6] = {7, 7, 7, 7, 7, 7}, far[6] = {0, 0, 1e9, 1e9, 1e9, -1e9}, none[2] = {NAN, 0};
    struct pp_mosaic m;
    struct pp_mosaic_input in = {one, 0, NULL, NULL, 0};
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0 && m.n_sites == 0, "no point");
    pp_mosaic_done(&m);
    in.n_points = 1;
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0 && m.n_sites == 1 && m.n_pairs == 0 &&
           m.cells[0].data,
       "one point");
    pp_mosaic_done(&m);
    in = (struct pp_mosaic_input){two, 2, NULL, NULL, 0};
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0 && m.n_pairs == 1, "two points");
    pp_mosaic_done(&m);
    in = (struct pp_mosaic_input){row, 5, NULL, NULL, 0};
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0 && m.n_pairs == 4, "five in a row");
    pp_mosaic_done(&m);
    in = (struct pp_mosaic_input){same, 3, NULL, NULL, 0};
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0 && m.n_sites == 1, "three on one place");
    pp_mosaic_done(&m);
    in = (struct pp_mosaic_input){far, 3, NULL, NULL, 0};
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0 && m.n_pairs >= 2, "huge coordinates");
    pp_mosaic_done(&m);
    in = (struct pp_mosaic_input){none, 1, NULL, NULL, 0};
    is_int(pp_mosaic_build(geo, &in, &m, &err), PP_E_INPUT, "no number is refused");
}

/* A 4 x 4 grid of points 100 m apart, cells 100 m wide. */
static void grid_points(double xy[32]) {
    for (int i = 0; i < 16; i++) {
        xy[2 * i] = 50 + 100 * (i % 4);
        xy[2 * i + 1] = 50 + 100 * (i / 4);
    }
}

static void test_barriers(void) {
    double xy[32];
    grid_points(xy);
    struct pp_shape *area = box(400);
    struct pp_mosaic m;
    /* Exactly between columns 1 and 2, from the south edge to y = 250. */
    double between[4] = {200, -10, 200, 250};
    struct pp_wkb barrier = line(between, 2);
    struct pp_mosaic_input in = {xy, 16, area, &barrier, 1};
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0, "a barrier along the cells' borders");
    is_near(shared(&m, 1, 2), 0, 1e-9, "nothing shared across it");
    is_near(shared(&m, 5, 6), 0, 1e-9, "nothing shared across it, second row");
    is_near(shared(&m, 9, 10), 50, 0.01, "where it ends half a border is left");
    is_near(shared(&m, 13, 14), 100, 1e-6, "past its end all of it");
    is_near(shared(&m, 0, 1), 100, 1e-6, "beside it nothing changes");
    pp_mosaic_done(&m);
    pp_wkb_done(&barrier);
    /* A river through cells: the part with the point is kept, the other bank is nobody's. */
    double river[4] = {180, -10, 180, 410};
    barrier = line(river, 2);
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0, "a barrier through the cells");
    is_near(shared(&m, 1, 2), 0, 1e-9, "nothing shared across it");
    is_near(shared(&m, 1, 5), 80, 0.01, "along it what is left of the border");
    is_near(shared(&m, 2, 6), 100, 0.01, "beyond it the whole border");
    struct pp_locator *locator = NULL;
    ok(pp_locator_new(m.cells, (size_t)m.n_sites, &barrier, 1, &locator, &err) == 0, "located");
    int held = pp_locator_holding(locator, 190, 50),
        near = pp_locator_nearest(locator, 190, 50, NULL);
    is_int(held, -1, "the cut-off bank belongs to no cell");
    is_int(near, m.site_of_point[2], "it goes to the cell on its own side, not across the river");
    pp_locator_free(locator);
    pp_mosaic_done(&m);
    pp_wkb_done(&barrier);
    /* A closed ring around point 5 cuts it off from all. */
    double ring[10] = {110, 110, 190, 110, 190, 190, 110, 190, 110, 110};
    barrier = line(ring, 5);
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0, "a barrier all around a point");
    double sum = 0;
    for (int i = 0; i < 16; i++)
        sum += i == 5 ? 0 : shared(&m, 5, i);
    is_near(sum, 0, 1e-9, "it has no neighbours");
    pp_mosaic_done(&m);
    pp_wkb_done(&barrier);
    pp_shape_free(geo, area);
}

static void test_gap_in_area(void) {
    double xy[32];
    grid_points(xy);
    /* A cleft in the area between columns 1 and 2, 20 m wide, open to the south, up to y = 300. */
    double cleft[16] = {0, 0, 190, 0, 190, 300, 210, 300, 210, 0, 400, 0, 400, 400, 0, 400};
    struct pp_shape *area = polygon(cleft, 8);
    struct pp_mosaic m;
    struct pp_mosaic_input in = {xy, 16, area, NULL, 0};
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0, "an area with a cleft");
    is_near(shared(&m, 1, 2), 0, 1e-9, "none across the cleft");
    is_near(shared(&m, 13, 14), 100, 1e-6, "all beyond it");
    is_near(shared(&m, 1, 5), 90, 1e-6, "the border is clipped");
    pp_mosaic_done(&m);
    double outside[4] = {200, 100, 50, 50};
    in = (struct pp_mosaic_input){outside, 2, area, NULL, 0};
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0 && m.outside[m.site_of_point[0]] &&
           !m.outside[m.site_of_point[1]],
       "a point in the cleft is outside");
    ok(m.cells[m.site_of_point[0]].data != NULL, "and keeps the nearest part of its cell");
    pp_mosaic_done(&m);
    pp_shape_free(geo, area);
}

/* ---- on a raster: area with a bay, a few walls; what a flood from each point reaches of its own ground ---- */

enum { R = 400, RASTER_POINTS = 40 };
struct raster {
    int owner[R][R]; /* the nearest point, -1 outside the area */
    bool kept[R][R];
};

static bool in_bay(double x, double y) { return x > 150 && x < 230 && y < 180; }
enum { N_WALLS = 4 };
static double walls[N_WALLS][4];

static double side_of(const double w[4], double x, double y) {
    return (w[2] - w[0]) * (y - w[1]) - (w[3] - w[1]) * (x - w[0]);
}

/* Does the step from one middle of a pixel to the next cross a wall? */
static bool step_crosses(int x, int y, int u, int v) {
    double step[4] = {x + 0.5, y + 0.5, u + 0.5, v + 0.5};
    for (int k = 0; k < N_WALLS; k++) {
        const double *w = walls[k];
        if ((side_of(w, step[0], step[1]) > 0) != (side_of(w, step[2], step[3]) > 0) &&
            (side_of(step, w[0], w[1]) > 0) != (side_of(step, w[2], w[3]) > 0))
            return true;
    }
    return false;
}

static void flood(struct raster *r, int i, int x0, int y0) {
    static int stack[R * R][2];
    int n = 0;
    r->kept[y0][x0] = true;
    stack[n][0] = x0;
    stack[n++][1] = y0;
    while (n > 0) {
        int x = stack[--n][0], y = stack[n][1];
        for (int k = 0; k < 4; k++) {
            int u = x + (k == 0) - (k == 1), v = y + (k == 2) - (k == 3);
            if (u < 0 || v < 0 || u >= R || v >= R || r->kept[v][u] || r->owner[v][u] != i)
                continue;
            if (step_crosses(x, y, u, v))
                continue;
            r->kept[v][u] = true;
            stack[n][0] = u;
            stack[n++][1] = v;
        }
    }
}

static void draw(struct raster *r, const double *xy, int n) {
    for (int y = 0; y < R; y++)
        for (int x = 0; x < R; x++) {
            double best = INFINITY;
            r->owner[y][x] = -1;
            r->kept[y][x] = false;
            for (int i = 0; i < n && !in_bay(x + 0.5, y + 0.5); i++) {
                double d = hypot(xy[2 * i] - x - 0.5, xy[2 * i + 1] - y - 0.5);
                if (d < best) {
                    best = d;
                    r->owner[y][x] = i;
                }
            }
        }
    for (int i = 0; i < n; i++)
        flood(r, i, (int)xy[2 * i], (int)xy[2 * i + 1]);
}

static void count_borders(const struct raster *r, int border[RASTER_POINTS][RASTER_POINTS]) {
    memset(border, 0, sizeof(int[RASTER_POINTS][RASTER_POINTS]));
    for (int y = 0; y < R; y++)
        for (int x = 0; x < R; x++)
            for (int k = 0; k < 2; k++) {
                int u = x + (k == 0), v = y + (k == 1);
                if (u >= R || v >= R || !r->kept[y][x] || !r->kept[v][u] ||
                    step_crosses(x, y, u, v))
                    continue;
                int a = r->owner[y][x], b = r->owner[v][u];
                border[a][b] += a != b;
                border[b][a] += a != b;
            }
}

static void test_raster(int round) {
    static struct raster raster;
    static int border[RASTER_POINTS][RASTER_POINTS];
    double xy[2 * RASTER_POINTS];
    for (int i = 0; i < RASTER_POINTS;) {
        xy[2 * i] = pp_rng_below(&rng, R) + 0.5;
        xy[2 * i + 1] = pp_rng_below(&rng, R) + 0.5;
        i += !in_bay(xy[2 * i], xy[2 * i + 1]);
    }
    for (int k = 0; k < N_WALLS; k++)
        for (int c = 0; c < 4; c++)
            walls[k][c] = R * pp_rng_real(&rng);
    draw(&raster, xy, RASTER_POINTS);
    count_borders(&raster, border);
    double coast[16] = {0, 0, 150, 0, 150, 180, 230, 180, 230, 0, R, 0, R, R, 0, R};
    struct pp_shape *area = polygon(coast, 8);
    struct pp_wkb barriers[N_WALLS];
    for (int k = 0; k < N_WALLS; k++)
        barriers[k] = line(walls[k], 2);
    struct pp_mosaic m;
    struct pp_mosaic_input in = {xy, RASTER_POINTS, area, barriers, N_WALLS};
    ok(pp_mosaic_build(geo, &in, &m, &err) == 0, "raster %d: built", round);
    int n_wrong = 0, n_pairs = 0;
    for (int i = 0; i < RASTER_POINTS; i++)
        for (int j = i + 1; j < RASTER_POINTS; j++) {
            if (m.site_of_point[i] == m.site_of_point[j])
                continue;
            double exact = shared(&m, i, j); /* a slanted border is up to sqrt 2 longer in pixels */
            n_pairs += exact > 0;
            bool wrong = border[i][j] > exact * 1.42 + 8 || exact > border[i][j] * 1.05 + 8;
            n_wrong += wrong;
            if (wrong)
                printf("# %d-%d: %.2f m, %d pixels\n", i, j, exact, border[i][j]);
        }
    ok(n_wrong == 0 && n_pairs > RASTER_POINTS, "raster %d: borders of kept parts agree", round);
    pp_mosaic_done(&m);
    for (int w = 0; w < N_WALLS; w++)
        pp_wkb_done(&barriers[w]);
    pp_shape_free(geo, area);
}

/* The shortest link between two sides is a Delaunay edge. */
static void test_delaunay_edges(void) {
    enum { N = 60 };
    double xy[2 * N];
    int n_bad = 0;
    for (int round = 0; round < 50; round++) {
        int(*edges)[2] = NULL;
        size_t n_edges = 0;
        for (int i = 0; i < 2 * N; i++)
            xy[i] = pp_rng_below(&rng, round % 2 ? 12 : 100000);
        if (pp_delaunay_edges(xy, N, &edges, &n_edges, &err) < 0)
            n_bad++;
        bool side[N];
        for (int i = 0; i < N; i++)
            side[i] = pp_rng_below(&rng, 4) == 0;
        double best = INFINITY, found = INFINITY;
        for (int i = 0; i < N; i++)
            for (int j = 0; j < i; j++)
                if (side[i] != side[j])
                    best = fmin(best, hypot(xy[2 * i] - xy[2 * j], xy[2 * i + 1] - xy[2 * j + 1]));
        for (size_t k = 0; k < n_edges; k++) {
            int i = edges[k][0], j = edges[k][1];
            if (side[i] != side[j])
                found = fmin(found, hypot(xy[2 * i] - xy[2 * j], xy[2 * i + 1] - xy[2 * j + 1]));
        }
        n_bad += found != best;
        pp_free(edges);
    }
    is_int(n_bad, 0, "Delaunay edges hold a shortest link for every division");
}

static void test_locator(void) {
    enum { N = 300, Q = 3000 };
    double xy[2 * N];
    for (int i = 0; i < 2 * N; i++)
        xy[i] = 1000 * pp_rng_real(&rng);
    struct pp_shape *area = box(1000);
    struct pp_mosaic m;
    struct pp_mosaic_input in = {xy, N, area, NULL, 0};
    struct pp_locator *locator = NULL;
    if (pp_mosaic_build(geo, &in, &m, &err) < 0 ||
        pp_locator_new(m.cells, (size_t)m.n_sites, NULL, 0, &locator, &err) < 0) {
        ok(false, "%s", err.message);
        return;
    }
    int n_wrong = 0;
    double worst = 0;
    for (int q = 0; q < Q; q++) {
        double x = 1400 * pp_rng_real(&rng) - 200, y = 1400 * pp_rng_real(&rng) - 200, d = INFINITY;
        int ix = pp_locator_nearest(locator, x, y, &d);
        double edge_x = fmin(fmax(x, 0), 1000), edge_y = fmin(fmax(y, 0), 1000), best = INFINITY;
        for (int i = 0; i < N; i++)
            best = fmin(best, hypot(xy[2 * i] - edge_x, xy[2 * i + 1] - edge_y));
        double got = hypot(m.site_xy[2 * ix] - edge_x, m.site_xy[2 * ix + 1] - edge_y);
        n_wrong += got > best + 1e-3;
        worst = fmax(worst, fabs(d - hypot(x - edge_x, y - edge_y)));
    }
    is_int(n_wrong, 0, "the cell found belongs to the nearest point");
    ok(worst < 1e-3, "at the right distance, also outside the area");
    pp_locator_free(locator);
    pp_mosaic_done(&m);
    pp_shape_free(geo, area);
    ok(pp_locator_new(NULL, 0, NULL, 0, &locator, &err) == 0 &&
           pp_locator_nearest(locator, 1, 1, NULL) == -1,
       "an empty locator finds nothing");
    pp_locator_free(locator);
}

/* Many points must not cost more than in proportion (times log n). */
static void test_growth(void) {
    enum { N = 60000 };
    double *xy = malloc(2 * N * sizeof *xy), seconds[2];
    for (int i = 0; i < 2 * N; i++)
        xy[i] = floor(40000 * pp_rng_real(&rng));
    for (int k = 0; k < 2; k++) {
        struct pp_mosaic m;
        struct pp_mosaic_input in = {xy, k ? N : N / 8, NULL, NULL, 0};
        double begin = pp_clock_s();
        int rc = pp_mosaic_build(geo, &in, &m, &err);
        seconds[k] = pp_clock_s() - begin;
        if (rc == 0)
            pp_mosaic_done(&m);
        else
            ok(false, "%s", err.message);
    }
    printf("# %d points %.3f s, %d points %.3f s\n", N / 8, seconds[0], N, seconds[1]);
    ok(seconds[1] < 40 * seconds[0] + 0.5,
       "eight times the points, far less than 64 times the time");
    free(xy);
}

int main(void) {
    if (pp_geo_new(&geo, &err) < 0)
        return 1;
    pp_rng_seed(&rng, 42);
    for (int n = 2; n <= 80; n += 13)
        test_brute(n, 1000, 1, "random points");
    test_brute(60, 1000, 100, "points on a coarse grid");
    test_brute(60, 10, 1, "crowded points");
    test_permutation();
    test_few();
    test_barriers();
    test_gap_in_area();
    for (int round = 1; round <= 6; round++)
        test_raster(round);
    test_delaunay_edges();
    test_locator();
    test_growth();
    pp_geo_free(geo);
    return tap_done();
}
