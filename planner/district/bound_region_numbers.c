/* How many patches in each region: the numbers of least value, and how far the others are from it.
 *
 * Forwards table[r][c] is the least value of the first r regions with c patches; backwards the same of the
 * last ones. Together they say for each region and number k what the best choice with k here would cost more
 * than the best of all: its slack. O(window x R K).
 */
#include "planner/district/bound_regions.h"

#include <math.h>
#include <string.h>

/* One more region: after[c] = least of before[c - k] + value of k. */
static void add_region(const struct pp_bound_region *region, int n_patches, const double *before,
                       double *after, int *choice) {
    for (int c = 0; c <= n_patches; c++)
        after[c] = INFINITY;
    for (int a = 0; a < PP_BOUND_WINDOW; a++) {
        int k = region->low - 1 + a;
        if (k < 0 || k > region->n_hubs)
            continue;
        for (int c = k; c <= n_patches; c++) {
            double value = before[c - k] + region->value[a];
            choice[c] = value < after[c] ? k : choice[c];
            after[c] = value < after[c] ? value : after[c];
        }
    }
}

/* before[c] + the least of this region's values and what comes after it, for each number; then `after`
 * takes the region in, by way of `next`. */
static void measure_region(struct pp_bound_region *region, int n_patches, double best,
                           const double *before, double *after, double *next) {
    for (int c = 0; c <= n_patches; c++)
        next[c] = INFINITY;
    for (int a = 0; a < PP_BOUND_WINDOW; a++) {
        int k = region->low - 1 + a;
        region->slack[a] = INFINITY;
        if (k < 0 || k > region->n_hubs)
            continue;
        double least = INFINITY;
        for (int c = 0; c + k <= n_patches; c++) {
            double value = after[c] + region->value[a];
            next[c + k] = value < next[c + k] ? value : next[c + k];
            double whole = before[n_patches - c - k] + value;
            least = whole < least ? whole : least;
        }
        region->slack[a] = fmax(0, least - best);
    }
    memcpy(after, next, ((size_t)n_patches + 1) * sizeof(double));
}

static void measure_slack(struct pp_bound_regions *regions, double best) {
    int n_patches = regions->data->n_patches;
    size_t n_counts = (size_t)n_patches + 1;
    double *after = regions->counts, *next = regions->counts + n_counts;
    for (int c = 0; c <= n_patches; c++)
        after[c] = c ? INFINITY : 0;
    for (int r = regions->n_regions - 1; r >= 0; r--)
        measure_region(&regions->region[r], n_patches, best, regions->table + (size_t)r * n_counts,
                       after, next);
}

double pp_bound_regions_choose_numbers(struct pp_bound_regions *regions) {
    int n_patches = regions->data->n_patches;
    size_t n_counts = (size_t)n_patches + 1;
    for (int c = 0; c <= n_patches; c++)
        regions->table[c] = c ? INFINITY : 0;
    for (int r = 0; r < regions->n_regions; r++) {
        double *before = regions->table + (size_t)r * n_counts;
        add_region(&regions->region[r], n_patches, before, before + n_counts,
                   regions->choice + (size_t)r * n_counts);
    }
    double value = regions->table[(size_t)regions->n_regions * n_counts + (size_t)n_patches];
    if (!isfinite(value))
        return value;
    for (int r = regions->n_regions - 1, c = n_patches; r >= 0; r--) {
        regions->region[r].chosen = regions->choice[(size_t)r * n_counts + (size_t)c];
        c -= regions->region[r].chosen;
    }
    measure_slack(regions, value);
    return value;
}
