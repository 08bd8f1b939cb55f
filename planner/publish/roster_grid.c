#include <stdio.h>
#include <string.h>

#include "planner/publish/roster_marks.h"

#include "patchplan/core/alloc.h"

#define NAME_WIDTH 26

/* Weeks A and B of one team. */
struct grid {
    struct pp_marks marks;
    const struct pp_grid_view *view;
    int first_week, n_weeks; /* 1 or 2 */
    struct pp_str *text;
};

static void append_letter(const struct grid *grid, enum pp_mark mark) {
    static const struct {
        enum pp_mark mark;
        const char *colour;
    } colours[] = {{PP_MARK_DROPIN, "30;106"},  {PP_MARK_TARA, "30;105"}, {PP_MARK_VISITS, "32"},
                   {PP_MARK_STANDIN, "30;103"}, {PP_MARK_LEAVE, "7"},     {PP_MARK_HOLIDAY, "7"},
                   {PP_MARK_OFF, "2"}};
    for (size_t i = 0; grid->view->colours && i < sizeof colours / sizeof colours[0]; i++)
        if (colours[i].mark == mark) {
            pp_str_appendf(grid->text, "\033[%sm%c\033[0m", colours[i].colour, (char)mark);
            return;
        }
    pp_str_append_char(grid->text, (char)mark);
}

/* `text` in NAME_WIDTH characters, cut or filled up; bytes of one character stay together. */
static void append_name(struct pp_str *out, const char *text) {
    int n_characters = 0;
    for (; *text && (n_characters < NAME_WIDTH || ((unsigned char)*text & 0xC0) == 0x80); text++) {
        pp_str_append_char(out, *text);
        n_characters += ((unsigned char)*text & 0xC0) != 0x80;
    }
    for (; n_characters < NAME_WIDTH; n_characters++)
        pp_str_append_char(out, ' ');
}

/* "Week A, 4 January" over its five days of four characters each. */
static void append_heads(const struct grid *grid) {
    const struct pp_calendar *calendar = &grid->marks.sheet->problem->calendar;
    char date[40], head[64];
    append_name(grid->text, "");
    for (int w = 0; w < grid->n_weeks; w++) {
        pp_day monday = calendar->first_day + 7 * (grid->first_week + w);
        pp_day_long(monday, date, sizeof date);
        date[strlen(date) - strlen(" 2027")] = '\0';
        snprintf(head, sizeof head, "Week %c, %s", pp_calendar_week(calendar, monday) ? 'B' : 'A',
                 date + strlen("Monday "));
        pp_str_appendf(grid->text, w + 1 < grid->n_weeks ? "  %-20s" : "  %s", head);
    }
    pp_str_append_char(grid->text, '\n');
    append_name(grid->text, "");
    for (int w = 0; w < grid->n_weeks; w++)
        pp_str_append(grid->text, w ? "  Mon Tue Wed Thu Fri" : "  Mon Tue Wed Thu Fri ");
    pp_str_append_char(grid->text, '\n');
}

/* "Ann Ash", "vacant post O08" */
static void append_post_name(const struct grid *grid, int post_ix, struct pp_str *text) {
    const struct pp_roster_problem *problem = grid->marks.sheet->problem;
    pp_str_append(text, pp_roster_post_name(problem, post_ix));
    if (post_ix >= 0 && !*problem->posts[post_ix].name)
        pp_str_appendf(text, " %s", problem->posts[post_ix].officer_id);
}

static void append_post(const struct grid *grid, int post_ix) {
    PP_AUTO_STR struct pp_str name = {0};
    append_post_name(grid, post_ix, &name);
    append_name(grid->text, pp_str_text(&name));
    for (int w = 0; w < grid->n_weeks; w++) {
        pp_str_append(grid->text, "  ");
        for (int weekday = 0; weekday < PP_N_WEEKDAYS; weekday++) {
            int day_ix = 7 * (grid->first_week + w) + weekday;
            for (int half = 0; half < PP_N_HALVES; half++)
                append_letter(grid, pp_marks_at(&grid->marks, post_ix, day_ix, (enum pp_half)half));
            pp_str_append_char(grid->text, ' ');
        }
    }
    while (grid->text->len && grid->text->data[grid->text->len - 1] == ' ')
        grid->text->data[--grid->text->len] = '\0';
    pp_str_append_char(grid->text, '\n');
}

