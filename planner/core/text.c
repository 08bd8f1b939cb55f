#include "patchplan/core/text.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool only_blanks(const char *text) {
    while (isspace((unsigned char)*text))
        text++;
    return *text == '\0';
}

bool pp_text_int(const char *text, int64_t *ret_value) {
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || errno || !only_blanks(end))
        return false;
    *ret_value = value;
    return true;
}

bool pp_text_real(const char *text, double *ret_value) {
    if (text[strspn(text, "0123456789+-.eE \t\r\n")] != '\0')
        return false;
    char *end;
    double value = strtod(text, &end);
    if (end == text || !isfinite(value) || !only_blanks(end))
        return false;
    *ret_value = value;
    return true;
}

bool pp_text_milli(const char *text, int64_t *ret_milli) {
    double value;
    if (!pp_text_real(text, &value) || fabs(value) > 9e12)
        return false;
    /* 1e-7 lifts halves that binary fractions put just below (1.0005 is 1.000499...). */
    *ret_milli = (int64_t)floor(value * 1000.0 + 0.5 + 1e-7);
    return true;
}

bool pp_text_limits(const char *text, int64_t *ret_least_milli, int64_t *ret_most_milli) {
    char least_text[64];
    const char *colon = strchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0;
    int64_t least, most;
    if (!colon || length >= sizeof least_text)
        return false;
    memcpy(least_text, text, length);
    least_text[length] = '\0';
    if (!pp_text_milli(least_text, &least) || !pp_text_milli(colon + 1, &most) || least < 0 ||
        most <= 0 || most < least || most > INT64_MAX / 4000)
        return false;
    *ret_least_milli = least;
    *ret_most_milli = most;
    return true;
}

void pp_text_format_milli(int64_t milli, char *ret_text, size_t size) {
    int64_t rest = milli < 0 ? -milli : milli;
    snprintf(ret_text, size, "%s%lld.%03lld", milli < 0 ? "-" : "", (long long)(rest / 1000),
             (long long)(rest % 1000));
}

void pp_text_format_count(int64_t count, char *ret_text, size_t size) {
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)count);
    size_t out = 0;
    for (int i = 0; i < n && out + 1 < size; i++) {
        ret_text[out++] = digits[i];
        int left = n - 1 - i;
        if (left > 0 && left % 3 == 0 && digits[i] != '-' && out + 1 < size)
            ret_text[out++] = ',';
    }
    ret_text[out] = '\0';
}

const char *pp_text_plural(int64_t count, const char *one, const char *many) {
    return count == 1 ? one : many;
}

static const char *skip_zeros(const char *text) {
    while (*text == '0' && isdigit((unsigned char)text[1]))
        text++;
    return text;
}

int pp_text_natural_compare(const char *a, const char *b) {
    while (*a && *b) {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            a = skip_zeros(a);
            b = skip_zeros(b);
            size_t na = strspn(a, "0123456789"), nb = strspn(b, "0123456789");
            int order = na != nb ? (na < nb ? -1 : 1) : strncmp(a, b, na);
            if (order)
                return order;
            a += na;
            b += nb;
        } else if (*a != *b) {
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        } else {
            a++;
            b++;
        }
    }
    return *a ? 1 : *b ? -1 : 0;
}

static const char *skip_filler(const char *text) {
    while (*text == ' ' || *text == '_' || *text == '-' || *text == '\t')
        text++;
    return text;
}

bool pp_text_same_name(const char *a, const char *b) {
    for (;; a++, b++) {
        a = skip_filler(a);
        b = skip_filler(b);
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
        if (!*a)
            return true;
    }
}

bool pp_text_same_nocase(const char *a, const char *b) {
    while (*a && tolower((unsigned char)*a) == tolower((unsigned char)*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

char *pp_text_trim(char *text) {
    while (isspace((unsigned char)*text))
        text++;
    size_t length = strlen(text);
    while (length && isspace((unsigned char)text[length - 1]))
        text[--length] = '\0';
    return text;
}

/* Bytes of the character at `text` that is drawn as nothing or steers what draws it: C0, DEL, C1, and
 * the marks that turn the direction of text round; 0 = it is an ordinary one. */
static size_t unseen(const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    if (at[0] < 0x20 || at[0] == 0x7f)
        return at[0] != '\0';
    if (at[0] == 0xc2)
        return at[1] >= 0x80 && at[1] <= 0x9f ? 2 : 0;
    if (at[0] != 0xe2)
        return 0;
    bool turns = at[1] == 0x80 && ((at[2] >= 0xaa && at[2] <= 0xae) || at[2] == 0x8e ||
                                   at[2] == 0x8f || at[2] == 0xa8 || at[2] == 0xa9);
    return turns || (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9) ? 3 : 0;
}

size_t pp_text_characters(const char *text) {
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

bool pp_text_is_tame(const char *text) {
    while (*text && !unseen(text))
        text++;
    return *text == '\0';
}

int pp_text_tame(char *text) {
    char *to = text;
    int n = 0;
    while (*text) {
        size_t bytes = unseen(text);
        if (!bytes) {
            *to++ = *text++;
            continue;
        }
        n += bytes > 1 || !isspace((unsigned char)*text);
        text += bytes;
        if (*text && !unseen(text))
            *to++ = ' ';
    }
    *to = '\0';
    return n;
}

/* Levenshtein distance, one row; names longer than the row count as far away. */
static size_t edit_distance(const char *a, const char *b) {
    enum { LONGEST = 63 };
    size_t na = strlen(a), nb = strlen(b), row[LONGEST + 1];
    if (na > LONGEST || nb > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= nb; j++)
        row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            bool same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            size_t best = diagonal + !same;
            best = row[j] + 1 < best ? row[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[nb];
}

/* "P4" and "P04": the same but for noughts before a number. */
static bool same_but_for_noughts(const char *a, const char *b) {
    for (bool in_number = false;; a++, b++) {
        while (!in_number && *a == '0' && isdigit((unsigned char)a[1]))
            a++;
        while (!in_number && *b == '0' && isdigit((unsigned char)b[1]))
            b++;
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
        if (!*a)
            return true;
        in_number = isdigit((unsigned char)*a);
    }
}

const char *pp_text_nearest(const char *text, const char *const *names, size_t n) {
    size_t nearest = strlen(text) / 3 + 2; /* further away is a guess, not a suggestion */
    const char *name = NULL;
    for (size_t i = 0; i < n; i++) {
        size_t distance = same_but_for_noughts(text, names[i]) ? 0 : edit_distance(text, names[i]);
        if (distance < nearest) {
            nearest = distance;
            name = names[i];
        }
    }
    return name;
}

const char *pp_text_between(int i, int n) {
    if (i == 0)
        return "";
    return i + 1 == n ? " and " : ", ";
}
