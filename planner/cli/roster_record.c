/* roster visits, roster attendance: what is to come by week, and what happened. */
#include <stdio.h>
#include <stdlib.h>

#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/file.h"
#include "patchplan/service/roster.h"
#include "patchplan/store/roster.h"
#include "planner/cli/roster_say.h"
#include "planner/cli/who.h"
#include "planner/cli/words.h"

#define PLAN \
    { "plan", 'p', PP_OPTION_TEXT, "NAME", "the plan (else the one in force, else the newest)" }

static void say_kept(struct pp_call *call, const struct pp_record_result *result) {
    if (result->n_replaced)
        pp_call_say(call,
                    "%lld of them %s another outcome of the same home and day than was recorded "
                    "before: what is told now counts in its place.",
                    (long long)result->n_replaced,
                    pp_text_plural(result->n_replaced, "tells", "tell"));
    if (result->has_reasons)
        pp_call_say(call, "The column of reasons was not read: why is never held here.");
}

static int record(struct pp_call *call, bool visits, int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_record_result_done) struct pp_record_result result = {0};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_DB struct pp_db *db = NULL;
    struct pp_record_wish wish = {.plan_name = pp_call_text(call, "plan"),
                                  .path = pp_call_text(call, "record"),
                                  .rejects_path = pp_call_text(call, "rejects"),
                                  .who = pp_cli_who(),
                                  .today = pp_day_today(),
                                  .dry_run = pp_call_dry_run(call)};
    int rc = pp_words_maps(call, &arena, &wish.maps, &wish.n_maps, reterr);
    if (!rc)
        rc = pp_call_open_to_change(call, wish.dry_run, &db, reterr);
    if (!rc)
        rc = visits ? pp_service_roster_record_visits(db, &wish, &result, reterr)
                    : pp_service_roster_record_attendance(db, &wish, &result, reterr);
    if (rc)
        return rc;
    pp_call_say(call, "%s: %lld %s recorded, %lld set aside.", wish.path, (long long)result.n_taken,
                pp_text_plural(result.n_taken, "row", "rows"), (long long)result.n_set_aside);
    say_kept(call, &result);
    if (visits && result.has_roster)
        pp_call_say(call, "Visits still to come were placed again: %lld %s another week.",
                    (long long)result.n_moved, pp_text_plural(result.n_moved, "has", "have"));
    if (result.n_set_aside) {
        pp_call_say(call, "%s", pp_str_text(&result.told));
        if (wish.rejects_path)
            pp_call_say(call, "Rows set aside, each with its reason: %s", wish.rejects_path);
        else
            pp_call_say(call, "--rejects FILE writes them out, to be mended and recorded again.");
    }
    if (wish.dry_run)
        pp_call_say(call, "A dry run: nothing was kept.");
    *ret_status = result.n_set_aside ? 3 : 0;
    return 0;
}

/* ---- visits ---- */

static const struct pp_option visits_options[] = {
    {"week", 0, PP_OPTION_DATE, "DATE", "only the week of this day, by patch"},
    {"record", 0, PP_OPTION_FILE, "FILE", "what was found: property_ref, date, state, minutes"},
    {"map", 0, PP_OPTION_LIST, "FIELD=COLUMN", "take this column of the file for a field"},
    {"rejects", 0, PP_OPTION_FILE, "FILE", "write rows set aside here, each with its reason"},
    PLAN,
    {0},
};

static const struct pp_column week_columns[] = {
    {"week_start", "Week from", PP_COLUMN_TEXT, 0},
    {"visits", "Visits", PP_COLUMN_INT, 0},
    {"two_officers", "By two officers", PP_COLUMN_INT, 0},
    {"offered", "Offered or booked", PP_COLUMN_INT, 0},
    {"letters_by", "Letters by", PP_COLUMN_TEXT, 0},
    {0},
};
static const struct pp_column patch_columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"visits", "Visits", PP_COLUMN_INT, 0},
    {"two_officers", "By two officers", PP_COLUMN_INT, 0},
    {"offered", "Offered or booked", PP_COLUMN_INT, 0},
    {0},
};

