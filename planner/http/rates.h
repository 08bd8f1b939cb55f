/* How often one address may send forms and ask for drafts, and how many connections it may hold: so that nobody takes it all. Addresses are
 * kept as a digest with a key of this run, in memory, and only to count. */
#ifndef PLANNER_HTTP_RATES_H
#define PLANNER_HTTP_RATES_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <sys/socket.h>

#include "patchplan/core/error.h"

enum pp_rate { PP_RATE_SIGN_IN, PP_RATE_FORM, PP_RATE_DRAFT, PP_N_RATES };
enum { PP_RATE_ROOM = 8192 };

struct pp_rates {
    pthread_mutex_t lock;
    uint64_t key;
    struct pp_rate_row {
        uint64_t mark;
        double left, at_s;
    } rows[PP_N_RATES][PP_RATE_ROOM];
};

struct pp_rates *pp_rates_new(struct pp_error *reterr); /* NULL: no memory */
void pp_rates_free(struct pp_rates *rates);

/* An address as it is counted, out of "192.0.2.1", "192.0.2.1:5678", "2001:db8::1", "[2001:db8::1]:443": without its port,
 * of IPv6 the first 64 bits, as all of them are one customer's; "" of what is no address. */
enum { PP_ADDRESS_SIZE = 48 };
void pp_rates_name(const char *text, char ret_name[PP_ADDRESS_SIZE]);
/* The mark of an address as text, as above: all that is none has one and the same. */
uint64_t pp_rates_mark(const struct pp_rates *rates, const char *address);
/* The same of a socket's peer. */
uint64_t pp_rates_mark_peer(const struct pp_rates *rates, const struct sockaddr *address);

/* May the address send another form, or ask for another page of a draft, at `now_s` (pp_clock_s())? If so, it is counted.
 * A bucket of 60 sign-ins, filled by one every two seconds; of 240 other forms, by four a second; of 120 pages, by two. Two addresses that share a row take each other's
 * place: too lenient then, never too strict. */
bool pp_rates_take(struct pp_rates *rates, enum pp_rate rate, uint64_t mark, double now_s);

#endif
