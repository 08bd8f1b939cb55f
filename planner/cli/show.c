#include "patchplan/cli/command.h"

#include <stdio.h>
#include <string.h>

#include "planner/cli/show_plan.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/service/file.h"
#include "patchplan/service/measure.h"
#include "patchplan/service/plans.h"
#include "patchplan/store/plan.h"

static const struct pp_column table_columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"ward", "Ward", PP_COLUMN_TEXT, 0},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"weighted_homes", "Workload-equivalent", PP_COLUMN_MILLI, 2},
    {"limits", "Size limits", PP_COLUMN_TEXT, 0},
    {"mean_distance_m", "Average distance, m", PP_COLUMN_REAL, 0},
    {"officer", "Named officer", PP_COLUMN_TEXT, 0},
    {0},
};

/* Where not every patch is a whole one. */
static const struct pp_column share_columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"ward", "Ward", PP_COLUMN_TEXT, 0},
    {"share", "Share", PP_COLUMN_MILLI, 2},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"weighted_homes", "Workload-equivalent", PP_COLUMN_MILLI, 2},
    {"limits", "Size limits", PP_COLUMN_TEXT, 0},
    {"mean_distance_m", "Average distance, m", PP_COLUMN_REAL, 0},
    {"officer", "Named officer", PP_COLUMN_TEXT, 0},
    {0},
};

static const struct pp_column file_columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"ward", "Ward", PP_COLUMN_TEXT, 0},
    {"share", "Share", PP_COLUMN_MILLI, 2},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"weighted_homes", "Workload-equivalent", PP_COLUMN_MILLI, 2},
    {"mean_distance_m", "Average distance, m", PP_COLUMN_REAL, 1},
    {"officer", "Officer", PP_COLUMN_TEXT, 0},
    {0},
};

static const char *team_of(const struct pp_plan *plan, const struct pp_patch *patch) {
    return patch->team_ix >= 0 ? plan->team_names[patch->team_ix] : NULL;
}

static const char *ward_of(const struct pp_plan *plan, const struct pp_patch *patch) {
    return patch->ward_ix >= 0 ? plan->ward_names[patch->ward_ix] : NULL;
}

static const char *size_in_words(const struct pp_plan *plan, const struct pp_patch *patch) {
    if (pp_patch_in_limits(plan, patch))
        return "inside";
    struct pp_limits limits = pp_patch_limits(plan, patch);
    return patch->weight_milli < limits.min_milli ? "under" : "over";
}

/* Notes are talk; a rule that gave is part of the answer. */
static enum pp_summary_reasons told_reasons(const struct pp_call *call) {
    return pp_call_quiet(call) ? PP_REASONS_BROKEN : PP_REASONS_ALL;
}

static int print_table(const struct pp_call *call, struct pp_db *db, const struct pp_plan *plan,
                       struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    bool shares = pp_plan_has_shares(plan);
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(shares ? share_columns : table_columns);
    PP_AUTO_STR struct pp_str summary = {0};
    const char **officers = NULL;
    int rc = pp_service_plan_officers(db, plan, &arena, &officers, reterr);
    for (int p = 0; p < plan->n_patches && !rc; p++) {
        const struct pp_patch *patch = &plan->patches[p];
        pp_report_text(report, patch->name);
        pp_report_text(report, team_of(plan, patch));
        pp_report_text(report, ward_of(plan, patch));
        if (shares)
            pp_report_milli(report, (int64_t)(patch->share * 1000 + 0.5));
        pp_report_int(report, patch->n_homes);
        pp_report_milli(report, patch->weight_milli);
        pp_report_text(report, size_in_words(plan, patch));
        pp_report_real(report, patch->mean_distance_m);
        pp_report_text(report, officers[p]);
    }
    if (rc || (rc = pp_report_print(report, call, reterr)) != 0)
        return rc;
    pp_service_plan_summary(plan, told_reasons(call), &summary);
    putchar('\n');
    pp_call_print(call, pp_str_text(&summary));
    return 0;
}

static int write_csv(struct pp_call *call, const struct pp_plan *plan, struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(file_columns);
    for (int p = 0; p < plan->n_patches; p++) {
        const struct pp_patch *patch = &plan->patches[p];
        pp_report_text(report, patch->name);
        pp_report_text(report, team_of(plan, patch));
        pp_report_text(report, ward_of(plan, patch));
        pp_report_milli(report, (int64_t)(patch->share * 1000 + 0.5));
        pp_report_int(report, patch->n_homes);
        pp_report_milli(report, patch->weight_milli);
        pp_report_real(report, patch->mean_distance_m);
        pp_report_text(report, patch->officer_id);
    }
    return pp_report_write(report, call, reterr);
}

