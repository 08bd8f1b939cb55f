/* Calendar days as a count, so that arithmetic is arithmetic. Proleptic Gregorian; no time zone. */
#ifndef PATCHPLAN_CORE_DATE_H
#define PATCHPLAN_CORE_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* days since 1970-01-01; a scalar, so a typedef reads better than a struct */
typedef int32_t pp_day;

pp_day pp_day_from(int year, int month, int day); /* month 1..12, day 1..31; not checked */
void pp_day_split(pp_day day, int *ret_year, int *ret_month, int *ret_day);
int pp_day_weekday(pp_day day); /* 0 = Monday ... 6 = Sunday */
pp_day pp_day_today(void);      /* by the machine's local clock */
/* "2027-03-09" or "9/3/2027" (dd/mm/yyyy); whole text; false for days that do not exist. */
bool pp_day_parse(const char *text, pp_day *ret_day);
void pp_day_iso(pp_day day, char ret_text[11]);
/* "Tuesday 9 March 2027" into at least 32 bytes. */
void pp_day_long(pp_day day, char *ret_text, int size);

/* Times of day are minutes since midnight. */
int pp_clock_now(void);                          /* by the machine's local clock */
void pp_clock_iso(int minute, char ret_text[6]); /* "09:30" */
/* "9:30am", "midday", "midnight". */
void pp_clock_long(int minute, char ret_text[16]);
/* "10am to midday". */
void pp_clock_long_range(int from_minute, int to_minute, char ret_text[40]);

/* "9 March 2027, 10:15am" of "2027-03-09T10:15:00Z", in the machine's local time; a text that is no such moment stays as
 * it is, NULL gives "". */
enum { PP_MOMENT_SIZE = 48 };
void pp_moment_long(const char *utc, char ret_text[PP_MOMENT_SIZE]);

#endif
