#include "planner/service/rule_words.h"

#include <string.h>

#define HOW_TO_REACH                                                                   \
    "On public pages and letters. Telephones and addresses with a semicolon between, " \
    "such as 0114 496 0000; https://www.example.gov.uk/housing"

static const struct {
    const char *key, *title, *hint; /* what it is for, and how a value is written */
} words[] = {
    {"size", "Size limits of a patch",
     "Least and most workload-equivalent homes, with a colon between, such as 280:300"},
    {"roster.anchor", "A day in week A of the two-week timetable", "Such as 4/1/2027"},
    {"council", "Name of the landlord", "On maps, on public pages and on letters"},
    {"source", "Where the data is from", "A line on maps"},
    {"contact.office", "The housing office", HOW_TO_REACH},
    {"contact.repairs", "Repairs", HOW_TO_REACH},
    {"contact.emergency", "Emergencies, at any hour", HOW_TO_REACH},
    {"contact.complaints", "Complaints", HOW_TO_REACH},
    {"contact.accessibility", "When a page cannot be used", HOW_TO_REACH},
    {"contact.data", "Questions about personal data", HOW_TO_REACH},
    {"embed.sites", "Sites that may show the finder inside their pages",
     "Addresses with blanks between them, such as https://www.example.gov.uk"},
    {"letters.town", "Post town on letters", "Where addresses leave it out"},
};
enum { N_WORDS = sizeof words / sizeof *words };

/* The place in `words`; N_WORDS: none. */
static int words_of(const char *key) {
    int i = 0;
    while (i < N_WORDS && strcmp(words[i].key, key) != 0)
        i++;
    return i;
}

const char *pp_rule_title(const char *key) {
    int i = words_of(key);
    return i < N_WORDS ? words[i].title : key;
}

const char *pp_rule_hint(const char *key) {
    int i = words_of(key);
    return i < N_WORDS ? words[i].hint : NULL;
}
