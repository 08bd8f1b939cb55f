/* What an edit did, as a report: shared by the commands that edit. */
#ifndef PLANNER_CLI_EDIT_H
#define PLANNER_CLI_EDIT_H

#include "patchplan/cli/command.h"
#include "patchplan/service/edit.h"

/* The patches it touches, before and after, as -f and -o say. */
int pp_edit_write_patches(struct pp_call *call, const struct pp_edit_effect *effect,
                          struct pp_error *reterr) PP_CHECKED;

/* Homes moved, homes in a new patch, average distance. */
void pp_edit_say_totals(struct pp_call *call, const struct pp_edit_effect *effect);

#endif
