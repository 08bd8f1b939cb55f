/* What `letters` and `export letters` share. */
#ifndef PLANNER_CLI_LETTERS_H
#define PLANNER_CLI_LETTERS_H

#include "patchplan/cli/command.h"
#include "patchplan/service/letters.h"

/* Count the letters of `wish`, or write them when it has a path, and say what was done. */
int pp_letters_answer(struct pp_call *call, struct pp_letters_wish *wish,
                      struct pp_error *reterr) PP_CHECKED;

#endif
