/* The exact price of a division, from scratch: sums in the order of the units, whoever asks. */
#include "planner/district/evaluate.h"

#include <math.h>

#include "patchplan/core/alloc.h"
#include "planner/district/match.h"
#include "planner/district/state.h"
#include "planner/district/way.h"

struct rows {
    int *first, *unit; /* the units of each patch, ascending */
};

static void fill_rows(const struct pp_problem *problem, const int *patch_of_unit,
                      struct rows *rows) {
    int *first = rows->first, n = problem->n_units, k = problem->n_patches;
    for (int u = 0; u < n; u++)
        first[patch_of_unit[u] + 2]++;
    for (int p = 2; p < k + 2; p++)
        first[p] += first[p - 1];
    for (int u = 0; u < n; u++)
        rows->unit[first[patch_of_unit[u] + 1]++] = u;
}

static double trips_of(const struct pp_problem *problem, int unit) {
    return problem->trips ? problem->trips[unit] : 1e-3 * (double)problem->weight_milli[unit];
}

static double distance(const struct pp_problem *problem, int u, int v) {
    double dx = problem->x[u] - problem->x[v], dy = problem->y[u] - problem->y[v];
    return pp_way(problem->cost_kind, dx * dx + dy * dy);
}

/* The sum at `hub`, or something above `enough` as soon as it is above. */
static double sum_at(const struct pp_problem *problem, const int *unit, int n, int hub,
                     double enough) {
    double sum = 0;
    for (int i = 0; i < n && sum <= enough; i++)
        sum += trips_of(problem, unit[i]) * distance(problem, unit[i], hub);
    return sum;
}

/* The member nearest to the middle: a good first guess, so that most sums are given up early. */
static int nearest_middle(const struct pp_problem *problem, const int *unit, int n) {
    double x = 0, y = 0, mass = 0, least = INFINITY;
    int best = unit[0];
    for (int i = 0; i < n; i++) {
        double trips = trips_of(problem, unit[i]) + 1e-9;
        x += trips * problem->x[unit[i]];
        y += trips * problem->y[unit[i]];
        mass += trips;
    }
    for (int i = 0; i < n; i++) {
        double away = hypot(problem->x[unit[i]] - x / mass, problem->y[unit[i]] - y / mass);
        if (away < least) {
            least = away;
            best = unit[i];
        }
    }
    return best;
}

static bool comes_first(const struct pp_problem *problem, int u, int v) {
    return problem->id_rank ? problem->id_rank[u] < problem->id_rank[v] : u < v;
}

double pp_price_patch(const struct pp_problem *problem, const int *unit, int n, int *ret_hub) {
    int hub = nearest_middle(problem, unit, n);
    double least = sum_at(problem, unit, n, hub, INFINITY);
    for (int i = 0; i < n; i++) {
        double sum = sum_at(problem, unit, n, unit[i], least);
        if (sum < least || (sum == least && comes_first(problem, unit[i], hub))) {
            least = sum;
            hub = unit[i];
        }
    }
    *ret_hub = hub;
    return least;
}

int64_t pp_price_ward(const struct pp_problem *problem, const int *unit, int n, int64_t *load) {
    const struct pp_labels *ward = &problem->ward;
    int64_t outside_milli = 0, most = 0;
    for (int i = 0; i < n; i++) {
        outside_milli += problem->weight_milli[unit[i]];
        for (int j = ward->first[unit[i]]; j < ward->first[unit[i] + 1]; j++) {
            int64_t now = load[ward->label[j]] += ward->weight_milli[j];
            most = now > most ? now : most;
        }
    }
    for (int l = 0; l < ward->n_labels; l++)
        load[l] = 0;
    return outside_milli - most;
}

static double price_wards(const struct pp_problem *problem, const struct rows *rows,
                          int64_t *load) {
    int64_t outside_milli = 0;
    for (int p = 0; p < problem->n_patches; p++)
        outside_milli += pp_price_ward(problem, rows->unit + rows->first[p],
                                       rows->first[p + 1] - rows->first[p], load);
    return 1e-3 * problem->ward_m * (double)outside_milli;
}

static int price_keep(const struct pp_problem *problem, const int *patch_of_unit, int *label_of,
                      double *ret_cost, struct pp_error *reterr) {
    const struct pp_labels *current = &problem->current;
    size_t n_labels = (size_t)current->n_labels;
    PP_AUTO_FREE int64_t *shared =
        pp_alloc_array((size_t)problem->n_patches * n_labels, sizeof *shared);
    if (!shared)
        return pp_fail_nomem(reterr);
    int64_t lost_milli = 0;
    for (int u = 0; u < problem->n_units; u++) {
        int64_t *row = shared + (size_t)patch_of_unit[u] * n_labels;
        for (int j = current->first[u]; j < current->first[u + 1]; j++) {
            row[current->label[j]] += current->weight_milli[j];
            lost_milli += current->weight_milli[j];
        }
    }
    int failed = pp_match_labels(shared, problem->n_patches, current->n_labels, label_of, reterr);
    if (failed)
        return failed;
    for (int p = 0; p < problem->n_patches; p++)
        if (label_of[p] >= 0)
            lost_milli -= shared[(size_t)p * n_labels + (size_t)label_of[p]];
    *ret_cost = 1e-3 * problem->keep_m * (double)lost_milli;
    return 0;
}

static double price_distance(const struct pp_problem *problem, const struct rows *rows,
                             int *hub_of) {
    double cost = 0;
    for (int p = 0; p < problem->n_patches; p++) {
        int from = rows->first[p], n = rows->first[p + 1] - from;
        hub_of[p] = -1;
        if (n > 0)
            cost += pp_price_patch(problem, rows->unit + from, n, &hub_of[p]);
    }
    return cost;
}

int pp_evaluate(const struct pp_problem *problem, const int *patch_of_unit,
                struct pp_costs *ret_costs, int *ret_hub, int *ret_current,
                struct pp_error *reterr) {
    size_t n = (size_t)problem->n_units, k = (size_t)problem->n_patches;
    PP_AUTO_FREE int *first = pp_alloc_array(k + 2, sizeof *first);
    PP_AUTO_FREE int *unit = pp_alloc_array(n, sizeof *unit);
    PP_AUTO_FREE int *hub_of = pp_alloc_array(k, sizeof *hub_of);
    PP_AUTO_FREE int *label_of = pp_alloc_array(k, sizeof *label_of);
    PP_AUTO_FREE int64_t *load = pp_alloc_array((size_t)problem->ward.n_labels, sizeof *load);
    if (!first || !unit || !hub_of || !label_of || !load)
        return pp_fail_nomem(reterr);
    struct rows rows = {first, unit};
    fill_rows(problem, patch_of_unit, &rows);
    struct pp_costs costs = {.distance = price_distance(problem, &rows, hub_of)};
    if (problem->ward_m > 0 && problem->ward.first)
        costs.ward = price_wards(problem, &rows, load);
    for (size_t p = 0; p < k; p++)
        label_of[p] = -1;
    if (problem->keep_m > 0 && problem->current.first) {
        int failed = price_keep(problem, patch_of_unit, label_of, &costs.keep, reterr);
        if (failed)
            return failed;
    }
    costs.total = costs.distance + costs.keep + costs.ward;
    for (size_t p = 0; p < k && ret_hub; p++)
        ret_hub[p] = hub_of[p];
    for (size_t p = 0; p < k && ret_current; p++)
        ret_current[p] = label_of[p];
    *ret_costs = costs;
    return 0;
}
