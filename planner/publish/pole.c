#include "patchplan/publish/pole.h"

#include <math.h>

#include "patchplan/core/alloc.h"

enum { SQUARES_MOST = 100000 };

static double distance_to_segment(double x, double y, const double *a, const double *b) {
    double dx = b[0] - a[0], dy = b[1] - a[1];
    double length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(x - a[0] - t * dx, y - a[1] - t * dy);
}

double pp_rings_clearance(const struct pp_rings *rings, double x, double y) {
    double nearest = INFINITY;
    bool inside = false;
    for (size_t r = 0; r < rings->n_rings; r++)
        for (size_t i = rings->ring_first[r]; i + 1 < rings->ring_first[r + 1]; i++) {
            const double *a = rings->xy + 2 * i, *b = a + 2;
            nearest = fmin(nearest, distance_to_segment(x, y, a, b));
            if ((a[1] > y) != (b[1] > y) && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0])
                inside = !inside;
        }
    return inside ? nearest : -nearest;
}

struct square {
    double x, y, half, clearance, most;
};

struct heap {
    struct square *items; /* items[0] could hold most */
    size_t n, cap;
};

static bool push(struct heap *heap, struct square item) {
    if (pp_reserve(&heap->items, &heap->cap, heap->n + 1, sizeof item, NULL) != 0)
        return false;
    size_t at = heap->n++;
    for (; at > 0 && heap->items[(at - 1) / 2].most < item.most; at = (at - 1) / 2)
        heap->items[at] = heap->items[(at - 1) / 2];
    heap->items[at] = item;
    return true;
}

static struct square pop(struct heap *heap) {
    struct square top = heap->items[0], last = heap->items[--heap->n];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < heap->n; at = child) {
        if (child + 1 < heap->n && heap->items[child + 1].most > heap->items[child].most)
            child++;
        if (heap->items[child].most <= last.most)
            break;
        heap->items[at] = heap->items[child];
    }
    heap->items[at] = last;
    return top;
}

static struct square measure(const struct pp_rings *rings, double x, double y, double half) {
    double clearance = pp_rings_clearance(rings, x, y);
    return (struct square){x, y, half, clearance, clearance + half * M_SQRT2};
}

static struct pp_box box_of(const struct pp_rings *rings) {
    struct pp_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < rings->ring_first[rings->n_rings]; i++) {
        box.min_x = fmin(box.min_x, rings->xy[2 * i]);
        box.max_x = fmax(box.max_x, rings->xy[2 * i]);
        box.min_y = fmin(box.min_y, rings->xy[2 * i + 1]);
        box.max_y = fmax(box.max_y, rings->xy[2 * i + 1]);
    }
    return box;
}

static bool cover(const struct pp_rings *rings, struct heap *heap) {
    struct pp_box box = box_of(rings);
    double side = fmin(box.max_x - box.min_x, box.max_y - box.min_y);
    double longest = fmax(box.max_x - box.min_x, box.max_y - box.min_y);
    side = fmax(side, longest / 64); /* a sliver is not covered by thousands of squares */
    if (!(side > 0) || !isfinite(longest))
        return false;
    for (double x = box.min_x; x < box.max_x; x += side)
        for (double y = box.min_y; y < box.max_y; y += side)
            if (!push(heap, measure(rings, x + side / 2, y + side / 2, side / 2)))
                return false;
    return heap->n > 0;
}

static bool cut_in_four(const struct pp_rings *rings, struct square from, struct heap *heap) {
    double half = from.half / 2;
    for (int corner = 0; corner < 4; corner++)
        if (!push(heap, measure(rings, from.x + (corner & 1 ? half : -half),
                                from.y + (corner & 2 ? half : -half), half)))
            return false;
    return true;
}

bool pp_rings_pole(const struct pp_rings *rings, double precision, double *ret_x, double *ret_y,
                   double *ret_clearance) {
    struct heap heap = {0};
    bool good = rings->n_rings > 0 && cover(rings, &heap);
    struct square best = good ? heap.items[0] : (struct square){0};
    for (int n = 0; good && heap.n > 0 && n < SQUARES_MOST; n++) {
        struct square next = pop(&heap);
        if (next.clearance > best.clearance)
            best = next;
        if (next.most <= best.clearance + precision)
            break;
        good = cut_in_four(rings, next, &heap);
    }
    pp_free(heap.items);
    if (!good || best.clearance <= 0)
        return false;
    *ret_x = best.x;
    *ret_y = best.y;
    *ret_clearance = best.clearance;
    return true;
}
