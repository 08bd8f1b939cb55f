/* Half-days, weeks A and B, and which of them exist: the time in which everything of a roster stands. Pure.
 * */
#ifndef PATCHPLAN_ROSTER_CALENDAR_H
#define PATCHPLAN_ROSTER_CALENDAR_H

#include <stdbool.h>

#include "patchplan/core/date.h"
#include "patchplan/core/error.h"

#define PP_PAST_DAY (-719162) /* 0001-01-01: before anything, "not said", "none" */
#define PP_FAR_DAY 2932896    /* 9999-12-31: for as long as it lasts */

enum pp_half { PP_HALF_AM, PP_HALF_PM, PP_HALF_EVENING, PP_N_HALVES };
/* A half-day of the two-week timetable: week (0 = A, 1 = B) x weekday (0 = Monday .. 4) x half. */
enum { PP_N_WEEKDAYS = 5, PP_N_SLOTS = 2 * PP_N_WEEKDAYS * PP_N_HALVES };
int pp_slot(int week, int weekday, enum pp_half half); /* 0 .. PP_N_SLOTS - 1, by time */
int pp_slot_week(int slot);
int pp_slot_weekday(int slot);
enum pp_half pp_slot_half(int slot);

/* In files: "am", "pm", "evening". */
const char *pp_half_name(enum pp_half half);
int pp_half_parse(const char *name); /* the enum, or -1 */
/* For people: "morning", "afternoon", "evening". */
const char *pp_half_words(enum pp_half half);
/* In models: "B2pm", "A5ev". */
void pp_slot_short(int slot, char ret_text[6]);

struct pp_calendar {
    pp_day first_day;       /* a Monday */
    int n_weeks;            /* dated in detail, 13 unless said */
    pp_day anchor;          /* a Monday that begins a week A */
    const pp_day *holidays; /* ascending; bank holidays and closures of the council */
    int n_holidays;
    pp_day last_holiday; /* the last bank holiday that is known; PP_PAST_DAY: none is */
};
/* `wanted` put right: first_day and anchor moved back to their Mondays; anchor PP_PAST_DAY: the first
 * Monday. The holidays stay the caller's. PP_E_INPUT: n_weeks not in 1..52. */
int pp_calendar_make(const struct pp_calendar *wanted, struct pp_calendar *ret_calendar,
                     struct pp_error *reterr) PP_CHECKED;
/* The last day that is dated in detail: a Sunday. */
pp_day pp_calendar_last_day(const struct pp_calendar *calendar);
/* Monday to Friday, and no holiday? */
bool pp_calendar_working(const struct pp_calendar *calendar, pp_day day);
/* Are the bank holidays up to `day` known, the last known one being `last_holiday`? Lists are of whole years: after one
 * of December none is missing until the year is out. */
bool pp_calendar_knows_holidays(pp_day last_holiday, pp_day day);
/* 0 = A, 1 = B; also before the anchor and beyond the quarter. */
int pp_calendar_week(const struct pp_calendar *calendar, pp_day day);
/* Which two weeks, A and B: 0 those of the anchor, -1 those before. */
int pp_calendar_fortnight(const struct pp_calendar *calendar, pp_day day);
/* -1 at weekends; holidays have theirs. */
int pp_calendar_slot(const struct pp_calendar *calendar, pp_day day, enum pp_half half);
/* The Monday of a day's week. */
pp_day pp_calendar_monday(pp_day day);
/* So many working days before `day`: pp_calendar_back(c, day, 10) is when letters go out. */
pp_day pp_calendar_back(const struct pp_calendar *calendar, pp_day day, int n_working_days);

#endif
