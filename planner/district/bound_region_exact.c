/* What multipliers and lambdas of regions prove, over all pairs, rounded outwards.
 *
 * Each slot of a region offers m_i = u_i - l_i, as rounded: then l_i is taken to be u_i - m_i, which is
 * >= 0 and exact, so that only sums are rounded, and each of them is lowered by more than its error. Hubs
 * are valued as in bound_exact.c, by the dual of the knapsack at a price: a bound whatever the price. */
#include "planner/district/bound_blocks.h"
#include "planner/district/bound_regions.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What the units of the slot offer: m = mu - lambda, as rounded; returns sum of m - mu, rounded down. */
static double offer_exact(const struct pp_bound_regions *regions,
                          const struct pp_bound_region *region, const double *lambda,
                          double *ret_offer) {
    double sum = 0;
    memcpy(ret_offer, regions->multiplier, (size_t)regions->data->n * sizeof(double));
    for (int l = 0; l < region->n_local; l++) {
        int i = region->local[l];
        ret_offer[i] = fmin(ret_offer[i], ret_offer[i] - lambda[l]);
        sum += ret_offer[i] - regions->multiplier[i];
    }
    return sum * (1 + 4 * (region->n_local + 1) * DBL_EPSILON);
}

static bool value_exact(struct pp_bound_regions *regions, const struct pp_bound_region *region,
                        int s, double *value) {
    const struct pp_bound_data *data = regions->data;
    const double *price = region->price + (size_t)s * (size_t)region->n_hubs;
    double *offer = regions->cover, *hubs = regions->scratch, prefix_abs = 0;
    double prefix =
        offer_exact(regions, region, region->lambda + (size_t)s * (size_t)region->n_local, offer);
    pp_bound_blocks_offer(data->blocks, offer);
    for (int h = 0; h < region->n_hubs; h++) {
        if (pp_must_stop(regions->cancel))
            return false;
        hubs[h] = pp_bound_proven_value(data, region->hub[h], price[h]);
    }
    qsort(hubs, (size_t)region->n_hubs, sizeof *hubs, compare_doubles);
    prefix_abs = fabs(prefix);
    for (int k = 1; k <= region->n_hubs && k <= data->n_patches; k++) {
        prefix += hubs[k - 1];
        prefix_abs += fabs(hubs[k - 1]);
        value[k] = fmax(value[k], prefix - 2 * (k + 1) * DBL_EPSILON * prefix_abs);
    }
    return true;
}

static bool add_region(struct pp_bound_regions *regions, const struct pp_bound_region *region,
                       double *value, const double *before, double *after, double *ret_abs) {
    int n_patches = regions->data->n_patches;
    int most = region->n_hubs < n_patches ? region->n_hubs : n_patches;
    value[0] = 0;
    for (int k = 1; k <= most; k++)
        value[k] = -INFINITY;
    for (int s = 0; s < PP_BOUND_SLOTS; s++)
        if (!value_exact(regions, region, s, value))
            return false;
    double largest = 0;
    for (int k = 0; k <= most; k++)
        largest = fmax(largest, fabs(value[k]));
    *ret_abs += largest;
    for (int c = 0; c <= n_patches; c++) {
        after[c] = INFINITY;
        for (int k = 0; k <= most && k <= c; k++)
            after[c] = fmin(after[c], before[c - k] + value[k]);
    }
    return true;
}

double pp_bound_regions_exact(struct pp_bound_regions *regions) {
    const struct pp_bound_data *data = regions->data;
    size_t n_counts = (size_t)data->n_patches + 1;
    double *before = regions->table, *after = before + n_counts, *value = regions->counts;
    double sum = 0, sum_abs = 0;
    for (int c = 0; c <= data->n_patches; c++)
        before[c] = c ? INFINITY : 0;
    for (int i = 0; i < data->n; i++) {
        sum += regions->multiplier[i];
        sum_abs += fabs(regions->multiplier[i]);
    }
    for (int r = 0; r < regions->n_regions; r++) {
        if (!add_region(regions, &regions->region[r], value, before, after, &sum_abs))
            return -INFINITY;
        memcpy(before, after, n_counts * sizeof(double));
    }
    double error = 2 * (data->n + 2.0 * regions->n_regions) * DBL_EPSILON * sum_abs;
    return sum + before[data->n_patches] - error;
}
