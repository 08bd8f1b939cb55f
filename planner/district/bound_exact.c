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
 * be found in any way, and rounded at will: what is summed over all units is a proof. It is tried as found
 * on near pairs; where units from far would come too, a lower one is looked for. In open country, where what is
 * near only just fills a patch, that is the difference between a bound and none. Nothing is left out, so
 * nothing has to be proven about what is left out. The bound is
 *
 *     sum u_i + the K least v_j(p_j).
 *
 * Rounding. With unit roundoff e = 2^-53 a distance is right to 4e of itself (6e squared), a term to
 * 8e (trips d + |u| + |p| w). Terms that count, or nearly do, have trips d <= u + p w up to the same
 * error, so the errors of terms add to at most 16e (sum |u| + |p| W). The terms have one sign, so adding
 * n of them costs at most n e |sum|. Twice all this is taken off each value; the last sums likewise.
 *
 * Cost: units too far from a hub to give anything are passed over in blocks; see bound_blocks.c.
 */
#include "planner/district/bound_blocks.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* What a hub proves at one price; lowered by more than its rounding. */
struct proof {
    double value;
    bool
        overfull; /* more is taken than the limit that the price stands for: a lower one proves more */
};

static struct proof prove_at(const struct pp_bound_data *data, int hub, double price) {
    const double roundoff = DBL_EPSILON / 2;
    struct pp_bound_taken taken =
        pp_bound_blocks_take(data->blocks, data->x[hub], data->y[hub], price);
    double full = price > 0 ? data->min : data->max;
    double fill = price * (price >= 0 ? data->min : data->max);
    double error = 16 * roundoff * (data->blocks->sum_abs + fabs(price) * data->total_weight) +
                   data->n * roundoff * fabs(taken.sum) + 4 * roundoff * fabs(fill);
    return (struct proof){taken.sum + fill - 2 * error, taken.weight > full};
}

/* Below a price at which too many come from far: double the way down, then halve to where the hub is just full.
 * The value is concave in the price. */
static double find_price(const struct pp_bound_data *data, int hub, double price, double value) {
    enum { most_doublings = 40, halvings = 20 };
    double low = price, high = price, way = fmax(fabs(price), 1);
    struct proof proof = {value, true};
    for (int i = 0; i < most_doublings && proof.overfull; i++, way *= 2) {
        high = low;
        low -= way;
        proof = prove_at(data, hub, low);
        value = fmax(value, proof.value);
    }
    for (int i = 0; i < halvings; i++) {
        double middle = low + (high - low) / 2;
        proof = prove_at(data, hub, middle);
        value = fmax(value, proof.value);
        if (proof.overfull)
            high = middle;
        else
            low = middle;
    }
    return value;
}

double pp_bound_proven_value(const struct pp_bound_data *data, int hub, double price) {
    struct proof proof = prove_at(data, hub, price);
    if (!proof.overfull) /* the price is right, or what was found near is all there is */
        return proof.value;
    /* the unit that fills the hub may count only by its rounding */
    struct proof below = prove_at(data, hub, price - 1e-6 * fmax(fabs(price), 1));
    double value = fmax(proof.value, below.value);
    return below.overfull ? find_price(data, hub, price, value) : value;
}

double pp_bound_exact_seconds(const struct pp_bound_data *data, const double *multiplier) {
    enum { n_looks = 16 };
    double sum = 0;
    double started_s = pp_clock_s();
    pp_bound_blocks_offer(data->blocks, multiplier);
    for (int look = 0; look < n_looks; look++)
        sum += pp_bound_proven_value(data, (int)((int64_t)look * data->n / n_looks), 0);
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
    double sum = 0, least = 0;
    pp_bound_blocks_offer(data->blocks, multiplier);
    for (int i = 0; i < data->n; i++)
        sum += multiplier[i];
    for (int j = 0; j < data->n; j++) {
        if (pp_must_stop(cancel))
            return -INFINITY;
        scratch[j] = pp_bound_proven_value(data, j, price[near->row_of_unit[j]]);
    }
    qsort(scratch, (size_t)data->n, sizeof(double), compare_doubles);
    for (int k = 0; k < data->n_patches && k < data->n; k++)
        least += scratch[k];
    double error =
        (data->n + 2.0 * data->n_patches) * DBL_EPSILON * (data->blocks->sum_abs + fabs(least));
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
