#include "planner/publish/roster_book.h"

#include <math.h>
#include <stdio.h>

#include "patchplan/core/alloc.h"

/* A book being written. */
struct work {
    const struct pp_roster_sheet *sheet;
    struct pp_marks marks;
    struct pp_book_file *book;
};

/* ---- Caseload ---- */

static const char *buddy_of(const struct pp_roster_sheet *sheet, int patch_ix) {
    int post_ix = pp_roster_buddy(sheet->roster, patch_ix);
    return post_ix < 0 ? "" : pp_roster_post_name(sheet->problem, post_ix);
}

void pp_roster_write_day(struct pp_book_file *book, pp_day day) {
    if (day == PP_PAST_DAY || day == PP_FAR_DAY)
        pp_book_text(book, "", PP_CELL_PLAIN);
    else
        pp_book_date(book, day);
}

static void write_lead_note(const struct work *work, const struct pp_lead *lead, double used) {
    PP_AUTO_STR struct pp_str note = {0};
    bool vacant = lead->post_ix < 0 || !*work->sheet->problem->posts[lead->post_ix].name;
    if (vacant)
        pp_str_append(&note, lead->post_ix < 0 ? "no post" : "vacant post");
    if (used > PP_CASELOAD_SHOWN)
        pp_str_appendf(&note, "%sover the limit", note.len ? ", " : "");
    if (lead->shares)
        pp_str_appendf(&note, "%sshared", note.len ? ", " : "");
    if (lead->lent)
        pp_str_appendf(&note, "%slent by another team", note.len ? ", " : "");
    if (lead->pinned)
        pp_str_appendf(&note, "%sfixed by hand", note.len ? ", " : "");
    pp_book_text(work->book, pp_str_text(&note),
                 vacant || used > PP_CASELOAD_SHOWN ? PP_CELL_WARNING : PP_CELL_PLAIN);
}

static void write_lead(const struct work *work, int lead_ix) {
    const struct pp_lead *lead = &work->sheet->roster->leads[lead_ix];
    const struct pp_roster_problem *problem = work->sheet->problem;
    const struct pp_roster_patch *patch = &problem->patches[lead->patch_ix];
    double used = pp_roster_used_share(work->sheet, lead);
    pp_book_text(work->book, pp_roster_team_name(problem, patch->team_ix), PP_CELL_PLAIN);
    pp_book_text(work->book, patch->name, PP_CELL_STRONG);
    pp_book_text(work->book, pp_roster_post_name(problem, lead->post_ix), PP_CELL_PLAIN);
    pp_book_text(work->book, lead->post_ix < 0 ? "" : problem->posts[lead->post_ix].officer_id,
                 PP_CELL_PLAIN);
    pp_book_percent(work->book, lead->share_milli / 1000.0, lead->share_milli % 10 ? 1 : 0,
                    PP_CELL_PLAIN);
    pp_book_number(work->book, (double)pp_roster_part(work->sheet->roster, lead_ix, patch->n_homes),
                   0, PP_CELL_PLAIN);
    pp_book_number(work->book,
                   (double)pp_roster_part(work->sheet->roster, lead_ix, patch->weight_milli) / 1000,
                   1, PP_CELL_PLAIN);
    pp_book_percent(work->book, used, 0,
                    used > PP_CASELOAD_SHOWN ? PP_CELL_WARNING : PP_CELL_PLAIN);
    pp_roster_write_day(work->book, lead->first_day);
    pp_roster_write_day(work->book, lead->last_day);
    pp_book_text(work->book, buddy_of(work->sheet, lead->patch_ix), PP_CELL_PLAIN);
    write_lead_note(work, lead, used);
}

