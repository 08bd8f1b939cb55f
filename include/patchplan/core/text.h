/* Small questions about text: numbers in it, comparing it, suggesting what was meant. UTF-8 throughout. */
#ifndef PATCHPLAN_CORE_TEXT_H
#define PATCHPLAN_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Strict readers: the whole text (blanks around it allowed) or nothing; false leaves the output alone. */
bool pp_text_int(const char *text, int64_t *ret_value);
bool pp_text_real(const char *text, double *ret_value); /* C locale; no inf, no nan, no hex */
/* A decimal as integer thousandths, rounded half up at the fourth place: "1.15" -> 1150. */
bool pp_text_milli(const char *text, int64_t *ret_milli);
/* Size limits, "280:300" or "280.5:300", as thousandths: 0 <= least <= most, most above 0 and small enough
 * to be multiplied by a share. */
bool pp_text_limits(const char *text, int64_t *ret_least_milli, int64_t *ret_most_milli);
/* "1.150" of thousandths into `ret_text` (at least 24 bytes). */
void pp_text_format_milli(int64_t milli, char *ret_text, size_t size);
/* "36,128" into `ret_text` (at least 27 bytes). */
void pp_text_format_count(int64_t count, char *ret_text, size_t size);

/* What stands before the i-th of n names in a sentence: "A", "A and B", "A, B and C". */
const char *pp_text_between(int i, int n);
/* The word that goes with `count`: `one` of 1, `many` of all others. */
const char *pp_text_plural(int64_t count, const char *one, const char *many);

/* Order with numbers by value: "Flat 2" before "Flat 10". Bytes otherwise. */
int pp_text_natural_compare(const char *a, const char *b);
/* Equal without case, spaces, underscores and hyphens: header names. */
bool pp_text_same_name(const char *a, const char *b);
bool pp_text_same_nocase(const char *a, const char *b);
/* The most characters in the name of a plan, a team or a patch: it stands in tables and on maps. */
enum { PP_NAME_MOST = 100 };
/* How many characters a person counts, not bytes, in UTF-8. */
size_t pp_text_characters(const char *text);
/* Cut blanks at both ends, in place; returns the first non-blank character. */
char *pp_text_trim(char *text);
/* Text that is safe to show in one line: no control characters, no line breaks, no marks that turn the
 * direction of what follows. `_tame` makes it so in place, a blank for each run of them, and returns how
 * many it met that are neither line breaks nor tabs. */
bool pp_text_is_tame(const char *text);
int pp_text_tame(char *text);
/* The name nearest to `text` by edit distance among `n` ("P04" for "P4" before all others), or NULL when none is near enough to suggest. */
const char *pp_text_nearest(const char *text, const char *const *names, size_t n);

#endif
