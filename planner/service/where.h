/* Where blocks and postcode groups are, for people: the streets of most of their homes, and the ward. */
#ifndef PLANNER_SERVICE_WHERE_H
#define PLANNER_SERVICE_WHERE_H

#include "planner/service/ground.h"

/* Append "Bank Road, Mill Lane and 2 more streets in Manor Castle" for n units; the names of the units where
 * no street is known, and no ward where none is. O(homes of the list). */
int pp_where_append(const struct pp_ground *ground, const int *unit_ix, int n, struct pp_str *text,
                    struct pp_error *reterr) PP_CHECKED;

#endif
