#include <math.h>
#include <string.h>

#include "planner/publish/roster_book.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/roster/levels.h"

/* ---- Hours ---- */

static const char *role_name(enum pp_role role) {
    static const char *const names[] = {"officer", "team leader", "relief", "agency"};
    return names[role];
}

/* Without recorded work nothing is known of it: the cells stay empty, which 0 would not be. */
static bool has_recorded_work(const struct pp_roster_problem *problem) {
    for (int p = 0; problem->work_minutes_of_patch && p < problem->n_patches; p++)
        if (problem->work_minutes_of_patch[p] > 0)
            return true;
    return false;
}

static void write_hours_row(struct pp_book_file *book, const struct pp_marks *marks,
                            const struct pp_hours *hours) {
    const struct pp_roster_problem *problem = marks->sheet->problem;
    bool recorded = has_recorded_work(problem);
    double days = pp_marks_days_standing_in(marks, hours->post_ix);
    const struct pp_post *post = &problem->posts[hours->post_ix];
    const double minutes[] = {hours->available,
                              hours->visits,
                              hours->dropins,
                              hours->taras,
                              recorded ? hours->activities : NAN,
                              hours->travel,
                              recorded ? hours->standing_in : NAN,
                              pp_hours_needed(hours)};
    double used = hours->available > 0 ? pp_hours_needed(hours) / hours->available : NAN;
    bool over = pp_hours_are_over(hours);
    enum pp_cell_look look = over ? PP_CELL_WARNING : PP_CELL_PLAIN;
    pp_book_text(book, pp_roster_team_name(problem, post->team_ix), PP_CELL_PLAIN);
    pp_book_text(book, pp_roster_post_name(problem, hours->post_ix),
                 *post->name ? PP_CELL_STRONG : PP_CELL_OFF);
    pp_book_text(book, post->officer_id, PP_CELL_PLAIN);
    pp_book_text(book, role_name(post->role), PP_CELL_PLAIN);
    for (size_t i = 0; i < sizeof minutes / sizeof minutes[0]; i++)
        pp_book_number(book, minutes[i] / 60, 1, PP_CELL_PLAIN);
    pp_book_percent(book, used, 0, look);
    pp_book_number(book, over ? (pp_hours_needed(hours) - hours->available) / 60 : NAN, 1, look);
    pp_book_number(book, days > 0 ? days : NAN, 1, PP_CELL_PLAIN);
}

void pp_roster_write_hours(struct pp_book_file *book, const struct pp_marks *marks) {
    static const struct pp_book_column columns[] = {
        {.heading = "Team", .width = 14},
        {.heading = "Officer", .width = 24},
        {.heading = "Post", .width = 8},
        {.heading = "Works as", .width = 12},
        {.heading = "Hours there are", .width = 11, .align = PP_BOOK_RIGHT},
        {.heading = "Visits", .width = 9, .align = PP_BOOK_RIGHT},
        {.heading = "Drop-ins", .width = 9, .align = PP_BOOK_RIGHT},
        {.heading = "Meetings of tenants", .width = 11, .align = PP_BOOK_RIGHT},
        {.heading = "Other work", .width = 9, .align = PP_BOOK_RIGHT},
        {.heading = "Travel", .width = 9, .align = PP_BOOK_RIGHT},
        {.heading = "Standing in", .width = 10, .align = PP_BOOK_RIGHT},
        {.heading = "Hours needed", .width = 10, .align = PP_BOOK_RIGHT},
        {.heading = "Needed of those there are", .width = 12, .align = PP_BOOK_RIGHT},
        {.heading = "Hours too many", .width = 10, .align = PP_BOOK_RIGHT},
        {.heading = "Days standing in", .width = 10, .align = PP_BOOK_RIGHT},
    };
    const struct pp_roster_sheet *sheet = marks->sheet;
    const struct pp_roster *roster = sheet->roster;
    pp_book_sheet(book,
                  &(struct pp_book_sheet){.name = "Hours",
                                          .title = "Hours",
                                          .about = has_recorded_work(sheet->problem)
                                                       ? "Hours of these weeks: contract less "
                                                         "leave and holidays, and what is "
                                                         "needed"
                                                       : "Hours of these weeks; no work is "
                                                         "recorded (interventions), so other "
                                                         "work and that of standing in are "
                                                         "not known",
                                          .columns = columns,
                                          .n_columns = 15,
                                          .n_frozen = 2});
    for (int team = -1; team < sheet->problem->n_teams; team++) {
        bool first = true;
        for (int i = 0; i < roster->n_hours; i++) {
            if (sheet->problem->posts[roster->hours[i].post_ix].team_ix != team ||
                !pp_sheet_has_team(sheet, team))
                continue;
            if (first)
                pp_book_group(book);
            else
                pp_book_row(book);
            first = false;
            write_hours_row(book, marks, &roster->hours[i]);
        }
    }
}

