/* `allocate --tradeoff`: the curve on the terminal, in a file, as a picture. */
#ifndef PLANNER_CLI_TRADEOFF_H
#define PLANNER_CLI_TRADEOFF_H

#include "patchplan/cli/command.h"
#include "patchplan/service/tradeoff.h"

/* Draw the curve that the call asks for and show it; the exit status. */
int pp_tradeoff_run(struct pp_call *call, struct pp_db *db,
                    const struct pp_allocate_request *request, int *ret_status,
                    struct pp_error *reterr) PP_CHECKED;

#endif
