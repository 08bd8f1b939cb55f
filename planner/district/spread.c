/* With total W above the sum of upper limits, the weight outside is at least W - sum max, and is that wherever
 * every patch is at its upper limit or over it: 300 and 740 are as much outside as 520 and 520. So each patch is
 * given limits of its own around its part of the total,
 *
 *     part_p = W x middle_p / sum of middles,     [max(max_p, 0.95 part_p), 1.05 part_p]
 *
 * and below the lower limits likewise. All patches together can keep them as far as totals say: limits of a share are
 * that share of the limits of a whole patch, so every patch is in the same case.
 */
#include "planner/district/spread.h"

#include <math.h>

static const double NEAR = 0.05;

static int64_t sum(const int64_t *milli, int n) {
    int64_t total = 0;
    for (int i = 0; i < n; i++)
        total += milli[i];
    return total;
}

bool pp_totals_forbid(const struct pp_problem *problem) {
    int64_t total = sum(problem->weight_milli, problem->n_units);
    return total < sum(problem->min_milli, problem->n_patches) ||
           total > sum(problem->max_milli, problem->n_patches);
}

bool pp_limits_forbid(const struct pp_problem *problem) {
    for (int p = 0; p < problem->n_patches; p++)
        if (problem->min_milli[p] > problem->max_milli[p])
            return true;
    return false;
}

void pp_spread_limits(const struct pp_problem *problem, int64_t *ret_min_milli,
                      int64_t *ret_max_milli) {
    int k = problem->n_patches;
    double total = (double)sum(problem->weight_milli, problem->n_units);
    double least = (double)sum(problem->min_milli, k), most = (double)sum(problem->max_milli, k);
    bool over = total > most;
    for (int p = 0; p < k; p++) {
        double least_p = (double)problem->min_milli[p], most_p = (double)problem->max_milli[p];
        double middles = least + most;
        double part = middles > 0 ? total * (least_p + most_p) / middles : total / k;
        ret_min_milli[p] = llround(over ? fmax(most_p, (1 - NEAR) * part) : (1 - NEAR) * part);
        ret_max_milli[p] =
            llround(over ? fmax(most_p, (1 + NEAR) * part) : fmin(least_p, (1 + NEAR) * part));
    }
}
