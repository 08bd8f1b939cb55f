/* roster show: all of it, a team, an officer, a patch, a week; modelled against recorded. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/publish/roster.h"
#include "patchplan/service/which_plan.h"
#include "patchplan/service/file.h"
#include "patchplan/service/roster.h"
#include "patchplan/store/roster.h"
#include "planner/cli/roster_say.h"

static const struct pp_option options[] = {
    {"plan", 'p', PP_OPTION_TEXT, "NAME", "the plan (else the one in force, else the newest)"},
    {"week", 0, PP_OPTION_DATE, "DATE",
     "weeks A and B round this day (officer, patch, -f csv: its week's drop-ins)"},
    {"against", 0, PP_OPTION_DATE, "DATE", "modelled against recorded since this day, by patch"},
    {0},
};

/* What is shown: numbers of one thing, -1 for all. */
struct view {
    int team_ix, post_ix, patch_ix;
};

static int find_view(const struct pp_roster_problem *problem, const char *wanted, struct view *view,
                     struct pp_error *reterr) {
    *view = (struct view){-1, -1, -1};
    if (!wanted)
        return 0;
    for (int i = 0; i < problem->n_teams; i++)
        if (pp_text_same_name(problem->team_names[i], wanted))
            view->team_ix = i;
    for (int i = 0; i < problem->n_patches && view->team_ix < 0; i++)
        if (pp_text_same_name(problem->patches[i].name, wanted))
            view->patch_ix = i;
    if (view->team_ix >= 0 || view->patch_ix >= 0)
        return 0;
    int rc = pp_roster_find_post(problem, wanted, &view->post_ix, reterr);
    if (rc != PP_E_NOTFOUND)
        return rc;
    const char *nearest = pp_roster_nearest_name(problem, wanted);
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "'%.60s' is no team, officer or patch of plan '%s'%s%s%s; teams and patches are "
                   "in: patchplan show",
                   wanted, problem->plan_name, nearest ? ", did you mean '" : "",
                   nearest ? nearest : "", nearest ? "'?" : "");
}

static bool has(const int *list, int n, int value) {
    for (int i = 0; i < n; i++)
        if (list[i] == value)
            return true;
    return false;
}

static bool in_view(const struct view *view, const struct pp_session *session) {
    return (view->team_ix < 0 || session->team_ix == view->team_ix) &&
           (view->post_ix < 0 || has(session->posts, session->n_posts, view->post_ix)) &&
           (view->patch_ix < 0 || has(session->patches, session->n_patches, view->patch_ix));
}

/* ---- drop-ins and meetings ---- */

static const struct pp_column session_columns[] = {
    {"session_id", "No.", PP_COLUMN_INT, 0},     {"date", "Day", PP_COLUMN_TEXT, 0},
    {"start", "From", PP_COLUMN_TEXT, 0},        {"end", "To", PP_COLUMN_TEXT, 0},
    {"venue_id", "Venue", PP_COLUMN_TEXT, 0},    {"venue", "Name", PP_COLUMN_TEXT, 0},
    {"officers", "Officers", PP_COLUMN_TEXT, 0}, {"patches", "Patches", PP_COLUMN_TEXT, 0},
    {"status", "State", PP_COLUMN_TEXT, 0},      {0},
};

static void add_session(const struct pp_roster_problem *problem, const struct pp_session *session,
                        bool table, struct pp_report *report) {
    PP_AUTO_STR struct pp_str officers = {0}, patches = {0};
    char day[32], clock[2][16];
    const struct pp_roster_venue *venue =
        session->venue_ix >= 0 ? &problem->venues[session->venue_ix] : NULL;
    if (table)
        pp_day_long(session->day, day, sizeof day);
    else
        pp_day_iso(session->day, day);
    snprintf(clock[0], sizeof clock[0], "%02d:%02d", session->from_min / 60,
             session->from_min % 60);
    snprintf(clock[1], sizeof clock[1], "%02d:%02d", session->to_min / 60, session->to_min % 60);
    for (int i = 0; i < session->n_posts; i++)
        pp_str_appendf(&officers, "%s%s", i ? table ? ", " : ";" : "",
                       table ? problem->posts[session->posts[i]].name
                             : problem->posts[session->posts[i]].officer_id);
    for (int i = 0; i < session->n_patches; i++)
        pp_str_appendf(&patches, "%s%s", i ? table ? ", " : ";" : "",
                       problem->patches[session->patches[i]].name);
    pp_report_int(report, session->session_id);
    pp_report_text(report, day);
    pp_report_text(report, clock[0]);
    pp_report_text(report, clock[1]);
    pp_report_text(report, venue ? venue->venue_id : NULL);
    pp_report_text(report, venue ? venue->name : session->series);
    pp_report_text(report, pp_str_text(&officers));
    pp_report_text(report, session->tara_ix >= 0 ? problem->taras[session->tara_ix].name
                                                 : pp_str_text(&patches));
    pp_report_text(report, pp_session_status_names[session->status]);
}

