#include "patchplan/service/my.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "planner/service/public_tell.h"
#include "planner/service/roster_hand.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/store/my.h"
#include "patchplan/store/roster.h"

enum {
    MOST_VISITS = 200,
    MOST_LEAVE = 10,
    DAYS_BACK = 14,
    DAYS_ON = 28,
    BOOK_AHEAD = 366,
    DAYS_AHEAD = 14,
    MOST_PEOPLE = 10000
};

/* An officer and the plan they work by. */
struct desk {
    struct pp_db *db;
    struct pp_arena arena;
    struct pp_my_officer officer;
    struct pp_my_wish wish; /* the days are filled in by who asks */
    pp_day today, starts;   /* starts: today, or the first day of a roster still to come */
    int minute;             /* now, since midnight */
    struct pp_json *ahead[DAYS_AHEAD]; /* lines of tomorrow and the days after it; NULL: none */
};

static void desk_done(struct desk *desk) {
    for (int d = 0; d < DAYS_AHEAD; d++)
        pp_json_done(desk->ahead[d]);
    pp_arena_done(&desk->arena);
}

/* Homes and colleagues are no longer theirs to see. */
static int fail_left(pp_day last_day, struct pp_error *reterr) {
    char words[48];
    pp_day_long(last_day, words, sizeof words);
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "Your last day was %s, so this page is closed and your calendar is empty. If "
                   "that is wrong, tell your team leader.",
                   words);
}

static int open_desk(struct desk *desk, const char *officer_id, pp_day today,
                     struct pp_error *reterr) {
    int rc = pp_store_my_officer(desk->db, officer_id, today, &desk->arena, &desk->officer, reterr);
    if (rc < 0)
        return rc;
    if (desk->officer.last_day < today)
        return fail_left(desk->officer.last_day, reterr);
    desk->wish.officer_id = officer_id;
    desk->wish.plan_id = desk->officer.plan_id;
    desk->today = today;
    desk->starts = desk->officer.first_day > today ? desk->officer.first_day : today;
    return 0;
}

static struct pp_my_wish days(const struct desk *desk, pp_day from, pp_day until) {
    struct pp_my_wish wish = desk->wish;
    wish.from = from;
    wish.until = until;
    return wish;
}

static void set_date(struct pp_json *json, const char *key, pp_day day) {
    char iso[11];
    pp_day_iso(day, iso);
    pp_set_day(json, key, iso);
}

static void push_line(struct pp_json *lines, const struct pp_str *line) {
    pp_json_push(lines, pp_json_new_text(pp_str_text(line)));
}

/* A line of today, or of one of the days ahead. */
static void push_line_of(struct desk *desk, pp_day day, const struct pp_str *line,
                         struct pp_json *today) {
    int ahead = day - desk->today - 1;
    if (day == desk->today)
        push_line(today, line);
    if (ahead < 0 || ahead >= DAYS_AHEAD)
        return;
    if (!desk->ahead[ahead])
        desk->ahead[ahead] = pp_json_new_array();
    push_line(desk->ahead[ahead], line);
}

static int set_ahead(struct desk *desk, struct pp_json *page, struct pp_error *reterr) {
    struct pp_json *list = pp_json_new_array();
    for (int d = 0; d < DAYS_AHEAD; d++) {
        if (!desk->ahead[d])
            continue;
        struct pp_json *json = pp_json_new_object();
        set_date(json, "day", desk->today + 1 + d);
        pp_json_set(json, "isTomorrow", pp_json_new_bool(d == 0));
        pp_json_set(json, "lines", PP_STEAL(desk->ahead[d]));
        pp_json_push(list, json);
    }
    return pp_json_set(page, "ahead", list) ? pp_fail_nomem(reterr) : 0;
}

static const char *part_words(const char *part) {
    return strcmp(part, "am") == 0 ? " (morning)" : strcmp(part, "pm") == 0 ? " (afternoon)" : "";
}

/* ---- patches ---- */

static int set_patches(struct desk *desk, struct pp_json *page, struct pp_error *reterr) {
    const struct pp_my_wish wish = days(desk, desk->starts, desk->starts);
    struct pp_my_patch *patches = NULL;
    size_t n = 0;
    int rc = pp_store_my_patches(desk->db, &wish, &desk->arena, &patches, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++) {
        struct pp_json *json = pp_json_new_object();
        pp_set_text(json, "id", patches[i].name);
        pp_set_href(json, "href", "/patch/", patches[i].name);
        pp_set_count(json, "homes", patches[i].n_homes);
        pp_json_set(json, "shares", pp_json_new_bool(patches[i].shares));
        pp_json_push(list, json);
    }
    return pp_json_set(page, "patches", list) ? pp_fail_nomem(reterr) : 0;
}

