/* Units in blocks of neighbours, so that a hub passes over whole blocks that are too far for it. */
#ifndef PLANNER_DISTRICT_BOUND_BLOCKS_H
#define PLANNER_DISTRICT_BOUND_BLOCKS_H

#include "planner/district/bound_parts.h"

/* What a unit is to a hub, side by side as the inner loop reads them. */
struct pp_bound_spot {
    double x, y, trips, weight;
    double offer; /* its multiplier */
};

/* Where the units of a block lie, and how far the most eager of them would go: at price p no farther than
 * dear + p heavy (p >= 0) or dear + p light (p < 0). A unit without trips goes any way: dear is INFINITY. */
struct pp_bound_block {
    double low_x, high_x, low_y, high_y; /* metres */
    double heavy, light;                 /* most and least weight a trip */
    double dear;                         /* most offer a trip */
};

struct pp_bound_blocks {
    int n, n_blocks, n_wide;
    enum pp_cost_kind cost_kind;
    int *unit;                    /* n: unit_ix in the order of the spots */
    struct pp_bound_spot *spot;   /* n, along the Hilbert curve */
    struct pp_bound_block *block; /* n_blocks: of PP_BOUND_BLOCK spots each */
    struct pp_bound_block *wide;  /* n_wide: of PP_BOUND_BLOCK blocks each */
    double sum_abs;               /* of the offers */
};
enum { PP_BOUND_BLOCK = 16 };

/* Blocks of the units of the data; owned: pp_bound_blocks_free(). NULL: memory ran out. O(n log n). */
struct pp_bound_blocks *pp_bound_blocks_new(const struct pp_bound_data *data);
void pp_bound_blocks_free(struct pp_bound_blocks *blocks);

/* From now on the units offer their multipliers (n, by unit_ix). O(n). */
void pp_bound_blocks_offer(struct pp_bound_blocks *blocks, const double *multiplier);

struct pp_bound_taken {
    double sum;    /* of min(0, trips_i d_i - offer_i - price w_i) over all units i */
    double weight; /* of the units that count in it; rounded anyhow */
};

/* What a hub at (x, y) takes at this price; every unit is counted, those passed over with the 0 that they
 * give. O(n / 256 + blocks within reach). */
struct pp_bound_taken pp_bound_blocks_take(const struct pp_bound_blocks *blocks, double x, double y,
                                           double price);

#endif
