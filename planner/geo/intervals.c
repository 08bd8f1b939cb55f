#include "planner/geo/intervals.h"

#include <math.h>
#include <stdlib.h>

#include "patchplan/core/alloc.h"

void pp_intervals_done(struct pp_intervals *set) {
    pp_free(set->at);
    *set = (struct pp_intervals){0};
}

int pp_intervals_add(struct pp_intervals *set, double from, double to, struct pp_error *reterr) {
    if (!(to > from))
        return 0;
    int rc = pp_reserve(&set->at, &set->cap, set->n + 1, sizeof *set->at, reterr);
    if (rc < 0)
        return rc;
    set->at[set->n][0] = from;
    set->at[set->n++][1] = to;
    return 0;
}

/* Where along the piece (0..1) its distance from the line passes `limit`, given the distances at its ends. */
static double passing(double d0, double d1, double limit) { return (limit - d0) / (d1 - d0); }

int pp_intervals_add_near(struct pp_intervals *set, const struct pp_segment *line,
                          const struct pp_segment *piece, double tolerance_m,
                          struct pp_error *reterr) {
    double dx = line->bx - line->ax, dy = line->by - line->ay, length = hypot(dx, dy);
    if (!(length > 0))
        return 0;
    dx /= length;
    dy /= length;
    double px = piece->ax - line->ax, py = piece->ay - line->ay;
    double qx = piece->bx - line->ax, qy = piece->by - line->ay;
    double d0 = dx * py - dy * px, d1 = dx * qy - dy * qx;
    double t0 = dx * px + dy * py, t1 = dx * qx + dy * qy;
    double from = 0, to = 1;
    if (d0 != d1) {
        double low = passing(d0, d1, d0 < d1 ? -tolerance_m : tolerance_m);
        double high = passing(d0, d1, d0 < d1 ? tolerance_m : -tolerance_m);
        from = fmax(0, low);
        to = fmin(1, high);
    } else if (fabs(d0) > tolerance_m) {
        return 0;
    }
    if (from >= to)
        return 0;
    double a = t0 + from * (t1 - t0), b = t0 + to * (t1 - t0);
    return pp_intervals_add(set, fmax(0, fmin(a, b)), fmin(length, fmax(a, b)), reterr);
}

static int compare(const void *a, const void *b) {
    const double *p = a, *q = b;
    return p[0] != q[0] ? (p[0] < q[0] ? -1 : 1) : (p[1] > q[1]) - (p[1] < q[1]);
}

/* Sorted, overlaps joined. */
static void settle(struct pp_intervals *set) {
    if (set->n == 0)
        return;
    qsort(set->at, set->n, sizeof *set->at, compare);
    size_t kept = 0;
    for (size_t i = 1; i < set->n; i++) {
        if (set->at[i][0] <= set->at[kept][1]) {
            set->at[kept][1] = fmax(set->at[kept][1], set->at[i][1]);
        } else {
            kept++;
            set->at[kept][0] = set->at[i][0];
            set->at[kept][1] = set->at[i][1];
        }
    }
    set->n = kept + 1;
}

static double within(const struct pp_intervals *set, double from, double to) {
    double sum = 0;
    for (size_t i = 0; i < set->n; i++)
        sum += fmax(0, fmin(to, set->at[i][1]) - fmax(from, set->at[i][0]));
    return sum;
}

double pp_intervals_common(struct pp_intervals *a, struct pp_intervals *b,
                           struct pp_intervals *without) {
    settle(a);
    settle(b);
    settle(without);
    double sum = 0;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++) {
            double from = fmax(a->at[i][0], b->at[k][0]), to = fmin(a->at[i][1], b->at[k][1]);
            if (to > from)
                sum += to - from - within(without, from, to);
        }
    return sum;
}