/* ---- visits ---- */

static void note_visit(const struct pp_my_visit *visit, struct pp_str *note) {
    pp_day day = 0;
    char words[48];
    if (visit->booked && pp_day_parse(visit->booked, &day)) {
        pp_day_long(day, words, sizeof words);
        pp_str_appendf(note, "Agreed for %s", words);
    } else if (visit->n_tries > 0) {
        pp_str_append(note, "Nobody was in");
        if (visit->n_tries > 1)
            pp_str_appendf(note, ", %d times", visit->n_tries);
    }
}

/* The day that was agreed has gone by, and nobody said what came of it. */
static bool is_passed(const struct pp_my_visit *visit, pp_day today) {
    pp_day day = 0;
    return visit->booked && pp_day_parse(visit->booked, &day) && day < today;
}

static const char *state_words(const char *state) {
    return strcmp(state, "done") == 0       ? "Visited"
           : strcmp(state, "declined") == 0 ? "Did not want a visit"
           : strcmp(state, "booked") == 0   ? "Booked"
                                            : "To visit";
}

/* Found today: until the day is over it can be changed. */
static bool is_of_today(const struct pp_my_visit *visit, pp_day today) {
    pp_day day = 0;
    return visit->found && pp_day_parse(visit->found, &day) && day == today;
}

static struct pp_json *visit_json(const struct pp_my_visit *visit, pp_day today) {
    PP_AUTO_STR struct pp_str note = {0};
    struct pp_json *json = pp_json_new_object();
    bool over = strcmp(visit->state, "done") == 0 || strcmp(visit->state, "declined") == 0;
    note_visit(visit, &note);
    pp_json_set(json, "id", pp_json_new_int(visit->home_id));
    pp_set_text(json, "address", visit->address);
    pp_set_text(json, "postcode", visit->postcode);
    pp_set_text(json, "patch", visit->patch);
    pp_set_text(json, "state", state_words(visit->state));
    pp_set_text(json, "note", pp_str_text(&note));
    pp_json_set(json, "two", pp_json_new_bool(visit->two_officers));
    pp_json_set(json, "isOpen", pp_json_new_bool(!over));
    pp_json_set(json, "isPassed", pp_json_new_bool(is_passed(visit, today)));
    pp_json_set(json, "canSay", pp_json_new_bool(!over || is_of_today(visit, today)));
    return json;
}

/* By week, those agreed first in the order of their days, the others by address as people count: flat 2 before 17. */
static int by_week(const void *a, const void *b) {
    const struct pp_my_visit *x = a, *y = b;
    int order = strcmp(x->week, y->week);
    if (!order && !x->booked != !y->booked)
        return x->booked ? -1 : 1;
    if (!order && x->booked)
        order = strcmp(x->booked, y->booked);
    return order ? order : pp_text_natural_compare(x->address, y->address);
}

/* A visit agreed for a day belongs to what that day holds. */
static void push_agreed(struct desk *desk, const struct pp_my_visit *visit, struct pp_json *today) {
    PP_AUTO_STR struct pp_str line = {0};
    pp_day day = 0;
    if (!visit->booked || !pp_day_parse(visit->booked, &day))
        return;
    pp_str_appendf(&line, "Visit agreed: %s%s%s", visit->address, *visit->postcode ? ", " : "",
                   visit->postcode);
    push_line_of(desk, day, &line, today);
}

static int set_visits(struct desk *desk, struct pp_json *page, struct pp_json *day,
                      struct pp_error *reterr) {
    pp_day monday = desk->starts - pp_day_weekday(desk->starts);
    const struct pp_my_wish wish = days(desk, monday, monday + 7);
    struct pp_my_visit *visits = NULL;
    size_t n = 0;
    int rc = pp_store_my_visits(desk->db, &wish, MOST_VISITS, &desk->arena, &visits, &n, reterr);
    if (rc)
        return rc;
    if (n)
        qsort(visits, n, sizeof *visits, by_week);
    struct pp_json *weeks = pp_json_new_array(), *list = NULL;
    const char *week = "";
    for (size_t i = 0; i < n; i++) {
        if (strcmp(week, visits[i].week) != 0) {
            pp_day first = 0;
            struct pp_json *json = pp_json_new_object();
            week = visits[i].week;
            list = pp_json_new_array();
            pp_set_day(json, "from", week);
            pp_json_set(json, "overdue",
                        pp_json_new_bool(pp_day_parse(week, &first) && first < monday));
            pp_json_set(json, "visits", list);
            pp_json_push(weeks, json);
        }
        push_agreed(desk, &visits[i], day);
        pp_json_push(list, visit_json(&visits[i], desk->today));
    }
    return pp_json_set(page, "weeks", weeks) ? pp_fail_nomem(reterr) : 0;
}

