#include "patchplan/service/measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/graph/neighbours.h"
#include "planner/service/labels.h"

bool pp_patch_in_limits(const struct pp_plan *plan, const struct pp_patch *patch) {
    struct pp_limits limits = pp_patch_limits(plan, patch);
    return patch->weight_milli >= limits.min_milli && patch->weight_milli <= limits.max_milli;
}

const char *pp_limits_side(struct pp_limits limits, int64_t weight_milli) {
    return weight_milli > limits.max_milli   ? "over"
           : weight_milli < limits.min_milli ? "under"
                                             : NULL;
}

bool pp_plan_has_shares(const struct pp_plan *plan) {
    for (int p = 0; p < plan->n_patches; p++)
        if (plan->patches[p].share != 1)
            return true;
    return false;
}

int pp_plan_n_in_limits(const struct pp_plan *plan) {
    int n = 0;
    for (int p = 0; p < plan->n_patches; p++)
        n += pp_patch_in_limits(plan, &plan->patches[p]);
    return n;
}

int pp_plan_n_vacant(const struct pp_plan *plan) {
    int n = 0;
    for (int p = 0; p < plan->n_patches; p++)
        n += !plan->patches[p].is_named;
    return n;
}

/* ---- the question ---- */

static int copy_units(const struct pp_plan *plan, struct pp_arena *arena,
                      struct pp_problem *problem, struct pp_error *reterr) {
    size_t n = (size_t)plan->n_units, k = (size_t)plan->n_patches;
    double *x = pp_arena_alloc(arena, (n + 1) * sizeof *x);
    double *y = pp_arena_alloc(arena, (n + 1) * sizeof *y);
    int64_t *weight = pp_arena_alloc(arena, (n + 1) * sizeof *weight);
    int64_t *min = pp_arena_alloc(arena, (k + 1) * sizeof *min);
    int64_t *max = pp_arena_alloc(arena, (k + 1) * sizeof *max);
    if (!x || !y || !weight || !min || !max)
        return pp_fail_nomem(reterr);
    for (size_t u = 0; u < n; u++) {
        x[u] = plan->units[u].easting_m;
        y[u] = plan->units[u].northing_m;
        weight[u] = plan->units[u].weight_milli;
    }
    for (size_t p = 0; p < k; p++) {
        double share = plan->patches ? plan->patches[p].share : 1.0;
        struct pp_limits limits =
            pp_share_limits(share, plan->rules.min_milli, plan->rules.max_milli);
        min[p] = limits.min_milli;
        max[p] = limits.max_milli;
    }
    problem->x = x;
    problem->y = y;
    problem->weight_milli = weight;
    problem->min_milli = min;
    problem->max_milli = max;
    return 0;
}

static int build(const struct pp_plan *plan, const struct pp_label_rows *current,
                 const struct pp_label_rows *ward, struct pp_arena *arena,
                 struct pp_plan_problem *ret_problem, struct pp_error *reterr) {
    struct pp_plan_problem of = {.current_homes = current->homes,
                                 .current_names = current->names,
                                 .problem = {
                                     .n_units = plan->n_units,
                                     .connected = true,
                                     .n_patches = plan->n_patches,
                                     .cost_kind = plan->rules.cost_kind,
                                     .keep_m = plan->rules.keep_m,
                                     .ward_m = plan->rules.ward_m,
                                     .current = current->labels,
                                     .ward = ward->labels,
                                 }};
    struct pp_graph_rows rows = {0};
    int rc = copy_units(plan, arena, &of.problem, reterr);
    if (!rc)
        rc = pp_graph_rows(plan->neighbours, plan->n_neighbours, plan->n_units, arena, &rows,
                           reterr);
    if (rc)
        return rc;
    of.problem.first = rows.first;
    of.problem.neighbour = rows.neighbour;
    *ret_problem = of;
    return 0;
}

int pp_plan_problem_build(const struct pp_plan *plan, const struct pp_stock *stock,
                          const int *unit_of_home, struct pp_arena *arena,
                          struct pp_plan_problem *ret_problem, struct pp_error *reterr) {
    struct pp_label_rows current, ward;
    int rc =
        pp_label_rows_of_stock(stock, unit_of_home, false, plan->n_units, arena, &current, reterr);
    if (!rc)
        rc = pp_label_rows_of_stock(stock, unit_of_home, true, plan->n_units, arena, &ward, reterr);
    return rc ? rc : build(plan, &current, &ward, arena, ret_problem, reterr);
}

int pp_plan_problem_load(struct pp_db *db, const struct pp_plan *plan, struct pp_arena *arena,
                         struct pp_plan_problem *ret_problem, struct pp_error *reterr) {
    struct pp_plan_label *saved = NULL;
    struct pp_label_rows current, ward;
    size_t n = 0;
    int rc = pp_store_plan_labels(db, plan->plan_id, arena, &saved, &n, reterr);
    if (!rc)
        rc = pp_label_rows_of_plan(saved, n, false, plan->n_units, arena, &current, reterr);
    if (!rc)
        rc = pp_label_rows_of_plan(saved, n, true, plan->n_units, arena, &ward, reterr);
    return rc ? rc : build(plan, &current, &ward, arena, ret_problem, reterr);
}

