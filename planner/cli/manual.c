/* The manual and the shell completion, from the same tables that make the parser and --help. */
#include "planner/cli/call.h"

#include <stdio.h>
#include <string.h>

/* roff takes a point or quote at the start of a line as a request, and '-' as a hyphen. */
static void print_roff(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        bool starts_line = i == 0 || text[i - 1] == '\n';
        if (starts_line && (text[i] == '.' || text[i] == '\''))
            fputs("\\&", stdout);
        if (text[i] == '\\')
            fputs("\\e", stdout);
        else if (text[i] == '-')
            fputs("\\-", stdout);
        else
            putchar(text[i]);
    }
}

static void print_roff_text(const char *text) { print_roff(text, strlen(text)); }

/* Paragraphs are parted by an empty line. */
static void print_roff_paragraphs(const char *text) {
    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t length = end ? (size_t)(end - text) : strlen(text);
        puts(".PP");
        print_roff(text, length);
        putchar('\n');
        text += length + strspn(text + length, "\n");
    }
}

static void print_roff_options(const struct pp_option *options) {
    for (const struct pp_option *o = options; o && o->name; o++) {
        fputs(".TP\n\\fB", stdout);
        if (o->letter)
            printf("\\-%c\\fR, \\fB", o->letter);
        fputs("\\-\\-", stdout);
        print_roff_text(o->name);
        fputs("\\fR", stdout);
        if (o->value) {
            fputs(" \\fI", stdout);
            print_roff_text(o->value);
            fputs("\\fR", stdout);
        }
        putchar('\n');
        print_roff_text(o->help);
        putchar('\n');
    }
}

static void print_roff_command(const struct pp_command *command) {
    fputs(".SS patchplan ", stdout);
    print_roff_text(command->name);
    putchar(' ');
    print_roff_text(command->arguments);
    putchar('\n');
    print_roff_text(command->summary);
    puts(".");
    print_roff_paragraphs(command->description);
    print_roff_options(command->options);
    if (*command->examples) {
        puts(".PP\n.EX");
        print_roff_text(command->examples);
        puts("\n.EE");
    }
}

static const char manual_end[] =
    ".SH EXIT STATUS\n"
    ".TP 6\n0\ndone; all rules kept\n"
    ".TP 6\n1\nfailed\n"
    ".TP 6\n2\nthe command line is wrong\n"
    ".TP 6\n3\nthe input has errors: report written, good rows kept\n"
    ".TP 6\n4\ncannot be done under all rules: nearest plan saved, broken rules named\n"
    ".TP 6\n5\ntime is up: no plan inside the limits found, none proven impossible\n"
    ".TP 6\n130\nstopped by Ctrl\\-C; the best so far is saved\n"
    ".SH ENVIRONMENT\n"
    ".TP\n\\fBPATCHPLAN_DB\\fR\nthe planning file, when \\fB\\-d\\fR is not given\n"
    ".TP\n\\fBPATCHPLAN_DATADIR\\fR\nwhere the program finds its own data instead of where it was "
    "installed\n"
    ".SH FILES\n"
    ".TP\n\\fI./patchplan.db\\fR\nthe planning file, when nothing else is said: SQLite, with "
    "\\fI\\-wal\\fR and \\fI\\-shm\\fR beside it while in use. Copying it is no backup.\n";

void pp_manual(const struct pp_command *const *commands, int n_commands) {
    puts(".TH PATCHPLAN 1 \"\" \"patchplan " PP_VERSION "\" \"User Commands\"\n"
         ".SH NAME\npatchplan \\- divide a council's homes into housing\\-officer patches\n"
         ".SH SYNOPSIS\n\\fBpatchplan\\fR [\\fB\\-d\\fR \\fIFILE\\fR] \\fICOMMAND\\fR ...\n"
         ".SH DESCRIPTION\nReads a list of homes, divides them into patches for housing officers, "
         "says how far the plan can be from the best possible,\n"
         "keeps plans and what is in force in one planning file, and answers who looks after a "
         "postcode.\n.SH COMMANDS");
    for (int i = 0; i < n_commands; i++)
        if (!commands[i]->hidden)
            print_roff_command(commands[i]);
    puts(".SH OPTIONS OF EVERY COMMAND");
    print_roff_options(pp_global_options);
    fputs(manual_end, stdout);
}

/* ---- completion ---- */

static void print_choices(const char *choices) {
    for (const char *c = choices; *c; c++)
        putchar(*c == '|' ? ' ' : *c);
}

static void print_option_words(const struct pp_option *options) {
    for (const struct pp_option *o = options; o && o->name; o++) {
        if (o->letter)
            printf(" -%c", o->letter);
        printf(" --%s", o->name);
    }
}

