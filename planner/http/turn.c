/* From headers to a struct pp_request: who is believed, what is refused. */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "planner/http/server.h"
#include "patchplan/core/alloc.h"

static const char *header(struct MHD_Connection *mhd, const char *name) {
    return MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, name);
}

/* The peer's address as text, IPv4 inside IPv6 as IPv4; "" when it has none. */
static void name_peer(struct MHD_Connection *mhd, char *ret_name, size_t size) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    ret_name[0] = '\0';
    if (!info || !info->client_addr)
        return;
    socklen_t length = info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                                : sizeof(struct sockaddr_in);
    if (getnameinfo(info->client_addr, length, ret_name, (socklen_t)size, NULL, 0,
                    NI_NUMERICHOST) != 0)
        ret_name[0] = '\0';
    if (strncmp(ret_name, "::ffff:", 7) == 0)
        memmove(ret_name, ret_name + 7, strlen(ret_name + 7) + 1);
}

struct one_header {
    const char *name, *value;
    int n;
};

static enum MHD_Result count_header(void *context, enum MHD_ValueKind kind, const char *name,
                                    const char *value) {
    struct one_header *one = context;
    (void)kind;
    if (strcasecmp(name, one->name) == 0) {
        one->value = value;
        one->n++;
    }
    return MHD_YES;
}

/* The value of a header that is there exactly once, else NULL: of two, one may be a stranger's. */
static const char *sole_header(struct MHD_Connection *mhd, const char *name) {
    struct one_header one = {.name = name};
    MHD_get_connection_values(mhd, MHD_HEADER_KIND, count_header, &one);
    return one.n == 1 && one.value && *one.value ? one.value : NULL;
}

static int count_of(struct MHD_Connection *mhd, const char *name) {
    struct one_header one = {.name = name};
    MHD_get_connection_values(mhd, MHD_HEADER_KIND, count_header, &one);
    return one.n;
}

static bool is_number(const char *text) {
    return !text || (*text && strspn(text, "0123456789") == strlen(text));
}

/* ---- where the head ends ---- */

struct head {
    size_t n_bytes; /* of lines with their ends */
    bool is_plain;  /* names are names, values are text */
};

static bool is_name(const char *name, size_t size) {
    static const char letters[] = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return size > 0 && strspn(name, letters) == size;
}

/* No zero, no lone carriage return, none of their kind but tabs. */
static bool is_value(const char *value, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)value[i] < ' ' && value[i] != '\t') || value[i] == 0x7f)
            return false;
    return true;
}

/* libmicrohttpd leaves name and value where they came in: between them stand a colon and blanks. */
static size_t blanks_between(const char *name_end, const char *value) {
    uintptr_t from = (uintptr_t)name_end, to = (uintptr_t)value;
    return to > from && to - from <= PP_MOST_TARGET ? to - from : strlen(": ");
}

static enum MHD_Result add_line(void *context, enum MHD_ValueKind kind, const char *name,
                                size_t name_size, const char *value, size_t value_size) {
    struct head *head = context;
    (void)kind;
    head->is_plain = head->is_plain && is_name(name, name_size) &&
                     (!value || (value_size == strlen(value) && is_value(value, value_size)));
    head->n_bytes += name_size + value_size + strlen("\r\n") +
                     (value ? blanks_between(name + name_size, value) : strlen(":"));
    return MHD_YES;
}

/* Up to 0.9.75 a line without a name ends the head, unsaid, and what comes behind it is taken for the next request. */
static bool counts_heads(void) {
    const char *version = MHD_get_version();
    return strncmp(version, "0.9.", 4) == 0 && strcmp(version, "0.9.75") <= 0;
}

/* Is each byte of the head one of the request's first line or of the headers that we are told? */
static bool is_whole_head(struct MHD_Connection *mhd, const struct pp_turn *turn,
                          const char *method, const char *version) {
    struct head head = {.is_plain = true};
    head.n_bytes = strlen(method) + turn->target_length + strlen(version) + strlen("  \r\n\r\n");
    MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, add_line, &head);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return head.is_plain && (!info || !counts_heads() || info->header_size == head.n_bytes);
}

bool pp_turn_is_framed(struct MHD_Connection *mhd, const struct pp_turn *turn, const char *method,
                       const char *version) {
    int n_hosts = count_of(mhd, "Host"), n_lengths = count_of(mhd, "Content-Length");
    int n_codings = count_of(mhd, "Transfer-Encoding");
    const char *coding = header(mhd, "Transfer-Encoding");
    bool is_old = strcmp(version, "HTTP/1.0") == 0;
    return is_whole_head(mhd, turn, method, version) && n_hosts <= 1 && (n_hosts == 1 || is_old) &&
           n_lengths + n_codings <= 1 && is_number(header(mhd, "Content-Length")) &&
           (!coding || (!is_old && strcasecmp(coding, "chunked") == 0));
}

