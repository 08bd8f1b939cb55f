#include "patchplan/api/request.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/utf8.h"

enum { MOST_FIELDS = 2000 };

const char *pp_fields_at(const struct pp_fields *fields, const char *name, size_t i) {
    for (size_t at = 0; at < fields->n; at++)
        if (strcmp(fields->rows[at].name, name) == 0 && i-- == 0)
            return fields->rows[at].value;
    return NULL;
}

const char *pp_fields_get(const struct pp_fields *fields, const char *name, const char *otherwise) {
    const char *value = pp_fields_at(fields, name, 0);
    return value ? value : otherwise;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that %XX at `at` stands for; -1 when it is none, or a zero. */
static int escaped_byte(const char *at, const char *end) {
    int high = end - at > 2 ? hex_digit(at[1]) : -1;
    int low = high >= 0 ? hex_digit(at[2]) : -1;
    int byte = low >= 0 ? high * 16 + low : -1;
    return byte > 0 ? byte : -1;
}

static bool is_clean(const char *text) {
    bool only_ascii;
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        bool control = (unsigned char)text[i] < ' ' || text[i] == 0x7f;
        if (control && text[i] != '\n' && text[i] != '\r' && text[i] != '\t')
            return false;
    }
    return pp_utf8_clean((const unsigned char *)text, length, &only_ascii) == length;
}

/* `length` bytes decoded; NULL: no memory. `ret_good`: every % had its digits, and text came out. */
static char *decode(struct pp_arena *arena, const char *encoded, size_t length, bool plus_is_blank,
                    bool *ret_good) {
    char *text = pp_arena_alloc(arena, length + 1), *to = text;
    const char *end = encoded + length;
    *ret_good = true;
    for (const char *at = encoded; text && at < end; at++) {
        int byte = *at == '%' ? escaped_byte(at, end) : *at == '+' && plus_is_blank ? ' ' : *at;
        if (*at == '%' && byte < 0) {
            *ret_good = false;
            return text;
        }
        at += *at == '%' ? 2 : 0;
        *to++ = (char)byte;
    }
    *ret_good = text && is_clean(text);
    return text;
}

static int decode_field(const char *encoded, size_t length, struct pp_arena *arena,
                        struct pp_field *ret_field, struct pp_error *reterr) {
    const char *equals = memchr(encoded, '=', length);
    size_t name_length = equals ? (size_t)(equals - encoded) : length;
    const char *value = equals ? equals + 1 : encoded + length;
    bool good_name, good_value;
    ret_field->name = decode(arena, encoded, name_length, true, &good_name);
    ret_field->value = decode(arena, value, length - (size_t)(value - encoded), true, &good_value);
    if (!ret_field->name || !ret_field->value)
        return pp_fail_nomem(reterr);
    if (!good_name || !good_value)
        return pp_fail(reterr, PP_E_INPUT,
                       "what was sent holds characters that cannot be read; type it again");
    return 0;
}

int pp_fields_decode(const char *encoded, struct pp_arena *arena, struct pp_fields *ret_fields,
                     struct pp_error *reterr) {
    struct pp_fields fields = {0};
    size_t most = 1;
    for (const char *at = encoded; *at; at++)
        most += *at == '&';
    if (most > MOST_FIELDS)
        return pp_fail(reterr, PP_E_INPUT, "more than %d fields were sent at once", MOST_FIELDS);
    fields.rows = pp_arena_alloc(arena, most * sizeof *fields.rows);
    if (!fields.rows)
        return pp_fail_nomem(reterr);
    while (*encoded) {
        size_t length = strcspn(encoded, "&");
        int rc = length ? decode_field(encoded, length, arena, &fields.rows[fields.n], reterr) : 0;
        if (rc)
            return rc;
        fields.n += length > 0;
        encoded += length + (encoded[length] == '&');
    }
    *ret_fields = fields;
    return 0;
}

/* Parts between slashes: none empty but the last, none that walks. */
static bool is_plain_path(const char *path) {
    if (*path != '/' || strchr(path, '\\') || strpbrk(path, "\r\n\t"))
        return false;
    while (*path) {
        const char *part = ++path;
        size_t length = strcspn(part, "/");
        bool walks =
            (length == 1 && part[0] == '.') || (length == 2 && strncmp(part, "..", 2) == 0);
        path = part + length;
        if (walks || (length == 0 && *path))
            return false;
    }
    return true;
}

int pp_path_decode(const char *encoded, struct pp_arena *arena, const char **ret_path,
                   struct pp_error *reterr) {
    bool good = false;
    const char *path = decode(arena, encoded, strlen(encoded), false, &good);
    if (!path)
        return pp_fail_nomem(reterr);
    if (!good || !is_plain_path(path))
        return pp_fail(reterr, PP_E_NOTFOUND, "there is no such page");
    *ret_path = path;
    return 0;
}
