/* The bound against every division of tiny instances, and against itself under transformations. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/rng.h"
#include "patchplan/district/bound.h"

#include "planner/district/bound_blocks.h"
#include "tests/tap.h"

enum { max_n = 9, max_k = 3 };

struct town {
    struct pp_problem problem;
    double x[max_n], y[max_n], trips[max_n];
    int64_t weight[max_n], min[max_k], max[max_k];
};

static void make_town(struct town *town, struct pp_rng *rng) {
    int n = 4 + (int)pp_rng_below(rng, max_n - 3), k = 1 + (int)pp_rng_below(rng, max_k);
    int64_t total = 0;
    *town = (struct town){0};
    for (int i = 0; i < n; i++) {
        town->x[i] = pp_rng_real(rng) * 1000;
        town->y[i] = pp_rng_below(rng, 3) ? pp_rng_real(rng) * 1000 : town->x[i];
        town->weight[i] = pp_rng_below(rng, 6) ? 1 + pp_rng_below(rng, 9000) : 0;
        town->trips[i] = pp_rng_below(rng, 4);
        total += town->weight[i];
    }
    for (int p = 0; p < k; p++) {
        town->min[p] = (int64_t)((double)total / k * pp_rng_real(rng));
        town->max[p] = (int64_t)((double)total / k * (1 + pp_rng_real(rng))) + 1;
    }
    town->problem =
        (struct pp_problem){.n_units = n,
                            .x = town->x,
                            .y = town->y,
                            .weight_milli = town->weight,
                            .trips = pp_rng_below(rng, 2) ? town->trips : NULL,
                            .n_patches = k,
                            .min_milli = town->min,
                            .max_milli = town->max,
                            .cost_kind = pp_rng_below(rng, 2) ? PP_COST_SQUARED : PP_COST_DISTANCE};
}

static double patch_cost(const struct pp_problem *problem, const int *patch, int k) {
    double least = INFINITY;
    for (int hub = 0; hub < problem->n_units; hub++) {
        double sum = 0;
        if (patch[hub] != k)
            continue;
        for (int i = 0; i < problem->n_units; i++) {
            double d = hypot(problem->x[i] - problem->x[hub], problem->y[i] - problem->y[hub]);
            double trips =
                problem->trips ? problem->trips[i] : (double)problem->weight_milli[i] / 1000;
            if (patch[i] == k)
                sum += trips * (problem->cost_kind == PP_COST_SQUARED ? d * d : d);
        }
        least = fmin(least, sum);
    }
    return least;
}

static double division_cost(const struct pp_problem *problem, const int *patch) {
    double sum = 0;
    for (int k = 0; k < problem->n_patches; k++) {
        int64_t weight = 0;
        for (int i = 0; i < problem->n_units; i++)
            weight += patch[i] == k ? problem->weight_milli[i] : 0;
        if (weight < problem->min_milli[k] || weight > problem->max_milli[k])
            return INFINITY;
        sum += patch_cost(problem, patch, k);
    }
    return sum;
}

/* The optimum by trying every division. */
static double brute_force(const struct pp_problem *problem) {
    int patch[max_n] = {0};
    double best = INFINITY;
    for (;;) {
        best = fmin(best, division_cost(problem, patch));
        int at = 0;
        while (at < problem->n_units && ++patch[at] == problem->n_patches)
            patch[at++] = 0;
        if (at == problem->n_units)
            return best;
    }
}

static double bound_of(const struct pp_problem *problem, int64_t max_steps) {
    struct pp_bound_options options;
    struct pp_bound bound = {0};
    struct pp_error err = {0};
    pp_bound_options_default(&options);
    options.max_steps = max_steps;
    if (pp_bound_compute(problem, &options, &bound, &err) < 0) {
        printf("# %s\n", err.message);
        return INFINITY;
    }
    double value = bound.tightened >= bound.continuous ? bound.tightened : INFINITY;
    pp_bound_done(&bound);
    return value;
}

static void test_never_above_the_optimum(void) {
    struct pp_rng rng;
    int n_above = 0, n_feasible = 0;
    double sum_of_shares = 0;
    pp_rng_seed(&rng, 20);
    for (int round = 0; round < 400; round++) {
        struct town town;
        make_town(&town, &rng);
        double best = brute_force(&town.problem);
        if (isinf(best))
            continue;
        double bound = bound_of(&town.problem, 300);
        n_feasible++;
        sum_of_shares += best > 0 ? bound / best : 1;
        if (bound > best * (1 + 1e-12)) {
            n_above++;
            printf("# round %d: bound %.17g, optimum %.17g\n", round, bound, best);
        }
    }
    ok(n_feasible > 150, "there were %d towns that can be divided", n_feasible);
    is_int(n_above, 0, "the bound is never above the best of all divisions");
    ok(sum_of_shares / n_feasible > 0.75, "and it is %.2f of it on average, limits mixed",
       sum_of_shares / n_feasible);
}

