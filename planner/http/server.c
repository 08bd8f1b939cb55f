#include "planner/http/server.h"

#include <errno.h>
#include <malloc.h>
#include <netdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/db/migrate.h"

void pp_http_options_default(struct pp_http_options *ret_options) {
    *ret_options =
        (struct pp_http_options){.listen = "127.0.0.1:8080", .cache_bytes = (size_t)128 << 20};
}

/* ---- a request comes in ---- */

/* Called with the first line; the address is kept as it was sent. */
static void *on_target(void *context, const char *target, struct MHD_Connection *mhd) {
    (void)context, (void)mhd;
    struct pp_turn *turn = pp_alloc(sizeof *turn);
    if (!turn)
        return NULL;
    turn->target_length = strlen(target);
    snprintf(turn->target, sizeof turn->target, "%s", target);
    return turn;
}

/* libmicrohttpd decodes nothing: what it would make of %00 is not what we make of it. */
static size_t keep_escapes(void *context, struct MHD_Connection *mhd, char *text) {
    (void)context, (void)mhd;
    return strlen(text);
}

static void give_slot(struct pp_server *server, struct pp_turn *turn) {
    if (turn->sender)
        pp_upload_slot_give(&server->upload_slots, turn->sender);
    turn->sender = 0;
}

static void on_completed(void *context, struct MHD_Connection *mhd, void **request_context,
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

/* ---- answers that are no page of api ---- */

static enum MHD_Result send_plain(struct MHD_Connection *mhd, unsigned status, const char *text) {
    struct MHD_Response *answer = MHD_create_response_from_buffer(
        strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    if (!answer)
        return MHD_NO;
    pp_add_header(answer, "Content-Type", "text/plain; charset=utf-8");
    pp_add_safe_headers(answer, PP_FOR_STAFF, NULL, false);
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        pp_add_header(answer, "Allow", "GET, HEAD, POST");
    if (status == MHD_HTTP_BAD_REQUEST) /* who knows what comes behind it */
        pp_add_header(answer, "Connection", "close");
    if (status == MHD_HTTP_TOO_MANY_REQUESTS || status == MHD_HTTP_SERVICE_UNAVAILABLE)
        pp_add_header(answer, "Retry-After", status == MHD_HTTP_TOO_MANY_REQUESTS ? "60" : "10");
    enum MHD_Result result = MHD_queue_response(mhd, status, answer);
    MHD_destroy_response(answer);
    return result;
}

static enum MHD_Result send_refusal(struct MHD_Connection *mhd, int code) {
    switch (code) {
    case PP_E_NOTFOUND:
        return send_plain(mhd, MHD_HTTP_NOT_FOUND, "There is no such page.\n");
    case PP_E_INPUT:
        return send_plain(mhd, MHD_HTTP_BAD_REQUEST,
                          "What was sent cannot be read. Type it again.\n");
    case PP_E_USAGE:
        return send_plain(mhd, MHD_HTTP_CONTENT_TOO_LARGE,
                          "More was sent than this form takes. Nothing was changed.\n");
    case PP_E_FORMAT:
        return send_plain(mhd, MHD_HTTP_BAD_REQUEST,
                          "This is no form with one file, or it has no end. Nothing was changed. "
                          "Send one file at a time, from the page that asks for it.\n");
    case PP_E_FULL:
        return send_plain(mhd, MHD_HTTP_INSUFFICIENT_STORAGE,
                          "There is no room left on the server to keep this file. Nothing was "
                          "changed. Tell whoever runs this service.\n");
    case PP_E_BUSY:
        return send_plain(mhd, MHD_HTTP_SERVICE_UNAVAILABLE,
                          "Other files are coming in at this moment, yours among them or others'. "
                          "Nothing was changed. Wait until they are here, then send this again.\n");
    default:
        return send_plain(mhd, MHD_HTTP_SERVICE_UNAVAILABLE, "Please try again in a moment.\n");
    }
}

/* Who stands between might see another request begin in the middle of this one. */
static enum MHD_Result send_unframed(struct MHD_Connection *mhd) {
    return send_plain(mhd, MHD_HTTP_BAD_REQUEST,
                      "It is not clear where this request ends, or for which host it is: send one "
                      "Host, and one Content-Length or Transfer-Encoding.\n");
}

/* Who sends forms faster than people do waits a minute. */
static enum MHD_Result send_too_often(struct MHD_Connection *mhd) {
    return send_plain(mhd, MHD_HTTP_TOO_MANY_REQUESTS,
                      "Too much was sent from your address in a short time. Nothing was changed. "
                      "Wait a minute, then send it again.\n");
}

/* So many wait for work of this kind already. */
static enum MHD_Result send_crowded(struct MHD_Connection *mhd, enum pp_api_lane lane) {
    return send_plain(mhd, MHD_HTTP_SERVICE_UNAVAILABLE,
                      lane == PP_LANE_PASSWORDS
                          ? "Many people are signing in at this moment, so your password was not "
                            "looked at. Wait ten seconds, then send it again.\n"
                          : "Much is being worked out at this moment, so this was not begun and "
                            "nothing was changed. Wait ten seconds, then try again.\n");
}

static bool may_send(struct pp_server *server, const struct pp_request *request) {
    enum pp_rate rate = strcmp(request->path, "/sign-in") == 0 ? PP_RATE_SIGN_IN : PP_RATE_FORM;
    return pp_rates_take(server->rates, rate, pp_rates_mark(server->rates, request->client),
                         pp_clock_s());
}

static const char *too_large_words(const struct pp_turn *turn) {
    return turn->body_kind == PP_BODY_FILE
               ? "This file is larger than 50 MB, which is the limit. Nothing was changed.\n"
               : "More was sent than this form takes. Nothing was changed.\n";
}

static enum MHD_Result send_too_large(struct MHD_Connection *mhd, const struct pp_turn *turn) {
    return send_plain(mhd, MHD_HTTP_CONTENT_TOO_LARGE, too_large_words(turn));
}

/* libmicrohttpd answers no request before its end; one without an end is told past it, as it is cut off. */
static void tell_endless(struct MHD_Connection *mhd, const struct pp_turn *turn) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    const char *words = too_large_words(turn);
    char answer[400];
    int length = snprintf(answer, sizeof answer,
                          "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Type: "
                          "text/plain; charset=utf-8\r\nContent-Length: %zu\r\n\r\n%s",
                          strlen(words), words);
    ssize_t n =
        info ? send(info->connect_fd, answer, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT) : 0;
    (void)n; /* who does not listen is cut off all the same */
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
        return send_unframed(mhd);
    if (strcmp(method, "POST") == 0) {
        turn->request.method = PP_POST;
        turn->refusal = begin_body(server, mhd, turn);
    } else if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        return send_plain(mhd, MHD_HTTP_METHOD_NOT_ALLOWED, "This cannot be done here.\n");
    }
    if (told_length(mhd) > PP_MOST_SWALLOWED)
        return send_too_large(mhd, turn);
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
        tell_endless(mhd, turn);
        return MHD_NO;
    }
    if (turn->is_too_large || turn->refusal || turn->body_kind == PP_BODY_UNHEARD)
        return MHD_YES;
    if (turn->upload) {
        int rc = pp_upload_read(turn->upload, bytes, n, &turn->upload_error);
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
                                 : pp_answer_without_body(mhd, condition, etag);
    if (!keep || !pp_cache_keep(server->caches[turn->request.is_https], turn->target,
                                turn->generation, etag, answer, n_bytes))
        MHD_destroy_response(answer);
    return result;
}