/* One line of a shell `case` for each option that takes a value: what may follow it. */
static void print_option_values(const char *command, const struct pp_option *options) {
    for (const struct pp_option *o = options; o && o->name; o++) {
        if (!o->value)
            continue;
        printf("    \"%s --%s\"", command, o->name);
        if (o->letter)
            printf(" | \"%s -%c\"", command, o->letter);
        fputs(") values=", stdout);
        if (o->kind == PP_OPTION_CHOICE) {
            putchar('"');
            print_choices(o->value);
            putchar('"');
        } else {
            fputs(o->kind == PP_OPTION_FILE ? "@files" : "@any", stdout);
        }
        puts(" ;;");
    }
}

static const char completion_start[] =
    "# bash completion of patchplan, made from its tables of options\n"
    "_patchplan() {\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local command='' words='' values='' i\n"
    "    COMPREPLY=()\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        case ${COMP_WORDS[i]} in\n"
    "        -d | --db) ((i++)) ;;\n"
    "        -*) ;;\n"
    "        *)\n"
    "            command=${COMP_WORDS[i]}\n"
    "            case \" $_patchplan_pairs \" in\n"
    "            *\" $command:${COMP_WORDS[i+1]} \"*)\n"
    "                ((i + 1 < COMP_CWORD)) && command+=\" ${COMP_WORDS[i+1]}\" ;;\n"
    "            esac\n"
    "            break ;;\n"
    "        esac\n"
    "    done\n"
    "    case \"$command $previous\" in\n"
    "    \" --db\" | \" -d\") values=@files ;;\n";

static const char completion_end[] =
    "    *) words=$_patchplan_words ;;\n"
    "    esac\n"
    "    local IFS=$'\\n'\n"
    "    case $values in\n"
    "    @any) ;;\n"
    "    @files) COMPREPLY=($(compgen -f -- \"$current\")) ;;\n"
    "    ?*) COMPREPLY=($(IFS=' ' compgen -W \"$values\" -- \"$current\")) ;;\n"
    "    *)\n"
    "        COMPREPLY=($(IFS=' ' compgen -W \"$words\" -- \"$current\"))\n"
    "        [ -z \"$command\" ] || [ ${#COMPREPLY[@]} -gt 0 ] ||\n"
    "            COMPREPLY=($(compgen -f -- \"$current\")) ;;\n"
    "    esac\n"
    "}\n"
    "complete -o filenames -F _patchplan patchplan";

/* Does a command before number `ix` begin with the same word? */
static bool is_first_word_seen(const struct pp_command *const *commands, int ix) {
    size_t length = strcspn(commands[ix]->name, " ");
    for (int i = 0; i < ix; i++)
        if (strncmp(commands[i]->name, commands[ix]->name, length) == 0 &&
            strcspn(commands[i]->name, " ") == length)
            return true;
    return false;
}

/* The first words ("weights") and the pairs ("weights:show") of all commands. */
static void print_command_words(const struct pp_command *const *commands, int n_commands) {
    fputs("_patchplan_words=\"--help --version", stdout);
    for (int i = 0; i < n_commands; i++)
        if (!commands[i]->hidden && !is_first_word_seen(commands, i))
            printf(" %.*s", (int)strcspn(commands[i]->name, " "), commands[i]->name);
    fputs("\"\n_patchplan_pairs=\"", stdout);
    for (int i = 0; i < n_commands; i++) {
        const char *second = strchr(commands[i]->name, ' ');
        if (second)
            printf(" %.*s:%s", (int)(second - commands[i]->name), commands[i]->name, second + 1);
    }
    puts("\"");
}

/* What may follow a command: its options, the global ones, and its second words ("weights"). */
static void print_command_options(const struct pp_command *const *commands, int n_commands) {
    for (int i = 0; i < n_commands; i++) {
        printf("    \"%s\") words=\"", commands[i]->name);
        print_option_words(commands[i]->options);
        print_option_words(pp_global_options);
        puts("\" ;;");
    }
    puts("    ?*)\n"
         "        words=''\n"
         "        for i in $_patchplan_pairs; do\n"
         "            [ \"${i%%:*}\" != \"$command\" ] || words+=\" ${i#*:}\"\n"
         "        done ;;");
}

void pp_completion(const struct pp_command *const *commands, int n_commands) {
    print_command_words(commands, n_commands);
    fputs(completion_start, stdout);
    for (int i = 0; i < n_commands; i++) {
        print_option_values(commands[i]->name, commands[i]->options);
        print_option_values(commands[i]->name, pp_global_options);
    }
    puts("    esac\n    case $command in");
    print_command_options(commands, n_commands);
    puts(completion_end);
}
