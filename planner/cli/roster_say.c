#include "planner/cli/roster_say.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"

static const struct pp_column team_columns[] = {
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"homes_keeping_officer", "Keep officer", PP_COLUMN_INT, 0},
    {"least_per_fte", "Fewest a full-time officer", PP_COLUMN_REAL, 0},
    {"most_per_fte", "Most", PP_COLUMN_REAL, 0},
    {"share_inside", "Officers within 5 %, share", PP_COLUMN_REAL, 2},
    {"share_in_reach_own", "Near own officer, share", PP_COLUMN_REAL, 2},
    {"sessions", "Drop-ins", PP_COLUMN_INT, 0},
    {"evenings", "Evenings", PP_COLUMN_INT, 0},
    {"overdue", "Visits overdue", PP_COLUMN_INT, 0},
    {"visits_outside", "Not in their month", PP_COLUMN_INT, 0},
    {"peak_over_mean", "Busiest week, times the mean", PP_COLUMN_REAL, 2},
    {"broken_rules", "Rules not kept", PP_COLUMN_INT, 0},
    {0},
};

static int count_broken(const struct pp_roster *roster, int team_ix) {
    int n = 0;
    for (int i = 0; i < roster->n_breaches; i++)
        n += roster->breaches[i].broken && (team_ix < 0 || roster->breaches[i].team_ix == team_ix);
    return n;
}

static struct pp_report *report_teams(const struct pp_roster_in_hand *made) {
    struct pp_report *report = pp_report_new(team_columns);
    for (int i = 0; i < made->roster.n_measures; i++) {
        const struct pp_team_measures *m = &made->roster.measures[i];
        pp_report_text(report, m->team_ix < 0 ? "all" : made->problem.team_names[m->team_ix]);
        pp_report_int(report, m->n_homes);
        pp_report_int(report, m->n_keeping_officer);
        pp_report_real(report, m->least_per_fte);
        pp_report_real(report, m->most_per_fte);
        pp_report_real(report, m->share_inside);
        pp_report_real(report,
                       m->n_homes > 0 ? (double)m->n_in_reach_own / (double)m->n_homes : NAN);
        pp_report_int(report, m->n_sessions);
        pp_report_int(report, m->n_evenings);
        pp_report_int(report, m->n_overdue);
        pp_report_int(report, m->n_visits_outside);
        pp_report_real(report, m->peak_over_mean);
        pp_report_int(report, count_broken(&made->roster, m->team_ix));
    }
    return report;
}

void pp_roster_say_plan(struct pp_call *call, const struct pp_roster_in_hand *in_hand) {
    if (in_hand->choice != PP_PLAN_NAMED)
        pp_call_say(call, "Plan '%s', %s.", in_hand->problem.plan_name,
                    pp_plan_choice_text(in_hand->choice));
}

int pp_roster_say_outdated(struct pp_call *call, struct pp_roster_in_hand *found,
                           struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int rc = pp_service_roster_outdated(found, &text, reterr);
    if (!rc && text.len)
        pp_call_say(call, "%.*s", (int)text.len - 1, pp_str_text(&text));
    return rc;
}

int pp_roster_say_standing(struct pp_call *call, struct pp_db *db, const char *plan_name,
                           struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand found = {0};
    struct pp_error none;
    if (pp_service_roster_load(db, plan_name, &found, &none) != 0)
        return 0; /* no plan, or none with a roster */
    return pp_roster_say_outdated(call, &found, reterr);
}

static int write_json(struct pp_call *call, const struct pp_roster_in_hand *made,
                      struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_service_roster_json(made);
    return json ? pp_call_write_json(call, json, reterr) : pp_fail_nomem(reterr);
}

int pp_roster_say_made(struct pp_call *call, const struct pp_roster_in_hand *made,
                       struct pp_error *reterr) {
    enum { MOST_OF_A_KIND = 5 };
    PP_AUTO_STR struct pp_str text = {0};
    pp_roster_say_plan(call, made);
    if (pp_call_format(call) == PP_FORMAT_JSON)
        return write_json(call, made, reterr);
    PP_AUTO_REPORT struct pp_report *report = report_teams(made);
    if (pp_call_format(call) == PP_FORMAT_CSV || pp_call_output_path(call))
        return pp_report_write(report, call, reterr);
    pp_service_roster_stopped(made, &text);
    if (text.failed)
        return pp_fail_nomem(reterr);
    pp_call_print(call, pp_str_text(&text));
    pp_str_clear(&text);
    int rc = made->roster.n_measures ? pp_report_print(report, call, reterr) : 0;
    if (rc)
        return rc;
    if (made->roster.n_measures)
        pp_str_append_char(&text, '\n');
    pp_service_roster_summary(made, &text);
    pp_service_roster_breaches(made, MOST_OF_A_KIND, &text);
    if (text.failed)
        return pp_fail_nomem(reterr);
    pp_call_print(call, pp_str_text(&text));
    return 0;
}

/* ---- what changes ---- */

