/* How many patches, and whether totals allow them.
 *
 * A place of weight W takes K patches inside [m, M] only if K m <= W <= K M, so
 *
 *     ceil(W / M) <= K <= floor(W / m).
 *
 * Whole units, connection and shape can only make it harder: a "no" here is a proof, a "yes" is
 * not. Among the numbers allowed K is the one nearest to W / ((m + M) / 2). All in 64-bit integers:
 * the one product that could be large, K (m + M), is avoided by dividing first.
 */
#include "patchplan/district/arithmetic.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

static int clamp_to_int(int64_t value) { return value > INT_MAX ? INT_MAX : (int)value; }

void pp_arithmetic_range(int64_t total_milli, int64_t min_milli, int64_t max_milli, int *ret_least,
                         int *ret_most) {
    int64_t least = total_milli / max_milli + (total_milli % max_milli != 0);
    *ret_least = clamp_to_int(least > 1 ? least : 1);
    *ret_most = min_milli > 0 ? clamp_to_int(total_milli / min_milli) : INT_MAX;
}

/* The whole number nearest to total / ((min + max) / 2), ties to the smaller, at least 1. */
static int nearest_to_midpoint(int64_t total_milli, int64_t min_milli, int64_t max_milli) {
    int64_t twice_mid = min_milli + max_milli;
    int64_t below = 2 * total_milli / twice_mid;
    int64_t rest = 2 * total_milli % twice_mid;
    int64_t nearest = rest > twice_mid - rest ? below + 1 : below;
    return clamp_to_int(nearest > 1 ? nearest : 1);
}

bool pp_arithmetic_choose_patches(int64_t total_milli, int64_t min_milli, int64_t max_milli,
                                  int *ret_n_patches) {
    int least, most;
    int nearest = nearest_to_midpoint(total_milli, min_milli, max_milli);
    pp_arithmetic_range(total_milli, min_milli, max_milli, &least, &most);
    bool fits = least <= most;
    if (fits && nearest < least)
        nearest = least;
    if (fits && nearest > most)
        nearest = most;
    *ret_n_patches = nearest;
    return fits;
}

bool pp_arithmetic_fits(int64_t total_milli, int64_t min_milli, int64_t max_milli, int n_patches) {
    int least, most;
    pp_arithmetic_range(total_milli, min_milli, max_milli, &least, &most);
    return least <= n_patches && n_patches <= most;
}

/* Move the numbers towards the wanted sum, each inside its own range, most room first come. */
static void settle_sum(const int64_t *total_milli, int n, const int64_t limits_milli[2],
                       int64_t missing, int *n_patches) {
    for (int i = 0; i < n && missing != 0; i++) {
        int least, most;
        pp_arithmetic_range(total_milli[i], limits_milli[0], limits_milli[1], &least, &most);
        int64_t room = missing > 0 ? (int64_t)most - n_patches[i] : (int64_t)least - n_patches[i];
        int64_t step =
            missing > 0 ? (missing < room ? missing : room) : (missing > room ? missing : room);
        n_patches[i] += (int)step;
        missing -= step;
    }
}

bool pp_arithmetic_spread(const int64_t *total_milli, int n, int64_t min_milli, int64_t max_milli,
                          int n_patches, int *ret_n_patches, int *ret_worst) {
    int64_t least_sum = 0, most_sum = 0, chosen_sum = 0;
    *ret_worst = -1;
    for (int i = 0; i < n; i++) {
        int least, most, chosen;
        pp_arithmetic_range(total_milli[i], min_milli, max_milli, &least, &most);
        if (!pp_arithmetic_choose_patches(total_milli[i], min_milli, max_milli, &chosen)) {
            *ret_worst = i;
            return false;
        }
        least_sum += least;
        most_sum += most;
        chosen_sum += chosen;
        if (ret_n_patches)
            ret_n_patches[i] = chosen;
    }
    if (n_patches < least_sum || n_patches > most_sum)
        return false;
    if (ret_n_patches)
        settle_sum(total_milli, n, (const int64_t[2]){min_milli, max_milli}, n_patches - chosen_sum,
                   ret_n_patches);
    return true;
}

