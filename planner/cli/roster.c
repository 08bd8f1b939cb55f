/* roster build, check, replan: making a roster. */
#include <stdio.h>
#include <string.h>

#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/file.h"
#include "patchplan/service/roster.h"
#include "patchplan/service/roster_offers.h"
#include "planner/cli/roster_say.h"
#include "planner/cli/who.h"
#include "planner/cli/words.h"

#define WISHES                                                                                    \
    {"plan", 'p', PP_OPTION_TEXT, "NAME", "the plan (else the one in force, else the newest)"},   \
        {"from", 0, PP_OPTION_DATE, "DATE",                                                       \
         "the first day; its Monday counts (as it stands, else this week)"},                      \
        {"weeks", 0, PP_OPTION_INT, "N", "weeks dated in detail (as it stands, else 13)"},        \
        {"teams", 0, PP_OPTION_LIST, "TEAM", "only these teams; all others stay as they are"},    \
        {"take-up", 0, PP_OPTION_REAL, "PERCENT", "of visits offered that take place (67)"},      \
        {"anchor", 0, PP_OPTION_DATE, "DATE",                                                     \
         "a day in a week A (setting roster.anchor, else the first week)"},                       \
        {"lend", 0, PP_OPTION_LIST, "OFFICER=TEAM", "an officer another team borrows"},           \
        {"train", 0, PP_OPTION_LIST, "OFFICER=SKILL", "an officer who counts as having a skill"}, \
        {"go-along", 0, PP_OPTION_LIST, "PATCH=SKILL",                                            \
         "a patch whose officer is joined by somebody who has the skill"},                        \
        {"venue-open", 0, PP_OPTION_LIST, "VENUE=DAY-HALF",                                       \
         "a half-day on which a venue is open too: V02=wed-pm, or V02=b-wed-pm for week B"},      \
        {"venue-desks", 0, PP_OPTION_LIST, "VENUE=N", "desks that a venue has"},                  \
        {"meet-at", 0, PP_OPTION_LIST, "PATCH=VENUE",                                             \
         "a venue at which a patch meets in place of the nearest"},                               \
    {                                                                                             \
        "need-share", 0, PP_OPTION_REAL, "PERCENT",                                               \
            "of a patch's homes from which on its officer must have a skill (0: any home)"        \
    }

static const struct pp_option build_options[] = {
    WISHES,
    {"replace", 0, PP_OPTION_FLAG, NULL,
     "give up the weeks that stand and are not asked for (else they stay, the next join on)"},
    {"keep-model", 0, PP_OPTION_FILE, "DIR",
     "write each team's models, data and values there, for glpsol"},
    {"time-limit", 0, PP_OPTION_REAL, "SECONDS",
     "for the whole command (55; with --max-steps: none)"},
    {"max-steps", 0, PP_OPTION_INT, "N",
     "arrange drop-ins by so many steps a team: the same result each time"},
    {0},
};
static const struct pp_option check_options[] = {WISHES, {0}};

