/* Neighbours, links, pockets, rows, and whose ground a point is on. */
#include "tests/tap.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/rng.h"
#include "patchplan/graph/neighbours.h"

static struct pp_geo *geo;
static struct pp_error err;
static struct pp_rng rng;

enum { MAX = 400 };
static char ids[MAX][16];

static struct pp_unit unit(int i, double x, double y, int64_t weight_milli) {
    snprintf(ids[i], sizeof ids[i], "U%03d", i);
    return (struct pp_unit){.id = ids[i],
                            .name = ids[i],
                            .easting_m = x,
                            .northing_m = y,
                            .weight_milli = weight_milli,
                            .n_homes = 1,
                            .team_ix = -1,
                            .ward_ix = -1};
}

static struct pp_wkb bytes_of(struct pp_shape *shape_taken) {
    struct pp_wkb wkb = {0};
    if (!shape_taken || pp_shape_to_wkb(geo, shape_taken, &wkb, &err) < 0)
        wkb = (struct pp_wkb){0};
    pp_shape_free(geo, shape_taken);
    return wkb;
}

static struct pp_wkb rectangle(double x0, double y0, double x1, double y1) {
    double xy[8] = {x0, y0, x1, y0, x1, y1, x0, y1};
    struct pp_shape *shape = NULL;
    int rc = pp_shape_from_rings(geo, &(struct pp_ring){xy, 4}, 1, &shape, &err);
    return bytes_of(rc == 0 ? shape : NULL);
}

static struct pp_wkb line(double x0, double y0, double x1, double y1) {
    double xy[4] = {x0, y0, x1, y1};
    struct pp_shape *shape = NULL;
    int rc = pp_shape_from_line(geo, xy, 2, &shape, &err);
    return bytes_of(rc == 0 ? shape : NULL);
}

static int kind_of(const struct pp_neighbour *list, int n, int u, int v) {
    for (int i = 0; i < n; i++)
        if (list[i].u == (u < v ? u : v) && list[i].v == (u < v ? v : u))
            return (int)list[i].kind;
    return -1;
}

/* Six columns and five rows, 100 m apart, inside a ward of their size. */
static int grid(struct pp_unit *units) {
    for (int i = 0; i < 30; i++)
        units[i] = unit(i, 50 + 100 * (i % 6), 50 + 100 * (i / 6), 10000);
    return 30;
}

static void test_grid(void) {
    struct pp_unit units[32];
    int n = grid(units);
    units[n] = unit(n, 50, 50, 5000); /* on the point of unit 0 */
    n++;
    struct pp_wkb ward = rectangle(0, 0, 600, 500);
    struct pp_graph_link links[3] = {{"U000", "U029"}, {"U001", "U002"}, {"U001", "gone"}};
    struct pp_graph_input in = {.wards = &ward, .n_wards = 1, .links = links, .n_links = 3};
    struct pp_arena arena = {0};
    struct pp_graph g = {0};
    ok(pp_graph_build(geo, units, n, &in, &arena, &g, &err) == 0, "a grid of 30");
    int n_edges = 0;
    for (int i = 0; i < 30; i++)
        for (int j = 0; j < i; j++) {
            bool next = (i - j == 1 && i % 6 != 0) || i - j == 6;
            n_edges += next;
            if (next != (kind_of(g.neighbours, g.n_neighbours, i, j) == PP_NEIGHBOUR_EDGE))
                ok(false, "pair %d-%d", i, j);
        }
    is_int(g.n_neighbours, n_edges + 1 + 2 + 1,
           "edges, one shared point with its two edges, one link");
    is_int(kind_of(g.neighbours, g.n_neighbours, 0, 30), PP_NEIGHBOUR_POINT, "on one point");
    is_int(kind_of(g.neighbours, g.n_neighbours, 30, 6), PP_NEIGHBOUR_EDGE,
           "with the point's neighbours");
    is_int(kind_of(g.neighbours, g.n_neighbours, 0, 29), PP_NEIGHBOUR_LINK, "linked");
    is_int(kind_of(g.neighbours, g.n_neighbours, 1, 2), PP_NEIGHBOUR_EDGE,
           "a link changes no edge");
    ok(units[0].cell_wkb && units[0].cell_wkb == units[30].cell_wkb, "one point, one cell");
    ok(g.n_warnings == 1 && g.warnings[0].kind == PP_GRAPH_LINK_UNKNOWN &&
           g.warnings[0].link_ix == 2 && strstr(g.warnings[0].text, "gone"),
       "an unknown link is a warning");
    is_near(g.area_m2, 300000, 1, "the area is the ward's");
    struct pp_graph_rows rows;
    ok(pp_graph_rows(g.neighbours, g.n_neighbours, n, &arena, &rows, &err) == 0, "rows");
    bool right = rows.first[n] == 2 * g.n_neighbours;
    for (int u = 0; u < n; u++)
        for (int k = rows.first[u]; k < rows.first[u + 1]; k++) {
            right = right && kind_of(g.neighbours, g.n_neighbours, u, rows.neighbour[k]) >= 0;
            right = right && (k == rows.first[u] || rows.neighbour[k] > rows.neighbour[k - 1]);
        }
    ok(right, "hold every pair in both directions, ascending");
    double xy[6] = {51, 49, 545, 455, 5000, 5000};
    int at[3];
    ok(pp_graph_locate(units, n, NULL, 0, xy, 3, at, &err) == 0 && at[0] == 0 && at[1] == 29 &&
           at[2] == 29,
       "points are located, far ones too");
    units[5].easting_m = 2000;
    ok(pp_graph_build(geo, units, n, &in, &arena, &g, &err) == 0 && g.n_warnings == 2 &&
           g.warnings[0].kind == PP_GRAPH_OUTSIDE && g.warnings[0].unit_ix == 5,
       "a point outside the area is a warning");
    ok(pp_graph_build(geo, units, 0, &in, &arena, &g, &err) == PP_E_INPUT, "no units are refused");
    pp_arena_done(&arena);
    pp_wkb_done(&ward);
}

