/* The picture of a curve: several plans by the homes that change patch and the average distance. */
#ifndef PATCHPLAN_PUBLISH_CURVE_H
#define PATCHPLAN_PUBLISH_CURVE_H

#include <stdbool.h>

#include "patchplan/core/error.h"

struct pp_curve_mark {
    const char *name; /* of the plan */
    double changing_percent, mean_distance_m;
    bool aside; /* another plan is better in both: drawn hollow, off the line */
};

/* Draw to `path` (.svg, .png, .pdf). Marks in any order, at least one. */
int pp_publish_curve(const char *path, const char *title, const struct pp_curve_mark *marks, int n,
                     struct pp_error *reterr) PP_CHECKED;

#endif