int pp_show_plan(struct pp_call *call, struct pp_db *db, const struct pp_plan *plan,
                 struct pp_error *reterr) {
    if (pp_call_format(call) == PP_FORMAT_CSV)
        return write_csv(call, plan, reterr);
    if (pp_call_format(call) == PP_FORMAT_TABLE && pp_call_output_path(call))
        return pp_fail(reterr, PP_E_USAGE,
                       "'%s' says no format; end it in .csv or .json, or give -f",
                       pp_call_output_path(call));
    if (pp_call_format(call) == PP_FORMAT_TABLE)
        return print_table(call, db, plan, reterr);
    PP_AUTO_JSON struct pp_json *json = pp_service_plan_json(plan);
    return pp_call_write_json(call, json, reterr);
}

int pp_show_new_plan(struct pp_call *call, struct pp_db *db, const struct pp_plan *plan,
                     struct pp_error *reterr) {
    if (pp_call_format(call) != PP_FORMAT_TABLE || pp_call_output_path(call))
        return pp_show_plan(call, db, plan, reterr);
    PP_AUTO_STR struct pp_str summary = {0};
    pp_service_plan_summary(plan, told_reasons(call), &summary);
    pp_call_print(call, pp_str_text(&summary));
    return 0;
}

bool pp_shows_reasons(const struct pp_call *call) {
    return pp_call_format(call) != PP_FORMAT_CSV && !pp_call_output_path(call);
}

/* How `new-only` takes in what is new: into the draft itself, or a published plan's successor. */
static void say_take_in(const struct pp_plan *plan, struct pp_str *text) {
    bool draft = !plan->state || strcmp(plan->state, "draft") == 0;
    PP_AUTO_STR struct pp_str name = {0};
    pp_str_appendf(&name, "%s%s", plan->name, draft ? "" : "-next");
    pp_str_append(text, "  Try: patchplan allocate --new-only --from ");
    pp_str_append_word(text, plan->name);
    pp_str_append(text, " --plan ");
    pp_str_append_word(text, pp_str_text(&name));
    pp_str_append_char(text, '\n');
    text->failed |= name.failed;
}

int pp_say_plan_drift(struct pp_db *db, const struct pp_plan *plan, struct pp_str *text,
                      struct pp_error *reterr) {
    struct pp_plan_drift drift;
    int rc = pp_store_plan_drift(db, plan->plan_id, &drift, reterr);
    if (rc || (drift.n_gone == 0 && drift.n_unpatched == 0))
        return rc;
    pp_str_append(text, "The list of homes has changed: ");
    if (drift.n_gone) {
        pp_str_append_count(text, drift.n_gone, "home of this plan is", "homes of this plan are");
        pp_str_append(text, " no longer in it");
    }
    if (drift.n_unpatched) {
        pp_str_append(text, drift.n_gone ? ", " : "");
        pp_str_append_count(text, drift.n_unpatched, "home of it is", "homes of it are");
        pp_str_append(text, " in no patch of this plan");
    }
    pp_str_append(text, ".\n");
    say_take_in(plan, text);
    return text->failed ? pp_fail_nomem(reterr) : 0;
}

/* Which patches edits have broken, and what mends them. */
static int say_broken(struct pp_db *db, const struct pp_plan *plan, struct pp_str *text,
                      struct pp_error *reterr) {
    size_t before = text->len;
    int rc = pp_service_plan_broken(db, plan, text, reterr);
    if (rc || text->len == before)
        return rc;
    pp_str_append(text, "  Try: patchplan rebalance ");
    pp_str_append_word(text, plan->name);
    pp_str_append_char(text, '\n');
    return text->failed ? pp_fail_nomem(reterr) : 0;
}

/* What has come about since the plan was drawn. */
static int print_since(const struct pp_call *call, struct pp_db *db, const struct pp_plan *plan,
                       struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int rc = say_broken(db, plan, &text, reterr);
    if (!rc && !pp_call_quiet(call))
        rc = pp_say_plan_drift(db, plan, &text, reterr);
    if (!rc)
        pp_call_print(call, pp_str_text(&text));
    return rc;
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    enum pp_plan_choice choice = PP_PLAN_NAMED;
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_store_plan_load_brief(db, pp_call_argument(call, 0), &plan, &choice, reterr);
    if (rc)
        return rc;
    if (choice != PP_PLAN_NAMED)
        pp_call_say(call, "Showing %s, %s.", pp_plan_choice_text(choice), plan.name);
    rc = pp_show_plan(call, db, &plan, reterr);
    if (!rc && pp_call_format(call) == PP_FORMAT_TABLE && !pp_call_output_path(call))
        rc = print_since(call, db, &plan, reterr);
    return rc;
}

const struct pp_command pp_command_show = {
    .name = "show",
    .summary = "show a plan: its patches, how good it is, what could not be done",
    .arguments = "[PLAN]",
    .max_arguments = 1,
    .description =
        "Without a name: the plan in force, else the newest. As JSON the document has the "
        "keys plan, outcome, patches, homes, weighted_homes, in_band (patches inside "
        "their size limits), cost, distance_cost, keep_cost, ward_cost, bound, gap, "
        "homes_changing_patch and reasons; bound and gap are null when nothing is "
        "proven.",
    .examples = "patchplan show\npatchplan show draft -f json\npatchplan show draft -o patches.csv",
    .run = run,
};
