#include <stdio.h>
#include <string.h>

#include "planner/publish/roster_marks.h"

#include "patchplan/core/alloc.h"

#define NAME_WIDTH 26

/* Two weeks of one team. */
struct grid {
    struct pp_marks marks;
    int team_ix, first_week, n_weeks; /* 1 or 2 */
    bool colours, with_sessions;
    struct pp_str *text;
};

static void append_letter(const struct grid *grid, enum pp_mark mark) {
    static const struct {
        enum pp_mark mark;
        const char *colour;
    } colours[] = {{PP_MARK_DROPIN, "30;106"},  {PP_MARK_TARA, "30;105"}, {PP_MARK_VISITS, "32"},
                   {PP_MARK_STANDIN, "30;103"}, {PP_MARK_LEAVE, "7"},     {PP_MARK_HOLIDAY, "7"},
                   {PP_MARK_OFF, "2"}};
    for (size_t i = 0; grid->colours && i < sizeof colours / sizeof colours[0]; i++)
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

static void append_post(const struct grid *grid, int post_ix) {
    const struct pp_roster_problem *problem = grid->marks.sheet->problem;
    PP_AUTO_STR struct pp_str name = {0};
    pp_str_append(&name, pp_roster_post_name(problem, post_ix));
    if (!*problem->posts[post_ix].name)
        pp_str_appendf(&name, " %s", problem->posts[post_ix].officer_id);
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
    if (sheet->problem->posts[post_ix].team_ix == grid->team_ix)
        return true;
    for (int d = 7 * grid->first_week; d < 7 * (grid->first_week + grid->n_weeks); d++)
        for (int half = 0; half < PP_N_HALVES; half++) {
            const struct pp_session *session =
                pp_marks_session(&grid->marks, post_ix, d, (enum pp_half)half);
            if (session && session->team_ix == grid->team_ix)
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
                if (session->team_ix != grid->team_ix || session->day != day ||
                    (int)session->half != half)
                    continue;
                if (n++ == 0)
                    pp_str_append(grid->text, "\nDrop-ins and meetings\n");
                append_session(grid, session);
            }
    if (n == 0)
        pp_str_append(grid->text, "\nNo drop-ins or meetings in these weeks.\n");
}

static void append_grid(const struct grid *grid) {
    const struct pp_roster_problem *problem = grid->marks.sheet->problem;
    char date[40];
    pp_day_long(problem->calendar.first_day + 7 * grid->first_week, date, sizeof date);
    pp_str_appendf(grid->text, "%s, two-week timetable from %s\n\n",
                   pp_roster_team_name(problem, grid->team_ix), date);
    append_heads(grid);
    for (int o = 0; o < problem->n_posts; o++)
        if (is_shown(grid, o))
            append_post(grid, o);
    pp_str_append(grid->text,
                  "\nMorning, afternoon, evening: D drop-in, V visits and patch work,\n"
                  "T meeting of tenants, S standing in, L leave, H bank holiday or closure,\n"
                  ". at work, - not working\n");
    if (grid->with_sessions)
        append_sessions(grid);
}

static int write_grid(const struct pp_roster_sheet *sheet, struct grid *grid,
                      struct pp_error *reterr) {
    grid->n_weeks = grid->first_week + 1 < sheet->problem->calendar.n_weeks ? 2 : 1;
    int rc = pp_marks_make(sheet, &grid->marks, reterr);
    if (rc)
        return rc;
    append_grid(grid);
    pp_marks_done(&grid->marks);
    return grid->text->failed ? pp_fail_nomem(reterr) : 0;
}

int pp_publish_roster_fortnight(const struct pp_roster_sheet *sheet, int team_ix, pp_day day,
                                bool colours, struct pp_str *text, struct pp_error *reterr) {
    const struct pp_calendar *calendar = &sheet->problem->calendar;
    struct grid grid = {
        .team_ix = team_ix, .colours = colours, .with_sessions = true, .text = text};
    char first[40], last[40];
    if (day < calendar->first_day || day > pp_calendar_last_day(calendar)) {
        pp_day_long(calendar->first_day, first, sizeof first);
        pp_day_long(pp_calendar_last_day(calendar), last, sizeof last);
        return pp_fail(reterr, PP_E_USAGE, "the roster goes from %s to %s: name a day in it", first,
                       last);
    }
    grid.first_week = (day - calendar->first_day) / 7;
    return write_grid(sheet, &grid, reterr);
}

int pp_publish_roster_grid(const struct pp_roster_sheet *sheet, int team_ix, bool colours,
                           bool with_sessions, struct pp_str *text, struct pp_error *reterr) {
    struct grid grid = {
        .team_ix = team_ix, .colours = colours, .with_sessions = with_sessions, .text = text};
    return write_grid(sheet, &grid, reterr);
}
