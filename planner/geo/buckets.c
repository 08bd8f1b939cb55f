#include "planner/geo/buckets.h"

#include <math.h>

#include "patchplan/core/alloc.h"

enum { ENTRIES_PER_BOX = 16, MAX_SIDE = 4096 };

void pp_buckets_done(struct pp_buckets *buckets) {
    pp_free(buckets->first);
    pp_free(buckets->item);
    *buckets = (struct pp_buckets){0};
}

static bool is_finite(const struct pp_box *box) {
    return isfinite(box->min_x) && isfinite(box->min_y) && isfinite(box->max_x) &&
           isfinite(box->max_y);
}

static int place(double at, double origin, double step, int n) {
    double k = floor((at - origin) / step);
    return k < 0 ? 0 : k >= n ? n - 1 : (int)k;
}

/* The buckets a box touches. */
static void span(const struct pp_buckets *b, const struct pp_box *box, int ret_x[2], int ret_y[2]) {
    ret_x[0] = place(box->min_x, b->box.min_x, b->step_x, b->n_x);
    ret_x[1] = place(box->max_x, b->box.min_x, b->step_x, b->n_x);
    ret_y[0] = place(box->min_y, b->box.min_y, b->step_y, b->n_y);
    ret_y[1] = place(box->max_y, b->box.min_y, b->step_y, b->n_y);
}

static void set_sides(struct pp_buckets *b, int n_x, int n_y) {
    double width = b->box.max_x - b->box.min_x, height = b->box.max_y - b->box.min_y;
    b->n_x = n_x < 1 ? 1 : n_x > MAX_SIDE ? MAX_SIDE : n_x;
    b->n_y = n_y < 1 ? 1 : n_y > MAX_SIDE ? MAX_SIDE : n_y;
    b->step_x = width > 0 ? width / b->n_x : 1;
    b->step_y = height > 0 ? height / b->n_y : 1;
}

static size_t n_entries(const struct pp_buckets *b, const struct pp_box *boxes, size_t n) {
    size_t total = 0;
    for (size_t i = 0; i < n; i++) {
        int x[2], y[2];
        if (!is_finite(&boxes[i]))
            continue;
        span(b, &boxes[i], x, y);
        total += (size_t)(x[1] - x[0] + 1) * (size_t)(y[1] - y[0] + 1);
    }
    return total;
}

/* As many buckets as boxes; coarser while big boxes would fill too many of them. */
static void choose_sides(struct pp_buckets *b, const struct pp_box *boxes, size_t n) {
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (!is_finite(&boxes[i]))
            continue;
        b->box.min_x = any ? fmin(b->box.min_x, boxes[i].min_x) : boxes[i].min_x;
        b->box.min_y = any ? fmin(b->box.min_y, boxes[i].min_y) : boxes[i].min_y;
        b->box.max_x = any ? fmax(b->box.max_x, boxes[i].max_x) : boxes[i].max_x;
        b->box.max_y = any ? fmax(b->box.max_y, boxes[i].max_y) : boxes[i].max_y;
        any = true;
    }
    int side = (int)ceil(sqrt((double)n));
    set_sides(b, side, side);
    while (b->n_x * b->n_y > 1 && n_entries(b, boxes, n) > ENTRIES_PER_BOX * n + 64)
        set_sides(b, b->n_x / 2, b->n_y / 2);
}

static void put_all(struct pp_buckets *b, const struct pp_box *boxes, size_t n) {
    size_t n_buckets = (size_t)b->n_x * (size_t)b->n_y;
    for (int pass = 0; pass < 2; pass++) { /* count, then put */
        for (size_t i = 0; i < n; i++) {
            int x[2], y[2];
            if (!is_finite(&boxes[i]))
                continue;
            span(b, &boxes[i], x, y);
            for (int v = y[0]; v <= y[1]; v++)
                for (int u = x[0]; u <= x[1]; u++) {
                    size_t k = (size_t)v * (size_t)b->n_x + (size_t)u;
                    if (pass == 0)
                        b->first[k + 1]++;
                    else
                        b->item[b->first[k]++] = (int)i;
                }
        }
        for (size_t k = 0; pass == 0 && k < n_buckets; k++)
            b->first[k + 1] += b->first[k];
    }
    for (size_t k = n_buckets; k > 0; k--)
        b->first[k] = b->first[k - 1];
    b->first[0] = 0;
}

int pp_buckets_make(const struct pp_box *boxes, size_t n, struct pp_buckets *ret_buckets,
                    struct pp_error *reterr) {
    struct pp_buckets b = {0};
    choose_sides(&b, boxes, n);
    b.first = pp_alloc_array((size_t)b.n_x * (size_t)b.n_y + 1, sizeof *b.first);
    b.item = pp_alloc_array(n_entries(&b, boxes, n), sizeof *b.item);
    if (!b.first || !b.item) {
        pp_buckets_done(&b);
        return pp_fail_nomem(reterr);
    }
    put_all(&b, boxes, n);
    *ret_buckets = b;
    return 0;
}

int pp_buckets_next(const struct pp_buckets *b, const struct pp_box *box,
                    struct pp_bucket_walk *walk) {
    if (!walk->begun) {
        int x[2], y[2];
        span(b, box, x, y);
        *walk = (struct pp_bucket_walk){
            .begun = 1, .x0 = x[0], .x1 = x[1], .y1 = y[1], .x = x[0] - 1, .y = y[0]};
    }
    while (walk->at == walk->end) {
        if (++walk->x > walk->x1) {
            walk->x = walk->x0;
            walk->y++;
        }
        if (walk->y > walk->y1)
            return -1;
        size_t k = (size_t)walk->y * (size_t)b->n_x + (size_t)walk->x;
        walk->at = b->first[k];
        walk->end = b->first[k + 1];
    }
    return b->item[walk->at++];
}

bool pp_buckets_covered_by(const struct pp_buckets *b, const struct pp_box *box) {
    return box->min_x <= b->box.min_x && box->min_y <= b->box.min_y && box->max_x >= b->box.max_x &&
           box->max_y >= b->box.max_y;
}
