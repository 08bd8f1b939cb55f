/* move: what moving homes to another patch would do, and doing it. */
#include "planner/cli/edit.h"
#include "planner/cli/who.h"
#include "planner/cli/words.h"
#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/edit.h"
#include "patchplan/service/effect.h"
#include "patchplan/service/file.h"

struct answer {
    struct pp_editor *editor;
    struct pp_move_effects effects;
};

static void answer_done(struct answer *answer) {
    pp_move_effects_done(&answer->effects);
    pp_editor_free(answer->editor);
}

/* ---- one patch: the patches that change ---- */

static const struct pp_column patch_columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},
    {"weighted_homes_before", "Workload-equivalent homes before", PP_COLUMN_MILLI, 2},
    {"weighted_homes", "after", PP_COLUMN_MILLI, 2},
    {"mean_distance_m_before", "Average distance before (m)", PP_COLUMN_REAL, 0},
    {"mean_distance_m", "after", PP_COLUMN_REAL, 0},
    {"inside_limits", "Inside size limits", PP_COLUMN_BOOL, 0},
    {"connected", "In one piece", PP_COLUMN_BOOL, 0},
    {"locked", "Locked", PP_COLUMN_BOOL, 0},
    {0},
};

static int write_patches(struct pp_call *call, const struct answer *answer,
                         struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(patch_columns);
    const struct pp_plan *plan = pp_editor_plan(answer->editor);
    const struct pp_effect *effect = &answer->effects.moves[0].effect;
    for (int i = 0; i < effect->n_patches; i++) {
        const struct pp_effect_patch *row = &effect->patches[i];
        pp_report_text(report, plan->patches[row->patch_ix].name);
        pp_report_milli(report, row->before.weight_milli);
        pp_report_milli(report, row->after.weight_milli);
        pp_report_real(report, row->before.mean_distance_m);
        pp_report_real(report, row->after.mean_distance_m);
        pp_report_bool(report, row->after.inside_limits);
        pp_report_bool(report, row->after.n_pieces == 1);
        pp_report_bool(report, plan->patches[row->patch_ix].locked);
    }
    return pp_report_write(report, call, reterr);
}

/* "Would be cut off from L012: S5 6NB, Hartley Tower (14 homes)" */
static void say_cut_off(struct pp_call *call, const struct answer *answer) {
    enum { MOST_NAMED = 6 };
    const struct pp_plan *plan = pp_editor_plan(answer->editor);
    const struct pp_effect *effect = &answer->effects.moves[0].effect;
    for (int i = 0; i < effect->n_pieces; i++) {
        const struct pp_effect_piece *piece = &effect->pieces[i];
        PP_AUTO_STR struct pp_str names = {0};
        int n_homes = 0;
        for (int j = 0; j < piece->n_units; j++) {
            const struct pp_unit *unit = &plan->units[piece->unit_ix[j]];
            n_homes += unit->n_homes;
            if (j < MOST_NAMED)
                pp_str_appendf(&names, "%s%s", j ? ", " : "", unit->name);
        }
        if (piece->n_units > MOST_NAMED)
            pp_str_appendf(&names, " and %d more", piece->n_units - MOST_NAMED);
        pp_call_say(call, "Cut off from the rest of %s: %s (%d %s).",
                    plan->patches[piece->patch_ix].name, pp_str_text(&names), n_homes,
                    pp_text_plural(n_homes, "home", "homes"));
    }
}

static void say_totals(struct pp_call *call, const struct answer *answer) {
    const struct pp_move_effect *move = &answer->effects.moves[0];
    char homes[32], before[32], after[32];
    pp_text_format_count(move->n_homes, homes, sizeof homes);
    pp_text_format_count(move->n_homes_changing[0], before, sizeof before);
    pp_text_format_count(move->n_homes_changing[1], after, sizeof after);
    pp_call_say(call,
                "Homes moved by this: %s. In another patch than on the list of homes: %s before, "
                "%s after.\n"
                "Average distance to the middle of the patch: %.1f m before, %.1f m after.",
                homes, before, after, move->mean_distance_m[0], move->mean_distance_m[1]);
    if (answer->effects.has_published)
        pp_call_say(
            call,
            "Of the homes moved, in another patch than the one in force today: %lld before, %lld "
            "after.",
            (long long)move->n_moved_unpublished[0], (long long)move->n_moved_unpublished[1]);
    say_cut_off(call, answer);
}