static void work_out(struct pp_server *server, struct pp_turn *turn) {
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
        work_out(server, turn);
        return send_response(server, mhd, turn);
    }
    pp_connection_allow(&server->connections, pp_connection_of(mhd), PP_WAIT_S, false);
    turn->is_beside = pp_lane_take(server->lanes[turn->lane], mhd, turn,
                                   pp_rates_mark(server->rates, turn->request.client));
    return turn->is_beside ? MHD_YES : send_crowded(mhd, turn->lane);
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
    return rc ? send_refusal(mhd, rc) : answer_page(server, mhd, turn);
}

static enum MHD_Result answer_post(struct pp_server *server, struct MHD_Connection *mhd,
                                   struct pp_turn *turn) {
    struct pp_error err = {0};
    const char *fields = turn->upload ? pp_upload_fields(turn->upload) : pp_str_text(&turn->body);
    if (turn->is_too_large && turn->body_limit)
        return send_too_large(mhd, turn);
    int rc = turn->refusal;
    if (!rc && turn->upload)
        rc = pp_upload_end(turn->upload, &err);
    if (!rc && !may_send(server, &turn->request))
        return send_too_often(mhd);
    if (!rc && strlen(fields) != (turn->upload ? strlen(fields) : turn->body.len))
        rc = PP_E_INPUT; /* a zero inside */
    if (!rc)
        rc = pp_fields_decode(fields, &turn->arena, &turn->request.form, &err);
    if (rc)
        return send_refusal(mhd, rc);
    if (turn->upload)
        turn->request.upload = pp_upload_file(turn->upload);
    return answer_page(server, mhd, turn);
}

