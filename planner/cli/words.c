#include "planner/cli/words.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

void pp_words_join(const struct pp_call *call, struct pp_str *text) {
    for (int i = 0; i < pp_call_n_arguments(call); i++) {
        if (i)
            pp_str_append_char(text, ' ');
        pp_str_append(text, pp_call_argument(call, i));
    }
    while (text->len && text->data[text->len - 1] == ' ')
        text->data[--text->len] = '\0';
}

/* The second half of a postcode: a digit and two letters. */
static bool is_inward(const char *word) {
    return word && strlen(word) == 3 && isdigit((unsigned char)word[0]) &&
           isalpha((unsigned char)word[1]) && isalpha((unsigned char)word[2]);
}

/* The first half: two to four characters, begins with a letter, holds a digit. */
static bool is_outward(const char *word) {
    size_t length = strlen(word);
    return length >= 2 && length <= 4 && isalpha((unsigned char)word[0]) &&
           strpbrk(word, "0123456789") != NULL;
}

const char *const *pp_words_arguments(const struct pp_call *call, struct pp_arena *arena,
                                      size_t *ret_n) {
    int n_arguments = pp_call_n_arguments(call);
    const char **words = pp_arena_alloc(arena, ((size_t)n_arguments + 1) * sizeof *words);
    *ret_n = 0;
    for (int i = 0; words && i < n_arguments; i++) {
        const char *word = pp_call_argument(call, i), *next = pp_call_argument(call, i + 1);
        if (is_outward(word) && is_inward(next)) {
            word = pp_arena_printf(arena, "%s %s", word, next);
            i++;
        }
        if (!word)
            return NULL;
        words[(*ret_n)++] = word;
    }
    return words;
}

static size_t count_words(const char *const *values, int n_values) {
    size_t n = 0;
    for (int i = 0; i < n_values; i++) {
        n++;
        for (const char *at = values[i]; (at = strchr(at, ',')) != NULL; at++)
            n++;
    }
    return n;
}

/* The end of the item at `at`: the next comma. */
static const char *end_of_word(const char *at) { return at + strcspn(at, ","); }

/* The end of the item at `at`: the next comma after a number. */
static const char *end_of_number(const char *at) {
    for (const char *end = at;; end++) {
        end = end_of_word(end);
        const char *digit = end;
        while (digit > at && isspace((unsigned char)digit[-1]))
            digit--;
        const char *number = digit;
        while (number > at && isdigit((unsigned char)number[-1]))
            number--;
        if (!*end || (number < digit && (number == at || number[-1] == '=')))
            return end;
    }
}

static const char *const *split(const struct pp_call *call, const char *option,
                                const char *(*end_of)(const char *at), struct pp_arena *arena,
                                size_t *ret_n) {
    const char *const *values = NULL;
    int n_values = pp_call_list(call, option, &values);
    const char **words = pp_arena_alloc(arena, (count_words(values, n_values) + 1) * sizeof *words);
    *ret_n = 0;
    for (int i = 0; words && i < n_values; i++) {
        for (const char *at = values[i], *end; at; at = *end ? end + 1 : NULL) {
            end = end_of(at);
            char *word = pp_arena_strndup(arena, at, (size_t)(end - at));
            if (!word)
                return NULL;
            word = pp_text_trim(word);
            if (*word)
                words[(*ret_n)++] = word;
        }
    }
    return words;
}

const char *const *pp_words_list(const struct pp_call *call, const char *option,
                                 struct pp_arena *arena, size_t *ret_n) {
    return split(call, option, end_of_word, arena, ret_n);
}

const char *const *pp_words_numbers(const struct pp_call *call, const char *option,
                                    struct pp_arena *arena, size_t *ret_n) {
    return split(call, option, end_of_number, arena, ret_n);
}

int pp_words_maps(const struct pp_call *call, struct pp_arena *arena,
                  const struct pp_table_map **ret_maps, size_t *ret_n, struct pp_error *reterr) {
    const char *const *given = NULL;
    int n = pp_call_list(call, "map", &given);
    struct pp_table_map *maps = pp_arena_alloc(arena, ((size_t)n + 1) * sizeof *maps);
    if (!maps)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < n; i++) {
        const char *equals = strchr(given[i], '=');
        if (!equals || equals == given[i] || !equals[1])
            return pp_fail(reterr, PP_E_USAGE,
                           "--map is written FIELD=COLUMN, as in --map 'postcode=Post Code', not "
                           "'%.80s'",
                           given[i]);
        maps[i].field = pp_arena_strndup(arena, given[i], (size_t)(equals - given[i]));
        maps[i].column = equals + 1;
        if (!maps[i].field)
            return pp_fail_nomem(reterr);
    }
    *ret_maps = maps;
    *ret_n = (size_t)n;
    return 0;
}

const char *pp_words_outcome(const char *outcome) {
    static const struct {
        const char *outcome, *words;
    } all[] = {
        {"optimal", "all rules kept, none shorter"},
        {"feasible", "all rules kept"},
        {"infeasible", "some rules gave"},
        {"time_limit", "out of time"},
        {"cancelled", "stopped"},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (outcome && strcmp(outcome, all[i].outcome) == 0)
            return all[i].words;
    return outcome;
}
