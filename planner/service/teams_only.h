/* `allocate --teams`: the patches of some teams are drawn anew, all others stay as they are. */
#ifndef PLANNER_SERVICE_TEAMS_ONLY_H
#define PLANNER_SERVICE_TEAMS_ONLY_H

#include "planner/service/drawing.h"

/* Redraw the patches most of whose homes are in the request's teams, of the plan told, else of the one in force, else
 * today's. From a loaded drawing to a checked plan; its reasons and proof speak of what was redrawn, with the rest
 * as it is; what stays outside its limits makes the outcome infeasible. Homes without a patch join where they are in
 * those teams, and are left out elsewhere, which is said. */
int pp_teams_redraw(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;

#endif
