/* The bound by regions: never above the best of all divisions of tiny towns, and the number it claims
 * worked out again by a reader in another language from nothing but regions, multipliers and lambdas. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/rng.h"
#include "planner/district/bound_regions.h"

#include "tests/tap.h"

enum { most_n = 240, most_k = 12 };

struct town {
    struct pp_problem problem;
    double x[most_n], y[most_n];
    int64_t weight[most_n], min[most_k], max[most_k];
};

/* Estates of many homes far apart, which is where whole numbers of patches matter. */
static void make_town(struct town *town, int n, int k, double room, struct pp_rng *rng) {
    int64_t total = 0;
    double x = 0, y = 0;
    *town = (struct town){0};
    for (int i = 0; i < n; i++) {
        if (i == 0 || pp_rng_below(rng, 4) == 0) {
            x = pp_rng_real(rng) * 9000;
            y = pp_rng_real(rng) * 9000;
        }
        town->x[i] = x + pp_rng_real(rng) * 600;
        town->y[i] = y + pp_rng_real(rng) * 600;
        town->weight[i] = 1000 + pp_rng_below(rng, 12000);
        total += town->weight[i];
    }
    for (int p = 0; p < k; p++) {
        town->min[p] = (int64_t)((double)total / k * (1 - room));
        town->max[p] = (int64_t)((double)total / k * (1 + room));
    }
    town->problem =
        (struct pp_problem){.n_units = n,
                            .x = town->x,
                            .y = town->y,
                            .weight_milli = town->weight,
                            .n_patches = k,
                            .min_milli = town->min,
                            .max_milli = town->max,
                            .cost_kind = pp_rng_below(rng, 2) ? PP_COST_SQUARED : PP_COST_DISTANCE};
}

/* --- every division of a tiny town ---------------------------------------------------------------- */

static double patch_cost(const struct pp_problem *problem, const int *patch, int k) {
    double least = INFINITY;
    int64_t weight = 0;
    for (int hub = 0; hub < problem->n_units; hub++) {
        double sum = 0;
        if (patch[hub] != k)
            continue;
        weight += problem->weight_milli[hub];
        for (int i = 0; i < problem->n_units; i++) {
            double d = hypot(problem->x[i] - problem->x[hub], problem->y[i] - problem->y[hub]);
            if (patch[i] == k)
                sum += (double)problem->weight_milli[i] / 1000 *
                       (problem->cost_kind == PP_COST_SQUARED ? d * d : d);
        }
        least = fmin(least, sum);
    }
    return weight < problem->min_milli[k] || weight > problem->max_milli[k] ? INFINITY : least;
}

static double brute_force(const struct pp_problem *problem) {
    int patch[most_n] = {0};
    double best = INFINITY;
    for (;;) {
        double sum = 0;
        for (int k = 0; k < problem->n_patches && sum < best; k++)
            sum += patch_cost(problem, patch, k);
        best = fmin(best, sum);
        int at = 0;
        while (at < problem->n_units && ++patch[at] == problem->n_patches)
            patch[at++] = 0;
        if (at == problem->n_units)
            return best;
    }
}

static void test_never_above_the_optimum(void) {
    static struct town town;
    struct pp_rng rng;
    int n_above = 0, n_lifted = 0, n_towns = 0;
    pp_rng_seed(&rng, 31);
    for (int round = 0; round < 120; round++) {
        struct pp_bound_options options;
        struct pp_bound bound = {0};
        make_town(&town, 7 + round % 3, 3, 0.35, &rng);
        double best = brute_force(&town.problem);
        if (isinf(best))
            continue;
        pp_bound_options_default(&options);
        options.max_steps = 300;
        if (pp_bound_compute(&town.problem, &options, &bound, NULL) < 0)
            continue;
        n_towns++;
        n_above += bound.tightened > best * (1 + 1e-12);
        n_lifted += bound.tightened > bound.continuous * 1.01;
        pp_bound_done(&bound);
    }
    ok(n_towns > 60, "there were %d towns that can be divided", n_towns);
    is_int(n_above, 0, "the bound by regions is never above the best of all divisions");
    ok(n_lifted > 5, "and lifts the continuous one by over 1 %% in %d of them", n_lifted);
}

