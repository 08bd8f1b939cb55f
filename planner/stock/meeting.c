#include <ctype.h>
#include <string.h>

#include "patchplan/core/date.h"
#include "patchplan/stock/clean.h"

enum { ALL_MONTHS = 0xfff, SHORTEST_NAME = 3 };

static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};
static const char *const months[] = {"january",   "february", "march",    "april",
                                     "may",       "june",     "july",     "august",
                                     "september", "october",  "november", "december"};
static const struct {
    const char *word;
    int nth;
} ordinals[] = {{"first", 1}, {"1st", 1},    {"second", 2}, {"2nd", 2}, {"third", 3}, {"3rd", 3},
                {"4th", 4},   {"fourth", 4}, {"fifth", 5},  {"5th", 5}, {"last", -1}};

/* Words that carry nothing. */
static const char *const fillers[] = {"of",  "the", "every", "each",    "month",
                                      "and", "in",  "on",    "monthly", "only"};

/* The next word in small letters, cut to fit; false at the end. */
static bool next_word(const char **text, char ret_word[16]) {
    const char *at = *text;
    while (*at && !isalnum((unsigned char)*at))
        at++;
    size_t n = 0;
    for (; isalnum((unsigned char)*at); at++)
        if (n < 15)
            ret_word[n++] = (char)tolower((unsigned char)*at);
    ret_word[n] = '\0';
    *text = at;
    return n > 0;
}

/* Index of the name that `word` is, or begins and is long enough ("tue", "sept", "tuesdays"); -1. */
static int find_name(const char *word, const char *const *names, int n) {
    size_t length = strlen(word);
    for (int i = 0; i < n; i++) {
        size_t full = strlen(names[i]);
        bool plural = length == full + 1 && word[full] == 's' && !strncmp(word, names[i], full);
        if (plural ||
            (length >= SHORTEST_NAME && length <= full && !strncmp(word, names[i], length)))
            return i;
    }
    return -1;
}

static int find_ordinal(const char *word) {
    for (size_t i = 0; i < sizeof ordinals / sizeof ordinals[0]; i++)
        if (strcmp(word, ordinals[i].word) == 0)
            return ordinals[i].nth;
    return 0;
}

static bool is_filler(const char *word) {
    for (size_t i = 0; i < sizeof fillers / sizeof fillers[0]; i++)
        if (strcmp(word, fillers[i]) == 0)
            return true;
    return false;
}

static bool is_except(const char *word) {
    return !strcmp(word, "not") || !strcmp(word, "except") || !strcmp(word, "excluding");
}

static bool is_every(const char *word) { return !strcmp(word, "every") || !strcmp(word, "each"); }

bool pp_meeting_parse(const char *text, struct pp_meeting_rule *ret_rule) {
    int nth = 0, weekday = -1;
    unsigned only = 0, without = 0;
    bool except = false, every = false, weeks = false;
    for (char word[16]; next_word(&text, word); every = is_every(word)) {
        int ordinal = find_ordinal(word);
        int day = find_name(word, weekdays, 7);
        int month = find_name(word, months, 12);
        weeks = (weeks || (every && ordinal > 1)) && strncmp(word, "month", 5) != 0;
        if (ordinal && !nth)
            nth = ordinal;
        else if (day >= 0 && weekday < 0)
            weekday = day;
        else if (month >= 0 && except)
            without |= 1U << month;
        else if (month >= 0)
            only |= 1U << month;
        else if (is_except(word))
            except = true;
        else if (!is_filler(word))
            return false;
    }
    unsigned meets = (only ? only : ALL_MONTHS) & ~without;
    if (!nth || weekday < 0 || !meets || (except && !without) || (weeks && !only))
        return false;
    *ret_rule = (struct pp_meeting_rule){nth, weekday, meets};
    return true;
}

int pp_meeting_day(const struct pp_meeting_rule *rule, int year, int month) {
    if (!(rule->months & (1U << (month - 1))))
        return 0;
    pp_day first = pp_day_from(year, month, 1);
    pp_day after = month == 12 ? pp_day_from(year + 1, 1, 1) : pp_day_from(year, month + 1, 1);
    int day = 1 + (rule->weekday - pp_day_weekday(first) + 7) % 7;
    int n_days = (int)(after - first);
    if (rule->nth > 0)
        day += 7 * (rule->nth - 1);
    else
        while (day + 7 <= n_days)
            day += 7;
    return day <= n_days ? day : 0;
}