/* ---- drop-ins ---- */

static bool has_begun(const struct pp_my_session *session, pp_day today, int minute) {
    return session->day < today || (session->day == today && session->from_minute <= minute);
}

static struct pp_json *session_json(const struct pp_my_session *session, const struct desk *desk) {
    char time[40];
    struct pp_json *json = pp_json_new_object();
    pp_clock_long_range(session->from_minute, session->to_minute, time);
    pp_json_set(json, "id", pp_json_new_int(session->session_id));
    set_date(json, "date", session->day);
    pp_set_text(json, "time", time);
    pp_set_text(json, "venue", session->venue);
    pp_set_text(json, "postcode", session->postcode);
    pp_set_text(json, "patches", session->patches);
    pp_json_set(json, "isMeeting", pp_json_new_bool(session->is_meeting));
    bool cancelled = strcmp(session->status, "cancelled") == 0;
    pp_json_set(json, "isCancelled", pp_json_new_bool(cancelled));
    pp_json_set(json, "isOver",
                pp_json_new_bool(!cancelled && has_begun(session, desk->today, desk->minute)));
    if (session->n_people >= 0)
        pp_set_count(json, "people", session->n_people);
    return json;
}

static int set_sessions(struct desk *desk, struct pp_json *page, struct pp_json *day,
                        struct pp_error *reterr) {
    const struct pp_my_wish wish = days(desk, desk->today - DAYS_BACK, desk->starts + DAYS_ON);
    struct pp_my_session *sessions = NULL;
    size_t n = 0;
    int rc = pp_store_my_sessions(desk->db, &wish, &desk->arena, &sessions, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++) {
        pp_json_push(list, session_json(&sessions[i], desk));
        if (strcmp(sessions[i].status, "cancelled") == 0)
            continue;
        PP_AUTO_STR struct pp_str line = {0};
        char time[40];
        pp_clock_long_range(sessions[i].from_minute, sessions[i].to_minute, time);
        pp_str_appendf(&line, "%s, %s: %s %s", time, sessions[i].is_meeting ? "meeting" : "drop-in",
                       sessions[i].venue, sessions[i].postcode);
        push_line_of(desk, sessions[i].day, &line, day);
    }
    return pp_json_set(page, "dropIns", list) ? pp_fail_nomem(reterr) : 0;
}

/* ---- standing in, and away ---- */

/* From the day of a row to that of the last which goes on from it: the same people, the same patch, no working day between. */
static void cover_days(const struct pp_my_cover *first, pp_day last, struct pp_str *line) {
    char from[48], to[48];
    pp_day_long(first->day, from, sizeof from);
    pp_day_long(last, to, sizeof to);
    pp_str_appendf(line, "%s%s%s%s", from, first->day < last ? " to " : "",
                   first->day < last ? to : "", part_words(first->part));
}

static void cover_words(const struct pp_my_cover *cover, struct pp_str *line) {
    if (cover->is_mine && !*cover->other)
        pp_str_appendf(line, "nobody stands in for you on %s yet", cover->patch);
    else if (cover->is_mine)
        pp_str_appendf(line, "%s stands in for you on %s", cover->other, cover->patch);
    else if (*cover->other)
        pp_str_appendf(line, "you stand in for %s on %s", cover->other, cover->patch);
    else
        pp_str_appendf(line, "you stand in on %s, which has no named officer", cover->patch);
}

static bool goes_on(const struct pp_my_cover *a, const struct pp_my_cover *b) {
    return a->is_mine == b->is_mine && strcmp(a->other, b->other) == 0 &&
           strcmp(a->patch, b->patch) == 0 && strcmp(a->part, b->part) == 0;
}

/* The last day of the run that row `i` begins; PP_PAST_DAY: it goes on from an earlier one. */
static pp_day last_of_run(const struct pp_my_cover *covers, size_t n, size_t i) {
    enum { OVER_A_WEEKEND = 3 };
    pp_day last = covers[i].day;
    for (size_t before = 0; before < i; before++)
        if (goes_on(&covers[before], &covers[i]) && last - covers[before].day <= OVER_A_WEEKEND)
            return PP_PAST_DAY;
    for (size_t next = i + 1; next < n; next++)
        if (goes_on(&covers[i], &covers[next]) && covers[next].day - last <= OVER_A_WEEKEND)
            last = covers[next].day;
    return last;
}