static struct pp_report *report_sessions(const struct pp_roster_in_hand *found,
                                         const struct view *view, pp_day from, pp_day to,
                                         bool table) {
    struct pp_report *report = pp_report_new(session_columns);
    for (int i = 0; i < found->roster.n_sessions; i++) {
        const struct pp_session *session = &found->roster.sessions[i];
        if (session->day >= from && session->day <= to && in_view(view, session))
            add_session(&found->problem, session, table, report);
    }
    return report;
}

/* ---- an officer, a patch ---- */

/* "from Monday 4 January 2027 to Friday 12 February 2027" */
static void lead_dates(const struct pp_lead *lead, char *text, size_t size) {
    char from[40], to[40];
    bool ends = lead->last_day < PP_FAR_DAY;
    pp_day_long(lead->first_day, from, sizeof from);
    pp_day_long(lead->last_day, to, sizeof to);
    snprintf(text, size, "from %s%s%s", from, ends ? " to " : "", ends ? to : "");
}

static void say_officer(const struct pp_roster_in_hand *found, int post_ix) {
    PP_AUTO_STR struct pp_str name = {0};
    const struct pp_roster_problem *problem = &found->problem;
    const struct pp_post *post = &problem->posts[post_ix];
    printf("%s (%s), %s, %.2f of full time\n", pp_roster_post_words(problem, post_ix, &name),
           post->officer_id, pp_roster_team_words(problem, post->team_ix),
           post->fte_milli / 1000.0);
    for (int i = 0; i < found->roster.n_leads; i++) {
        const struct pp_lead *lead = &found->roster.leads[i];
        char when[96];
        lead_dates(lead, when, sizeof when);
        if (lead->post_ix == post_ix)
            printf("Named officer of %s, %.0f %% of it, %s%s\n",
                   problem->patches[lead->patch_ix].name, lead->share_milli / 10.0, when,
                   lead->pinned ? " (fixed)" : "");
    }
    for (int i = 0; i < found->roster.n_buddies; i++)
        if (found->roster.buddies[i].post_ix == post_ix)
            printf("Buddy of %s\n", problem->patches[found->roster.buddies[i].patch_ix].name);
    for (int i = 0; i < found->roster.n_hours; i++) {
        const struct pp_hours *h = &found->roster.hours[i];
        double needed = pp_hours_needed(h);
        if (h->post_ix == post_ix && h->available > 0)
            printf("Hours in these weeks: %.0f needed, %.0f available (%.0f %%)\n", needed / 60,
                   h->available / 60, 100 * needed / h->available);
    }
}

static void say_patch(const struct pp_roster_in_hand *found, int patch_ix) {
    PP_AUTO_STR struct pp_str name = {0};
    const struct pp_roster_problem *problem = &found->problem;
    const struct pp_roster_patch *patch = &problem->patches[patch_ix];
    int n_visits = 0;
    printf("Patch %s, %s, %d homes\n", patch->name, pp_roster_team_words(problem, patch->team_ix),
           patch->n_homes);
    for (int i = 0; i < found->roster.n_leads; i++) {
        const struct pp_lead *lead = &found->roster.leads[i];
        char when[96];
        lead_dates(lead, when, sizeof when);
        if (lead->patch_ix == patch_ix)
            printf("Named officer: %s, %.0f %% of it, %s%s\n",
                   pp_roster_post_words(problem, lead->post_ix, &name), lead->share_milli / 10.0,
                   when, lead->pinned ? " (fixed)" : "");
    }
    for (int i = 0; i < found->roster.n_buddies; i++)
        if (found->roster.buddies[i].patch_ix == patch_ix)
            printf("Buddy: %s\n",
                   pp_roster_post_words(problem, found->roster.buddies[i].post_ix, &name));
    for (int i = 0; i < found->roster.n_visits; i++)
        n_visits += found->roster.visits[i].patch_ix == patch_ix &&
                    found->roster.visits[i].week_start >= problem->calendar.first_day &&
                    found->roster.visits[i].week_start <= pp_calendar_last_day(&problem->calendar);
    printf("Visits in these weeks: %d\n", n_visits);
}

/* ---- all of it, or a team: grids ---- */

