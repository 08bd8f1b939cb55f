/* Is this division what it says? Everything is worked out again, in the plainest way there is.
 *
 * Nothing here is shared with the search or the bound: the units of each patch are listed, its weight is
 * added, one flood over the neighbours inside it must reach all of it, and every unit is tried as its
 * middle. Claims are compared to 1e-6 of themselves, since sums may be taken in another order.
 */
#include "patchplan/district/check.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"

/* The units sorted by patch: those of patch k are unit[first[k]] .. unit[first[k + 1] - 1]. */
struct lists {
    int *first, *unit;
};

static void lists_done(struct lists *lists) {
    pp_free(lists->first);
    pp_free(lists->unit);
}

static bool is_patch(const struct pp_problem *problem, int patch) {
    return patch >= 0 && patch < problem->n_patches;
}

static int make_lists(const struct pp_problem *problem, const int *patch_of_unit,
                      struct lists *lists, struct pp_error *reterr) {
    lists->first = pp_alloc_array((size_t)problem->n_patches + 2, sizeof(int));
    lists->unit = pp_alloc_array((size_t)problem->n_units + 1, sizeof(int));
    if (!lists->first || !lists->unit)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < problem->n_units; u++)
        if (is_patch(problem, patch_of_unit[u]))
            lists->first[patch_of_unit[u] + 2]++;
    for (int k = 0; k < problem->n_patches; k++)
        lists->first[k + 2] += lists->first[k + 1];
    for (int u = 0; u < problem->n_units; u++)
        if (is_patch(problem, patch_of_unit[u]))
            lists->unit[lists->first[patch_of_unit[u] + 1]++] = u;
    return 0;
}

static int64_t weight_of_patch(const struct pp_problem *problem, const struct lists *lists, int k) {
    int64_t weight = 0;
    for (int e = lists->first[k]; e < lists->first[k + 1]; e++)
        weight += problem->weight_milli[lists->unit[e]];
    return weight;
}

/* Does a flood from its first unit, through neighbours of the same patch, reach the whole patch? */
static bool is_connected(const struct pp_problem *problem, const int *patch_of_unit,
                         const struct lists *lists, int k, int *queue, bool *seen) {
    int n_in_patch = lists->first[k + 1] - lists->first[k], n_queued = 0;
    if (n_in_patch == 0)
        return true;
    queue[n_queued++] = lists->unit[lists->first[k]];
    seen[queue[0]] = true;
    for (int at = 0; at < n_queued; at++) {
        int u = queue[at];
        for (int e = problem->first[u]; e < problem->first[u + 1]; e++) {
            int v = problem->neighbour[e];
            if (patch_of_unit[v] == k && !seen[v]) {
                seen[v] = true;
                queue[n_queued++] = v;
            }
        }
    }
    return n_queued == n_in_patch;
}

/* Cost of serving the whole patch from `hub`; INFINITY as soon as it is clear that it is over `enough`. */
static double cost_from(const struct pp_problem *problem, const struct lists *lists, int k, int hub,
                        double enough) {
    double sum = 0;
    for (int e = lists->first[k]; e < lists->first[k + 1] && sum <= enough; e++) {
        int u = lists->unit[e];
        double east = problem->x[u] - problem->x[hub], north = problem->y[u] - problem->y[hub];
        double square = east * east + north * north;
        double trips = problem->trips ? problem->trips[u] : (double)problem->weight_milli[u] / 1000;
        sum += trips * (problem->cost_kind == PP_COST_SQUARED ? square : sqrt(square));
    }
    return sum <= enough ? sum : INFINITY;
}

static bool nearly(double a, double b) {
    return fabs(a - b) <= 1e-6 * fmax(1, fmax(fabs(a), fabs(b)));
}

/* The least cost over all its units as middle; false when the claimed middle is not such a unit. The
 * claimed one is tried first, so that most others are soon seen to cost more. */