int pp_plan_units_of_homes(struct pp_db *db, int64_t plan_id, const struct pp_stock *stock,
                           int *ret_unit_of_home, struct pp_error *reterr) {
    PP_AUTO_FREE struct pp_plan_member *homes = NULL;
    size_t n = 0, at = 0;
    int rc = pp_store_plan_homes(db, plan_id, &homes, &n, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < stock->n_homes; i++) { /* both in the order of home_id */
        while (at < n && homes[at].id < stock->home_id[i])
            at++;
        ret_unit_of_home[i] = at < n && homes[at].id == stock->home_id[i] ? homes[at].unit_ix : -1;
    }
    return 0;
}

/* ---- the measures ---- */

struct measures {
    int *hub_of;
    double *weighted_m; /* per patch: sum of weight x plain distance */
};

static void clear_patches(struct pp_plan *plan) {
    for (int p = 0; p < plan->n_patches; p++) {
        plan->patches[p].weight_milli = 0;
        plan->patches[p].n_homes = 0;
        plan->patches[p].distance_cost = 0;
        plan->patches[p].mean_distance_m = 0;
    }
    plan->n_homes = 0;
    plan->weight_milli = 0;
}

static void add_units(struct pp_plan *plan, struct measures *m) {
    bool squared = plan->rules.cost_kind == PP_COST_SQUARED;
    for (int u = 0; u < plan->n_units; u++) {
        const struct pp_unit *unit = &plan->units[u];
        int p = plan->patch_of_unit[u];
        struct pp_patch *patch = &plan->patches[p];
        const struct pp_unit *hub = &plan->units[m->hub_of[p]];
        double d = hypot(unit->easting_m - hub->easting_m, unit->northing_m - hub->northing_m);
        double weight = (double)unit->weight_milli / 1000.0;
        patch->weight_milli += unit->weight_milli;
        patch->n_homes += unit->n_homes;
        patch->distance_cost += weight * (squared ? d * d : d);
        m->weighted_m[p] += weight * d;
        plan->n_homes += unit->n_homes;
        plan->weight_milli += unit->weight_milli;
    }
    for (int p = 0; p < plan->n_patches; p++) {
        struct pp_patch *patch = &plan->patches[p];
        patch->hub_unit_ix = m->hub_of[p];
        if (patch->weight_milli > 0)
            patch->mean_distance_m = m->weighted_m[p] * 1000.0 / (double)patch->weight_milli;
    }
}

/* Per patch the ward or team that most of its weight is in; -1 where none has any. */
static int main_places(struct pp_plan *plan, int n_places, bool teams, struct pp_error *reterr) {
    size_t width = (size_t)n_places + 1;
    PP_AUTO_FREE int64_t *weight =
        pp_alloc_array((size_t)plan->n_patches * width + 1, sizeof *weight);
    if (!weight)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++) {
        int place = teams ? plan->units[u].team_ix : plan->units[u].ward_ix;
        if (place >= 0)
            weight[(size_t)plan->patch_of_unit[u] * width + (size_t)place] +=
                plan->units[u].weight_milli + 1; /* + 1: units without weight decide last */
    }
    for (int p = 0; p < plan->n_patches; p++) {
        int best = -1;
        for (int i = 0; i < n_places; i++) {
            int64_t here = weight[(size_t)p * width + (size_t)i];
            if (here > 0 && (best < 0 || here > weight[(size_t)p * width + (size_t)best]))
                best = i;
        }
        *(teams ? &plan->patches[p].team_ix : &plan->patches[p].ward_ix) = best;
    }
    return 0;
}

int pp_plan_measure(struct pp_plan *plan, const struct pp_plan_problem *of, bool teams_too,
                    struct pp_error *reterr) {
    size_t k = (size_t)plan->n_patches;
    PP_AUTO_FREE int *hub_of = pp_alloc_array(k + 1, sizeof *hub_of);
    PP_AUTO_FREE double *weighted_m = pp_alloc_array(k + 1, sizeof *weighted_m);
    if (!hub_of || !weighted_m)
        return pp_fail_nomem(reterr);
    struct pp_costs costs;
    int rc = pp_evaluate(&of->problem, plan->patch_of_unit, &costs, hub_of, NULL, reterr);
    if (!rc)
        rc = main_places(plan, plan->n_wards, false, reterr);
    if (!rc && teams_too)
        rc = main_places(plan, plan->n_teams, true, reterr);
    if (rc)
        return rc;
    struct measures m = {.hub_of = hub_of, .weighted_m = weighted_m};
    clear_patches(plan);
    add_units(plan, &m);
    plan->cost = costs.total;
    plan->distance_cost = costs.distance;
    plan->keep_cost = costs.keep;
    plan->ward_cost = costs.ward;
    plan->gap = pp_plan_gap(plan->cost, plan->bound);
    return 0;
}

double pp_plan_mean_distance_m(const struct pp_plan *plan) {
    double weighted_m = 0, weight = 0;
    for (int p = 0; p < plan->n_patches; p++) {
        weighted_m += plan->patches[p].mean_distance_m * (double)plan->patches[p].weight_milli;
        weight += (double)plan->patches[p].weight_milli;
    }
    return weight > 0 ? weighted_m / weight : 0;
}

int64_t pp_plan_homes_changing(const struct pp_plan *plan, const struct pp_plan_problem *of) {
    const struct pp_labels *current = &of->problem.current;
    int64_t n = 0;
    for (int u = 0; u < plan->n_units; u++)
        for (int i = current->first[u]; i < current->first[u + 1]; i++) {
            const char *today = of->current_names[current->label[i]];
            if (strcmp(plan->patches[plan->patch_of_unit[u]].name, today) != 0)
                n += of->current_homes[i];
        }
    return n;
}
