#include "planner/http/rates.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/secret/secret.h"

static const struct {
    double room, per_s;
} limits[PP_N_RATES] = {
    [PP_RATE_SIGN_IN] = {60, 0.5}, [PP_RATE_FORM] = {240, 4}, [PP_RATE_DRAFT] = {120, 2}};

struct pp_rates *pp_rates_new(struct pp_error *reterr) {
    char token[PP_SECRET_TOKEN_SIZE];
    struct pp_rates *rates = pp_alloc(sizeof *rates);
    if (!rates || pp_secret_token(token, reterr) != 0) {
        pp_free(rates);
        return NULL;
    }
    pthread_mutex_init(&rates->lock, NULL);
    memcpy(&rates->key, token, sizeof rates->key);
    return rates;
}

void pp_rates_free(struct pp_rates *rates) {
    if (!rates)
        return;
    pthread_mutex_destroy(&rates->lock);
    pp_free(rates);
}

/* FNV-1a from a key, then mixed: never 0, which marks an empty row. */
static uint64_t digest(uint64_t key, const void *bytes, size_t n) {
    uint64_t hash = key ^ UINT64_C(14695981039346656037);
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(1099511628211);
    hash ^= hash >> 32;
    hash *= UINT64_C(0x9e3779b97f4a7c15);
    hash ^= hash >> 29;
    return hash ? hash : 1;
}

static uint64_t mark_v6(const struct pp_rates *rates, const struct in6_addr *address) {
    if (IN6_IS_ADDR_V4MAPPED(address))
        return digest(rates->key, address->s6_addr + 12, 4);
    return digest(rates->key, address->s6_addr, 8);
}

/* The address of "1.2.3.4:5678" or "[::1]:443", else all of it. */
static void cut_port(const char *text, char ret_host[PP_ADDRESS_SIZE]) {
    const char *colon = strchr(text, ':');
    bool in_brackets = *text == '[', is_v4 = colon && !strchr(colon + 1, ':');
    size_t length = in_brackets ? strcspn(++text, "]%")
                    : is_v4     ? (size_t)(colon - text)
                                : strcspn(text, "%");
    snprintf(ret_host, PP_ADDRESS_SIZE, "%.*s", length < PP_ADDRESS_SIZE ? (int)length : 0, text);
}

void pp_rates_name(const char *text, char ret_name[PP_ADDRESS_SIZE]) {
    char host[PP_ADDRESS_SIZE];
    struct in_addr v4;
    struct in6_addr v6;
    cut_port(text, host);
    ret_name[0] = '\0';
    bool is_v6 = inet_pton(AF_INET6, host, &v6) == 1;
    if (is_v6 && IN6_IS_ADDR_V4MAPPED(&v6)) {
        inet_ntop(AF_INET, v6.s6_addr + 12, ret_name, PP_ADDRESS_SIZE);
    } else if (is_v6) {
        memset(v6.s6_addr + 8, 0, 8);
        inet_ntop(AF_INET6, &v6, ret_name, PP_ADDRESS_SIZE);
    } else if (inet_pton(AF_INET, host, &v4) == 1) {
        inet_ntop(AF_INET, &v4, ret_name, PP_ADDRESS_SIZE);
    }
}

uint64_t pp_rates_mark(const struct pp_rates *rates, const char *address) {
    char name[PP_ADDRESS_SIZE];
    struct in_addr v4;
    struct in6_addr v6;
    pp_rates_name(address, name);
    if (inet_pton(AF_INET, name, &v4) == 1)
        return digest(rates->key, &v4, sizeof v4);
    return inet_pton(AF_INET6, name, &v6) == 1 ? mark_v6(rates, &v6) : digest(rates->key, "", 0);
}

uint64_t pp_rates_mark_peer(const struct pp_rates *rates, const struct sockaddr *address) {
    if (address && address->sa_family == AF_INET)
        return digest(rates->key, &((const struct sockaddr_in *)(const void *)address)->sin_addr,
                      sizeof(struct in_addr));
    if (address && address->sa_family == AF_INET6)
        return mark_v6(rates, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
    return 1;
}

bool pp_rates_take(struct pp_rates *rates, enum pp_rate rate, uint64_t mark, double now_s) {
    pthread_mutex_lock(&rates->lock);
    struct pp_rate_row *row = &rates->rows[rate][mark % PP_RATE_ROOM];
    if (row->mark != mark)
        *row = (struct pp_rate_row){.mark = mark, .left = limits[rate].room, .at_s = now_s};
    row->left += (now_s - row->at_s) * limits[rate].per_s;
    row->at_s = now_s;
    if (row->left > limits[rate].room)
        row->left = limits[rate].room;
    bool may = row->left >= 1;
    row->left -= may;
    pthread_mutex_unlock(&rates->lock);
    return may;
}
