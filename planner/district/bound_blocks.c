/* The exact pass asks of every unit what it gives to every hub, and nearly all give nothing: a unit gives only
 * where trips d < offer + price w. A block of neighbours gives nothing when
 *
 *     the way to its box >= max offer_i / trips_i + price x (max or min) w_i / trips_i,
 *
 * since for each of its units the way is at least as long and the right side at most as large. Passing over such
 * blocks leaves the sum as it is.
 *
 * Rounding. The way to the box is right to 4e of itself (e = 2^-53), each quotient to e; what is compared is
 * moved apart by 1e-12 of both sides, so that a block is passed over only when that holds in real numbers.
 *
 * Cost: with patches of c units about n (n / 256 + c) instead of n^2: England's counties of 11,000 units need
 * a tenth of the time.
 * Reference: Hilbert 1891 for the order; boxes as in Guttman 1984, "R-trees", SIGMOD.
 */
#include "planner/district/bound_blocks.h"

#include <math.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/curve.h"

static const double slack = 1e-12;

static const struct pp_bound_block nowhere = {.low_x = INFINITY,
                                              .high_x = -INFINITY,
                                              .low_y = INFINITY,
                                              .high_y = -INFINITY,
                                              .heavy = -INFINITY,
                                              .light = INFINITY,
                                              .dear = -INFINITY};

void pp_bound_blocks_free(struct pp_bound_blocks *blocks) {
    if (!blocks)
        return;
    pp_free(blocks->unit);
    pp_free(blocks->spot);
    pp_free(blocks->block);
    pp_free(blocks->wide);
    pp_free(blocks);
}

/* ---- the order ---- */

static bool order_units(const struct pp_bound_data *data, int *unit) {
    PP_AUTO_FREE struct pp_curve_turn *turn = pp_alloc_array((size_t)data->n, sizeof *turn);
    double low_x = INFINITY, high_x = -INFINITY, low_y = INFINITY, high_y = -INFINITY;
    if (!turn)
        return false;
    for (int i = 0; i < data->n; i++) {
        low_x = fmin(low_x, data->x[i]);
        high_x = fmax(high_x, data->x[i]);
        low_y = fmin(low_y, data->y[i]);
        high_y = fmax(high_y, data->y[i]);
    }
    double size_m = fmax(high_x - low_x, high_y - low_y);
    double scale = size_m > 0 ? 0x1p25 / size_m : 0;
    for (int i = 0; i < data->n; i++) {
        int32_t x = (int32_t)((data->x[i] - low_x) * scale);
        int32_t y = (int32_t)((data->y[i] - low_y) * scale);
        turn[i] = (struct pp_curve_turn){0, pp_curve_along(x, y), i};
    }
    pp_curve_sort(turn, data->n);
    for (int i = 0; i < data->n; i++)
        unit[i] = turn[i].ix;
    return true;
}

/* ---- boxes ---- */

static int n_blocks_of(int n) { return (n + PP_BOUND_BLOCK - 1) / PP_BOUND_BLOCK; }

static int end_of(int block, int n) {
    int end = (block + 1) * PP_BOUND_BLOCK;
    return end < n ? end : n;
}

static void add_spot(struct pp_bound_block *block, const struct pp_bound_spot *spot) {
    double heavy = spot->trips > 0 ? spot->weight / spot->trips : 0; /* else `dear` is INFINITY */
    block->low_x = fmin(block->low_x, spot->x);
    block->high_x = fmax(block->high_x, spot->x);
    block->low_y = fmin(block->low_y, spot->y);
    block->high_y = fmax(block->high_y, spot->y);
    block->heavy = fmax(block->heavy, heavy);
    block->light = fmin(block->light, heavy);
}

static void add_block(struct pp_bound_block *wide, const struct pp_bound_block *block) {
    wide->low_x = fmin(wide->low_x, block->low_x);
    wide->high_x = fmax(wide->high_x, block->high_x);
    wide->low_y = fmin(wide->low_y, block->low_y);
    wide->high_y = fmax(wide->high_y, block->high_y);
    wide->heavy = fmax(wide->heavy, block->heavy);
    wide->light = fmin(wide->light, block->light);
}

static void lay_boxes(struct pp_bound_blocks *blocks) {
    for (int b = 0; b < blocks->n_blocks; b++) {
        blocks->block[b] = nowhere;
        for (int s = b * PP_BOUND_BLOCK; s < end_of(b, blocks->n); s++)
            add_spot(&blocks->block[b], &blocks->spot[s]);
    }
    for (int w = 0; w < blocks->n_wide; w++) {
        blocks->wide[w] = nowhere;
        for (int b = w * PP_BOUND_BLOCK; b < end_of(w, blocks->n_blocks); b++)
            add_block(&blocks->wide[w], &blocks->block[b]);
    }
}

