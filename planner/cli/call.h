/* A parsed command line, shared by the parser, the getters and the talkers of this folder. */
#ifndef PLANNER_CLI_CALL_H
#define PLANNER_CLI_CALL_H

#include "patchplan/cli/command.h"
#include "patchplan/core/arena.h"

struct pp_typed_option {
    const struct pp_option *option;
    const char **values; /* as typed, validated */
    int n_values;
};

struct pp_call {
    const struct pp_command *command;
    const struct pp_command *const *commands; /* all of the program; to be told from prose */
    int n_commands;
    struct pp_typed_option *given;
    int n_given;
    const char **arguments;
    int n_arguments;
    struct pp_cancel cancel;
    struct pp_progress progress;
    bool progress_line_open; /* a bar stands on stderr without its newline */
    double progress_said_s;
    char progress_phase[96];
    struct pp_arena arena;
};

extern const struct pp_option pp_global_options[];

/* Parse argv after the command's words into `call`. PP_E_USAGE with the nearest option suggested. */
int pp_call_parse(struct pp_call *call, int argc, char **argv, struct pp_error *reterr) PP_CHECKED;
/* Options that contradict each other, and answers that nobody could write, in words (PP_E_USAGE). */
int pp_call_check_rules(const struct pp_call *call, struct pp_error *reterr) PP_CHECKED;
/* A file that is asked for must be neither the planning file nor one that is read (PP_E_USAGE). */
int pp_call_check_outputs(const struct pp_call *call, struct pp_error *reterr) PP_CHECKED;
/* What a planning file holds is not everybody's: nor are the files that are written of it (umask 077). */
void pp_call_keep_private(const struct pp_call *call);
void pp_call_done(struct pp_call *call);

void pp_call_start_progress(struct pp_call *call);
void pp_call_end_progress_line(struct pp_call *call);
/* The planning file that -d or $PATCHPLAN_DB names, NULL when neither does. */
const char *pp_call_named_file(const struct pp_call *call);
/* Lines to stderr, each cleared of what could steer a terminal, commands in them with the planning file; `text`
 * is changed. NULL is empty. */
void pp_say_tame(const struct pp_call *call, char *text);

void pp_help_command(const struct pp_command *command);
void pp_help_list(const struct pp_command *const *commands, int n_commands);
/* The commands whose first word is `word` ("roster"), to stdout. Whether there are any. */
bool pp_help_group(const struct pp_command *const *commands, int n_commands, const char *word);
/* Is `word` the first of several of the command's name? */
bool pp_is_in_group(const struct pp_command *command, const char *word);
/* The manual page (roff) and the bash completion of all commands, to stdout. */
void pp_manual(const struct pp_command *const *commands, int n_commands);
void pp_completion(const struct pp_command *const *commands, int n_commands);

#endif
