#include "patchplan/table/profile.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "planner/table/recognise.h"
#include "planner/table/source.h"

enum { LINE_BYTES = 4096 };

void pp_profile_done(struct pp_profile *profile) {
    pp_free(profile->lines);
    pp_arena_done(&profile->arena);
    *profile = (struct pp_profile){0};
}

static int bad_line(const struct pp_source *source, const char *what, struct pp_error *reterr) {
    return pp_fail_at(reterr, PP_E_INPUT, source->path, source->next_row - 1, NULL, "%s", what);
}

static int begin_section(struct pp_profile *profile, const struct pp_source *source, char *text,
                         const char **section, struct pp_error *reterr) {
    char *end = strchr(text, ']');
    if (!end || end[1])
        return bad_line(source, "a section is written [homes]", reterr);
    *end = '\0';
    *section = pp_arena_strdup(&profile->arena, pp_text_trim(text + 1));
    return *section ? 0 : pp_fail_nomem(reterr);
}

static bool is_known(const struct pp_profile *profile, const char *section, const char *field) {
    for (size_t i = 0; i < profile->n; i++)
        if (pp_text_same_name(profile->lines[i].section, section) &&
            pp_text_same_name(profile->lines[i].map.field, field))
            return true;
    return false;
}

static int add_map(struct pp_profile *profile, const struct pp_source *source, const char *section,
                   char *text, struct pp_error *reterr) {
    char *equals = strchr(text, '=');
    if (!equals)
        return bad_line(source, "wanted is a line such as postcode = Post Code", reterr);
    *equals = '\0';
    const char *field = pp_text_trim(text), *column = pp_text_trim(equals + 1);
    if (!*field || !*column)
        return bad_line(source, "one side of the = is empty; leave the line out", reterr);
    if (!section)
        return bad_line(source, "say first which list it is for, with a line such as [homes]",
                        reterr);
    if (is_known(profile, section, field))
        return bad_line(source, "this field stands twice in its section; remove one", reterr);
    int status =
        pp_reserve(&profile->lines, &profile->cap, profile->n + 1, sizeof *profile->lines, reterr);
    if (status)
        return status;
    struct pp_profile_line line = {
        .section = section,
        .map = {pp_arena_strdup(&profile->arena, field), pp_arena_strdup(&profile->arena, column)},
        .row = source->next_row - 1};
    if (!line.map.field || !line.map.column)
        return pp_fail_nomem(reterr);
    profile->lines[profile->n++] = line;
    return 0;
}

static int read_lines(struct pp_source *source, struct pp_profile *profile,
                      struct pp_error *reterr) {
    const char *line, *section = NULL;
    char text[LINE_BYTES];
    size_t length;
    int status;
    while ((status = pp_source_line(source, &line, &length, reterr)) > 0) {
        if (length >= sizeof text)
            return bad_line(source, "this line is too long for a profile", reterr);
        memcpy(text, line, length);
        text[length] = '\0';
        pp_source_hold(source);
        char *start = pp_text_trim(text);
        status = 0;
        if (*start == '[')
            status = begin_section(profile, source, start, &section, reterr);
        else if (*start && *start != '#' && *start != ';')
            status = add_map(profile, source, section, start, reterr);
        if (status)
            return status;
    }
    return status;
}

int pp_profile_read(const char *path, struct pp_profile *ret_profile, struct pp_error *reterr) {
    struct pp_file_type type;
    int status = pp_file_type_of(path, &type, reterr);
    if (status)
        return status;
    if (type.kind != PP_FILE_TEXT)
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL, "this is %s, no profile", type.name);
    struct pp_profile profile = {0};
    struct pp_source source;
    status = pp_source_open(&source, path, NULL, LINE_BYTES, reterr);
    if (!status)
        status = read_lines(&source, &profile, reterr);
    pp_source_done(&source);
    if (status) {
        pp_profile_done(&profile);
        return status;
    }
    *ret_profile = profile;
    return 0;
}

size_t pp_profile_maps(const struct pp_profile *profile, const char *section,
                       struct pp_table_map *ret_maps) {
    size_t n = 0;
    for (size_t i = 0; i < profile->n; i++)
        if (pp_text_same_name(profile->lines[i].section, section))
            ret_maps[n++] = profile->lines[i].map;
    return n;
}