static bool fill(struct pp_bound_blocks *blocks, const struct pp_bound_data *data) {
    if (!blocks->unit || !blocks->spot || !blocks->block || !blocks->wide ||
        !order_units(data, blocks->unit))
        return false;
    for (int s = 0; s < blocks->n; s++) {
        int i = blocks->unit[s];
        blocks->spot[s] =
            (struct pp_bound_spot){data->x[i], data->y[i], data->trips[i], data->weight[i], 0};
    }
    lay_boxes(blocks);
    return true;
}

struct pp_bound_blocks *pp_bound_blocks_new(const struct pp_bound_data *data) {
    struct pp_bound_blocks *blocks = pp_alloc(sizeof *blocks);
    if (!blocks)
        return NULL;
    blocks->n = data->n;
    blocks->n_blocks = n_blocks_of(data->n);
    blocks->n_wide = n_blocks_of(blocks->n_blocks);
    blocks->cost_kind = data->cost_kind;
    blocks->unit = pp_alloc_array((size_t)blocks->n, sizeof *blocks->unit);
    blocks->spot = pp_alloc_array((size_t)blocks->n, sizeof *blocks->spot);
    blocks->block = pp_alloc_array((size_t)blocks->n_blocks, sizeof *blocks->block);
    blocks->wide = pp_alloc_array((size_t)blocks->n_wide, sizeof *blocks->wide);
    if (fill(blocks, data))
        return blocks;
    pp_bound_blocks_free(blocks);
    return NULL;
}

/* ---- what they offer ---- */

void pp_bound_blocks_offer(struct pp_bound_blocks *blocks, const double *multiplier) {
    blocks->sum_abs = 0;
    for (int w = 0; w < blocks->n_wide; w++)
        blocks->wide[w].dear = -INFINITY;
    for (int b = 0; b < blocks->n_blocks; b++) {
        double dear = -INFINITY;
        for (int s = b * PP_BOUND_BLOCK; s < end_of(b, blocks->n); s++) {
            struct pp_bound_spot *spot = &blocks->spot[s];
            spot->offer = multiplier[blocks->unit[s]];
            dear = fmax(dear, spot->trips > 0 ? spot->offer / spot->trips : INFINITY);
            blocks->sum_abs += fabs(spot->offer);
        }
        blocks->block[b].dear = dear;
        blocks->wide[b / PP_BOUND_BLOCK].dear = fmax(blocks->wide[b / PP_BOUND_BLOCK].dear, dear);
    }
}

/* ---- one hub ---- */

/* No unit of the block gives anything. Where a number is infinite or none the answer is no. */
static bool is_beyond(const struct pp_bound_block *block, enum pp_cost_kind kind, double x,
                      double y, double price) {
    double dx = fmax(fmax(block->low_x - x, x - block->high_x), 0);
    double dy = fmax(fmax(block->low_y - y, y - block->high_y), 0);
    double way = pp_way(kind, dx * dx + dy * dy);
    double fill = price * (price >= 0 ? block->heavy : block->light);
    return way * (1 - slack) >= block->dear + fill + slack * (fabs(block->dear) + fabs(fill));
}

/* The inner loop of the whole proof. */
static void take_terms(const struct pp_bound_spot *spot, int n, enum pp_cost_kind kind, double x,
                       double y, double price, struct pp_bound_taken *taken) {
    for (int s = 0; s < n; s++) {
        double dx = spot[s].x - x, dy = spot[s].y - y;
        double cost = spot[s].trips * pp_way(kind, dx * dx + dy * dy);
        double term = cost - spot[s].offer - price * spot[s].weight;
        taken->sum += term < 0 ? term : 0;
        taken->weight += term < 0 ? spot[s].weight : 0;
    }
}

struct pp_bound_taken pp_bound_blocks_take(const struct pp_bound_blocks *blocks, double x, double y,
                                           double price) {
    struct pp_bound_taken taken = {0};
    enum pp_cost_kind kind = blocks->cost_kind;
    for (int w = 0; w < blocks->n_wide; w++) {
        if (is_beyond(&blocks->wide[w], kind, x, y, price))
            continue;
        for (int b = w * PP_BOUND_BLOCK; b < end_of(w, blocks->n_blocks); b++) {
            int first = b * PP_BOUND_BLOCK;
            if (!is_beyond(&blocks->block[b], kind, x, y, price))
                take_terms(blocks->spot + first, end_of(b, blocks->n) - first, kind, x, y, price,
                           &taken);
        }
    }
    return taken;
}
