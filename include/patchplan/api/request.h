/* A request as the pages see it: read, decoded and within its limits. No sockets here. */
#ifndef PATCHPLAN_API_REQUEST_H
#define PATCHPLAN_API_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/core/error.h"

enum pp_method { PP_GET, PP_POST }; /* HEAD is GET whose body is not sent; there are no others */

/* name=value of a query or a form, decoded: UTF-8 without control characters but line breaks and tabs. */
struct pp_field {
    const char *name, *value;
};
struct pp_fields {
    struct pp_field *rows;
    size_t n;
};
/* The first value of that name, else `otherwise`. */
const char *pp_fields_get(const struct pp_fields *fields, const char *name, const char *otherwise);
/* The i-th value of that name, NULL behind the last: ticked boxes share a name. */
const char *pp_fields_at(const struct pp_fields *fields, const char *name, size_t i);
/* Decode "a=b&c=d%20e"; rows and strings in `arena`. PP_E_INPUT: a % without two digits, a zero, bytes that are no
 * UTF-8, control characters, more than 2,000 fields. PP_E_NOMEM. */
int pp_fields_decode(const char *encoded, struct pp_arena *arena, struct pp_fields *ret_fields,
                     struct pp_error *reterr) PP_CHECKED;
/* A path: %XX decoded as above; '/' first, no empty part, no "." or "..", no '\'. PP_E_NOTFOUND otherwise. */
int pp_path_decode(const char *encoded, struct pp_arena *arena, const char **ret_path,
                   struct pp_error *reterr) PP_CHECKED;

/* A file that came with a form: streamed to a private place, removed when the request is answered. */
struct pp_upload {
    const char *path; /* NULL: none */
    const char *name; /* as the browser called it, without folders; for people, never for opening */
    const char *field;
};

struct pp_request {
    enum pp_method method;
    const char *path; /* from pp_path_decode() */
    struct pp_fields query, form;
    struct pp_upload upload;
    const char *if_match, *accept; /* NULL: not sent */
    const char *session;           /* the session cookie's value; NULL: none */
    const char *identity; /* who the trusted proxy says it is; NULL: none, or not that proxy */
    const char *
        client; /* the peer's address, of IPv6 its first 64 bits, for counting tries; never kept; "" unknown */
    const char *
        origin; /* "https://patches.example.gov.uk": how people reach us, for addresses in feeds; may be "" */
    /* As origin, else the scheme and host of this request: for addresses told to who asks and nobody else; may be "". */
    const char *site;
    bool is_https;   /* said by the trusted proxy */
    bool is_foreign; /* sent by a page of another site (Origin, Sec-Fetch-Site): changes nothing */
    int64_t now;     /* seconds since 1970 */
    pp_day today;
    int minute; /* now, local, since midnight */
};

#endif