static int read_request(struct pp_call *call, struct pp_arena *arena,
                        struct pp_roster_request *request, struct pp_error *reterr) {
    double take_up = pp_call_real(call, "take-up", -1), share = pp_call_real(call, "need-share", 0);
    size_t n_teams = 0;
    request->plan_name = pp_call_text(call, "plan");
    (void)pp_call_date(call, "from", &request->from);
    (void)pp_call_date(call, "anchor", &request->anchor);
    int64_t weeks = pp_call_int(call, "weeks", request->n_weeks);
    if (pp_call_text(call, "weeks") && (weeks < 1 || weeks > 52))
        return pp_fail(reterr, PP_E_USAGE, "--weeks needs 1 to 52, a quarter has 13");
    if (take_up > 100 || (take_up >= 0 && take_up < 1))
        return pp_fail(reterr, PP_E_USAGE,
                       "--take-up needs a percentage from 1 to 100: of 100 visits offered so many "
                       "take place");
    if (share > 100)
        return pp_fail(reterr, PP_E_USAGE, "--need-share needs a percentage from 0 to 100");
    request->n_weeks = (int)weeks;
    if (take_up > 0)
        request->options.take_up = take_up / 100;
    request->need_told = pp_call_text(call, "need-share") != NULL;
    request->options.need_pct = (int)(share + 0.5);
    request->team_names = pp_words_list(call, "teams", arena, &n_teams);
    if (!request->team_names)
        return pp_fail_nomem(reterr);
    request->n_team_names = (int)n_teams;
    for (int kind = 0; kind < PP_N_ROSTER_WISHES; kind++) {
        struct pp_roster_wishes *wishes = &request->wishes[kind];
        wishes->n =
            pp_call_list(call, pp_roster_wish_name((enum pp_roster_wish)kind), &wishes->texts);
    }
    request->dry_run = pp_call_dry_run(call);
    request->who = pp_cli_who();
    request->cancel = pp_call_cancel(call);
    request->progress = pp_call_progress(call);
    return 0;
}

static bool has_drafts(const struct pp_roster *roster) {
    for (int i = 0; i < roster->n_sessions; i++)
        if (roster->sessions[i].status == PP_SESSION_DRAFT)
            return true;
    return false;
}

/* The plan is in force: what of its roster people are told at once, and what only when it is published. */
static void say_in_force(struct pp_call *call, const struct pp_roster_in_hand *made) {
    PP_AUTO_STR struct pp_str plan = {0};
    char iso[11], day[40], homes[32];
    pp_str_append_word(&plan, made->problem.plan_name);
    pp_day_iso(made->leads_from, iso);
    pp_day_long(made->leads_from, day, sizeof day);
    pp_text_format_count(made->n_new_officer, homes, sizeof homes);
    if (pp_call_dry_run(call)) {
        if (made->n_new_officer)
            pp_call_say(call,
                        "The plan is in force: kept, look-ups would tell these named officers at "
                        "once. %s homes would get another one on %s.",
                        homes, day);
        return;
    }
    if (made->n_new_officer) {
        pp_call_say(call,
                    "The plan is in force: look-ups tell these named officers. %s homes get "
                    "another one, the first on %s.",
                    homes, day);
        pp_call_say(call, "Letters to them: patchplan letters --plan %s --from %s",
                    pp_str_text(&plan), iso);
    } else if (!made->before) /* else that was told already */
        pp_call_say(call, "The plan is in force. Nobody's officer changes.");
    if (has_drafts(&made->roster))
        pp_call_say(call,
                    "New drop-ins stay a draft until they are published. To publish them: "
                    "patchplan publish %s --from %s",
                    pp_str_text(&plan), iso);
}

/* What it changes against the roster that stood, or would change. */
static int say_effect(struct pp_call *call, const struct pp_roster_request *request,
                      const struct pp_roster_in_hand *made, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_service_roster_effect(made, &text);
    if (text.failed)
        return pp_fail_nomem(reterr);
    if (text.len)
        pp_call_say(call, "%s\n%.*s",
                    request->dry_run ? "What it would change:" : "What it changed:",
                    (int)text.len - 1, pp_str_text(&text));
    return 0;
}

/* A roster begins on a Monday, and new weeks join those that stand. */
static void say_weeks(struct pp_call *call, const struct pp_roster_request *request,
                      const struct pp_roster_in_hand *made) {
    char day[40];
    pp_day monday = pp_calendar_monday(request->from);
    int n_weeks = request->n_weeks ? request->n_weeks : 13;
    if (request->from == PP_PAST_DAY)
        return;
    pp_day_long(monday, day, sizeof day);
    if (monday != request->from)
        pp_call_say(call, "Weeks begin on Mondays: taken as from %s.", day);
    if (!request->check_only && made->problem.calendar.n_weeks > n_weeks)
        pp_call_say(call,
                    "The %d weeks asked for were joined to those that stand: %d weeks in all.",
                    n_weeks, made->problem.calendar.n_weeks);
}

