#include "planner/district/recut_region.h"

#include "patchplan/core/alloc.h"

static void labels_done(struct pp_labels_owned *owned) {
    pp_free(owned->first);
    pp_free(owned->label);
    pp_free(owned->weight_milli);
}

void pp_region_done(struct pp_region *region) {
    void *owned[] = {region->unit,    region->first, region->neighbour,    region->patch_of,
                     region->x,       region->y,     region->weight_milli, region->trips,
                     region->id_rank, region->pin};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        pp_free(owned[i]);
    labels_done(&region->ward);
    labels_done(&region->current);
    *region = (struct pp_region){0};
}

static bool allocate(struct pp_region *region, size_t n_entries) {
    size_t n = (size_t)region->n_units;
    region->unit = pp_alloc_array(n, sizeof *region->unit);
    region->first = pp_alloc_array(n + 1, sizeof *region->first);
    region->neighbour = pp_alloc_array(n_entries + 1, sizeof *region->neighbour);
    region->patch_of = pp_alloc_array(n, sizeof *region->patch_of);
    region->x = pp_alloc_array(n, sizeof *region->x);
    region->y = pp_alloc_array(n, sizeof *region->y);
    region->weight_milli = pp_alloc_array(n, sizeof *region->weight_milli);
    region->trips = pp_alloc_array(n, sizeof *region->trips);
    region->id_rank = pp_alloc_array(n, sizeof *region->id_rank);
    region->pin = pp_alloc_array(n, sizeof *region->pin);
    return region->unit && region->first && region->neighbour && region->patch_of && region->x &&
           region->y && region->weight_milli && region->trips && region->id_rank && region->pin;
}

/* Number the units patch by patch; how many rows of neighbours they have at most. */
static size_t number_units(const struct pp_region_source *source, const int *patch, int n_patches,
                           int *ret_n_units) {
    size_t n_entries = 0;
    int n = 0;
    for (int i = 0; i < n_patches; i++) {
        const struct pp_crew *members = &source->members[patch[i]];
        for (int j = 0; j < members->n; j++) {
            int u = members->unit[j];
            source->local_of[u] = n++;
            n_entries += (size_t)(source->first[u + 1] - source->first[u]);
        }
    }
    *ret_n_units = n;
    return n_entries;
}

static void copy_units(const struct pp_region_source *source, struct pp_region *region) {
    const struct pp_problem *city = source->problem;
    int n = 0;
    for (int i = 0; i < region->n_patches; i++) {
        const struct pp_crew *members = &source->members[region->patch[i]];
        for (int j = 0; j < members->n; j++, n++) {
            int u = members->unit[j];
            region->unit[n] = u;
            region->patch_of[n] = i;
            region->x[n] = city->x[u];
            region->y[n] = city->y[u];
            region->weight_milli[n] = city->weight_milli[u];
            region->trips[n] = city->trips ? city->trips[u] : 1e-3 * (double)city->weight_milli[u];
            region->id_rank[n] = city->id_rank ? city->id_rank[u] : u;
            region->pin[n] = city->pin && city->pin[u] >= 0 ? i : -1;
        }
    }
}

static void copy_neighbours(const struct pp_region_source *source, struct pp_region *region) {
    int n = 0;
    for (int i = 0; i < region->n_units; i++) {
        int u = region->unit[i];
        for (int j = source->first[u]; j < source->first[u + 1]; j++)
            if (source->local_of[source->neighbour[j]] >= 0)
                region->neighbour[n++] = source->local_of[source->neighbour[j]];
        region->first[i + 1] = n;
    }
}

/* The labels of the group's units; of those, where `is_taken` says so, none. */
static bool copy_labels(const struct pp_region *region, const struct pp_labels *labels,
                        const bool *is_taken, struct pp_labels_owned *owned) {
    size_t n_entries = 0;
    for (int i = 0; i < region->n_units; i++)
        n_entries += (size_t)(labels->first[region->unit[i] + 1] - labels->first[region->unit[i]]);
    owned->first = pp_alloc_array((size_t)region->n_units + 1, sizeof *owned->first);
    owned->label = pp_alloc_array(n_entries + 1, sizeof *owned->label);
    owned->weight_milli = pp_alloc_array(n_entries + 1, sizeof *owned->weight_milli);
    if (!owned->first || !owned->label || !owned->weight_milli)
        return false;
    int n = 0;
    for (int i = 0; i < region->n_units; i++) {
        int u = region->unit[i];
        for (int j = labels->first[u]; j < labels->first[u + 1]; j++) {
            if (is_taken && is_taken[labels->label[j]])
                continue;
            owned->label[n] = labels->label[j];
            owned->weight_milli[n++] = labels->weight_milli[j];
        }
        owned->first[i + 1] = n;
    }
    return true;
}