/* A random town of n units with even limits. */
struct city {
    struct pp_problem problem;
    double *x, *y;
    int64_t *weight, *min, *max;
};

static void city_init(struct city *city, int n, int k, uint64_t seed) {
    struct pp_rng rng;
    int64_t total = 0;
    pp_rng_seed(&rng, seed);
    city->x = malloc((size_t)n * sizeof(double));
    city->y = malloc((size_t)n * sizeof(double));
    city->weight = malloc((size_t)n * sizeof(int64_t));
    city->min = malloc((size_t)k * sizeof(int64_t));
    city->max = malloc((size_t)k * sizeof(int64_t));
    for (int i = 0; i < n; i++) {
        double spread = pp_rng_below(&rng, 3) ? 9000 : 1500;
        city->x[i] = pp_rng_real(&rng) * spread;
        city->y[i] = pp_rng_real(&rng) * spread;
        city->weight[i] = 1000 + pp_rng_below(&rng, 12000);
        total += city->weight[i];
    }
    for (int p = 0; p < k; p++) {
        city->min[p] = total / k * 96 / 100;
        city->max[p] = total / k * 104 / 100;
    }
    city->problem = (struct pp_problem){.n_units = n,
                                        .x = city->x,
                                        .y = city->y,
                                        .weight_milli = city->weight,
                                        .n_patches = k,
                                        .min_milli = city->min,
                                        .max_milli = city->max};
}

static void city_done(struct city *city) {
    free(city->x);
    free(city->y);
    free(city->weight);
    free(city->min);
    free(city->max);
}