static void write_caseload(const struct work *work) {
    static const struct pp_book_column columns[] = {
        {.heading = "Team", .width = 14},
        {.heading = "Patch", .width = 15},
        {.heading = "Named officer", .width = 24},
        {.heading = "Post", .width = 8},
        {.heading = "Part of the patch", .width = 9, .align = PP_BOOK_RIGHT},
        {.heading = "Homes", .width = 8, .align = PP_BOOK_RIGHT},
        {.heading = "Workload-equivalent homes", .width = 12, .align = PP_BOOK_RIGHT},
        {.heading = "Of the most for this post", .width = 12, .align = PP_BOOK_RIGHT},
        {.heading = "From", .width = 16, .align = PP_BOOK_RIGHT},
        {.heading = "To", .width = 16, .align = PP_BOOK_RIGHT},
        {.heading = "Stands in first", .width = 22},
        {.heading = "To know", .width = 20},
    };
    const struct pp_roster *roster = work->sheet->roster;
    pp_book_sheet(work->book, &(struct pp_book_sheet){.name = "Caseload",
                                                      .title = "Caseload",
                                                      .about = "Who is the named officer of each "
                                                               "patch, and who stands in first",
                                                      .columns = columns,
                                                      .n_columns = 12,
                                                      .n_frozen = 3});
    for (int team = -1; team < work->sheet->problem->n_teams; team++) {
        bool first = true;
        for (int i = 0; i < roster->n_leads; i++) {
            if (work->sheet->problem->patches[roster->leads[i].patch_ix].team_ix != team ||
                !pp_sheet_has_team(work->sheet, team))
                continue;
            if (first)
                pp_book_group(work->book);
            else
                pp_book_row(work->book);
            first = false;
            write_lead(work, i);
        }
    }
}

/* ---- Rota ---- */

static enum pp_cell_look look_of(enum pp_mark mark) {
    switch (mark) {
    case PP_MARK_DROPIN:
        return PP_CELL_DROPIN;
    case PP_MARK_TARA:
        return PP_CELL_TARA;
    case PP_MARK_VISITS:
        return PP_CELL_VISITS;
    case PP_MARK_STANDIN:
        return PP_CELL_STANDIN;
    case PP_MARK_LEAVE:
    case PP_MARK_HOLIDAY:
        return PP_CELL_LEAVE;
    case PP_MARK_OFF:
        return PP_CELL_OFF;
    default:
        return PP_CELL_PLAIN;
    }
}

/* Patches that the officer stands in for. */
static void append_covered(const struct work *work, int post_ix, pp_day day, enum pp_half half,
                           struct pp_str *text) {
    const struct pp_roster_sheet *sheet = work->sheet;
    int n = 0;
    for (int c = work->marks.first_cover[post_ix]; c >= 0; c = work->marks.next_cover[c]) {
        const struct pp_cover *cover = &sheet->roster->covers[c];
        if (cover->day == day && (cover->half < 0 || cover->half == (int)half))
            pp_str_appendf(text, "%s%s", n++ ? ", " : " ",
                           sheet->problem->patches[cover->patch_ix].name);
    }
}

static void write_half_day(const struct work *work, int post_ix, int day_ix, enum pp_half half) {
    const struct pp_roster_problem *problem = work->sheet->problem;
    PP_AUTO_STR struct pp_str text = {0};
    enum pp_mark mark = pp_marks_at(&work->marks, post_ix, day_ix, half);
    const struct pp_session *session = pp_marks_session(&work->marks, post_ix, day_ix, half);
    pp_str_append_char(&text, (char)mark);
    if (session && session->venue_ix >= 0)
        pp_str_appendf(&text, " %s", problem->venues[session->venue_ix].name);
    else if (mark == PP_MARK_STANDIN)
        append_covered(work, post_ix, problem->calendar.first_day + day_ix, half, &text);
    pp_book_text(work->book, pp_str_text(&text), look_of(mark));
}

/* Evenings and weekends are few: one cell says them in words. */
static void write_other_times(const struct work *work, int post_ix, int week) {
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const struct pp_roster_problem *problem = work->sheet->problem;
    PP_AUTO_STR struct pp_str text = {0};
    char clock[16];
    for (int weekday = 0; weekday < 7; weekday++)
        for (int half = weekday < PP_N_WEEKDAYS ? PP_HALF_EVENING : 0; half < PP_N_HALVES; half++) {
            const struct pp_session *session =
                pp_marks_session(&work->marks, post_ix, 7 * week + weekday, (enum pp_half)half);
            if (!session)
                continue;
            pp_clock_long(session->from_min, clock);
            pp_str_appendf(&text, "%s%c %s %s: ", text.len ? "; " : "",
                           session->kind == PP_SESSION_TARA ? 'T' : 'D', days[weekday], clock);
            pp_roster_session_title(problem, session, &text);
        }
    pp_book_text(work->book, pp_str_text(&text), text.len ? PP_CELL_TARA : PP_CELL_PLAIN);
}

