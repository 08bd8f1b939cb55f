/* Two people at one draft: what is drawn is saved beside what the other has changed meanwhile. */
#ifndef PLANNER_SERVICE_ASIDE_H
#define PLANNER_SERVICE_ASIDE_H

#include "planner/service/drawing.h"

/* Inside the transaction that saves. When the plan that has the drawing's name was changed or published since the homes
 * were read: another name for the drawing, in its ways out too, and a note that says so. Else nothing. */
int pp_step_aside(struct pp_drawing *d, struct pp_error *reterr) PP_CHECKED;

/* The first of NAME-2, NAME-3, ... that no plan has, from the arena; a long name is cut short for it. */
int pp_free_plan_name(struct pp_db *db, const char *name, struct pp_arena *arena,
                      const char **ret_name, struct pp_error *reterr) PP_CHECKED;

#endif
