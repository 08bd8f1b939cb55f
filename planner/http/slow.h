/* Requests that take a processor for long (checking a password) are answered beside, by two threads of their own that
 * give way to all others: a look-up never waits for them. */
#ifndef PLANNER_HTTP_SLOW_H
#define PLANNER_HTTP_SLOW_H

#include <stdbool.h>
#include <stdint.h>

#include <microhttpd.h>

struct pp_server;
struct pp_turn;

enum { PP_SLOW_THREADS = 2, PP_SLOW_ROOM = 24, PP_SLOW_OF_ONE = 12 };

/* What waits: inside struct pp_turn. */
struct pp_slow_place {
    struct pp_turn *next;
    struct MHD_Connection *mhd;
    uint64_t mark; /* of the address */
    double due_s;  /* on pp_clock_s(): when the answer, worked out, may go */
};

/* Work one out; inside a thread of ours. */
typedef void pp_slow_work(struct pp_server *server, struct pp_turn *turn);

struct pp_slow;
/* NULL: no memory, no thread. */
struct pp_slow *pp_slow_start(struct pp_server *server, pp_slow_work *work);
/* Take a request: its connection sleeps until turn->is_answered, then libmicrohttpd asks for it again. False, and the
 * connection is awake: so many wait already, in all or of this address. */
bool pp_slow_take(struct pp_slow *slow, struct MHD_Connection *mhd, struct pp_turn *turn,
                  uint64_t mark);
/* What is being worked out is finished; what waits wakes unanswered, and is taken no more. Before MHD_stop_daemon(). NULL is
 * fine. */
void pp_slow_stop(struct pp_slow *slow);
void pp_slow_free(struct pp_slow *slow); /* after it; NULL is fine */

#endif
