/* Days of a roster on staff's pages: today, the rota, drop-ins, who stands in. */
#include <stdlib.h>
#include <string.h>

#include "planner/service/roster_telling.h"

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/staff.h"

enum { DAYS_AHEAD = 7 };

/* ---- drop-ins and meetings ---- */

static void set_names(const struct pp_roster_telling *telling, struct pp_json *json,
                      const struct pp_session *session) {
    PP_AUTO_STR struct pp_str officers = {0};
    PP_AUTO_STR struct pp_str patches = {0};
    for (int i = 0; i < session->n_posts; i++) {
        PP_AUTO_STR struct pp_str room = {0};
        pp_str_appendf(&officers, "%s%s", i ? ", " : "",
                       pp_roster_post_words(telling->problem, session->posts[i], &room));
    }
    for (int i = 0; i < session->n_patches; i++)
        pp_str_appendf(&patches, "%s%s", i ? ", " : "",
                       telling->problem->patches[session->patches[i]].name);
    pp_set_text(json, "officers", pp_str_text(&officers));
    pp_set_text(json, "patches", pp_str_text(&patches));
}

/* Where one that is still to come can be cancelled or moved. */
static void set_change_href(const struct pp_roster_telling *telling, struct pp_json *json,
                            const struct pp_session *session) {
    PP_AUTO_STR struct pp_str href = {0};
    pp_str_appendf(&href, "/roster/drop-in/%lld", (long long)session->session_id);
    pp_href_name(&href, "?plan=", telling->problem->plan_name);
    pp_set_text(json, "changeHref", pp_str_text(&href));
}

/* Cancelled, or moved by hand; and the day it would have again has not gone by. */
static bool can_restore(const struct pp_session *session, pp_day today) {
    if (session->status == PP_SESSION_CANCELLED)
        return session->day >= today;
    return session->pinned && session->was_day != PP_PAST_DAY && session->was_day >= today;
}

struct pp_json *pp_roster_session_json(const struct pp_roster_telling *telling,
                                       const struct pp_session *session, pp_day today) {
    char time[40];
    struct pp_json *json = pp_json_new_object();
    bool is_off = session->status == PP_SESSION_CANCELLED;
    pp_clock_long_range(session->from_min, session->to_min, time);
    pp_json_set(json, "id", pp_json_new_int(session->session_id));
    pp_roster_telling_set_date(json, "date", session->day);
    pp_set_text(json, "time", time);
    pp_set_text(json, "venue",
                session->venue_ix >= 0 ? telling->problem->venues[session->venue_ix].name
                                       : session->series);
    pp_json_set(json, "isMeeting", pp_json_new_bool(session->kind == PP_SESSION_TARA));
    pp_json_set(json, "isOff", pp_json_new_bool(is_off));
    pp_set_text(json, "status", pp_session_status_names[session->status]);
    pp_json_set(json, "isOther", pp_json_new_bool(session->status != PP_SESSION_PUBLISHED));
    pp_json_set(json, "canRestore", pp_json_new_bool(can_restore(session, today)));
    if (session->counted) {
        PP_AUTO_STR struct pp_str came = {0};
        pp_str_append_count(&came, session->n_people, "person", "people");
        pp_str_append(&came, " came");
        pp_set_text(json, "came", pp_str_text(&came));
    }
    if (!is_off && session->day >= today)
        set_change_href(telling, json, session);
    set_names(telling, json, session);
    return json;
}

/* By day and time, whatever order the roster has them in. */
static struct pp_json *drop_ins_json(const struct pp_roster_telling *telling, pp_day from,
                                     pp_day to) {
    struct pp_json *list = pp_json_new_array();
    for (pp_day day = from; day <= to; day++)
        for (int half = 0; half < PP_N_HALVES; half++)
            for (int i = 0; i < telling->roster->n_sessions; i++) {
                const struct pp_session *session = &telling->roster->sessions[i];
                if (session->day == day && (int)session->half == half &&
                    pp_roster_telling_is_of_team(telling, session->team_ix))
                    pp_json_push(list,
                                 pp_roster_session_json(telling, session, telling->view->today));
            }
    return list;
}

static void set_drop_ins(const struct pp_roster_telling *telling, struct pp_json *json, pp_day from,
                         pp_day to) {
    struct pp_json *list = drop_ins_json(telling, from, to);
    pp_json_set(json, "anyDropIn", pp_json_new_bool(pp_json_length(list) > 0));
    pp_json_set(json, "dropIns", list);
}