/* ---- Measures ---- */

static double share(double part, double whole) { return whole > 0 ? part / whole : NAN; }

#define MEASURE(name, expression) \
    static double name(const struct pp_team_measures *m) { return expression; }
MEASURE(least, m->least_per_fte)
MEASURE(most, m->most_per_fte)
MEASURE(spread, m->spread_per_fte)
MEASURE(inside, m->share_inside)
MEASURE(homes, (double)m->n_homes)
MEASURE(keeping, (double)m->n_keeping_officer)
MEASURE(keeping_share, share((double)m->n_keeping_officer, (double)m->n_homes))
MEASURE(in_reach, share((double)m->n_in_reach, (double)m->n_homes))
MEASURE(in_reach_own, share((double)m->n_in_reach_own, (double)m->n_homes))
MEASURE(worst_ward, m->worst_ward_ix < 0 ? NAN : m->worst_ward_share)
MEASURE(travel, m->travel_km_of_officer)
MEASURE(evenings, m->n_evenings)
MEASURE(evenings_most, m->evenings_most)
MEASURE(evenings_least, m->evenings_least)
MEASURE(visits_outside, (double)m->n_visits_outside)
MEASURE(overdue, (double)m->n_overdue)
MEASURE(overdue_weeks, m->overdue_weeks)
MEASURE(peak, m->peak_over_mean)
MEASURE(sessions, m->n_sessions)
MEASURE(changed, m->n_changed_after_publication)
MEASURE(hire, m->hire_pounds)

enum { PERCENT = -1 };
static const struct {
    const char *name;
    double (*value)(const struct pp_team_measures *);
    int decimals; /* or PERCENT */
    bool group;   /* begins one */
} measures[] = {
    {"Workload-equivalent homes for a full-time officer: fewest", least, 0, true},
    {"Workload-equivalent homes for a full-time officer: most", most, 0, false},
    {"How far they are apart (standard deviation over the mean)", spread, PERCENT, false},
    {"Officers within 5% of their team's mean", inside, PERCENT, false},
    {"Households", homes, 0, true},
    {"Households that keep their named officer", keeping, 0, false},
    {"Share of households that keep their named officer", keeping_share, PERCENT, false},
    {"Households near a drop-in, each two weeks", in_reach, PERCENT, true},
    {"Households near a drop-in with their own officer", in_reach_own, PERCENT, false},
    {"Ward with the fewest near a drop-in", worst_ward, PERCENT, false},
    {"Travel of an officer in two weeks, kilometres", travel, 1, true},
    {"Evenings worked", evenings, 0, false},
    {"Evenings of one officer: most", evenings_most, 0, false},
    {"Evenings of one officer: fewest", evenings_least, 0, false},
    {"Households overdue for their visit at the start", overdue, 0, true},
    {"Weeks until the last of them has it", overdue_weeks, 0, false},
    {"Other visits more than 4 weeks from when they are due", visits_outside, 0, false},
    {"Busiest week of visits, against the mean", peak, 2, false},
    {"Drop-ins", sessions, 0, true},
    {"Changed after they were published", changed, 0, false},
    {"Hire of rooms, pounds", hire, 2, false},
};

static const struct pp_team_measures *measures_of(const struct pp_roster *roster, int team_ix) {
    for (int i = 0; i < roster->n_measures; i++)
        if (roster->measures[i].team_ix == team_ix)
            return &roster->measures[i];
    return NULL;
}

/* The first column is of all teams: not in the book of some of them. */
static bool is_column(const struct pp_roster_sheet *sheet, int team_ix) {
    return team_ix < 0 ? !sheet->teams : pp_sheet_has_team(sheet, team_ix);
}

