#include "planner/api/command.h"

#include "patchplan/core/alloc.h"

/* `word` is the arena's. */
static void add(struct pp_api_command *command, const char *word) {
    command->failed = command->failed || !word || command->n == PP_API_COMMAND_WORDS;
    if (!command->failed)
        command->words[command->n++] = word;
}

void pp_api_command_add(struct pp_api_command *command, const char *word) {
    add(command, word ? pp_arena_strdup(command->arena, word) : NULL);
}

void pp_api_command_add_option(struct pp_api_command *command, const char *option,
                               const char *value) {
    add(command, value ? pp_arena_printf(command->arena, "--%s=%s", option, value) : NULL);
}

void pp_api_command_add_chosen(struct pp_api_command *command, const char *option,
                               const char *value) {
    if (!value || *value)
        pp_api_command_add_option(command, option, value);
}

int pp_api_command_check(const struct pp_api_command *command, struct pp_error *reterr) {
    return command->failed ? pp_fail_nomem(reterr) : 0;
}
