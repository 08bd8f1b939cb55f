/* lock, undo, redo, history: editing a plan by hand. */
#include "planner/cli/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planner/cli/who.h"
#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/edit.h"
#include "patchplan/service/file.h"

typedef int (*edit_step)(struct pp_db *db, const struct pp_edit_wish *wish,
                         struct pp_edit_effect *ret_effect, struct pp_error *reterr);

/* ---- what an edit does, as a report ---- */

static const struct pp_column effect_columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},
    {"weighted_homes_before", "Workload-equivalent homes before", PP_COLUMN_MILLI, 2},
    {"weighted_homes", "after", PP_COLUMN_MILLI, 2},
    {"homes_before", "Homes before", PP_COLUMN_INT, 0},
    {"homes", "after", PP_COLUMN_INT, 0},
    {"mean_distance_m_before", "Average distance before (m)", PP_COLUMN_REAL, 0},
    {"mean_distance_m", "after", PP_COLUMN_REAL, 0},
    {"inside_limits", "Inside size limits", PP_COLUMN_BOOL, 0},
    {"connected", "In one piece", PP_COLUMN_BOOL, 0},
    {0},
};

/* Faults first, then the largest changes, then names. */
static int by_interest(const void *a, const void *b) {
    const struct pp_patch_effect *x = *(const struct pp_patch_effect *const *)a;
    const struct pp_patch_effect *y = *(const struct pp_patch_effect *const *)b;
    bool x_kept = x->inside_limits[1] && x->connected[1];
    bool y_kept = y->inside_limits[1] && y->connected[1];
    int64_t x_change = llabs(x->weight_milli[1] - x->weight_milli[0]);
    int64_t y_change = llabs(y->weight_milli[1] - y->weight_milli[0]);
    if (x_kept != y_kept)
        return x_kept ? 1 : -1;
    if (x_change != y_change)
        return x_change < y_change ? 1 : -1;
    return strcmp(x->name, y->name);
}

static void add_patch(struct pp_report *report, const struct pp_patch_effect *patch) {
    pp_report_text(report, patch->name);
    pp_report_milli(report, patch->weight_milli[0]);
    pp_report_milli(report, patch->weight_milli[1]);
    pp_report_int(report, patch->n_homes[0]);
    pp_report_int(report, patch->n_homes[1]);
    pp_report_real(report, patch->mean_distance_m[0]);
    pp_report_real(report, patch->mean_distance_m[1]);
    pp_report_bool(report, patch->inside_limits[1]);
    pp_report_bool(report, patch->connected[1]);
}

void pp_edit_append_back(const char *back, const char *plan_name, struct pp_str *command) {
    pp_str_appendf(command, "patchplan %s --plan ", back);
    pp_str_append_word(command, plan_name);
}

static int print_more(const struct pp_call *call, const struct pp_edit_effect *effect, size_t n,
                      const char *back, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_appendf(&text, "and %zu more; ", n);
    if (effect->applied) {
        pp_str_append(&text, "see all of them with: ");
        pp_edit_append_back(back, effect->plan_name, &text);
        pp_str_append(&text, " -n -f csv\n");
    } else {
        pp_str_append(&text, "-f csv lists all of them\n");
    }
    if (text.failed)
        return pp_fail_nomem(reterr);
    pp_call_print(call, pp_str_text(&text));
    return 0;
}

int pp_edit_write_patches(struct pp_call *call, const struct pp_edit_effect *effect,
                          const char *back, struct pp_error *reterr) {
    enum { MOST_ROWS = 12 };
    bool screen = pp_call_format(call) == PP_FORMAT_TABLE && !pp_call_output_path(call);
    bool cut = screen && effect->n_patches > MOST_ROWS;
    size_t n = cut ? MOST_ROWS : effect->n_patches;
    PP_AUTO_FREE const struct pp_patch_effect **order =
        pp_alloc_array(effect->n_patches + 1, sizeof *order);
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(effect_columns);
    if (!order)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < effect->n_patches; i++)
        order[i] = &effect->patches[i];
    if (cut)
        qsort(order, effect->n_patches, sizeof *order, by_interest);
    for (size_t i = 0; i < n; i++)
        add_patch(report, order[i]);
    int rc = pp_report_write(report, call, reterr);
    return rc || !cut ? rc : print_more(call, effect, effect->n_patches - n, back, reterr);
}

void pp_edit_say_totals(struct pp_call *call, const struct pp_edit_effect *effect) {
    char homes[32], before[32], after[32];
    pp_text_format_count(effect->n_homes, homes, sizeof homes);
    pp_text_format_count(effect->n_homes_changing[0], before, sizeof before);
    pp_text_format_count(effect->n_homes_changing[1], after, sizeof after);
    pp_call_say(call,
                "Homes moved by this: %s. In another patch than on the list of homes: %s before, "
                "%s after.\n"
                "Average distance to the middle of the patch: %.1f m before, %.1f m after.",
                homes, before, after, effect->mean_distance_m[0], effect->mean_distance_m[1]);
}