static struct pp_bridge_input bridging_of(const struct pp_unit *units, int n,
                                          const struct pp_graph *g) {
    return (struct pp_bridge_input){.units = units,
                                    .n_units = n,
                                    .neighbours = g->neighbours,
                                    .n_neighbours = g->n_neighbours,
                                    .min_milli = 40000,
                                    .max_milli = 50000};
}

static void test_pockets(void) {
    struct pp_unit units[32];
    int n = grid(units);
    /* A river cuts off the last column: 5 units of 10. */
    struct pp_wkb ward = rectangle(0, 0, 600, 500), river = line(500, -10, 500, 510);
    struct pp_graph_input in = {.wards = &ward, .n_wards = 1, .barriers = &river, .n_barriers = 1};
    struct pp_arena arena = {0};
    struct pp_graph g = {0};
    struct pp_bridging b = {0};
    ok(pp_graph_build(geo, units, n, &in, &arena, &g, &err) == 0, "a river");
    int component[32], n_components = 0;
    ok(pp_graph_components(g.neighbours, g.n_neighbours, n, NULL, component, &n_components, &err) ==
               0 &&
           n_components == 2,
       "parts the town in two");
    struct pp_bridge_input want = bridging_of(units, n, &g);
    want.barriers = &river;
    want.n_barriers = 1;
    ok(pp_graph_bridge(&want, &arena, &b, &err) == 0 && b.n_bridges == 0,
       "50 can be a patch: no bridge");
    units[5].weight_milli = 1000;
    ok(pp_graph_bridge(&want, &arena, &b, &err) == 0 && b.n_bridges == 0, "41 too");
    units[11].weight_milli = 1000;
    ok(pp_graph_bridge(&want, &arena, &b, &err) == 0 && b.n_bridges == 1, "32 cannot: one bridge");
    ok(b.bridges[0].neighbour.crosses_barrier, "across the river: a rule that gave");
    is_near(b.bridges[0].distance_m, 100, 1e-9, "by the shortest link");
    is_int(b.bridges[0].weight_milli, 32000, "the pocket's size is said");
    is_int(b.n_neighbours, g.n_neighbours + 1, "and it is in the list");
    int team[32];
    for (int i = 0; i < n; i++)
        team[i] = i % 6 == 0 ? 1 : 0;
    want.group = team;
    units[0].weight_milli = 25000; /* team West is one piece that fits nothing: left alone */
    ok(pp_graph_bridge(&want, &arena, &b, &err) == 0 && b.n_bridges == 1 &&
           team[b.bridges[0].neighbour.u] == 0 && team[b.bridges[0].neighbour.v] == 0,
       "inside its team");
    want.barriers = NULL;
    want.n_barriers = 0;
    ok(pp_graph_bridge(&want, &arena, &b, &err) == 0 && !b.bridges[0].neighbour.crosses_barrier,
       "without a barrier it is a warning");
    pp_arena_done(&arena);
    pp_wkb_done(&ward);
    pp_wkb_done(&river);
}

