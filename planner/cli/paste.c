#include "planner/cli/paste.h"

#include <ctype.h>
#include <string.h>

#include "planner/cli/call.h"

static const char program[] = "patchplan ";

/* Do words that name a command, one that uses the planning file, stand at `words`? */
static bool names_command(const struct pp_call *call, const char *words) {
    for (int i = 0; i < call->n_commands; i++) {
        size_t length = strlen(call->commands[i]->name);
        if (strncmp(words, call->commands[i]->name, length) == 0 &&
            !isalnum((unsigned char)words[length]) && words[length] != '-')
            return !call->commands[i]->without_file;
    }
    return false;
}

/* The next command at or behind `at`, NULL when there is none; in quotes stand names, not commands. */
static const char *next_command(const struct pp_call *call, const char *text, const char *at) {
    while ((at = strstr(at, program)) != NULL) {
        bool begins = at == text || isspace((unsigned char)at[-1]) || strchr("(`", at[-1]);
        if (begins && names_command(call, at + sizeof program - 1))
            return at;
        at += sizeof program - 1;
    }
    return NULL;
}

void pp_paste_commands(const struct pp_call *call, const char *text, struct pp_str *ret_text) {
    const char *file = pp_call_named_file(call), *at = text;
    for (const char *found; file && (found = next_command(call, text, at)) != NULL;) {
        const char *words = found + sizeof program - 1;
        pp_str_append_n(ret_text, at, (size_t)(words - at));
        pp_str_append(ret_text, "-d ");
        pp_str_append_word(ret_text, file);
        pp_str_append_char(ret_text, ' ');
        at = words;
    }
    pp_str_append(ret_text, at);
}
