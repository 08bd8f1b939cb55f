#include "planner/http/server.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "patchplan/core/alloc.h"
#include "planner/http/refusals.h"

/* ---- a request comes in ---- */

/* libmicrohttpd takes the query apart right after pp_on_target(), in the memory of the connection, and is silent when that
 * is too little. We read the query ourselves: it is shown an empty one, in its own buffer, which it is about to cut. */
static void hide_query(const char *target) {
    char *query = strchr((char *)(uintptr_t)target, '?');
    if (query && query[1])
        query[1] = '\0';
}

void *pp_on_target(void *context, const char *target, struct MHD_Connection *mhd) {
    (void)context, (void)mhd;
    struct pp_turn *turn = pp_alloc(sizeof *turn);
    if (!turn)
        return NULL;
    turn->target_length = strlen(target);
    snprintf(turn->target, sizeof turn->target, "%s", target);
    hide_query(target);
    return turn;
}

static bool is_too_long(const struct pp_turn *turn) {
    int n_fields = 1;
    for (const char *at = turn->target; (at = strchr(at, '&')); at++)
        n_fields++;
    return turn->target_length > PP_MOST_TARGET || n_fields > PP_MOST_QUERY;
}

size_t pp_keep_escapes(void *context, struct MHD_Connection *mhd, char *text) {
    (void)context, (void)mhd;
    return strlen(text);
}

static void give_slot(struct pp_server *server, struct pp_turn *turn) {
    if (turn->sender)
        pp_upload_slot_give(&server->upload_slots, turn->sender);
    turn->sender = 0;
}

void pp_on_completed(void *context, struct MHD_Connection *mhd, void **request_context,
                     enum MHD_RequestTerminationCode code) {
    struct pp_server *server = context;
    struct pp_turn *turn = *request_context;
    (void)code;
    pp_connection_allow(&server->connections, pp_connection_of(mhd), PP_REQUEST_S, true);
    if (!turn)
        return;
    give_slot(server, turn);
    pp_upload_free(turn->upload);
    pp_str_done(&turn->body);
    pp_response_done(&turn->response);
    pp_arena_done(&turn->arena);
    pp_free(turn);
    *request_context = NULL;
}

static bool has_media_type(struct MHD_Connection *mhd, const char *wanted) {
    const char *type = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "Content-Type");
    size_t length = strlen(wanted);
    return type && strncasecmp(type, wanted, length) == 0 && strchr("; \t", type[length]);
}

static bool may_go_on(struct pp_server *server, enum pp_rate rate,
                      const struct pp_request *request) {
    return pp_rates_take(server->rates, rate, pp_rates_mark(server->rates, request->client),
                         pp_clock_s());
}

/* ---- a body comes in ---- */

static uint64_t told_length(struct MHD_Connection *mhd) {
    const char *text = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "Content-Length");
    uint64_t length = 0;
    for (; text && *text >= '0' && *text <= '9' && length < UINT64_C(1) << 50; text++)
        length = length * 10 + (uint64_t)(*text - '0');
    return length;
}

static int begin_upload(struct pp_server *server, struct MHD_Connection *mhd, struct pp_turn *turn,
                        int64_t user_id) {
    if (!pp_upload_slot_take(&server->upload_slots, user_id))
        return PP_E_BUSY;
    turn->sender = user_id;
    turn->upload = pp_upload_new(mhd, PP_MOST_UPLOAD, turn->body_limit);
    turn->body_limit += PP_MOST_UPLOAD + 4096;
    pp_connection_allow(&server->connections, pp_connection_of(mhd), PP_UPLOAD_S, false);
    return turn->upload ? 0 : PP_E_FORMAT;
}

/* The headers of a POST are here: how much may come, and as what. */
static int begin_body(struct pp_server *server, struct MHD_Connection *mhd, struct pp_turn *turn) {
    struct pp_error err = {0};
    int64_t user_id = 0;
    int rc = pp_turn_read(server, mhd, turn, &err);
    if (rc)
        return rc;
    turn->body_kind = pp_api_body(server->api, &turn->request, &user_id);
    turn->body_limit = turn->body_kind == PP_BODY_NONE ? 0 : PP_MOST_FORM;
    turn->has_form = has_media_type(mhd, "application/x-www-form-urlencoded");
    if (turn->body_kind == PP_BODY_FILE && has_media_type(mhd, "multipart/form-data"))
        return begin_upload(server, mhd, turn, user_id);
    if (turn->body_kind == PP_BODY_UNHEARD)
        turn->body_limit = PP_MOST_SWALLOWED;
    else if (!turn->has_form && told_length(mhd) > 0)
        return PP_E_INPUT;
    return 0;
}

