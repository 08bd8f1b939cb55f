/* Steps of the multipliers towards a high bound.
 *
 * L(u) = sum u_i + K least v_j(u) is concave; with y the knapsacks of the K least hubs a supergradient is
 * g_i = 1 - sum_j y_ij: pay more where nobody comes, less where several do. The step is Polyak's along a
 * direction that does not turn back (Camerini, Fratta and Maffioli 1975, "On improving relaxation methods
 * by modified gradient techniques", Mathematical Programming Study 3):
 *
 *     d <- g + b d,   b = max(0, -1.5 g.d / d.d),
 *     u <- u + length (target - L) / d.d  d,
 *
 * with inner products weighted by `scale`, so that lumps and empty country move at their own pace. The
 * target is the known cost or 3 % above the best value, whichever is less; length starts at 1 and is cut
 * by a third after two full looks without a new best. When it has become too short and there is time, it
 * begins again at 1 from the best point, with twice the patience: nottingham ends at 5,498,400 the first time
 * (2 s), at 5,506,800 the third (8 s).
 *
 * A full look prices every hub over its near pairs. Between two of them (every 2nd step at first, then
 * every 16th) only the 10 K + 50 hubs of least value are priced: five times faster, and the value seen
 * is then too high, which is why only full looks choose the best point.
 *
 * It converges in 500 to 1,500 steps to a tenth of a percent of the best multipliers on real cities.
 */
#include "planner/district/bound_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

enum { early_steps = 32, look_every_early = 2, look_every = 16, looks_to_fail = 2 };

void pp_bound_steps_done(struct pp_bound_steps *steps) {
    pp_bound_near_done(&steps->near);
    pp_free(steps->weight);
    pp_free(steps->scale);
    pp_free(steps->multiplier);
    pp_free(steps->best);
    pp_free(steps->direction);
    pp_free(steps->gradient);
    pp_free(steps->offer);
    pp_free(steps->price);
    pp_free(steps->items);
    pp_free(steps->order);
    pp_free(steps->active);
    *steps = (struct pp_bound_steps){0};
}

static bool allocate_steps(struct pp_bound_steps *steps, size_t n) {
    size_t n_prices = n * (size_t)steps->data->n_classes;
    steps->weight = pp_alloc_array(n, sizeof *steps->weight);
    steps->scale = pp_alloc_array(n, sizeof *steps->scale);
    steps->multiplier = pp_alloc_array(n, sizeof *steps->multiplier);
    steps->best = pp_alloc_array(n, sizeof *steps->best);
    steps->direction = pp_alloc_array(n, sizeof *steps->direction);
    steps->gradient = pp_alloc_array(n, sizeof *steps->gradient);
    steps->offer = pp_alloc_array(n, sizeof *steps->offer);
    steps->price = pp_alloc_array(n_prices, sizeof *steps->price);
    steps->items = pp_alloc_array(n, sizeof *steps->items);
    steps->order = pp_alloc_array(n, sizeof *steps->order);
    steps->active = pp_alloc_array(n_prices, sizeof *steps->active);
    return steps->weight && steps->scale && steps->multiplier && steps->best && steps->direction &&
           steps->gradient && steps->offer && steps->price && steps->items && steps->order &&
           steps->active;
}

/* Where to start and how far each multiplier moves. A unit without trips still takes room, so it moves
 * a little; one with neither is free and stays at 0, which is best for it. */
static void set_start(struct pp_bound_steps *steps, const double *start) {
    const struct pp_bound_data *data = steps->data;
    double trips_per_weight = data->total_weight > 0 ? data->total_trips / data->total_weight : 0;
    for (int i = 0; i < data->n; i++) {
        double radius = steps->near.radius_m[i], cost = pp_way_of(data->cost_kind, radius);
        double trips = data->trips[i] + 1e-3 * trips_per_weight * data->weight[i];
        steps->weight[i] = fmax(data->weight[i], 1e-9);
        steps->scale[i] = trips * sqrt(cost);
        steps->multiplier[i] = start ? start[i] : trips * cost;
        steps->easy += trips * cost * 0.6;
    }
}

int pp_bound_steps_init(const struct pp_bound_data *data, double reach, const double *start,
                        const struct pp_cancel *cancel, struct pp_bound_steps *ret_steps,
                        struct pp_error *reterr) {
    struct pp_bound_steps steps = {.data = data,
                                   .cancel = cancel,
                                   .upper = INFINITY,
                                   .length = 1,
                                   .best_value = -INFINITY,
                                   .patience = looks_to_fail};
    int rc = pp_bound_near_init(data, reach, cancel, &steps.near, reterr);
    if (rc != 0)
        return rc;
    if (!allocate_steps(&steps, (size_t)data->n)) {
        pp_bound_steps_done(&steps);
        return pp_fail_nomem(reterr);
    }
    set_start(&steps, start);
    memcpy(steps.best, steps.multiplier, (size_t)data->n * sizeof(double));
    steps.loosest = (struct pp_bound_class){data->min, data->max, data->n_patches};
    steps.n_classes = 1;
    *ret_steps = steps;
    return 0;
}

void pp_bound_steps_use_classes(struct pp_bound_steps *steps) {
    size_t n = (size_t)steps->near.n_rows;
    steps->classes = steps->data->classes;
    steps->n_classes = steps->data->n_classes;
    for (size_t c = 1; c < (size_t)steps->n_classes; c++)
        memcpy(steps->price + c * n, steps->price, n * sizeof *steps->price);
    memcpy(steps->multiplier, steps->best, (size_t)steps->data->n * sizeof(double));
    memset(steps->direction, 0, (size_t)steps->data->n * sizeof(double));
    steps->best_value = -INFINITY;
    steps->length = 1;
    steps->n_failed = 0;
}

