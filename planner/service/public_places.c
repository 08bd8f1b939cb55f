/* Drop-ins by place, for a sheet that is to be short: which day of the week, when, for whom, on which dates. */
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "planner/service/public_tell.h"

struct listing {
    const struct pp_public_session *sessions; /* in order of time */
    bool *told;
    size_t n;
};

static bool is_plain(const struct pp_public_session *session) {
    return !session->is_cancelled && !session->was_moved;
}

static bool same_place(const struct pp_public_session *a, const struct pp_public_session *b) {
    return strcmp(a->venue_id, b->venue_id) == 0;
}

static bool same_time(const struct pp_public_session *a, const struct pp_public_session *b) {
    return is_plain(b) && same_place(a, b) && (a->day - b->day) % 7 == 0 &&
           a->from_minute == b->from_minute && a->to_minute == b->to_minute &&
           strcmp(a->for_whom, b->for_whom) == 0;
}

/* "Monday 4 January 2027" in its three parts. */
static void split_words(pp_day day, char room[48], const char **ret_date, const char **ret_year) {
    pp_day_long(day, room, 48);
    char *date = strchr(room, ' '), *year = strrchr(room, ' ');
    *date = *year = '\0';
    *ret_date = date + 1;
    *ret_year = year + 1;
}

/* ", 4 January": the year where it is the last date of it. */
static void append_date(struct pp_str *words, pp_day day, const char *between, bool with_year) {
    char room[48];
    const char *date, *year;
    split_words(day, room, &date, &year);
    pp_str_appendf(words, "%s%s%s%s", between, date, with_year ? " " : "", with_year ? year : "");
}

static bool same_year(pp_day a, pp_day b) {
    int years[2], month, of_month;
    pp_day_split(a, &years[0], &month, &of_month);
    pp_day_split(b, &years[1], &month, &of_month);
    return years[0] == years[1];
}

/* "Mondays, 10am to midday: 4 January, 18 January 2027"; those it names are told then. */
static void append_times(struct listing *listing, size_t first, struct pp_str *words) {
    const struct pp_public_session *session = &listing->sessions[first];
    char room[48], clock[40];
    const char *date, *year, *between = ": ";
    split_words(session->day, room, &date, &year);
    pp_clock_long_range(session->from_minute, session->to_minute, clock);
    pp_str_appendf(words, "%ss, %s", room, clock);
    for (size_t i = first, next; i < listing->n; i = next) {
        for (next = i + 1; next < listing->n && !same_time(session, &listing->sessions[next]);)
            next++;
        pp_day day = listing->sessions[i].day;
        listing->told[i] = true;
        append_date(words, day, between,
                    next == listing->n || !same_year(day, listing->sessions[next].day));
        between = ", ";
    }
}

static int push_times(struct listing *listing, size_t first, struct pp_json *times) {
    PP_AUTO_STR struct pp_str words = {0};
    PP_AUTO_JSON struct pp_json *row = pp_json_new_object();
    append_times(listing, first, &words);
    if (words.failed || pp_tell_text(row, "words", pp_str_text(&words)) != 0 ||
        pp_tell_text(row, "forWhom", listing->sessions[first].for_whom) != 0)
        return PP_E_NOMEM;
    return pp_json_push(times, PP_STEAL(row));
}

static int tell_head(struct pp_json *place, const struct pp_public_session *session) {
    if (pp_tell_text(place, "venue", session->venue) != 0 ||
        pp_tell_text(place, "postcode", session->postcode) != 0 ||
        pp_tell_access(place, session->access) != 0)
        return PP_E_NOMEM;
    return pp_json_set(place, "byAppointment", pp_json_new_bool(session->by_appointment));
}

/* All that is at the place of session `first`. */
static int tell_rows(struct listing *listing, size_t first, struct pp_json *times,
                     struct pp_json *others) {
    int rc = 0;
    for (size_t i = first; i < listing->n && !rc; i++) {
        const struct pp_public_session *session = &listing->sessions[i];
        if (listing->told[i] || !same_place(&listing->sessions[first], session))
            continue;
        listing->told[i] = true;
        rc = is_plain(session) ? push_times(listing, i, times)
                               : pp_json_push(others, pp_tell_session(session));
    }
    return rc;
}

static struct pp_json *tell_place(struct listing *listing, size_t first) {
    PP_AUTO_JSON struct pp_json *place = pp_json_new_object();
    struct pp_json *times = pp_json_new_array(), *others = pp_json_new_array();
    int failed = pp_json_set(place, "times", times);
    failed |= pp_json_set(place, "others", others);
    if (failed || tell_head(place, &listing->sessions[first]) != 0 ||
        tell_rows(listing, first, times, others) != 0)
        return NULL;
    return PP_STEAL(place);
}

struct pp_json *pp_tell_places(const struct pp_public_session *sessions, size_t n) {
    PP_AUTO_JSON struct pp_json *places = pp_json_new_array();
    PP_AUTO_FREE bool *told = pp_alloc_array(n + 1, sizeof *told);
    struct listing listing = {sessions, told, n};
    if (!told)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (!told[i] && pp_json_push(places, tell_place(&listing, i)) != 0)
            return NULL;
    return PP_STEAL(places);
}