static int set_covers(struct desk *desk, struct pp_json *page, struct pp_json *day,
                      struct pp_error *reterr) {
    const struct pp_my_wish wish = days(desk, desk->today, desk->starts + DAYS_ON);
    struct pp_my_cover *covers = NULL;
    size_t n = 0;
    int rc = pp_store_my_covers(desk->db, &wish, &desk->arena, &covers, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++) {
        PP_AUTO_STR struct pp_str dated = {0}, of_day = {0};
        pp_day last = last_of_run(covers, n, i);
        cover_words(&covers[i], &of_day);
        if (last != PP_PAST_DAY) {
            cover_days(&covers[i], last, &dated);
            pp_str_appendf(&dated, ": %s", pp_str_text(&of_day));
            push_line(list, &dated);
        }
        pp_str_append(&of_day, part_words(covers[i].part));
        push_line_of(desk, covers[i].day, &of_day, day);
    }
    return pp_json_set(page, "standIns", list) ? pp_fail_nomem(reterr) : 0;
}

static int set_leave(struct desk *desk, struct pp_json *page, struct pp_json *day,
                     struct pp_error *reterr) {
    const struct pp_my_wish wish = days(desk, desk->today, desk->today);
    struct pp_my_leave *leave = NULL;
    size_t n = 0;
    int rc = pp_store_my_leave(desk->db, &wish, MOST_LEAVE, &desk->arena, &leave, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++) {
        PP_AUTO_STR struct pp_str line = {0};
        pp_day first = 0, last = 0;
        char from[48], to[48];
        if (!pp_day_parse(leave[i].first_day, &first) || !pp_day_parse(leave[i].last_day, &last))
            continue;
        pp_day_long(first, from, sizeof from);
        pp_day_long(last, to, sizeof to);
        pp_str_appendf(&line, "%s%s%s%s", from, first < last ? " to " : "", first < last ? to : "",
                       part_words(leave[i].part));
        push_line(list, &line);
        if (first <= desk->today && !*leave[i].part)
            pp_json_push(day, pp_json_new_text("You are away"));
    }
    return pp_json_set(page, "away", list) ? pp_fail_nomem(reterr) : 0;
}

/* ---- the page ---- */

static void set_head(const struct desk *desk, struct pp_json *page) {
    const struct pp_my_officer *officer = &desk->officer;
    char room[40];
    pp_set_text(page, "name", officer->name);
    pp_set_text(page, "team", officer->team);
    pp_set_text(page, "leader", officer->leader);
    pp_set_text(page, "leaderPhone", officer->leader_phone);
    pp_set_text(page, "leaderPhoneHref", pp_phone_href(officer->leader_phone, room));
    pp_json_set(page, "inForce", pp_json_new_bool(officer->plan_id != 0));
    pp_json_set(page, "hasRoster", pp_json_new_bool(officer->first_day != PP_PAST_DAY));
    set_date(page, "date", desk->today);
    if (desk->starts > desk->today)
        set_date(page, "starts", desk->starts);
}

int pp_service_my_page(struct pp_db *db, const char *officer_id, pp_day today, int minute,
                       struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(desk_done) struct desk desk = {.db = db, .minute = minute};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    PP_AUTO_JSON struct pp_json *day = pp_json_new_array();
    int rc = open_desk(&desk, officer_id, today, reterr);
    if (rc)
        return rc;
    set_head(&desk, page);
    if ((rc = set_leave(&desk, page, day, reterr)) == 0 &&
        (rc = set_patches(&desk, page, reterr)) == 0 &&
        (rc = set_sessions(&desk, page, day, reterr)) == 0 &&
        (rc = set_covers(&desk, page, day, reterr)) == 0 &&
        (rc = set_visits(&desk, page, day, reterr)) == 0)
        rc = set_ahead(&desk, page, reterr);
    if (!rc && pp_json_set(page, "day", PP_STEAL(day)) != 0)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        *ret_page = PP_STEAL(page);
    return rc;
}

/* ---- what was found ---- */

/* Households expect whoever agreed a day. */
static int ask_day_off(struct pp_db *db, const struct pp_my_wish *mine,
                       const struct pp_visit_found *found, struct pp_error *reterr) {
    const char *why = NULL;
    char day[48];
    int rc = pp_store_my_day_off(db, mine, found->day, &why, reterr);
    if (rc || !why)
        return rc;
    pp_day_long(found->day, day, sizeof day);
    return pp_fail(reterr, PP_E_CONFLICT, "%s %s. Book the visit for it all the same?", day, why);
}

