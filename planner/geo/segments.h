/* The straight pieces of many lines, found by place. */
#ifndef PLANNER_GEO_SEGMENTS_H
#define PLANNER_GEO_SEGMENTS_H

#include "patchplan/geo/shape.h"
#include "planner/geo/buckets.h"

struct pp_segment {
    double ax, ay, bx, by;
};

struct pp_segments {
    struct pp_segment *at;
    size_t n;
    struct pp_box *boxes;
    struct pp_buckets buckets;
};
void pp_segments_done(struct pp_segments *segments);

/* All pieces of lines and outlines of `n_wkb` geometries. */
int pp_segments_make(const struct pp_wkb *wkb, size_t n_wkb, struct pp_segments *ret_segments,
                     struct pp_error *reterr) PP_CHECKED;

/* Does the straight line from a to b meet any of them (touching counts)? */
bool pp_segments_crossed(const struct pp_segments *segments, const struct pp_segment *line);

bool pp_box_meets(const struct pp_box *a, const struct pp_box *b);
struct pp_box pp_segment_box(const struct pp_segment *segment);
/* The square of the distance from a point to a segment; the nearest place through `ret_near` (may be NULL). */
double pp_segment_distance2(const struct pp_segment *segment, double x, double y,
                            double ret_near[2]);

#endif
