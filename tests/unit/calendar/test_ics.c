/* Calendars: what RFC 5545 asks of the bytes, and times that are right on both sides of both clock changes, read back
 * with libical and compared with the system's own time zones. */
#include <stdlib.h>
#include <time.h>

#include <libical/ical.h>

#include "patchplan/calendar/ics.h"
#include "patchplan/core/alloc.h"
#include "tests/tap.h"

#define STAMP INT64_C(1797811200) /* 2026-12-21 00:00 UTC */

static struct pp_ics_event usual(void) {
    return (struct pp_ics_event){.uid = "V01-A2am-North-2027-01-05@patchplan",
                                 .day = pp_day_from(2027, 1, 5),
                                 .from_min = 600,
                                 .to_min = 720,
                                 .summary = "Drop-in at North Library",
                                 .latitude = NAN,
                                 .longitude = NAN,
                                 .stamp_s = STAMP};
}

/* The calendar of these events; ends the test when it cannot be made. */
static char *text_of(const struct pp_ics_event *events, size_t n) {
    PP_AUTO_ICS struct pp_ics *ics = pp_ics_new("North, drop-ins; all");
    struct pp_error err = {0};
    char *text = NULL;
    int rc = ics ? 0 : PP_E_NOMEM;
    for (size_t i = 0; i < n && !rc; i++)
        rc = pp_ics_add(ics, &events[i], &err);
    if (rc || pp_ics_text(ics, &text, &err) != 0) {
        printf("Bail out! %s\n", err.message);
        exit(1);
    }
    return text;
}

static void test_words(void) {
    struct pp_ics_event event = usual();
    event.place = "North Library, Up Street; first floor";
    event.description = "Tuesday 5 January 2027, 10am to midday.\nPatches N1, N2.";
    event.url = "https://council.example/drop-ins";
    event.latitude = 53.381234;
    event.longitude = -1.4702;
    event.sequence = 3;
    PP_AUTO_FREE char *text = text_of(&event, 1);
    static const char *const wanted[][2] = {
        {"a version", "BEGIN:VCALENDAR\r\n"},
        {"the zone", "BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n"},
        {"a name, escaped", "\r\nNAME:North\\, drop-ins\\; all\r\n"},
        {"its name for other readers", "\r\nX-WR-CALNAME:North, drop-ins; all\r\n"},
        {"a stable name", "UID:V01-A2am-North-2027-01-05@patchplan\r\n"},
        {"when it was made", "DTSTAMP:20261221T000000Z\r\n"},
        {"the beginning, local", "DTSTART;TZID=Europe/London:20270105T100000\r\n"},
        {"the end, local", "DTEND;TZID=Europe/London:20270105T120000\r\n"},
        {"how often it was changed", "SEQUENCE:3\r\n"},
        {"that it takes place", "STATUS:CONFIRMED\r\n"},
        {"what it is", "SUMMARY:Drop-in at North Library\r\n"},
        {"where it is", "LOCATION:North Library\\, Up Street\\; first floor\r\n"},
        {"the place on the earth", "GEO:53.381234;-1.470200\r\n"},
        {"an address", "URL:https://council.example/drop-ins\r\n"},
        {"line breaks, escaped", "midday.\\nPatches N1\\, N2."},
        {"an end", "END:VEVENT\r\nEND:VCALENDAR\r\n"},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        ok(strstr(text, wanted[i][1]) != NULL, "has %s", wanted[i][0]);
}

static void test_states(void) {
    struct pp_ics_event event = usual();
    event.cancelled = true;
    PP_AUTO_FREE char *cancelled = text_of(&event, 1);
    ok(strstr(cancelled, "STATUS:CANCELLED\r\n") != NULL, "a cancelled event says so");
    event.cancelled = false;
    event.tentative = true;
    PP_AUTO_FREE char *tentative = text_of(&event, 1);
    ok(strstr(tentative, "STATUS:TENTATIVE\r\n") != NULL, "so does one that is not settled");
    event.from_min = -1;
    PP_AUTO_FREE char *whole = text_of(&event, 1);
    ok(strstr(whole, "DTSTART;VALUE=DATE:20270105\r\n") &&
           strstr(whole, "DTEND;VALUE=DATE:20270106\r\n"),
       "a whole day ends where the next begins");
}

/* Lines end with CR LF, have at most 75 bytes, and no character is cut in two. */
static bool is_well_folded(const char *text) {
    for (const char *line = text; *line;) {
        const char *end = strstr(line, "\r\n");
        if (!end || end - line > 75 || ((unsigned char)line[0] & 0xC0) == 0x80 ||
            (line[0] == ' ' && ((unsigned char)line[1] & 0xC0) == 0x80))
            return false;
        for (const char *c = line; c < end; c++)
            if ((unsigned char)*c < ' ' || *c == 127)
                return false;
        line = end + 2;
    }
    return true;
}

static void test_folding(void) {
    char words[700];
    bool folded = true, same = true;
    for (int shift = 0; shift < 8; shift++) {
        words[0] = '\0';
        for (int i = 0; i < shift; i++)
            strcat(words, "x");
        for (int i = 0; i < 40; i++)
            strcat(words, i % 3 ? "Łódź€" : "é,;\\");
        struct pp_ics_event event = usual();
        event.description = event.summary = event.place = words;
        PP_AUTO_FREE char *text = text_of(&event, 1);
        folded = folded && is_well_folded(text);
        icalcomponent *calendar = icalparser_parse_string(text);
        icalcomponent *read = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
        same = same && !strcmp(icalcomponent_get_summary(read), words) &&
               !strcmp(icalcomponent_get_location(read), words);
        icalcomponent_free(calendar);
    }
    ok(folded, "long lines of any script are folded between characters");
    ok(same, "and read back the same");
    struct pp_ics_event event = usual();
    event.summary = "a\tb\rc\x01"
                    "d\x7f"
                    "e\nf";
    PP_AUTO_FREE char *text = text_of(&event, 1);
    ok(strstr(text, "SUMMARY:a b c d e\\nf\r\n") != NULL, "control characters become blanks");
}

static void test_refusals(void) {
    PP_AUTO_ICS struct pp_ics *ics = pp_ics_new("x");
    struct pp_error err;
    struct pp_ics_event event = usual();
    event.to_min = event.from_min;
    is_int(pp_ics_add(ics, &event, &err), PP_E_INPUT, "an event must last");
    event = usual();
    event.uid = "";
    is_int(pp_ics_add(ics, &event, &err), PP_E_INPUT, "and have a name of its own");
    size_t n = 77;
    PP_AUTO_FREE char *text = NULL;
    ok(pp_ics_text(ics, &text, &err) == 0 && pp_ics_count(text, &n, &err) == 0 && n == 0,
       "what was refused is not in it");
    n = 77;
    is_int(pp_ics_count("Dear Sir or Madam", &n, &err), PP_E_FORMAT, "a letter is no calendar");
    is_int(pp_ics_count("", &n, &err), PP_E_FORMAT, "nothing is no calendar");
    is_int(pp_ics_count("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:yesterday\r\nEND:VEVENT\r\n"
                        "END:VCALENDAR\r\n",
                        &n, &err),
           PP_E_FORMAT, "nor is one with a broken date");
    is_int((long long)n, 77, "the count is left alone");
}

/* ---- clocks ---- */

/* What the system makes of a local time in London. */
static time_t system_time(pp_day day, int minute) {
    struct tm local = {.tm_isdst = -1, .tm_hour = minute / 60, .tm_min = minute % 60};
    int month;
    pp_day_split(day, &local.tm_year, &month, &local.tm_mday);
    local.tm_year -= 1900;
    local.tm_mon = month - 1;
    return mktime(&local);
}

static time_t when(struct icaltimetype time) {
    return icaltime_as_timet_with_zone(time, icaltime_get_timezone(time));
}

/* Every day of a year, early and late: libical, with the zone in the file alone, against the system. */
static int count_wrong(int year) {
    enum { MOST = 2 * 366 };
    static struct pp_ics_event events[MOST];
    static char uids[MOST][32];
    int n = 0, n_wrong = 0, i = 0;
    for (pp_day day = pp_day_from(year, 1, 1); day <= pp_day_from(year, 12, 31); day++)
        for (int evening = 0; evening < 2; evening++, n++) {
            events[n] = usual();
            snprintf(uids[n], sizeof uids[n], "%d", n);
            events[n].uid = uids[n];
            events[n].day = day;
            events[n].from_min = evening ? 1080 : 180; /* 3am: an hour after the change */
            events[n].to_min = events[n].from_min + 90;
        }
    PP_AUTO_FREE char *text = text_of(events, (size_t)n);
    icalcomponent *calendar = icalparser_parse_string(text);
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         event; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT), i++) {
        time_t begins = when(icalcomponent_get_dtstart(event));
        n_wrong += begins != system_time(events[i].day, events[i].from_min) ||
                   when(icalcomponent_get_dtend(event)) - begins != 5400;
    }
    icalcomponent_free(calendar);
    return n_wrong + (i != n);
}

