/* iCalendar files. The only folder that includes libical. Knows of events, not of rosters. */
#ifndef PATCHPLAN_CALENDAR_ICS_H
#define PATCHPLAN_CALENDAR_ICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/date.h"
#include "patchplan/core/error.h"
#include "patchplan/core/str.h"

struct pp_ics_event {
    const char *uid; /* stable for ever */
    pp_day day;
    int from_min, to_min; /* local clock, Europe/London; from_min -1: the whole day */
    const char *summary, *place, *description, *url; /* NULL = none */
    double latitude, longitude;                      /* NAN = none */
    int sequence;
    bool cancelled, tentative; /* neither: it will take place */
    int64_t stamp_s; /* when it was last changed: UTC seconds since 1970 (no clock in here) */
};
/* The stable name of an event out of ours: without blanks, at which some calendars cut. Appends to `uid`. */
void pp_ics_uid(const char *name, struct pp_str *uid);

struct pp_ics;
/* An empty calendar; NULL when memory runs out. libical's own errors never end the process from here on. */
struct pp_ics *pp_ics_new(const char *calendar_name);
void pp_ics_free(struct pp_ics *ics);
void pp_ics_auto_free(struct pp_ics **ics);
#define PP_AUTO_ICS __attribute__((cleanup(pp_ics_auto_free)))
/* Control characters in texts become blanks. PP_E_INPUT: no uid, or the end is not after the beginning. */
int pp_ics_add(struct pp_ics *ics, const struct pp_ics_event *event,
               struct pp_error *reterr) PP_CHECKED;
/* VCALENDAR with VTIMEZONE Europe/London (both rules since 1996), CRLF, folded; caller pp_free(). */
int pp_ics_text(const struct pp_ics *ics, char **ret_text, struct pp_error *reterr) PP_CHECKED;
/* How many events a text holds; PP_E_FORMAT when libical cannot read it. */
int pp_ics_count(const char *text, size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

#endif
