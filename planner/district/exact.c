/* Small towns to the end.
 *
 * Let u be multipliers of the units (those of the bound, or any), and the value of a patch S
 *
 *     r(S) = distance cost of S + ward cost of S - sum over S of u.
 *
 * A division costs sum u + sum r(S) + keep cost, and its K hubs are K different units. So when f_j is at most
 * the value of any patch with hub j, a division that costs no more than `upper` has only patches with
 *
 *     r(S) <= upper - sum u - least keep cost - the K - 1 least f_i of other hubs than its own.        (1)
 *
 * 1. f_j begins as the knapsack value of the bound at hub j.
 * 2. For every hub the patches within a part of the gap are listed (exact_grow.c); the least value found, or
 *    the limit of the search when nothing was found, is a better f_j. By and by the part grows to all of (1):
 *    a better f of one hub makes the list of the others shorter.
 * 3. From the whole list the cheapest K patches that hold each unit once are chosen as a 0-1 program
 *    (exact_choose.c).
 *
 * Guarantee: when the list is whole and the program solved to its end, no division that keeps all rules is
 * cheaper by more than rounding. When either is too much, nothing is claimed.
 * Cost: by the gap and the town, from a millisecond to never; both steps have limits.
 *
 * Reference: Garfinkel and Nemhauser 1970, "Optimal political districting by implicit enumeration techniques",
 * Management Science 16(8); the pruning by (1) is reduced cost fixing.
 */
#include "planner/district/exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/bound_blocks.h"
#include "planner/district/exact_parts.h"

enum { MOST_UNITS = 120, MOST_PATCHES = 14 };

static const int64_t most_nodes = 400000000, most_nodes_unclocked = 2000000;
static const size_t most_columns = 60000, most_columns_unclocked = 3000;
static const double rounding = 1e-10; /* of the cost */

bool pp_exact_is_small(const struct pp_problem *problem) {
    return problem->n_units <= MOST_UNITS && problem->n_patches <= MOST_PATCHES;
}

/* ---- values of hubs ---- */

/* The sum of the n least numbers that are not that of `left_out` (-1: of all). */
static double sum_of_least(const struct pp_exact_list *list, int n, int left_out) {
    double least[MOST_PATCHES + 1], sum = 0;
    int n_least = 0;
    for (int j = 0; j < list->data.n && n > 0; j++) {
        double value = list->floor[j];
        if (j == left_out || (n_least == n && value >= least[n - 1]))
            continue;
        int at = n_least < n ? n_least++ : n - 1;
        for (; at > 0 && least[at - 1] > value; at--)
            least[at] = least[at - 1];
        least[at] = value;
    }
    for (int i = 0; i < n_least; i++)
        sum += least[i];
    return n_least < n ? INFINITY : sum;
}

double pp_exact_most(const struct pp_exact_list *list, int hub) {
    return list->ask->upper - list->sum + list->slack -
           sum_of_least(list, list->data.n_patches - 1, hub);
}

/* The price at which the knapsack of the hub is full. */
static double full_price(const struct pp_exact_list *list, int hub, struct pp_bound_item *items) {
    const struct pp_bound_data *data = &list->data;
    double wanted = 0, capacity;
    int n = 0;
    for (int i = 0; i < data->n; i++) {
        double dx = data->x[i] - data->x[hub], dy = data->y[i] - data->y[hub];
        double cost =
            data->trips[i] * pp_way(data->cost_kind, dx * dx + dy * dy) - list->ask->multiplier[i];
        if (data->weight[i] <= 0)
            continue;
        wanted += cost < 0 ? data->weight[i] : 0;
        items[n++] = (struct pp_bound_item){cost / data->weight[i], data->weight[i]};
    }
    capacity = wanted < data->min ? data->min : data->max;
    bool free = wanted >= data->min && wanted <= data->max;
    return n == 0 || free ? 0 : pp_bound_select(items, n, capacity);
}

static int price_hubs(struct pp_exact_list *list, struct pp_error *reterr) {
    int n = list->data.n;
    PP_AUTO_FREE struct pp_bound_item *items = pp_alloc_array((size_t)n, sizeof *items);
    if (!items)
        return pp_fail_nomem(reterr);
    pp_bound_blocks_offer(list->data.blocks, list->ask->multiplier);
    for (int i = 0; i < n; i++)
        list->sum += list->ask->multiplier[i];
    for (int j = 0; j < n; j++) {
        list->price[j] = full_price(list, j, items);
        list->base[j] = pp_bound_proven_value(&list->data, j, list->price[j]);
        list->floor[j] = list->base[j];
    }
    list->slack = rounding * (list->ask->upper + list->data.blocks->sum_abs);
    return 0;
}

