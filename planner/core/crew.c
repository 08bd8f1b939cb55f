#include "patchplan/core/crew.h"

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#include "patchplan/core/cancel.h"

struct crew {
    pp_crew_task *work;
    int n_threads;
    int n_working; /* under `lock` */
    pthread_mutex_t lock;
    pthread_cond_t ended; /* goes by the monotonic clock */
    struct thread {
        struct crew *crew;
        void *member;
        pthread_t id;
    } thread[PP_MOST_THREADS];
};

static void crew_init(struct crew *crew, pp_crew_task *work) {
    pthread_condattr_t monotonic;
    crew->work = work;
    crew->n_threads = crew->n_working = 0;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&crew->ended, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

static void join(struct crew *crew) {
    for (int i = 0; i < crew->n_threads; i++)
        pthread_join(crew->thread[i].id, NULL);
    pthread_cond_destroy(&crew->ended);
    pthread_mutex_destroy(&crew->lock);
}

static void count_working(struct crew *crew, int more) {
    pthread_mutex_lock(&crew->lock);
    crew->n_working += more;
    pthread_cond_signal(&crew->ended);
    pthread_mutex_unlock(&crew->lock);
}

static void *begin(void *argument) {
    struct thread *thread = argument;
    thread->crew->work(thread->member);
    count_working(thread->crew, -1);
    return NULL;
}

/* False when no thread is to be had. */
static bool start_one(struct crew *crew, void *member) {
    if (crew->n_threads == PP_MOST_THREADS)
        return false;
    struct thread *thread = &crew->thread[crew->n_threads];
    *thread = (struct thread){.crew = crew, .member = member};
    count_working(crew, 1);
    bool started = pthread_create(&thread->id, NULL, begin, thread) == 0;
    if (!started)
        count_working(crew, -1);
    crew->n_threads += started;
    return started;
}

/* Threads for the members from `from` on, until one is not to be had; the first member without one, or `n`. */
static int start_from(struct crew *crew, char *members, size_t size, int from, int n) {
    int i = from;
    while (i < n && start_one(crew, members + (size_t)i * size))
        i++;
    return i;
}

static struct timespec soon(void) {
    double at_s = pp_clock_s() + 1e-3 * PP_LOOK_MS;
    time_t whole_s = (time_t)at_s;
    return (struct timespec){.tv_sec = whole_s, .tv_nsec = (long)(1e9 * (at_s - (double)whole_s))};
}

/* Until another ends or a look is due; false when none is at work. */
static bool wait_a_little(struct crew *crew) {
    pthread_mutex_lock(&crew->lock);
    struct timespec at = soon();
    if (crew->n_working > 0)
        pthread_cond_timedwait(&crew->ended, &crew->lock, &at);
    bool working = crew->n_working > 0;
    pthread_mutex_unlock(&crew->lock);
    return working;
}

void pp_crew_run(pp_crew_task *work, void *members, size_t size, int n) {
    struct crew crew;
    crew_init(&crew, work);
    int left = start_from(&crew, members, size, 1, n);
    for (int i = 0; i < n; i = i == 0 ? left : i + 1)
        work((char *)members + (size_t)i * size);
    join(&crew);
}

void pp_crew_run_watched(pp_crew_task *work, void *members, size_t size, int n, pp_crew_look *look,
                         void *context) {
    struct crew crew;
    crew_init(&crew, work);
    int left = start_from(&crew, members, size, 0, n);
    do
        look(context);
    while (wait_a_little(&crew));
    for (int i = left; i < n; i++) {
        look(context);
        work((char *)members + (size_t)i * size);
    }
    look(context);
    join(&crew);
}
