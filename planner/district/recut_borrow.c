/* A region divided as another division of the city divides its ground.
 *
 *   1. The lender's patches by the part of their weight that lies in the region; as many of them as the region
 *      has patches, those that are most within it.
 *   2. Their units in the region are theirs; what is left over goes to patches beside it (connect.c).
 *
 * Divisions that were begun apart are best in different quarters. Where the lender has as many middles in the
 * region as the present division, its own may be taken over at once; where not, the start promises nothing and
 * is given up. Numbers of patches mean nothing here, so it is for patches of equal limits without pins.
 * O(units of the city + patches log patches).
 * Reference: Whitley, Hains and Howe 2009, "Tunneling between optima: partition crossover for the traveling
 * salesman problem", GECCO, for taking over whole parts of another solution.
 */
#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "planner/district/recut_parts.h"
#include "planner/district/start.h"

struct lent {
    int patch;
    double part; /* of its weight, in the region */
};

static int compare_lent(const void *a, const void *b) {
    const struct lent *p = a, *q = b;
    if (p->part < q->part || p->part > q->part)
        return p->part > q->part ? -1 : 1;
    return (p->patch > q->patch) - (p->patch < q->patch);
}

/* Each of the lender's patches with the part of it that lies in the region, most first. */
static int rank_lent(const struct pp_region *region, const struct pp_recut_lender *lender,
                     struct lent *lent, struct pp_error *reterr) {
    size_t k = (size_t)lender->n_patches;
    PP_AUTO_FREE double *whole = pp_alloc_array(k, sizeof *whole);
    PP_AUTO_FREE double *inside = pp_alloc_array(k, sizeof *inside);
    if (!whole || !inside)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < lender->n_units; u++)
        whole[lender->patch_of[u]] += (double)lender->weight_milli[u];
    for (int u = 0; u < region->n_units; u++)
        inside[lender->patch_of[region->unit[u]]] += (double)region->weight_milli[u];
    for (int p = 0; p < lender->n_patches; p++)
        lent[p] = (struct lent){p, whole[p] > 0 ? inside[p] / whole[p] : 0};
    qsort(lent, k, sizeof *lent, compare_lent);
    return 0;
}

int pp_recut_borrow(const struct pp_region *region, const struct pp_recut_lender *lender,
                    int *ret_patch_of, struct pp_error *reterr) {
    size_t k = (size_t)lender->n_patches;
    PP_AUTO_FREE struct lent *lent = pp_alloc_array(k, sizeof *lent);
    PP_AUTO_FREE int *local_of = pp_alloc_array(k, sizeof *local_of);
    if (!lent || !local_of)
        return pp_fail_nomem(reterr);
    int failed = rank_lent(region, lender, lent, reterr);
    if (failed)
        return failed;
    for (int p = 0; p < lender->n_patches; p++)
        local_of[lent[p].patch] = p < region->n_patches ? p : -1;
    for (int u = 0; u < region->n_units; u++)
        ret_patch_of[u] = local_of[lender->patch_of[region->unit[u]]];
    return pp_start_connect(&region->problem, ret_patch_of, reterr);
}
