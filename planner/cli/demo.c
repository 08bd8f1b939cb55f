#include "planner/cli/show_plan.h"
#include "planner/cli/who.h"
#include "patchplan/cli/command.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/demo.h"

static const struct pp_option options[] = {
    {"time-limit", 0, PP_OPTION_REAL, "SECONDS",
     "for drawing the patches, and again for the roster (10)"},
    {0},
};

static void say(void *context, const char *text) { pp_call_say(context, "%s", text); }

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    const struct pp_demo_wish wish = {
        .path = pp_call_db_path(call),
        .who = pp_cli_who(),
        .today = pp_day_today(),
        .time_limit_s = pp_call_real(call, "time-limit", 10),
        .cancel = pp_call_cancel(call),
        .progress = pp_call_progress(call),
        .say = say,
        .say_context = call,
    };
    if (pp_call_dry_run(call)) {
        pp_call_say(call, "Would make %s from the demo town Tarnwick.", wish.path);
        return 0;
    }
    int rc = pp_service_demo(&wish, &db, &plan, reterr);
    if (rc)
        return rc;
    *ret_status = pp_outcome_exit_status(plan.outcome);
    return pp_show_plan(call, db, &plan, reterr);
}

const struct pp_command pp_command_demo = {
    .name = "demo",
    .summary = "make a planning file of a fictional town and plan it",
    .arguments = "",
    .description =
        "Makes ./patchplan.db (or the file of -d) from Tarnwick, a town that does not "
        "exist: about 6,000 homes in three teams. Imports its files, draws patches, "
        "makes their roster, and puts the plan in force from today. Refuses when the file exists.",
    .examples = "patchplan demo\npatchplan lookup 'TY1 1DL'\npatchplan show\n"
                "patchplan roster show",
    .options = options,
    .run = run,
};