/* ---- every patch beside ---- */

static const struct pp_column beside_columns[] = {
    {"to", "To patch", PP_COLUMN_TEXT, 0},
    {"keeps_rules", "Keeps every rule", PP_COLUMN_BOOL, 0},
    {"weighted_homes_before", "Workload-equivalent homes before", PP_COLUMN_MILLI, 2},
    {"weighted_homes", "after", PP_COLUMN_MILLI, 2},
    {"mean_distance_m_change", "Average distance, change (m)", PP_COLUMN_REAL, 2},
    {"homes_changing_patch_change", "Homes in a new patch, change", PP_COLUMN_INT, 0},
    {"cost_change", "Cost, change", PP_COLUMN_REAL, 0},
    {"possible", "Can be done", PP_COLUMN_BOOL, 0},
    {"trouble", "What is against it", PP_COLUMN_TEXT, 0},
    {0},
};

static int write_beside(struct pp_call *call, const struct answer *answer,
                        struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(beside_columns);
    const struct pp_plan *plan = pp_editor_plan(answer->editor);
    for (int i = 0; i < answer->effects.n_moves; i++) {
        const struct pp_move_effect *move = &answer->effects.moves[i];
        const struct pp_effect_patch *to = &move->effect.patches[0];
        pp_report_text(report, plan->patches[to->patch_ix].name);
        pp_report_bool(report, move->keeps_rules);
        pp_report_milli(report, to->before.weight_milli);
        pp_report_milli(report, to->after.weight_milli);
        pp_report_real(report, move->mean_distance_m[1] - move->mean_distance_m[0]);
        pp_report_int(report, move->n_homes_changing[1] - move->n_homes_changing[0]);
        pp_report_real(report, move->effect.after.total - move->effect.before.total);
        pp_report_bool(report, move->possible);
        pp_report_text(report, move->trouble);
    }
    return pp_report_write(report, call, reterr);
}

static int show_beside(struct pp_call *call, const struct answer *answer, struct pp_error *reterr) {
    bool nothing = answer->effects.n_moves == 0 && pp_call_format(call) == PP_FORMAT_TABLE;
    int rc = nothing ? 0 : write_beside(call, answer, reterr);
    if (rc)
        return rc;
    if (answer->effects.n_moves == 0)
        pp_call_say(call, "No other patch lies beside this.");
    else
        pp_call_say(call, "Nothing was changed: this is what moving it would do, best first. To "
                          "move it, add --to PATCH.");
    return 0;
}

/* ---- the command ---- */

static const struct pp_option options[] = {
    {"to", 't', PP_OPTION_TEXT, "PATCH",
     "the patch that takes them (else: what each patch beside would do, nothing is moved)"},
    {"plan", 'p', PP_OPTION_TEXT, "NAME", "the plan to edit (else the newest draft)"},
    {"why", 0, PP_OPTION_TEXT, "TEXT", "a reason, kept in the history"},
    {"anyway", 0, PP_OPTION_FLAG, NULL, "also when a rule that is kept now would be broken"},
    {0},
};

static int show(struct pp_call *call, const struct answer *answer, struct pp_error *reterr) {
    if (pp_call_format(call) == PP_FORMAT_JSON) {
        PP_AUTO_JSON struct pp_json *json = pp_service_move_json(answer->editor, &answer->effects);
        return pp_call_write_json(call, json, reterr);
    }
    if (!pp_call_text(call, "to"))
        return show_beside(call, answer, reterr);
    int rc = write_patches(call, answer, reterr);
    if (!rc)
        say_totals(call, answer);
    return rc;
}

