/* `allocate --staffing`: the table of size limits against patches, posts and hours. */
#ifndef PLANNER_CLI_STAFFING_H
#define PLANNER_CLI_STAFFING_H

#include "patchplan/cli/command.h"
#include "patchplan/service/allocate.h"

/* Work it out and show it, as -f and -o say. Nothing is drawn. */
int pp_staffing_show(struct pp_call *call, struct pp_db *db,
                     const struct pp_allocate_request *request, struct pp_error *reterr) PP_CHECKED;

#endif