/* Everything is here: the answer, or a place in a lane. */
static enum MHD_Result answer(struct pp_server *server, struct MHD_Connection *mhd,
                              struct pp_turn *turn) {
    if (turn->is_beside && !turn->is_answered) /* woken because the server stops */
        work_out(server, turn);
    if (turn->is_beside)
        return send_response(server, mhd, turn);
    if (turn->target_length > PP_MOST_TARGET)
        return send_plain(mhd, MHD_HTTP_URI_TOO_LONG, "This address is too long.\n");
    return turn->request.method == PP_POST ? answer_post(server, mhd, turn)
                                           : answer_get(server, mhd, turn);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *mhd, const char *url,
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

/* ---- starting ---- */

/* "HOST:PORT" as a socket address; a host of several addresses is asked for by one of them. */
static int find_address(const char *listen, struct addrinfo **ret_found, struct pp_error *reterr) {
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                                   .ai_socktype = SOCK_STREAM};
    char host[80];
    const char *colon = strrchr(listen, ':');
    size_t length = colon ? (size_t)(colon - listen) : 0;
    bool in_brackets = length > 2 && listen[0] == '[' && listen[length - 1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)(in_brackets ? length - 2 : length),
             listen + in_brackets);
    if (strcmp(host, "localhost") == 0)
        snprintf(host, sizeof host, "127.0.0.1");
    if (!colon || length == 0 || length >= sizeof host || !colon[1] ||
        getaddrinfo(host, colon + 1, &hints, ret_found) != 0)
        return pp_fail(reterr, PP_E_USAGE,
                       "'%s' is no address to listen on; give a number and a port, such as "
                       "127.0.0.1:8080 or [::1]:8080",
                       listen);
    return 0;
}

static bool is_loopback(const struct sockaddr *address) {
    if (address->sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(
            &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
    const struct sockaddr_in *in = (const void *)address;
    return (ntohl(in->sin_addr.s_addr) >> 24) == 127;
}

/* As many as the system lets us have files open, some kept for the planning file. */
static int most_connections(int asked) {
    struct rlimit limit;
    int most = asked > 0 ? asked : 8192, reserve = 512;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return most;
    rlim_t wanted = (rlim_t)(most + reserve);
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur < wanted)
        most = limit.rlim_cur > 1024 ? (int)limit.rlim_cur - reserve : 256;
    return most;
}

static int n_threads(int asked) {
    long n = asked > 0 ? asked : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 4 && asked <= 0 ? 4 : n > 64 ? 64 : (int)n;
}

static int start_daemon(struct pp_server *server, const struct addrinfo *address,
                        struct pp_error *reterr) {
    const struct pp_http_options *options = server->options;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
    if (address->ai_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR, address->ai_addr,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)n_threads(options->n_threads),
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)server->connections.most,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)PP_MOST_HEAD, MHD_OPTION_LISTEN_BACKLOG_SIZE,
        1024u, MHD_OPTION_URI_LOG_CALLBACK, on_target, server, MHD_OPTION_UNESCAPE_CALLBACK,
        keep_escapes, server, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, pp_connections_notify, &server->connections, MHD_OPTION_END);
    if (server->daemon)
        return 0;
    return pp_fail(reterr, errno == EADDRINUSE ? PP_E_EXISTS : PP_E_IO,
                   "cannot listen on %s: %s. Is it running already? Another port is given with "
                   "--listen",
                   options->listen, strerror(errno));
}

static int tell_ready(struct pp_server *server, const struct addrinfo *address,
                      pp_http_ready *ready, void *context, struct pp_error *reterr) {
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    char host[80] = "", url[128];
    getnameinfo(address->ai_addr, address->ai_addrlen, host, sizeof host, NULL, 0, NI_NUMERICHOST);
    bool is_v6 = address->ai_family == AF_INET6;
    snprintf(url, sizeof url, "http://%s%s%s:%u", is_v6 ? "[" : "", host, is_v6 ? "]" : "",
             info ? info->port : 0u);
    return ready(context, url, is_loopback(address->ai_addr), reterr);
}

