#include "planner/cli/call.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

/* Paragraphs, filled to HELP_WIDTH columns as man fills them; an empty line parts two. */
static void print_filled(const char *text) {
    int column = 0;
    while (*text) {
        size_t blanks = strspn(text, " \n"), length = strcspn(text + blanks, " \n");
        bool parted = strstr(text, "\n\n") && strstr(text, "\n\n") < text + blanks;
        text += blanks;
        if (length == 0)
            break;
        if (parted || (column && column + 1 + (int)length > HELP_WIDTH)) {
            fputs(parted ? "\n\n" : "\n", stdout);
            column = 0;
        }
        column += printf("%s%.*s", column ? " " : "  ", (int)length, text);
        text += length;
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

bool pp_help_group(const struct pp_command *const *commands, int n_commands, const char *word) {
    bool any = false;
    for (int i = 0; i < n_commands; i++)
        if (pp_is_in_group(commands[i], word)) {
            printf("patchplan %-20s %s\n", commands[i]->name, commands[i]->summary);
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
