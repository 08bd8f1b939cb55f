/* The whole way from homes to bridges on the real city; skipped where its data is not there. */
#include "tests/tap.h"

#include "patchplan/core/cancel.h"
#include "tests/unit/graph/sheffield.h"

static struct sheffield city;

static void test_units(const struct pp_units *units) {
    int64_t total = 0, heaviest = 0;
    int n_homes = 0;
    const char *heaviest_id = "";
    for (int i = 0; i < units->n_units; i++) {
        total += units->units[i].weight_milli;
        n_homes += units->units[i].n_homes;
        if (units->units[i].weight_milli > heaviest) {
            heaviest = units->units[i].weight_milli;
            heaviest_id = units->units[i].id;
        }
    }
    is_int(units->n_units, 2495, "2,495 units: 2,496 less the block that is left out");
    is_int(n_homes, 36101, "every home to plan is in a unit");
    is_int(total, 39837470, "the weights add up to 39,837.47");
    is_int(heaviest, 97650, "the heaviest unit weighs 97.65");
    is_text(heaviest_id, "S2 3LQ", "it is an ordinary postcode");
    is_int(units->n_splits, 0, "nothing is split at 300");
}

static int n_of_kind(const struct pp_neighbour *neighbours, int n, enum pp_neighbour_kind kind) {
    int count = 0;
    for (int i = 0; i < n; i++)
        count += neighbours[i].kind == kind;
    return count;
}

static void test_bridges(const struct pp_units *units, const struct pp_graph *graph,
                         struct pp_arena *arena) {
    int *team = calloc((size_t)units->n_units, sizeof *team);
    for (int i = 0; i < units->n_units; i++)
        team[i] = units->units[i].team_ix;
    struct pp_bridge_input input = {.units = units->units,
                                    .n_units = units->n_units,
                                    .neighbours = graph->neighbours,
                                    .n_neighbours = graph->n_neighbours,
                                    .group = team,
                                    .min_milli = 280000,
                                    .max_milli = 300000};
    struct pp_bridging bridging = {0};
    struct pp_error err;
    ok(pp_graph_bridge(&input, arena, &bridging, &err) == 0, "pockets are joined");
    int n_central = 0;
    for (int i = 0; i < bridging.n_bridges; i++) {
        n_central += strcmp(units->units[bridging.bridges[i].pocket_unit_ix].id, "S2 4FW") == 0;
    }
    is_int(n_central, 1, "Central's S2 4FW is joined by a bridge");
    int *component = calloc((size_t)units->n_units, sizeof *component), n_components = 0;
    ok(pp_graph_components(bridging.neighbours, bridging.n_neighbours, units->n_units, team,
                           component, &n_components, &err) == 0 &&
           n_components >= city.n_teams,
       "components are counted");
    int64_t *weight = calloc((size_t)n_components, sizeof *weight);
    int *members = calloc((size_t)n_components, sizeof *members);
    for (int i = 0; i < units->n_units; i++) {
        weight[component[i]] += units->units[i].weight_milli;
        members[component[i]] = team[i];
    }
    int n_stuck = 0;
    for (int c = 0; c < n_components; c++) {
        int n_of_team = 0;
        for (int k = 0; k < n_components; k++)
            n_of_team += members[k] == members[c];
        n_stuck += n_of_team > 1 && !pp_graph_can_hold(weight[c], 280000, 300000);
    }
    is_int(n_stuck, 0, "afterwards no pocket is left");
    is_int(bridging.n_neighbours, graph->n_neighbours + bridging.n_bridges,
           "the list grew by the bridges");
    free(team);
    free(component);
    free(weight);
    free(members);
}