static struct pp_labels view(const struct pp_labels *labels, const struct pp_labels_owned *owned) {
    return (struct pp_labels){labels->n_labels, owned->first, owned->label, owned->weight_milli};
}

static bool copy_current(const struct pp_region_source *source, struct pp_region *region) {
    const struct pp_labels *current = &source->problem->current;
    PP_AUTO_FREE bool *is_taken = pp_alloc_array((size_t)current->n_labels + 1, sizeof *is_taken);
    if (!is_taken)
        return false;
    for (int p = 0; p < source->problem->n_patches; p++)
        if (source->label_of[p] >= 0)
            is_taken[source->label_of[p]] = true;
    for (int i = 0; i < region->n_patches; i++)
        if (source->label_of[region->patch[i]] >= 0)
            is_taken[source->label_of[region->patch[i]]] = false;
    if (!copy_labels(region, current, is_taken, &region->current))
        return false;
    region->problem.current = view(current, &region->current);
    return true;
}

static bool copy_terms(const struct pp_region_source *source, struct pp_region *region) {
    const struct pp_problem *city = source->problem;
    if (city->ward_m > 0 && city->ward.first) {
        if (!copy_labels(region, &city->ward, NULL, &region->ward))
            return false;
        region->problem.ward = view(&city->ward, &region->ward);
    }
    return city->keep_m <= 0 || !city->current.first || copy_current(source, region);
}

static void pose(const struct pp_problem *city, struct pp_region *region) {
    for (int i = 0; i < region->n_patches; i++) {
        region->min_milli[i] = city->min_milli[region->patch[i]];
        region->max_milli[i] = city->max_milli[region->patch[i]];
        region->label_of[i] = -1;
    }
    region->problem = (struct pp_problem){.n_units = region->n_units,
                                          .x = region->x,
                                          .y = region->y,
                                          .weight_milli = region->weight_milli,
                                          .trips = region->trips,
                                          .id_rank = region->id_rank,
                                          .connected = city->connected,
                                          .first = region->first,
                                          .neighbour = region->neighbour,
                                          .n_patches = region->n_patches,
                                          .cost_kind = city->cost_kind,
                                          .keep_m = city->keep_m,
                                          .ward_m = city->ward_m,
                                          .pin = region->pin};
}

/* Limits stand inside the region, which moves when it is handed over. */
static void point_at_limits(struct pp_region *region) {
    region->problem.min_milli = region->min_milli;
    region->problem.max_milli = region->max_milli;
}

static bool fill(const struct pp_region_source *source, struct pp_region *region,
                 size_t n_entries) {
    if (!allocate(region, n_entries))
        return false;
    copy_units(source, region);
    copy_neighbours(source, region);
    pose(source->problem, region);
    return copy_terms(source, region);
}

int pp_region_cut(const struct pp_region_source *source, const int *patch, int n_patches,
                  struct pp_region *ret_region, struct pp_error *reterr) {
    struct pp_region PP_AUTO(pp_region_done) region = {.n_patches = n_patches};
    for (int i = 0; i < n_patches; i++)
        region.patch[i] = patch[i];
    size_t n_entries = number_units(source, patch, n_patches, &region.n_units);
    bool filled = fill(source, &region, n_entries);
    for (int i = 0; i < n_patches; i++)
        for (int j = 0; j < source->members[patch[i]].n; j++)
            source->local_of[source->members[patch[i]].unit[j]] = -1;
    if (!filled)
        return pp_fail_nomem(reterr);
    *ret_region = region;
    point_at_limits(ret_region);
    region = (struct pp_region){0};
    return 0;
}
