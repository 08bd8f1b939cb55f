#include "planner/http/rates.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/secret/secret.h"

static const struct {
    double room, per_s;
} limits[PP_N_RATES] = {[PP_RATE_SIGN_IN] = {60, 0.5}, [PP_RATE_FORM] = {240, 4}};

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

uint64_t pp_rates_mark(const struct pp_rates *rates, const char *address) {
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, address, &v4) == 1)
        return digest(rates->key, &v4, sizeof v4);
    if (inet_pton(AF_INET6, address, &v6) == 1)
        return mark_v6(rates, &v6);
    return digest(rates->key, address, strlen(address));
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