static void say_against(struct pp_call *call, const struct pp_move_effect *move) {
    if (move->trouble)
        pp_call_say(call, "Against it: %s.", move->trouble);
}

static int carry_out(struct pp_call *call, struct pp_db *db, const struct pp_edit_wish *wish,
                     const struct pp_move_effect *move, int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_edit_effect_done) struct pp_edit_effect effect = {0};
    PP_AUTO_STR struct pp_str undo = {0};
    int rc = pp_service_move(db, wish, &effect, reterr);
    if (rc)
        return rc;
    *ret_status = effect.breaks_a_rule && !wish->anyway ? 4 : 0;
    if (wish->dry_run) {
        say_against(call, move);
        pp_call_say(call, "Nothing was changed: this is what would happen%s.",
                    *ret_status ? " with --anyway" : "");
        return 0;
    }
    pp_edit_append_back("undo", effect.plan_name, &undo);
    if (effect.applied)
        say_against(call, move);
    if (effect.applied)
        pp_call_say(call, "Done in plan '%s': %s. Take it back with: %s", effect.plan_name,
                    effect.what, pp_str_text(&undo));
    else
        pp_call_say(call, "Not done: %s. To do it all the same, add --anyway",
                    move->trouble ? move->trouble : "a rule would be broken");
    return 0;
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(answer_done) struct answer answer = {0}; /* gone before db: it borrows it */
    struct pp_edit_wish wish = {.plan_name = pp_call_text(call, "plan"),
                                .patch = pp_call_text(call, "to"),
                                .anyway = pp_call_flag(call, "anyway"),
                                .dry_run = pp_call_dry_run(call),
                                .who = pp_cli_who(),
                                .why = pp_call_text(call, "why")};
    bool writes = wish.patch && !pp_call_dry_run(call);
    wish.places = pp_words_arguments(call, &arena, &wish.n_places);
    if (!wish.places)
        return pp_fail_nomem(reterr);
    int rc = pp_call_open(call, writes, &db, reterr);
    if (!rc)
        rc = pp_service_move_effects(db, wish.plan_name, wish.places, wish.n_places, wish.patch,
                                     &answer.editor, &answer.effects, reterr);
    if (!rc)
        rc = show(call, &answer, reterr);
    if (rc || !wish.patch)
        return rc;
    wish.plan_name = answer.effects.plan_name;
    return carry_out(call, db, &wish, &answer.effects.moves[0], ret_status, reterr);
}

static const struct pp_option_rule rules[] = {
    {"anyway", "to", true, NULL},
    {"why", "to", true, NULL},
    {0},
};

const struct pp_command pp_command_move = {
    .name = "move",
    .summary = "move blocks or postcode groups to another patch, effect shown first",
    .arguments = "PLACE...",
    .min_arguments = 1,
    .max_arguments = -1,
    .description =
        "A place is a postcode, a block, a street or a property reference (its whole block or "
        "postcode\ngroup moves). With --to it shows what the move does to every patch it touches "
        "and carries it out;\n-n only shows. Without --to it shows what moving to each patch "
        "beside "
        "would do, best first, and moves\nnothing. A move that breaks a rule that is kept now (a "
        "size limit, a patch in one piece, the border of\na team) is not done without --anyway.\n\n"
        "With -f json one object: plan, units, homes, weighted_homes, and moves: for each patch "
        "to, keeps_rules,\npossible, trouble, patches (before and after), cut_off (places by "
        "patch), and costs before and after.",
    .examples = "patchplan move \"S5 6NB\"\n"
                "patchplan move \"S5 6NB\" --to L013 -n\n"
                "patchplan move \"S5 6NB\" \"S5 6NC\" --to L013 --why \"same estate\"",
    .options = options,
    .rules = rules,
    .run = run,
};
