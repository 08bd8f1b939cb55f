/* Which boxes are near a box: a plain grid of buckets over many boxes. */
#ifndef PLANNER_GEO_BUCKETS_H
#define PLANNER_GEO_BUCKETS_H

#include <stddef.h>

#include "patchplan/core/error.h"
#include "patchplan/geo/shape.h"

struct pp_buckets {
    struct pp_box box; /* around all boxes */
    double step_x, step_y;
    int n_x, n_y;
    size_t *first; /* n_x x n_y + 1 */
    int *item;
};
void pp_buckets_done(struct pp_buckets *buckets);

/* Boxes that are not finite are left out. O(n); at most about 16 entries a box. */
int pp_buckets_make(const struct pp_box *boxes, size_t n, struct pp_buckets *ret_buckets,
                    struct pp_error *reterr) PP_CHECKED;

/* Walk the items of all buckets that touch `box`; an item may come more than once. Start with
 * cursor = {0}; -1 = no more. */
struct pp_bucket_walk {
    int begun, x0, x1, y1, x, y;
    size_t at, end;
};
int pp_buckets_next(const struct pp_buckets *buckets, const struct pp_box *box,
                    struct pp_bucket_walk *walk);

/* Does `box` enclose everything there is? */
bool pp_buckets_covered_by(const struct pp_buckets *buckets, const struct pp_box *box);

#endif