/* "https://host:port" of an Origin against our own "host:port". */
static bool is_other_host(const char *origin, const char *host) {
    const char *authority = strstr(origin, "://");
    return !authority || !host || strcasecmp(authority + 3, host) != 0;
}

/* What the browser calls us, "host:port"; NULL: it does not say. */
static const char *host_of(struct MHD_Connection *mhd, bool from_proxy) {
    const char *forwarded = from_proxy ? sole_header(mhd, "X-Forwarded-Host") : NULL;
    return forwarded ? forwarded : header(mhd, "Host");
}

static bool is_plain_host(const char *host) {
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:[]";
    size_t length = strlen(host);
    return length > 0 && length < 256 && strspn(host, plain) == length;
}

static int read_site(const char *public_address, const char *host, struct pp_turn *turn,
                     struct pp_error *reterr) {
    struct pp_request *request = &turn->request;
    request->site = public_address ? public_address : "";
    if (public_address || !host || !is_plain_host(host))
        return 0;
    request->site =
        pp_arena_printf(&turn->arena, "http%s://%s", request->is_https ? "s" : "", host);
    return request->site ? 0 : pp_fail_nomem(reterr);
}

/* Browsers say from where a request was sent; programs that say nothing are judged by the form's token alone. */
static bool is_foreign(struct MHD_Connection *mhd, bool from_proxy) {
    const char *site = header(mhd, "Sec-Fetch-Site"), *origin = header(mhd, "Origin");
    if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
        return true;
    return origin && is_other_host(origin, host_of(mhd, from_proxy));
}

static const char *session_cookie(struct MHD_Connection *mhd, bool is_https) {
    const char *value = MHD_lookup_connection_value(mhd, MHD_COOKIE_KIND,
                                                    is_https ? "__Host-patchplan" : "patchplan");
    return value && *value && strlen(value) < 64 ? value : NULL;
}

/* Behind the proxy, the peer is whoever it names last. */
static const char *last_forwarded(const char *list) {
    const char *comma = list ? strrchr(list, ',') : NULL;
    const char *last = comma ? comma + 1 : list;
    return last ? last + strspn(last, " \t\"") : NULL;
}

static bool is_trusted(const struct pp_server *server, const char *peer) {
    const char *trusted = server->options->trusted_proxy;
    return trusted && strcmp(peer, trusted) == 0;
}

static bool says_https(struct MHD_Connection *mhd) {
    const char *scheme = sole_header(mhd, "X-Forwarded-Proto");
    return scheme && strcasecmp(scheme, "https") == 0;
}

bool pp_turn_is_https(const struct pp_server *server, struct MHD_Connection *mhd) {
    char peer[80];
    if (!server->options->trusted_proxy)
        return false;
    name_peer(mhd, peer, sizeof peer);
    return is_trusted(server, peer) && says_https(mhd);
}

static int read_peer(struct pp_server *server, struct MHD_Connection *mhd, struct pp_turn *turn,
                     struct pp_error *reterr) {
    const struct pp_http_options *options = server->options;
    struct pp_request *request = &turn->request;
    char peer[80], counted[PP_ADDRESS_SIZE];
    name_peer(mhd, peer, sizeof peer);
    bool from_proxy = is_trusted(server, peer);
    if (from_proxy) {
        const char *client = last_forwarded(sole_header(mhd, "X-Forwarded-For"));
        request->is_https = says_https(mhd);
        if (client)
            snprintf(peer, sizeof peer, "%s", client);
        if (options->identity_header)
            request->identity = sole_header(mhd, options->identity_header);
    }
    request->is_foreign = is_foreign(mhd, from_proxy);
    pp_rates_name(peer, counted);
    request->client = pp_arena_strdup(&turn->arena, counted);
    return request->client
               ? read_site(options->public_address, host_of(mhd, from_proxy), turn, reterr)
               : pp_fail_nomem(reterr);
}

void pp_turn_read_clock(struct pp_request *request) {
    struct tm local;
    time_t now = time(NULL);
    localtime_r(&now, &local);
    request->now = now;
    request->today = pp_day_from(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
    request->minute = local.tm_hour * 60 + local.tm_min;
}

int pp_turn_read(struct pp_server *server, struct MHD_Connection *mhd, struct pp_turn *turn,
                 struct pp_error *reterr) {
    struct pp_request *request = &turn->request;
    const char *query = strchr(turn->target, '?');
    size_t length = query ? (size_t)(query - turn->target) : strlen(turn->target);
    const char *path = pp_arena_strndup(&turn->arena, turn->target, length);
    int rc =
        path ? pp_path_decode(path, &turn->arena, &request->path, reterr) : pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_fields_decode(query ? query + 1 : "", &turn->arena, &request->query, reterr);
    if (!rc)
        rc = read_peer(server, mhd, turn, reterr);
    request->if_match = header(mhd, "If-Match");
    request->accept = header(mhd, "Accept");
    request->session = session_cookie(mhd, request->is_https);
    request->origin = server->options->public_address ? server->options->public_address : "";
    pp_turn_read_clock(request);
    return rc;
}
