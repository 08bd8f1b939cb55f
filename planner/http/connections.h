/* Every open connection, so that slow and idle ones can be ended: a time by which the request must be here, and the
 * answer gone. Streams that have nothing to say sleep here. */
#ifndef PLANNER_HTTP_CONNECTIONS_H
#define PLANNER_HTTP_CONNECTIONS_H

#include <pthread.h>
#include <stdbool.h>

#include <microhttpd.h>

#include "planner/http/rates.h"

enum { PP_CONNECTION_ROOM = 4096 };
enum { PP_REQUEST_S = 20, PP_ANSWER_S = 60, PP_WAIT_S = 600, PP_UPLOAD_S = 600 };

struct pp_connection {
    struct pp_connection *earlier, *later;
    struct MHD_Connection *mhd;
    int socket;
    uint64_t mark;  /* of the peer's address */
    double until_s; /* on pp_clock_s() */
    bool is_idle;   /* between requests, or still sending its head */
    bool is_asleep; /* a stream, suspended */
};

struct pp_connections {
    pthread_mutex_t lock;
    struct pp_connection *first, *last; /* in the order in which they were opened or became idle */
    int n, most;
    int most_of_one;              /* of one address */
    uint64_t free_mark;           /* of the trusted proxy, which may hold them all; 0: none */
    int n_of[PP_CONNECTION_ROOM]; /* by mark; addresses that share a place share its count */
    const struct pp_rates *rates; /* marks addresses */
    pthread_t minder;
    bool stopping, has_minder;
};

/* Begin minding; `most` at once, of one address a quarter of them, but of `proxy` (NULL: none) all: when it gets tight,
 * whoever has been idle longest makes room, of that address or of all. */
int pp_connections_start(struct pp_connections *connections, int most, const char *proxy,
                         const struct pp_rates *rates);
/* Wake every stream, end every connection that is idle. Before MHD_stop_daemon(). */
void pp_connections_stop(struct pp_connections *connections);
void pp_connections_done(struct pp_connections *connections);

/* For MHD_OPTION_NOTIFY_CONNECTION; the context is the struct. */
void pp_connections_notify(void *context, struct MHD_Connection *mhd, void **socket_context,
                           enum MHD_ConnectionNotificationCode code);
/* What is known of a connection; NULL when there was no memory to know it. */
struct pp_connection *pp_connection_of(struct MHD_Connection *mhd);
/* It has so many seconds from now for what it is doing. */
void pp_connection_allow(struct pp_connections *connections, struct pp_connection *connection,
                         double seconds, bool is_idle);
/* Suspend a stream until the next look, half a second at most. */
void pp_connection_sleep(struct pp_connections *connections, struct pp_connection *connection);

#endif