static void write_rota_row(const struct work *work, int post_ix, int week) {
    const struct pp_roster_problem *problem = work->sheet->problem;
    const struct pp_post *post = &problem->posts[post_ix];
    pp_day monday = problem->calendar.first_day + 7 * week;
    int n_visits = work->marks.n_visits[post_ix * problem->calendar.n_weeks + week];
    PP_AUTO_STR struct pp_str vacant = {0};
    pp_book_date(work->book, monday);
    pp_book_text(work->book, pp_calendar_week(&problem->calendar, monday) ? "B" : "A",
                 PP_CELL_PLAIN);
    if (!*post->name)
        pp_str_appendf(&vacant, "vacant post %s", post->officer_id);
    pp_book_text(work->book, *post->name ? post->name : pp_str_text(&vacant),
                 *post->name ? PP_CELL_STRONG : PP_CELL_OFF);
    for (int weekday = 0; weekday < PP_N_WEEKDAYS; weekday++) {
        write_half_day(work, post_ix, 7 * week + weekday, PP_HALF_AM);
        write_half_day(work, post_ix, 7 * week + weekday, PP_HALF_PM);
    }
    write_other_times(work, post_ix, week);
    pp_book_number(work->book, n_visits ? (double)n_visits : NAN, 0, PP_CELL_PLAIN);
    pp_book_text(work->book, pp_roster_team_name(problem, post->team_ix), PP_CELL_PLAIN);
}

static void start_rota(const struct work *work) {
    static const char *const halves[] = {"Mon am", "Mon pm", "Tue am", "Tue pm", "Wed am",
                                         "Wed pm", "Thu am", "Thu pm", "Fri am", "Fri pm"};
    struct pp_book_column columns[16] = {{.heading = "Week from", .width = 15},
                                         {.heading = "A, B", .width = 5, .align = PP_BOOK_CENTRE},
                                         {.heading = "Officer", .width = 19}};
    for (int i = 0; i < 10; i++)
        columns[3 + i] =
            (struct pp_book_column){.heading = halves[i], .width = 11, .align = PP_BOOK_CENTRE};
    columns[13] = (struct pp_book_column){.heading = "Evenings and weekends", .width = 20};
    columns[14] = (struct pp_book_column){.heading = "Visits", .width = 7, .align = PP_BOOK_CENTRE};
    columns[15] = (struct pp_book_column){.heading = "Team", .width = 13};
    pp_book_sheet(work->book, &(struct pp_book_sheet){.name = "Rota",
                                                      .title = "Rota",
                                                      .about = pp_marks_legend,
                                                      .columns = columns,
                                                      .n_columns = 16,
                                                      .n_frozen = 3});
}

/* Team by team, each on its own pages; in it week by week. */
static void write_rota(const struct work *work) {
    const struct pp_roster_problem *problem = work->sheet->problem;
    start_rota(work);
    for (int team = -1; team < problem->n_teams; team++)
        for (int week = 0; week < problem->calendar.n_weeks; week++) {
            int n = 0;
            for (int o = 0; o < problem->n_posts; o++) {
                if (problem->posts[o].team_ix != team || !pp_sheet_has_team(work->sheet, team))
                    continue;
                if (n > 0)
                    pp_book_row(work->book);
                else if (week == 0)
                    pp_book_page_break(work->book);
                else
                    pp_book_group(work->book);
                n++;
                write_rota_row(work, o, week);
            }
        }
}

/* ---- Visits by week ---- */

/* Visits of a patch: by week of the quarter, later in the year, not placed. */
static void count_visits(const struct pp_roster_sheet *sheet, int *ret_counts) {
    const struct pp_calendar *calendar = &sheet->problem->calendar;
    int n_weeks = calendar->n_weeks;
    for (int v = 0; v < sheet->roster->n_visits; v++) {
        const struct pp_visit_row *visit = &sheet->roster->visits[v];
        int days = visit->week_start - calendar->first_day;
        int column = visit->week_start == PP_PAST_DAY  ? n_weeks + 1
                     : days >= 0 && days < 7 * n_weeks ? days / 7
                                                       : n_weeks;
        ret_counts[visit->patch_ix * (n_weeks + 2) + column]++;
    }
}

static void write_visit_row(const struct work *work, int patch_ix, const int *counts) {
    const struct pp_roster_problem *problem = work->sheet->problem;
    int n_weeks = problem->calendar.n_weeks, total = 0;
    pp_book_text(work->book, pp_roster_team_name(problem, problem->patches[patch_ix].team_ix),
                 PP_CELL_PLAIN);
    pp_book_text(work->book, problem->patches[patch_ix].name, PP_CELL_STRONG);
    for (int c = 0; c < n_weeks + 2; c++) {
        bool missing = c == n_weeks + 1 && counts[c] > 0;
        pp_book_number(work->book, counts[c] ? (double)counts[c] : NAN, 0,
                       missing ? PP_CELL_WARNING : PP_CELL_PLAIN);
        total += counts[c];
    }
    pp_book_number(work->book, total, 0, PP_CELL_STRONG);
}