/* Who was assigned by hand and gave way. */
static void say_note(struct pp_call *call, const struct pp_roster_in_hand *made) {
    if (made->note.len)
        pp_call_say(call, "%s", pp_str_text(&made->note));
}

static int make(struct pp_call *call, struct pp_roster_request *request, int *ret_status,
                struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand made = {0};
    PP_AUTO_DB struct pp_db *db = NULL;
    int rc = request->check_only ? pp_call_open(call, false, &db, reterr)
                                 : pp_call_open_to_change(call, request->dry_run, &db, reterr);
    if (!rc)
        rc = pp_service_roster_build(db, request, &made, reterr);
    if (rc)
        return rc;
    *ret_status = pp_outcome_exit_status(made.roster.outcome);
    rc = pp_roster_say_made(call, &made, reterr);
    say_note(call, &made);
    if (!rc && request->check_only)
        rc = pp_roster_say_standing(call, db, request->plan_name, reterr);
    if (!rc)
        rc = say_effect(call, request, &made, reterr);
    if (!rc && request->dry_run)
        pp_call_say(call, "A dry run: nothing was kept.");
    if (!rc && made.in_force)
        say_in_force(call, &made);
    if (!rc)
        say_weeks(call, request, &made);
    return rc;
}

static int run_build(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_roster_request request;
    pp_roster_request_default(&request);
    int rc = read_request(call, &arena, &request, reterr);
    request.replace = pp_call_flag(call, "replace");
    request.options.keep_dir = pp_call_text(call, "keep-model");
    request.options.max_steps = pp_call_int(call, "max-steps", 0);
    if (request.options.max_steps)
        request.time_limit_s = 0; /* unless one is given */
    request.time_limit_s = pp_call_real(call, "time-limit", request.time_limit_s);
    return rc ? rc : make(call, &request, ret_status, reterr);
}

static int run_check(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_roster_request request;
    pp_roster_request_default(&request);
    request.check_only = true;
    int rc = read_request(call, &arena, &request, reterr);
    return rc ? rc : make(call, &request, ret_status, reterr);
}

/* ---- replan ---- */

static const struct pp_option replan_options[] = {
    {"plan", 'p', PP_OPTION_TEXT, "NAME", "the plan (else the one in force, else the newest)"},
    {"from", 0, PP_OPTION_DATE, "DATE", "replan from this day's Monday on (the whole roster)"},
    {"offer", 0, PP_OPTION_CHOICE, "least|balance|mixed",
     "make this one and keep it (else: all three are shown, nothing is kept)"},
    {"teams", 0, PP_OPTION_LIST, "TEAM",
     "only these teams; all others stay as they are (least change: those that no longer stand)"},
    {"time-limit", 0, PP_OPTION_REAL, "SECONDS", "for each offer (4; with --max-steps: none)"},
    {"max-steps", 0, PP_OPTION_INT, "N",
     "arrange drop-ins by so many steps a team: an offer that is kept is the one that was shown"},
    {0},
};
static const char *const offer_names[] = {"least", "balance", "mixed"};
static const char *const offer_words[] = {"least change", "best balance", "mixed"};

static const struct pp_column offer_columns[] = {
    {"offer", "Offer", PP_COLUMN_TEXT, 0},
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"patches_changing_officer", "Patches with another officer", PP_COLUMN_INT, 0},
    {"homes_changing_officer", "Their homes", PP_COLUMN_INT, 0},
    {"sessions_changed", "Drop-ins changed", PP_COLUMN_INT, 0},
    {"least_per_fte", "Fewest for a full-time officer", PP_COLUMN_REAL, 0},
    {"most_per_fte", "Most", PP_COLUMN_REAL, 0},
    {"broken_rules", "Rules not kept", PP_COLUMN_INT, 0},
    {"hire_pounds", "Hire, pounds", PP_COLUMN_REAL, 0},
    {"travel_km", "An officer's way in two weeks, km", PP_COLUMN_REAL, 0},
    {0},
};

