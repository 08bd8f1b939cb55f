/* A command put together out of a form, to be run as long work. */
#ifndef PATCHPLAN_API_COMMAND_H
#define PATCHPLAN_API_COMMAND_H

#include "planner/api/api.h"
#include "patchplan/core/arena.h"

enum { PP_API_COMMAND_WORDS = 170 };

/* Begin with {.arena = of the answer}: the words live in it. A word that is lost (no memory, or no room) would make another
 * command, so that `failed` stays set and pp_api_command_check() tells it before anything is run. */
struct pp_api_command {
    struct pp_arena *arena;
    const char *words[PP_API_COMMAND_WORDS];
    size_t n;
    bool failed;
};
/* A word as it is (copied); NULL, as of a print that failed, fails. */
void pp_api_command_add(struct pp_api_command *command, const char *word);
/* "--option=value"; `value` NULL fails. */
void pp_api_command_add_option(struct pp_api_command *command, const char *option,
                               const char *value);
/* The same, unless nothing was chosen. */
void pp_api_command_add_chosen(struct pp_api_command *command, const char *option,
                               const char *value);
/* PP_E_NOMEM when a word was lost. */
int pp_api_command_check(const struct pp_api_command *command, struct pp_error *reterr) PP_CHECKED;

#endif
