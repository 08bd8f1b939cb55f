/* A bound with whole numbers of patches in each region of the city.
 *
 * Divide the middles into regions r in any way. A division has a whole number k_r of its patches' middles
 * in each region, and they add to K. With a multiplier u_i for "each unit in one patch", and within a
 * region "each unit in at most one of its patches" kept or relaxed with l_i >= 0,
 *
 *     L(u, l) = sum_i u_i + min { sum_r v_r(k_r) : k_r whole, sum_r k_r = K },
 *     v_r(k)  = max over a few l of  - sum_i l_i + the k least of v_j(u - l), j in r,
 *
 * v_j the continuous knapsack of bound.c. Proof that L <= cost of any division, for every u and every
 * l >= 0: take its own k_r. Its patches with middles in r use each unit at most once, so that the sum of
 * their costs less what units pay, sum (c_ij - u_i), is at least sum (c_ij - u_i + l_i) - sum l_i, which is
 * no less than k_r least knapsacks - sum l_i; so for every l, and for their maximum. Over all regions each
 * unit is used exactly once: the u_i come back. The minimum over k is a dynamic program.
 *
 * What it gains: the relaxation of bound.c serves an estate of 420 homes by 1.45 middles, each patch full
 * and near. Here it must be one or two: with one, the rest goes elsewhere; with two, both want homes that
 * are paid once only, which is what l says, region by region and number by number.
 *
 * Lagrangian relaxation of a knapsack-constrained location problem is classical (Beasley 1988, "An
 * algorithm for solving large capacitated warehouse location problems", European Journal of Operational
 * Research 33(3); Fisher 1981, Management Science 27(1)). The disjunction over the numbers of hubs of all
 * regions at once, with multipliers for each region and number, is ours as far as we know.
 */
#include "planner/district/bound_regions.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

/* --- the regions ---------------------------------------------------------------------------------- */

static bool allocate_region(struct pp_arena *arena, struct pp_bound_region *region) {
    size_t n_prices = PP_BOUND_SLOTS * (size_t)region->n_hubs;
    region->hub = pp_arena_alloc(arena, (size_t)region->n_hubs * sizeof(int));
    region->price = pp_arena_alloc(arena, n_prices * sizeof(double));
    region->active = pp_arena_alloc(arena, n_prices * sizeof(int));
    return region->hub && region->active && region->price;
}

/* Its middles, and the slots about their weight in patches. */
static bool make_region(struct pp_bound_regions *regions, const int *region_of, int r) {
    const struct pp_bound_data *data = regions->data;
    struct pp_bound_region *region = &regions->region[r];
    double weight = 0;
    for (int i = 0; i < data->n; i++) {
        region->n_hubs += region_of[i] == r;
        weight += region_of[i] == r ? data->weight[i] : 0;
    }
    if (!allocate_region(&regions->arena, region))
        return false;
    for (int i = 0, h = 0; i < data->n; i++)
        if (region_of[i] == r)
            region->hub[h++] = i;
    double wanted = weight / data->total_weight * data->n_patches - (PP_BOUND_SLOTS - 2) / 2.0;
    region->low = wanted > 0 ? (int)fmin(wanted, region->n_hubs) : 0;
    return true;
}