/* `day` PP_PAST_DAY: none was asked for. */
static int print_grids(const struct pp_roster_in_hand *found, int team_ix, pp_day day,
                       struct pp_error *reterr) {
    const struct pp_roster_sheet sheet = {.problem = &found->problem, .roster = &found->roster};
    int rc = 0;
    for (int team = 0; !rc && team < found->problem.n_teams; team++) {
        PP_AUTO_STR struct pp_str text = {0};
        const struct pp_grid_view view = {.team_ix = team,
                                          .day = day,
                                          .whole = team_ix >= 0 || day != PP_PAST_DAY,
                                          .colours = isatty(STDOUT_FILENO) == 1};
        if (team_ix >= 0 && team != team_ix)
            continue;
        rc = pp_publish_roster_grid(&sheet, &view, &text, reterr);
        if (!rc)
            printf("%s\n", pp_str_text(&text));
    }
    return rc;
}

static int print_attendance(struct pp_db *db, const struct pp_roster_in_hand *found,
                            struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_attendance_row *rows = NULL;
    int n = 0;
    int rc = pp_store_attendance(db, found->plan_id, &arena, &rows, &n, reterr);
    if (!rc && n)
        printf("Who came, by venue and half-day\n");
    for (int i = 0; !rc && i < n; i++)
        printf("  %s, %s: %d people at %d drop-ins\n", rows[i].venue_id,
               pp_half_words((enum pp_half)rows[i].half), rows[i].n_people, rows[i].n_sessions);
    return rc;
}

static int print_all(const struct pp_call *call, struct pp_db *db,
                     const struct pp_roster_in_hand *found, int team_ix, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    int rc = print_grids(found, team_ix, PP_PAST_DAY, reterr);
    if (rc || team_ix >= 0)
        return rc;
    pp_str_append(&text,
                  "A team's patches, who stands in for whom, drop-ins and meetings: patchplan "
                  "roster show TEAM\n\n");
    pp_service_roster_summary(found, &text);
    pp_service_roster_breaches(found, 3, &text);
    if (found->roster.n_breaches)
        pp_str_append(&text, "All of them are on the last sheet of: patchplan export roster -o "
                             "roster.xlsx\n");
    if (text.failed)
        return pp_fail_nomem(reterr);
    pp_call_print(call, pp_str_text(&text));
    return print_attendance(db, found, reterr);
}

/* ---- against what was recorded ---- */

static const struct pp_column against_columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},
    {"officer", "Named officer", PP_COLUMN_TEXT, 0},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"visits_modelled", "Visits modelled", PP_COLUMN_REAL, 1},
    {"visits_recorded", "made", PP_COLUMN_INT, 0},
    {"visit_minutes_modelled", "Minutes a visit, modelled", PP_COLUMN_REAL, 0},
    {"visit_minutes_recorded", "recorded", PP_COLUMN_REAL, 1},
    {"work_minutes_modelled", "Other minutes, modelled", PP_COLUMN_REAL, 0},
    {"work_minutes_recorded", "recorded", PP_COLUMN_REAL, 0},
    {0},
};

static bool leads(const struct pp_roster *roster, int post_ix, int patch_ix) {
    for (int i = 0; i < roster->n_leads; i++)
        if (roster->leads[i].post_ix == post_ix && roster->leads[i].patch_ix == patch_ix)
            return true;
    return false;
}

/* A patch of the team, the patch itself, a patch that the officer leads at some time of the roster; else any. */
static bool is_patch_in_view(const struct pp_roster_in_hand *found, const struct view *view,
                             int patch_ix) {
    return (view->team_ix < 0 || found->problem.patches[patch_ix].team_ix == view->team_ix) &&
           (view->patch_ix < 0 || patch_ix == view->patch_ix) &&
           (view->post_ix < 0 || leads(&found->roster, view->post_ix, patch_ix));
}

static int show_against(struct pp_call *call, struct pp_db *db,
                        const struct pp_roster_in_hand *found, const struct view *view,
                        pp_day since, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(against_columns);
    struct pp_against_row *rows = NULL;
    if (since >= found->problem.today)
        return pp_fail(reterr, PP_E_USAGE,
                       "--against needs a day that has passed: it counts what was recorded since");
    if (since < found->problem.today - PP_RECORD_DAYS_HELD)
        return pp_fail(reterr, PP_E_USAGE,
                       "--against needs a day of the last two years: nothing older is kept");
    int rc = pp_service_roster_against(db, found, since, &arena, &rows, reterr);
    for (int p = 0; !rc && p < found->problem.n_patches; p++) {
        if (!is_patch_in_view(found, view, p))
            continue;
        pp_report_text(report, rows[p].patch);
        pp_report_text(report, rows[p].officer);
        pp_report_int(report, rows[p].homes);
        pp_report_real(report, rows[p].visits_modelled);
        pp_report_int(report, rows[p].visits_recorded);
        pp_report_real(report, rows[p].visit_minutes_modelled);
        pp_report_real(report, rows[p].visit_minutes_recorded);
        pp_report_real(report, rows[p].work_minutes_modelled);
        pp_report_real(report, rows[p].work_minutes_recorded);
    }
    return rc ? rc : pp_report_write(report, call, reterr);
}

