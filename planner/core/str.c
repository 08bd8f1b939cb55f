#include "patchplan/core/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

void pp_str_done(struct pp_str *str) {
    pp_free(str->data);
    *str = (struct pp_str){0};
}

void pp_str_clear(struct pp_str *str) {
    str->len = 0;
    str->failed = false;
    if (str->data)
        str->data[0] = '\0';
}

static bool reserve(struct pp_str *str, size_t extra) {
    if (!str->failed && pp_reserve(&str->data, &str->cap, str->len + extra + 1, 1, NULL) != 0)
        str->failed = true;
    return !str->failed;
}

void pp_str_append_n(struct pp_str *str, const char *bytes, size_t length) {
    if (!reserve(str, length))
        return;
    memcpy(str->data + str->len, bytes, length);
    str->len += length;
    str->data[str->len] = '\0';
}

void pp_str_append(struct pp_str *str, const char *text) {
    pp_str_append_n(str, text, strlen(text));
}

void pp_str_append_char(struct pp_str *str, char c) { pp_str_append_n(str, &c, 1); }

void pp_str_append_count(struct pp_str *str, int64_t count, const char *one, const char *many) {
    char digits[32];
    pp_text_format_count(count, digits, sizeof digits);
    pp_str_appendf(str, "%s %s", digits, pp_text_plural(count, one, many));
}

void pp_str_append_word(struct pp_str *str, const char *word) {
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,:/=+-";
    if (*word && !word[strspn(word, plain)]) {
        pp_str_append(str, word);
        return;
    }
    pp_str_append_char(str, '\'');
    for (; *word; word++)
        pp_str_append(str, *word == '\'' ? "'\\''" : (char[]){*word, '\0'});
    pp_str_append_char(str, '\'');
}

/* One word out of `*at`, its quotes taken off in place; NULL when a quote stays open. Leaves `*at` behind it. */
static char *take_word(char **at) {
    char *word = *at, *to = *at, *from = *at;
    bool quoted = false;
    for (; *from && (quoted || *from != ' '); from++)
        if (*from == '\'')
            quoted = !quoted;
        else {
            from += !quoted && *from == '\\' && from[1];
            *to++ = *from;
        }
    *at = from + (*from == ' ');
    *to = '\0';
    return quoted ? NULL : word;
}

int pp_str_words(char *command, char **ret_words, int most) {
    int n = 0;
    for (char *at = command + strspn(command, " "); *at; at += strspn(at, " ")) {
        char *word = take_word(&at);
        if (!word || n == most)
            return -1;
        ret_words[n++] = word;
    }
    return n;
}

void pp_str_appendf(struct pp_str *str, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length >= 0 && reserve(str, (size_t)length)) {
        vsnprintf(str->data + str->len, (size_t)length + 1, format, again);
        str->len += (size_t)length;
    }
    va_end(again);
}

void pp_str_append_url(struct pp_str *str, const char *text) {
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (; *text; text++) {
        if (strchr(plain, *text))
            pp_str_append_char(str, *text);
        else
            pp_str_appendf(str, "%%%02X", (unsigned char)*text);
    }
}

const char *pp_str_text(const struct pp_str *str) { return str->data ? str->data : ""; }

char *pp_str_take(struct pp_str *str) {
    char *text = str->failed ? NULL : str->data ? str->data : pp_strdup("");
    if (str->failed)
        pp_free(str->data);
    *str = (struct pp_str){0};
    return text;
}

void pp_str_append_base64(struct pp_str *str, const void *bytes, size_t n_bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *at = bytes;
    for (size_t i = 0; i < n_bytes; i += 3) {
        size_t left = n_bytes - i;
        unsigned three = (unsigned)at[i] << 16 | (left > 1 ? (unsigned)at[i + 1] << 8 : 0) |
                         (left > 2 ? at[i + 2] : 0);
        const char four[] = {digits[three >> 18 & 63], digits[three >> 12 & 63],
                             left > 1 ? digits[three >> 6 & 63] : '=',
                             left > 2 ? digits[three & 63] : '='};
        pp_str_append_n(str, four, sizeof four);
    }
}
