#include <stdio.h>
#include <string.h>

#include "planner/http/server.h"
#include "patchplan/core/alloc.h"
#include "patchplan/secret/secret.h"

void pp_add_header(struct MHD_Response *answer, const char *name, const char *value) {
    enum MHD_Result added = MHD_add_response_header(answer, name, value);
    (void)added; /* no memory: the answer is shorter by a header, never wrong */
}

/* Who may show it inside a page of theirs: nobody, or the sites that settings name. */
static void add_policy(struct MHD_Response *answer, const char *embed_sites) {
    PP_AUTO_STR struct pp_str policy = {0};
    pp_str_append(&policy,
                  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
                  "data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
                  "base-uri 'none'; frame-ancestors ");
    pp_str_append(&policy, embed_sites ? embed_sites : "'none'");
    pp_add_header(answer, "Content-Security-Policy",
                  policy.failed ? "default-src 'none'; frame-ancestors 'none'"
                                : pp_str_text(&policy));
}

/* What the public is told changes at once: browsers ask each time, and hear 304 while it is the same. */
static const char *freshness(enum pp_audience audience) {
    return audience == PP_FOR_STAFF    ? "no-store"
           : audience == PP_OF_PROGRAM ? "public, max-age=60, must-revalidate"
                                       : "public, no-cache";
}

void pp_add_safe_headers(struct MHD_Response *answer, enum pp_audience audience,
                         const char *embed_sites, bool is_https) {
    bool for_staff = audience == PP_FOR_STAFF;
    add_policy(answer,
               audience == PP_FOR_EMBED && embed_sites && *embed_sites ? embed_sites : NULL);
    pp_add_header(answer, "X-Content-Type-Options", "nosniff");
    /* Under no-referrer browsers send our own forms with "Origin: null", as they do those of strangers. */
    pp_add_header(answer, "Referrer-Policy", "same-origin");
    pp_add_header(answer, "Permissions-Policy", "geolocation=(), camera=(), microphone=()");
    pp_add_header(answer, "Cross-Origin-Opener-Policy", "same-origin");
    pp_add_header(answer, "Cross-Origin-Resource-Policy", "same-origin");
    pp_add_header(answer, "Cache-Control", freshness(audience));
    if (for_staff)
        pp_add_header(answer, "X-Robots-Tag", "noindex, nofollow");
    if (is_https)
        pp_add_header(answer, "Strict-Transport-Security", "max-age=31536000");
}

void pp_make_etag(const char *bytes, size_t length, char ret_etag[PP_ETAG_SIZE]) {
    char digest[PP_SECRET_DIGEST_SIZE] = "";
    if (pp_secret_digest_bytes(bytes, length, digest, NULL) != 0)
        digest[0] = '\0';
    snprintf(ret_etag, PP_ETAG_SIZE, "\"%.32s\"", digest);
}

/* Does a header of the request name the ETag, or any by "*"? `otherwise`: what it is when it was not sent. */
static bool names_etag(struct MHD_Connection *mhd, const char *header, const char *etag,
                       bool otherwise) {
    const char *asked = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, header);
    return asked ? strcmp(asked, "*") == 0 || strstr(asked, etag) != NULL : otherwise;
}

unsigned pp_answer_condition(struct MHD_Connection *mhd, const char *etag) {
    if (!names_etag(mhd, "If-Match", etag, true))
        return MHD_HTTP_PRECONDITION_FAILED;
    return names_etag(mhd, "If-None-Match", etag, false) ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK;
}

enum MHD_Result pp_answer_without_body(struct MHD_Connection *mhd, unsigned status,
                                       enum pp_audience audience, const char *etag) {
    struct MHD_Response *answer = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (!answer)
        return MHD_NO;
    pp_add_header(answer, "ETag", etag);
    pp_add_header(answer, "Cache-Control", freshness(audience));
    enum MHD_Result result = MHD_queue_response(mhd, status, answer);
    MHD_destroy_response(answer);
    return result;
}

/* ---- streams ---- */

struct flow {
    struct pp_stream stream;
    struct pp_server *server;
    struct pp_connection *connection;
};

static ssize_t read_flow(void *context, uint64_t position, char *room, size_t size) {
    struct flow *flow = context;
    (void)position;
    ssize_t n = flow->stream.next(flow->stream.context, room, size);
    if (n < 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (n == 0 && flow->connection)
        pp_connection_sleep(&flow->server->connections, flow->connection);
    else
        pp_connection_allow(&flow->server->connections, flow->connection, PP_ANSWER_S, false);
    return n;
}

static void free_flow(void *context) {
    struct flow *flow = context;
    if (flow->stream.done)
        flow->stream.done(flow->stream.context);
    pp_free(flow);
}

static struct MHD_Response *make_stream(struct pp_response *response, struct pp_server *server,
                                        struct pp_connection *connection) {
    struct flow *flow = pp_alloc(sizeof *flow);
    if (!flow)
        return NULL;
    *flow = (struct flow){response->stream, server, connection};
    response->stream = (struct pp_stream){0};
    struct MHD_Response *answer =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_flow, flow, free_flow);
    if (!answer)
        free_flow(flow);
    return answer;
}

/* ---- the whole answer ---- */

static struct MHD_Response *make_file(struct pp_response *response) {
    off_t size = lseek(response->file, 0, SEEK_END);
    if (size < 0)
        return NULL;
    struct MHD_Response *answer = MHD_create_response_from_fd64((uint64_t)size, response->file);
    response->has_file = answer == NULL; /* libmicrohttpd closes it */
    return answer;
}

/* Without the room that the text kept for growing: it may stay in memory for long. */
static struct MHD_Response *make_body(struct pp_response *response) {
    size_t length = response->body.len;
    char *bytes = pp_str_take(&response->body);
    char *fitted = bytes ? pp_realloc_array(bytes, length + 1, 1) : NULL;
    bytes = fitted ? fitted : bytes;
    struct MHD_Response *answer =
        bytes ? MHD_create_response_from_buffer_with_free_callback(length, bytes, pp_free)
              : MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (!answer)
        pp_free(bytes);
    return answer;
}

/* With https said by the proxy the name promises a cookie of this host alone. */
static void add_session(struct MHD_Response *answer, const char *token, bool is_https) {
    char cookie[160];
    snprintf(cookie, sizeof cookie, "%spatchplan=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
             is_https ? "__Host-" : "", token, is_https ? "; Secure" : "",
             *token ? "" : "; Max-Age=0");
    pp_add_header(answer, "Set-Cookie", cookie);
}

struct MHD_Response *pp_answer_make(struct pp_response *response, const struct pp_turn *turn,
                                    struct pp_server *server, struct pp_connection *connection,
                                    const char *etag) {
    struct MHD_Response *answer = response->stream.next ? make_stream(response, server, connection)
                                  : response->has_file  ? make_file(response)
                                                        : make_body(response);
    if (!answer)
        return NULL;
    pp_add_header(answer, "Content-Type",
                  response->content_type ? response->content_type : "text/html; charset=utf-8");
    pp_add_safe_headers(answer, response->audience, response->embed_sites, turn->request.is_https);
    for (size_t i = 0; i < response->n_headers; i++)
        pp_add_header(answer, response->headers[i].name, response->headers[i].value);
    if (response->new_session)
        add_session(answer, response->new_session, turn->request.is_https);
    if (etag)
        pp_add_header(answer, "ETag", etag);
    return answer;
}