/* --- all hubs ------------------------------------------------------------------------------------ */

static int compare_order(const void *a, const void *b) {
    const struct pp_bound_order *x = a, *y = b;
    if (x->value < y->value || x->value > y->value)
        return x->value < y->value ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* The hubs of least value for this class are looked at until the next full look. */
static void choose_active(struct pp_bound_steps *steps, int *active) {
    int64_t wanted = 10 * (int64_t)steps->data->n_patches + 50;
    steps->n_active = wanted < steps->near.n_rows ? (int)wanted : steps->near.n_rows;
    for (int a = 0; a < steps->n_active; a++)
        active[a] = steps->order[a].row;
}

/* The least values of as many hubs as the class has patches; what they take is added to steps->gradient.
 * INFINITY when stopped. */
static double evaluate_class(struct pp_bound_steps *steps, int c, bool all) {
    const struct pp_bound_class *class = steps->classes ? &steps->classes[c] : &steps->loosest;
    struct pp_bound_pricer pricer = {&steps->near, steps->offer, steps->items, class->min,
                                     class->max};
    size_t first = (size_t)c * (size_t)steps->near.n_rows;
    double *price = steps->price + first, value = 0;
    int n_rows = all ? steps->near.n_rows : steps->n_active;
    for (int a = 0; a < n_rows; a++) {
        int row = all ? a : steps->active[first + (size_t)a];
        if (a % 64 == 0 && pp_must_stop(steps->cancel))
            return INFINITY;
        steps->order[a] = (struct pp_bound_order){pp_bound_price(&pricer, row, &price[row]), row};
    }
    qsort(steps->order, (size_t)n_rows, sizeof *steps->order, compare_order);
    for (int k = 0; k < class->n_patches && k < n_rows; k++) {
        value += steps->order[k].value;
        int row = steps->order[k].row;
        pp_bound_cover(&pricer, row, price[row], steps->gradient);
    }
    if (all)
        choose_active(steps, steps->active + first);
    return value;
}

/* Value and supergradient at steps->multiplier over all rows or the active ones; false when stopped. */
static bool evaluate(struct pp_bound_steps *steps, bool all) {
    const struct pp_bound_data *data = steps->data;
    double value = 0;
    for (int i = 0; i < data->n; i++) {
        steps->offer[i].price = (float)(steps->multiplier[i] / steps->weight[i]);
        steps->offer[i].weight = (float)steps->weight[i];
        steps->gradient[i] = 0;
        value += steps->multiplier[i];
    }
    for (int c = 0; c < steps->n_classes; c++)
        value += evaluate_class(steps, c, all);
    if (pp_must_stop(steps->cancel))
        return false;
    for (int i = 0; i < data->n; i++)
        steps->gradient[i] = 1 - steps->gradient[i];
    steps->value = value;
    return true;
}

bool pp_bound_look(struct pp_bound_steps *steps) {
    if (!evaluate(steps, true))
        return false;
    if (isfinite(steps->value) && steps->value > steps->best_value) {
        steps->best_value = steps->value;
        steps->n_failed = 0;
        memcpy(steps->best, steps->multiplier, (size_t)steps->data->n * sizeof(double));
    } else if (++steps->n_failed >= steps->patience) {
        steps->length *= 0.66;
        steps->n_failed = 0;
    }
    return true;
}

bool pp_bound_begin_again(struct pp_bound_steps *steps) {
    steps->length = 1;
    steps->patience *= 2;
    steps->n_failed = 0;
    memset(steps->direction, 0, (size_t)steps->data->n * sizeof(double));
    return pp_bound_return_to_best(steps);
}

bool pp_bound_return_to_best(struct pp_bound_steps *steps) {
    memcpy(steps->multiplier, steps->best, (size_t)steps->data->n * sizeof(double));
    return evaluate(steps, true);
}

/* --- one step ------------------------------------------------------------------------------------ */

static double target(const struct pp_bound_steps *steps) {
    double best = fmax(steps->best_value, 0);
    double hoped = fmax(1.03 * best, steps->easy);
    return fmax(fmin(hoped, steps->upper), best * (1 + 1e-4));
}

/* d <- g + b d; returns its squared length. */
static double turn(struct pp_bound_steps *steps) {
    const double *scale = steps->scale, *gradient = steps->gradient;
    double *direction = steps->direction;
    double dd = 0, dg = 0, norm = 0;
    for (int i = 0; i < steps->data->n; i++) {
        dd += scale[i] * direction[i] * direction[i];
        dg += scale[i] * direction[i] * gradient[i];
    }
    double back = dg < 0 ? -1.5 * dg / dd : 0;
    for (int i = 0; i < steps->data->n; i++) {
        direction[i] = gradient[i] + back * direction[i];
        norm += scale[i] * direction[i] * direction[i];
    }
    return norm;
}

bool pp_bound_step(struct pp_bound_steps *steps) {
    double norm = turn(steps);
    double way = target(steps) - steps->value;
    double step = norm > 0 && isfinite(way) ? steps->length * way / norm : 0;
    for (int i = 0; i < steps->data->n; i++)
        steps->multiplier[i] += step * steps->scale[i] * steps->direction[i];
    steps->n_steps++;
    int every = steps->n_steps <= early_steps ? look_every_early : look_every;
    return steps->n_steps % every == 0 ? pp_bound_look(steps) : evaluate(steps, false);
}