static bool allocate_regions(struct pp_bound_regions *regions) {
    struct pp_arena *arena = &regions->arena;
    size_t n = (size_t)regions->data->n, n_regions = (size_t)regions->n_regions;
    size_t n_counts = (size_t)regions->data->n_patches + 1;
    regions->near.first = pp_arena_alloc(arena, (n + 1) * sizeof *regions->near.first);
    regions->wide.first = pp_arena_alloc(arena, (n + 1) * sizeof *regions->wide.first);
    regions->hub_of_row = pp_arena_alloc(arena, n * sizeof(int));
    regions->highest = pp_arena_alloc(arena, n * sizeof(double));
    regions->local_before = pp_arena_alloc(arena, n * sizeof(int));
    regions->local_list = pp_arena_alloc(arena, n * sizeof(int));
    regions->mark = pp_arena_alloc(arena, n * sizeof(int));
    regions->region = pp_arena_alloc(arena, n_regions * sizeof *regions->region);
    regions->multiplier = pp_arena_alloc(arena, n * sizeof(double));
    regions->best = pp_arena_alloc(arena, n * sizeof(double));
    regions->direction = pp_arena_alloc(arena, n * sizeof(double));
    regions->gradient = pp_arena_alloc(arena, n * sizeof(double));
    regions->cover = pp_arena_alloc(arena, n * sizeof(double));
    regions->scratch = pp_arena_alloc(arena, n * sizeof(double));
    regions->offer = pp_arena_alloc(arena, n * sizeof *regions->offer);
    regions->items = pp_arena_alloc(arena, n * sizeof *regions->items);
    regions->order = pp_arena_alloc(arena, n * sizeof *regions->order);
    regions->counts = pp_arena_alloc(arena, 2 * n_counts * sizeof(double));
    regions->table = pp_arena_alloc(arena, (n_regions + 1) * n_counts * sizeof(double));
    regions->choice = pp_arena_alloc(arena, n_regions * n_counts * sizeof(int));
    return regions->near.first && regions->wide.first && regions->hub_of_row && regions->highest &&
           regions->local_before && regions->local_list && regions->mark && regions->region &&
           regions->multiplier && regions->best && regions->direction && regions->gradient &&
           regions->cover && regions->scratch && regions->offer && regions->items &&
           regions->order && regions->counts && regions->table && regions->choice;
}

int pp_bound_regions_init(struct pp_bound_regions *regions, const struct pp_bound_steps *steps,
                          struct pp_error *reterr) {
    const struct pp_bound_data *data = steps->data;
    size_t n = (size_t)data->n;
    PP_AUTO_FREE int *region_of = pp_alloc_array(n, sizeof *region_of);
    *regions = (struct pp_bound_regions){.data = data,
                                         .cancel = steps->cancel,
                                         .weight = steps->weight,
                                         .scale = steps->scale,
                                         .caution = 1,
                                         .best_value = -INFINITY};
    if (!region_of)
        return pp_fail_nomem(reterr);
    int rc = pp_bound_tree_regions(data, steps->cancel, region_of, &regions->n_regions, reterr);
    if (rc != 0)
        return rc;
    if (!allocate_regions(regions))
        return pp_fail_nomem(reterr);
    for (int r = 0; r < regions->n_regions; r++)
        if (!make_region(regions, region_of, r))
            return pp_fail_nomem(reterr);
    memcpy(regions->multiplier, steps->best, n * sizeof(double));
    memcpy(regions->best, steps->best, n * sizeof(double));
    regions->near.row_of_unit = regions->wide.row_of_unit = steps->near.row_of_unit;
    regions->near.n_rows = regions->wide.n_rows = data->n;
    for (int i = 0; i < data->n; i++)
        regions->hub_of_row[steps->near.row_of_unit[i]] = i;
    for (int r = 0; r < regions->n_regions; r++) {
        struct pp_bound_region *region = &regions->region[r];
        for (int h = 0; h < PP_BOUND_SLOTS * region->n_hubs; h++)
            region->price[h] =
                steps->price[steps->near.row_of_unit[region->hub[h % region->n_hubs]]];
    }
    return pp_bound_regions_refresh(regions, true) ? 0 : pp_fail_nomem(reterr);
}

void pp_bound_regions_done(struct pp_bound_regions *regions) {
    for (int r = 0; r < regions->n_regions && regions->region; r++) {
        struct pp_bound_region *region = &regions->region[r];
        pp_free(region->local);
        pp_free(region->best_local);
        pp_free(region->lambda);
        pp_free(region->best);
        pp_free(region->direction);
        pp_free(region->usage);
    }
    pp_free(regions->near.unit);
    pp_free(regions->near.cost);
    pp_free(regions->wide.unit);
    pp_free(regions->wide.cost);
    pp_arena_done(&regions->arena);
    *regions = (struct pp_bound_regions){0};
}
