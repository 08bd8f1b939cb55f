/* roster away, back, assign, pin, unpin, move, cancel, restore: a roster changed by hand. */
#include <stdio.h>
#include <string.h>

#include "patchplan/cli/command.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/file.h"
#include "patchplan/service/roster.h"
#include "planner/cli/roster_say.h"
#include "planner/cli/who.h"

#define PLAN \
    { "plan", 'p', PP_OPTION_TEXT, "NAME", "the plan (else the one in force, else the newest)" }

/* ---- away ---- */

static const struct pp_option away_options[] = {
    {"part", 0, PP_OPTION_CHOICE, "am|pm", "only this half of each day"},
    {"half", 0, PP_OPTION_CHOICE, "am|pm", "the same as --part"},
    PLAN,
    {0},
};

static const struct pp_option_rule away_rules[] = {{"part", "half", false, "both say which half"},
                                                   {0}};

static int change_days(struct pp_call *call, struct pp_away_wish *wish,
                       int (*change)(struct pp_db *db, const struct pp_away_wish *wish,
                                     struct pp_roster_in_hand *ret_made, struct pp_error *reterr),
                       int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    PP_AUTO_DB struct pp_db *db = NULL;
    wish->plan_name = pp_call_text(call, "plan");
    wish->officer_id = pp_call_argument(call, 0);
    wish->who = pp_cli_who();
    wish->dry_run = pp_call_dry_run(call);
    int rc = pp_roster_read_day(pp_call_argument(call, 2), "TO", &wish->to, reterr);
    if (!rc)
        rc = pp_call_open_to_change(call, wish->dry_run, &db, reterr);
    if (!rc)
        rc = change(db, wish, &made, reterr);
    if (!rc && made.absence_known)
        pp_call_say(call, "That absence was recorded before: who stands in is looked at again.");
    return rc ? rc : pp_roster_say_changed(call, &made, ret_status, reterr);
}

static const char *half_told(const struct pp_call *call) {
    const char *part = pp_call_text(call, "part");
    return part ? part : pp_call_text(call, "half");
}

static int run_away(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    struct pp_away_wish wish = {.from = pp_day_today(), .today = pp_day_today()};
    int rc = pp_roster_read_day(pp_call_argument(call, 1), "FROM", &wish.from, reterr);
    wish.to = wish.from;
    if (!rc)
        rc = pp_roster_read_half(half_told(call), &wish.part, reterr);
    return rc ? rc : change_days(call, &wish, pp_service_roster_away, ret_status, reterr);
}

static int run_back(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    struct pp_away_wish wish = {
        .from = pp_day_today(), .to = PP_PAST_DAY, .today = pp_day_today(), .part = -1};
    int rc = pp_roster_read_day(pp_call_argument(call, 1), "FROM", &wish.from, reterr);
    return rc ? rc : change_days(call, &wish, pp_service_roster_back, ret_status, reterr);
}

/* ---- edits ---- */

static int do_edit(struct pp_call *call, struct pp_roster_edit *edit, int *ret_status,
                   struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    PP_AUTO_DB struct pp_db *db = NULL;
    edit->plan_name = pp_call_text(call, "plan");
    edit->who = pp_cli_who();
    edit->today = pp_day_today();
    edit->dry_run = pp_call_dry_run(call);
    int rc = pp_call_open_to_change(call, edit->dry_run, &db, reterr);
    if (!rc)
        rc = pp_service_roster_edit(db, edit, &made, reterr);
    return rc ? rc : pp_roster_say_changed(call, &made, ret_status, reterr);
}

static const struct pp_option assign_options[] = {
    {"officer", 0, PP_OPTION_TEXT, "ID", "who becomes its named officer"},
    {"from", 0, PP_OPTION_DATE, "DATE", "from this day on (today, or the roster's first)"},
    PLAN,
    {0},
};