/* A post of the team, or of another one that attends its sessions in these weeks. */
static bool is_shown(const struct grid *grid, int post_ix) {
    const struct pp_roster_sheet *sheet = grid->marks.sheet;
    if (sheet->problem->posts[post_ix].team_ix == grid->view->team_ix)
        return true;
    for (int d = 7 * grid->first_week; d < 7 * (grid->first_week + grid->n_weeks); d++)
        for (int half = 0; half < PP_N_HALVES; half++) {
            const struct pp_session *session =
                pp_marks_session(&grid->marks, post_ix, d, (enum pp_half)half);
            if (session && session->team_ix == grid->view->team_ix)
                return true;
        }
    return false;
}

static void append_session(const struct grid *grid, const struct pp_session *session) {
    const struct pp_roster_problem *problem = grid->marks.sheet->problem;
    char date[40], clock[40];
    pp_day_long(session->day, date, sizeof date);
    pp_clock_long_range(session->from_min, session->to_min, clock);
    pp_str_appendf(grid->text, "%s, %s: %s", date, clock,
                   session->status == PP_SESSION_CANCELLED ? "cancelled: " : "");
    pp_roster_session_title(problem, session, grid->text);
    if (session->session_id > 0)
        pp_str_appendf(grid->text, " (No. %lld)", (long long)session->session_id);
    pp_str_append(grid->text, "\n    ");
    if (session->n_patches > 0) {
        pp_roster_patch_list(problem, session->patches, session->n_patches, grid->text);
        pp_str_append(grid->text, ": ");
    }
    if (session->n_posts > 0)
        pp_roster_staff(problem, session, false, grid->text);
    else
        pp_str_append(grid->text, "nobody");
    pp_str_append_char(grid->text, '\n');
}

/* By day and time, whatever order the roster has them in. */
static void append_sessions(const struct grid *grid) {
    const struct pp_roster *roster = grid->marks.sheet->roster;
    pp_day monday = grid->marks.sheet->problem->calendar.first_day + 7 * grid->first_week;
    int n = 0;
    for (pp_day day = monday; day < monday + 7 * grid->n_weeks; day++)
        for (int half = 0; half < PP_N_HALVES; half++)
            for (int s = 0; s < roster->n_sessions; s++) {
                const struct pp_session *session = &roster->sessions[s];
                if (session->team_ix != grid->view->team_ix || session->day != day ||
                    (int)session->half != half)
                    continue;
                if (n++ == 0)
                    pp_str_append(grid->text, "\nDrop-ins and meetings\n");
                append_session(grid, session);
            }
    if (n == 0)
        pp_str_append(grid->text, "\nNo drop-ins or meetings in these weeks.\n");
}

/* ---- patches, and who stands in for whom ---- */

static void append_leads(const struct grid *grid, const int *posts, int n) {
    append_post_name(grid, n > 0 ? posts[0] : -1, grid->text);
    if (n > 1) {
        pp_str_append(grid->text, " and ");
        append_post_name(grid, posts[1], grid->text);
    }
}

/* Who leads the patch in these weeks, each from the day on which it is so. */
static void append_leads_of_weeks(const struct grid *grid, int patch_ix) {
    const struct pp_roster_sheet *sheet = grid->marks.sheet;
    pp_day first = sheet->problem->calendar.first_day + 7 * grid->first_week;
    int before[2] = {-1, -1}, n_before = 0;
    for (pp_day day = first; day < first + 7 * grid->n_weeks; day++) {
        int posts[2] = {-1, -1};
        int n = pp_roster_leads_on(sheet->roster, patch_ix, day, posts);
        bool same = n == n_before && posts[0] == before[0] && posts[1] == before[1];
        if (day > first && same)
            continue;
        if (day > first) {
            char words[40];
            pp_day_long(day, words, sizeof words);
            pp_str_appendf(grid->text, ", from %s ", words);
        }
        append_leads(grid, posts, n);
        memcpy(before, posts, sizeof before);
        n_before = n;
    }
}

