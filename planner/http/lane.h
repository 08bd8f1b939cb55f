/* Requests that take long (checking a password, a page of staff) are worked out beside, by threads that give way to all
 * others: a look-up never waits for them. */
#ifndef PLANNER_HTTP_LANE_H
#define PLANNER_HTTP_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include <microhttpd.h>

struct pp_server;
struct pp_turn;

enum { PP_MOST_LANE_THREADS = 4 };

struct pp_lane_size {
    int n_threads;    /* PP_MOST_LANE_THREADS at most */
    int room, of_one; /* how many may wait or be worked out: in all, of one address */
};

/* What waits: inside struct pp_turn. */
struct pp_lane_place {
    struct pp_turn *next;
    struct MHD_Connection *mhd;
    uint64_t mark; /* of the address */
    double due_s;  /* on pp_clock_s(): when the answer, worked out, may go */
};

/* Work one out; inside a thread of ours. */
typedef void pp_lane_work(struct pp_server *server, struct pp_turn *turn);

struct pp_lane;
/* NULL: no memory, no thread. The size is copied. */
struct pp_lane *pp_lane_start(struct pp_server *server, pp_lane_work *work,
                              const struct pp_lane_size *size);
/* Take a request: its connection sleeps until turn->is_answered, then libmicrohttpd asks for it again. False, and the
 * connection is awake: so many wait already, in all or of this address. */
bool pp_lane_take(struct pp_lane *lane, struct MHD_Connection *mhd, struct pp_turn *turn,
                  uint64_t mark);
/* What is being worked out is finished; what waits wakes unanswered, and is taken no more. Before MHD_stop_daemon(). NULL is
 * fine. */
void pp_lane_stop(struct pp_lane *lane);
void pp_lane_free(struct pp_lane *lane); /* after it; NULL is fine */

#endif
