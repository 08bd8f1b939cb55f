/* All patches with a given hub and a value within a limit.
 *
 * At price p of weight the value of a patch S with hub j is
 *
 *     r(S) >= base_j + p (W(S) - m) [p < 0: - p (M - W(S))] + sum over S of max(0, e_i) + sum outside S of max(0, -e_i),
 *     e_i = trips_i d_ij - u_i - p w_i,
 *
 * with base_j the knapsack value: every unit taken against its sign, or left against it, costs |e_i|.
 *
 * Steps: begin with the hub. Of the undecided neighbours of the patch the one with the largest |e| is taken or left;
 * when none is undecided the patch is priced, and kept if this is its true hub. Taken and left differ at every
 * branch, so each connected set appears once. Without connection all units are neighbours.
 *
 * Guarantee: a branch is cut only when the sum of its |e| is above the limit, when it is too heavy, or too light with
 * all that is undecided, or mixes pins.
 * Cost: O(n) a branch; the number of branches grows with the limit, fast.
 */
#include <math.h>

#include "patchplan/core/alloc.h"
#include "planner/district/evaluate.h"
#include "planner/district/exact_parts.h"

enum { UNDECIDED, TAKEN, LEFT };

struct grow {
    struct pp_exact_list *list;
    const struct pp_problem *problem;
    int hub, pin; /* pin -1: no pinned unit in the patch yet */
    double most, least;
    double *excess;       /* n */
    int *touch, *members; /* n: neighbours in the patch; scratch */
    char *state;          /* n */
    int64_t *load;        /* scratch for wards, zero */
    int64_t weight, open; /* of the patch, of undecided units */
    struct pp_error *err;
    int failed;
};

static bool must_stop(struct pp_exact_list *list) {
    list->n_nodes++;
    if (list->n_nodes > list->most_nodes || list->n_columns > list->most_columns)
        list->stopped = true;
    if (list->n_nodes % 1024 == 0 &&
        (pp_must_stop(list->ask->cancel) ||
         (list->ask->until_s > 0 && pp_clock_s() > list->ask->until_s)))
        list->stopped = true;
    return list->stopped;
}

/* The undecided neighbour of the patch that says most; -1 when all are decided. */
static int next_unit(const struct grow *grow) {
    int best = -1;
    double most = -1;
    for (int u = 0; u < grow->problem->n_units; u++)
        if (grow->state[u] == UNDECIDED && grow->touch[u] > 0 && fabs(grow->excess[u]) > most) {
            most = fabs(grow->excess[u]);
            best = u;
        }
    return best;
}

static void touch_neighbours(struct grow *grow, int unit, int by) {
    const struct pp_problem *problem = grow->problem;
    for (int i = problem->first[unit]; i < problem->first[unit + 1]; i++)
        grow->touch[problem->neighbour[i]] += by;
}

/* All units of one pin number are in one patch. */
static bool splits_a_pin(const struct grow *grow) {
    for (int u = 0; grow->pin >= 0 && u < grow->problem->n_units; u++)
        if (grow->problem->pin[u] == grow->pin && grow->state[u] != TAKEN)
            return true;
    return false;
}

static void keep_column(struct grow *grow, int n, double value) {
    struct pp_exact_list *list = grow->list;
    grow->failed = pp_reserve(&list->columns, &list->cap_columns, list->n_columns + 1,
                              sizeof *list->columns, grow->err);
    if (!grow->failed)
        grow->failed = pp_reserve(&list->unit, &list->cap_unit, list->n_unit + (size_t)n,
                                  sizeof *list->unit, grow->err);
    if (grow->failed)
        return;
    list->columns[list->n_columns++] =
        (struct pp_exact_column){value, grow->weight, (int)list->n_unit, n, grow->hub};
    for (int i = 0; i < n; i++)
        list->unit[list->n_unit++] = grow->members[i];
    grow->least = fmin(grow->least, value);
}