/* Many islands in random towns: afterwards none is left, links are shortest, and the order does not matter. */
static void test_random_pockets(void) {
    enum { N = 150 };
    int n_bad = 0, n_links = 0;
    for (int round = 0; round < 40; round++) {
        struct pp_unit units[N], moved[N];
        struct pp_neighbour pairs[N], moved_pairs[N];
        int group[N], moved_group[N], component[N], n_components, n_pairs = 0;
        for (int i = 0; i < N; i++) {
            units[i] = unit(i, pp_rng_below(&rng, 5000), pp_rng_below(&rng, 5000),
                            1000 * (1 + (int64_t)pp_rng_below(&rng, 20)));
            group[i] = (int)pp_rng_below(&rng, 3);
        }
        for (int i = 0; i + 1 < N; i++)
            if (pp_rng_below(&rng, 3))
                pairs[n_pairs++] = (struct pp_neighbour){.u = i, .v = i + 1};
        for (int i = 0; i < N; i++) {
            moved[i] = units[N - 1 - i];
            moved_group[i] = group[N - 1 - i];
        }
        for (int i = 0; i < n_pairs; i++)
            moved_pairs[i] =
                (struct pp_neighbour){.u = N - 1 - pairs[i].v, .v = N - 1 - pairs[i].u};
        struct pp_arena arena = {0};
        struct pp_bridging a, b;
        struct pp_bridge_input in = {units, N, pairs, n_pairs, group, 28000, 30000, NULL, 0};
        struct pp_bridge_input in_moved = {moved, N,     moved_pairs, n_pairs, moved_group,
                                           28000, 30000, NULL,        0};
        if (pp_graph_bridge(&in, &arena, &a, &err) < 0 ||
            pp_graph_bridge(&in_moved, &arena, &b, &err) < 0 ||
            pp_graph_components(a.neighbours, a.n_neighbours, N, group, component, &n_components,
                                &err) < 0) {
            ok(false, "%s", err.message);
            break;
        }
        n_links += a.n_bridges;
        n_bad += a.n_bridges != b.n_bridges;
        for (int i = 0; i < a.n_bridges && i < b.n_bridges; i++)
            n_bad += kind_of(b.neighbours, b.n_neighbours, N - 1 - a.bridges[i].neighbour.u,
                             N - 1 - a.bridges[i].neighbour.v) != PP_NEIGHBOUR_BRIDGE;
        for (int c = 0; c < n_components; c++) {
            int64_t weight = 0;
            int of = -1, n_of_group = 0;
            bool seen[N] = {false};
            for (int i = 0; i < N; i++)
                if (component[i] == c) {
                    weight += units[i].weight_milli;
                    of = group[i];
                }
            for (int i = 0; i < N; i++) {
                n_of_group += group[i] == of && !seen[component[i]];
                seen[component[i]] = seen[component[i]] || group[i] == of;
            }
            n_bad += n_of_group > 1 && !pp_graph_can_hold(weight, 28000, 30000);
        }
        pp_arena_done(&arena);
    }
    is_int(n_bad, 0, "no pocket is left that could be joined, in any order of the units");
    ok(n_links > 100, "and many were joined (%d)", n_links);
}

/* No other pair of units inside and outside a lone pocket is nearer. */
static void test_shortest(void) {
    enum { N = 120 };
    struct pp_unit units[N];
    struct pp_neighbour pairs[N];
    int n_bad = 0;
    for (int round = 0; round < 20; round++) {
        int n_pairs = 0, n_pocket = 3 + (int)pp_rng_below(&rng, 10);
        double best = INFINITY;
        for (int i = 0; i < N; i++)
            units[i] = unit(i, pp_rng_below(&rng, 3000), pp_rng_below(&rng, 3000),
                            i < n_pocket ? 1 : 1000000);
        for (int i = 0; i + 1 < N; i++)
            if (i + 1 != n_pocket)
                pairs[n_pairs++] = (struct pp_neighbour){.u = i, .v = i + 1};
        for (int i = 0; i < n_pocket; i++)
            for (int j = n_pocket; j < N; j++)
                best = fmin(best, hypot(units[i].easting_m - units[j].easting_m,
                                        units[i].northing_m - units[j].northing_m));
        struct pp_arena arena = {0};
        struct pp_bridging b;
        struct pp_bridge_input in = {units, N, pairs, n_pairs, NULL, 280000, 300000, NULL, 0};
        if (pp_graph_bridge(&in, &arena, &b, &err) < 0 || b.n_bridges != 1 ||
            b.bridges[0].distance_m != best)
            n_bad++;
        pp_arena_done(&arena);
    }
    is_int(n_bad, 0, "a pocket is joined by the shortest link there is");
}

