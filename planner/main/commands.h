/* The table of commands: the only place that sees both `cli` and `http`. */
#ifndef PLANNER_MAIN_COMMANDS_H
#define PLANNER_MAIN_COMMANDS_H

#include "patchplan/cli/command.h"

const struct pp_command *const *pp_commands(int *ret_n_commands);

#endif
