#include "planner/service/hrefs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/date.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/staff.h"

/* A path is decoded once before its parts are told apart: what must not part them is escaped twice. */
void pp_href_name(struct pp_str *href, const char *before, const char *name) {
    PP_AUTO_STR struct pp_str once = {0};
    pp_str_append(href, before);
    for (; *name; name++) {
        if (strchr("%/\\", *name) || (name[0] == '.' && once.len == 0))
            pp_str_appendf(&once, "%%%02X", (unsigned char)*name);
        else
            pp_str_append_char(&once, *name);
    }
    pp_str_append_url(href, pp_str_text(&once));
}

static int digit(char c) {
    static const char digits[] = "0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

void pp_href_name_back(char *part) {
    char *to = part;
    for (const char *at = part; *at; at++) {
        bool escaped = *at == '%' && digit(at[1]) >= 0 && digit(at[2]) >= 0;
        *to++ = escaped ? (char)(digit(at[1]) * 16 + digit(at[2])) : *at;
        at += escaped ? 2 : 0;
    }
    *to = '\0';
}

void pp_set_href(struct pp_json *object, const char *key, const char *before, const char *name) {
    PP_AUTO_STR struct pp_str href = {0};
    pp_href_name(&href, before, name);
    pp_json_set(object, key, pp_json_new_text(href.failed ? NULL : pp_str_text(&href)));
}

void pp_set_patch_href(struct pp_json *object, const char *key, const char *plan,
                       const char *patch) {
    PP_AUTO_STR struct pp_str before = {0};
    pp_href_name(&before, "/plan/", plan);
    pp_str_append(&before, "/patch/");
    pp_set_href(object, key, pp_str_text(&before), patch);
}

void pp_set_text(struct pp_json *object, const char *key, const char *text) {
    pp_json_set(object, key, pp_json_new_text(text));
}

void pp_set_count(struct pp_json *object, const char *key, int64_t count) {
    char text[32];
    pp_text_format_count(count, text, sizeof text);
    pp_set_text(object, key, text);
}

void pp_set_number(struct pp_json *object, const char *key, double value, int decimals) {
    char text[48];
    snprintf(text, sizeof text, "%.*f", decimals, value);
    pp_set_text(object, key, isnan(value) ? NULL : text);
}

void pp_set_moment(struct pp_json *object, const char *key, const char *utc) {
    char words[PP_MOMENT_SIZE];
    pp_moment_long(utc, words);
    pp_set_text(object, key, utc ? words : NULL);
}

void pp_set_day(struct pp_json *json, const char *key, const char *iso) {
    char words[48];
    pp_day day = 0;
    bool known = iso && pp_day_parse(iso, &day);
    if (known)
        pp_day_long(day, words, sizeof words);
    pp_set_text(json, key, known ? words : iso);
}

void pp_say_approved(struct pp_str *words, pp_day from) {
    char day[48];
    pp_day_long(from, day, sizeof day);
    pp_str_appendf(words, "Approved, public from %s", day);
}

struct pp_json *pp_lines_json(const char *text) {
    struct pp_json *lines = pp_json_new_array();
    while (*text) {
        size_t length = strcspn(text, "\n");
        PP_AUTO_FREE char *line = pp_strndup(text, length);
        if (length > 0)
            pp_json_push(lines, pp_json_new_text(line));
        text += length + (text[length] == '\n');
    }
    return lines;
}
