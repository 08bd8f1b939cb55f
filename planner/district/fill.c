#include "patchplan/district/fill.h"

#include <math.h>
#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "planner/district/way.h"

struct newcomer {
    int64_t weight_milli;
    int unit;
};

struct filler {
    const struct pp_problem *problem;
    int *patch_of_unit;
    int *hub_of;           /* per patch, -1 = empty */
    int64_t *load;         /* per patch */
    struct newcomer *wave; /* units to place now, heaviest first */
    struct pp_filling filling;
};

static double distance_m(const struct pp_problem *problem, int u, int v) {
    return hypot(problem->x[u] - problem->x[v], problem->y[u] - problem->y[v]);
}

static double price(const struct pp_problem *problem, int u, int hub) {
    double trips = problem->trips ? problem->trips[u] : (double)problem->weight_milli[u] / 1000.0;
    double d = distance_m(problem, u, hub);
    return trips * pp_way_of(problem->cost_kind, d);
}

/* Members of each patch one after the other: patch p holds unit[first[p]] .. unit[first[p+1]-1].
 * `first` comes zeroed, n_patches + 2 long. */
static void group_units(const struct filler *f, int *first, int *unit) {
    const struct pp_problem *problem = f->problem;
    for (int u = 0; u < problem->n_units; u++)
        if (f->patch_of_unit[u] >= 0)
            first[f->patch_of_unit[u] + 2]++;
    for (int p = 0; p < problem->n_patches; p++)
        first[p + 2] += first[p + 1];
    for (int u = 0; u < problem->n_units; u++)
        if (f->patch_of_unit[u] >= 0)
            unit[first[f->patch_of_unit[u] + 1]++] = u;
}

static int find_middle(const struct pp_problem *problem, const int *unit, int n) {
    int best = -1;
    double least = INFINITY;
    for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int j = 0; j < n && sum < least; j++)
            sum += price(problem, unit[j], unit[i]);
        if (sum < least) {
            least = sum;
            best = unit[i];
        }
    }
    return best;
}

static int find_middles(struct filler *f, struct pp_error *reterr) {
    const struct pp_problem *problem = f->problem;
    size_t k = (size_t)problem->n_patches;
    PP_AUTO_FREE int *first = pp_alloc_array(k + 2, sizeof *first);
    PP_AUTO_FREE int *unit = pp_alloc_array((size_t)problem->n_units, sizeof *unit);
    if (!first || !unit)
        return pp_fail_nomem(reterr);
    group_units(f, first, unit);
    for (int p = 0; p < problem->n_patches; p++) {
        for (int i = first[p]; i < first[p + 1]; i++)
            f->load[p] += problem->weight_milli[unit[i]];
        f->hub_of[p] = find_middle(problem, unit + first[p], first[p + 1] - first[p]);
    }
    return 0;
}

/* Is patch p a better home for u than `best`? Room first, then least cost or least overload. */
static bool is_better(const struct filler *f, int u, int p, int best) {
    const struct pp_problem *problem = f->problem;
    if (best < 0)
        return true;
    int64_t over_p = f->load[p] + problem->weight_milli[u] - problem->max_milli[p];
    int64_t over_best = f->load[best] + problem->weight_milli[u] - problem->max_milli[best];
    over_p = over_p > 0 ? over_p : 0;
    over_best = over_best > 0 ? over_best : 0;
    if (over_p != over_best)
        return over_p < over_best;
    double price_p = price(problem, u, f->hub_of[p]);
    double price_best = price(problem, u, f->hub_of[best]);
    return price_p != price_best ? price_p < price_best : p < best;
}

static int best_neighbour(const struct filler *f, int u) {
    const struct pp_problem *problem = f->problem;
    int best = -1;
    for (int e = problem->first[u]; e < problem->first[u + 1]; e++) {
        int p = f->patch_of_unit[problem->neighbour[e]];
        if (p >= 0 && f->hub_of[p] >= 0 && is_better(f, u, p, best))
            best = p;
    }
    return best;
}

static int nearest_patch(const struct filler *f, int u) {
    int best = -1;
    double least = INFINITY;
    for (int p = 0; p < f->problem->n_patches; p++) {
        if (f->hub_of[p] < 0)
            continue;
        double d = distance_m(f->problem, u, f->hub_of[p]);
        if (d < least) {
            least = d;
            best = p;
        }
    }
    return best;
}

static void place(struct filler *f, int u, int p) {
    f->patch_of_unit[u] = p;
    f->load[p] += f->problem->weight_milli[u];
    f->filling.n_filled++;
    f->filling.n_over += f->load[p] > f->problem->max_milli[p];
}

static int heavier_first(const void *a, const void *b) {
    const struct newcomer *p = a, *q = b;
    if (p->weight_milli != q->weight_milli)
        return p->weight_milli > q->weight_milli ? -1 : 1;
    return (p->unit > q->unit) - (p->unit < q->unit);
}

/* Units without a patch that have a neighbour with one. */
static int collect_wave(struct filler *f) {
    int n = 0;
    for (int u = 0; u < f->problem->n_units; u++)
        if (f->patch_of_unit[u] < 0 && best_neighbour(f, u) >= 0)
            f->wave[n++] = (struct newcomer){f->problem->weight_milli[u], u};
    qsort(f->wave, (size_t)n, sizeof *f->wave, heavier_first);
    return n;
}

static void fill(struct filler *f) {
    for (int n; (n = collect_wave(f)) > 0;)
        for (int i = 0; i < n; i++)
            place(f, f->wave[i].unit, best_neighbour(f, f->wave[i].unit));
    for (int u = 0; u < f->problem->n_units; u++)
        if (f->patch_of_unit[u] < 0) {
            place(f, u, nearest_patch(f, u));
            f->filling.n_apart++;
        }
}

int pp_fill_units(const struct pp_problem *problem, int *patch_of_unit,
                  struct pp_filling *ret_filling, struct pp_error *reterr) {
    size_t k = (size_t)problem->n_patches;
    PP_AUTO_FREE int *hub_of = pp_alloc_array(k + 1, sizeof *hub_of);
    PP_AUTO_FREE int64_t *load = pp_alloc_array(k + 1, sizeof *load);
    PP_AUTO_FREE struct newcomer *wave = pp_alloc_array((size_t)problem->n_units + 1, sizeof *wave);
    if (!hub_of || !load || !wave)
        return pp_fail_nomem(reterr);
    struct filler f = {.problem = problem, .patch_of_unit = patch_of_unit, hub_of, load, wave, {0}};
    int rc = find_middles(&f, reterr);
    bool any = false;
    for (size_t p = 0; p < k; p++)
        any |= hub_of[p] >= 0;
    if (!rc && !any)
        rc = pp_fail(reterr, PP_E_INPUT, "no home has a patch yet, so none can be joined");
    if (rc)
        return rc;
    fill(&f);
    *ret_filling = f.filling;
    return 0;
}
