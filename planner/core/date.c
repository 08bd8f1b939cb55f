#include "patchplan/core/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Days from civil: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013): years begin in
 * March, so that the leap day is the last of its year; eras of 400 years have 146,097 days. */
pp_day pp_day_from(int year, int month, int day) {
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void pp_day_split(pp_day day, int *ret_year, int *ret_month, int *ret_day) {
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    *ret_day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    *ret_month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    *ret_year = year_of_era + era * 400 + (*ret_month <= 2);
}

int pp_day_weekday(pp_day day) { return (((day + 3) % 7) + 7) % 7; }

pp_day pp_day_today(void) {
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    return pp_day_from(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

int pp_clock_now(void) {
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    return local.tm_hour * 60 + local.tm_min;
}

bool pp_day_parse(const char *text, pp_day *ret_day) {
    int year, month, day, used = 0;
    if (sscanf(text, " %4d-%2d-%2d %n", &year, &month, &day, &used) != 3 || text[used]) {
        used = 0;
        if (sscanf(text, " %2d/%2d/%4d %n", &day, &month, &year, &used) != 3 || text[used])
            return false;
    }
    if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    pp_day value = pp_day_from(year, month, day);
    int y, m, d;
    pp_day_split(value, &y, &m, &d);
    if (y != year || m != month || d != day)
        return false; /* 31 February */
    *ret_day = value;
    return true;
}

void pp_day_iso(pp_day day, char ret_text[11]) {
    int y, m, d;
    pp_day_split(day, &y, &m, &d);
    snprintf(ret_text, 11, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100,
             (unsigned)d % 100);
}

void pp_day_long(pp_day day, char *ret_text, int size) {
    static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    int y, m, d;
    pp_day_split(day, &y, &m, &d);
    snprintf(ret_text, (size_t)size, "%s %d %s %d", weekdays[pp_day_weekday(day)], d, months[m - 1],
             y);
}

void pp_clock_iso(int minute, char ret_text[6]) {
    unsigned of_day = (unsigned)minute % 1440;
    snprintf(ret_text, 6, "%02u:%02u", of_day / 60, of_day % 60);
}

void pp_clock_long(int minute, char ret_text[16]) {
    unsigned of_day = (unsigned)minute % 1440, hour = of_day / 60 % 12;
    const char *half = of_day < 720 ? "am" : "pm";
    if (of_day % 720 == 0)
        snprintf(ret_text, 16, "%s", of_day ? "midday" : "midnight");
    else if (of_day % 60 == 0)
        snprintf(ret_text, 16, "%u%s", hour ? hour : 12, half);
    else
        snprintf(ret_text, 16, "%u:%02u%s", hour ? hour : 12, of_day % 60, half);
}

void pp_clock_long_range(int from_minute, int to_minute, char ret_text[40]) {
    char from[16], to[16];
    pp_clock_long(from_minute, from);
    pp_clock_long(to_minute, to);
    snprintf(ret_text, 40, "%s to %s", from, to);
}

void pp_moment_long(const char *utc, char ret_text[PP_MOMENT_SIZE]) {
    struct tm at = {0};
    char day[PP_MOMENT_SIZE], clock[16];
    const char *rest = utc ? strptime(utc, "%Y-%m-%dT%H:%M:%SZ", &at) : NULL;
    snprintf(ret_text, PP_MOMENT_SIZE, "%s", utc ? utc : "");
    if (!rest || *rest)
        return;
    time_t seconds = timegm(&at);
    localtime_r(&seconds, &at);
    pp_day_long(pp_day_from(at.tm_year + 1900, at.tm_mon + 1, at.tm_mday), day, sizeof day);
    pp_clock_long(at.tm_hour * 60 + at.tm_min, clock);
    const char *from_number = strchr(day, ' ');
    snprintf(ret_text, PP_MOMENT_SIZE, "%.28s, %.15s", from_number ? from_number + 1 : day, clock);
}
