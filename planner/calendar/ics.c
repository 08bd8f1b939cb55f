#include "patchplan/calendar/ics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>

#include <libical/ical.h>

#include "patchplan/core/alloc.h"

struct pp_ics {
    icalcomponent *calendar;
};

#define ZONE "Europe/London"
/* Great Britain since 1996: the last Sundays of March and October, both at 1am universal time. */
static const char zone_text[] = "BEGIN:VTIMEZONE\r\n"
                                "TZID:" ZONE "\r\n"
                                "X-LIC-LOCATION:" ZONE "\r\n"
                                "BEGIN:DAYLIGHT\r\n"
                                "DTSTART:19960331T010000\r\n"
                                "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
                                "TZNAME:BST\r\n"
                                "TZOFFSETFROM:+0000\r\n"
                                "TZOFFSETTO:+0100\r\n"
                                "END:DAYLIGHT\r\n"
                                "BEGIN:STANDARD\r\n"
                                "DTSTART:19961027T020000\r\n"
                                "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
                                "TZNAME:GMT\r\n"
                                "TZOFFSETFROM:+0100\r\n"
                                "TZOFFSETTO:+0000\r\n"
                                "END:STANDARD\r\n"
                                "END:VTIMEZONE\r\n";

/* libical keeps one such switch for the whole process; on, it ends the process at a malformed file. */
static void errors_are_ours(void) { icalerror_set_errors_are_fatal(0); }

static bool add(icalcomponent *component, icalproperty *property) {
    if (property)
        icalcomponent_add_property(component, property);
    return property != NULL;
}

static bool add_line(icalcomponent *component, const char *line) {
    return add(component, icalproperty_new_from_string(line));
}

/* Line breaks stay; other control characters have no meaning in a calendar and become blanks. */
static char *plain(const char *text) {
    char *copy = pp_strdup(text);
    for (char *c = copy; c && *c; c++)
        if (((unsigned char)*c < ' ' && *c != '\n') || *c == 127)
            *c = ' ';
    return copy;
}

/* A property that takes a text; NULL text adds none. */
static bool add_text(icalcomponent *component, icalproperty *(*make)(const char *),
                     const char *text) {
    if (!text)
        return true;
    PP_AUTO_FREE char *copy = plain(text);
    return copy && add(component, make(copy));
}

static icalproperty *new_calendar_name(const char *name) {
    icalproperty *property = icalproperty_new_x(name);
    if (property)
        icalproperty_set_x_name(property, "X-WR-CALNAME");
    return property;
}

/* Readers differ in where they look for the name and for how often to ask again. */
static bool fill_head(icalcomponent *calendar, const char *name) {
    icalcomponent *zone = icalcomponent_new_from_string(zone_text);
    if (zone)
        icalcomponent_add_component(calendar, zone);
    return zone && add(calendar, icalproperty_new_version("2.0")) &&
           add(calendar, icalproperty_new_prodid("-//patchplan//rosters//EN")) &&
           add(calendar, icalproperty_new_calscale("GREGORIAN")) &&
           add_text(calendar, icalproperty_new_name, name) &&
           add_text(calendar, new_calendar_name, name) &&
           add_line(calendar, "X-WR-TIMEZONE:" ZONE) &&
           add_line(calendar, "REFRESH-INTERVAL;VALUE=DURATION:PT6H") &&
           add_line(calendar, "X-PUBLISHED-TTL:PT6H");
}

struct pp_ics *pp_ics_new(const char *calendar_name) {
    errors_are_ours();
    PP_AUTO_ICS struct pp_ics *ics = pp_alloc(sizeof *ics);
    if (!ics)
        return NULL;
    ics->calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
    if (!ics->calendar || !fill_head(ics->calendar, calendar_name))
        return NULL;
    return PP_STEAL(ics);
}

void pp_ics_free(struct pp_ics *ics) {
    if (ics && ics->calendar)
        icalcomponent_free(ics->calendar);
    pp_free(ics);
}

void pp_ics_auto_free(struct pp_ics **ics) { pp_ics_free(*ics); }

/* A local time, or with `minute` -1 the day. */
static struct icaltimetype local_time(pp_day day, int minute) {
    struct icaltimetype time = icaltime_null_time();
    pp_day_split(day, &time.year, &time.month, &time.day);
    time.is_date = minute < 0;
    if (minute >= 0) {
        time.hour = minute / 60;
        time.minute = minute % 60;
    }
    return time;
}