static bool start_lanes(struct pp_server *server) {
    static const struct pp_lane_size sizes[PP_N_LANES] = {
        [PP_LANE_PASSWORDS] = {2, 24, 12}, [PP_LANE_PAGES] = {4, 96, 64}};
    for (int i = PP_LANE_LOOK_UPS + 1; i < PP_N_LANES; i++)
        if (!(server->lanes[i] = pp_lane_start(server, work_out, &sizes[i])))
            return false;
    return true;
}

/* Threads that libmicrohttpd starts leave signals to this one, which sleeps until one comes. */
static int start_quietly(struct pp_server *server, const struct addrinfo *address,
                         struct pp_error *reterr) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pp_connections_start(&server->connections,
                                  most_connections(server->options->most_connections),
                                  server->options->trusted_proxy, server->rates);
    rc = !rc && start_lanes(server) ? start_daemon(server, address, reterr)
                                    : pp_fail(reterr, PP_E_NOMEM, "no thread could be started");
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

/* What is being answered is finished; who only listens is let go. */
static void stop(struct pp_server *server) {
    MHD_socket listening = server->daemon ? MHD_quiesce_daemon(server->daemon) : MHD_INVALID_SOCKET;
    atomic_store(&server->is_stopping, true);
    for (int i = 0; i < PP_N_LANES; i++)
        pp_lane_stop(server->lanes[i]);
    pp_connections_stop(&server->connections);
    if (server->daemon) {
        MHD_stop_daemon(server->daemon);
        if (listening != MHD_INVALID_SOCKET)
            close(listening);
    }
    for (int i = 0; i < PP_N_LANES; i++)
        pp_lane_free(server->lanes[i]);
    pp_connections_done(&server->connections);
}

static int load(struct pp_server *server, struct pp_error *reterr) {
    const struct pp_http_options *options = server->options;
    const struct pp_api_options api = {.db_path = options->db_path,
                                       .web_folder = options->web_folder,
                                       .program = "/proc/self/exe"};
    char own[512];
    server->rates = pp_rates_new(reterr);
    int rc = server->rates ? pp_api_open(&api, &server->api, reterr) : pp_fail_nomem(reterr);
    if (!rc && !options->web_folder)
        rc = pp_own_folder("web", own, reterr);
    if (!rc)
        rc = pp_statics_load(options->web_folder ? options->web_folder : own, &server->statics,
                             reterr);
    for (int i = 0; i < 2 && !rc; i++) {
        server->caches[i] = pp_cache_new(options->cache_bytes);
        rc = server->caches[i] ? 0 : pp_fail_nomem(reterr);
    }
    return rc;
}

static void unload(struct pp_server *server) {
    for (int i = 0; i < 2; i++)
        pp_cache_free(server->caches[i]);
    pp_statics_free(server->statics);
    pp_rates_free(server->rates);
    pp_api_close(server->api);
}

/* What a request took and gave back stays with the process for the next: handing it to the system and fetching it again
 * took a third of a look-up. */
static void keep_memory(void) {
    mallopt(M_TRIM_THRESHOLD, 8 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
}

/* No picture of the memory, with what people asked for, on a disk when the program falls down: neither by the system itself
 * nor by a program that collects them, which a limit of 0 alone would not hold back. Jobs inherit the limit of 1, which
 * holds back both and has room for nothing. */
static void keep_to_itself(void) {
    setrlimit(RLIMIT_CORE, &(struct rlimit){1, 1});
    prctl(PR_SET_DUMPABLE, 0);
}

static int serve_at(struct pp_server *server, const struct addrinfo *address,
                    const struct pp_cancel *cancel, pp_http_ready *ready, void *context,
                    struct pp_error *reterr) {
    int rc = start_quietly(server, address, reterr);
    if (!rc)
        rc = tell_ready(server, address, ready, context, reterr);
    while (!rc && !pp_cancelled(cancel))
        nanosleep(&(struct timespec){.tv_nsec = 200 * 1000 * 1000}, NULL);
    stop(server);
    return rc;
}

int pp_http_serve(const struct pp_http_options *options, const struct pp_cancel *cancel,
                  pp_http_ready *ready, void *context, struct pp_error *reterr) {
    struct pp_server server = {.options = options};
    struct addrinfo *address = NULL;
    int rc = find_address(options->listen, &address, reterr);
    if (rc)
        return rc;
    pthread_mutex_init(&server.upload_slots.lock, NULL);
    keep_memory();
    keep_to_itself();
    rc = load(&server, reterr);
    if (!rc)
        rc = serve_at(&server, address, cancel, ready, context, reterr);
    unload(&server);
    pthread_mutex_destroy(&server.upload_slots.lock);
    freeaddrinfo(address);
    return rc;
}
