/* One continuous knapsack, by selection instead of sorting.
 *
 * The least of sum r_i w_i y_i, 0 <= y <= 1, with sum w_i y_i = C takes items in order of r until C is
 * full; only the price p at which it is full matters: items below p are in, above are out, at p in part.
 * Quickselect with three-way partition finds p in expected O(n) (Balas and Zemel 1980, "An algorithm for
 * large zero-one knapsack problems", Operations Research 28(5)).
 */
#include "planner/district/bound_parts.h"

static void swap_items(struct pp_bound_item *a, struct pp_bound_item *b) {
    struct pp_bound_item kept = *a;
    *a = *b;
    *b = kept;
}

static double middle_of_three(double a, double b, double c) {
    if ((a <= b) == (b <= c))
        return b;
    return (b <= a) == (a <= c) ? a : c;
}

double pp_bound_select(struct pp_bound_item *items, int n, double capacity) {
    int low = 0, high = n; /* the price is the ratio of an item in low..high-1 */
    double before = 0;     /* weight of items below `low` */
    while (high - low > 1) {
        double pivot = middle_of_three(items[low].ratio, items[low + (high - low) / 2].ratio,
                                       items[high - 1].ratio);
        double weight_less = 0, weight_equal = 0;
        int less = low, more = high;
        for (int i = low; i < more;) {
            if (items[i].ratio < pivot) {
                weight_less += items[i].weight;
                swap_items(&items[less++], &items[i++]);
            } else if (items[i].ratio > pivot) {
                swap_items(&items[i], &items[--more]);
            } else {
                weight_equal += items[i++].weight;
            }
        }
        if (less > low && before + weight_less >= capacity) {
            high = less;
        } else if (more == high || before + weight_less + weight_equal >= capacity) {
            return pivot;
        } else {
            before += weight_less + weight_equal;
            low = more;
        }
    }
    return items[low].ratio;
}