/* `back` is the command that takes the edit back. */
static void say_result(struct pp_call *call, const struct pp_edit_effect *effect,
                       const char *back) {
    PP_AUTO_STR struct pp_str command = {0};
    pp_edit_append_back(back, effect->plan_name, &command);
    if (effect->applied)
        pp_call_say(call, "Done in plan '%s': %s. Take it back with: %s", effect->plan_name,
                    effect->what, pp_str_text(&command));
    else if (effect->breaks_a_rule)
        pp_call_say(call,
                    "Not done: where the table says \"no\", a patch would be over or under its "
                    "size limits, or in several pieces. To do it all the same, add --anyway");
    else
        pp_call_say(call, "Nothing was changed: this is what would happen.");
}

static int do_edit(struct pp_call *call, edit_step step, struct pp_edit_wish *wish, int *ret_status,
                   struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_edit_effect_done) struct pp_edit_effect effect = {0};
    wish->plan_name = pp_call_text(call, "plan");
    wish->why = pp_call_text(call, "why");
    wish->who = pp_cli_who();
    wish->dry_run = pp_call_dry_run(call);
    const char *back = step == pp_service_undo ? "redo" : "undo";
    int rc = pp_call_open(call, !wish->dry_run, &db, reterr);
    if (!rc)
        rc = step(db, wish, &effect, reterr);
    if (!rc && effect.n_patches) {
        rc = pp_edit_write_patches(call, &effect, back, reterr);
        pp_edit_say_totals(call, &effect);
    }
    if (rc)
        return rc;
    say_result(call, &effect, back);
    *ret_status = effect.applied || wish->dry_run ? 0 : 4;
    return 0;
}

/* ---- the commands ---- */

static const struct pp_option lock_options[] = {
    {"unit", 'u', PP_OPTION_LIST, "PLACE", "pin this block or postcode group instead"},
    {"off", 0, PP_OPTION_FLAG, NULL, "unlock"},
    {"plan", 'p', PP_OPTION_TEXT, "NAME", "the plan to edit (else the newest draft)"},
    {"why", 0, PP_OPTION_TEXT, "TEXT", "a reason, kept in the history"},
    {0},
};

static int run_lock(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    struct pp_edit_wish wish = {
        .patch = pp_call_argument(call, 0), .on = !pp_call_flag(call, "off"), .anyway = true};
    wish.n_places = (size_t)pp_call_list(call, "unit", &wish.places);
    if (!wish.patch == !wish.n_places)
        return pp_fail(reterr, PP_E_USAGE,
                       "name a patch, or blocks and postcode groups with --unit: patchplan lock "
                       "PATCH");
    return do_edit(call, pp_service_lock, &wish, ret_status, reterr);
}

const struct pp_command pp_command_lock = {
    .name = "lock",
    .summary = "keep a patch, or single blocks, as they are in every redraw",
    .arguments = "[PATCH]",
    .max_arguments = 1,
    .description = "",
    .examples = "patchplan lock L013\npatchplan lock --unit \"Hartley Tower\"\n"
                "patchplan lock L013 --off",
    .options = lock_options,
    .run = run_lock,
};

static const struct pp_option plan_option[] = {
    {"plan", 'p', PP_OPTION_TEXT, "NAME", "the plan (else the newest draft)"},
    {0},
};

static int run_undo(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    return do_edit(call, pp_service_undo, &(struct pp_edit_wish){.anyway = true}, ret_status,
                   reterr);
}

const struct pp_command pp_command_undo = {
    .name = "undo",
    .summary = "take back the newest edit of a plan",
    .arguments = "",
    .description = "",
    .examples = "patchplan undo\npatchplan undo --plan draft",
    .options = plan_option,
    .run = run_undo,
};

static int run_redo(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    return do_edit(call, pp_service_redo, &(struct pp_edit_wish){.anyway = true}, ret_status,
                   reterr);
}

const struct pp_command pp_command_redo = {
    .name = "redo",
    .summary = "do again what undo took back",
    .arguments = "",
    .description = "",
    .examples = "patchplan redo",
    .options = plan_option,
    .run = run_redo,
};

static const struct pp_column history_columns[] = {
    {"edit", "No.", PP_COLUMN_INT, 0},
    {"at", "When", PP_COLUMN_MOMENT, 0},
    {"who", "Who", PP_COLUMN_TEXT, 0},
    {"what", "What", PP_COLUMN_TEXT, 0},
    {"why", "Why", PP_COLUMN_TEXT, 0},
    {"taken_back", "Taken back", PP_COLUMN_BOOL, 0},
    {0},
};

static int run_history(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(history_columns);
    struct pp_edit *edits = NULL;
    size_t n = 0;
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_history(db, pp_call_text(call, "plan"), &arena, &edits, &n, reterr);
    for (size_t i = 0; !rc && i < n; i++) {
        pp_report_int(report, edits[i].edit_id);
        pp_report_text(report, edits[i].at);
        pp_report_text(report, edits[i].who);
        pp_report_text(report, edits[i].what);
        pp_report_text(report, edits[i].why);
        pp_report_bool(report, edits[i].undone);
    }
    return rc ? rc : pp_report_write(report, call, reterr);
}

const struct pp_command pp_command_history = {
    .name = "history",
    .summary = "list the edits of a plan: who, when, what, why",
    .arguments = "",
    .description = "",
    .examples = "patchplan history --plan draft\npatchplan history -f csv -o history.csv",
    .options = plan_option,
    .run = run_history,
};