static void append_patch(const struct grid *grid, int patch_ix) {
    const struct pp_roster_sheet *sheet = grid->marks.sheet;
    const struct pp_roster_patch *patch = &sheet->problem->patches[patch_ix];
    int stands_in = pp_roster_buddy(sheet->roster, patch_ix);
    pp_str_appendf(grid->text, "%s, ", patch->name);
    pp_str_append_count(grid->text, patch->n_homes, "home", "homes");
    pp_str_append(grid->text, ": ");
    append_leads_of_weeks(grid, patch_ix);
    if (stands_in >= 0) {
        pp_str_append(grid->text, "; first to stand in: ");
        append_post_name(grid, stands_in, grid->text);
    }
    pp_str_append_char(grid->text, '\n');
}

static void append_patches(const struct grid *grid) {
    const struct pp_roster_problem *problem = grid->marks.sheet->problem;
    pp_str_append(grid->text, "\nPatches and their named officers\n");
    for (int p = 0; p < problem->n_patches; p++)
        if (problem->patches[p].team_ix == grid->view->team_ix)
            append_patch(grid, p);
}

/* "Bea Birch for Ann Ash, N1: Monday 4 January 2027 to Friday 8 January 2027" */
static void append_standing_in(const struct grid *grid, const struct pp_cover_span *span) {
    const struct pp_roster_problem *problem = grid->marks.sheet->problem;
    const struct pp_cover *row = span->first, *last = span->last;
    char from[40], to[40];
    pp_day_long(row->day, from, sizeof from);
    pp_day_long(last->day, to, sizeof to);
    append_post_name(grid, row->cover_post_ix, grid->text);
    pp_str_append(grid->text, " for ");
    if (row->absent_post_ix >= 0) {
        append_post_name(grid, row->absent_post_ix, grid->text);
        pp_str_append(grid->text, ", ");
    }
    pp_str_appendf(grid->text, "%s%s: %s", problem->patches[row->patch_ix].name,
                   row->absent_post_ix >= 0 ? "" : ", which has no officer", from);
    if (last->day != row->day)
        pp_str_appendf(grid->text, " to %s", to);
    else if (last == row && row->half >= 0)
        pp_str_appendf(grid->text, ", %s", pp_half_words((enum pp_half)row->half));
    pp_str_append_char(grid->text, '\n');
}

static int append_all_standing_in(const struct grid *grid, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const struct pp_roster_sheet *sheet = grid->marks.sheet;
    pp_day from = sheet->problem->calendar.first_day + 7 * grid->first_week;
    struct pp_cover_span *spans = NULL;
    int n_spans = 0, n = 0;
    int rc = pp_publish_cover_spans(sheet, from, from + 7 * grid->n_weeks - 1, &arena, &spans,
                                    &n_spans, reterr);
    for (int i = 0; i < n_spans; i++) {
        int post_ix = spans[i].first->cover_post_ix;
        if (post_ix < 0 || !is_shown(grid, post_ix))
            continue;
        if (n++ == 0)
            pp_str_append(grid->text, "\nStanding in\n");
        append_standing_in(grid, &spans[i]);
    }
    return rc;
}

/* ---- the whole ---- */

static int append_grid(const struct grid *grid, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = grid->marks.sheet->problem;
    char date[40];
    pp_day_long(problem->calendar.first_day + 7 * grid->first_week, date, sizeof date);
    pp_str_appendf(grid->text, "%s, two-week timetable from %s\n\n",
                   pp_roster_team_name(problem, grid->view->team_ix), date);
    append_heads(grid);
    for (int o = 0; o < problem->n_posts; o++)
        if (is_shown(grid, o))
            append_post(grid, o);
    pp_str_append(grid->text,
                  "\nMorning, afternoon, evening: D drop-in, V visits and patch work,\n"
                  "T meeting of tenants, S standing in, L leave, H bank holiday or closure,\n"
                  ". at work, - not working\n");
    if (!grid->view->whole)
        return 0;
    append_patches(grid);
    int rc = append_all_standing_in(grid, reterr);
    append_sessions(grid);
    return rc;
}

