#include "patchplan/geo/locate.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/geo/buckets.h"
#include "planner/geo/segments.h"

struct pp_locator {
    size_t n;
    struct pp_rings *rings; /* per polygon; empty where there is none */
    struct pp_box *boxes;
    struct pp_buckets buckets;
    struct pp_segments barriers;
};

void pp_locator_free(struct pp_locator *locator) {
    if (!locator)
        return;
    for (size_t i = 0; i < locator->n; i++)
        pp_rings_done(&locator->rings[i]);
    pp_free(locator->rings);
    pp_free(locator->boxes);
    pp_buckets_done(&locator->buckets);
    pp_segments_done(&locator->barriers);
    pp_free(locator);
}

void pp_locator_auto_free(struct pp_locator **locator) { pp_locator_free(*locator); }

static struct pp_box box_of(const struct pp_rings *rings) {
    struct pp_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    size_t n_points = rings->n_rings ? rings->ring_first[rings->n_rings] : 0;
    for (size_t i = 0; i < n_points; i++) {
        box.min_x = fmin(box.min_x, rings->xy[2 * i]);
        box.max_x = fmax(box.max_x, rings->xy[2 * i]);
        box.min_y = fmin(box.min_y, rings->xy[2 * i + 1]);
        box.max_y = fmax(box.max_y, rings->xy[2 * i + 1]);
    }
    return box;
}

static int read_polygons(struct pp_locator *locator, const struct pp_wkb *polygons,
                         struct pp_error *reterr) {
    for (size_t i = 0; i < locator->n; i++) {
        locator->boxes[i] = box_of(&locator->rings[i]);
        if (!polygons[i].data)
            continue;
        int rc = pp_rings_read(polygons[i].data, polygons[i].n, &locator->rings[i], reterr);
        if (rc < 0)
            return rc;
        if (locator->rings[i].kind != PP_RINGS_POLYGON)
            return pp_fail(reterr, PP_E_FORMAT, "shape %zu is no polygon", i + 1);
        locator->boxes[i] = box_of(&locator->rings[i]);
    }
    return 0;
}

int pp_locator_new(const struct pp_wkb *polygons, size_t n, const struct pp_wkb *barriers,
                   size_t n_barriers, struct pp_locator **ret_locator, struct pp_error *reterr) {
    PP_AUTO_LOCATOR struct pp_locator *locator = pp_alloc(sizeof *locator);
    if (!locator)
        return pp_fail_nomem(reterr);
    locator->rings = pp_alloc_array(n, sizeof *locator->rings);
    locator->boxes = pp_alloc_array(n, sizeof *locator->boxes);
    if (!locator->rings || !locator->boxes)
        return pp_fail_nomem(reterr);
    locator->n = n;
    int rc = read_polygons(locator, polygons, reterr);
    if (rc == 0)
        rc = pp_buckets_make(locator->boxes, n, &locator->buckets, reterr);
    if (rc == 0)
        rc = pp_segments_make(barriers, n_barriers, &locator->barriers, reterr);
    if (rc == 0)
        *ret_locator = PP_STEAL(locator);
    return rc;
}

/* Even-odd over all rings; a point within a tenth of a millimetre of a border counts as inside. */
static bool holds(const struct pp_rings *rings, double x, double y) {
    bool inside = false;
    for (size_t r = 0; r < rings->n_rings; r++)
        for (size_t i = rings->ring_first[r]; i + 1 < rings->ring_first[r + 1]; i++) {
            const double *p = rings->xy + 2 * i;
            struct pp_segment s = {p[0], p[1], p[2], p[3]};
            if (pp_segment_distance2(&s, x, y, NULL) <= 1e-8)
                return true;
            if ((p[1] > y) != (p[3] > y) && x < p[0] + (y - p[1]) / (p[3] - p[1]) * (p[2] - p[0]))
                inside = !inside;
        }
    return inside;
}