enum { N_WEEKS = 54 }; /* of visits, and what was left of the year before */

struct week {
    pp_day day;
    int n, n_two, n_offered;
};

static void count_visit(struct week *week, const struct pp_visit_row *visit) {
    week->n++;
    week->n_two += visit->two_officers;
    week->n_offered += visit->state == PP_VISIT_OFFERED || visit->state == PP_VISIT_BOOKED;
}

static int show_weeks(struct pp_call *call, const struct pp_roster_in_hand *found,
                      struct pp_error *reterr) {
    const struct pp_calendar *calendar = &found->problem.calendar;
    struct week weeks[N_WEEKS] = {{0}}, none = {0};
    bool table = pp_call_format(call) == PP_FORMAT_TABLE;
    for (int i = 0; i < found->roster.n_visits; i++) {
        const struct pp_visit_row *visit = &found->roster.visits[i];
        int week = (visit->week_start - calendar->first_day) / 7;
        bool placed = visit->week_start >= calendar->first_day && week < N_WEEKS;
        count_visit(placed ? &weeks[week] : &none, visit);
    }
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(week_columns);
    for (int w = 0; w <= N_WEEKS; w++) {
        const struct week *week = w < N_WEEKS ? &weeks[w] : &none;
        char day[32] = "", letters[32] = "";
        pp_day start = calendar->first_day + 7 * w;
        if (!week->n)
            continue;
        pp_day_iso(start, day);
        pp_day_iso(pp_calendar_back(calendar, start, 10), letters);
        pp_report_text(report, w < N_WEEKS ? day : table ? "before, or no week" : NULL);
        pp_report_int(report, week->n);
        pp_report_int(report, week->n_two);
        pp_report_int(report, week->n_offered);
        pp_report_text(report, w < N_WEEKS && week->n_offered ? letters : NULL);
    }
    return pp_report_write(report, call, reterr);
}

static int show_week(struct pp_call *call, const struct pp_roster_in_hand *found, pp_day day,
                     struct pp_error *reterr) {
    const struct pp_roster_problem *problem = &found->problem;
    pp_day monday = pp_calendar_monday(day);
    int rc = pp_roster_need_week(problem, day, N_WEEKS, reterr);
    if (rc)
        return rc;
    PP_AUTO_FREE struct week *weeks = pp_alloc_array((size_t)problem->n_patches + 1, sizeof *weeks);
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(patch_columns);
    if (!weeks)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < found->roster.n_visits; i++)
        if (found->roster.visits[i].week_start == monday)
            count_visit(&weeks[found->roster.visits[i].patch_ix], &found->roster.visits[i]);
    for (int p = 0; p < problem->n_patches; p++) {
        int team = problem->patches[p].team_ix;
        pp_report_text(report, problem->patches[p].name);
        pp_report_text(report, team >= 0 ? problem->team_names[team] : NULL);
        pp_report_int(report, weeks[p].n);
        pp_report_int(report, weeks[p].n_two);
        pp_report_int(report, weeks[p].n_offered);
    }
    return pp_report_write(report, call, reterr);
}

static int run_visits(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_roster_in_hand_done) struct pp_roster_in_hand found = {0};
    PP_AUTO_DB struct pp_db *db = NULL;
    pp_day day = 0;
    if (pp_call_text(call, "record"))
        return record(call, true, ret_status, reterr);
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_roster_load(db, pp_call_text(call, "plan"), &found, reterr);
    if (rc)
        return rc;
    pp_roster_say_plan(call, &found);
    return pp_call_date(call, "week", &day) ? show_week(call, &found, day, reterr)
                                            : show_weeks(call, &found, reterr);
}

/* ---- attendance ---- */

