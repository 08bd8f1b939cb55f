/* The bound against GLPK on small towns. With y_ij the part of unit i served from hub j and h_j whether j is
 * a hub, the relaxation of
 *
 *     min sum c_ij y_ij,  sum_j y_ij = 1,  m h_j <= sum_i w_i y_ij <= M h_j,  y_ij <= h_j,  sum h_j = K
 *
 * has the value of the best multipliers (continuous knapsacks have the integrality property), and with
 * whole y and h that of the best division without connection. So bound <= relaxed <= whole, the first
 * nearly equal once the steps have converged. */
#include <math.h>
#include <stdlib.h>

#include "patchplan/core/rng.h"
#include "patchplan/district/bound.h"
#include "patchplan/solve/mip.h"

#include "tests/tap.h"

enum { n = 12, k = 3 };

struct town {
    double x[n], y[n];
    int64_t weight[n], min[k], max[k];
    struct pp_problem problem;
};

static void make_town(struct town *town, struct pp_rng *rng) {
    int64_t total = 0;
    *town = (struct town){0};
    for (int i = 0; i < n; i++) {
        town->x[i] = pp_rng_real(rng) * 1000;
        town->y[i] = pp_rng_real(rng) * 1000;
        town->weight[i] = 1000 * (2 + pp_rng_below(rng, 7));
        total += town->weight[i];
    }
    for (int p = 0; p < k; p++) {
        town->min[p] = total / k * 8 / 10;
        town->max[p] = total / k * 12 / 10;
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

static double cost_of(const struct town *town, int i, int j) {
    double d = hypot(town->x[i] - town->x[j], town->y[i] - town->y[j]);
    return (double)town->weight[i] / 1000 *
           (town->problem.cost_kind == PP_COST_SQUARED ? d * d : d);
}

/* Columns h_j first, then y_ij hub by hub. */
static void build(const struct town *town, struct pp_mip *mip, bool whole) {
    int once[n], hubs = pp_mip_add_row(mip, k, k);
    for (int i = 0; i < n; i++)
        once[i] = pp_mip_add_row(mip, 1, 1);
    for (int j = 0; j < n; j++)
        pp_mip_add_entry(mip, hubs, pp_mip_add_column(mip, 0, 1, 0, whole), 1);
    for (int j = 0; j < n; j++) {
        int least = pp_mip_add_row(mip, 0, INFINITY), most = pp_mip_add_row(mip, -INFINITY, 0);
        pp_mip_add_entry(mip, least, j, -(double)town->min[0] / 1000);
        pp_mip_add_entry(mip, most, j, -(double)town->max[0] / 1000);
        for (int i = 0; i < n; i++) {
            int column = pp_mip_add_column(mip, 0, 1, cost_of(town, i, j), whole);
            int only_if = pp_mip_add_row(mip, -INFINITY, 0);
            pp_mip_add_entry(mip, once[i], column, 1);
            pp_mip_add_entry(mip, least, column, (double)town->weight[i] / 1000);
            pp_mip_add_entry(mip, most, column, (double)town->weight[i] / 1000);
            pp_mip_add_entry(mip, only_if, column, 1);
            pp_mip_add_entry(mip, only_if, j, -1);
        }
    }
}

static bool solve(const struct town *town, bool whole, double *ret_value) {
    struct pp_mip mip = {0};
    struct pp_solve_options options = {.time_limit_s = 20};
    struct pp_solve_result result;
    struct pp_error err = {0};
    double values[n + n * n];
    build(town, &mip, whole);
    int rc = pp_mip_solve(&mip, &options, values, &result, &err);
    pp_mip_done(&mip);
    if (rc < 0)
        printf("# %s\n", err.message);
    *ret_value = rc == 0 ? result.objective : NAN;
    return rc == 0 && result.status == PP_SOLVE_OPTIMAL;
}

static double bound_of(const struct town *town) {
    struct pp_bound_options options;
    struct pp_bound bound = {0};
    pp_bound_options_default(&options);
    if (pp_bound_compute(&town->problem, &options, &bound, NULL) < 0)
        return NAN;
    double value = bound.continuous;
    pp_bound_done(&bound);
    return value;
}

int main(void) {
    struct pp_rng rng;
    int n_above = 0, n_towns = 0;
    double worst = 1;
    pp_rng_seed(&rng, 8);
    for (int round = 0; round < 8; round++) {
        struct town town;
        double relaxed, whole, bound;
        make_town(&town, &rng);
        if (!solve(&town, false, &relaxed) || !solve(&town, true, &whole))
            continue;
        n_towns++;
        bound = bound_of(&town);
        worst = fmin(worst, bound / relaxed);
        n_above += !(bound <= relaxed * (1 + 1e-7)) || !(relaxed <= whole * (1 + 1e-7));
        printf("# bound %.3f, relaxed %.3f, whole %.3f\n", bound, relaxed, whole);
    }
    ok(n_towns >= 6, "GLPK closes %d towns of %d units", n_towns, n);
    is_int(n_above, 0, "bound <= relaxation <= best division");
    ok(worst > 0.97, "the bound reaches %.4f of the relaxation or more", worst);
    return tap_done();
}