static double distance_m(const struct pp_rings *rings, double x, double y, double ret_near[2]) {
    double best2 = INFINITY, near[2];
    for (size_t r = 0; r < rings->n_rings; r++)
        for (size_t i = rings->ring_first[r]; i + 1 < rings->ring_first[r + 1]; i++) {
            const double *p = rings->xy + 2 * i;
            double d2 =
                pp_segment_distance2(&(struct pp_segment){p[0], p[1], p[2], p[3]}, x, y, near);
            if (d2 < best2) {
                best2 = d2;
                memcpy(ret_near, near, sizeof near);
            }
        }
    return sqrt(best2);
}

/* Insert into the ascending list unless it is there; returns the new length (entries beyond cap are counted
 * but not kept). */
static int insert_sorted(int *list, int n, int cap, int value) {
    int at = 0;
    while (at < n && at < cap && list[at] < value)
        at++;
    if (at < n && at < cap && list[at] == value)
        return n;
    if (at < cap) {
        int last = n < cap ? n : cap - 1;
        memmove(list + at + 1, list + at, (size_t)(last - at) * sizeof *list);
        list[at] = value;
    }
    return n + 1;
}

int pp_locator_all_holding(const struct pp_locator *locator, double x, double y, int *ret_ix,
                           int cap) {
    struct pp_box here = {x, y, x, y};
    struct pp_bucket_walk walk = {0};
    int n = 0;
    if (locator->n == 0)
        return 0;
    for (int i; (i = pp_buckets_next(&locator->buckets, &here, &walk)) >= 0;)
        if (pp_box_meets(&locator->boxes[i], &here) && holds(&locator->rings[i], x, y))
            n = insert_sorted(ret_ix, n, cap, i);
    return n;
}

int pp_locator_holding(const struct pp_locator *locator, double x, double y) {
    int first = -1;
    return pp_locator_all_holding(locator, x, y, &first, 1) > 0 ? first : -1;
}

struct nearest {
    int ix;
    double distance_m;
};

static bool is_nearer(const struct nearest *best, int ix, double d) {
    return d < best->distance_m || (d == best->distance_m && ix < best->ix);
}

/* The best in reach of `box`, with (open) and without (any) regard to barriers. */
static void look_within(const struct pp_locator *locator, const struct pp_box *box, double x,
                        double y, struct nearest best[2]) {
    struct pp_bucket_walk walk = {0};
    for (int i; (i = pp_buckets_next(&locator->buckets, box, &walk)) >= 0;) {
        double near[2] = {x, y}, d = distance_m(&locator->rings[i], x, y, near);
        if (is_nearer(&best[1], i, d))
            best[1] = (struct nearest){i, d};
        if (is_nearer(&best[0], i, d) &&
            !pp_segments_crossed(&locator->barriers, &(struct pp_segment){x, y, near[0], near[1]}))
            best[0] = (struct nearest){i, d};
    }
}

int pp_locator_nearest(const struct pp_locator *locator, double x, double y,
                       double *ret_distance_m) {
    int holding = pp_locator_holding(locator, x, y);
    struct nearest best[2] = {{holding, 0}, {holding, 0}};
    if (holding < 0 && locator->n > 0) {
        best[0] = best[1] = (struct nearest){-1, INFINITY};
        double reach = fmax(locator->buckets.step_x, locator->buckets.step_y);
        struct pp_box box;
        do {
            box = (struct pp_box){x - reach, y - reach, x + reach, y + reach};
            look_within(locator, &box, x, y, best);
            reach *= 2;
        } while (best[0].distance_m > reach / 2 && !pp_buckets_covered_by(&locator->buckets, &box));
    }
    const struct nearest *chosen = best[0].ix >= 0 ? &best[0] : &best[1];
    if (ret_distance_m && chosen->ix >= 0)
        *ret_distance_m = chosen->distance_m;
    return chosen->ix;
}

bool pp_locator_crosses_barrier(const struct pp_locator *locator, double ax, double ay, double bx,
                                double by) {
    return pp_segments_crossed(&locator->barriers, &(struct pp_segment){ax, ay, bx, by});
}