static void price_column(struct grow *grow) {
    const struct pp_problem *problem = grow->problem;
    int n = 0, hub;
    double value = 0;
    if (grow->weight < grow->list->min_milli || splits_a_pin(grow))
        return;
    for (int u = 0; u < problem->n_units; u++) {
        if (grow->state[u] != TAKEN)
            continue;
        grow->members[n++] = u;
        value -= grow->list->ask->multiplier[u];
    }
    value += pp_price_patch(problem, grow->members, n, &hub);
    if (hub != grow->hub || value > grow->most)
        return;
    if (problem->ward_m > 0 && problem->ward.first)
        value +=
            1e-3 * problem->ward_m * (double)pp_price_ward(problem, grow->members, n, grow->load);
    if (value <= grow->most)
        keep_column(grow, n, value);
}

static void decide(struct grow *grow, double left);

static void take(struct grow *grow, int unit, double left) {
    int pin = grow->problem->pin ? grow->problem->pin[unit] : -1, pin_before = grow->pin;
    int64_t weight = grow->problem->weight_milli[unit];
    if ((pin >= 0 && pin_before >= 0 && pin != pin_before) || left < 0 ||
        grow->weight + weight > grow->list->max_milli)
        return;
    grow->pin = pin >= 0 ? pin : pin_before;
    grow->state[unit] = TAKEN;
    grow->weight += weight;
    grow->open -= weight;
    if (grow->problem->connected)
        touch_neighbours(grow, unit, 1);
    decide(grow, left);
    if (grow->problem->connected)
        touch_neighbours(grow, unit, -1);
    grow->open += weight;
    grow->weight -= weight;
    grow->state[unit] = UNDECIDED;
    grow->pin = pin_before;
}

static void leave(struct grow *grow, int unit, double left) {
    int64_t weight = grow->problem->weight_milli[unit];
    if (left < 0 || grow->weight + grow->open - weight < grow->list->min_milli)
        return;
    grow->state[unit] = LEFT;
    grow->open -= weight;
    decide(grow, left);
    grow->open += weight;
    grow->state[unit] = UNDECIDED;
}

/* As deep as there are units. */
static void decide(struct grow *grow, double left) {
    if (grow->failed || must_stop(grow->list))
        return;
    int unit = next_unit(grow);
    if (unit < 0) {
        price_column(grow);
        return;
    }
    take(grow, unit, left - fmax(grow->excess[unit], 0));
    leave(grow, unit, left - fmax(-grow->excess[unit], 0));
}

static void prepare(struct grow *grow) {
    const struct pp_bound_data *data = &grow->list->data;
    for (int i = 0; i < data->n; i++) {
        double dx = data->x[i] - data->x[grow->hub], dy = data->y[i] - data->y[grow->hub];
        double square = dx * dx + dy * dy;
        grow->excess[i] = data->trips[i] * pp_way(data->cost_kind, square) -
                          grow->list->ask->multiplier[i] -
                          grow->list->price[grow->hub] * data->weight[i];
        grow->touch[i] = !grow->problem->connected;
        grow->open += grow->problem->weight_milli[i];
    }
}

int pp_exact_grow(struct pp_exact_list *list, int hub, double most, double *ret_least,
                  struct pp_error *reterr) {
    const struct pp_problem *problem = list->ask->problem;
    size_t n = (size_t)problem->n_units, n_wards = (size_t)problem->ward.n_labels;
    PP_AUTO_FREE double *excess = pp_alloc_array(n, sizeof *excess);
    PP_AUTO_FREE int *touch = pp_alloc_array(n, sizeof *touch);
    PP_AUTO_FREE int *members = pp_alloc_array(n, sizeof *members);
    PP_AUTO_FREE char *state = pp_alloc_array(n, sizeof *state);
    PP_AUTO_FREE int64_t *load = pp_alloc_array(n_wards + 1, sizeof *load);
    if (!excess || !touch || !members || !state || !load)
        return pp_fail_nomem(reterr);
    struct grow grow = {.list = list,
                        .problem = problem,
                        .hub = hub,
                        .pin = -1,
                        .most = most,
                        .least = INFINITY,
                        .excess = excess,
                        .touch = touch,
                        .members = members,
                        .state = state,
                        .load = load,
                        .err = reterr};
    prepare(&grow);
    take(&grow, hub, most - list->base[hub] - fmax(excess[hub], 0));
    *ret_least = grow.least;
    return grow.failed;
}
