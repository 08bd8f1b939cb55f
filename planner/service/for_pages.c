#include "patchplan/service/for_pages.h"

#include <ctype.h>
#include <string.h>

#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"

static const char program[] = "patchplan ";

/* ---- finding ---- */

static bool begins_word(const char *line, const char *at) {
    return at == line || !isalnum((unsigned char)at[-1]);
}

/* A command ("patchplan plans") or an option ("--from") in a line; NULL: none. "'--x'" is what somebody typed. */
static const char *find_command(const char *line) {
    for (const char *at = line; *at; at++) {
        if (!begins_word(line, at))
            continue;
        size_t length = sizeof program - 1;
        bool is_command = strncmp(at, program, length) == 0 &&
                          (islower((unsigned char)at[length]) || at[length] == '-');
        bool is_quoted = at != line && at[-1] == '\'';
        bool is_option = !is_quoted && strncmp(at, "--", 2) == 0 && islower((unsigned char)at[2]);
        if (is_command || is_option)
            return at;
    }
    return NULL;
}

/* Where the part of the sentence begins that leads to `at`: "; if one of them is meant, add" is one part. */
static const char *part_begin(const char *line, const char *at) {
    while (at > line) {
        bool parts = at[0] == ' ' && strchr(";.,", at[-1]);
        if (parts && at[-1] == ',') {
            const char *before = part_begin(line, at - 1);
            if (strncmp(before, "; if ", 5) == 0)
                return before;
        }
        if (parts || (at[0] == '(' && at[-1] == ' '))
            return at - 1;
        at--;
    }
    return line;
}

/* And where it ends: at the bracket that was opened before it, the next sentence, or the end. */
static const char *part_end(const char *at, bool in_brackets) {
    if (in_brackets) {
        const char *close = strchr(at, ')');
        return close ? close + 1 : at + strlen(at);
    }
    for (; *at; at++)
        if (strchr(";.", *at) && (at[1] == ' ' || at[1] == '\0'))
            return at;
    return at;
}

/* ---- leaving out ---- */

static void append_line(const char *line, struct pp_str *text) {
    PP_AUTO_STR struct pp_str rest = {0};
    size_t prefix = strncmp(line, "patchplan: ", 11) == 0 ? 11 : 0;
    pp_str_append(&rest, line + prefix);
    const char *at;
    while (!rest.failed && (at = find_command(pp_str_text(&rest))) != NULL) {
        PP_AUTO_STR struct pp_str shorter = {0};
        const char *all = pp_str_text(&rest), *begin = part_begin(all, at);
        bool in_brackets = begin[0] == ' ' && begin[1] == '(';
        const char *end = part_end(at, in_brackets);
        if (begin != all && *begin == '.')
            begin++;
        if (begin == all || begin[-1] == '.')
            end += strspn(end, ".;");
        pp_str_appendf(&shorter, "%.*s%s", (int)(begin - all), all, end);
        pp_str_clear(&rest);
        pp_str_append(&rest, pp_str_text(&shorter));
    }
    const char *said = pp_str_text(&rest);
    if (said[strspn(said, " .;,")] != '\0')
        pp_str_appendf(text, "%s\n", said);
}

char *pp_for_pages(const char *text) {
    PP_AUTO_STR struct pp_str left = {0};
    bool one_line = !strchr(text, '\n');
    while (*text) {
        size_t length = strcspn(text, "\n");
        PP_AUTO_FREE char *line = pp_strndup(text, length);
        append_line(line ? line : "", &left);
        text += length + (text[length] == '\n');
    }
    char *all = pp_str_take(&left);
    if (all && one_line && *all)
        all[strlen(all) - 1] = '\0';
    return all;
}

struct pp_json *pp_lines_for_pages(const char *text) {
    PP_AUTO_FREE char *left = pp_for_pages(text);
    return left ? pp_lines_json(left) : NULL;
}

/* ---- pages in their place ---- */

/* Is this command among those of a text? The planning file may be named between: "patchplan -d town.db plans". */
static bool has_command(const char *text, const char *command) {
    size_t length = strlen(command);
    for (const char *at = text; (at = strstr(at, program)) != NULL;) {
        at += sizeof program - 1;
        if (strncmp(at, "-d ", 3) == 0)
            at += 3 + strcspn(at + 3, " \n");
        at += *at == ' ';
        if (strncmp(at, command, length) == 0 && !isalpha((unsigned char)at[length]))
            return true;
    }
    return false;
}

struct pp_json *pp_links_for_pages(const char *text) {
    static const struct {
        const char *command, *href, *text;
    } pages[] = {{"check", "/findings", "What was found in the lists"},
                 {"import", "/import", "Bring in lists"},
                 {"plans", "/plans", "All plans"},
                 {"allocate", "/plans/draw", "Draw patches"},
                 {"compare", "/plans/compare", "Compare plans"},
                 {"publish", "/publish", "Publish"},
                 {"roster away", "/roster/away", "Somebody is away"},
                 {"roster", "/roster", "The roster"},
                 {"history", "/history", "History"}};
    struct pp_json *links = pp_json_new_array();
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (!has_command(text, pages[i].command))
            continue;
        struct pp_json *link = pp_json_new_object();
        pp_set_text(link, "href", pages[i].href);
        pp_set_text(link, "text", pages[i].text);
        pp_json_push(links, link);
    }
    return links;
}