static void test_ground(struct pp_geo *geo, const struct pp_units *units,
                        const struct pp_graph *graph) {
    struct pp_wkb *cells = calloc((size_t)units->n_units, sizeof *cells), whole = {0};
    struct pp_error err;
    int n_without = 0;
    for (int i = 0; i < units->n_units; i++) {
        cells[i] =
            (struct pp_wkb){(unsigned char *)units->units[i].cell_wkb, units->units[i].n_cell_wkb};
        n_without += !cells[i].data;
    }
    is_int(n_without, 0, "every unit has ground");
    double begin = pp_clock_s();
    ok(pp_geo_union_wkb(geo, cells, (size_t)units->n_units, &whole, &err) == 0,
       "the cells can be united");
    printf("# union of all cells: %.3f s\n", pp_clock_s() - begin);
    struct pp_shape *shape = NULL;
    ok(pp_shape_from_wkb(geo, whole.data, whole.n, &shape, &err) == 0, "to a valid shape");
    double area_m2 = shape ? pp_shape_area_m2(geo, shape) : 0;
    printf("# area %.0f m2, cells %.0f m2\n", graph->area_m2, area_m2);
    ok(fabs(area_m2 / graph->area_m2 - 1) < 0.01, "that covers the area but for lost parts");
    pp_shape_free(geo, shape);
    pp_wkb_done(&whole);
    int *unit_ix = calloc(city.n_postcodes, sizeof *unit_ix), n_lost = 0;
    begin = pp_clock_s();
    ok(pp_graph_locate(units->units, units->n_units, NULL, 0, city.postcode_xy, city.n_postcodes,
                       unit_ix, &err) == 0,
       "postcodes are located");
    double seconds = pp_clock_s() - begin;
    printf("# %zu postcodes: %.3f s\n", city.n_postcodes, seconds);
    for (size_t i = 0; i < city.n_postcodes; i++)
        n_lost += unit_ix[i] < 0;
    is_int(n_lost, 0, "every postcode of the city has a unit");
    /* Nearly everywhere the cell that holds a point belongs to the nearest unit. */
    int n_nearest = 0;
    for (size_t i = 0; i < city.n_postcodes; i++) {
        double best = INFINITY, got = INFINITY;
        for (int u = 0; u < units->n_units; u++) {
            double d = hypot(units->units[u].easting_m - city.postcode_xy[2 * i],
                             units->units[u].northing_m - city.postcode_xy[2 * i + 1]);
            best = fmin(best, d);
            got = u == unit_ix[i] ? d : got;
        }
        n_nearest += got <= best + 1;
    }
    printf("# %d of %zu postcodes have their nearest unit\n", n_nearest, city.n_postcodes);
    ok(n_nearest > (int)(0.99 * (double)city.n_postcodes), "nearly always the nearest one");
    free(unit_ix);
    free(cells);
}

int main(void) {
    struct pp_geo *geo = NULL;
    struct pp_error err = {0};
    ok(pp_geo_new(&geo, &err) == 0, "a context");
    if (!sheffield_read(&city, geo)) {
        tap_skip("the real city", "its data is not there");
        pp_geo_free(geo);
        return tap_done();
    }
    struct pp_arena arena = {0};
    struct pp_units units = {0};
    double begin = pp_clock_s();
    ok(pp_units_build(city.homes, city.n_homes, 300000, &arena, &units, &err) == 0, "units");
    printf("# units: %.3f s\n", pp_clock_s() - begin);
    test_units(&units);
    struct pp_graph graph = {0};
    struct pp_graph_input input = {
        .key = units.key, .wards = city.wards, .n_wards = (size_t)city.n_wards};
    begin = pp_clock_s();
    ok(pp_graph_build(geo, units.units, units.n_units, &input, &arena, &graph, &err) == 0,
       "neighbours %s", err.message);
    printf("# neighbours: %.3f s; %d pairs, %d edges, %d on one point, %d outside\n",
           pp_clock_s() - begin, graph.n_neighbours,
           n_of_kind(graph.neighbours, graph.n_neighbours, PP_NEIGHBOUR_EDGE),
           n_of_kind(graph.neighbours, graph.n_neighbours, PP_NEIGHBOUR_POINT), graph.n_warnings);
    test_bridges(&units, &graph, &arena);
    test_ground(geo, &units, &graph);
    pp_arena_done(&arena);
    sheffield_done(&city);
    pp_geo_free(geo);
    return tap_done();
}
