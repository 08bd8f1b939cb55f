/* rebalance: heal a plan around its edits. */
#include "patchplan/service/rebalance.h"

#include "planner/cli/edit.h"
#include "planner/cli/who.h"
#include "planner/cli/words.h"
#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/district/arithmetic.h"
#include "patchplan/service/file.h"

static const struct pp_option options[] = {
    {"around", 'a', PP_OPTION_LIST, "PATCH|PLACE",
     "only near this patch, postcode, block or street; may be given again (else everywhere)"},
    {"also-moved", 0, PP_OPTION_FLAG, NULL, "homes moved by hand may move again"},
    {"time-limit", 0, PP_OPTION_REAL, "SECONDS", "of the whole command (2)"},
    {"seed", 0, PP_OPTION_INT, "N", "another seed tries other exchanges (1)"},
    {"why", 0, PP_OPTION_TEXT, "TEXT", "a reason, kept in the history"},
    {0},
};

static void say_result(struct pp_call *call, const struct pp_rebalance_answer *answer) {
    PP_AUTO_STR struct pp_str undo = {0};
    char before[32], after[32];
    pp_edit_append_back("undo", answer->plan_name, &undo);
    if (answer->n_faults[0] == 0) {
        pp_call_say(call,
                    "Nothing to mend: every patch that may change is inside its size limits and in "
                    "one piece.");
        return;
    }
    pp_arithmetic_format_homes(answer->outside_milli[0], before, sizeof before);
    pp_arithmetic_format_homes(answer->outside_milli[1], after, sizeof after);
    pp_call_say(call,
                "Patches over or under the limit, or in pieces: %d before, %d after. "
                "Workload-equivalent homes over or under: %s before, %s after.",
                answer->n_faults[0], answer->n_faults[1], before, after);
    if (answer->effect.applied)
        pp_call_say(call, "Done in plan '%s'. Take it back with: %s", answer->plan_name,
                    pp_str_text(&undo));
    else
        pp_call_say(call, "Nothing was changed%s.",
                    answer->n_units ? ": this is what would happen" : "");
}

static int report(struct pp_call *call, const struct pp_rebalance_answer *answer,
                  struct pp_error *reterr) {
    if (pp_call_format(call) == PP_FORMAT_JSON) {
        PP_AUTO_JSON struct pp_json *json = pp_service_rebalance_json(answer);
        return pp_call_write_json(call, json, reterr);
    }
    int rc = answer->n_units || pp_call_format(call) == PP_FORMAT_CSV
                 ? pp_edit_write_patches(call, &answer->effect, "undo", reterr)
                 : 0;
    if (!rc && answer->n_units)
        pp_edit_say_totals(call, &answer->effect);
    return rc;
}

static void say_reasons(struct pp_call *call, const struct pp_rebalance_answer *answer) {
    for (int i = 0; i < answer->n_reasons; i++) {
        const struct pp_reason *reason = &answer->reasons[i];
        pp_call_say(call, "%s%s", reason->broken ? "Cannot be done: " : "", reason->text);
        if (reason->fix)
            pp_call_say(call, "  Try: %s", reason->fix);
    }
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_rebalance_answer_done) struct pp_rebalance_answer answer = {0};
    PP_AUTO_STR struct pp_str plan = {0};
    struct pp_cancel *cancel = pp_call_cancel(call);
    double limit_s = pp_call_real(call, "time-limit", 2);
    pp_words_join(call, &plan);
    struct pp_rebalance_ask ask = {.plan_name = plan.len ? pp_str_text(&plan) : NULL,
                                   .also_moved = pp_call_flag(call, "also-moved"),
                                   .dry_run = pp_call_dry_run(call),
                                   .seed = (uint64_t)pp_call_int(call, "seed", 1),
                                   .cancel = cancel,
                                   .time_limit_s = limit_s,
                                   .who = pp_cli_who(),
                                   .why = pp_call_text(call, "why")};
    ask.n_around = (size_t)pp_call_list(call, "around", &ask.around);
    if (plan.failed)
        return pp_fail_nomem(reterr);
    /* opening, the last attempt and saving need a moment too */
    cancel->deadline_s = pp_clock_s() + 0.75 * limit_s;
    int rc = pp_call_open(call, !ask.dry_run, &db, reterr);
    if (!rc)
        rc = pp_service_rebalance(db, &ask, &answer, reterr);
    if (!rc)
        rc = report(call, &answer, reterr);
    if (rc)
        return rc;
    say_result(call, &answer);
    say_reasons(call, &answer);
    *ret_status = answer.n_faults[1] == 0 ? 0 : answer.stopped ? 5 : 4;
    return 0;
}

const struct pp_command pp_command_rebalance = {
    .name = "rebalance",
    .summary = "mend patches that edits have left over or under the limit, or in pieces",
    .arguments = "[PLAN]",
    .max_arguments = -1,
    .description =
        "Divides the patches around each fault anew, a ring of patches more each time until it is "
        "mended, changing as\nfew homes as possible. Locked patches, pinned blocks, homes moved by "
        "hand (unless --also-moved), borders\nof teams and everything farther off stay as they "
        "are. "
        "The result is one edit: undo takes it back. What cannot\nbe mended is told with ways out "
        "(exit 4; 5 when time ran out). Without PLAN: the newest draft.",
    .examples = "patchplan rebalance -n\npatchplan rebalance draft --around L013\n"
                "patchplan rebalance draft --around \"S5 6NB\" --time-limit 5",
    .options = options,
    .run = run,
};
