/* Drop-ins by date, and as calendars. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/calendar/ics.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "planner/service/public_tell.h"

enum {
    WEEKS_OTHERWISE = 4,
    N_MONTHS = 4,
    MOST_SESSIONS = 2000,
    CALENDAR_BACK = 28,
    CALENDAR_AHEAD = 400
};

/* ---- by date ---- */

static int add_wards(struct pp_db *db, int64_t chosen, struct pp_arena *arena, struct pp_json *json,
                     struct pp_error *reterr) {
    struct pp_public_ward *wards = NULL;
    size_t n = 0;
    int rc = pp_store_public_wards(db, NULL, arena, &wards, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    rc = pp_json_set(json, "wards", list);
    for (size_t i = 0; i < n && !rc; i++) {
        struct pp_json *ward = pp_tell_ward(&wards[i]);
        rc = pp_json_set(ward, "selected", pp_json_new_bool(wards[i].ward_id == chosen));
        if (rc)
            pp_json_done(ward);
        else
            rc = pp_json_push(list, ward);
    }
    return rc ? pp_fail_nomem(reterr) : 0;
}

static int add_venues(struct pp_db *db, pp_day from, const char *chosen, struct pp_arena *arena,
                      struct pp_json *json, struct pp_error *reterr) {
    struct pp_public_venue *venues = NULL;
    size_t n = 0;
    int rc = pp_store_public_venues(db, from, arena, &venues, &n, reterr);
    if (rc)
        return rc;
    struct pp_json *list = pp_json_new_array();
    rc = pp_json_set(json, "venues", list);
    for (size_t i = 0; i < n && !rc; i++) {
        struct pp_json *venue = pp_json_new_object();
        bool selected = chosen && strcmp(chosen, venues[i].venue_id) == 0;
        if ((rc = pp_tell_text(venue, "name", venues[i].name)) != 0 ||
            (rc = pp_tell_text(venue, "id", venues[i].venue_id)) != 0 ||
            (rc = pp_json_set(venue, "selected", pp_json_new_bool(selected))) != 0 ||
            (rc = pp_tell_href(venue, "calendarHref", "/venue/", venues[i].venue_id,
                               "/drop-ins.ics")) != 0)
            pp_json_done(venue);
        else
            rc = pp_json_push(list, venue);
    }
    return rc ? pp_fail_nomem(reterr) : 0;
}

/* One object a day, with its drop-ins. */
static int add_days(const struct pp_public_session *sessions, size_t n, struct pp_json *json,
                    struct pp_error *reterr) {
    struct pp_json *days = pp_json_new_array();
    int rc = pp_json_set(json, "days", days);
    for (size_t i = 0, end; i < n && !rc; i = end) {
        for (end = i + 1; end < n && sessions[end].day == sessions[i].day;)
            end++;
        struct pp_json *day = pp_json_new_object();
        rc = pp_tell_day(day, "date", sessions[i].day);
        if (!rc)
            rc = pp_json_set(day, "dropIns", pp_tell_sessions(&sessions[i], end - i));
        if (rc)
            pp_json_done(day);
        else
            rc = pp_json_push(days, day);
    }
    return rc ? pp_fail_nomem(reterr) : 0;
}

static int set_day_or_null(struct pp_json *json, const char *key, bool known, pp_day day) {
    char iso[11];
    if (known)
        pp_day_iso(day, iso);
    return pp_tell_text(json, key, known ? iso : NULL);
}

/* The months from now on, each from its first day that is still to come. */
static int add_months(pp_day from, pp_day today, struct pp_json *json) {
    struct pp_json *months = pp_json_new_array();
    int year, month, of_month, shown_year, shown_month;
    int rc = pp_json_set(json, "months", months);
    pp_day_split(today, &year, &month, &of_month);
    pp_day_split(from, &shown_year, &shown_month, &of_month);
    for (int i = 0; i < N_MONTHS && !rc; i++, year += month == 12, month = month % 12 + 1) {
        struct pp_json *row = pp_json_new_object();
        pp_day first = pp_day_from(year, month, 1);
        char words[48], iso[11];
        pp_day_long(first, words, sizeof words);
        pp_day_iso(first > today ? first : today, iso);
        /* "December 2026" of "Tuesday 1 December 2026" */
        rc = pp_tell_text(row, "name", strstr(words, " 1 ") + strlen(" 1 "));
        rc = rc ? rc : pp_tell_text(row, "from", iso);
        rc = rc ? rc
                : pp_json_set(row, "current",
                              pp_json_new_bool(year == shown_year && month == shown_month));
        if (rc)
            pp_json_done(row);
        else
            rc = pp_json_push(months, row);
    }
    return rc;
}

/* Where the pages before and after begin: after, on the day of the next drop-in. */
static int add_pages(struct pp_db *db, const struct pp_public_session_wish *wish, pp_day today,
                     struct pp_arena *arena, struct pp_json *json, struct pp_error *reterr) {
    struct pp_public_session_wish later = *wish;
    struct pp_public_session *next = NULL;
    size_t n = 0;
    later.from = wish->until + 1;
    later.until = wish->until + CALENDAR_AHEAD;
    later.minute = -1;
    later.most = 1;
    int rc = pp_store_public_sessions(db, &later, arena, &next, &n, reterr);
    if (rc)
        return rc;
    pp_day span = wish->until - wish->from + 1;
    pp_day earlier = wish->from - span > today ? wish->from - span : today;
    if (add_months(wish->from, today, json) != 0 ||
        set_day_or_null(json, "earlier", wish->from > today, earlier) != 0 ||
        set_day_or_null(json, "later", n > 0, n ? next[0].day : 0) != 0 ||
        (n && pp_tell_day(json, "next", next[0].day) != 0))
        return pp_fail_nomem(reterr);
    return 0;
}

/* "9/3/2027", as people type it. */
static int tell_short(struct pp_json *json, const char *key, pp_day day) {
    char text[24];
    int year, month, of_month;
    pp_day_split(day, &year, &month, &of_month);
    snprintf(text, sizeof text, "%d/%d/%d", of_month, month, year);
    return pp_tell_text(json, key, text);
}

static int tell_drop_ins(struct pp_db *db, const struct pp_public_session_wish *wish, pp_day today,
                         struct pp_arena *arena, struct pp_json *json, struct pp_error *reterr) {
    struct pp_public_session *sessions = NULL;
    size_t n = 0;
    int rc = pp_store_public_sessions(db, wish, arena, &sessions, &n, reterr);
    if (!rc && (pp_tell_day(json, "from", wish->from) != 0 ||
                tell_short(json, "fromShort", wish->from) != 0 ||
                pp_tell_day(json, "until", wish->until) != 0))
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = add_wards(db, wish->ward_id, arena, json, reterr);
    if (!rc)
        rc = add_venues(db, today, wish->venue_id, arena, json, reterr);
    if (!rc)
        rc = add_days(sessions, n, json, reterr);
    return rc ? rc : add_pages(db, wish, today, arena, json, reterr);
}

static int find_venue(struct pp_db *db, const char *venue_id, struct pp_arena *arena,
                      const char **ret_name, struct pp_error *reterr) {
    int rc = pp_store_public_venue_find(db, venue_id, arena, ret_name, reterr);
    return rc < 0   ? rc
           : rc > 0 ? 0
                    : pp_fail(reterr, PP_E_NOTFOUND, "There is no venue '%.100s'.", venue_id);
}

int pp_service_public_drop_ins(struct pp_db *db, const struct pp_drop_ins_wish *wish,
                               struct pp_moment moment, struct pp_json **ret_drop_ins,
                               struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    struct pp_public_ward ward = {0};
    bool of_ward = wish->ward && *wish->ward;
    bool later = wish->from > moment.day;
    int weeks = wish->n_weeks ? wish->n_weeks : WEEKS_OTHERWISE;
    const char *venue = NULL;
    pp_day from = later ? wish->from : moment.day;
    pp_day first = wish->whole_weeks ? from - pp_day_weekday(from) : from;
    int rc = of_ward ? pp_find_public_ward(db, wish->ward, &arena, &ward, reterr) : 0;
    if (!rc && pp_json_set(json, "ward", of_ward ? pp_tell_ward(&ward) : pp_json_new_text(NULL)))
        rc = pp_fail_nomem(reterr);
    if (!rc && wish->venue_id && *wish->venue_id)
        rc = find_venue(db, wish->venue_id, &arena, &venue, reterr);
    if (rc)
        return rc;
    const struct pp_public_session_wish sessions = {.ward_id = ward.ward_id,
                                                    .venue_id = venue ? wish->venue_id : NULL,
                                                    .with_cancelled = true,
                                                    .from = from,
                                                    .until = first + 7 * weeks - 1,
                                                    .minute = later ? -1 : moment.minute,
                                                    .most = MOST_SESSIONS};
    rc = tell_drop_ins(db, &sessions, moment.day, &arena, json, reterr);
    if (!rc)
        *ret_drop_ins = PP_STEAL(json);
    return rc;
}

/* ---- as calendars ---- */

/* No names: who is there on a day would tell who is not. */
static void describe(const struct pp_public_session *session, struct pp_str *text) {
    if (session->is_cancelled)
        pp_str_append(text, "This will not take place.\n");
    if (*session->for_whom)
        pp_str_appendf(text, "For %s.\n", session->for_whom);
    if (!*session->meeting)
        pp_str_append(text, session->by_appointment ? "Please book an appointment first.\n"
                                                    : "No appointment needed.\n");
    pp_access_append_sentence(session->access, text);
    pp_str_append(text, ".\n");
}

/* Seconds since 1970 of "2027-03-09T10:00:00Z"; 0 where it cannot be read. */
static int64_t stamp_of(const char *moment) {
    char date[11];
    int hour = 0, minute = 0, second = 0;
    pp_day day = 0;
    snprintf(date, sizeof date, "%.10s", moment);
    if (!pp_day_parse(date, &day) ||
        sscanf(moment + 10, "T%2d:%2d:%2d", &hour, &minute, &second) != 3)
        return 0;
    return (((int64_t)day * 24 + hour) * 60 + minute) * 60 + second;
}

static int add_event(struct pp_ics *ics, const struct pp_public_session *session,
                     const char *origin, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str uid = {0}, title = {0}, words = {0}, place = {0}, url = {0};
    pp_ics_uid(session->uid, &uid);
    pp_str_append(&title, session->is_cancelled ? "Cancelled: " : "");
    pp_str_appendf(&title, *session->meeting ? "%s" : "Housing drop-in at %s",
                   *session->meeting ? session->meeting : session->venue);
    pp_str_appendf(&place, "%s%s%s", session->venue, *session->postcode ? ", " : "",
                   session->postcode);
    pp_str_appendf(&url, "%s/drop-ins", origin);
    describe(session, &words);
    if (uid.failed || title.failed || words.failed || place.failed || url.failed)
        return pp_fail_nomem(reterr);
    const struct pp_ics_event event = {.uid = uid.data,
                                       .day = session->day,
                                       .from_min = session->from_minute,
                                       .to_min = session->to_minute,
                                       .summary = title.data,
                                       .place = place.len ? place.data : NULL,
                                       .description = words.len ? words.data : NULL,
                                       .url = *origin ? url.data : NULL,
                                       .latitude = NAN,
                                       .longitude = NAN,
                                       .sequence = session->sequence,
                                       .cancelled = session->is_cancelled,
                                       .stamp_s = stamp_of(session->changed_at)};
    return pp_ics_add(ics, &event, reterr);
}

/* Whose calendar: what is asked of the file, and its name. `patch` is room for the first. */
static int find_whose(struct pp_db *db, const struct pp_calendar_wish *wish, pp_day day,
                      struct pp_arena *arena, struct pp_public_patch *patch,
                      struct pp_public_session_wish *ret_sessions, struct pp_str *name,
                      struct pp_error *reterr) {
    struct pp_public_ward ward = {0};
    const char *venue = NULL;
    int rc = 0;
    if (wish->of == PP_CALENDAR_PATCH) {
        if ((rc = pp_find_public_patch(db, wish->id, day, arena, patch, reterr)) != 0)
            return rc;
        ret_sessions->patch = patch;
        pp_str_appendf(name, "Patch %s: housing drop-ins", patch->name);
    } else if (wish->of == PP_CALENDAR_WARD) {
        if ((rc = pp_find_public_ward(db, wish->id, arena, &ward, reterr)) != 0)
            return rc;
        ret_sessions->ward_id = ward.ward_id;
        pp_str_appendf(name, "%s ward: housing drop-ins", ward.name);
    } else if (wish->of == PP_CALENDAR_VENUE) {
        if ((rc = find_venue(db, wish->id, arena, &venue, reterr)) != 0)
            return rc;
        ret_sessions->venue_id = wish->id;
        pp_str_appendf(name, "%s: housing drop-ins", venue);
    } else {
        pp_str_append(name, "Housing drop-ins");
    }
    return 0;
}

static int add_events(struct pp_db *db, const struct pp_public_session_wish *sessions,
                      const char *origin, struct pp_arena *arena, struct pp_ics *ics,
                      struct pp_error *reterr) {
    struct pp_public_session *rows = NULL;
    size_t n = 0;
    int rc = pp_store_public_sessions(db, sessions, arena, &rows, &n, reterr);
    for (size_t i = 0; i < n && !rc; i++)
        rc = add_event(ics, &rows[i], origin, reterr);
    return rc;
}

int pp_service_public_calendar(struct pp_db *db, const struct pp_calendar_wish *wish,
                               struct pp_moment moment, char **ret_text, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str name = {0};
    PP_AUTO_ICS struct pp_ics *ics = NULL;
    struct pp_public_patch patch = {0};
    struct pp_public_session_wish sessions = {.with_cancelled = true,
                                              .from = moment.day - CALENDAR_BACK,
                                              .until = moment.day + CALENDAR_AHEAD,
                                              .minute = -1,
                                              .most = MOST_SESSIONS};
    int rc = find_whose(db, wish, moment.day, &arena, &patch, &sessions, &name, reterr);
    if (rc)
        return rc;
    ics = name.failed ? NULL : pp_ics_new(pp_str_text(&name));
    if (!ics)
        return pp_fail_nomem(reterr);
    bool of_today = sessions.patch && !patch.plan_id; /* has none */
    if (!of_today)
        rc = add_events(db, &sessions, wish->origin, &arena, ics, reterr);
    sessions.meetings = true;
    if (!rc && wish->of == PP_CALENDAR_WARD)
        rc = add_events(db, &sessions, wish->origin, &arena, ics, reterr);
    return rc ? rc : pp_ics_text(ics, ret_text, reterr);
}
