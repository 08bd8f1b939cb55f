#include "patchplan/service/explain.h"

#include <stdio.h>

#include "planner/cli/words.h"
#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/file.h"

static const struct pp_option options[] = {
    {"plan", 'p', PP_OPTION_TEXT, "NAME", "the plan (the one in force, else the newest)"},
    {0},
};

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_explain_done) struct pp_explain explain = {0};
    PP_AUTO_STR struct pp_str patch = {0}, text = {0};
    pp_words_join(call, &patch);
    if (pp_call_format(call) == PP_FORMAT_CSV)
        return pp_fail(reterr, PP_E_USAGE, "explain has no CSV; use -f json");
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_explain(db, pp_call_text(call, "plan"), pp_str_text(&patch), &explain,
                                reterr);
    if (rc)
        return rc;
    if (explain.is_choice)
        pp_call_say(call, "Looking at %s, %s.", explain.choice, explain.plan.name);
    if (pp_call_format(call) == PP_FORMAT_JSON) {
        PP_AUTO_JSON struct pp_json *json = pp_service_explain_json(&explain);
        return pp_call_write_json(call, json, reterr);
    }
    pp_service_explain_words(&explain, &text);
    if (text.failed)
        return pp_fail_nomem(reterr);
    pp_call_print(call, pp_str_text(&text));
    return 0;
}

const struct pp_command pp_command_explain = {
    .name = "explain",
    .summary = "why a patch looks as it does, and what moving its borders would do",
    .arguments = "PATCH",
    .min_arguments = 1,
    .max_arguments = -1,
    .description =
        "Size and limits, middle, wards, streets and postcodes, where its homes are today, the "
        "patches beside it, what holds it together, and what each block or postcode group at "
        "its border would change by crossing it.",
    .examples = "patchplan explain L012\npatchplan explain North East 3 --plan draft",
    .options = options,
    .run = run,
};
