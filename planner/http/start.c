#include "planner/http/server.h"

#include <errno.h>
#include <malloc.h>
#include <netdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
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
        flags, 0, NULL, NULL, pp_on_request, server, MHD_OPTION_SOCK_ADDR, address->ai_addr,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)n_threads(options->n_threads),
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)server->connections.most,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)PP_MOST_HEAD, MHD_OPTION_LISTEN_BACKLOG_SIZE,
        1024u, MHD_OPTION_URI_LOG_CALLBACK, pp_on_target, server, MHD_OPTION_UNESCAPE_CALLBACK,
        pp_keep_escapes, server, MHD_OPTION_NOTIFY_COMPLETED, pp_on_completed, server,
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
    static const struct pp_lane_size sizes[PP_N_LANES] = {[PP_LANE_PASSWORDS] = {2, 24, 12},
                                                          [PP_LANE_PAGES] = {4, 96, 64},
                                                          [PP_LANE_DRAFTS] = {2, 48, 12}};
    for (int i = PP_LANE_LOOK_UPS + 1; i < PP_N_LANES; i++)
        if (!(server->lanes[i] = pp_lane_start(server, pp_work_out, &sizes[i])))
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