static const struct pp_option attendance_options[] = {
    {"record", 0, PP_OPTION_FILE, "FILE",
     "how many came: session_id, people; or date, half_day, venue_id, people"},
    {"map", 0, PP_OPTION_LIST, "FIELD=COLUMN", "take this column of the file for a field"},
    {"rejects", 0, PP_OPTION_FILE, "FILE", "write rows set aside here, each with its reason"},
    PLAN,
    {0},
};

static const struct pp_column came_columns[] = {
    {"venue_id", "Venue", PP_COLUMN_TEXT, 0},
    {"half_day", "Half-day", PP_COLUMN_TEXT, 0},
    {"sessions", "Drop-ins counted", PP_COLUMN_INT, 0},
    {"people", "People", PP_COLUMN_INT, 0},
    {"people_a_session", "A drop-in", PP_COLUMN_REAL, 1},
    {0},
};

static int run_attendance(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_DB struct pp_db *db = NULL;
    struct pp_attendance_row *rows = NULL;
    int64_t plan_id = 0;
    int n = 0;
    if (pp_call_text(call, "record"))
        return record(call, false, ret_status, reterr);
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_store_plan_find(db, pp_call_text(call, "plan"), &plan_id, NULL, reterr);
    if (!rc)
        rc = pp_store_attendance(db, plan_id, &arena, &rows, &n, reterr);
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(came_columns);
    for (int i = 0; !rc && i < n; i++) {
        pp_report_text(report, rows[i].venue_id);
        pp_report_text(report, pp_half_name((enum pp_half)rows[i].half));
        pp_report_int(report, rows[i].n_sessions);
        pp_report_int(report, rows[i].n_people);
        pp_report_real(report, rows[i].n_people / (double)rows[i].n_sessions);
    }
    if (!rc && n == 0)
        pp_call_say(call, "Nobody was counted yet: patchplan roster attendance --record FILE");
    return rc ? rc : pp_report_write(report, call, reterr);
}

static const struct pp_option_rule visits_rules[] = {
    {"record", "week", false, "it records, it shows no week"},
    {"map", "record", true, NULL},
    {"rejects", "record", true, NULL},
    {"record", "output", false, "it records, and shows nothing"},
    {"record", "format", false, "it records, and shows nothing"},
    {0},
};

const struct pp_command pp_command_roster_visits = {
    .name = "roster visits",
    .summary = "yearly visits by week; record what was found and place the rest again",
    .arguments = "",
    .description =
        "Without --record: how many visits each week has, how many of them need two officers, and "
        "by when letters go out. FILE has a row for each visit: property_ref, date, and state "
        "(booked, done, declined, no access); where it was timed also minutes, at the home, "
        "without travel: roster show --against holds them against those modelled. Rows with an "
        "error are set aside and the exit status is 3; all others count, and the visits still to "
        "come are placed again. Two rows that tell different outcomes of a home on one day have "
        "the whole file refused.",
    .examples = "patchplan roster visits\npatchplan roster visits --week 2027-02-01 -f csv\n"
                "patchplan roster visits --record outcomes.csv --rejects to_mend.csv",
    .options = visits_options,
    .rules = visits_rules,
    .run = run_visits,
};

static const struct pp_option_rule attendance_rules[] = {
    {"map", "record", true, NULL},
    {"rejects", "record", true, NULL},
    {"record", "output", false, "it records, and shows nothing"},
    {"record", "format", false, "it records, and shows nothing"},
    {0},
};

const struct pp_command pp_command_roster_attendance = {
    .name = "roster attendance",
    .summary = "how many came to drop-ins, by venue and half-day; record it",
    .arguments = "",
    .description = "FILE has a row for each drop-in: session_id and people; or date, half_day (am, "
                   "pm, evening), venue_id and people. Rows with an error are set aside and the "
                   "exit status is 3. A row about a drop-in that is cancelled or still to come, "
                   "whose date, half-day or venue is not that of its session, or a second row "
                   "about one drop-in has the whole file refused.",
    .examples = "patchplan roster attendance\npatchplan roster attendance --record came.csv",
    .options = attendance_options,
    .rules = attendance_rules,
    .run = run_attendance,
};
