#include "planner/cli/call.h"

#include <string.h>

#include "patchplan/core/text.h"

const struct pp_option pp_global_options[] = {
    {"db", 'd', PP_OPTION_FILE, "FILE",
     "the planning file (else $PATCHPLAN_DB, else ./patchplan.db)"},
    {"format", 'f', PP_OPTION_CHOICE, "table|csv|json", "how to write the answer"},
    {"output", 'o', PP_OPTION_FILE, "FILE", "write the answer here; the extension says the format"},
    {"progress", 0, PP_OPTION_CHOICE, "auto|always|never|json", "show how far long work has come"},
    {"dry-run", 'n', PP_OPTION_FLAG, NULL, "say what would happen, change nothing"},
    {"quiet", 'q', PP_OPTION_FLAG, NULL, "say nothing but the answer and errors"},
    {"help", 'h', PP_OPTION_FLAG, NULL, "show this help"},
    {0},
};

static const struct pp_option *find_in(const struct pp_option *table, const char *name,
                                       char letter) {
    for (; table && table->name; table++)
        if (name ? strcmp(table->name, name) == 0 : table->letter == letter)
            return table;
    return NULL;
}

/* Look `name` up in the command's table, then in the global one; NULL when unknown. */
static const struct pp_option *find_option(const struct pp_command *command, const char *name,
                                           char letter) {
    const struct pp_option *own = find_in(command->options, name, letter);
    return own ? own : find_in(pp_global_options, name, letter);
}

static int fail_unknown(const struct pp_command *command, const char *typed,
                        struct pp_error *reterr) {
    const char *names[96];
    size_t n = 0;
    const struct pp_option *tables[] = {command->options, pp_global_options};
    for (int t = 0; t < 2; t++)
        for (const struct pp_option *o = tables[t]; o && o->name && n < 96; o++)
            if (strcmp(o->name, "help") != 0) /* nobody means it by another word */
                names[n++] = o->name;
    const char *nearest = pp_text_nearest(typed + strspn(typed, "-"), names, n);
    return pp_fail(reterr, PP_E_USAGE, "unknown option %s%s%s%s; see: patchplan %s --help", typed,
                   nearest ? ", did you mean --" : "", nearest ? nearest : "", nearest ? "?" : "",
                   command->name);
}

static bool is_choice(const char *choices, const char *value) {
    size_t length = strlen(value);
    for (const char *at = choices; at; at = strchr(at, '|'), at = at ? at + 1 : NULL)
        if (length == strcspn(at, "|") && strncmp(at, value, length) == 0)
            return true;
    return false;
}

/* Nothing, or nothing but what stands between values: as if it had not been given, which nobody means. */
static bool says_nothing(const char *value) { return value[strspn(value, " \t\r\n,;")] == '\0'; }

static int check_value(const struct pp_option *option, const char *value, struct pp_error *reterr) {
    int64_t whole;
    double real;
    pp_day day;
    switch (option->kind) {
    case PP_OPTION_INT:
        if (!pp_text_int(value, &whole) || whole < 0)
            return pp_fail(reterr, PP_E_USAGE, "--%s needs a whole number, not '%s'", option->name,
                           value);
        return 0;
    case PP_OPTION_REAL:
        if (!pp_text_real(value, &real) || real < 0)
            return pp_fail(reterr, PP_E_USAGE, "--%s needs a number of 0 or more, not '%s'",
                           option->name, value);
        return 0;
    case PP_OPTION_DATE:
        if (!pp_read_day(value, &day))
            return pp_fail(reterr, PP_E_USAGE,
                           "--%s needs a date like 2027-03-09 or 9/3/2027, or today, not '%s'",
                           option->name, value);
        return 0;
    case PP_OPTION_CHOICE:
        if (!is_choice(option->value, value))
            return pp_fail(reterr, PP_E_USAGE, "--%s is one of %s, not '%s'", option->name,
                           option->value, value);
        return 0;
    default:
        /* a delimiter may be one of those signs */
        if (!*value || (option->kind == PP_OPTION_LIST && says_nothing(value)))
            return pp_fail(reterr, PP_E_USAGE, "--%s is empty: give it %s, or leave it out",
                           option->name, option->value);
        return 0;
    }
}