static void write_measure(struct pp_book_file *book, const struct pp_roster_sheet *sheet,
                          size_t which) {
    if (measures[which].group)
        pp_book_group(book);
    else
        pp_book_row(book);
    pp_book_text(book, measures[which].name, PP_CELL_PLAIN);
    for (int team = -1; team < sheet->problem->n_teams; team++) {
        const struct pp_team_measures *m = measures_of(sheet->roster, team);
        if (!is_column(sheet, team))
            continue;
        enum pp_cell_look look = team < 0 ? PP_CELL_STRONG : PP_CELL_PLAIN;
        double value = m ? measures[which].value(m) : NAN;
        if (measures[which].decimals == PERCENT)
            pp_book_percent(book, value, 0, look);
        else
            pp_book_number(book, value, measures[which].decimals, look);
    }
}

static void write_worst_wards(struct pp_book_file *book, const struct pp_roster_sheet *sheet) {
    pp_book_row(book);
    pp_book_text(book, "Name of that ward", PP_CELL_PLAIN);
    for (int team = -1; team < sheet->problem->n_teams; team++) {
        const struct pp_team_measures *m = measures_of(sheet->roster, team);
        if (!is_column(sheet, team))
            continue;
        bool known = m && m->worst_ward_ix >= 0 && m->worst_ward_ix < sheet->problem->n_wards;
        pp_book_text(book, known ? sheet->problem->ward_names[m->worst_ward_ix] : "",
                     team < 0 ? PP_CELL_STRONG : PP_CELL_PLAIN);
    }
}

static void write_meetings(struct pp_book_file *book, const struct pp_roster_sheet *sheet) {
    pp_book_row(book);
    pp_book_text(book, "Meetings of tenants and residents", PP_CELL_PLAIN);
    for (int team = -1; team < sheet->problem->n_teams; team++) {
        int n = 0;
        if (!is_column(sheet, team))
            continue;
        for (int s = 0; s < sheet->roster->n_sessions; s++) {
            const struct pp_session *session = &sheet->roster->sessions[s];
            n += session->kind == PP_SESSION_TARA && session->status != PP_SESSION_CANCELLED &&
                 (team < 0 || session->team_ix == team);
        }
        pp_book_number(book, n, 0, team < 0 ? PP_CELL_STRONG : PP_CELL_PLAIN);
    }
}

/* How good: what each step of the models came to, as at the head of models/. */
static const struct {
    const char *model;
    int level;
    double scale;
    const char *name;
} steps[] = {
    {"caseload", PP_CASELOAD_WITHOUT, 1, "Named officers: homes without one at the start"},
    {"caseload", PP_CASELOAD_SKILLS, 1, "Named officers: homes that need a skill not held"},
    {"caseload", PP_CASELOAD_ABOVE, 1,
     "Named officers: workload-equivalent homes above 105% of the limit"},
    {"caseload", PP_CASELOAD_CHANGED, 1, "Named officers: homes that change officer"},
    {"caseload", PP_CASELOAD_UNEQUAL, 1,
     "Named officers: workload-equivalent homes more than 5% from the mean"},
    {"caseload", PP_CASELOAD_LANGUAGES, 1,
     "Named officers: homes without their language (a job share not planned: 10)"},
    {"dropins", PP_DROPINS_WITHOUT, 1, "Drop-ins: homes without one in two weeks"},
    {"dropins", PP_DROPINS_OWN, 1,
     "Drop-ins: homes whose officer is not there, or whose half-day moves"},
    {"dropins", PP_DROPINS_EVENINGS, 1, "Drop-ins: evenings of staff in two weeks"},
    {"dropins", PP_DROPINS_REACH, 1,
     "Drop-ins: homes out of reach or without their language (crowded weekday: 5)"},
    {"dropins", PP_DROPINS_PENCE, 0.01, "Drop-ins: hire and travel in two weeks, pounds"},
    {"visits", PP_VISITS_WITHOUT, 1, "Visits: homes without a week"},
    {"visits", PP_VISITS_OUTSIDE, 1, "Visits: weeks too early or too late, of all homes"},
    {"visits", PP_VISITS_UNEVEN, 1, "Visits: homes in weeks above the mean (far above it: 3)"},
};
enum { HOMES_WITHOUT_OFFICER };

static const struct pp_level_value *level_of(const struct pp_roster *roster, int team_ix,
                                             size_t step) {
    for (int i = 0; i < roster->n_levels; i++) {
        const struct pp_level_value *level = &roster->levels[i];
        if (level->team_ix == team_ix && level->level == steps[step].level &&
            !strcmp(level->model, steps[step].model))
            return level;
    }
    return NULL;
}

