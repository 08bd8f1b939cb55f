#include "patchplan/api/response.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

static void drop_sources(struct pp_response *response) {
    if (response->has_file)
        close(response->file);
    response->has_file = false;
    if (response->stream.done)
        response->stream.done(response->stream.context);
    response->stream = (struct pp_stream){0};
}

void pp_response_clear(struct pp_response *response) {
    drop_sources(response);
    pp_str_clear(&response->body);
    response->n_headers = 0;
    response->content_type = NULL;
    response->audience = PP_FOR_STAFF;
}

void pp_response_done(struct pp_response *response) {
    drop_sources(response);
    pp_str_done(&response->body);
    pp_arena_done(&response->arena);
    *response = (struct pp_response){0};
}

void pp_response_header(struct pp_response *response, const char *name, const char *value) {
    char *copy = pp_arena_strdup(&response->arena, value);
    if (!copy || strpbrk(copy, "\r\n") || response->n_headers == PP_MOST_HEADERS)
        return;
    response->headers[response->n_headers++] = (struct pp_header){name, copy};
}

/* A path on this server. "//host" would lead away; so would a backslash for the slash, and browsers drop tabs and line
 * breaks between. */
static bool is_ours(const char *path) {
    for (const char *c = path; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f || *c == '\\')
            return false;
    return path[0] == '/' && path[1] != '/';
}

void pp_response_redirect(struct pp_response *response, const char *path) {
    bool ours = is_ours(path);
    response->status = 303;
    pp_response_header(response, "Location", ours ? path : "/");
}

void pp_response_attachment(struct pp_response *response, const char *file_name) {
    PP_AUTO_STR struct pp_str value = {0};
    pp_str_append(&value, "attachment; filename=\"");
    for (; *file_name; file_name++) {
        bool plain = isalnum((unsigned char)*file_name) || strchr("._- ", *file_name);
        pp_str_append_char(&value, plain ? *file_name : '_');
    }
    pp_str_append_char(&value, '"');
    pp_response_header(response, "Content-Disposition", pp_str_text(&value));
}
