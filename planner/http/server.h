/* The inside of the server: what its files share. */
#ifndef PLANNER_HTTP_SERVER_H
#define PLANNER_HTTP_SERVER_H

#include <microhttpd.h>

#include "planner/http/connections.h"
#include "planner/http/rates.h"
#include "planner/http/lane.h"
#include "planner/http/upload.h"
#include "patchplan/api/api.h"
#include "patchplan/core/str.h"
#include "patchplan/http/server.h"

/* ---- one request ---- */

enum {
    PP_MOST_TARGET = 2048,     /* path and query */
    PP_MOST_QUERY = 200,       /* fields of a query */
    PP_MOST_HEAD = 16 * 1024,  /* and all headers */
    PP_MOST_UPLOAD = 50 << 20, /* a file */
    PP_MOST_SWALLOWED =
        256 << 20 /* of what is too large, read to its end so that the refusal is heard */
};

/* From the first byte of a request to the last of its answer. */
struct pp_turn {
    char target[PP_MOST_TARGET + 1]; /* as it was sent; cut when too long */
    size_t target_length;
    bool began; /* its headers were looked at */
    size_t body_limit, n_body;
    bool has_form, is_too_large;
    int64_t sender; /* whose upload slot it holds; 0: none */
    enum pp_body body_kind;
    struct pp_str body; /* a form */
    struct pp_upload_reader *upload;
    int refusal;           /* a code: why it will not be answered by a page */
    enum pp_api_lane lane; /* who works it out */
    struct pp_lane_place place;
    uint64_t generation;         /* of its answer, when that is kept */
    bool is_beside;              /* it was given to those who answer beside */
    bool is_answered;            /* by one of them: */
    struct pp_response response; /* not yet sent */
    struct pp_request request;
    struct pp_arena arena;
};

struct pp_server;

/* Read headers, cookies and query into turn->request. PP_E_NOTFOUND, PP_E_INPUT. */
int pp_turn_read(struct pp_server *server, struct MHD_Connection *mhd, struct pp_turn *turn,
                 struct pp_error *reterr) PP_CHECKED;

/* Does everyone who reads its head see the same request end at the same place, for the same host? At most one
 * Content-Length or Transfer-Encoding, one Host (none is fine in HTTP/1.0); names, values and line ends as they are
 * written by everyone. */
bool pp_turn_is_framed(struct MHD_Connection *mhd, const struct pp_turn *turn, const char *method,
                       const char *version);
/* What time it is; cheap. */
void pp_turn_read_clock(struct pp_request *request);
/* Does the trusted proxy say that people come by https? */
bool pp_turn_is_https(const struct pp_server *server, struct MHD_Connection *mhd);

/* ---- answers ---- */

/* The answer as libmicrohttpd sends it, with every header; takes the body, the file, the stream out of `response`.
 * NULL: no memory. `etag` may be NULL. */
struct MHD_Response *pp_answer_make(struct pp_response *response, const struct pp_turn *turn,
                                    struct pp_server *server, struct pp_connection *connection,
                                    const char *etag);
/* May what has this ETag be sent? 200 yes; 304: the request's If-None-Match names it; 412: its If-Match does not. */
unsigned pp_answer_condition(struct MHD_Connection *mhd, const char *etag);
/* Queue 304 or 412, without a body. */
enum MHD_Result pp_answer_without_body(struct MHD_Connection *mhd, unsigned status,
                                       enum pp_audience audience, const char *etag);
void pp_add_header(struct MHD_Response *answer, const char *name, const char *value);
/* `embed_sites` as in struct pp_response. */
void pp_add_safe_headers(struct MHD_Response *answer, enum pp_audience audience,
                         const char *embed_sites, bool is_https);
/* "abc" in quotes, a digest of the bytes. */
enum { PP_ETAG_SIZE = 36 };
void pp_make_etag(const char *bytes, size_t length, char ret_etag[PP_ETAG_SIZE]);

/* ---- answers kept in memory ---- */

struct pp_cache;
struct pp_cache *pp_cache_new(size_t most_bytes); /* NULL: no memory */
void pp_cache_free(struct pp_cache *cache);
/* Queue what is kept for `target`, if it is of this generation. Whether it was. */
bool pp_cache_answer(struct pp_cache *cache, const char *target, uint64_t generation,
                     struct MHD_Connection *mhd, enum MHD_Result *ret_result);
/* Keep an answer of so many bytes. True: the cache owns it, whoever queues it does so first. */
bool pp_cache_keep(struct pp_cache *cache, const char *target, uint64_t generation,
                   const char *etag, struct MHD_Response *answer, size_t n_bytes);

/* ---- static files ---- */

struct pp_statics;
/* Everything under api/, style/, scripts/, assets/ and vendor/ of the folder, read once. */
int pp_statics_load(const char *web_folder, struct pp_statics **ret_statics,
                    struct pp_error *reterr) PP_CHECKED;
void pp_statics_free(struct pp_statics *statics);
bool pp_statics_answer(const struct pp_statics *statics, const char *path,
                       struct MHD_Connection *mhd, enum MHD_Result *ret_result);

/* ---- the server ---- */

struct pp_server {
    const struct pp_http_options *options;
    struct pp_api *api;
    struct pp_cache *caches[2]; /* for people who come by http, by https */
    struct pp_statics *statics;
    struct MHD_Daemon *daemon;
    struct pp_connections connections;
    struct pp_rates *rates;
    _Atomic bool is_stopping;          /* what came is answered all the same, by whoever read it */
    struct pp_lane *lanes[PP_N_LANES]; /* NULL before it serves, and for look-ups */
    struct pp_upload_slots upload_slots;
};

/* ---- what libmicrohttpd calls; `context` is the server ---- */

/* With the first line; the address is kept as it was sent. */
void *pp_on_target(void *context, const char *target, struct MHD_Connection *mhd);
/* It decodes nothing: what it would make of %00 is not what we make of it. */
size_t pp_keep_escapes(void *context, struct MHD_Connection *mhd, char *text);
enum MHD_Result pp_on_request(void *context, struct MHD_Connection *mhd, const char *url,
                              const char *method, const char *version, const char *bytes,
                              size_t *n_bytes, void **request_context);
void pp_on_completed(void *context, struct MHD_Connection *mhd, void **request_context,
                     enum MHD_RequestTerminationCode code);

/* The page, or what it says instead, into turn->response; at once or by a thread beside. */
void pp_work_out(struct pp_server *server, struct pp_turn *turn);

#endif