static bool has_officer(const struct pp_roster_sheet *sheet, int patch_ix, pp_day day) {
    int posts[2];
    int n = pp_roster_leads_on(sheet->roster, patch_ix, day, posts);
    for (int i = 0; i < n; i++) {
        const struct pp_post *post = &sheet->problem->posts[posts[i]];
        if (post->name[0] && post->starts <= day && day <= post->ends)
            return true;
    }
    return false;
}

static double homes_without_officer(const struct pp_roster_sheet *sheet, int team_ix) {
    double n_homes = 0;
    for (int p = 0; p < sheet->problem->n_patches; p++)
        if (sheet->problem->patches[p].team_ix == team_ix &&
            !has_officer(sheet, p, sheet->problem->calendar.first_day))
            n_homes += sheet->problem->patches[p].n_homes;
    return n_homes;
}

/* "3,255", "110.95" */
static void append_value(double value, struct pp_str *text) {
    char count[32];
    if (value != floor(value)) {
        pp_str_appendf(text, "%.6g", value);
        return;
    }
    pp_text_format_count((int64_t)value, count, sizeof count);
    pp_str_append(text, count);
}

/* The step itself counts homes of a patch without any post twice: shown is how many there are. */
static void write_level(struct pp_book_file *book, const struct pp_roster_sheet *sheet, int team_ix,
                        size_t step) {
    const struct pp_level_value *level = level_of(sheet->roster, team_ix, step);
    PP_AUTO_STR struct pp_str text = {0};
    if (level) {
        append_value(step == HOMES_WITHOUT_OFFICER ? homes_without_officer(sheet, team_ix)
                                                   : level->value * steps[step].scale,
                     &text);
        if (level->proven && level->value > 0)
            pp_str_append(&text, " *");
        else if (level->value > 0 && isfinite(level->bound) && level->bound > 0)
            pp_str_appendf(&text, " (%.1f%% less at most)",
                           100 * (level->value - level->bound) / level->value);
        else if (level->value > 0)
            pp_str_append(&text, " (the least found)");
    }
    pp_book_text(book, pp_str_text(&text), PP_CELL_PLAIN);
}

static void write_steps_heading(struct pp_book_file *book) {
    pp_book_group(book);
    pp_book_text(book,
                 "What was made least, the most important first (* proven: with these "
                 "sharers, named officers and half-days nothing is less)",
                 PP_CELL_STRONG);
}

static void write_levels(struct pp_book_file *book, const struct pp_roster_sheet *sheet) {
    if (sheet->roster->n_levels > 0)
        write_steps_heading(book);
    for (size_t step = 0; step < sizeof steps / sizeof steps[0]; step++) {
        bool any = false;
        for (int team = 0; team < sheet->problem->n_teams; team++)
            any = any || (is_column(sheet, team) && level_of(sheet->roster, team, step));
        if (!any)
            continue;
        if (steps[step].level == 1)
            pp_book_group(book);
        else
            pp_book_row(book);
        pp_book_text(book, steps[step].name, PP_CELL_PLAIN);
        if (is_column(sheet, -1))
            pp_book_text(book, "", PP_CELL_PLAIN);
        for (int team = 0; team < sheet->problem->n_teams; team++)
            if (is_column(sheet, team))
                write_level(book, sheet, team, step);
    }
}

static void write_roles(struct pp_book_file *book, const struct pp_roster_sheet *sheet) {
    for (int r = 0; is_column(sheet, -1) && r < sheet->roster->n_roles; r++) {
        PP_AUTO_STR struct pp_str name = {0};
        pp_str_appendf(&name, "Full-time posts needed: %s", sheet->roster->roles[r].role);
        if (r == 0)
            pp_book_group(book);
        else
            pp_book_row(book);
        pp_book_text(book, pp_str_text(&name), PP_CELL_PLAIN);
        pp_book_number(book, sheet->roster->roles[r].fte, 1, PP_CELL_STRONG);
        for (int team = 0; team < sheet->problem->n_teams; team++)
            pp_book_text(book, "", PP_CELL_PLAIN);
    }
}