static void test_clock_changes(void) {
    static const struct {
        int month, day;
        time_t utc;
        const char *what;
    } days[] = {{3, 26, 1806055200, "Friday 26 March, 10am: winter time"},
                {3, 29, 1806310800, "Monday 29 March, 10am: summer time"},
                {10, 29, 1824800400, "Friday 29 October, 10am: summer time"},
                {11, 1, 1825063200, "Monday 1 November, 10am: winter time"}};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        struct pp_ics_event event = usual();
        event.day = pp_day_from(2027, days[i].month, days[i].day);
        PP_AUTO_FREE char *text = text_of(&event, 1);
        icalcomponent *calendar = icalparser_parse_string(text);
        icalcomponent *read = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
        is_int(when(icalcomponent_get_dtstart(read)), days[i].utc, days[i].what);
        icalcomponent_free(calendar);
    }
    setenv("TZ", "Europe/London", 1);
    tzset();
    if (system_time(pp_day_from(2027, 7, 1), 600) != (time_t)1814432400) {
        tap_skip("every day of a year", "the system does not know Europe/London");
        return;
    }
    is_int(count_wrong(2027), 0, "2027: every day is right, 28 March and 31 October too");
    is_int(count_wrong(2030), 0, "and every day of 2030");
}

/* Our own allocations failing one after the other: an error each time, nothing half-made. */
static void test_no_memory(void) {
    bool survived = true;
    for (long n = 1; n < 12; n++) {
        struct pp_error err;
        struct pp_ics_event event = usual();
        char *text = NULL;
        pp_alloc_fail_at(n);
        struct pp_ics *ics = pp_ics_new("x");
        int rc = !ics || pp_ics_add(ics, &event, &err) != 0 || pp_ics_text(ics, &text, &err) != 0;
        pp_alloc_fail_at(0);
        survived = survived && (rc ? text == NULL : text != NULL);
        pp_free(text);
        pp_ics_free(ics);
    }
    ok(survived, "memory that runs out is told");
}

int main(void) {
    test_words();
    test_states();
    test_folding();
    test_refusals();
    test_clock_changes();
    test_no_memory();
    return tap_done();
}