static int show(struct pp_call *call, struct pp_db *db, const struct pp_roster_in_hand *found,
                const struct view *view, struct pp_error *reterr) {
    pp_day day = PP_PAST_DAY, from = found->problem.calendar.first_day;
    pp_day to = pp_calendar_last_day(&found->problem.calendar);
    const struct pp_roster_problem *problem = &found->problem;
    bool table = pp_call_format(call) == PP_FORMAT_TABLE && !pp_call_output_path(call);
    bool one = view->post_ix >= 0 || view->patch_ix >= 0;
    bool week = pp_call_date(call, "week", &day);
    int rc = week ? pp_roster_need_week(problem, day, problem->calendar.n_weeks, reterr) : 0;
    if (rc)
        return rc;
    if (week) {
        from = pp_calendar_monday(day);
        to = from + 6;
    }
    if (table && !one)
        return week ? print_grids(found, view->team_ix, day, reterr)
                    : print_all(call, db, found, view->team_ix, reterr);
    if (table && view->post_ix >= 0)
        say_officer(found, view->post_ix);
    if (table && view->patch_ix >= 0)
        say_patch(found, view->patch_ix);
    PP_AUTO_REPORT struct pp_report *report = report_sessions(found, view, from, to, table);
    return pp_report_write(report, call, reterr);
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand found = {0};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_DB struct pp_db *db = NULL;
    const char *plan = NULL;
    struct view view;
    pp_day since = 0;
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_plan_of(db, pp_call_text(call, "plan"), pp_call_argument(call, 0),
                                pp_day_today(), &arena, &plan, reterr);
    if (!rc)
        rc = pp_service_roster_load(db, plan, &found, reterr);
    if (!rc)
        rc = find_view(&found.problem, pp_call_argument(call, 0), &view, reterr);
    if (rc)
        return rc;
    pp_roster_say_plan(call, &found);
    rc = pp_roster_say_outdated(call, &found, reterr);
    if (rc)
        return rc;
    if (pp_call_date(call, "against", &since))
        return show_against(call, db, &found, &view, since, reterr);
    bool whole = !pp_call_argument(call, 0) && !pp_call_text(call, "week");
    if (pp_call_format(call) != PP_FORMAT_JSON || !whole)
        return show(call, db, &found, &view, reterr);
    PP_AUTO_JSON struct pp_json *json = pp_service_roster_json(&found);
    return json ? pp_call_write_json(call, json, reterr) : pp_fail_nomem(reterr);
}

static const struct pp_option_rule rules[] = {
    {"week", "against", false, NULL},
    {0},
};

const struct pp_command pp_command_roster_show = {
    .name = "roster show",
    .summary = "show the roster: officers by half-days, a team, an officer, a patch, a week",
    .arguments = "[TEAM|OFFICER|PATCH]",
    .max_arguments = 1,
    .description =
        "Without an argument: every team's officers by half-days in weeks A and B (D drop-in, V "
        "visits, T meeting of tenants and residents, S standing in, L leave), how good the roster "
        "is, what does not hold, and who came to drop-ins; the two weeks are those of --week, else "
        "the first with visits from today on. A team: also its patches, their named officers and "
        "who "
        "stands in first, who stands in for whom, and the drop-ins and meetings of these weeks. An "
        "officer or a patch: names, buddy, "
        "hours, and the dated drop-ins. With -f json all of it.\n\n"
        "--against DATE holds the minutes and visits that were modelled against those recorded "
        "since that day, patch by patch (those of the team or officer, where one is named): for "
        "the "
        "review after twelve months. Modelled is a visit "
        "a year to every home, as many of them taken up as the roster was built with.",
    .examples = "patchplan roster show\npatchplan roster show Northbank\n"
                "patchplan roster show P04 --week 2027-02-01\n"
                "patchplan roster show Northbank --against 2026-01-01 -f csv",
    .options = options,
    .rules = rules,
    .run = run,
};
