/* Arguments that people type without quotes, lists with commas, and outcomes as people read them. */
#ifndef PLANNER_CLI_WORDS_H
#define PLANNER_CLI_WORDS_H

#include <stddef.h>

#include "patchplan/cli/command.h"
#include "patchplan/core/arena.h"
#include "patchplan/core/str.h"
#include "patchplan/table/table.h"

/* All arguments of the call with one blank between, none at the end. */
void pp_words_join(const struct pp_call *call, struct pp_str *text);

/* The arguments as places: each argument is one, but a postcode typed without quotes ("S5 6NB" as two words)
 * is put together again. The words live in the arena; NULL when memory runs out. */
const char *const *pp_words_arguments(const struct pp_call *call, struct pp_arena *arena,
                                      size_t *ret_n);

/* An option that takes a list, given several times or with commas: "North,South". The words live in the
 * arena; NULL when memory runs out, an empty list when the option was not given. */
const char *const *pp_words_list(const struct pp_call *call, const char *option,
                                 struct pp_arena *arena, size_t *ret_n);

/* --patches: as above, but a comma parts two items only where the first is whole, a number or NAME=NUMBER, so
 * that the team "Leisure, Parks" can be named: "Leisure, Parks=3,East=9". */
const char *const *pp_words_numbers(const struct pp_call *call, const char *option,
                                    struct pp_arena *arena, size_t *ret_n);

/* All --map FIELD=COLUMN of the call; fields live in the arena, columns are the call's. PP_E_USAGE for one that is not
 * written so. */
int pp_words_maps(const struct pp_call *call, struct pp_arena *arena,
                  const struct pp_table_map **ret_maps, size_t *ret_n,
                  struct pp_error *reterr) PP_CHECKED;

/* An outcome's name ("infeasible") in words for tables that people read ("some rules gave"); files and JSON
 * keep the name. A name it does not know, and NULL, comes back as it is. */
const char *pp_words_outcome(const char *outcome);

#endif
