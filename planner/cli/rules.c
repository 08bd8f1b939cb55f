/* Options that contradict each other: refused in words before anything is done, never left out silently. */
#include "planner/cli/call.h"

#include <stdio.h>
#include <string.h>

#include "patchplan/core/text.h"

static int check_rule(const struct pp_call *call, const struct pp_option_rule *rule,
                      struct pp_error *reterr) {
    bool given = pp_call_flag(call, rule->option), other = pp_call_flag(call, rule->other);
    const char *colon = rule->why ? ": " : "", *why = rule->why ? rule->why : "";
    if (given && !other && rule->needs)
        return pp_fail(reterr, PP_E_USAGE, "--%s is for --%s only%s%s; give both or leave it out",
                       rule->option, rule->other, colon, why);
    if (given && other && !rule->needs)
        return pp_fail(reterr, PP_E_USAGE, "--%s does not go with --%s%s%s; leave one of them out",
                       rule->option, rule->other, colon, why);
    return 0;
}

static bool may_end_in(const struct pp_command *command, const char *ending) {
    char word[32];
    const char *at = command->outputs;
    bool may = pp_text_same_nocase(ending, "csv") || pp_text_same_nocase(ending, "json");
    for (; at && *at && !may; at += strspn(at, "|")) {
        size_t length = strcspn(at, "|");
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        may = pp_text_same_nocase(ending, word);
        at += length;
    }
    return may;
}

/* Told before the work: an answer that could not be written after it. */
static int check_answer(const struct pp_call *call, struct pp_error *reterr) {
    static const char *const answers[] = {"output", "format"};
    const char *outputs = call->command->outputs, *path = pp_call_output_path(call);
    const char *dot = path ? strrchr(path, '.') : NULL;
    bool none = outputs && strcmp(outputs, "none") == 0;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0] && none; i++)
        if (pp_call_flag(call, answers[i]))
            return pp_fail(reterr, PP_E_USAGE,
                           "%s has no answer to write to a file or in a format: leave --%s out",
                           call->command->name, answers[i]);
    bool told = pp_call_flag(call, "format") || (outputs && strcmp(outputs, "any") == 0);
    if (!path || told || (dot && may_end_in(call->command, dot + 1)))
        return 0;
    return pp_fail(reterr, PP_E_USAGE, "'%s' says no format; end it in .csv or .json, or give -f",
                   path);
}

int pp_call_check_rules(const struct pp_call *call, struct pp_error *reterr) {
    int rc = 0;
    if (pp_call_flag(call, "help"))
        return 0;
    for (const struct pp_option_rule *rule = call->command->rules; rule && rule->option && !rc;
         rule++)
        rc = check_rule(call, rule, reterr);
    return rc ? rc : check_answer(call, reterr);
}
