/* A small plan made by hand, for tests of what is drawn and exported: units at given points, their cells
 * and neighbours from the ground itself, patches by cutting in half again and again (across the longer
 * side, where the weight is half). Include once in a test program. */
#ifndef PATCHPLAN_TESTS_TOWN_H
#define PATCHPLAN_TESTS_TOWN_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/plan.h"
#include "patchplan/core/rng.h"
#include "patchplan/graph/neighbours.h"

struct town_cut {
    const struct pp_unit *units;
    bool by_northing;
};

static struct town_cut town_cut_now;

static int town_compare(const void *left, const void *right) {
    const struct pp_unit *a = &town_cut_now.units[*(const int *)left];
    const struct pp_unit *b = &town_cut_now.units[*(const int *)right];
    double x = town_cut_now.by_northing ? a->northing_m : a->easting_m;
    double y = town_cut_now.by_northing ? b->northing_m : b->easting_m;
    return x != y ? (x < y ? -1 : 1) : *(const int *)left - *(const int *)right;
}

/* Units ix[0..n-1] to the patches first .. first + k - 1. */
static void town_divide(struct pp_plan *plan, int *ix, int n, int first, int k) {
    if (k == 1) {
        for (int i = 0; i < n; i++)
            plan->patch_of_unit[ix[i]] = first;
        return;
    }
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    int64_t whole = 0, part = 0;
    for (int i = 0; i < n; i++) {
        const struct pp_unit *u = &plan->units[ix[i]];
        box[0] = fmin(box[0], u->easting_m), box[2] = fmax(box[2], u->easting_m);
        box[1] = fmin(box[1], u->northing_m), box[3] = fmax(box[3], u->northing_m);
        whole += u->weight_milli;
    }
    town_cut_now = (struct town_cut){plan->units, box[3] - box[1] > box[2] - box[0]};
    qsort(ix, (size_t)n, sizeof *ix, town_compare);
    int at = 0, left = k / 2;
    while (at < n - (k - left) && (part < whole * left / k || at < left))
        part += plan->units[ix[at++]].weight_milli;
    town_divide(plan, ix, at, first, left);
    town_divide(plan, ix + at, n - at, first + left, k - left);
}

static void town_measure(struct pp_plan *plan) {
    for (int p = 0; p < plan->n_patches; p++) {
        struct pp_patch *patch = &plan->patches[p];
        patch->distance_cost = INFINITY;
        for (int h = 0; h < plan->n_units; h++) {
            double cost = 0;
            if (plan->patch_of_unit[h] != p)
                continue;
            patch->weight_milli += plan->units[h].weight_milli;
            patch->n_homes += plan->units[h].n_homes;
            patch->team_ix = plan->units[h].team_ix;
            for (int u = 0; u < plan->n_units; u++)
                if (plan->patch_of_unit[u] == p)
                    cost += (double)plan->units[u].weight_milli / 1000 *
                            hypot(plan->units[u].easting_m - plan->units[h].easting_m,
                                  plan->units[u].northing_m - plan->units[h].northing_m);
            if (cost < patch->distance_cost) {
                patch->distance_cost = cost;
                patch->hub_unit_ix = h;
            }
        }
        patch->mean_distance_m = patch->distance_cost / ((double)patch->weight_milli / 1000);
        plan->distance_cost += patch->distance_cost;
        plan->n_homes += patch->n_homes;
        plan->weight_milli += patch->weight_milli;
    }
    plan->cost = plan->distance_cost;
}

/* plan->units, names and rules are there; add cells, neighbours and `k` patches. */
static bool town_finish(struct pp_geo *geo, struct pp_plan *plan, int k) {
    size_t n = (size_t)plan->n_units;
    struct pp_graph_input input = {0};
    struct pp_graph graph = {0};
    int *ix = malloc(n * sizeof *ix);
    for (size_t u = 0; u < n; u++)
        ix[u] = (int)u;
    bool good =
        pp_graph_build(geo, plan->units, plan->n_units, &input, &plan->arena, &graph, NULL) == 0;
    plan->neighbours = graph.neighbours;
    plan->n_neighbours = graph.n_neighbours;
    plan->patch_of_unit = pp_arena_alloc(&plan->arena, n * sizeof(int));
    plan->patches = pp_arena_alloc(&plan->arena, (size_t)k * sizeof *plan->patches);
    plan->n_patches = k;
    for (int p = 0; p < k; p++)
        plan->patches[p] = (struct pp_patch){
            .name = pp_arena_printf(&plan->arena, p % 3 ? "L%03d" : "North East %d", p + 1),
            .ward_ix = 0,
            .share = 1};
    town_divide(plan, ix, (int)n, 0, k);
    town_measure(plan);
    free(ix);
    return good;
}

/* `n` units at random places of a few square kilometres, in 2 teams. */
__attribute__((unused)) static bool town_random(struct pp_geo *geo, int n, int k, uint64_t seed,
                                                struct pp_plan *ret_plan) {
    struct pp_rng rng;
    static const char *teams[] = {"North East", "South"}, *wards[] = {"E05000001", "E05000002"};
    struct pp_plan plan = {.name = "a draft",
                           .n_units = n,
                           .n_teams = 2,
                           .n_wards = 2,
                           .rules = {.min_milli = 0, .max_milli = 100000000},
                           .bound = NAN,
                           .gap = NAN};
    pp_rng_seed(&rng, seed);
    plan.units = pp_arena_alloc(&plan.arena, (size_t)n * sizeof *plan.units);
    plan.team_names = teams;
    plan.ward_codes = plan.ward_names = wards;
    for (int u = 0; u < n; u++) {
        struct pp_unit *unit = &plan.units[u];
        unit->id = unit->name = pp_arena_printf(&plan.arena, "U%d", u);
        unit->easting_m = 433000 + floor(pp_rng_real(&rng) * 4000);
        unit->northing_m = 385000 + floor(pp_rng_real(&rng) * 3000);
        unit->n_homes = 1 + (int)(pp_rng_real(&rng) * 20);
        unit->weight_milli = unit->n_homes * 1125;
        unit->team_ix = unit->easting_m > 435000;
        unit->ward_ix = unit->team_ix;
    }
    bool good = town_finish(geo, &plan, k);
    *ret_plan = plan;
    return good;
}

#endif