static int run_assign(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    struct pp_roster_edit edit = {.kind = PP_ROSTER_ASSIGN,
                                  .patch = pp_call_argument(call, 0),
                                  .officer_id = pp_call_text(call, "officer"),
                                  .day = PP_PAST_DAY};
    (void)pp_call_date(call, "from", &edit.day);
    if (!edit.officer_id)
        return pp_fail(reterr, PP_E_USAGE, "say who: patchplan roster assign PATCH --officer ID");
    return do_edit(call, &edit, ret_status, reterr);
}

static const struct pp_option pin_options[] = {
    {"officer", 0, PP_OPTION_TEXT, "ID", "fix this officer (else who leads it now)"},
    PLAN,
    {0},
};

static int run_pin(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    struct pp_roster_edit edit = {.kind = PP_ROSTER_PIN,
                                  .patch = pp_call_argument(call, 0),
                                  .officer_id = pp_call_text(call, "officer")};
    return do_edit(call, &edit, ret_status, reterr);
}

static const struct pp_option plan_option[] = {PLAN, {0}};

static int run_unpin(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    struct pp_roster_edit edit = {.kind = PP_ROSTER_UNPIN, .patch = pp_call_argument(call, 0)};
    return do_edit(call, &edit, ret_status, reterr);
}

static int read_session(struct pp_call *call, int64_t *ret_session_id, struct pp_error *reterr) {
    const char *text = pp_call_argument(call, 0);
    if (pp_text_int(text, ret_session_id) && *ret_session_id > 0)
        return 0;
    return pp_fail(reterr, PP_E_USAGE,
                   "'%.40s' is no number of a session; their numbers are in: patchplan roster show "
                   "--week DATE",
                   text);
}

static const struct pp_option move_options[] = {
    {"to", 't', PP_OPTION_DATE, "DATE", "the new day (the same)"},
    {"half", 0, PP_OPTION_CHOICE, "am|pm|evening", "the new half-day (the same)"},
    {"venue", 0, PP_OPTION_TEXT, "ID", "the new venue (the same)"},
    PLAN,
    {0},
};

static int run_move(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    struct pp_roster_edit edit = {.kind = PP_ROSTER_MOVE_SESSION,
                                  .venue_id = pp_call_text(call, "venue"),
                                  .day = PP_PAST_DAY};
    int rc = read_session(call, &edit.session_id, reterr);
    if (!rc)
        rc = pp_roster_read_half(pp_call_text(call, "half"), &edit.half, reterr);
    if (!rc && !pp_call_date(call, "to", &edit.day) && edit.half < 0 && !edit.venue_id)
        rc = pp_fail(reterr, PP_E_USAGE,
                     "say where to: patchplan roster move SESSION with --to DATE, --half or "
                     "--venue, or several of them");
    return rc ? rc : do_edit(call, &edit, ret_status, reterr);
}

static int change_session(struct pp_call *call, enum pp_roster_edit_kind kind, int *ret_status,
                          struct pp_error *reterr) {
    struct pp_roster_edit edit = {.kind = kind};
    int rc = read_session(call, &edit.session_id, reterr);
    return rc ? rc : do_edit(call, &edit, ret_status, reterr);
}

static int run_cancel(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    return change_session(call, PP_ROSTER_CANCEL_SESSION, ret_status, reterr);
}

static int run_restore(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    return change_session(call, PP_ROSTER_RESTORE_SESSION, ret_status, reterr);
}

const struct pp_command pp_command_roster_away = {
    .name = "roster away",
    .summary = "an officer is away: who stands in, which drop-ins and visits are touched",
    .arguments = "OFFICER [FROM [TO]]",
    .min_arguments = 1,
    .max_arguments = 3,
    .description =
        "OFFICER is an officer_id. FROM is today unless told, TO is FROM. In one step: somebody "
        "stands in for each patch on each of those days, drop-ins get other staff or are "
        "cancelled, and visits are handed on. No named officer changes, and nobody outside learns "
        "that anyone is away or why. The exit status is 4 when a day stays uncovered.",
    .examples = "patchplan roster away O017\n"
                "patchplan roster away O017 2027-02-01 2027-02-12\n"
                "patchplan roster away O017 2027-02-01 --part am -n",
    .options = away_options,
    .rules = away_rules,
    .run = run_away,
};