/* The first week with visits from this one on; itself when there is none. */
static int week_with_visits(const struct pp_marks *marks, int week) {
    int n_weeks = marks->sheet->problem->calendar.n_weeks;
    for (int w = week; w < n_weeks; w++)
        for (int o = 0; o < marks->sheet->problem->n_posts; o++)
            if (marks->n_visits[o * n_weeks + w] > 0)
                return w;
    return week;
}

/* Weeks A and B together, as far as the roster has both. */
static void choose_weeks(struct grid *grid) {
    const struct pp_roster_problem *problem = grid->marks.sheet->problem;
    const struct pp_calendar *calendar = &problem->calendar;
    bool told = grid->view->day != PP_PAST_DAY;
    pp_day day = told ? grid->view->day : problem->today;
    int week = day > calendar->first_day ? (day - calendar->first_day) / 7 : 0;
    if (week >= calendar->n_weeks)
        week = 0;
    if (!told)
        week = week_with_visits(&grid->marks, week);
    if (week > 0 && pp_calendar_week(calendar, calendar->first_day + 7 * week) == 1)
        week--;
    grid->first_week = week;
    grid->n_weeks = week + 1 < calendar->n_weeks ? 2 : 1;
}

/* Marks and the weeks that are shown. */
static int grid_make(struct grid *grid, const struct pp_roster_sheet *sheet,
                     struct pp_error *reterr) {
    const struct pp_calendar *calendar = &sheet->problem->calendar;
    pp_day day = grid->view->day;
    char first[40], last[40];
    if (day != PP_PAST_DAY && (day < calendar->first_day || day > pp_calendar_last_day(calendar))) {
        pp_day_long(calendar->first_day, first, sizeof first);
        pp_day_long(pp_calendar_last_day(calendar), last, sizeof last);
        return pp_fail(reterr, PP_E_USAGE, "this roster runs from %s to %s: name a day in it",
                       first, last);
    }
    int rc = pp_marks_make(sheet, &grid->marks, reterr);
    if (!rc)
        choose_weeks(grid);
    return rc;
}

int pp_publish_roster_grid(const struct pp_roster_sheet *sheet, const struct pp_grid_view *view,
                           struct pp_str *text, struct pp_error *reterr) {
    struct grid grid = {.view = view, .text = text};
    int rc = grid_make(&grid, sheet, reterr);
    if (rc)
        return rc;
    rc = append_grid(&grid, reterr);
    pp_marks_done(&grid.marks);
    return rc ? rc : text->failed ? pp_fail_nomem(reterr) : 0;
}

/* ---- the same as letters ---- */

static void copy_letters(const struct grid *grid, struct pp_rota_row *row) {
    for (int w = 0; w < grid->n_weeks; w++)
        for (int weekday = 0; weekday < PP_N_WEEKDAYS; weekday++)
            for (int half = 0; half < PP_N_HALVES; half++)
                row->letters[w][weekday][half] =
                    (char)pp_marks_at(&grid->marks, row->post_ix,
                                      7 * (grid->first_week + w) + weekday, (enum pp_half)half);
}

int pp_publish_rota(const struct pp_roster_sheet *sheet, const struct pp_grid_view *view,
                    struct pp_arena *arena, struct pp_rota *ret_rota, struct pp_error *reterr) {
    struct grid grid = {.view = view};
    int n_posts = sheet->problem->n_posts;
    struct pp_rota rota = {.rows =
                               pp_arena_alloc(arena, ((size_t)n_posts + 1) * sizeof *rota.rows)};
    int rc = rota.rows ? grid_make(&grid, sheet, reterr) : pp_fail_nomem(reterr);
    if (rc)
        return rc;
    rota.first_day = sheet->problem->calendar.first_day + 7 * grid.first_week;
    rota.n_weeks = grid.n_weeks;
    for (int o = 0; o < n_posts; o++)
        if (is_shown(&grid, o)) {
            rota.rows[rota.n_rows] = (struct pp_rota_row){.post_ix = o};
            copy_letters(&grid, &rota.rows[rota.n_rows++]);
        }
    pp_marks_done(&grid.marks);
    *ret_rota = rota;
    return 0;
}