static int compare_ratio(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The value the certificate proves, worked out as the reader of a certificate would: sort, then fill. */
static double replay(const struct city *city, const double *multiplier) {
    const struct pp_problem *problem = &city->problem;
    int n = problem->n_units;
    double *value = malloc((size_t)n * sizeof(double)), sum = 0;
    double(*pair)[2] = malloc((size_t)n * sizeof *pair);
    for (int j = 0; j < n; j++) {
        double left_min = (double)city->min[0] / 1000, left_max = (double)city->max[0] / 1000;
        for (int i = 0; i < n; i++) {
            double w = (double)city->weight[i] / 1000;
            double d = hypot(city->x[i] - city->x[j], city->y[i] - city->y[j]);
            pair[i][0] = (w * d - multiplier[i]) / w;
            pair[i][1] = w;
        }
        qsort(pair, (size_t)n, sizeof *pair, compare_ratio);
        value[j] = 0;
        for (int i = 0; i < n; i++) {
            double room = pair[i][0] < 0 ? left_max : left_min;
            double part = fmax(0, fmin(pair[i][1], room));
            value[j] += part * pair[i][0];
            left_min -= part;
            left_max -= part;
        }
    }
    qsort(value, (size_t)n, sizeof(double), compare_ratio);
    for (int i = 0; i < n; i++)
        sum += multiplier[i];
    for (int k = 0; k < problem->n_patches; k++)
        sum += value[k];
    free(value);
    free(pair);
    return sum;
}

static void test_certificate(void) {
    static const int sizes[][2] = {{60, 4}, {700, 12}, {1500, 20}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct city city;
        struct pp_bound_options options;
        struct pp_bound bound = {0};
        city_init(&city, sizes[s][0], sizes[s][1], 3 + s);
        pp_bound_options_default(&options);
        options.max_steps = 250;
        ok(pp_bound_compute(&city.problem, &options, &bound, NULL) == 0, "%d units", sizes[s][0]);
        double told = bound.continuous, proven = replay(&city, bound.multiplier);
        ok(told <= proven, "the certificate proves what is told");
        ok(told >= proven * (1 - 1e-6), "and not much more");
        ok(told > 0 && bound.n_steps > 0, "bound %.0f after %lld steps", told,
           (long long)bound.n_steps);
        pp_bound_done(&bound);
        city_done(&city);
    }
}

static void test_stops(void) {
    struct city city;
    struct pp_cancel cancel = {0};
    struct pp_bound_options options;
    struct pp_bound bound = {0};
    city_init(&city, 3000, 40, 9);
    pp_bound_options_default(&options);
    options.cancel = &cancel;
    atomic_store(&cancel.requested, 1);
    double started_s = pp_clock_s();
    ok(pp_bound_compute(&city.problem, &options, &bound, NULL) == 0 && bound.continuous >= 0,
       "stopped before it began: a bound of 0 still holds");
    ok(pp_clock_s() - started_s < 0.5, "and at once");
    pp_bound_done(&bound);
    atomic_store(&cancel.requested, 0);
    /* A machine that is busy with other things gets longer. */
    for (double seconds = 1; seconds < 65 && bound.continuous <= 0; seconds *= 4) {
        pp_bound_done(&bound);
        cancel.deadline_s = pp_clock_s() + seconds;
        if (pp_bound_compute(&city.problem, &options, &bound, NULL))
            break;
    }
    ok(bound.continuous > 0, "within a deadline there is a bound");
    ok(pp_clock_s() < cancel.deadline_s + 0.1, "and the deadline holds");
    pp_bound_done(&bound);
    city_done(&city);
}

/* Metres or kilometres, homes or hundreds of homes: the same bound in other units. */
static void test_scale_free(void) {
    struct city city;
    city_init(&city, 400, 8, 4);
    double before = bound_of(&city.problem, 200);
    for (int i = 0; i < 400; i++) {
        city.x[i] *= 1024;
        city.y[i] *= 1024;
        city.weight[i] *= 64;
    }
    for (int k = 0; k < 8; k++) {
        city.min[k] *= 64;
        city.max[k] *= 64;
    }
    is_near(bound_of(&city.problem, 200) / before / 1024 / 64, 1, 1e-3, "scale-free");
    city_done(&city);
}

static void test_keep(void) {
    static const int first[] = {0, 1, 2, 3, 4}, label[] = {0, 0, 1, 2};
    static const int64_t weight[] = {1000, 2000, 500, 4000}, max[] = {2500, 2500};
    struct pp_problem problem = {.n_units = 4,
                                 .n_patches = 2,
                                 .max_milli = max,
                                 .keep_m = 100,
                                 .current = {3, first, label, weight}};
    is_near(pp_bound_keep(&problem), 100 * 2.5, 1e-6, "7.5 known, at most 5 kept");
    problem.keep_m = 0;
    is_near(pp_bound_keep(&problem), 0, 0, "no term, no bound");
}

/* --- limits by class of patch ---------------------------------------------------------------------- */

/* Every third patch is half a post. */
static void test_shares(void) {
    struct city city;
    struct pp_bound_options options;
    struct pp_bound bound = {0};
    struct pp_error err = {0};
    city_init(&city, 300, 9, 11);
    int64_t total = 0;
    for (int i = 0; i < 300; i++)
        total += city.weight[i];
    for (int k = 0; k < 9; k++) {
        double share = (k % 3 ? 1 : 0.5) / 7.5;
        city.min[k] = (int64_t)(0.96 * share * (double)total);
        city.max[k] = (int64_t)(1.04 * share * (double)total);
    }
    pp_bound_options_default(&options);
    options.max_steps = 400;
    bool made = pp_bound_compute(&city.problem, &options, &bound, &err) == 0;
    ok(made && bound.tightened > 1.01 * bound.continuous,
       "patches of half a post: %.0f with each one's own limits, %.0f with the loosest",
       bound.tightened, bound.continuous);
    for (int k = 0; k < 3; k++) { /* the same patches in another order */
        int64_t min = city.min[k], max = city.max[k];
        city.min[k] = city.min[8 - k], city.max[k] = city.max[8 - k];
        city.min[8 - k] = min, city.max[8 - k] = max;
    }
    is_near(bound_of(&city.problem, 400), bound.tightened, 0, "the order of patches is nothing");
    pp_bound_done(&bound);
    city_done(&city);
}

static int compare_limits(const void *a, const void *b) {
    const int64_t *x = a, *y = b;
    int by_max = (x[1] > y[1]) - (x[1] < y[1]);
    return by_max ? by_max : (x[0] > y[0]) - (x[0] < y[0]);
}

/* Too many classes: the patches, in order of their limits, each lie inside those of their class. */
static void test_many_classes(void) {
    enum { n_patches = 40 };
    struct city city;
    struct pp_rng rng;
    struct pp_bound_data data;
    struct pp_error err = {0};
    int64_t limits[n_patches][2];
    int n_outside = 0, n_seen = 0;
    city_init(&city, 50, n_patches, 12);
    pp_rng_seed(&rng, 13);
    for (int k = 0; k < n_patches; k++) {
        limits[k][0] = city.min[k] = pp_rng_below(&rng, 5000);
        limits[k][1] = city.max[k] = city.min[k] + 1 + pp_rng_below(&rng, 500);
    }
    qsort(limits, n_patches, sizeof limits[0], compare_limits);
    if (pp_bound_data_init(&city.problem, &data, &err) < 0)
        return;
    for (int c = 0; c < data.n_classes; c++)
        for (int k = 0; k < data.classes[c].n_patches && n_seen < n_patches; k++, n_seen++)
            n_outside += (double)limits[n_seen][0] / 1000 < data.classes[c].min ||
                         (double)limits[n_seen][1] / 1000 > data.classes[c].max;
    is_int(n_seen, n_patches, "every patch has a class");
    is_int(n_outside, 0, "and its limits lie inside the class");
    is_int(data.n_classes, PP_BOUND_MOST_CLASSES, "of which there are no more than allowed");
    pp_bound_data_done(&data);
    city_done(&city);
}

/* --- the exact pass, hub by hub ---------------------------------------------------------------------- */

struct offers {
    struct city city;
    struct pp_bound_data data;
    double *trips, *multiplier;
};

/* A city in which every seventh unit has no trips, and what its units offer. */
static bool offers_init(struct offers *offers, enum pp_cost_kind kind, struct pp_rng *rng) {
    enum { n = 700 };
    city_init(&offers->city, n, 12, pp_rng_next(rng));
    offers->trips = pp_alloc_array(n, sizeof(double));
    offers->multiplier = pp_alloc_array(n, sizeof(double));
    if (!offers->trips || !offers->multiplier)
        return false;
    for (int i = 0; i < n; i++) {
        double way = pp_rng_real(rng) * (kind == PP_COST_SQUARED ? 4e5 : 600);
        offers->trips[i] = i % 7 ? 1 + pp_rng_below(rng, 30) : 0;
        offers->multiplier[i] = (offers->trips[i] - 2) * way;
    }
    offers->city.problem.trips = offers->trips;
    offers->city.problem.cost_kind = kind;
    struct pp_error err;
    if (pp_bound_data_init(&offers->city.problem, &offers->data, &err) < 0)
        return false;
    pp_bound_blocks_offer(offers->data.blocks, offers->multiplier);
    return true;
}

static void offers_done(struct offers *offers) {
    pp_bound_data_done(&offers->data);
    pp_free(offers->trips);
    pp_free(offers->multiplier);
    city_done(&offers->city);
}

/* The dual of the knapsack at a price, unit by unit. */
static double plain_value(const struct offers *offers, int hub, double price) {
    const struct pp_bound_data *data = &offers->data;
    double sum = price * (price >= 0 ? data->min : data->max);
    for (int i = 0; i < data->n; i++) {
        double d = hypot(data->x[i] - data->x[hub], data->y[i] - data->y[hub]);
        double cost = data->trips[i] * (data->cost_kind == PP_COST_SQUARED ? d * d : d);
        sum += fmin(0, cost - offers->multiplier[i] - price * data->weight[i]);
    }
    return sum;
}

/* Blocks that are passed over give nothing; a price that lets too many in is mended, and proves no more than the
 * best price does. */
static void test_exact_hubs(enum pp_cost_kind kind, uint64_t seed) {
    enum { n_prices = 4000 };
    struct offers offers = {0};
    struct pp_rng rng;
    pp_rng_seed(&rng, seed);
    if (!offers_init(&offers, kind, &rng))
        return;
    double widest = kind == PP_COST_SQUARED ? 1e6 : 2000, worst = 0, lost = 0, above = 0;
    for (int hub = 0; hub < offers.data.n; hub += 70) {
        double best = -INFINITY, high = widest * pp_rng_real(&rng);
        for (int p = -n_prices; p <= n_prices; p++)
            best = fmax(best, plain_value(&offers, hub, widest * p / n_prices));
        double proven = pp_bound_proven_value(&offers.data, hub, widest);
        lost = fmax(lost, (best - proven) / fabs(best));
        above = fmax(above, (proven - best) / fabs(best));
        struct pp_bound_taken taken = pp_bound_blocks_take(offers.data.blocks, offers.data.x[hub],
                                                           offers.data.y[hub], -high / 2);
        double plain = plain_value(&offers, hub, -high / 2) + high / 2 * offers.data.max;
        worst = fmax(worst, fabs(taken.sum - plain) / fmax(fabs(plain), 1));
    }
    ok(worst < 1e-9, "every unit is counted: off by %g", worst);
    ok(lost < 1e-4, "from a price much too high the best one is found: %g lost", lost);
    ok(above < 1e-2, "and no more is proven than a price can: %g above a scan of prices", above);
    offers_done(&offers);
}

int main(void) {
    test_exact_hubs(PP_COST_DISTANCE, 21);
    test_exact_hubs(PP_COST_SQUARED, 22);
    test_shares();
    test_many_classes();
    test_never_above_the_optimum();
    test_certificate();
    test_stops();
    test_scale_free();
    test_keep();
    return tap_done();
}
