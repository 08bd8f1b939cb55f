/* The knapsack of one hub over its near units, and what it takes of them. */
#include "planner/district/bound_parts.h"

#include <math.h>

/* What one pass over a row finds: the units worth taking at all, those surely below the price, and, left
 * in pricer->items, those about it. */
struct load {
    double negative, negative_sum; /* weight, and weight x ratio, of ratios below 0 */
    double below, below_sum;       /* the same, of ratios below `low` */
    double middle;                 /* weight of the items */
    int n_items;
};

static struct load weigh(const struct pp_bound_pricer *pricer, int row, float low, float high) {
    const struct pp_bound_near *near = pricer->near;
    struct load load = {0};
    for (int64_t e = near->first[row]; e < near->first[row + 1]; e++) {
        struct pp_bound_offer offer = pricer->offer[near->unit[e]];
        float ratio = near->cost[e] - offer.price;
        if (ratio >= high && ratio >= 0)
            continue;
        double weight = (double)offer.weight, sum = weight * (double)ratio;
        load.negative += ratio < 0 ? weight : 0;
        load.negative_sum += ratio < 0 ? sum : 0;
        if (ratio < low) {
            load.below += weight;
            load.below_sum += sum;
        } else if (ratio < high) {
            pricer->items[load.n_items++] = (struct pp_bound_item){(double)ratio, weight};
            load.middle += weight;
        }
    }
    return load;
}

/* Fill `capacity` with what is below and the cheapest of the middle. */
static double fill(const struct pp_bound_pricer *pricer, const struct load *load, double capacity,
                   double *ret_price) {
    double rest = capacity - load->below, sum = load->below_sum;
    double price = pp_bound_select(pricer->items, load->n_items, rest);
    for (int e = 0; e < load->n_items; e++) {
        if (pricer->items[e].ratio >= price)
            continue;
        sum += pricer->items[e].ratio * pricer->items[e].weight;
        rest -= pricer->items[e].weight;
    }
    *ret_price = price;
    return sum + price * rest;
}

/* Prices move little from one look to the next, so only ratios within 40 % of the last one are kept for
 * selection; when the price is not among them, all are. */
double pp_bound_price(const struct pp_bound_pricer *pricer, int row, double *price) {
    double last = *price, margin = 0.4 * fabs(last);
    struct load load = weigh(pricer, row, (float)(last - margin), (float)(last + margin));
    if (load.negative >= pricer->min && load.negative <= pricer->max) {
        *price = 0;
        return load.negative_sum;
    }
    double capacity = load.negative > pricer->max ? pricer->max : pricer->min;
    bool price_is_inside =
        load.n_items > 0 && load.below < capacity && load.below + load.middle >= capacity;
    if (!price_is_inside)
        load = weigh(pricer, row, -INFINITY, capacity < load.negative ? 0 : INFINITY);
    if (load.below + load.middle < capacity) {
        *price = load.n_items > 0 ? pp_bound_select(pricer->items, load.n_items, capacity) : 0;
        return INFINITY;
    }
    return fill(pricer, &load, capacity, price);
}

/* All below the price; at it a part. */
void pp_bound_cover(const struct pp_bound_pricer *pricer, int row, double price, double *cover) {
    const struct pp_bound_near *near = pricer->near;
    double below = 0, at = 0;
    double capacity = price > 0 ? pricer->min : price < 0 ? pricer->max : 0;
    for (int64_t e = near->first[row]; e < near->first[row + 1]; e++) {
        struct pp_bound_offer offer = pricer->offer[near->unit[e]];
        double ratio = (double)(near->cost[e] - offer.price);
        below += ratio < price ? (double)offer.weight : 0;
        at += ratio == price ? (double)offer.weight : 0;
    }
    double part = at > 0 ? fmin(1, fmax(0, (capacity - below) / at)) : 0;
    for (int64_t e = near->first[row]; e < near->first[row + 1]; e++) {
        int unit = near->unit[e];
        double ratio = (double)(near->cost[e] - pricer->offer[unit].price);
        cover[unit] += ratio < price ? 1 : ratio == price ? part : 0;
    }
}