int pp_roster_tell_drop_ins(const struct pp_roster_telling *telling, struct pp_json *page,
                            struct pp_error *reterr) {
    struct pp_json *json = pp_json_new_object();
    pp_roster_telling_set_date(json, "first", telling->from);
    set_drop_ins(telling, json, telling->from, telling->to);
    return pp_json_set(page, "sessions", json) ? pp_fail_nomem(reterr) : 0;
}

/* ---- who stands in ---- */

/* Those of the team's patches between two days, by the first day. */
struct spans {
    struct pp_arena arena;
    struct pp_cover_span *rows;
    int n;
};

static int by_day(const void *a, const void *b) {
    const struct pp_cover *x = ((const struct pp_cover_span *)a)->first;
    const struct pp_cover *y = ((const struct pp_cover_span *)b)->first;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->patch_ix != y->patch_ix)
        return x->patch_ix < y->patch_ix ? -1 : 1;
    return (x > y) - (x < y);
}

static int find_spans(const struct pp_roster_telling *telling, pp_day from, pp_day to,
                      struct spans *ret_spans, struct pp_error *reterr) {
    struct pp_cover_span *rows = NULL;
    int n = 0, rc = pp_publish_cover_spans(&telling->sheet, from, to, &ret_spans->arena, &rows, &n,
                                           reterr);
    for (int i = 0; i < n; i++)
        if (pp_roster_telling_is_of_team(
                telling, telling->problem->patches[rows[i].first->patch_ix].team_ix))
            rows[ret_spans->n++] = rows[i];
    ret_spans->rows = rows;
    if (ret_spans->n > 1)
        qsort(rows, (size_t)ret_spans->n, sizeof *rows, by_day);
    return rc;
}

static const char *half_alone(const struct pp_cover_span *span) {
    return span->first == span->last && span->first->half >= 0
               ? pp_half_words((enum pp_half)span->first->half)
               : NULL;
}

/* "4 to 29 January", "29 January to 2 February", "4 January, morning" */
static void say_span(const struct pp_cover_span *span, struct pp_str *text) {
    char first[32], last[32];
    pp_roster_telling_short_day(span->first->day, first);
    pp_roster_telling_short_day(span->last->day, last);
    if (span->first->day != span->last->day) {
        if (strcmp(strchr(first, ' '), strchr(last, ' ')) == 0)
            *strchr(first, ' ') = '\0';
        pp_str_appendf(text, "%s to %s", first, last);
    } else {
        pp_str_appendf(text, "%s", first);
    }
    if (half_alone(span))
        pp_str_appendf(text, ", %s", half_alone(span));
}

static struct pp_json *stand_in_json(const struct pp_roster_telling *telling,
                                     const struct pp_cover *cover) {
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "patch", telling->problem->patches[cover->patch_ix].name);
    if (cover->absent_post_ix < 0)
        pp_set_text(json, "away", "the patch has no officer");
    else
        pp_roster_telling_set_post(telling, json, "away", cover->absent_post_ix);
    pp_roster_telling_set_post(telling, json, "instead", cover->cover_post_ix);
    pp_json_set(json, "nobody", pp_json_new_bool(cover->cover_post_ix < 0));
    return json;
}

static bool same_people(const struct pp_cover *a, const struct pp_cover *b) {
    return a->patch_ix == b->patch_ix && a->absent_post_ix == b->absent_post_ix &&
           a->cover_post_ix == b->cover_post_ix;
}

static bool is_told(const struct spans *spans, int i) {
    for (int before = 0; before < i; before++)
        if (same_people(spans->rows[before].first, spans->rows[i].first))
            return true;
    return false;
}

/* One line for the same people about the same patch, with all their days. */
static struct pp_json *people_json(const struct pp_roster_telling *telling,
                                   const struct spans *spans, int i) {
    PP_AUTO_STR struct pp_str days = {0};
    struct pp_json *json = stand_in_json(telling, spans->rows[i].first);
    for (int k = i; k < spans->n; k++)
        if (same_people(spans->rows[k].first, spans->rows[i].first)) {
            pp_str_append(&days, k > i ? "; " : "");
            say_span(&spans->rows[k], &days);
        }
    pp_set_text(json, "days", pp_str_text(&days));
    return json;
}

static void spans_done(struct spans *spans) { pp_arena_done(&spans->arena); }