static const struct pp_column change_columns[] = {
    {"what", "What", PP_COLUMN_TEXT, 0},          {"patch", "Patch", PP_COLUMN_TEXT, 0},
    {"from", "From", PP_COLUMN_TEXT, 0},          {"to", "To", PP_COLUMN_TEXT, 0},
    {"old_officer_id", "Was", PP_COLUMN_TEXT, 0}, {"new_officer_id", "Is now", PP_COLUMN_TEXT, 0},
    {"session_id", "No.", PP_COLUMN_INT, 0},      {"homes", "Homes", PP_COLUMN_INT, 0},
    {"text", "In words", PP_COLUMN_TEXT, 0},      {0},
};

static void report_day(struct pp_report *report, pp_day day) {
    char text[11];
    pp_day_iso(day, text);
    pp_report_text(report, day == PP_PAST_DAY || day == PP_FAR_DAY ? NULL : text);
}

/* "9 March 2027"; the sentence beside it has the weekday. */
static void report_day_in_words(struct pp_report *report, pp_day day) {
    char text[32];
    pp_day_long(day, text, sizeof text);
    pp_report_text(report, day == PP_PAST_DAY || day == PP_FAR_DAY ? NULL : strchr(text, ' ') + 1);
}

static void report_officer(struct pp_report *report, const struct pp_roster_problem *problem,
                           int post_ix) {
    pp_report_text(report, post_ix >= 0 ? problem->posts[post_ix].officer_id : NULL);
}

static int list_changes(const struct pp_call *call, const struct pp_roster_in_hand *made,
                        struct pp_error *reterr) {
    static const struct pp_column columns[] = {{"from", "From", PP_COLUMN_TEXT, 0},
                                               {"to", "To", PP_COLUMN_TEXT, 0},
                                               {"text", "What changes", PP_COLUMN_TEXT, 0},
                                               {0}};
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    for (int i = made->n_changes_before; i < made->roster.n_changes; i++) {
        const struct pp_change *change = &made->roster.changes[i];
        report_day_in_words(report, change->first_day);
        report_day_in_words(report, change->last_day);
        pp_report_text(report, change->text);
    }
    return pp_report_print(report, call, reterr);
}

int pp_roster_tell_changes(struct pp_call *call, const struct pp_roster_in_hand *made,
                           struct pp_error *reterr) {
    if (pp_call_format(call) == PP_FORMAT_TABLE && !pp_call_output_path(call))
        return list_changes(call, made, reterr);
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(change_columns);
    const struct pp_roster_problem *problem = &made->problem;
    for (int i = made->n_changes_before; i < made->roster.n_changes; i++) {
        const struct pp_change *change = &made->roster.changes[i];
        pp_report_text(report, change->what);
        pp_report_text(report,
                       change->patch_ix >= 0 ? problem->patches[change->patch_ix].name : NULL);
        report_day(report, change->first_day);
        report_day(report, change->last_day);
        report_officer(report, problem, change->old_post_ix);
        report_officer(report, problem, change->new_post_ix);
        if (change->session_id > 0)
            pp_report_int(report, change->session_id);
        else
            pp_report_text(report, NULL);
        pp_report_int(report, change->n_homes);
        pp_report_text(report, change->text);
    }
    return pp_report_write(report, call, reterr);
}

int pp_roster_say_changed(struct pp_call *call, const struct pp_roster_in_hand *made,
                          int *ret_status, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_roster_say_plan(call, made);
    *ret_status = made->n_new_broken > 0 ? 4 : 0;
    if (pp_call_format(call) == PP_FORMAT_JSON)
        return write_json(call, made, reterr);
    if (pp_call_format(call) == PP_FORMAT_CSV || pp_call_output_path(call))
        return pp_roster_tell_changes(call, made, reterr);
    pp_service_roster_changes(made, &text);
    if (made->n_new_broken > 0) {
        pp_str_append(&text, "Rules that this breaks\n");
        pp_service_roster_newly_broken(made, 12, &text);
    }
    if (text.failed)
        return pp_fail_nomem(reterr);
    pp_call_print(call, pp_str_text(&text));
    if (pp_call_dry_run(call))
        pp_call_say(call, "A dry run: nothing was kept.");
    return 0;
}

int pp_roster_need_week(const struct pp_roster_problem *problem, pp_day day, int n_weeks,
                        struct pp_error *reterr) {
    pp_day from = problem->calendar.first_day, to = from + 7 * n_weeks - 1;
    char first[32], last[32];
    if (day >= from && day <= to)
        return 0;
    pp_day_long(from, first, sizeof first);
    pp_day_long(to, last, sizeof last);
    return pp_fail(reterr, PP_E_USAGE, "this roster runs from %s to %s: give --week a day in it",
                   first, last);
}

int pp_roster_read_day(const char *text, const char *what, pp_day *ret_day,
                       struct pp_error *reterr) {
    if (!text || pp_read_day(text, ret_day))
        return 0;
    return pp_fail(reterr, PP_E_USAGE, "%s: '%.40s' is no day; write it as 2027-03-09 or 9/3/2027",
                   what, text);
}

int pp_roster_read_half(const char *text, int *ret_half, struct pp_error *reterr) {
    *ret_half = text ? pp_half_parse(text) : -1;
    if (!text || *ret_half >= 0)
        return 0;
    return pp_fail(reterr, PP_E_USAGE, "'%.40s' is no half-day: am, pm or evening", text);
}
