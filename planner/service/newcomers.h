/* `allocate --new-only`: homes without a patch join one, nothing else moves. */
#ifndef PLANNER_SERVICE_NEWCOMERS_H
#define PLANNER_SERVICE_NEWCOMERS_H

#include "planner/service/drawing.h"

/* Instead of dividing anew: the patches there are (of the plan told, else of the one in force, else today's)
 * take in the homes that have none. From a loaded drawing to a checked plan with its outcome. */
int pp_newcomers_take_in(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;

#endif
