/* An answer as the pages give it; planner/http sends it. */
#ifndef PATCHPLAN_API_RESPONSE_H
#define PATCHPLAN_API_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/error.h"
#include "patchplan/core/str.h"

/* For whom: decides caching and the security headers. */
enum pp_audience {
    PP_FOR_STAFF, /* the default: never stored by anyone */
    PP_FOR_ALL, /* the same for everyone until the planning file or the day changes: ETag, kept in memory */
    PP_FOR_EMBED, /* the same, may be shown inside pages of the sites that settings name */
    PP_OF_PROGRAM /* style, scripts, pictures: the same until another version of the program starts */
};

struct pp_header {
    const char *name, *value;
};
enum { PP_MOST_HEADERS = 8 };

/* What comes bit by bit (progress of a run). `next` fills `room` and gives how many bytes: 0 = nothing yet, ask again
 * in half a second; -1 = that was all. It must not wait. `done` is called once, in every case. */
struct pp_stream {
    ssize_t (*next)(void *context, char *room, size_t size);
    void (*done)(void *context);
    void *context;
};

/* All-zero is ready. Exactly one of body, file, stream is sent. */
struct pp_response {
    int status;               /* 200 unless set */
    const char *content_type; /* "text/html; charset=utf-8" unless set */
    enum pp_audience audience;
    const char
        *embed_sites; /* PP_FOR_EMBED: the sites, blanks between them, in the arena; NULL: none */
    struct pp_str body;
    int file; /* an open file to send whole, when has_file; closed by who sends it */
    bool has_file;
    struct pp_stream stream; /* when `next` is set */
    struct pp_header headers[PP_MOST_HEADERS];
    size_t n_headers;
    int wait_s;              /* held back for so long before it is sent: slows whoever guesses */
    const char *new_session; /* sets the session cookie; "" takes it away; NULL: as it is */
    struct pp_arena arena;
};
void pp_response_done(struct pp_response *response);
/* Nothing of what was answered so far is sent: something else is. */
void pp_response_clear(struct pp_response *response);

/* Add a header; values are copied into the response. A value with a line break is an error of ours: left out. */
void pp_response_header(struct pp_response *response, const char *name, const char *value);
/* 303 to another page of ours ("/plans"). */
void pp_response_redirect(struct pp_response *response, const char *path);
/* "attachment; filename=..." with a name made safe. */
void pp_response_attachment(struct pp_response *response, const char *file_name);

#endif
