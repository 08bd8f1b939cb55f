#include "planner/cli/words.h"

#include <string.h>

#include "patchplan/core/text.h"

void pp_words_join(const struct pp_call *call, struct pp_str *text) {
    for (int i = 0; i < pp_call_n_arguments(call); i++) {
        if (i)
            pp_str_append_char(text, ' ');
        pp_str_append(text, pp_call_argument(call, i));
    }
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

const char *const *pp_words_list(const struct pp_call *call, const char *option,
                                 struct pp_arena *arena, size_t *ret_n) {
    const char *const *values = NULL;
    int n_values = pp_call_list(call, option, &values);
    const char **words = pp_arena_alloc(arena, (count_words(values, n_values) + 1) * sizeof *words);
    *ret_n = 0;
    for (int i = 0; words && i < n_values; i++) {
        for (const char *at = values[i]; at; at = strchr(at, ','), at = at ? at + 1 : NULL) {
            char *word = pp_arena_strndup(arena, at, strcspn(at, ","));
            if (!word)
                return NULL;
            word = pp_text_trim(word);
            if (*word)
                words[(*ret_n)++] = word;
        }
    }
    return words;
}
