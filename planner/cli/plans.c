#include "planner/cli/who.h"
#include "planner/cli/words.h"
#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/service/file.h"
#include "patchplan/service/plans.h"
#include "patchplan/store/plan.h"

enum { N_LOOKED_AT = 5 }; /* each costs a walk over its homes */

static const struct pp_option options[] = {
    {"rename", 0, PP_OPTION_TEXT, "NEW", "give PLAN a new name"},
    {"delete", 0, PP_OPTION_FLAG, NULL, "delete PLAN; a published plan stays"},
    {0},
};

static const struct pp_column columns[] = {
    {"plan", "Plan", PP_COLUMN_TEXT, 0},
    {"state", "State", PP_COLUMN_TEXT, 0},
    {"origin", "Origin", PP_COLUMN_TEXT, 0},
    {"outcome", "Outcome", PP_COLUMN_TEXT, 0},
    {"patches", "Patches", PP_COLUMN_INT, 0},
    {"in_band", "Inside limits", PP_COLUMN_INT, 0},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"mean_distance_m", "Average distance, m", PP_COLUMN_REAL, 0},
    {"homes_changing_patch", "Homes changing patch", PP_COLUMN_INT, 0},
    {"changed", "Changed", PP_COLUMN_MOMENT, 0},
    {0},
};

/* Plans that are older than the list of homes, of the newest. */
static int say_drift(struct pp_call *call, struct pp_db *db, const struct pp_plan_line *lines,
                     int n, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str names = {0};
    const char *first = NULL;
    for (int i = 0; i < n && i < N_LOOKED_AT; i++) {
        struct pp_plan_drift drift;
        int rc = pp_store_plan_drift(db, lines[i].plan_id, &drift, reterr);
        if (rc)
            return rc;
        if (drift.n_gone == 0 && drift.n_unpatched == 0)
            continue;
        pp_str_appendf(&names, "%s%s", first ? ", " : "", lines[i].name);
        first = first ? first : lines[i].name;
    }
    if (first)
        pp_call_say(call,
                    "Homes have ended, or are in no patch, since the list of homes changed: %s. "
                    "'patchplan show %s' says how many, and the way out.",
                    pp_str_text(&names), first);
    return names.failed ? pp_fail_nomem(reterr) : 0;
}

static int list(struct pp_call *call, struct pp_db *db, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    struct pp_plan_line *lines = NULL;
    int n = 0;
    int rc = pp_store_plan_list(db, &arena, &lines, &n, reterr);
    if (rc)
        return rc;
    bool table = pp_call_format(call) == PP_FORMAT_TABLE && !pp_call_output_path(call);
    for (int i = 0; i < n; i++) {
        const struct pp_plan_line *line = &lines[i];
        pp_report_text(report, line->name);
        pp_report_text(report, line->state);
        pp_report_text(report, line->origin);
        pp_report_text(report, table ? pp_words_outcome(line->outcome) : line->outcome);
        pp_report_int(report, line->n_patches);
        pp_report_int(report, line->n_in_limits);
        pp_report_int(report, line->n_homes);
        pp_report_real(report, line->mean_distance_m);
        pp_report_int(report, line->n_homes_changing);
        pp_report_text(report, line->changed_at);
    }
    if (n == 0)
        pp_call_say(call, "There is no plan yet; draw one with: patchplan allocate");
    rc = pp_report_write(report, call, reterr);
    return rc || !table ? rc : say_drift(call, db, lines, n, reterr);
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    const char *name = pp_call_argument(call, 0), *new_name = pp_call_text(call, "rename");
    bool deletes = pp_call_flag(call, "delete"), changes = deletes || new_name;
    PP_AUTO_DB struct pp_db *db = NULL;
    if (changes != (name != NULL) || (deletes && new_name))
        return pp_fail(reterr, PP_E_USAGE,
                       "name a plan together with --rename NEW or --delete: patchplan plans draft "
                       "--rename spring; to see one plan: patchplan show PLAN");
    int rc = pp_call_open(call, changes && !pp_call_dry_run(call), &db, reterr);
    if (rc)
        return rc;
    if (!changes)
        return list(call, db, reterr);
    if (pp_call_dry_run(call)) {
        int64_t plan_id = 0;
        rc = pp_store_plan_find(db, name, &plan_id, NULL, reterr);
    } else {
        rc = deletes ? pp_service_plan_delete(db, name, pp_cli_who(), reterr)
                     : pp_service_plan_rename(db, name, new_name, pp_cli_who(), reterr);
    }
    if (!rc)
        pp_call_say(call, "%s %s%s%s.",
                    pp_call_dry_run(call) ? (deletes ? "Would delete" : "Would rename")
                                          : (deletes ? "Deleted" : "Renamed"),
                    name, deletes ? "" : " to ", deletes ? "" : new_name);
    return rc;
}

static const struct pp_option_rule rules[] = {
    {"rename", "delete", false, NULL},
    {"rename", "output", false, "it changes a plan and lists none"},
    {"rename", "format", false, "it changes a plan and lists none"},
    {"delete", "output", false, "it changes a plan and lists none"},
    {"delete", "format", false, "it changes a plan and lists none"},
    {0},
};

const struct pp_command pp_command_plans = {
    .name = "plans",
    .summary = "list the plans of the planning file; rename or delete one",
    .arguments = "[PLAN]",
    .max_arguments = 1,
    .description = "Newest first. A published plan cannot be deleted.",
    .examples = "patchplan plans\npatchplan plans draft --rename spring\n"
                "patchplan plans spring --delete",
    .options = options,
    .rules = rules,
    .run = run,
};
