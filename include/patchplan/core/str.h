/* A growing string. Appends remember a failure, so that a caller checks once, at the end. */
#ifndef PATCHPLAN_CORE_STR_H
#define PATCHPLAN_CORE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/error.h"

struct pp_str {
    char *data; /* zero-terminated; NULL while empty */
    size_t len, cap;
    bool failed; /* memory ran out in an append; content is then incomplete */
};

/* All-zero is a ready, empty string. */
void pp_str_done(struct pp_str *str);
void pp_str_clear(struct pp_str *str); /* keeps the memory */
void pp_str_append(struct pp_str *str, const char *text);
void pp_str_append_n(struct pp_str *str, const char *bytes, size_t length);
void pp_str_append_char(struct pp_str *str, char c);
void pp_str_appendf(struct pp_str *str, const char *format, ...) PP_PRINTF(2, 3);
/* "1 home", "36,128 homes": a count and the word that goes with it. */
void pp_str_append_count(struct pp_str *str, int64_t count, const char *one, const char *many);
/* `word` as one word of a shell command: quoted unless it is plain, so that a command works when pasted. */
void pp_str_append_word(struct pp_str *str, const char *word);
/* The words of a command that pp_str_append_word wrote, in place: blanks part them, '...' and a backslash quote. How many;
 * -1 when there are more than `most` or a quote stays open, and then the text is spoilt. */
int pp_str_words(char *command, char **ret_words, int most);
/* `text` as one part of an address: everything but letters, digits and -._~ as %XX. */
void pp_str_append_url(struct pp_str *str, const char *text);
/* Bytes in base64 (RFC 4648), in one line. */
void pp_str_append_base64(struct pp_str *str, const void *bytes, size_t n_bytes);
const char *pp_str_text(const struct pp_str *str); /* never NULL; borrowed */
/* Take the text out (caller frees with pp_free); NULL when an append failed. Leaves `str` empty. */
char *pp_str_take(struct pp_str *str);
#define PP_AUTO_STR __attribute__((cleanup(pp_str_done)))

#endif