static bool price_patch(const struct pp_problem *problem, const struct pp_division *division,
                        const struct lists *lists, int k, double *ret_cost) {
    int claimed = division->hub_of_patch ? division->hub_of_patch[k] : -1;
    bool claimed_is_inside = false;
    *ret_cost = 0;
    if (lists->first[k] == lists->first[k + 1])
        return true;
    for (int e = lists->first[k]; e < lists->first[k + 1]; e++)
        claimed_is_inside = claimed_is_inside || lists->unit[e] == claimed;
    double told = claimed_is_inside ? cost_from(problem, lists, k, claimed, INFINITY) : INFINITY;
    double least = told;
    for (int e = lists->first[k]; e < lists->first[k + 1]; e++)
        least = fmin(least, cost_from(problem, lists, k, lists->unit[e], least));
    *ret_cost = least;
    return claimed_is_inside && nearly(told, least);
}

/* Pinned units of one group share a patch, those of two groups do not: each unit is held against the
 * first of its group, and against the first pinned unit of its patch. */
static int count_broken_pins(const struct pp_problem *problem, const int *patch_of_unit,
                             int *ret_n_broken, struct pp_error *reterr) {
    int n_groups = 0, n_broken = 0;
    for (int u = 0; problem->pin && u < problem->n_units; u++)
        n_groups = problem->pin[u] >= n_groups ? problem->pin[u] + 1 : n_groups;
    PP_AUTO_FREE int *patch_of_group = pp_alloc_array((size_t)n_groups + 1, sizeof(int));
    PP_AUTO_FREE int *group_of_patch = pp_alloc_array((size_t)problem->n_patches + 1, sizeof(int));
    if (!patch_of_group || !group_of_patch)
        return pp_fail_nomem(reterr);
    for (int u = 0; n_groups > 0 && u < problem->n_units; u++) {
        int group = problem->pin[u], patch = patch_of_unit[u];
        if (group < 0 || !is_patch(problem, patch))
            continue;
        /* 0 in both tables means "not seen yet" */
        patch_of_group[group] = patch_of_group[group] ? patch_of_group[group] : patch + 1;
        group_of_patch[patch] = group_of_patch[patch] ? group_of_patch[patch] : group + 1;
        n_broken += patch_of_group[group] != patch + 1 || group_of_patch[patch] != group + 1;
    }
    *ret_n_broken = n_broken;
    return 0;
}

/* Weight by patch and label, patch-major: n_patches x n_labels sums; NULL when memory ran out. */
static int64_t *cross_table(const struct pp_problem *problem, const struct pp_labels *labels,
                            const int *patch_of_unit) {
    size_t n_labels = (size_t)labels->n_labels;
    int64_t *table = pp_alloc_array((size_t)problem->n_patches * n_labels + 1, sizeof *table);
    for (int u = 0; table && u < problem->n_units; u++) {
        if (!is_patch(problem, patch_of_unit[u]))
            continue;
        for (int e = labels->first[u]; e < labels->first[u + 1]; e++)
            table[(size_t)patch_of_unit[u] * n_labels + (size_t)labels->label[e]] +=
                labels->weight_milli[e];
    }
    return table;
}

static int64_t labelled_weight(const struct pp_problem *problem, const struct pp_labels *labels) {
    int64_t sum = 0;
    for (int e = 0; e < labels->first[problem->n_units]; e++)
        sum += labels->weight_milli[e];
    return sum;
}

/* Ward term: what each patch holds outside the ward that most of it is in; weight of no ward is outside. */
static int price_wards(const struct pp_problem *problem, const int *patch_of_unit, double *ret_cost,
                       struct pp_error *reterr) {
    *ret_cost = 0;
    if (problem->ward_m <= 0 || !problem->ward.first)
        return 0;
    PP_AUTO_FREE int64_t *table = cross_table(problem, &problem->ward, patch_of_unit);
    if (!table)
        return pp_fail_nomem(reterr);
    int64_t inside = 0, all = 0;
    for (int u = 0; u < problem->n_units; u++)
        all += is_patch(problem, patch_of_unit[u]) ? problem->weight_milli[u] : 0;
    for (int k = 0; k < problem->n_patches; k++) {
        int64_t most = 0;
        for (int c = 0; c < problem->ward.n_labels; c++) {
            int64_t held = table[(size_t)k * (size_t)problem->ward.n_labels + (size_t)c];
            most = held > most ? held : most;
        }
        inside += most;
    }
    *ret_cost = problem->ward_m * (double)(all - inside) / 1000;
    return 0;
}

/* Keep term for the matching that the division states; false when that is not one-to-one. That no
 * other matching keeps more is not checked: a lesser one only overstates the cost. */