static void report_offer(struct pp_report *report, const char *name,
                         const struct pp_offer_figures *figures) {
    pp_report_text(report, name);
    pp_report_text(report, figures->team ? figures->team : "all");
    pp_report_int(report, figures->n_patches);
    pp_report_int(report, figures->n_homes);
    pp_report_int(report, figures->n_sessions);
    pp_report_real(report, figures->least);
    pp_report_real(report, figures->most);
    pp_report_int(report, figures->n_broken);
    pp_report_real(report, figures->hire_pounds);
    pp_report_real(report, figures->travel_km);
}

/* Of the teams that were asked for, else of all. */
static int report_offers(struct pp_call *call, const struct pp_roster_request *request,
                         const struct pp_roster_in_hand *offers, int n, struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(offer_columns);
    int n_teams = request->n_team_names;
    for (int i = 0; i < n; i++)
        for (int t = 0; t < (n_teams ? n_teams : 1); t++) {
            const char *const *names =
                pp_call_format(call) == PP_FORMAT_TABLE ? offer_words : offer_names;
            struct pp_offer_figures figures;
            int rc = pp_service_offer_figures(&offers[i], n_teams ? request->team_names[t] : NULL,
                                              &figures, reterr);
            if (rc)
                return rc;
            report_offer(report, names[offers[i].options.replan - 1], &figures);
        }
    return pp_report_write(report, call, reterr);
}

/* With who leads which patch from when on, too. */
static int write_offers(struct pp_call *call, const struct pp_roster_request *request,
                        const struct pp_roster_in_hand *offers, int n, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *rows = NULL;
    int rc = pp_service_offers_json(offers, n, request->team_names, request->n_team_names, &rows,
                                    reterr);
    return rc ? rc : pp_call_write_json(call, rows, reterr);
}

static int show_offers(struct pp_call *call, const struct pp_roster_request *request,
                       const struct pp_roster_in_hand *offers, int n, struct pp_error *reterr) {
    pp_roster_say_plan(call, &offers[0]);
    int rc = pp_call_format(call) == PP_FORMAT_JSON
                 ? write_offers(call, request, offers, n, reterr)
                 : report_offers(call, request, offers, n, reterr);
    if (!rc)
        pp_call_say(call, "%sNothing was kept. To keep one: --offer least, balance or mixed.",
                    n < 3 ? "What changes more without being more even is left out. " : "");
    if (!rc && !offers[0].options.max_steps)
        pp_call_say(call, "Each search may have been cut by its time: what is kept can come out a "
                          "little otherwise. With --max-steps it is what was shown.");
    return rc;
}

static int show_kept(struct pp_call *call, const struct pp_roster_in_hand *made,
                     struct pp_error *reterr) {
    bool json = pp_call_format(call) == PP_FORMAT_JSON;
    bool list = !json && (pp_call_format(call) == PP_FORMAT_CSV || pp_call_output_path(call));
    int rc = 0;
    if (list)
        pp_roster_say_plan(call, made);
    if (!list && !json && made->stays)
        return pp_roster_say_made(call, made, reterr);
    if (list || (!json && made->roster.n_changes > made->n_changes_before))
        rc = pp_roster_tell_changes(call, made, reterr);
    else if (!json)
        pp_call_print(call, "Nothing changes.\n");
    if (!rc && !list && !json)
        pp_call_print(call, "\n");
    if (!rc && !list)
        rc = pp_roster_say_made(call, made, reterr);
    say_note(call, made);
    if (!rc && pp_call_dry_run(call))
        pp_call_say(call, "A dry run: nothing was kept.");
    return rc;
}