static void start_visits(const struct work *work, struct pp_book_column *columns) {
    const struct pp_calendar *calendar = &work->sheet->problem->calendar;
    int n_weeks = calendar->n_weeks, n = 0;
    columns[n++] = (struct pp_book_column){.heading = "Team", .width = 14};
    columns[n++] = (struct pp_book_column){.heading = "Patch", .width = 15};
    for (int w = 0; w < n_weeks; w++)
        columns[n++] = (struct pp_book_column){.is_date = true,
                                               .day = calendar->first_day + 7 * w,
                                               .width = 8,
                                               .align = PP_BOOK_RIGHT};
    columns[n++] = (struct pp_book_column){
        .heading = "Later in the year", .width = 10, .align = PP_BOOK_RIGHT};
    columns[n++] =
        (struct pp_book_column){.heading = "No week yet", .width = 9, .align = PP_BOOK_RIGHT};
    columns[n++] = (struct pp_book_column){.heading = "All", .width = 8, .align = PP_BOOK_RIGHT};
    pp_book_sheet(work->book,
                  &(struct pp_book_sheet){.name = "Visits by week",
                                          .title = "Visits by week",
                                          .about = "Households to be visited, by the Monday of "
                                                   "the week; the darker, the more",
                                          .columns = columns,
                                          .n_columns = n,
                                          .n_frozen = 2});
}

static int write_visits(const struct work *work, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = work->sheet->problem;
    int n_weeks = problem->calendar.n_weeks;
    size_t n_counts = (size_t)problem->n_patches * (size_t)(n_weeks + 2);
    PP_AUTO_FREE int *counts = pp_alloc_array(n_counts ? n_counts : 1, sizeof *counts);
    PP_AUTO_FREE struct pp_book_column *columns =
        pp_alloc_array((size_t)n_weeks + 5, sizeof *columns);
    if (!counts || !columns)
        return pp_fail_nomem(reterr);
    count_visits(work->sheet, counts);
    start_visits(work, columns);
    for (int team = -1; team < problem->n_teams; team++) {
        bool first = true;
        for (int p = 0; p < problem->n_patches; p++) {
            if (problem->patches[p].team_ix != team || !pp_sheet_has_team(work->sheet, team))
                continue;
            if (first)
                pp_book_group(work->book);
            else
                pp_book_row(work->book);
            first = false;
            write_visit_row(work, p, &counts[p * (n_weeks + 2)]);
        }
    }
    pp_book_shade(work->book, 2, n_weeks);
    return 0;
}

/* ---- the book ---- */

static void name_book(const struct pp_roster_sheet *sheet, struct pp_str *title) {
    const struct pp_roster_problem *problem = sheet->problem;
    char from[40], to[40];
    pp_day_long(problem->calendar.first_day, from, sizeof from);
    pp_day_long(pp_calendar_last_day(&problem->calendar), to, sizeof to);
    pp_str_appendf(title, "Officer roster, %s to %s", from, to);
    if (problem->plan_name && *problem->plan_name)
        pp_str_appendf(title, ", plan %s", problem->plan_name);
    for (int team = 0; sheet->teams && team < problem->n_teams; team++)
        if (sheet->teams[team])
            pp_str_appendf(title, ", %s", problem->team_names[team]);
}

static int write_sheets(const struct work *work, struct pp_error *reterr) {
    write_caseload(work);
    write_rota(work);
    int rc = write_visits(work, reterr);
    if (rc)
        return rc;
    pp_roster_write_hours(work->book, &work->marks);
    rc = pp_roster_write_measures(work->book, work->sheet, reterr);
    if (rc)
        return rc;
    pp_roster_write_changes(work->book, work->sheet);
    pp_roster_write_attention(work->book, work->sheet);
    return pp_book_finish(work->book, reterr);
}

int pp_publish_roster_book(const struct pp_roster_sheet *sheet, const char *path,
                           struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str title = {0};
    PP_AUTO_BOOK struct pp_book_file *book = NULL;
    struct work work = {.sheet = sheet};
    name_book(sheet, &title);
    int rc = title.failed ? pp_fail_nomem(reterr) : pp_marks_make(sheet, &work.marks, reterr);
    if (!rc)
        rc = pp_book_open(path, title.data, &book, reterr);
    work.book = book;
    if (!rc)
        rc = write_sheets(&work, reterr);
    pp_marks_done(&work.marks);
    return rc;
}
