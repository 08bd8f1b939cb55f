/* Reading what people type into stock lists: postcodes, property numbers, yes and no, clock times. Pure. */
#ifndef PATCHPLAN_STOCK_CLEAN_H
#define PATCHPLAN_STOCK_CLEAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PP_POSTCODE_SIZE = 9 }; /* "SW1A 1AA" and its zero */

enum pp_postcode_state {
    PP_POSTCODE_BAD,     /* no postcode; nothing was written */
    PP_POSTCODE_FINE,    /* as it was, or only case and blanks differ */
    PP_POSTCODE_REPAIRED /* letters and digits that look alike were exchanged: S1O 2AB is S10 2AB */
};
/* `text` in its normal form "S5 6NB". Forms: A9 A99 AA9 AA99 A9A AA9A, a blank, 9AA; the inward letters
 * are never C I K M O V. A repair exchanges O/0, I/1, S/5, B/8 and Z/2 where only the other kind can stand,
 * and is made only when the text has a digit and exactly one form fits with the fewest exchanges, two at most. */
enum pp_postcode_state pp_postcode_clean(const char *text, char ret_code[PP_POSTCODE_SIZE]);

enum pp_uprn_state {
    PP_UPRN_FINE,  /* 7 to 12 digits */
    PP_UPRN_SHORT, /* up to 6 digits: the housing system's own number, more likely than not */
    PP_UPRN_LOST,  /* 1.0009E+11: a spreadsheet has thrown digits away */
    PP_UPRN_BAD    /* letters, or more than 12 digits */
};
enum { PP_UPRN_SIZE = 13 };
/* Without leading zeros; a whole number written with ".0" is taken. Written for FINE and SHORT only. */
enum pp_uprn_state pp_uprn_clean(const char *text, char ret_uprn[PP_UPRN_SIZE]);

/* yes, y, true, 1, x, ja ... and no, n, false, 0; any case. False when it is neither. */
bool pp_yes_no(const char *text, bool *ret_yes);

/* "18:00-19:30", "6pm to 7.30pm", "10:00", "10am": minutes of the day; the end is -1 when not said.
 * False when it is no time, or ends before it begins. */
bool pp_clock_range(const char *text, int *ret_from, int *ret_to);
/* "18:00-19:30" or "18:00" into `ret_text` (12 bytes). */
void pp_clock_format(int from, int to, char ret_text[12]);

/* When a group meets: "second Tuesday, not August", "last Thursday of the month", "1st Monday of March, June
 * and September", "third Wednesday except July and August". "Every second Tuesday" may be every other week, and
 * says no day; "every second Tuesday of the month" does. */
struct pp_meeting_rule {
    int nth;         /* 1..5; -1 = last */
    int weekday;     /* 0 = Monday ... 6 = Sunday */
    unsigned months; /* bit 0 = January: the months in which they meet */
};
bool pp_meeting_parse(const char *text, struct pp_meeting_rule *ret_rule);
/* The day of the meeting in a month, or 0 when there is none (no fifth Tuesday, a month left out). */
int pp_meeting_day(const struct pp_meeting_rule *rule, int year, int month);

#endif
