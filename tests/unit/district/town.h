/* Towns for tests of the search: points by chance on a jittered grid, neighbours on the grid. */
#ifndef TESTS_UNIT_DISTRICT_TOWN_H
#define TESTS_UNIT_DISTRICT_TOWN_H

#include "patchplan/core/rng.h"
#include "patchplan/district/problem.h"

enum { TOWN_MOST = 400, TOWN_PATCHES = 40, TOWN_LABELS = 6 };

struct town {
    struct pp_problem problem;
    double x[TOWN_MOST], y[TOWN_MOST], trips[TOWN_MOST];
    int64_t weight_milli[TOWN_MOST];
    int first[TOWN_MOST + 1], neighbour[4 * TOWN_MOST], pin[TOWN_MOST];
    int64_t min_milli[TOWN_PATCHES], max_milli[TOWN_PATCHES];
    int ward_first[TOWN_MOST + 1], ward_label[2 * TOWN_MOST];
    int64_t ward_weight[2 * TOWN_MOST];
    int current_first[TOWN_MOST + 1], current_label[TOWN_MOST];
    int64_t current_weight[TOWN_MOST];
};

static inline void town_neighbours(struct town *town, int width, int height) {
    int n = 0;
    for (int u = 0; u < width * height; u++) {
        town->first[u] = n;
        if (u % width > 0)
            town->neighbour[n++] = u - 1;
        if (u % width < width - 1)
            town->neighbour[n++] = u + 1;
        if (u / width > 0)
            town->neighbour[n++] = u - width;
        if (u / width < height - 1)
            town->neighbour[n++] = u + width;
    }
    town->first[width * height] = n;
}

/* A third of the units lie in two wards; every seventh has no current patch. */
static inline void town_labels(struct town *town, struct pp_rng *rng, int n) {
    int n_ward = 0, n_current = 0;
    for (int u = 0; u < n; u++) {
        int64_t weight = town->weight_milli[u];
        int ward = (int)pp_rng_below(rng, TOWN_LABELS - 1);
        bool split = pp_rng_below(rng, 3) == 0;
        town->ward_first[u] = n_ward;
        town->ward_label[n_ward] = ward;
        town->ward_weight[n_ward++] = split ? weight / 3 : weight;
        if (split) {
            town->ward_label[n_ward] = ward + 1;
            town->ward_weight[n_ward++] = weight - weight / 3;
        }
        town->current_first[u] = n_current;
        if (u % 7 == 3)
            continue;
        town->current_label[n_current] = (int)pp_rng_below(rng, TOWN_LABELS);
        town->current_weight[n_current++] = weight;
    }
    town->ward_first[n] = n_ward;
    town->current_first[n] = n_current;
    town->problem.ward =
        (struct pp_labels){TOWN_LABELS, town->ward_first, town->ward_label, town->ward_weight};
    town->problem.current = (struct pp_labels){TOWN_LABELS, town->current_first,
                                               town->current_label, town->current_weight};
}

/* width x height units in k patches; limits `slack` (0.1 = 10 %) around the mean. No label terms yet. */
static inline void town_make(struct town *town, uint64_t seed, int width, int height, int k,
                             double slack) {
    struct pp_rng rng;
    pp_rng_seed(&rng, seed);
    *town = (struct town){0};
    int n = width * height;
    int64_t total = 0;
    for (int u = 0; u < n; u++) {
        town->x[u] = 100 * (u % width) + 60 * pp_rng_real(&rng);
        town->y[u] = 100 * (double)(u / width) + 60 * pp_rng_real(&rng);
        town->weight_milli[u] = 1000 + (int64_t)pp_rng_below(&rng, 9000);
        town->trips[u] = 1e-3 * (double)town->weight_milli[u];
        town->pin[u] = -1;
        total += town->weight_milli[u];
    }
    town_neighbours(town, width, height);
    for (int p = 0; p < k; p++) {
        town->min_milli[p] = (int64_t)((1 - slack) * (double)total / k);
        town->max_milli[p] = (int64_t)((1 + slack) * (double)total / k);
    }
    town->problem = (struct pp_problem){.n_units = n,
                                        .x = town->x,
                                        .y = town->y,
                                        .weight_milli = town->weight_milli,
                                        .trips = town->trips,
                                        .connected = true,
                                        .first = town->first,
                                        .neighbour = town->neighbour,
                                        .n_patches = k,
                                        .min_milli = town->min_milli,
                                        .max_milli = town->max_milli};
    town_labels(town, &rng, n);
}

#endif