/* --- the number, by another reader ---------------------------------------------------------------- */

static void write_units(FILE *file, const struct pp_bound_regions *regions, const int *region_of) {
    const struct pp_bound_data *data = regions->data;
    fprintf(file, "%d %d %d %.17g %.17g %d\n", data->n, data->n_patches, regions->n_regions,
            data->min, data->max, data->cost_kind == PP_COST_SQUARED);
    for (int i = 0; i < data->n; i++)
        fprintf(file, "%.17g %.17g %.17g %d %.17g\n", data->x[i], data->y[i], data->weight[i],
                region_of[i], regions->multiplier[i]);
}

/* Each line: region, then unit and lambda by turns. */
static void write_lambdas(FILE *file, const struct pp_bound_regions *regions) {
    for (int r = 0; r < regions->n_regions; r++) {
        const struct pp_bound_region *region = &regions->region[r];
        for (int s = 0; s < PP_BOUND_SLOTS; s++) {
            fprintf(file, "%d", r);
            for (int l = 0; l < region->n_local; l++) {
                double lambda = region->lambda[s * region->n_local + l];
                if (lambda > 0)
                    fprintf(file, " %d %.17g", region->local[l], lambda);
            }
            fprintf(file, "\n");
        }
    }
}

static bool write_certificate(const char *path, const struct pp_bound_regions *regions) {
    FILE *file = fopen(path, "w");
    int region_of[most_n];
    if (!file)
        return false;
    for (int r = 0; r < regions->n_regions; r++)
        for (int h = 0; h < regions->region[r].n_hubs; h++)
            region_of[regions->region[r].hub[h]] = r;
    write_units(file, regions, region_of);
    write_lambdas(file, regions);
    return fclose(file) == 0;
}

/* What the reader finds; NAN when it could not. */
static double read_again(const char *path) {
    char command[4096], line[128] = "";
    const char *srcdir = getenv("SRCDIR") ? getenv("SRCDIR") : ".";
    snprintf(command, sizeof command, "python3 '%s/tests/models/read_regions.py' '%s'", srcdir,
             path);
    FILE *pipe = popen(command, "r");
    if (!pipe)
        return NAN;
    bool got = fgets(line, sizeof line, pipe) != NULL;
    return pclose(pipe) == 0 && got ? strtod(line, NULL) : NAN;
}

static double climb(struct pp_bound_regions *regions, int n_steps) {
    bool going = true;
    for (int i = 0; i <= n_steps && going; i++)
        going = pp_bound_regions_step(regions, (double)i / n_steps);
    return going && pp_bound_regions_return_to_best(regions) ? pp_bound_regions_exact(regions)
                                                             : NAN;
}

static void test_read_again(void) {
    static struct town town;
    struct pp_rng rng;
    pp_rng_seed(&rng, 5);
    for (int round = 0; round < 3; round++) {
        const char *path = "test_bound_regions.txt";
        struct pp_bound_data data;
        struct pp_bound_steps steps;
        struct pp_bound_regions regions;
        make_town(&town, most_n, most_k - round, 0.05, &rng);
        if (pp_bound_data_init(&town.problem, &data, NULL) != 0 ||
            pp_bound_steps_init(&data, INFINITY, NULL, NULL, &steps, NULL) != 0 ||
            !pp_bound_look(&steps) || pp_bound_regions_init(&regions, &steps, NULL) != 0) {
            ok(false, "the regions are made");
            return;
        }
        double claimed = climb(&regions, 300);
        bool written = write_certificate(path, &regions);
        double found = written ? read_again(path) : NAN;
        printf("# %d regions, claimed %.6f, found %.6f\n", regions.n_regions, claimed, found);
        ok(claimed <= found, "another reader finds no less than is claimed");
        ok(claimed >= found * (1 - 1e-5), "and not much more");
        remove(path);
        pp_bound_regions_done(&regions);
        pp_bound_steps_done(&steps);
        pp_bound_data_done(&data);
    }
}

int main(void) {
    test_never_above_the_optimum();
    test_read_again();
    return tap_done();
}