static enum MHD_Result begin(struct pp_server *server, struct MHD_Connection *mhd,
                             struct pp_turn *turn, const char *method, const char *version) {
    turn->began = true;
    if (!pp_turn_is_framed(mhd, turn, method, version))
        return pp_refuse_unframed(mhd);
    if (strcmp(method, "POST") == 0) {
        turn->request.method = PP_POST;
        turn->refusal = begin_body(server, mhd, turn);
    } else if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        return pp_refuse_plainly(mhd, MHD_HTTP_METHOD_NOT_ALLOWED, "This cannot be done here.\n");
    }
    if (told_length(mhd) > PP_MOST_SWALLOWED)
        return pp_refuse_too_large(mhd, turn);
    return MHD_YES;
}

/* What is too large is read on for a while and thrown away: a browser that is still sending would not hear why. */
static enum MHD_Result take(struct MHD_Connection *mhd, struct pp_turn *turn, const char *bytes,
                            size_t *n_bytes) {
    size_t n = *n_bytes;
    *n_bytes = 0;
    turn->n_body += n;
    turn->is_too_large = turn->is_too_large || turn->n_body > turn->body_limit;
    if (turn->n_body > PP_MOST_SWALLOWED) {
        pp_tell_endless(mhd, turn);
        return MHD_NO;
    }
    if (turn->is_too_large || turn->refusal || turn->body_kind == PP_BODY_UNHEARD)
        return MHD_YES;
    if (turn->upload) {
        int rc = pp_upload_read(turn->upload, bytes, n);
        turn->is_too_large = turn->is_too_large || rc == PP_E_INPUT;
        turn->refusal = rc == PP_E_INPUT ? 0 : rc;
    } else {
        pp_str_append_n(&turn->body, bytes, n);
    }
    return MHD_YES;
}

/* ---- the answer ---- */

static enum MHD_Result send_response(struct pp_server *server, struct MHD_Connection *mhd,
                                     struct pp_turn *turn) {
    struct pp_response *response = &turn->response;
    struct pp_connection *connection = pp_connection_of(mhd);
    unsigned status = response->status ? (unsigned)response->status : MHD_HTTP_OK;
    bool keep = turn->request.method == PP_GET && response->audience != PP_FOR_STAFF &&
                status == MHD_HTTP_OK && !response->has_file && !response->stream.next &&
                !response->new_session;
    size_t n_bytes = response->body.len;
    char etag[PP_ETAG_SIZE] = "";
    if (keep)
        pp_make_etag(pp_str_text(&response->body), n_bytes, etag);
    struct MHD_Response *answer =
        pp_answer_make(response, turn, server, connection, keep ? etag : NULL);
    if (!answer)
        return MHD_NO;
    unsigned condition = keep ? pp_answer_condition(mhd, etag) : MHD_HTTP_OK;
    enum MHD_Result result = condition == MHD_HTTP_OK
                                 ? MHD_queue_response(mhd, status, answer)
                                 : pp_answer_without_body(mhd, condition, response->audience, etag);
    if (!keep || !pp_cache_keep(server->caches[turn->request.is_https], turn->target,
                                turn->generation, etag, answer, n_bytes))
        MHD_destroy_response(answer);
    return result;
}

void pp_work_out(struct pp_server *server, struct pp_turn *turn) {
    char log_line[PP_API_LOG_SIZE];
    pp_api_answer(server->api, &turn->request, &turn->response, log_line);
    if (log_line[0])
        fprintf(stderr, "patchplan: %s\n", log_line);
}