int pp_roster_write_measures(struct pp_book_file *book, const struct pp_roster_sheet *sheet,
                             struct pp_error *reterr) {
    int n_teams = sheet->problem->n_teams, n_columns = 1;
    PP_AUTO_FREE struct pp_book_column *columns =
        pp_alloc_array((size_t)n_teams + 2, sizeof *columns);
    if (!columns)
        return pp_fail_nomem(reterr);
    columns[0] = (struct pp_book_column){.heading = "Measure", .width = 64};
    for (int team = -1; team < n_teams; team++)
        if (is_column(sheet, team))
            columns[n_columns++] = (struct pp_book_column){
                .heading = team < 0 ? "All teams" : sheet->problem->team_names[team],
                .width = team < 0 ? 16 : 14,
                .align = PP_BOOK_RIGHT};
    pp_book_sheet(book, &(struct pp_book_sheet){.name = "Measures",
                                                .title = "Measures",
                                                .about = sheet->teams
                                                             ? "How good this roster is"
                                                             : "How good this roster is, all of it "
                                                               "and team by team",
                                                .columns = columns,
                                                .n_columns = n_columns,
                                                .n_frozen = 1});
    for (size_t which = 0; which < sizeof measures / sizeof measures[0]; which++) {
        write_measure(book, sheet, which);
        if (measures[which].value == worst_ward)
            write_worst_wards(book, sheet);
        if (measures[which].value == sessions)
            write_meetings(book, sheet);
    }
    write_roles(book, sheet);
    write_levels(book, sheet);
    return 0;
}

/* ---- Changes ---- */

static const struct pp_session *session_of(const struct pp_roster *roster, int64_t session_id) {
    for (int s = 0; session_id > 0 && s < roster->n_sessions; s++)
        if (roster->sessions[s].session_id == session_id)
            return &roster->sessions[s];
    return NULL;
}