int pp_roster_tell_stand_ins(const struct pp_roster_telling *telling, struct pp_json *page,
                             struct pp_error *reterr) {
    PP_AUTO(spans_done) struct spans spans = {0};
    int rc = find_spans(telling, telling->from, telling->to, &spans, reterr);
    if (rc)
        return rc;
    struct pp_json *json = pp_json_new_object(), *list = pp_json_new_array();
    for (int i = 0; i < spans.n; i++)
        if (!is_told(&spans, i))
            pp_json_push(list, people_json(telling, &spans, i));
    pp_roster_telling_set_date(json, "first", telling->from);
    pp_json_set(json, "anyStandIn", pp_json_new_bool(pp_json_length(list) > 0));
    pp_json_set(json, "standIns", list);
    return pp_json_set(page, "covers", json) ? pp_fail_nomem(reterr) : 0;
}

/* ---- the rota ---- */

static struct pp_json *letter_json(char letter, int half) {
    char text[2] = {letter, '\0'};
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "letter", text);
    pp_set_text(json, "half", half < 0 ? NULL : pp_half_words((enum pp_half)half));
    for (const struct pp_rota_letter *known = pp_rota_letters; known->letter; known++)
        if (known->letter == letter) {
            pp_set_text(json, "kind", known->kind);
            pp_set_text(json, "words", known->words);
        }
    return json;
}

static struct pp_json *day_json(const char letters[PP_N_HALVES]) {
    struct pp_json *json = pp_json_new_object(), *list = pp_json_new_array();
    for (int half = 0; half < PP_N_HALVES; half++)
        if (letters[half] != ' ')
            pp_json_push(list, letter_json(letters[half], half));
    pp_json_set(json, "letters", list);
    return json;
}

static bool comes_before(const struct pp_roster_problem *problem, const struct pp_rota_row *a,
                         const struct pp_rota_row *b) {
    PP_AUTO_STR struct pp_str room_a = {0}, room_b = {0};
    return strcmp(pp_roster_post_words(problem, a->post_ix, &room_a),
                  pp_roster_post_words(problem, b->post_ix, &room_b)) < 0;
}

/* By name, as people look for each other; a team is a few dozen at most. */
static void sort_by_name(const struct pp_roster_problem *problem, struct pp_rota *rota) {
    for (int i = 1; i < rota->n_rows; i++) {
        struct pp_rota_row row = rota->rows[i];
        int at = i;
        for (; at > 0 && comes_before(problem, &row, &rota->rows[at - 1]); at--)
            rota->rows[at] = rota->rows[at - 1];
        rota->rows[at] = row;
    }
}

static struct pp_json *week_rows_json(const struct pp_roster_telling *telling,
                                      const struct pp_rota *rota, int week) {
    struct pp_json *rows = pp_json_new_array();
    for (int i = 0; i < rota->n_rows; i++) {
        struct pp_json *row = pp_json_new_object(), *days = pp_json_new_array();
        for (int weekday = 0; weekday < PP_N_WEEKDAYS; weekday++)
            pp_json_push(days, day_json(rota->rows[i].letters[week][weekday]));
        pp_roster_telling_set_post(telling, row, "officer", rota->rows[i].post_ix);
        pp_json_set(row, "days", days);
        pp_json_push(rows, row);
    }
    return rows;
}

static struct pp_json *week_json(const struct pp_roster_telling *telling,
                                 const struct pp_rota *rota, int week) {
    PP_AUTO_STR struct pp_str title = {0};
    struct pp_json *json = pp_json_new_object(), *heads = pp_json_new_array();
    pp_day monday = rota->first_day + 7 * week;
    char text[48];
    pp_day_long(monday, text, sizeof text);
    pp_str_appendf(&title, "Week %c, from %s",
                   pp_calendar_week(&telling->problem->calendar, monday) ? 'B' : 'A', text);
    for (int weekday = 0; weekday < PP_N_WEEKDAYS; weekday++) {
        static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri"};
        PP_AUTO_STR struct pp_str head = {0};
        int year, month, day;
        pp_day_split(monday + weekday, &year, &month, &day);
        pp_str_appendf(&head, "%s %d", names[weekday], day);
        pp_json_push(heads, pp_json_new_text(pp_str_text(&head)));
    }
    pp_set_text(json, "title", pp_str_text(&title));
    pp_json_set(json, "heads", heads);
    pp_json_set(json, "rows", week_rows_json(telling, rota, week));
    return json;
}

int pp_roster_tell_rota(const struct pp_roster_telling *telling, struct pp_json *page,
                        struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const struct pp_grid_view view = {.team_ix = telling->team_ix, .day = telling->from};
    struct pp_rota rota = {0};
    int rc = pp_publish_rota(&telling->sheet, &view, &arena, &rota, reterr);
    if (rc)
        return rc;
    struct pp_json *json = pp_json_new_object(), *weeks = pp_json_new_array(),
                   *legend = pp_json_new_array();
    sort_by_name(telling->problem, &rota);
    for (int week = 0; week < rota.n_weeks; week++)
        pp_json_push(weeks, week_json(telling, &rota, week));
    for (const struct pp_rota_letter *known = pp_rota_letters; known->letter; known++)
        pp_json_push(legend, letter_json(known->letter, -1));
    pp_json_set(json, "weeks", weeks);
    pp_json_set(json, "legend", legend);
    return pp_json_set(page, "rota", json) ? pp_fail_nomem(reterr) : 0;
}

