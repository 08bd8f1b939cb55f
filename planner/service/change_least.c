#include "planner/service/change_least.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/district/arithmetic.h"

struct home_weight {
    int part, label;
    int64_t weight_milli;
};

static int by_part_label_weight(const void *a, const void *b) {
    const struct home_weight *p = a, *q = b;
    if (p->part != q->part)
        return p->part < q->part ? -1 : 1;
    if (p->label != q->label)
        return p->label < q->label ? -1 : 1;
    return (p->weight_milli > q->weight_milli) - (p->weight_milli < q->weight_milli);
}

/* Every home with a patch today, in order of part, patch, weight. Returns how many. */
static size_t list_homes(const struct pp_drawing *d, struct home_weight *homes) {
    const struct pp_stock *stock = &d->ground.stock;
    size_t n = 0;
    for (size_t i = 0; i < stock->n_homes; i++) {
        int u = d->ground.unit_of_home[i];
        if (u >= 0 && stock->patch_ix[i] >= 0)
            homes[n++] = (struct home_weight){d->parts.part_of_unit[u], stock->patch_ix[i],
                                              stock->homes[i].weight_milli};
    }
    qsort(homes, n, sizeof *homes, by_part_label_weight);
    return n;
}

/* What the largest patch of a part may hold; no limit where limits give. */
static int64_t most_weight(const struct pp_drawing *d, const struct pp_part *part) {
    int64_t most = 0;
    if (part->limits_give || part->locked)
        return INT64_MAX;
    for (int p = part->first_patch; p < part->first_patch + part->n_patches; p++)
        if (d->whole.problem.max_milli[p] > most)
            most = d->whole.problem.max_milli[p];
    return most;
}

/* What one new patch of a part can keep of each of today's: as many homes, lightest first, as it may hold. */
struct keepable {
    int64_t *n_homes;      /* per label */
    int64_t *weight_milli; /* of all of them, one by one; sorted by the caller */
    size_t n;
    int n_labels_here;
};

/* Returns where the part's homes end. */
static size_t find_keepable(const struct home_weight *homes, size_t from, size_t n,
                            int64_t most_milli, struct keepable *ret) {
    size_t i = from;
    ret->n = 0;
    ret->n_labels_here = 0;
    for (int64_t weight = 0; i < n && homes[i].part == homes[from].part; i++) {
        bool first = i == from || homes[i].label != homes[i - 1].label;
        ret->n_labels_here += first;
        weight = (first ? 0 : weight) + homes[i].weight_milli;
        if (weight > most_milli)
            continue;
        ret->n_homes[homes[i].label]++;
        ret->weight_milli[ret->n++] = homes[i].weight_milli;
    }
    return i;
}

static int by_weight(const void *a, const void *b) {
    int64_t p = *(const int64_t *)a, q = *(const int64_t *)b;
    return (p > q) - (p < q);
}

/* New patches beyond those of today fill up with homes that all change: so no more can be kept than the rest weighs,
 * lightest first. */
static int64_t keepable_beside_new(const struct pp_drawing *d, const struct pp_part *part,
                                   struct keepable *keepable) {
    int64_t least = INT64_MAX, room = part->weight_milli, n = 0;
    int n_new = part->n_patches - keepable->n_labels_here;
    for (int p = part->first_patch; p < part->first_patch + part->n_patches; p++)
        if (d->whole.problem.min_milli[p] < least)
            least = d->whole.problem.min_milli[p];
    if (n_new <= 0 || part->limits_give || part->locked)
        return INT64_MAX;
    room -= n_new * least;
    qsort(keepable->weight_milli, keepable->n, sizeof *keepable->weight_milli, by_weight);
    for (size_t i = 0; i < keepable->n && (room -= keepable->weight_milli[i]) >= 0; i++)
        n++;
    return n;
}

/* The most that a matching of n_patches with labels can keep. */
static int most_matched(const int64_t *n_homes, int n_labels, int n_patches, int64_t *ret_kept,
                        struct pp_error *reterr) {
    PP_AUTO_FREE int64_t *no_limit = pp_alloc_array((size_t)n_patches + 1, sizeof *no_limit);
    int64_t least = 0, sum = 0;
    if (!no_limit)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < n_patches; p++)
        no_limit[p] = INT64_MAX;
    for (int l = 0; l < n_labels; l++)
        sum += n_homes[l];
    int rc = pp_arithmetic_least_change(n_homes, n_labels, no_limit, n_patches, &least, reterr);
    if (!rc)
        *ret_kept = sum - least;
    return rc;
}

/* One part's share of what can be kept; `best` gets, per label, the best of any part. */
static int add_part(const struct pp_drawing *d, const struct pp_part *part,
                    struct keepable *keepable, int64_t *best, int64_t *kept,
                    struct pp_error *reterr) {
    int n_labels = d->ground.stock.n_patches;
    int64_t matched = 0, beside = keepable_beside_new(d, part, keepable);
    int rc = most_matched(keepable->n_homes, n_labels, part->n_patches, &matched, reterr);
    *kept += matched < beside ? matched : beside;
    for (int l = 0; l < n_labels; l++) {
        best[l] = keepable->n_homes[l] > best[l] ? keepable->n_homes[l] : best[l];
        keepable->n_homes[l] = 0;
    }
    return rc;
}

/* One patch of today is kept by one new patch, in one part: so both the best part of each label and the best labels
 * of each part bound what can be kept. */
int pp_change_least_find(const struct pp_drawing *d, struct pp_change_least *ret,
                         struct pp_error *reterr) {
    size_t n_homes = d->ground.stock.n_homes, n_labels = (size_t)d->ground.stock.n_patches;
    PP_AUTO_FREE struct home_weight *homes = pp_alloc_array(n_homes + 1, sizeof *homes);
    PP_AUTO_FREE int64_t *best = pp_alloc_array(n_labels + 1, sizeof *best);
    PP_AUTO_FREE int64_t *of_label = pp_alloc_array(n_labels + 1, sizeof *of_label);
    PP_AUTO_FREE int64_t *weights = pp_alloc_array(n_homes + 1, sizeof *weights);
    struct keepable keepable = {.n_homes = of_label, .weight_milli = weights};
    struct pp_change_least found = {0};
    int64_t by_part = 0, by_label = 0;
    int rc = homes && best && of_label && weights ? 0 : pp_fail_nomem(reterr);
    size_t n = rc ? 0 : list_homes(d, homes);
    for (size_t from = 0; from < n && !rc;) {
        const struct pp_part *part = &d->parts.parts[homes[from].part];
        from = find_keepable(homes, from, n, most_weight(d, part), &keepable);
        rc = add_part(d, part, &keepable, best, &by_part, reterr);
    }
    if (!rc)
        rc = most_matched(best, (int)n_labels, d->parts.n_patches, &by_label, reterr);
    if (rc)
        return rc;
    for (size_t l = 0; l < n_labels; l++)
        found.n_current += best[l] > 0;
    found.known = (int64_t)n;
    found.least = found.known - (by_part < by_label ? by_part : by_label);
    *ret = found;
    return 0;
}