/* ---- the list ---- */

static int list_init(const struct pp_exact_ask *ask, struct pp_exact_list *list,
                     struct pp_error *reterr) {
    const struct pp_problem *problem = ask->problem;
    size_t n = (size_t)problem->n_units;
    bool clocked = ask->until_s > 0;
    *list = (struct pp_exact_list){
        .ask = ask,
        .min_milli = INT64_MAX,
        .most_nodes = clocked ? most_nodes : most_nodes_unclocked,
        .most_columns = clocked ? most_columns : most_columns_unclocked,
    };
    for (int p = 0; p < problem->n_patches; p++) {
        if (problem->min_milli[p] < list->min_milli)
            list->min_milli = problem->min_milli[p];
        if (problem->max_milli[p] > list->max_milli)
            list->max_milli = problem->max_milli[p];
    }
    if (problem->keep_m > 0 && problem->current.first)
        list->keep = pp_bound_keep(problem);
    list->price = pp_alloc_array(n, sizeof *list->price);
    list->base = pp_alloc_array(n, sizeof *list->base);
    list->floor = pp_alloc_array(n, sizeof *list->floor);
    if (!list->price || !list->base || !list->floor)
        return pp_fail_nomem(reterr);
    int failed = pp_bound_data_init(problem, &list->data, reterr);
    return failed ? failed : price_hubs(list, reterr);
}

void pp_exact_list_done(struct pp_exact_list *list) {
    pp_bound_data_done(&list->data);
    pp_free(list->price);
    pp_free(list->base);
    pp_free(list->floor);
    pp_free(list->columns);
    pp_free(list->unit);
    *list = (struct pp_exact_list){0};
}

/* Look at every hub, no further than `part` of the gap above its knapsack value; 1 = all the way. */
static int list_hubs(struct pp_exact_list *list, double part, double gap, struct pp_error *reterr) {
    list->n_columns = list->n_unit = 0;
    for (int j = 0; j < list->data.n && !list->stopped; j++) {
        double most = pp_exact_most(list, j) - list->keep, near = list->base[j] + part * gap;
        bool whole = part >= 1 || near >= most;
        double least;
        if (!whole)
            most = near;
        if (!whole && list->floor[j] >= most)
            continue;
        size_t n_columns = list->n_columns, n_unit = list->n_unit;
        int failed = pp_exact_grow(list, j, most, &least, reterr);
        if (failed)
            return failed;
        if (list->stopped)
            break;
        list->floor[j] = fmax(list->floor[j], isfinite(least) || whole ? least : most);
        if (part < 1) {
            list->n_columns = n_columns;
            list->n_unit = n_unit;
        }
    }
    return 0;
}

/* List every patch that a division cheaper than `upper` may have. */
static int list_patches(const struct pp_exact_ask *ask, struct pp_exact_list *ret_list,
                        struct pp_error *reterr) {
    struct pp_exact_list PP_AUTO(pp_exact_list_done) list = {0};
    static const double part[] = {0.02, 0.05, 0.1, 0.2, 0.4, 1};
    int failed = list_init(ask, &list, reterr);
    for (size_t i = 0; i < sizeof part / sizeof *part && !failed && !list.stopped; i++) {
        double gap =
            ask->upper - list.sum - list.keep - sum_of_least(&list, list.data.n_patches, -1);
        failed = list_hubs(&list, part[i], fmax(gap, 0), reterr);
    }
    if (failed)
        return failed;
    *ret_list = list;
    list = (struct pp_exact_list){0};
    return 0;
}

int pp_exact_prove(const struct pp_exact_ask *ask, int *patch_of, bool *ret_proven,
                   struct pp_error *reterr) {
    *ret_proven = false;
    if (!pp_exact_is_small(ask->problem))
        return 0;
    struct pp_exact_list PP_AUTO(pp_exact_list_done) list = {0};
    int failed = list_patches(ask, &list, reterr);
    if (failed || list.stopped)
        return failed;
    return pp_exact_choose(&list, patch_of, ret_proven, reterr);
}
