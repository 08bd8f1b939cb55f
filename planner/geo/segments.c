#include "planner/geo/segments.h"

#include <math.h>

#include "patchplan/core/alloc.h"

void pp_segments_done(struct pp_segments *segments) {
    pp_free(segments->at);
    pp_free(segments->boxes);
    pp_buckets_done(&segments->buckets);
    *segments = (struct pp_segments){0};
}

bool pp_box_meets(const struct pp_box *a, const struct pp_box *b) {
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y &&
           b->min_y <= a->max_y;
}

struct pp_box pp_segment_box(const struct pp_segment *s) {
    return (struct pp_box){fmin(s->ax, s->bx), fmin(s->ay, s->by), fmax(s->ax, s->bx),
                           fmax(s->ay, s->by)};
}

static int add_rings(struct pp_segments *segments, size_t *cap, const struct pp_rings *rings,
                     struct pp_error *reterr) {
    for (size_t r = 0; r < rings->n_rings; r++)
        for (size_t i = rings->ring_first[r]; i + 1 < rings->ring_first[r + 1]; i++) {
            const double *xy = rings->xy + 2 * i;
            int rc = pp_reserve(&segments->at, cap, segments->n + 1, sizeof *segments->at, reterr);
            if (rc < 0)
                return rc;
            segments->at[segments->n++] = (struct pp_segment){xy[0], xy[1], xy[2], xy[3]};
        }
    return 0;
}

static int index_segments(struct pp_segments *segments, struct pp_error *reterr) {
    segments->boxes = pp_alloc_array(segments->n, sizeof *segments->boxes);
    if (!segments->boxes)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < segments->n; i++)
        segments->boxes[i] = pp_segment_box(&segments->at[i]);
    return pp_buckets_make(segments->boxes, segments->n, &segments->buckets, reterr);
}

int pp_segments_make(const struct pp_wkb *wkb, size_t n_wkb, struct pp_segments *ret_segments,
                     struct pp_error *reterr) {
    struct pp_segments segments = {0};
    size_t cap = 0;
    int rc = 0;
    for (size_t i = 0; i < n_wkb && rc == 0; i++) {
        struct pp_rings rings = {0};
        if (!wkb[i].data)
            continue;
        rc = pp_rings_read(wkb[i].data, wkb[i].n, &rings, reterr);
        if (rc == 0 && rings.kind != PP_RINGS_POINT)
            rc = add_rings(&segments, &cap, &rings, reterr);
        pp_rings_done(&rings);
    }
    if (rc == 0)
        rc = index_segments(&segments, reterr);
    if (rc == 0)
        *ret_segments = segments;
    else
        pp_segments_done(&segments);
    return rc;
}

static double side(const struct pp_segment *s, double x, double y) {
    return (s->bx - s->ax) * (y - s->ay) - (s->by - s->ay) * (x - s->ax);
}

static bool meet(const struct pp_segment *s, const struct pp_segment *t) {
    struct pp_box a = pp_segment_box(s), b = pp_segment_box(t);
    if (!pp_box_meets(&a, &b))
        return false;
    double s0 = side(s, t->ax, t->ay), s1 = side(s, t->bx, t->by);
    double t0 = side(t, s->ax, s->ay), t1 = side(t, s->bx, s->by);
    return !((s0 > 0 && s1 > 0) || (s0 < 0 && s1 < 0) || (t0 > 0 && t1 > 0) || (t0 < 0 && t1 < 0));
}

bool pp_segments_crossed(const struct pp_segments *segments, const struct pp_segment *line) {
    if (segments->n == 0)
        return false;
    struct pp_box box = pp_segment_box(line);
    struct pp_bucket_walk walk = {0};
    for (int i; (i = pp_buckets_next(&segments->buckets, &box, &walk)) >= 0;)
        if (meet(&segments->at[i], line))
            return true;
    return false;
}

double pp_segment_distance2(const struct pp_segment *s, double x, double y, double ret_near[2]) {
    double dx = s->bx - s->ax, dy = s->by - s->ay, length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((x - s->ax) * dx + (y - s->ay) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    double near_x = s->ax + t * dx, near_y = s->ay + t * dy;
    if (ret_near) {
        ret_near[0] = near_x;
        ret_near[1] = near_y;
    }
    return (x - near_x) * (x - near_x) + (y - near_y) * (y - near_y);
}