static void test_from_points(void) {
    enum { N = 300 };
    double x[N], y[N];
    int component[N], n_components;
    struct pp_arena arena = {0};
    struct pp_graph g;
    for (int unit_of_length = 0; unit_of_length < 3; unit_of_length++) {
        double scale[3] = {1, 1e-5, 1000};
        for (int i = 0; i < N; i++) {
            x[i] = 5000 * pp_rng_real(&rng) * scale[unit_of_length];
            y[i] = 5000 * pp_rng_real(&rng) * scale[unit_of_length];
        }
        ok(pp_graph_from_points(geo, x, y, N, &arena, &g, &err) == 0, "points in steps of %g",
           scale[unit_of_length]);
        ok(pp_graph_components(g.neighbours, g.n_neighbours, N, NULL, component, &n_components,
                               &err) == 0 &&
               n_components == 1,
           "hang together");
        ok(g.n_neighbours > 2 * N && g.n_neighbours < 3 * N, "like a plane map (%d pairs)",
           g.n_neighbours);
    }
    for (int n = 1; n <= 3; n++)
        ok(pp_graph_from_points(geo, x, y, n, &arena, &g, &err) == 0 && g.n_neighbours >= n - 1,
           "%d points", n);
    for (int i = 0; i < N; i++) {
        x[i] = 10 * i;
        y[i] = 0;
    }
    ok(pp_graph_from_points(geo, x, y, N, &arena, &g, &err) == 0 && g.n_neighbours == N - 1,
       "a row");
    for (int i = 0; i < N; i++)
        x[i] = 7;
    ok(pp_graph_from_points(geo, x, y, N, &arena, &g, &err) == 0 && g.n_neighbours <= 64 * N &&
           pp_graph_components(g.neighbours, g.n_neighbours, N, NULL, component, &n_components,
                               &err) == 0 &&
           n_components == 1,
       "a crowd on one point stays in proportion (%d pairs)", g.n_neighbours);
    pp_arena_done(&arena);
}

static void test_can_hold(void) {
    ok(!pp_graph_can_hold(948000, 280000, 300000), "948 fits no number of 280 to 300");
    ok(pp_graph_can_hold(5408040, 280000, 300000), "5,408.04 fits 19");
    ok(pp_graph_can_hold(280000, 280000, 300000) && pp_graph_can_hold(300000, 280000, 300000),
       "the limits themselves fit");
    ok(!pp_graph_can_hold(0, 280000, 300000), "nothing fits nothing");
}

/* Every allocation in turn fails: an error each time, nothing lost (the sanitizers watch), and at last success. */
static void test_memory_runs_out(void) {
    int n_wrong = 0, rc = -1;
    long n = 1;
    struct pp_wkb ward = rectangle(0, 0, 550, 450), river = line(320, -10, 320, 510);
    struct pp_graph_link link = {"U001", "U012"};
    struct pp_graph_input in = {NULL, &ward, 1, &river, 1, &link, 1};
    for (; rc < 0 && n < 5000; n++) {
        struct pp_unit units[32];
        int n_units = grid(units);
        struct pp_arena arena = {0};
        struct pp_graph g = {0};
        struct pp_bridging b = {0};
        pp_alloc_fail_at(n);
        rc = pp_graph_build(geo, units, n_units, &in, &arena, &g, &err);
        struct pp_bridge_input want = bridging_of(units, n_units, &g);
        want.min_milli = want.max_milli = 151000;
        want.barriers = &river;
        want.n_barriers = 1;
        if (rc == 0)
            rc = pp_graph_bridge(&want, &arena, &b, &err);
        pp_alloc_fail_at(0);
        if (rc < 0 && err.code != PP_E_NOMEM)
            printf("# allocation %ld: %s\n", n, err.message);
        n_wrong += rc < 0 && err.code != PP_E_NOMEM;
        n_wrong += rc == 0 && b.n_bridges != 1;
        pp_arena_done(&arena);
    }
    is_int(rc, 0, "in the end there is memory enough");
    is_int(n_wrong, 0, "until then the error says that it ran out");
    printf("# %ld allocations\n", n);
    pp_wkb_done(&ward);
    pp_wkb_done(&river);
}

int main(void) {
    if (pp_geo_new(&geo, &err) < 0)
        return 1;
    pp_rng_seed(&rng, 3);
    test_grid();
    test_pockets();
    test_random_pockets();
    test_shortest();
    test_from_points();
    test_can_hold();
    test_memory_runs_out();
    pp_geo_free(geo);
    return tap_done();
}
