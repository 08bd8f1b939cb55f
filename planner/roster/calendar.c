/* Weeks, slots and working days of a roster. */
#include "patchplan/roster/calendar.h"

#include <stdio.h>
#include <string.h>

static const char *const half_names[PP_N_HALVES] = {"am", "pm", "evening"};

int pp_slot(int week, int weekday, enum pp_half half) {
    return (week * PP_N_WEEKDAYS + weekday) * PP_N_HALVES + (int)half;
}

int pp_slot_week(int slot) { return slot / (PP_N_WEEKDAYS * PP_N_HALVES); }

int pp_slot_weekday(int slot) { return slot / PP_N_HALVES % PP_N_WEEKDAYS; }

enum pp_half pp_slot_half(int slot) { return (enum pp_half)(slot % PP_N_HALVES); }

const char *pp_half_name(enum pp_half half) { return half_names[half]; }

const char *pp_half_words(enum pp_half half) {
    static const char *const words[PP_N_HALVES] = {"morning", "afternoon", "evening"};
    return words[half];
}

int pp_half_parse(const char *name) {
    for (int h = 0; h < PP_N_HALVES; h++)
        if (!strcmp(name, half_names[h]))
            return h;
    return -1;
}

void pp_slot_short(int slot, char ret_text[6]) {
    ret_text[0] = (char)('A' + pp_slot_week(slot));
    ret_text[1] = (char)('1' + pp_slot_weekday(slot));
    memcpy(ret_text + 2, half_names[pp_slot_half(slot)], 2);
    ret_text[4] = '\0';
}

int pp_calendar_make(const struct pp_calendar *wanted, struct pp_calendar *ret_calendar,
                     struct pp_error *reterr) {
    if (wanted->n_weeks < 1 || wanted->n_weeks > 52)
        return pp_fail(reterr, PP_E_INPUT,
                       "a roster has 1 to 52 weeks with dates, not %d: say --weeks 13",
                       wanted->n_weeks);
    struct pp_calendar made = *wanted;
    made.first_day = pp_calendar_monday(wanted->first_day);
    made.anchor =
        wanted->anchor == PP_PAST_DAY ? made.first_day : pp_calendar_monday(wanted->anchor);
    *ret_calendar = made;
    return 0;
}

pp_day pp_calendar_last_day(const struct pp_calendar *calendar) {
    return calendar->first_day + 7 * calendar->n_weeks - 1;
}

static bool is_holiday(const struct pp_calendar *calendar, pp_day day) {
    int low = 0, high = calendar->n_holidays;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (calendar->holidays[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < calendar->n_holidays && calendar->holidays[low] == day;
}

bool pp_calendar_working(const struct pp_calendar *calendar, pp_day day) {
    return pp_day_weekday(day) < PP_N_WEEKDAYS && !is_holiday(calendar, day);
}

bool pp_calendar_knows_holidays(pp_day last_holiday, pp_day day) {
    int year = 0, month = 0, of_month = 0;
    pp_day_split(last_holiday, &year, &month, &of_month);
    return day <= (month == 12 ? pp_day_from(year, 12, 31) : last_holiday);
}

int pp_calendar_week(const struct pp_calendar *calendar, pp_day day) {
    int weeks = (pp_calendar_monday(day) - calendar->anchor) / 7;
    return weeks % 2 != 0;
}

int pp_calendar_fortnight(const struct pp_calendar *calendar, pp_day day) {
    int weeks = (pp_calendar_monday(day) - calendar->anchor) / 7;
    return weeks >= 0 ? weeks / 2 : (weeks - 1) / 2;
}

int pp_calendar_slot(const struct pp_calendar *calendar, pp_day day, enum pp_half half) {
    int weekday = pp_day_weekday(day);
    return weekday < PP_N_WEEKDAYS ? pp_slot(pp_calendar_week(calendar, day), weekday, half) : -1;
}

pp_day pp_calendar_monday(pp_day day) { return day - pp_day_weekday(day); }

pp_day pp_calendar_back(const struct pp_calendar *calendar, pp_day day, int n_working_days) {
    while (n_working_days > 0)
        n_working_days -= pp_calendar_working(calendar, --day);
    return day;
}
