/* Commands in text for people, made to work when they are pasted. */
#ifndef PLANNER_CLI_PASTE_H
#define PLANNER_CLI_PASTE_H

#include "patchplan/cli/command.h"
#include "patchplan/core/str.h"

/* Append `text`; where the planning file was named, by -d or $PATCHPLAN_DB, every command in it that uses one
 * ("patchplan show draft") names it too. What is stored or written to files names none: files are moved. */
void pp_paste_commands(const struct pp_call *call, const char *text, struct pp_str *ret_text);

#endif
