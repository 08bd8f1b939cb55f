#include "planner/http/lane.h"

#include <pthread.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "planner/http/server.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/cancel.h"

enum { GIVES_WAY = 2 }; /* as nice does */

struct pp_lane {
    struct pp_server *server;
    pp_lane_work *work;
    struct pp_lane_size size;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct pp_turn *first, *last; /* to be worked out */
    struct pp_turn *held;         /* worked out, not yet due */
    int n_waiting;                /* not yet worked out */
    int n_threads;
    bool stopping;
    pthread_t threads[PP_MOST_LANE_THREADS];
};

static void append(struct pp_lane *lane, struct pp_turn *turn) {
    turn->place.next = NULL;
    if (lane->last)
        lane->last->place.next = turn;
    else
        lane->first = turn;
    lane->last = turn;
}

static struct pp_turn *take_first(struct pp_lane *lane) {
    struct pp_turn *turn = lane->first;
    lane->first = turn->place.next;
    if (!lane->first)
        lane->last = NULL;
    return turn;
}

/* Afterwards the turn is libmicrohttpd's again. */
static void let_go(struct pp_turn *turn) { MHD_resume_connection(turn->place.mhd); }

/* Those whose time has come; when the next is due, 0: none is held. */
static double let_go_due(struct pp_lane *lane) {
    double now_s = pp_clock_s(), next_s = 0;
    for (struct pp_turn **at = &lane->held; *at;) {
        struct pp_turn *turn = *at;
        if (turn->place.due_s <= now_s || lane->stopping) {
            *at = turn->place.next;
            let_go(turn);
            continue;
        }
        next_s = next_s == 0 || turn->place.due_s < next_s ? turn->place.due_s : next_s;
        at = &turn->place.next;
    }
    return next_s;
}

static void hold(struct pp_lane *lane, struct pp_turn *turn) {
    turn->place.next = lane->held;
    lane->held = turn;
}

/* Until somebody comes, or the next one held is due. */
static void rest(struct pp_lane *lane, double until_s) {
    struct timespec until;
    if (until_s == 0) {
        pthread_cond_wait(&lane->changed, &lane->lock);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &until);
    double left_s = until_s - pp_clock_s();
    until.tv_nsec += (long)(1e6 + 1e9 * (left_s < 0 ? 0 : left_s > 1 ? 0.99 : left_s));
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&lane->changed, &lane->lock, &until);
}

static void *run(void *context) {
    struct pp_lane *lane = context;
    setpriority(PRIO_PROCESS, (id_t)gettid(), GIVES_WAY); /* of this thread alone, under Linux */
    pthread_mutex_lock(&lane->lock);
    for (;;) {
        double next_s = let_go_due(lane);
        if (lane->stopping)
            break;
        if (!lane->first) {
            rest(lane, next_s);
            continue;
        }
        struct pp_turn *turn = take_first(lane);
        pthread_mutex_unlock(&lane->lock);
        lane->work(lane->server, turn);
        pthread_mutex_lock(&lane->lock);
        lane->n_waiting--;
        turn->is_answered = true;
        turn->place.due_s = pp_clock_s() + turn->response.wait_s;
        hold(lane, turn);
    }
    pthread_mutex_unlock(&lane->lock);
    return NULL;
}

struct pp_lane *pp_lane_start(struct pp_server *server, pp_lane_work *work,
                              const struct pp_lane_size *size) {
    struct pp_lane *lane = pp_alloc(sizeof *lane);
    if (!lane)
        return NULL;
    lane->server = server;
    lane->work = work;
    lane->size = *size;
    pthread_mutex_init(&lane->lock, NULL);
    pthread_cond_init(&lane->changed, NULL);
    while (lane->n_threads < size->n_threads &&
           pthread_create(&lane->threads[lane->n_threads], NULL, run, lane) == 0)
        lane->n_threads++;
    if (lane->n_threads > 0)
        return lane;
    pp_lane_free(lane);
    return NULL;
}

static int count_of(const struct pp_lane *lane, uint64_t mark) {
    int n = 0;
    for (const struct pp_turn *at = lane->first; at; at = at->place.next)
        n += at->place.mark == mark;
    for (const struct pp_turn *at = lane->held; at; at = at->place.next)
        n += at->place.mark == mark;
    return n;
}

bool pp_lane_take(struct pp_lane *lane, struct MHD_Connection *mhd, struct pp_turn *turn,
                  uint64_t mark) {
    pthread_mutex_lock(&lane->lock);
    bool taken = !lane->stopping && lane->n_waiting < lane->size.room &&
                 count_of(lane, mark) < lane->size.of_one;
    if (taken) {
        turn->place.mhd = mhd;
        turn->place.mark = mark;
        lane->n_waiting++;
        MHD_suspend_connection(mhd); /* before anyone can wake it */
        append(lane, turn);
        pthread_cond_signal(&lane->changed);
    }
    pthread_mutex_unlock(&lane->lock);
    return taken;
}

void pp_lane_stop(struct pp_lane *lane) {
    if (!lane)
        return;
    pthread_mutex_lock(&lane->lock);
    lane->stopping = true;
    pthread_cond_broadcast(&lane->changed);
    pthread_mutex_unlock(&lane->lock);
    for (int i = 0; i < lane->n_threads; i++)
        pthread_join(lane->threads[i], NULL);
    lane->n_threads = 0;
    let_go_due(lane);
    while (lane->first)
        let_go(take_first(lane));
}

void pp_lane_free(struct pp_lane *lane) {
    if (!lane)
        return;
    pthread_mutex_destroy(&lane->lock);
    pthread_cond_destroy(&lane->changed);
    pp_free(lane);
}
