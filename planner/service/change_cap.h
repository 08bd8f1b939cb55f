/* --max-change: a cap on the homes that change patch, as a rule that never gives silently. */
#ifndef PLANNER_SERVICE_CHANGE_CAP_H
#define PLANNER_SERVICE_CHANGE_CAP_H

#include "planner/service/drawing.h"

/* What the cap that was asked for means in homes (d->most_changing), and the reason, said at once, where totals alone
 * forbid it. After the question is posed. */
int pp_change_cap_settle(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;

/* Divide so that the cap holds, at the least cost that can be found; when none is found that keeps it, the plan
 * nearest to it. Sets the plan's division, the parts' costs and bounds, and the outcome. */
int pp_change_cap_divide(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;

/* No cap, or the measured plan keeps it. */
bool pp_change_cap_is_kept(const struct pp_drawing *d);

/* The reason for a cap that is not kept, by how much. */
int pp_change_cap_tell(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;

#endif
