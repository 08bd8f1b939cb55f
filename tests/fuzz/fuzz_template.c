/* The template reader on any bytes: no crash, no leak, and whatever the template, no < of the value comes out.
 *
 * For libFuzzer as in fuzz_table.c, with tests/fuzz/template as corpus. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/json/template.h"
#include "tests/fuzz/replay.h"

static size_t count_openings(const char *text) {
    size_t n = 0;
    for (; *text; text++)
        n += *text == '<';
    return n;
}

/* Filled from a value without sections that repeat, a page has no more of < than its template. */
static void fill(struct pp_templates *templates, const char *text) {
    PP_AUTO_JSON struct pp_json *value = NULL;
    PP_AUTO_STR struct pp_str page = {0};
    if (pp_json_read_text(
            "{\"a\":{\"b\":\"<i>\",\"a\":1.5},\"x\":\"<b>\",\"name\":\"<\",\"rows\":[1]}", "value",
            &value, NULL) != 0)
        abort();
    if (pp_templates_check(templates, NULL) == 0 &&
        pp_template_fill(templates, "page", value, &page, NULL) == 0 &&
        count_openings(pp_str_text(&page)) > count_openings(text))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PP_AUTO_FREE char *text = pp_strndup((const char *)data, strnlen((const char *)data, size));
    PP_AUTO_TEMPLATES struct pp_templates *templates = pp_templates_new();
    struct pp_error err = {0};
    if (!text || !templates)
        abort();
    if (pp_templates_add(templates, "page", text, &err) == 0)
        fill(templates, text);
    else if (!err.message[0])
        abort();
    return 0;
}
