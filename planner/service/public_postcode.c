#include "planner/service/public_postcode.h"

#include <ctype.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/store/lookup.h"

enum { MOST_SIGNS = 7, AFTER_BLANK = 3, MOST_OF_DISTRICT = MOST_SIGNS - AFTER_BLANK };

/* Its letters and digits, large; how many there are, 0: it holds others, or too many. */
static size_t pack(const char *text, size_t n_bytes, char ret_packed[MOST_SIGNS + 1]) {
    size_t n = 0;
    for (size_t i = 0; i < n_bytes; i++) {
        if (text[i] == ' ')
            continue;
        if (n == MOST_SIGNS || !isalnum((unsigned char)text[i]))
            return 0;
        ret_packed[n++] = (char)toupper((unsigned char)text[i]);
    }
    ret_packed[n] = '\0';
    return n;
}

static bool is_postcode(const char *text, size_t n_bytes) {
    char packed[MOST_SIGNS + 1];
    size_t n = pack(text, n_bytes, packed);
    return n >= 5 && isalpha((unsigned char)packed[0]) && isdigit((unsigned char)packed[n - 3]) &&
           isalpha((unsigned char)packed[n - 2]) && isalpha((unsigned char)packed[n - 1]);
}

bool pp_is_postcode(const char *text) { return is_postcode(text, strlen(text)); }

/* ---- within an address ---- */

static const char *next_word(const char *at) { return at + strspn(at, " ,"); }
static const char *word_end(const char *at) { return at + strcspn(at, " ,"); }

/* Where a postcode ends that begins with the word at `at`, in one word or two; NULL: none does. */
static const char *postcode_end(const char *at) {
    const char *end = word_end(at), *second = next_word(end), *second_end = word_end(second);
    if (second_end - second == AFTER_BLANK && is_postcode(at, (size_t)(second_end - at)))
        return second_end;
    return is_postcode(at, (size_t)(end - at)) ? end : NULL;
}

int pp_part_postcode(const char *text, struct pp_arena *arena, const char **ret_postcode,
                     const char **ret_rest, struct pp_error *reterr) {
    const char *begin = NULL, *end = NULL;
    for (const char *at = next_word(text); *at; at = next_word(word_end(at))) {
        const char *found = postcode_end(at);
        if (found && found != end) {
            begin = at;
            end = found;
        }
    }
    if (!begin || (!*next_word(end) && next_word(text) == begin))
        return 0;
    *ret_postcode = pp_arena_printf(arena, "%.*s", (int)(end - begin), begin);
    *ret_rest = pp_arena_printf(arena, "%.*s%s", (int)(begin - text), text, end);
    return *ret_postcode && *ret_rest ? 1 : pp_fail_nomem(reterr);
}

/* ---- read wrongly ---- */

static char as_digit(char sign) {
    return sign == 'O' ? '0' : sign == 'I' || sign == 'L' ? '1' : sign;
}
static char as_letter(char sign) { return sign == '0' ? 'O' : sign == '1' ? 'I' : sign; }
static char other(char sign) { return as_digit(sign) == sign ? as_letter(sign) : as_digit(sign); }

static int keep_if_known(struct pp_db *db, const char *code, struct pp_arena *arena,
                         struct pp_public_name *names, size_t *n, struct pp_error *reterr) {
    struct pp_place place = {0};
    int rc = pp_store_place_find(db, code, arena, &place, reterr);
    if (rc > 0 && place.kind == PP_PLACE_POSTCODE)
        names[(*n)++] = (struct pp_public_name){PP_NAMES_POSTCODE, place.name, "", ""};
    return rc < 0 ? rc : 0;
}

/* The last three signs are a digit and two letters; of those before, behind the first, which is a letter, each may be
 * either. */
int pp_find_misread(struct pp_db *db, const char *text, struct pp_arena *arena,
                    struct pp_public_name **ret_names, size_t *ret_n, struct pp_error *reterr) {
    char packed[MOST_SIGNS + 1];
    size_t n = pack(text, strlen(text), packed), n_found = 0;
    struct pp_public_name *names = pp_arena_alloc(arena, (1u << MOST_OF_DISTRICT) * sizeof *names);
    int rc = names ? 0 : pp_fail_nomem(reterr);
    *ret_n = 0;
    if (rc || n < 5)
        return rc;
    size_t n_district = n - AFTER_BLANK;
    packed[0] = as_letter(packed[0]);
    packed[n_district] = as_digit(packed[n_district]);
    if (!isdigit((unsigned char)packed[n_district]))
        return 0;
    packed[n - 2] = as_letter(packed[n - 2]);
    packed[n - 1] = as_letter(packed[n - 1]);
    for (unsigned turned = 0; turned < 1u << (n_district - 1) && !rc; turned++) {
        char code[MOST_SIGNS + 1];
        bool is_same = false;
        memcpy(code, packed, sizeof code);
        for (size_t i = 1; i < n_district; i++)
            if (turned >> (i - 1) & 1) {
                code[i] = other(packed[i]);
                is_same = is_same || code[i] == packed[i];
            }
        if (!is_same)
            rc = keep_if_known(db, code, arena, names, &n_found, reterr);
    }
    if (!rc) {
        *ret_names = names;
        *ret_n = n_found;
    }
    return rc;
}