static const char *change_name(const char *what) {
    static const char *const names[][2] = {{"lead", "named officer"},
                                           {"cover", "standing in"},
                                           {"session", "drop-in or meeting"},
                                           {"visit", "visit"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(names[i][0], what))
            return names[i][1];
    return what;
}

/* Its patch, else its session, else the officers are a team's that the book is about. */
static bool is_about(const struct pp_roster_sheet *sheet, const struct pp_change *change) {
    const struct pp_roster_problem *problem = sheet->problem;
    const struct pp_session *session = session_of(sheet->roster, change->session_id);
    int post_ix = change->new_post_ix >= 0 ? change->new_post_ix : change->old_post_ix;
    int team_ix = change->patch_ix >= 0 ? problem->patches[change->patch_ix].team_ix
                  : session             ? session->team_ix
                  : post_ix >= 0        ? problem->posts[post_ix].team_ix
                                        : -1;
    return pp_sheet_has_team(sheet, team_ix);
}

/* "Tuesday 9 March 2027, morning, North Library" */
static void say_place(const struct pp_roster_problem *problem, pp_day day, int half, int venue_ix,
                      struct pp_str *text) {
    char date[40];
    pp_day_long(day, date, sizeof date);
    pp_str_appendf(text, "%s, %s", date, pp_half_words((enum pp_half)half));
    if (venue_ix >= 0)
        pp_str_appendf(text, ", %s", problem->venues[venue_ix].name);
}

/* Officers before and after; of a session its day and place. */
static void say_change(const struct pp_roster_sheet *sheet, const struct pp_change *change,
                       const struct pp_session *session, struct pp_str *was, struct pp_str *now) {
    const struct pp_roster_problem *problem = sheet->problem;
    if (!session || change->old_post_ix >= 0 || change->new_post_ix >= 0) {
        if (change->old_post_ix >= 0)
            pp_str_append(was, pp_roster_post_name(problem, change->old_post_ix));
        if (change->new_post_ix >= 0)
            pp_str_append(now, pp_roster_post_name(problem, change->new_post_ix));
        return;
    }
    bool moved = session->was_day != PP_PAST_DAY;
    if (moved)
        say_place(problem, session->was_day, session->was_half, session->was_venue_ix, was);
    if (session->status == PP_SESSION_CANCELLED) {
        if (!moved)
            say_place(problem, session->day, (int)session->half, session->venue_ix, was);
        pp_str_append(now, "cancelled");
        return;
    }
    say_place(problem, session->day, (int)session->half, session->venue_ix, now);
}

static void write_change(struct pp_book_file *book, const struct pp_roster_sheet *sheet,
                         const struct pp_change *change) {
    const struct pp_roster_problem *problem = sheet->problem;
    const struct pp_session *session = session_of(sheet->roster, change->session_id);
    PP_AUTO_STR struct pp_str was = {0}, now = {0};
    say_change(sheet, change, session, &was, &now);
    pp_book_row(book);
    pp_book_text(book, change_name(change->what), PP_CELL_PLAIN);
    pp_book_text(book, change->patch_ix >= 0 ? problem->patches[change->patch_ix].name : "",
                 PP_CELL_STRONG);
    pp_book_text(book, pp_str_text(&was), PP_CELL_PLAIN);
    pp_book_text(book, pp_str_text(&now), PP_CELL_PLAIN);
    pp_book_number(book, change->n_homes ? (double)change->n_homes : NAN, 0, PP_CELL_PLAIN);
    pp_roster_write_day(book, change->first_day);
    pp_roster_write_day(book, change->last_day);
    pp_book_text(book, change->text, PP_CELL_PLAIN);
}

void pp_roster_write_changes(struct pp_book_file *book, const struct pp_roster_sheet *sheet) {
    static const struct pp_book_column columns[] = {
        {.heading = "What", .width = 18},
        {.heading = "Patch", .width = 15},
        {.heading = "Was", .width = 22},
        {.heading = "Is now", .width = 22},
        {.heading = "Homes", .width = 8, .align = PP_BOOK_RIGHT},
        {.heading = "From", .width = 16, .align = PP_BOOK_RIGHT},
        {.heading = "To", .width = 16, .align = PP_BOOK_RIGHT},
        {.heading = "In words", .width = 60},
    };
    pp_book_sheet(book, &(struct pp_book_sheet){.name = "Changes",
                                                .title = "Changes",
                                                .about = sheet->roster->n_changes
                                                             ? "What is different from the roster "
                                                               "before this one"
                                                             : "Nothing was changed",
                                                .columns = columns,
                                                .n_columns = 8,
                                                .n_frozen = 2});
    for (int i = 0; i < sheet->roster->n_changes; i++)
        if (is_about(sheet, &sheet->roster->changes[i]))
            write_change(book, sheet, &sheet->roster->changes[i]);
}

/* ---- Attention ---- */

static void write_breach(struct pp_book_file *book, const struct pp_roster_problem *problem,
                         const struct pp_breach *breach) {
    pp_book_row(book);
    pp_book_text(book, breach->broken ? "broken" : "to know",
                 breach->broken ? PP_CELL_WARNING : PP_CELL_PLAIN);
    const struct pp_rule_kind *kind = pp_rule_kind(breach->rule);
    pp_book_text(book, kind->numbered ? kind->code : "", PP_CELL_PLAIN);
    pp_book_text(book, kind->words, PP_CELL_PLAIN);
    pp_book_text(book, pp_roster_team_name(problem, breach->team_ix), PP_CELL_PLAIN);
    pp_book_text(book, breach->patch_ix >= 0 ? problem->patches[breach->patch_ix].name : "",
                 PP_CELL_STRONG);
    pp_book_text(book, breach->post_ix >= 0 ? pp_roster_post_name(problem, breach->post_ix) : "",
                 PP_CELL_PLAIN);
    pp_roster_write_day(book, breach->day);
    pp_book_text(book, breach->text, PP_CELL_PLAIN);
    pp_book_text(book, breach->fix, PP_CELL_PLAIN);
}

void pp_roster_write_attention(struct pp_book_file *book, const struct pp_roster_sheet *sheet) {
    static const struct pp_book_column columns[] = {
        {.heading = "Rule is", .width = 10},
        {.heading = "No.", .width = 5},
        {.heading = "Rule", .width = 22},
        {.heading = "Team", .width = 12},
        {.heading = "Patch", .width = 13},
        {.heading = "Officer", .width = 18},
        {.heading = "Date", .width = 15, .align = PP_BOOK_RIGHT},
        {.heading = "In words", .width = 66},
        {.heading = "What would mend it", .width = 40},
    };
    const struct pp_roster *roster = sheet->roster;
    if (roster->n_breaches == 0)
        return;
    pp_book_sheet(book, &(struct pp_book_sheet){.name = "Attention",
                                                .title = "Attention",
                                                .about = "Rules that could not be kept, and what "
                                                         "else is to be known",
                                                .columns = columns,
                                                .n_columns = 9,
                                                .n_frozen = 2});
    for (int broken = 1; broken >= 0; broken--)
        for (int i = 0; i < roster->n_breaches; i++)
            if (roster->breaches[i].broken == broken &&
                (roster->breaches[i].team_ix < 0 ||
                 pp_sheet_has_team(sheet, roster->breaches[i].team_ix)))
                write_breach(book, sheet->problem, &roster->breaches[i]);
}
