/* What an edit did, as a report: shared by the commands that edit. */
#ifndef PLANNER_CLI_EDIT_H
#define PLANNER_CLI_EDIT_H

#include "patchplan/cli/command.h"
#include "patchplan/core/str.h"
#include "patchplan/service/edit.h"

/* The patches it touches, before and after, as -f and -o say. A table on the screen has a screenful: what is
 * not as it should be, then what changes most; `back` ("undo", "redo") is the command that shows all of an
 * effect that was applied. */
int pp_edit_write_patches(struct pp_call *call, const struct pp_edit_effect *effect,
                          const char *back, struct pp_error *reterr) PP_CHECKED;

/* "patchplan undo --plan draft" */
void pp_edit_append_back(const char *back, const char *plan_name, struct pp_str *command);

/* Homes moved, homes in a new patch, average distance. */
void pp_edit_say_totals(struct pp_call *call, const struct pp_edit_effect *effect);

#endif