static struct icaltimetype universal_time(int64_t stamp_s) {
    return icaltime_from_timet_with_zone((time_t)stamp_s, 0, icaltimezone_get_utc_timezone());
}

/* In the zone, unless it is a whole day. */
static bool add_time(icalcomponent *component, icalproperty *property, bool whole_day) {
    if (property && !whole_day) {
        icalparameter *zone = icalparameter_new_tzid(ZONE);
        if (!zone) {
            icalproperty_free(property);
            return false;
        }
        icalproperty_add_parameter(property, zone);
    }
    return add(component, property);
}

static bool add_times(icalcomponent *component, const struct pp_ics_event *event) {
    bool whole_day = event->from_min < 0;
    struct icaltimetype from = local_time(event->day, event->from_min);
    struct icaltimetype to =
        whole_day ? local_time(event->day + 1, -1) : local_time(event->day, event->to_min);
    struct icaltimetype stamp = universal_time(event->stamp_s);
    return add_time(component, icalproperty_new_dtstart(from), whole_day) &&
           add_time(component, icalproperty_new_dtend(to), whole_day) &&
           add(component, icalproperty_new_dtstamp(stamp)) &&
           add(component, icalproperty_new_lastmodified(stamp));
}

static bool add_place(icalcomponent *component, const struct pp_ics_event *event) {
    char line[64];
    if (!add_text(component, icalproperty_new_location, event->place))
        return false;
    if (isnan(event->latitude) || isnan(event->longitude))
        return true;
    snprintf(line, sizeof line, "GEO:%.6f;%.6f", event->latitude, event->longitude);
    return add_line(component, line);
}

static bool fill_event(icalcomponent *component, const struct pp_ics_event *event) {
    icalproperty_status status = event->cancelled   ? ICAL_STATUS_CANCELLED
                                 : event->tentative ? ICAL_STATUS_TENTATIVE
                                                    : ICAL_STATUS_CONFIRMED;
    return add_text(component, icalproperty_new_uid, event->uid) && add_times(component, event) &&
           add(component, icalproperty_new_sequence(event->sequence)) &&
           add(component, icalproperty_new_status(status)) &&
           add_text(component, icalproperty_new_summary, event->summary) &&
           add_place(component, event) &&
           add_text(component, icalproperty_new_description, event->description) &&
           add_text(component, icalproperty_new_url, event->url);
}

int pp_ics_add(struct pp_ics *ics, const struct pp_ics_event *event, struct pp_error *reterr) {
    bool ends_first = event->from_min >= 0 && event->to_min <= event->from_min;
    if (!event->uid || !*event->uid || ends_first || event->to_min >= 24 * 60)
        return pp_fail(reterr, PP_E_INPUT,
                       "the event '%s' needs a name of its own, and an end after its beginning",
                       event->summary ? event->summary : "");
    icalcomponent *component = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    if (!component || !fill_event(component, event)) {
        if (component)
            icalcomponent_free(component);
        return pp_fail_nomem(reterr);
    }
    icalcomponent_add_component(ics->calendar, component);
    return 0;
}

int pp_ics_text(const struct pp_ics *ics, char **ret_text, struct pp_error *reterr) {
    char *theirs = icalcomponent_as_ical_string_r(ics->calendar);
    char *ours = theirs ? pp_strdup(theirs) : NULL;
    if (theirs)
        icalmemory_free_buffer(theirs);
    if (!ours)
        return pp_fail_nomem(reterr);
    *ret_text = ours;
    return 0;
}

void pp_ics_uid(const char *name, struct pp_str *uid) {
    for (; *name; name++)
        pp_str_append_char(uid, *name == ' ' ? '-' : *name);
    pp_str_append(uid, "@patchplan");
}

int pp_ics_count(const char *text, size_t *ret_n, struct pp_error *reterr) {
    errors_are_ours();
    icalcomponent *calendar = icalparser_parse_string(text);
    bool whole = calendar && icalcomponent_isa(calendar) == ICAL_VCALENDAR_COMPONENT &&
                 icalcomponent_count_errors(calendar) == 0;
    if (whole)
        *ret_n = (size_t)icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT);
    if (calendar)
        icalcomponent_free(calendar);
    return whole ? 0 : pp_fail(reterr, PP_E_FORMAT, "this is not one whole calendar (iCalendar)");
}