static void flood_component(const struct pp_problem *problem, int seed, int *component,
                            int *stack) {
    int n_stack = 0;
    stack[n_stack++] = seed;
    while (n_stack > 0) {
        int u = stack[--n_stack];
        for (int e = problem->first[u]; e < problem->first[u + 1]; e++) {
            int v = problem->neighbour[e];
            if (component[v] >= 0)
                continue;
            component[v] = component[seed];
            stack[n_stack++] = v;
        }
    }
}

int pp_arithmetic_components(const struct pp_problem *problem, int *ret_component,
                             struct pp_error *reterr) {
    int n = problem->n_units, n_components = 0;
    if (!problem->connected) {
        memset(ret_component, 0, (size_t)n * sizeof *ret_component);
        return n > 0;
    }
    PP_AUTO_FREE int *stack = pp_alloc_array((size_t)n + 1, sizeof *stack);
    if (!stack)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < n; u++)
        ret_component[u] = -1;
    for (int u = 0; u < n; u++) {
        if (ret_component[u] >= 0)
            continue;
        ret_component[u] = n_components++;
        flood_component(problem, u, ret_component, stack);
    }
    return n_components;
}

static int compare_down(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

/* A copy from the largest down; freed by the caller. */
static int64_t *sorted_down(const int64_t *values, int n) {
    int64_t *sorted = pp_alloc_array((size_t)n + 1, sizeof *sorted);
    if (sorted && n > 0) {
        memcpy(sorted, values, (size_t)n * sizeof *sorted);
        qsort(sorted, (size_t)n, sizeof *sorted, compare_down);
    }
    return sorted;
}

int pp_arithmetic_least_change(const int64_t *current, int n_current, const int64_t *max,
                               int n_patches, int64_t *ret_least, struct pp_error *reterr) {
    PP_AUTO_FREE int64_t *old = sorted_down(current, n_current);
    PP_AUTO_FREE int64_t *new = sorted_down(max, n_patches);
    int64_t least = 0;
    if (!old || !new)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < n_current; i++) {
        int64_t kept = i < n_patches ? new[i] : 0;
        least += old[i] > kept ? old[i] - kept : 0;
    }
    *ret_least = least;
    return 0;
}

/* Opened the least that is needed below when the upper limit is `max_milli`. */
static int64_t lower_limit_for(const int64_t *total_milli, int n, int64_t min_milli,
                               int64_t max_milli) {
    for (int i = 0; i < n; i++) {
        int64_t n_patches = total_milli[i] / max_milli + (total_milli[i] % max_milli != 0);
        int64_t each = total_milli[i] / (n_patches > 0 ? n_patches : 1);
        min_milli = each < min_milli ? each : min_milli;
    }
    return min_milli;
}

void pp_arithmetic_limits_for_all(const int64_t *total_milli, int n, int64_t min_milli,
                                  int64_t max_milli, int64_t *ret_min_milli,
                                  int64_t *ret_max_milli) {
    int64_t best_max = max_milli, best_min = lower_limit_for(total_milli, n, min_milli, max_milli);
    for (int i = 0; i < n; i++) {
        for (int64_t k = total_milli[i] / max_milli; k >= 1; k--) {
            int64_t upper = total_milli[i] / k + (total_milli[i] % k != 0);
            if (upper - max_milli >= best_max - max_milli + min_milli - best_min)
                break; /* fewer patches still open it further */
            int64_t lower = lower_limit_for(total_milli, n, min_milli, upper);
            if (upper - lower < best_max - best_min) {
                best_max = upper;
                best_min = lower;
            }
        }
    }
    *ret_min_milli = best_min;
    *ret_max_milli = best_max;
}
