/* A command as data: its options make the parser, --help, the man page and the shell completion.
 *
 * A command lives in planner/cli/<name>.c, defines one `const struct pp_command pp_command_<name>`, and is
 * listed in planner/main/commands.c. It reads its call, asks `service`, and says the answer: data on
 * stdout (or -o FILE), talk on stderr.
 */
#ifndef PATCHPLAN_CLI_COMMAND_H
#define PATCHPLAN_CLI_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/cancel.h"
#include "patchplan/core/date.h"
#include "patchplan/core/error.h"
#include "patchplan/core/progress.h"
#include "patchplan/db/db.h"

enum pp_option_kind {
    PP_OPTION_FLAG,   /* --dry-run */
    PP_OPTION_TEXT,   /* --plan NAME; the last one counts */
    PP_OPTION_LIST,   /* --map FIELD=COLUMN, may be given again; all count */
    PP_OPTION_INT,    /* a whole number >= 0 */
    PP_OPTION_REAL,   /* a number >= 0 */
    PP_OPTION_DATE,   /* 2027-03-09 or 9/3/2027 */
    PP_OPTION_CHOICE, /* one of `value`, "|" between */
    PP_OPTION_FILE    /* like TEXT; completes file names */
};

struct pp_option {
    const char *name; /* without dashes; NULL ends a table */
    char letter;      /* -n; 0 = none */
    enum pp_option_kind kind;
    const char
        *value;       /* shown after it: "METRES"; for a choice "team|ward|none"; NULL for a flag */
    const char *help; /* one line, starts small, no full stop */
};

/* What two options have to do with each other, refused before anything is done. */
struct pp_option_rule {
    const char *option, *other; /* names; NULL ends a table */
    bool needs;                 /* `option` is for `other` only; else the two exclude each other */
    const char *why;            /* after a colon: "it only lists"; NULL = nothing to add */
};

struct pp_call; /* one parsed command line */

struct pp_command {
    const char *name;                   /* "allocate"; two words for sub-commands: "weights show" */
    const char *summary;                /* one line for the list of commands */
    const char *arguments;              /* "KIND FILE", "[PLAN]"; "" for none */
    int min_arguments, max_arguments;   /* max -1 = any number */
    const char *description;            /* paragraphs for --help and the man page; may be "" */
    const char *examples;               /* lines of commands that work when pasted; may be "" */
    const struct pp_option *options;    /* ends with {0}; NULL = only the global ones */
    const struct pp_option_rule *rules; /* ends with {0}; NULL = none */
    /* what -o FILE may end in besides .csv and .json: "svg|png", "any"; "none": there is no answer to write */
    const char *outputs;
    /* "map|report": first arguments whose files anybody may read; those of all others are for whoever wrote them, unless
     * the command uses no planning file */
    const char *public_kinds;
    bool writes_folders; /* -o may name a folder that is there */
    bool hidden;         /* not listed */
    bool without_file;   /* uses no planning file */
    /* 0 and `ret_status` (the exit status, preset 0), or a negative code with the sentence in reterr. */
    int (*run)(struct pp_call *call, int *ret_status, struct pp_error *reterr);
};

enum pp_format { PP_FORMAT_TABLE, PP_FORMAT_CSV, PP_FORMAT_JSON };

/* Reading a call. Names must be of the command's own or the global options. */
const char *pp_call_text(const struct pp_call *call, const char *option); /* NULL when not given */
bool pp_call_flag(const struct pp_call *call, const char *option);
int64_t pp_call_int(const struct pp_call *call, const char *option, int64_t otherwise);
double pp_call_real(const struct pp_call *call, const char *option, double otherwise);
/* A day as people give it to a command: as pp_day_parse(), or "today". */
bool pp_read_day(const char *text, pp_day *ret_day);
bool pp_call_date(const struct pp_call *call, const char *option, pp_day *ret_day); /* given? */
int pp_call_list(const struct pp_call *call, const char *option, const char *const **ret_values);
int pp_call_n_arguments(const struct pp_call *call);
const char *pp_call_argument(const struct pp_call *call, int ix); /* NULL past the end */

/* The global options, settled. */
const char *pp_call_db_path(const struct pp_call *call);     /* -d, $PATCHPLAN_DB, ./patchplan.db */
const char *pp_call_output_path(const struct pp_call *call); /* -o; NULL = stdout */
enum pp_format
pp_call_format(const struct pp_call *call); /* -f, else by -o's extension, else table */
bool pp_call_dry_run(const struct pp_call *call);
bool pp_call_quiet(const struct pp_call *call);
/* Ctrl-C once asks to stop and keep the best, twice ends the program. */
struct pp_cancel *pp_call_cancel(struct pp_call *call);
/* A bar or lines or JSON lines on stderr, as --progress says. */
const struct pp_progress *pp_call_progress(struct pp_call *call);

/* Talk on stderr; silent under -q. Ends the progress line first. A newline is added. Commands to paste are written
 * without -d ("patchplan show draft"), here as in errors, tables and what pp_call_print() puts out: the planning
 * file is added as text is printed, as it was named. */
void pp_call_say(struct pp_call *call, const char *format, ...) PP_PRINTF(2, 3);
/* The planning file, to read or to write in; or to change in a copy when it is a dry run. Caller closes it. One of an older
 * version is refused where it is only read, with what to do; else it is brought up to date, which is said. */
int pp_call_open(struct pp_call *call, bool writes, struct pp_db **ret_db,
                 struct pp_error *reterr) PP_CHECKED;
int pp_call_open_to_change(struct pp_call *call, bool dry_run, struct pp_db **ret_db,
                           struct pp_error *reterr) PP_CHECKED;
/* Words for people to stdout. */
void pp_call_print(const struct pp_call *call, const char *text);

/* The program: find the command among `commands` (n long), parse, run, say the error, give the exit
 * status (0, 1 failed, 2 usage, 3 input errors, 4, 5, 130). */
int pp_cli_main(int argc, char **argv, const struct pp_command *const *commands, int n_commands);

#endif
