#include "planner/http/slow.h"

#include <pthread.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "planner/http/server.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/cancel.h"

enum { GIVES_WAY = 2 }; /* as nice does */

struct pp_slow {
    struct pp_server *server;
    pp_slow_work *work;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct pp_turn *first, *last; /* to be worked out */
    struct pp_turn *held;         /* worked out, not yet due */
    int n_waiting;                /* not yet worked out */
    int n_threads;
    bool stopping;
    pthread_t threads[PP_SLOW_THREADS];
};

static void append(struct pp_slow *slow, struct pp_turn *turn) {
    turn->slow.next = NULL;
    if (slow->last)
        slow->last->slow.next = turn;
    else
        slow->first = turn;
    slow->last = turn;
}

static struct pp_turn *take_first(struct pp_slow *slow) {
    struct pp_turn *turn = slow->first;
    slow->first = turn->slow.next;
    if (!slow->first)
        slow->last = NULL;
    return turn;
}

/* Afterwards the turn is libmicrohttpd's again. */
static void let_go(struct pp_turn *turn) { MHD_resume_connection(turn->slow.mhd); }

/* Those whose time has come; when the next is due, 0: none is held. */
static double let_go_due(struct pp_slow *slow) {
    double now_s = pp_clock_s(), next_s = 0;
    for (struct pp_turn **at = &slow->held; *at;) {
        struct pp_turn *turn = *at;
        if (turn->slow.due_s <= now_s || slow->stopping) {
            *at = turn->slow.next;
            let_go(turn);
            continue;
        }
        next_s = next_s == 0 || turn->slow.due_s < next_s ? turn->slow.due_s : next_s;
        at = &turn->slow.next;
    }
    return next_s;
}

static void hold(struct pp_slow *slow, struct pp_turn *turn) {
    turn->slow.next = slow->held;
    slow->held = turn;
}

/* Until somebody comes, or the next one held is due. */
static void rest(struct pp_slow *slow, double until_s) {
    struct timespec until;
    if (until_s == 0) {
        pthread_cond_wait(&slow->changed, &slow->lock);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &until);
    double left_s = until_s - pp_clock_s();
    until.tv_nsec += (long)(1e6 + 1e9 * (left_s < 0 ? 0 : left_s > 1 ? 0.99 : left_s));
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&slow->changed, &slow->lock, &until);
}

static void *run(void *context) {
    struct pp_slow *slow = context;
    setpriority(PRIO_PROCESS, (id_t)gettid(), GIVES_WAY); /* of this thread alone, under Linux */
    pthread_mutex_lock(&slow->lock);
    for (;;) {
        double next_s = let_go_due(slow);
        if (slow->stopping)
            break;
        if (!slow->first) {
            rest(slow, next_s);
            continue;
        }
        struct pp_turn *turn = take_first(slow);
        pthread_mutex_unlock(&slow->lock);
        slow->work(slow->server, turn);
        pthread_mutex_lock(&slow->lock);
        slow->n_waiting--;
        turn->is_answered = true;
        turn->slow.due_s = pp_clock_s() + turn->response.wait_s;
        hold(slow, turn);
    }
    pthread_mutex_unlock(&slow->lock);
    return NULL;
}

struct pp_slow *pp_slow_start(struct pp_server *server, pp_slow_work *work) {
    struct pp_slow *slow = pp_alloc(sizeof *slow);
    if (!slow)
        return NULL;
    slow->server = server;
    slow->work = work;
    pthread_mutex_init(&slow->lock, NULL);
    pthread_cond_init(&slow->changed, NULL);
    while (slow->n_threads < PP_SLOW_THREADS &&
           pthread_create(&slow->threads[slow->n_threads], NULL, run, slow) == 0)
        slow->n_threads++;
    if (slow->n_threads > 0)
        return slow;
    pp_slow_free(slow);
    return NULL;
}

static int count_of(const struct pp_slow *slow, uint64_t mark) {
    int n = 0;
    for (const struct pp_turn *at = slow->first; at; at = at->slow.next)
        n += at->slow.mark == mark;
    for (const struct pp_turn *at = slow->held; at; at = at->slow.next)
        n += at->slow.mark == mark;
    return n;
}

bool pp_slow_take(struct pp_slow *slow, struct MHD_Connection *mhd, struct pp_turn *turn,
                  uint64_t mark) {
    pthread_mutex_lock(&slow->lock);
    bool taken =
        !slow->stopping && slow->n_waiting < PP_SLOW_ROOM && count_of(slow, mark) < PP_SLOW_OF_ONE;
    if (taken) {
        turn->slow.mhd = mhd;
        turn->slow.mark = mark;
        slow->n_waiting++;
        MHD_suspend_connection(mhd); /* before anyone can wake it */
        append(slow, turn);
        pthread_cond_signal(&slow->changed);
    }
    pthread_mutex_unlock(&slow->lock);
    return taken;
}

void pp_slow_stop(struct pp_slow *slow) {
    if (!slow)
        return;
    pthread_mutex_lock(&slow->lock);
    slow->stopping = true;
    pthread_cond_broadcast(&slow->changed);
    pthread_mutex_unlock(&slow->lock);
    for (int i = 0; i < slow->n_threads; i++)
        pthread_join(slow->threads[i], NULL);
    slow->n_threads = 0;
    let_go_due(slow);
    while (slow->first)
        let_go(take_first(slow));
}

void pp_slow_free(struct pp_slow *slow) {
    if (!slow)
        return;
    pthread_mutex_destroy(&slow->lock);
    pthread_cond_destroy(&slow->changed);
    pp_free(slow);
}