static int run_replan(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_DB struct pp_db *db = NULL;
    struct pp_roster_in_hand offers[3] = {{0}};
    struct pp_roster_request request;
    const char *wanted = pp_call_text(call, "offer");
    size_t n_teams = 0;
    int offer = 0, n = 0;
    for (int i = 0; i < 3 && wanted; i++)
        if (strcmp(wanted, offer_names[i]) == 0)
            offer = i + 1;
    pp_roster_request_default(&request);
    (void)pp_call_date(call, "from", &request.from);
    request.plan_name = pp_call_text(call, "plan");
    request.options.max_steps = pp_call_int(call, "max-steps", 0);
    request.time_limit_s = pp_call_real(call, "time-limit", request.options.max_steps ? 0 : 4);
    request.dry_run = pp_call_dry_run(call);
    request.who = pp_cli_who();
    request.cancel = pp_call_cancel(call);
    request.progress = pp_call_progress(call);
    request.team_names = pp_words_list(call, "teams", &arena, &n_teams);
    request.n_team_names = (int)n_teams;
    int rc = request.team_names ? pp_call_open(call, offer && !request.dry_run, &db, reterr)
                                : pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_service_roster_replan(db, &request, (enum pp_replan)offer, offers, &n, reterr);
    if (!rc && offer) {
        *ret_status = pp_outcome_exit_status(offers[0].roster.outcome);
        rc = show_kept(call, &offers[0], reterr);
    } else if (!rc)
        rc = show_offers(call, &request, offers, n, reterr);
    for (int i = 0; i < 3; i++)
        pp_roster_in_hand_done(&offers[i]);
    return rc;
}

const struct pp_command pp_command_roster_build = {
    .name = "roster build",
    .summary = "make the roster: named officers, cover, drop-ins, visits of a quarter",
    .arguments = "",
    .description =
        "From the plan's patches and the people, venues, leave, needs and visits of the file: who "
        "is the named officer of each patch, who stands in on each working day of every absence, "
        "which drop-in is where and when in a two-week timetable, dated for the quarter and "
        "repaired round bank holidays and leave, and in which week each household has its yearly "
        "visit. Weeks before --from stay as they are, so that the next quarter joins on to this "
        "one; "
        "drop-ins that are published stay where they are for four weeks.\n\n"
        "What cannot be done is named with patch, officer, venue and day, and with the command "
        "that would mend it; the exit status is then 4. What is decided in such a command (--lend, "
        "--train, --go-along, --venue-open, --venue-desks, --meet-at, --need-share) holds for the "
        "plan until it is taken back: --lend OFFICER=their own team, --need-share 0, the others "
        "with =as-listed, as in --venue-open V02=as-listed.\n\n"
        "Searching that is stopped by time is not repeatable to the byte.",
    .examples = "patchplan roster build --from 2027-01-04\n"
                "patchplan roster build --plan draft --from 2027-01-04 --weeks 13\n"
                "patchplan roster build --lend O166=Central --venue-open V02=wed-pm",
    .options = build_options,
    .run = run_build,
};

const struct pp_command pp_command_roster_check = {
    .name = "roster check",
    .summary = "count supply against demand before a roster is made",
    .arguments = "",
    .description = "By team: posts against patches, skills, desks and half-days of venues, places "
                   "beyond reach of any, meetings that clash. Solves nothing and keeps nothing.",
    .examples = "patchplan roster check\npatchplan roster check --plan draft --from 2027-01-04",
    .options = check_options,
    .run = run_check,
};

const struct pp_command pp_command_roster_replan = {
    .name = "roster replan",
    .summary = "make the roster again from what stands: somebody left, began, or is long away",
    .arguments = "",
    .description = "After an officer has left or begun, a long absence, a venue closed or patches "
                   "redrawn: what is published or untouched stays, and the rest is made again. "
                   "Without --offer it shows three: least change (only patches whose officer is "
                   "gone), best balance, and mixed.",
    .examples = "patchplan roster replan\npatchplan roster replan --offer least\n"
                "patchplan roster replan --offer mixed --from 2027-02-15 -n",
    .options = replan_options,
    .run = run_replan,
};