static int read_found(const struct pp_my_visit_wish *wish, struct pp_visit_found *found,
                      struct pp_error *reterr) {
    static const char *const words[][2] = {{"in", "done"},
                                           {"not in", "no access"},
                                           {"declined", "declined"},
                                           {"another day", "booked"}};
    *found = (struct pp_visit_found){.home_id = wish->home_id, .day = wish->today, .minutes = -1};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(wish->found, words[i][0]) == 0)
            found->state = words[i][1];
    if (!found->state)
        return pp_fail(reterr, PP_E_INPUT, "Choose what you found.");
    if (strcmp(found->state, "booked") != 0)
        return 0;
    if (!pp_day_parse(wish->day, &found->day))
        return pp_fail(reterr, PP_E_INPUT,
                       "Which day did you agree? Write it like 9/3/2027, the day before the "
                       "month.");
    if (found->day < wish->today || found->day > wish->today + BOOK_AHEAD)
        return pp_fail(reterr, PP_E_INPUT,
                       "The day you agreed must be to come, and within a year.");
    return 0;
}

static void object_of(const struct desk *desk, char object[40]) {
    snprintf(object, 40, "plan %lld", (long long)desk->officer.plan_id);
}

static int record_visit(struct pp_db *db, const struct pp_my_visit_wish *wish,
                        const struct pp_visit_found *found, struct pp_error *reterr) {
    PP_AUTO(desk_done) struct desk desk = {.db = db};
    char object[40];
    bool known = false;
    int rc = open_desk(&desk, wish->officer_id, wish->today, reterr);
    if (rc)
        return rc;
    const struct pp_my_wish mine = days(&desk, wish->today, wish->today);
    rc = pp_store_my_visit_known(db, &mine, wish->home_id, &known, reterr);
    if (!rc && !known)
        rc = pp_fail(reterr, PP_E_NOTFOUND, "This home is not among your visits.");
    if (!rc && !wish->sure && strcmp(found->state, "booked") == 0)
        rc = ask_day_off(db, &mine, found, reterr);
    if (!rc)
        rc = pp_store_visit_record(db, found, NULL, reterr);
    object_of(&desk, object);
    return rc ? rc : pp_roster_note(db, wish->who, object, "record visits", reterr);
}

int pp_service_my_visit(struct pp_db *db, const struct pp_my_visit_wish *wish,
                        struct pp_error *reterr) {
    struct pp_visit_found found;
    int rc = read_found(wish, &found, reterr);
    if (!rc)
        rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, record_visit(db, wish, &found, reterr), reterr);
}

/* ---- who came ---- */

static int record_session(struct pp_db *db, const struct pp_my_session_wish *wish, int64_t people,
                          struct pp_error *reterr) {
    PP_AUTO(desk_done) struct desk desk = {.db = db};
    struct pp_my_session *sessions = NULL;
    char object[40];
    size_t n = 0;
    int rc = open_desk(&desk, wish->officer_id, wish->today, reterr);
    if (rc)
        return rc;
    const struct pp_my_wish held = days(&desk, wish->today - BOOK_AHEAD, wish->today);
    rc = pp_store_my_sessions(db, &held, &desk.arena, &sessions, &n, reterr);
    size_t i = 0;
    while (!rc && i < n && sessions[i].session_id != wish->session_id)
        i++;
    if (!rc && i == n)
        rc = pp_fail(reterr, PP_E_NOTFOUND, "That is no drop-in of yours that was held.");
    if (!rc && !has_begun(&sessions[i], wish->today, wish->minute))
        rc = pp_fail(reterr, PP_E_INPUT,
                     "It has not begun yet. Count who comes, and write it down once it has.");
    if (!rc)
        rc = pp_store_attendance_record(db, desk.officer.plan_id, wish->session_id, (int)people,
                                        reterr);
    object_of(&desk, object);
    return rc ? rc : pp_roster_note(db, wish->who, object, "record attendance", reterr);
}

int pp_service_my_session(struct pp_db *db, const struct pp_my_session_wish *wish,
                          struct pp_error *reterr) {
    int64_t people = 0;
    if (!pp_text_int(wish->people, &people) || people < 0 || people > MOST_PEOPLE)
        return pp_fail(reterr, PP_E_INPUT,
                       "How many people came? Write a number up to %d, 0 for nobody.", MOST_PEOPLE);
    int rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, record_session(db, wish, people, reterr), reterr);
}