static struct pp_typed_option *given_of(struct pp_call *call, const struct pp_option *option) {
    for (int i = 0; i < call->n_given; i++)
        if (call->given[i].option == option)
            return &call->given[i];
    call->given[call->n_given].option = option;
    return &call->given[call->n_given++];
}

/* `room` is how many values any option could have: the number of words typed. */
static int keep_value(struct pp_call *call, const struct pp_option *option, const char *value,
                      int room, struct pp_error *reterr) {
    int rc = value ? check_value(option, value, reterr) : 0;
    if (rc)
        return rc;
    struct pp_typed_option *given = given_of(call, option);
    if (!given->values &&
        !(given->values = pp_arena_alloc(&call->arena, (size_t)room * sizeof *given->values)))
        return pp_fail(reterr, PP_E_NOMEM, "memory ran out");
    given->values[given->n_values++] = value;
    return 0;
}

/* One word that begins with '-'. `next` is the word after it, or NULL; `*ret_used_next` says if taken. */
static int parse_option(struct pp_call *call, const char *word, const char *next, int room,
                        bool *ret_used_next, struct pp_error *reterr) {
    char name[64] = "";
    const char *value = NULL;
    const struct pp_option *option;
    if (word[1] == '-') {
        size_t length = strcspn(word + 2, "=");
        if (length < sizeof name)
            memcpy(name, word + 2, length);
        value = word[2 + length] == '=' ? word + 3 + length : NULL;
        option = find_option(call->command, name, 0);
    } else {
        value = word[2] ? word + 2 : NULL;
        option = find_option(call->command, NULL, word[1]);
    }
    if (!option)
        return fail_unknown(call->command, word, reterr);
    if (option->kind == PP_OPTION_FLAG && value)
        return pp_fail(reterr, PP_E_USAGE, "--%s takes no value", option->name);
    if (option->kind != PP_OPTION_FLAG && !value) {
        if (!next)
            return pp_fail(reterr, PP_E_USAGE, "--%s needs a value: --%s %s", option->name,
                           option->name, option->value);
        value = next;
        *ret_used_next = true;
    }
    return keep_value(call, option, value, room, reterr);
}

static int check_arguments(const struct pp_call *call, struct pp_error *reterr) {
    const struct pp_command *command = call->command;
    for (int i = 0; i < call->n_given; i++)
        if (strcmp(call->given[i].option->name, "help") == 0)
            return 0;
    if (call->n_arguments < command->min_arguments)
        return pp_fail(reterr, PP_E_USAGE, "something is missing: patchplan %s %s", command->name,
                       command->arguments);
    if (command->max_arguments >= 0 && call->n_arguments > command->max_arguments)
        return pp_fail(reterr, PP_E_USAGE, "'%s' is one word too many: patchplan %s %s",
                       call->arguments[command->max_arguments], command->name, command->arguments);
    return 0;
}

int pp_call_parse(struct pp_call *call, int argc, char **argv, struct pp_error *reterr) {
    size_t room = (size_t)argc + 1;
    call->given = pp_arena_alloc(&call->arena, room * sizeof *call->given);
    call->arguments = pp_arena_alloc(&call->arena, room * sizeof *call->arguments);
    if (!call->given || !call->arguments)
        return pp_fail(reterr, PP_E_NOMEM, "memory ran out");
    bool only_arguments = false;
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i];
        if (only_arguments || word[0] != '-' || word[1] == '\0') {
            call->arguments[call->n_arguments++] = word;
        } else if (strcmp(word, "--") == 0) {
            only_arguments = true;
        } else {
            bool used_next = false;
            int rc = parse_option(call, word, i + 1 < argc ? argv[i + 1] : NULL, argc, &used_next,
                                  reterr);
            if (rc)
                return rc;
            i += used_next;
        }
    }
    return check_arguments(call, reterr);
}

void pp_call_done(struct pp_call *call) { pp_arena_done(&call->arena); }