/* ---- today ---- */

/* Which part of the day somebody is on leave; NULL: none. */
static const char *part_away(const char letters[PP_N_HALVES]) {
    bool am = letters[PP_HALF_AM] == 'L', pm = letters[PP_HALF_PM] == 'L';
    return am && pm ? "all day" : am ? "the morning" : pm ? "the afternoon" : NULL;
}

/* The last day of a long absence that the day is in; PP_PAST_DAY: it is in none. */
static pp_day long_away_until(const struct pp_roster_telling *telling, int post_ix) {
    for (int a = 0; a < telling->problem->n_absences; a++) {
        const struct pp_absence *absence = &telling->problem->absences[a];
        if (absence->post_ix == post_ix && absence->lasting &&
            absence->first_day <= telling->from && telling->from <= absence->last_day)
            return absence->last_day;
    }
    return PP_PAST_DAY;
}

static int set_away(const struct pp_roster_telling *telling, struct pp_json *json,
                    struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const struct pp_grid_view view = {.team_ix = telling->team_ix, .day = telling->from};
    struct pp_rota rota = {0};
    int weekday = pp_day_weekday(telling->from),
        rc = pp_publish_rota(&telling->sheet, &view, &arena, &rota, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    for (int i = 0; i < rota.n_rows && weekday < PP_N_WEEKDAYS; i++) {
        int week = (telling->from - rota.first_day) / 7;
        const char *part = part_away(rota.rows[i].letters[week][weekday]);
        int team_ix = telling->problem->posts[rota.rows[i].post_ix].team_ix;
        if (!part || !pp_roster_telling_is_of_team(telling, team_ix))
            continue;
        struct pp_json *one = pp_json_new_object();
        pp_roster_telling_set_post(telling, one, "officer", rota.rows[i].post_ix);
        pp_set_text(one, "part", part);
        pp_day until = long_away_until(telling, rota.rows[i].post_ix);
        if (until != PP_PAST_DAY)
            pp_roster_telling_set_date(one, "longUntil", until);
        pp_json_push(list, one);
    }
    pp_json_set(json, "away", list);
    return 0;
}

static int set_stand_ins_today(const struct pp_roster_telling *telling, struct pp_json *json,
                               struct pp_error *reterr) {
    PP_AUTO(spans_done) struct spans spans = {0};
    int rc = find_spans(telling, telling->from, pp_calendar_last_day(&telling->problem->calendar),
                        &spans, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    for (int i = 0; i < spans.n && spans.rows[i].first->day == telling->from; i++) {
        struct pp_json *one = stand_in_json(telling, spans.rows[i].first);
        bool goes_on = spans.rows[i].last->day > telling->from;
        if (goes_on)
            pp_roster_telling_set_date(one, "until", spans.rows[i].last->day);
        else
            pp_set_text(one, "until", NULL); /* the page has an "until" of its own */
        pp_set_text(one, "part", half_alone(&spans.rows[i]));
        pp_json_push(list, one);
    }
    pp_json_set(json, "anyStandIn", pp_json_new_bool(pp_json_length(list) > 0));
    pp_json_set(json, "standIns", list);
    return 0;
}

int pp_roster_tell_today(const struct pp_roster_telling *telling, struct pp_json *page,
                         struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    int rc = set_away(telling, json, reterr);
    if (!rc)
        rc = set_stand_ins_today(telling, json, reterr);
    if (!rc)
        rc = pp_roster_tell_rules(telling, false, json, reterr);
    if (rc)
        return rc;
    pp_roster_telling_set_date(json, "day", telling->from);
    if (telling->from != telling->view->today)
        pp_roster_telling_set_date(json, "otherThan", telling->view->today);
    pp_day first = telling->problem->calendar.first_day;
    pp_roster_telling_set_date(json, "first", first);
    pp_json_set(json, "isFirst", pp_json_new_bool(telling->from == first));
    pp_json_set(json, "isBeforeFirst", pp_json_new_bool(telling->view->today < first));
    set_drop_ins(telling, json, telling->from, telling->from + DAYS_AHEAD);
    return pp_json_set(page, "today", PP_STEAL(json)) ? pp_fail_nomem(reterr) : 0;
}