/* At once, or beside; then libmicrohttpd asks again. */
static enum MHD_Result answer_page(struct pp_server *server, struct MHD_Connection *mhd,
                                   struct pp_turn *turn) {
    turn->lane = pp_api_lane(&turn->request);
    if (turn->lane == PP_LANE_LOOK_UPS || atomic_load(&server->is_stopping)) {
        pp_work_out(server, turn);
        return send_response(server, mhd, turn);
    }
    if (turn->lane == PP_LANE_DRAFTS && turn->request.method == PP_GET &&
        !may_go_on(server, PP_RATE_DRAFT, &turn->request))
        return pp_refuse_too_many(mhd);
    pp_connection_allow(&server->connections, pp_connection_of(mhd), PP_WAIT_S, false);
    turn->is_beside = pp_lane_take(server->lanes[turn->lane], mhd, turn,
                                   pp_rates_mark(server->rates, turn->request.client));
    return turn->is_beside ? MHD_YES : pp_refuse_crowded(mhd, turn->lane);
}

static enum MHD_Result answer_get(struct pp_server *server, struct MHD_Connection *mhd,
                                  struct pp_turn *turn) {
    enum MHD_Result result = MHD_NO;
    struct pp_error err = {0};
    if (pp_statics_answer(server->statics, turn->target, mhd, &result))
        return result;
    char *query = strchr(turn->target, '?');
    if (query && !pp_api_reads_query(turn->target))
        *query = '\0';
    pp_turn_read_clock(&turn->request);
    turn->generation = pp_api_generation(server->api, turn->request.today, turn->request.minute);
    struct pp_cache *cache = server->caches[pp_turn_is_https(server, mhd)];
    if (pp_cache_answer(cache, turn->target, turn->generation, mhd, &result))
        return result;
    int rc = pp_turn_read(server, mhd, turn, &err);
    return rc ? pp_refuse(mhd, rc) : answer_page(server, mhd, turn);
}

static enum MHD_Result answer_post(struct pp_server *server, struct MHD_Connection *mhd,
                                   struct pp_turn *turn) {
    struct pp_error err = {0};
    const char *fields = turn->upload ? pp_upload_fields(turn->upload) : pp_str_text(&turn->body);
    if (turn->is_too_large && turn->body_limit)
        return pp_refuse_too_large(mhd, turn);
    int rc = turn->refusal;
    if (!rc && turn->upload && !pp_upload_end(turn->upload))
        rc = PP_E_FORMAT;
    bool signs_in = strcmp(turn->request.path, "/sign-in") == 0;
    if (!rc && !may_go_on(server, signs_in ? PP_RATE_SIGN_IN : PP_RATE_FORM, &turn->request))
        return pp_refuse_too_often(mhd);
    if (!rc && strlen(fields) != (turn->upload ? strlen(fields) : turn->body.len))
        rc = PP_E_INPUT; /* a zero inside */
    if (!rc)
        rc = pp_fields_decode(fields, &turn->arena, &turn->request.form, &err);
    if (rc)
        return pp_refuse(mhd, rc);
    if (turn->upload)
        turn->request.upload = pp_upload_file(turn->upload);
    return answer_page(server, mhd, turn);
}

/* Everything is here: the answer, or a place in a lane. */
static enum MHD_Result answer(struct pp_server *server, struct MHD_Connection *mhd,
                              struct pp_turn *turn) {
    if (turn->is_beside && !turn->is_answered) /* woken because the server stops */
        pp_work_out(server, turn);
    if (turn->is_beside)
        return send_response(server, mhd, turn);
    if (is_too_long(turn))
        return pp_refuse_plainly(mhd, MHD_HTTP_URI_TOO_LONG, "This address is too long.\n");
    return turn->request.method == PP_POST ? answer_post(server, mhd, turn)
                                           : answer_get(server, mhd, turn);
}

enum MHD_Result pp_on_request(void *context, struct MHD_Connection *mhd, const char *url,
                              const char *method, const char *version, const char *bytes,
                              size_t *n_bytes, void **request_context) {
    struct pp_server *server = context;
    struct pp_turn *turn = *request_context;
    (void)url;
    if (!turn)
        return MHD_NO;
    if (!turn->began)
        return begin(server, mhd, turn, method, version);
    if (*n_bytes > 0)
        return take(mhd, turn, bytes, n_bytes);
    pp_connection_allow(&server->connections, pp_connection_of(mhd), PP_ANSWER_S, false);
    bool was_beside = turn->is_beside;
    enum MHD_Result result = answer(server, mhd, turn);
    if (was_beside || !turn->is_beside)
        give_slot(server, turn); /* before the answer is heard: who has it may send the next */
    return result;
}
