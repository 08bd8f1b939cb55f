/* The bound where limits differ by patch.
 *
 * Patches of the same limits (m_c, M_c) are a class c of K_c patches. As in bound.c, for every u,
 *
 *     L(u) = sum_i u_i + sum_c the K_c least of v_jc(u) <= cost,
 *     v_jc(u) = min { sum_i (trips_i d_ij - u_i) y_i : 0 <= y <= 1, m_c <= sum_i w_i y_i <= M_c },
 *
 * since the patches of class c of any division are K_c of these loads, about different middles. That a
 * middle serves one class only is left out. Where there are more than `PP_BOUND_MOST_CLASSES`, neighbours in the order
 * of their limits are put together with the loosest of theirs, those first that lose least: wider limits
 * only lower v_jc.
 *
 * Steps and exact pass are those of bound_steps.c and bound_exact.c, class by class: as many times longer.
 */
#include "planner/district/bound_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

static const double much_looser = 1.05;

static int compare_classes(const void *a, const void *b) {
    const struct pp_bound_class *x = a, *y = b;
    int by_max = (x->max > y->max) - (x->max < y->max);
    return by_max ? by_max : (x->min > y->min) - (x->min < y->min);
}

static struct pp_bound_class together(const struct pp_bound_class *a,
                                      const struct pp_bound_class *b) {
    return (struct pp_bound_class){fmin(a->min, b->min), fmax(a->max, b->max),
                                   a->n_patches + b->n_patches};
}

/* Sum over the patches of how wide their limits are. */
static double width(const struct pp_bound_class *class) {
    return class->n_patches * (class->max - class->min);
}

/* Put the two neighbours together that lose least. */
static int merge_once(struct pp_bound_class *classes, int n) {
    int at = 0;
    double least = INFINITY;
    for (int c = 0; c + 1 < n; c++) {
        struct pp_bound_class both = together(&classes[c], &classes[c + 1]);
        double lost = width(&both) - width(&classes[c]) - width(&classes[c + 1]);
        at = lost < least ? c : at;
        least = fmin(least, lost);
    }
    classes[at] = together(&classes[at], &classes[at + 1]);
    memmove(classes + at + 1, classes + at + 2, (size_t)(n - at - 2) * sizeof *classes);
    return n - 1;
}

int pp_bound_classes_init(const struct pp_problem *problem, struct pp_bound_data *data,
                          struct pp_error *reterr) {
    PP_AUTO_FREE struct pp_bound_class *classes =
        pp_alloc_array((size_t)problem->n_patches, sizeof *classes);
    int n = 0;
    if (!classes)
        return pp_fail_nomem(reterr);
    for (int k = 0; k < problem->n_patches; k++)
        classes[k] = (struct pp_bound_class){(double)problem->min_milli[k] / 1000,
                                             (double)problem->max_milli[k] / 1000, 1};
    qsort(classes, (size_t)problem->n_patches, sizeof *classes, compare_classes);
    for (int k = 0; k < problem->n_patches; k++) {
        if (n > 0 && compare_classes(&classes[n - 1], &classes[k]) == 0)
            classes[n - 1].n_patches++;
        else
            classes[n++] = classes[k];
    }
    while (n > PP_BOUND_MOST_CLASSES)
        n = merge_once(classes, n);
    memcpy(data->classes, classes, (size_t)n * sizeof *classes);
    data->n_classes = n;
    return 0;
}

bool pp_bound_classes_matter(const struct pp_bound_data *data) {
    double min = 0, max = 0;
    for (int c = 0; c < data->n_classes; c++) {
        min += data->classes[c].n_patches * data->classes[c].min;
        max += data->classes[c].n_patches * data->classes[c].max;
    }
    return data->n_patches * data->max > much_looser * max ||
           min > much_looser * data->n_patches * data->min;
}
