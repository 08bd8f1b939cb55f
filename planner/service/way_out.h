/* Commands that the program has written itself, taken apart for those who press a button instead. */
#ifndef PLANNER_SERVICE_WAY_OUT_H
#define PLANNER_SERVICE_WAY_OUT_H

#include "patchplan/core/arena.h"
#include "patchplan/core/error.h"
#include "patchplan/core/str.h"
#include "patchplan/json/json.h"

/* The words of a command behind the program's name, its verb first, from the arena. PP_E_FORMAT: it is none. */
int pp_way_out_words(const char *command, struct pp_arena *arena, char ***ret_words, int *ret_n,
                     struct pp_error *reterr) PP_CHECKED;

/* What to press for a way out that a plan drawn with these options offers, appended: "Draw with limits 233 to 320". False,
 * and nothing: pages do not offer it. */
bool pp_way_out_say(const char *fix, const struct pp_json *options, struct pp_str *title);

#endif
