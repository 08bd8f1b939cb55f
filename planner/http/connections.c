#include "planner/http/connections.h"

#include <sys/socket.h>
#include <time.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/cancel.h"

static void unlink_one(struct pp_connections *connections, struct pp_connection *connection) {
    if (connection->earlier)
        connection->earlier->later = connection->later;
    else
        connections->first = connection->later;
    if (connection->later)
        connection->later->earlier = connection->earlier;
    else
        connections->last = connection->earlier;
    connection->earlier = connection->later = NULL;
}

static void append(struct pp_connections *connections, struct pp_connection *connection) {
    connection->earlier = connections->last;
    if (connections->last)
        connections->last->later = connection;
    else
        connections->first = connection;
    connections->last = connection;
}

/* libmicrohttpd sees the end of the socket and closes it in its own thread: the socket stays ours until
 * pp_connections_notify() is told, so that no other file can have its number. */
static void end(struct pp_connection *connection) {
    shutdown(connection->socket, SHUT_RDWR);
    connection->is_idle = false;
}

static void wake(struct pp_connection *connection) {
    connection->is_asleep = false;
    MHD_resume_connection(connection->mhd);
}

static void look(struct pp_connections *connections) {
    double now_s = pp_clock_s();
    pthread_mutex_lock(&connections->lock);
    for (struct pp_connection *at = connections->first; at; at = at->later) {
        if (at->is_asleep)
            wake(at);
        else if (now_s > at->until_s)
            end(at);
    }
    pthread_mutex_unlock(&connections->lock);
}

static void *mind(void *context) {
    struct pp_connections *connections = context;
    for (;;) {
        nanosleep(&(struct timespec){.tv_nsec = 500 * 1000 * 1000}, NULL);
        pthread_mutex_lock(&connections->lock);
        bool stopping = connections->stopping;
        pthread_mutex_unlock(&connections->lock);
        if (stopping)
            return NULL;
        look(connections);
    }
}

int pp_connections_start(struct pp_connections *connections, int most, const char *proxy,
                         const struct pp_rates *rates) {
    *connections = (struct pp_connections){.most = most,
                                           .most_of_one = most / 4,
                                           .free_mark = proxy ? pp_rates_mark(rates, proxy) : 0,
                                           .rates = rates};
    pthread_mutex_init(&connections->lock, NULL);
    connections->has_minder = pthread_create(&connections->minder, NULL, mind, connections) == 0;
    return connections->has_minder ? 0 : -1;
}

void pp_connections_stop(struct pp_connections *connections) {
    pthread_mutex_lock(&connections->lock);
    connections->stopping = true;
    pthread_mutex_unlock(&connections->lock);
    if (connections->has_minder)
        pthread_join(connections->minder, NULL);
    connections->has_minder = false;
    pthread_mutex_lock(&connections->lock);
    for (struct pp_connection *at = connections->first; at; at = at->later) {
        if (at->is_asleep)
            wake(at);
        else if (at->is_idle)
            end(at);
    }
    pthread_mutex_unlock(&connections->lock);
}

void pp_connections_done(struct pp_connections *connections) {
    pthread_mutex_destroy(&connections->lock);
}

static int *count_of(struct pp_connections *connections, uint64_t mark) {
    return &connections->n_of[mark % PP_CONNECTION_ROOM];
}

/* End the longest idle, of an address or (0) of all. */
static void end_idle(struct pp_connections *connections, uint64_t mark) {
    for (struct pp_connection *at = connections->first; at; at = at->later)
        if (at->is_idle && (mark == 0 || at->mark == mark)) {
            end(at);
            return;
        }
}

/* Room for one more of an address. */
static void make_room(struct pp_connections *connections, uint64_t mark) {
    bool is_free = mark == connections->free_mark;
    if (!is_free && *count_of(connections, mark) >= connections->most_of_one)
        end_idle(connections, mark);
    else if (connections->n >= connections->most - connections->most / 8)
        end_idle(connections, 0);
}

static void open_one(struct pp_connections *connections, struct MHD_Connection *mhd,
                     void **socket_context) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *peer =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct pp_connection *connection = info ? pp_alloc(sizeof *connection) : NULL;
    if (!connection)
        return;
    connection->mhd = mhd;
    connection->socket = info->connect_fd;
    connection->mark = pp_rates_mark_peer(connections->rates, peer ? peer->client_addr : NULL);
    connection->is_idle = true;
    connection->until_s = pp_clock_s() + PP_REQUEST_S;
    pthread_mutex_lock(&connections->lock);
    make_room(connections, connection->mark);
    append(connections, connection);
    connections->n++;
    ++*count_of(connections, connection->mark);
    pthread_mutex_unlock(&connections->lock);
    *socket_context = connection;
}

void pp_connections_notify(void *context, struct MHD_Connection *mhd, void **socket_context,
                           enum MHD_ConnectionNotificationCode code) {
    struct pp_connections *connections = context;
    struct pp_connection *connection = *socket_context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        open_one(connections, mhd, socket_context);
    } else if (connection) {
        pthread_mutex_lock(&connections->lock);
        unlink_one(connections, connection);
        connections->n--;
        --*count_of(connections, connection->mark);
        pthread_mutex_unlock(&connections->lock);
        pp_free(connection);
        *socket_context = NULL;
    }
}

struct pp_connection *pp_connection_of(struct MHD_Connection *mhd) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

void pp_connection_allow(struct pp_connections *connections, struct pp_connection *connection,
                         double seconds, bool is_idle) {
    if (!connection)
        return;
    double until_s = pp_clock_s() + seconds;
    pthread_mutex_lock(&connections->lock);
    connection->until_s = until_s;
    connection->is_idle = is_idle;
    if (is_idle && connection != connections->last) {
        unlink_one(connections, connection);
        append(connections, connection);
    }
    pthread_mutex_unlock(&connections->lock);
}

void pp_connection_sleep(struct pp_connections *connections, struct pp_connection *connection) {
    pthread_mutex_lock(&connections->lock);
    if (!connections->stopping) {
        connection->is_asleep = true;
        connection->until_s = pp_clock_s() + PP_ANSWER_S;
        MHD_suspend_connection(connection->mhd);
    }
    pthread_mutex_unlock(&connections->lock);
}