static int price_keep(const struct pp_problem *problem, const struct pp_division *division,
                      double *ret_cost, bool *ret_one_to_one, struct pp_error *reterr) {
    const struct pp_labels *current = &problem->current;
    *ret_cost = 0;
    *ret_one_to_one = true;
    if (problem->keep_m <= 0 || current->n_labels == 0)
        return 0;
    PP_AUTO_FREE int64_t *table = cross_table(problem, current, division->patch_of_unit);
    PP_AUTO_FREE bool *taken = pp_alloc_array((size_t)current->n_labels, sizeof *taken);
    if (!table || !taken)
        return pp_fail_nomem(reterr);
    int64_t kept = 0;
    for (int k = 0; division->current_of_patch && k < problem->n_patches; k++) {
        int label = division->current_of_patch[k];
        if (label < 0)
            continue;
        if (label >= current->n_labels || taken[label]) {
            *ret_one_to_one = false;
            continue;
        }
        taken[label] = true;
        kept += table[(size_t)k * (size_t)current->n_labels + (size_t)label];
    }
    *ret_cost = problem->keep_m * (double)(labelled_weight(problem, current) - kept) / 1000;
    return 0;
}

static int check_patches(const struct pp_problem *problem, const struct pp_division *division,
                         const struct lists *lists, struct pp_check *check,
                         struct pp_error *reterr) {
    PP_AUTO_FREE int *queue = pp_alloc_array((size_t)problem->n_units + 1, sizeof *queue);
    PP_AUTO_FREE bool *seen = pp_alloc_array((size_t)problem->n_units + 1, sizeof *seen);
    if (!queue || !seen)
        return pp_fail_nomem(reterr);
    for (int k = 0; k < problem->n_patches; k++) {
        int64_t weight = weight_of_patch(problem, lists, k);
        double cost;
        check->n_empty += lists->first[k + 1] == lists->first[k];
        check->n_out_of_limits += weight < problem->min_milli[k] || weight > problem->max_milli[k];
        if (problem->connected)
            check->n_disconnected +=
                !is_connected(problem, division->patch_of_unit, lists, k, queue, seen);
        check->cost_agrees &= price_patch(problem, division, lists, k, &cost);
        check->distance_cost += cost;
    }
    return 0;
}

/* A claimed bound, NAN when none is claimed, against the cost found. */
static bool is_at_most(double bound, double cost) {
    return isnan(bound) || bound <= cost * (1 + 1e-9);
}

int pp_check_division(const struct pp_problem *problem, const struct pp_division *division,
                      struct pp_check *ret_check, struct pp_error *reterr) {
    struct pp_check check = {.cost_agrees = true};
    PP_AUTO(lists_done) struct lists lists = {0};
    const int *patch_of_unit = division->patch_of_unit;
    double keep, ward;
    bool one_to_one;
    if (division->n_units != problem->n_units || division->n_patches != problem->n_patches)
        return pp_fail(reterr, PP_E_INPUT,
                       "the division is of %d units in %d patches, not %d in %d", division->n_units,
                       division->n_patches, problem->n_units, problem->n_patches);
    for (int u = 0; u < problem->n_units; u++)
        check.n_without_patch += !is_patch(problem, patch_of_unit[u]);
    if (make_lists(problem, patch_of_unit, &lists, reterr) < 0 ||
        check_patches(problem, division, &lists, &check, reterr) < 0 ||
        price_wards(problem, patch_of_unit, &ward, reterr) < 0 ||
        price_keep(problem, division, &keep, &one_to_one, reterr) < 0 ||
        count_broken_pins(problem, patch_of_unit, &check.n_pins_broken, reterr) < 0)
        return PP_E_NOMEM;
    const struct pp_costs *claimed = &division->costs;
    check.cost_agrees &= one_to_one && nearly(claimed->distance, check.distance_cost) &&
                         nearly(claimed->keep, keep) && nearly(claimed->ward, ward) &&
                         nearly(claimed->total, check.distance_cost + keep + ward);
    bool kept = !check.n_without_patch && !check.n_empty && !check.n_out_of_limits &&
                !check.n_disconnected && !check.n_pins_broken;
    check.bound_agrees = !kept || (is_at_most(division->bound, check.distance_cost + keep + ward) &&
                                   is_at_most(division->bound_continuous, check.distance_cost));
    *ret_check = check;
    return 0;
}
