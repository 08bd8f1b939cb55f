#include "patchplan/core/words.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* ---- letters ---- */

/* U+00C0 to U+017F without their marks; a blank is no letter. */
static const char plain_letters[] = "aaaaaaaceeeeiiiidnooooo ouuuuyts" /* U+00C0 */
                                    "aaaaaaaceeeeiiiidnooooo ouuuuyty" /* U+00E0 */
                                    "aaaaaaccccccccddddeeeeeeeeeegggg" /* U+0100 */
                                    "gggghhhhiiiiiiiiiiiijjkkklllllll" /* U+0120 */
                                    "lllnnnnnnnnnoooooooorrrrrrssssss" /* U+0140 */
                                    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs" /* U+0160 */;

/* The letter at `at`, ' ' between words, '\0' for what stands inside words and is none; how many bytes it takes. */
static char letter_at(const char *at, size_t *ret_bytes) {
    unsigned char first = (unsigned char)at[0], second = first ? (unsigned char)at[1] : 0;
    *ret_bytes = 1;
    if (first < 0x80)
        return first == '\'' ? '\0' : isalnum(first) ? (char)tolower(first) : ' ';
    if (first >= 0xC3 && first <= 0xC5 && (second & 0xC0) == 0x80) {
        unsigned code = (first & 0x1Fu) << 6 | (second & 0x3Fu);
        *ret_bytes = 2;
        return plain_letters[code - 0xC0];
    }
    if (strncmp(at, "\u2019", 3) == 0 || strncmp(at, "\u2018", 3) == 0) {
        *ret_bytes = 3;
        return '\0';
    }
    return (char)first; /* another script: as it is */
}

/* ---- words ---- */

static const char *const shorter[][2] = {
    {"street", "st"},   {"saint", "st"},    {"road", "rd"},     {"avenue", "av"}, {"ave", "av"},
    {"lane", "ln"},     {"drive", "dr"},    {"close", "cl"},    {"court", "ct"},  {"place", "pl"},
    {"crescent", "cr"}, {"cres", "cr"},     {"gardens", "gdn"}, {"gdns", "gdn"},  {"garden", "gdn"},
    {"terrace", "ter"}, {"terr", "ter"},    {"square", "sq"},   {"grove", "gr"},  {"gro", "gr"},
    {"mount", "mt"},    {"and", ""},        {"the", ""},        {"ward", ""},     {"estate", ""},
    {"patch", ""},      {"councillor", ""}, {"cllr", ""}};

static const char *shorten(const char *word) {
    for (size_t i = 0; i < sizeof shorter / sizeof *shorter; i++)
        if (strcmp(word, shorter[i][0]) == 0)
            return shorter[i][1];
    return word;
}

static void end_word(struct pp_words *words, char *word, size_t *length) {
    word[*length] = '\0';
    const char *kept = shorten(word);
    if (*kept && words->n < PP_WORDS_MOST)
        strcpy(words->rows[words->n++], kept);
    *length = 0;
}

void pp_words_fold(const char *text, struct pp_words *ret_words) {
    char word[PP_WORD_BYTES];
    size_t length = 0, bytes;
    ret_words->n = 0;
    for (; *text; text += bytes) {
        char letter = letter_at(text, &bytes);
        if (letter == ' ')
            end_word(ret_words, word, &length);
        else if (letter && length < sizeof word - 1)
            word[length++] = letter;
    }
    end_word(ret_words, word, &length);
}

static void drop_first(struct pp_words *words, size_t n) {
    memmove(words->rows, words->rows + n, (words->n - n) * sizeof *words->rows);
    words->n -= n;
}

void pp_words_drop_number(struct pp_words *words) {
    bool flat = words->n > 2 &&
                (strcmp(words->rows[0], "flat") == 0 || strcmp(words->rows[0], "apartment") == 0);
    if (flat)
        drop_first(words, 2);
    while (words->n > 1 && isdigit((unsigned char)words->rows[0][0]))
        drop_first(words, 1);
}

/* ---- how far apart ---- */

enum { PART = 1, MISTAKE = 10, MISSING = 30, CLEAR_WORD = 5 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* How many letters are wrong, missing, too many or changed with their neighbour (optimal string alignment). */
static size_t mistakes(const char *a, const char *b) {
    size_t na = strlen(a), nb = strlen(b), room[3][PP_WORD_BYTES];
    size_t *before = room[0], *above = room[1], *row = room[2];
    for (size_t j = 0; j <= nb; j++)
        above[j] = before[j] = j;
    for (size_t i = 1; i <= na; i++) {
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return above[nb];
}

static int distance_of_words(const char *asked, const char *word) {
    size_t length = strlen(asked), other = strlen(word);
    size_t allowed = length < 4 ? 0 : length < 6 ? 1 : 2;
    if (strcmp(asked, word) == 0)
        return 0;
    if (length >= 3 && length < other && strncmp(asked, word, length) == 0)
        return PART;
    if (allowed == 0 || length + allowed < other || other + allowed < length)
        return PP_WORDS_OTHER;
    size_t n = mistakes(asked, word);
    return n <= allowed ? (int)n * MISTAKE : PP_WORDS_OTHER;
}

static int nearest_word(const char *asked, const struct pp_words *name) {
    int nearest = PP_WORDS_OTHER;
    for (size_t i = 0; i < name->n && nearest; i++) {
        int distance = distance_of_words(asked, name->rows[i]);
        nearest = distance < nearest ? distance : nearest;
    }
    return nearest;
}

static size_t join(const struct pp_words *words, char room[PP_WORDS_MOST * PP_WORD_BYTES]) {
    size_t length = 0;
    for (size_t i = 0; i < words->n; i++) {
        size_t n = strlen(words->rows[i]);
        memcpy(room + length, words->rows[i], n);
        length += n;
    }
    room[length] = '\0';
    return length;
}

/* Written in one word or in two; or letters from within a name. */
static int distance_of_joined(const struct pp_words *asked, const struct pp_words *name) {
    char a[PP_WORDS_MOST * PP_WORD_BYTES], b[PP_WORDS_MOST * PP_WORD_BYTES];
    size_t length = join(asked, a);
    join(name, b);
    if (strcmp(a, b) == 0)
        return PP_WORDS_SAME;
    return length >= 3 && strstr(b, a) ? PP_WORDS_NEAR - 1 : PP_WORDS_OTHER;
}

int pp_words_distance(const struct pp_words *asked, const struct pp_words *name) {
    int sum = 0, n_missing = 0;
    size_t clear = 0;
    if (asked->n == 0 || name->n == 0)
        return PP_WORDS_OTHER;
    int joined = distance_of_joined(asked, name);
    if (joined == PP_WORDS_SAME)
        return PP_WORDS_SAME;
    for (size_t i = 0; i < asked->n; i++) {
        int distance = nearest_word(asked->rows[i], name);
        n_missing += distance == PP_WORDS_OTHER;
        sum += distance == PP_WORDS_OTHER ? MISSING : distance;
        clear += distance != PP_WORDS_OTHER && strlen(asked->rows[i]) >= CLEAR_WORD;
    }
    if (n_missing == 0 && sum < PP_WORDS_NEAR) {
        int extra = sum + (int)(name->n > asked->n ? name->n - asked->n : 0) + PART;
        return extra < PP_WORDS_NEAR ? extra : PP_WORDS_NEAR - 1;
    }
    if (joined < PP_WORDS_NEAR)
        return joined;
    return n_missing == 0 || (n_missing == 1 && clear > 0) ? sum : PP_WORDS_OTHER;
}
