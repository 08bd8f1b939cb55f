#include "planner/cli/call.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/str.h"

enum { HELP_WIDTH = 88 };

static void print_options(const char *title, const struct pp_option *options) {
    if (!options || !options->name)
        return;
    printf("\n%s\n", title);
    for (const struct pp_option *o = options; o->name; o++) {
        char left[96], letter[8] = "    ";
        if (o->letter)
            snprintf(letter, sizeof letter, "-%c, ", o->letter);
        snprintf(left, sizeof left, "%s--%s%s%s", letter, o->name, o->value ? " " : "",
                 o->value ? o->value : "");
        if (strlen(left) > 30)
            printf("  %s\n  %-30s  %s\n", left, "", o->help);
        else
            printf("  %-30s  %s\n", left, o->help);
    }
}

/* Words filled to HELP_WIDTH columns from `column` on, every line indented by `indent`. Returns the last column. */
static int fill(const char *text, size_t length, int indent, int column) {
    const char *end = text + length;
    for (text += strspn(text, " "); text < end; text += strspn(text, " ")) {
        size_t n = strcspn(text, " \n");
        if (column > indent && column + 1 + (int)n > HELP_WIDTH) {
            putchar('\n');
            column = 0;
        }
        if (column < indent)
            column += printf("%*s", indent - column, "");
        column += printf("%s%.*s", column > indent ? " " : "", (int)n, text);
        text += n;
    }
    return column;
}

/* A line of a list, "  units     id, weight": what does not fit stands under its second part. */
static int fill_item(const char *line, size_t length) {
    size_t left = strspn(line, " ");
    const char *gap = strstr(line + left, "  ");
    if (!gap || gap >= line + length)
        return fill(line, length, 4, 0);
    left = (size_t)(gap - line) + strspn(gap, " ");
    int column = printf("  %.*s", (int)left, line);
    return fill(line + left, length - left, column, column);
}

/* Paragraphs, filled as man fills them; an empty line parts two, a line that begins with a blank stays a line. */
static void print_filled(const char *text) {
    int column = 0;
    bool was_item = false;
    while (*text) {
        size_t length = strcspn(text, "\n");
        bool is_item = *text == ' ';
        if (column && (length == 0 || is_item || was_item)) {
            putchar('\n');
            column = 0;
        }
        if (length == 0)
            putchar('\n');
        else
            column = is_item ? fill_item(text, length) : fill(text, length, 2, column);
        was_item = is_item;
        text += length + (text[length] == '\n');
    }
    putchar('\n');
}

static void print_indented(const char *text) {
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        printf("  %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

void pp_help_command(const struct pp_command *command) {
    printf("patchplan %s%s%s\n\n  %s\n", command->name, *command->arguments ? " " : "",
           command->arguments, command->summary);
    if (*command->description) {
        putchar('\n');
        print_filled(command->description);
    }
    print_options("Options", command->options);
    print_options("Options of every command", pp_global_options);
    if (*command->examples) {
        puts("\nExamples");
        print_indented(command->examples);
    }
}

bool pp_is_in_group(const struct pp_command *command, const char *word) {
    size_t length = strlen(word);
    return strncmp(command->name, word, length) == 0 && command->name[length] == ' ';
}

/* What a command of a group may be told, in short: "--period FROM:TO  --weight-cap X". */
static void print_option_names(const struct pp_option *options) {
    PP_AUTO_STR struct pp_str names = {0};
    for (const struct pp_option *o = options; o && o->name; o++)
        pp_str_appendf(&names, "%s--%s%s%s", names.len ? ", " : "", o->name, o->value ? "=" : "",
                       o->value ? o->value : "");
    if (names.len && !names.failed)
        fill(pp_str_text(&names), names.len, 6, 0);
    if (names.len)
        putchar('\n');
}

bool pp_help_group(const struct pp_command *const *commands, int n_commands, const char *word) {
    bool any = false;
    for (int i = 0; i < n_commands; i++)
        if (pp_is_in_group(commands[i], word)) {
            printf("patchplan %-20s %s\n", commands[i]->name, commands[i]->summary);
            print_option_names(commands[i]->options);
            any = true;
        }
    if (any)
        printf("\nEach of them has its own: patchplan %s ... --help\n", word);
    return any;
}

void pp_help_list(const struct pp_command *const *commands, int n_commands) {
    puts("patchplan [-d FILE] COMMAND ...\n\n"
         "Divides a council's homes into housing-officer patches, says how good the plan is,\n"
         "and answers who looks after a postcode.\n\nCommands");
    for (int i = 0; i < n_commands; i++)
        if (!commands[i]->hidden)
            printf("  %-16s  %s\n", commands[i]->name, commands[i]->summary);
    puts("\nMore: patchplan COMMAND --help. A first try: patchplan demo\n"
         "Exit status: 0 done, 1 failed, 2 the command line is wrong, 3 errors in the input,\n"
         "4 a rule had to give, 5 out of time, 130 stopped.");
}
