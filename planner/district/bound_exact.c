/* The value that multipliers prove, over all pairs, rounded outwards.
 *
 * For hub j with reduced costs c_i = trips_i d_ij - u_i the knapsack
 *
 *     v_j = min { sum c_i y_i : 0 <= y <= 1, m <= sum w_i y_i <= M }
 *
 * is by linear programming duality at least, for EVERY price p,
 *
 *     v_j(p) = sum_i min(0, c_i - p w_i) + (p >= 0 ? p m : p M),
 *
 * and equal to it at the price where the knapsack is full (0 when neither limit binds). So the price may
 * be found in any way, here on near pairs only, and rounded at will: what is summed over all units is a
 * proof. Nothing is left out, so nothing has to be proven about what is left out. The bound is
 *
 *     sum u_i + the K least v_j(p_j).
 *
 * Rounding. With unit roundoff e = 2^-53 a distance is right to 4e of itself (6e squared), a term to
 * 8e (trips d + |u| + |p| w). Terms that count, or nearly do, have trips d <= u + p w up to the same
 * error, so the errors of terms add to at most 16e (sum |u| + |p| W). The terms have one sign, so adding
 * n of them costs at most n e |sum|. Twice all this is taken off each value; the last sums likewise.
 *
 * Cost: n^2 distances.
 */
#include "planner/district/bound_parts.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* The inner loop of the whole proof. */
static double sum_of_terms(const struct pp_bound_data *data, const double *multiplier, int hub,
                           double price) {
    const double *x = data->x, *y = data->y, *trips = data->trips, *weight = data->weight;
    double hub_x = x[hub], hub_y = y[hub], sum = 0;
    enum pp_cost_kind kind = data->cost_kind;
    for (int i = 0; i < data->n; i++) {
        double dx = x[i] - hub_x, dy = y[i] - hub_y, square = dx * dx + dy * dy;
        double cost = trips[i] * pp_way(kind, square);
        double term = cost - multiplier[i] - price * weight[i];
        sum += term < 0 ? term : 0;
    }
    return sum;
}

double pp_bound_proven_value(const struct pp_bound_data *data, const double *multiplier, int hub,
                             double price, double sum_abs) {
    const double roundoff = DBL_EPSILON / 2;
    double sum = sum_of_terms(data, multiplier, hub, price);
    double fill = price * (price >= 0 ? data->min : data->max);
    double error = 16 * roundoff * (sum_abs + fabs(price) * data->total_weight) +
                   data->n * roundoff * fabs(sum) + 4 * roundoff * fabs(fill);
    return sum + fill - 2 * error;
}

double pp_bound_exact_seconds(const struct pp_bound_data *data, const double *multiplier) {
    enum { n_looks = 16 };
    double sum = 0;
    double started_s = pp_clock_s();
    for (int look = 0; look < n_looks; look++)
        sum += sum_of_terms(data, multiplier, (int)((int64_t)look * data->n / n_looks), 0);
    /* the sum is looked at so that no compiler leaves the work out */
    return isfinite(sum) ? (pp_clock_s() - started_s) / n_looks * data->n : 0;
}

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double pp_bound_exact(const struct pp_bound_data *data, const double *multiplier,
                      const struct pp_bound_near *near, const double *price,
                      const struct pp_cancel *cancel, double *scratch) {
    double sum = 0, sum_abs = 0, least = 0;
    for (int i = 0; i < data->n; i++) {
        sum += multiplier[i];
        sum_abs += fabs(multiplier[i]);
    }
    for (int j = 0; j < data->n; j++) {
        if (pp_must_stop(cancel))
            return -INFINITY;
        scratch[j] =
            pp_bound_proven_value(data, multiplier, j, price[near->row_of_unit[j]], sum_abs);
    }
    qsort(scratch, (size_t)data->n, sizeof(double), compare_doubles);
    for (int k = 0; k < data->n_patches && k < data->n; k++)
        least += scratch[k];
    double error = (data->n + 2.0 * data->n_patches) * DBL_EPSILON * (sum_abs + fabs(least));
    return sum + least - error;
}

double pp_bound_classes_exact(const struct pp_bound_data *data, const double *multiplier,
                              const struct pp_bound_near *near, const double *price,
                              const struct pp_cancel *cancel, double *scratch) {
    double sum = 0, sum_abs = 0, value = 0, value_abs = 0;
    for (int i = 0; i < data->n; i++) {
        sum += multiplier[i];
        sum_abs += fabs(multiplier[i]);
    }
    for (int c = 0; c < data->n_classes; c++) {
        struct pp_bound_data of_class = *data;
        of_class.min = data->classes[c].min;
        of_class.max = data->classes[c].max;
        of_class.n_patches = data->classes[c].n_patches;
        double proven = pp_bound_exact(&of_class, multiplier, near,
                                       price + (size_t)c * (size_t)near->n_rows, cancel, scratch);
        value += proven - (c > 0 ? sum : 0); /* each of them holds the sum of the multipliers */
        value_abs += fabs(proven);
    }
    double error = 4 * data->n_classes * DBL_EPSILON * (data->n * sum_abs + value_abs);
    return value - error;
}