const struct pp_command pp_command_roster_back = {
    .name = "roster back",
    .summary = "an officer is there after all: take back what 'roster away' recorded",
    .arguments = "OFFICER [FROM [TO]]",
    .min_arguments = 1,
    .max_arguments = 3,
    .description =
        "FROM is today unless told, TO the last day of that absence; days before FROM stay as they "
        "were. Nobody stands in for the officer any more, and drop-ins and visits that others took "
        "over are theirs again. A drop-in that was cancelled stays so, and is named with the "
        "command that holds it again; one that was moved stays where it is.",
    .examples = "patchplan roster back O017\n"
                "patchplan roster back O017 2027-02-03 2027-02-04 -n",
    .options = plan_option,
    .run = run_back,
};

const struct pp_command pp_command_roster_assign = {
    .name = "roster assign",
    .summary = "give a patch another named officer",
    .arguments = "PATCH",
    .min_arguments = 1,
    .max_arguments = 1,
    .description = "Its visits and drop-ins follow, and who stands in is worked out again for the "
                   "team. A rule that this breaks is allowed and listed; the exit status is then "
                   "4.",
    .examples = "patchplan roster assign P04 --officer T08\n"
                "patchplan roster assign P04 --officer T08 --from 2027-02-01 -n",
    .options = assign_options,
    .run = run_assign,
};

const struct pp_command pp_command_roster_pin = {
    .name = "roster pin",
    .summary = "fix a patch's named officer in every roster made from now on",
    .arguments = "PATCH",
    .min_arguments = 1,
    .max_arguments = 1,
    .description = "",
    .examples = "patchplan roster pin P04\npatchplan roster pin P04 --officer T08",
    .options = pin_options,
    .run = run_pin,
};

const struct pp_command pp_command_roster_unpin = {
    .name = "roster unpin",
    .summary = "a patch's named officer may change again",
    .arguments = "PATCH",
    .min_arguments = 1,
    .max_arguments = 1,
    .description = "",
    .examples = "patchplan roster unpin P04",
    .options = plan_option,
    .run = run_unpin,
};

const struct pp_command pp_command_roster_move = {
    .name = "roster move",
    .summary = "move one drop-in to another day, half-day or venue",
    .arguments = "SESSION",
    .min_arguments = 1,
    .max_arguments = 1,
    .description = "SESSION is its number, as `patchplan roster show --week DATE` lists it. It "
                   "stays there when the roster is made again. A rule that this breaks is allowed "
                   "and listed with day, venue and officer; the exit status is then 4.",
    .examples = "patchplan roster move 12 --to 2027-03-11\n"
                "patchplan roster move 12 --venue V02\n"
                "patchplan roster move 12 --to 2027-03-11 --half pm --venue V02 -n",
    .options = move_options,
    .run = run_move,
};

const struct pp_command pp_command_roster_cancel = {
    .name = "roster cancel",
    .summary = "cancel one drop-in",
    .arguments = "SESSION",
    .min_arguments = 1,
    .max_arguments = 1,
    .description = "SESSION is its number, as `patchplan roster show --week DATE` lists it. It "
                   "stays in calendars as cancelled. `patchplan roster restore` takes it back.",
    .examples = "patchplan roster cancel 12",
    .options = plan_option,
    .run = run_cancel,
};

const struct pp_command pp_command_roster_restore = {
    .name = "roster restore",
    .summary = "take back that a drop-in was cancelled, or moved by hand",
    .arguments = "SESSION",
    .min_arguments = 1,
    .max_arguments = 1,
    .description = "SESSION is its number, as `patchplan roster show --week DATE` lists it. One "
                   "that is cancelled is held again; one that was moved by hand goes back to where "
                   "it was and is no longer fixed there. A rule that this breaks is allowed and "
                   "listed; the exit status is then 4.",
    .examples = "patchplan roster restore 12",
    .options = plan_option,
    .run = run_restore,
};
