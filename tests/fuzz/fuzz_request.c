/* Addresses and forms as they come in: no crash, no leak, and what is let through walks nowhere and is text.
 *
 * For libFuzzer as in fuzz_table.c, with tests/fuzz/request as corpus. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/api/request.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/utf8.h"
#include "tests/fuzz/replay.h"

static void check_text(const char *text) {
    bool only_ascii;
    size_t length = strlen(text);
    if (pp_utf8_clean((const unsigned char *)text, length, &only_ascii) != length)
        abort();
    for (; *text; text++)
        if ((unsigned char)*text < ' ' && !strchr("\r\n\t", *text))
            abort();
}

static void check_path(const char *encoded) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const char *path = NULL;
    struct pp_error err = {0};
    if (pp_path_decode(encoded, &arena, &path, &err) != 0)
        return;
    check_text(path);
    size_t length = strlen(path);
    if (*path != '/' || strstr(path, "//") || strstr(path, "/../") || strpbrk(path, "\\\r\n\t") ||
        (length >= 3 && strcmp(path + length - 3, "/..") == 0))
        abort();
}

static void check_fields(const char *encoded) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_fields fields = {0};
    struct pp_error err = {0};
    if (pp_fields_decode(encoded, &arena, &fields, &err) != 0)
        return;
    for (size_t i = 0; i < fields.n; i++) {
        check_text(fields.rows[i].name);
        check_text(fields.rows[i].value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PP_AUTO_FREE char *text = pp_strndup((const char *)data, strnlen((const char *)data, size));
    if (!text)
        abort();
    char *query = strchr(text, '?');
    if (query)
        *query++ = '\0';
    check_path(text);
    check_fields(query ? query : text);
    return 0;
}
