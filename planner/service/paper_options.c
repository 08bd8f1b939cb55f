/* The options of a paper, measured in its stage. */
#include <math.h>
#include <string.h>

#include "planner/service/find_patch.h"
#include "planner/service/paper_parts.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/measure.h"

enum { MOST_UNITS = 4000 }; /* of one patch: its middle is looked for among all pairs */

/* Most of its homes are. */
static bool is_of_stage(const struct pp_patch *patch, int64_t n_here) {
    return 2 * n_here >= patch->n_homes;
}

bool pp_paper_group_counts(const struct pp_paper_option *option,
                           const struct pp_paper_group *group) {
    int p = pp_patch_named(&option->plan, group->name);
    return p >= 0 && is_of_stage(&option->plan.patches[p], group->n_homes);
}

static void count_patch(struct pp_paper_sum *sum, int64_t n_homes, int64_t size, bool is_named) {
    sum->least = sum->n_patches && sum->least < size ? sum->least : size;
    sum->most = sum->most > size ? sum->most : size;
    sum->n_patches++;
    sum->n_vacant += n_homes > 0 && !is_named;
}

/* ---- distances ---- */

/* What `part` counts for: its share of the unit's weight. */
static double weight_of(const struct pp_plan *plan, const struct pp_published_part *part) {
    const struct pp_unit *unit = &plan->units[part->unit_ix];
    return unit->n_homes ? (double)unit->weight_milli * (double)part->n_homes / unit->n_homes : 0;
}

static double distance_m(const struct pp_plan *plan, int unit_ix, int other_ix) {
    const struct pp_unit *a = &plan->units[unit_ix], *b = &plan->units[other_ix];
    return hypot(a->easting_m - b->easting_m, a->northing_m - b->northing_m);
}

static double sum_from(const struct pp_plan *plan, const struct pp_published_part *parts, size_t n,
                       int middle_ix) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += weight_of(plan, &parts[i]) * distance_m(plan, parts[i].unit_ix, middle_ix);
    return sum;
}

/* Sum of weight x distance to the middle: the least over the parts of a patch. O(n squared). */
static double sum_to_middle(const struct pp_plan *plan, const struct pp_published_part *parts,
                            size_t n) {
    double least = INFINITY;
    for (size_t i = 0; i < n; i++)
        least = fmin(least, sum_from(plan, parts, n, parts[i].unit_ix));
    return least;
}

static double mean_before_m(const struct pp_plan *plan, const struct pp_published_part *parts,
                            size_t n) {
    double sum = 0, weight = 0;
    for (size_t i = 0, end = 0; i < n; i = end) {
        for (end = i; end < n && strcmp(parts[end].patch, parts[i].patch) == 0; end++)
            weight += *parts[end].patch ? weight_of(plan, &parts[end]) : 0;
        if (*parts[i].patch)
            sum += end - i > MOST_UNITS ? NAN : sum_to_middle(plan, parts + i, end - i);
    }
    return weight > 0 ? sum / weight : NAN;
}

static double mean_after_m(const struct pp_plan *plan, const struct pp_published_part *parts,
                           size_t n) {
    double sum = 0, weight = 0;
    for (size_t i = 0; i < n; i++) {
        int p = plan->patch_of_unit[parts[i].unit_ix];
        if (p < 0 || plan->patches[p].hub_unit_ix < 0)
            continue;
        sum += weight_of(plan, &parts[i]) *
               distance_m(plan, parts[i].unit_ix, plan->patches[p].hub_unit_ix);
        weight += weight_of(plan, &parts[i]);
    }
    return weight > 0 ? sum / weight : NAN;
}

/* ---- an option ---- */

static void count_option_patch(struct pp_paper_option *option, const struct pp_paper_group *group) {
    int p = pp_patch_named(&option->plan, group->name);
    const struct pp_patch *patch = p < 0 ? NULL : &option->plan.patches[p];
    option->n_new_patch += group->n_new_patch;
    option->n_new_officer += group->n_new_officer;
    option->n_no_officer += group->n_no_officer;
    option->sum.n_homes += group->n_homes;
    option->sum.n_in_part += patch && group->n_homes < patch->n_homes;
    if (!patch || !is_of_stage(patch, group->n_homes))
        return;
    count_patch(&option->sum, group->n_homes, group->n_homes, group->n_no_officer == 0);
    option->n_outside += !pp_patch_in_limits(&option->plan, patch);
}

int pp_paper_measure(struct pp_db *db, const struct pp_paper_about *about, struct pp_arena *arena,
                     struct pp_paper_option *option, struct pp_error *reterr) {
    struct pp_published_part *parts = NULL;
    size_t n = 0;
    int rc = pp_store_paper_groups(db, about, PP_PAPER_BY_PATCH, arena, &option->patches,
                                   &option->n_patches, reterr);
    if (!rc)
        rc = pp_store_paper_units(db, about, arena, &parts, &n, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < option->n_patches; i++)
        count_option_patch(option, &option->patches[i]);
    option->sum.distance_m = mean_after_m(&option->plan, parts, n);
    return 0;
}

int pp_paper_measure_before(struct pp_db *db, const struct pp_paper_about *about,
                            const struct pp_plan *plan, struct pp_arena *arena,
                            struct pp_paper_sum *ret_sum, struct pp_error *reterr) {
    struct pp_published_part *parts = NULL;
    struct pp_paper_patch *patches = NULL;
    struct pp_paper_sum sum = {0};
    size_t n = 0, n_parts = 0;
    int rc = pp_store_paper_before(db, about, arena, &patches, &n, reterr);
    if (!rc)
        rc = pp_store_paper_units(db, about, arena, &parts, &n_parts, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < n; i++) {
        sum.n_homes += patches[i].n_here;
        sum.n_in_part += patches[i].n_here < patches[i].n_homes;
        if (2 * patches[i].n_here >= patches[i].n_homes)
            count_patch(&sum, patches[i].n_here, patches[i].n_homes, patches[i].is_named);
    }
    sum.distance_m = mean_before_m(plan, parts, n_parts);
    *ret_sum = sum;
    return 0;
}
