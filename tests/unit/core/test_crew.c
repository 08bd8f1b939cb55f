/* A crew does all its work, with all the threads it wants, some or none. */
#include "tests/tap.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#include "patchplan/core/crew.h"

enum { MANY = PP_MOST_THREADS + 9 };

/* Threads that are still to be had. This stands in for the system's own, which never says no in a test. */
static int n_to_be_had;
static int n_made;

static int make_thread(pthread_t *ret_id, void *(*work)(void *), void *argument) {
    if (n_to_be_had <= 0)
        return EAGAIN;
    n_to_be_had--;
    n_made++;
    return pthread_create(ret_id, NULL, work, argument);
}

#define pthread_create(id, attributes, work, argument) make_thread(id, work, argument)
#include "planner/core/crew.c"

struct member {
    int number, n_done;
    pthread_t by;
};

static void work(void *argument) {
    struct member *member = argument;
    member->n_done++;
    member->by = pthread_self();
}

static int n_looks;
static void count_look(void *context) { n_looks += context == &n_looks; }

/* Each member of a crew of `n` is done once, `n_had` threads being to be had; how many were done here. */
static int run(int n, int n_had, bool whole, const char *what) {
    static struct member member[MANY];
    int n_wrong = 0, n_here = 0;
    n_to_be_had = n_had;
    n_made = n_looks = 0;
    for (int i = 0; i < MANY; i++)
        member[i] = (struct member){.number = i};
    if (whole) {
        pp_crew_run(work, member, sizeof *member, n);
    } else {
        pp_crew_run_watched(work, member, sizeof *member, n, count_look, &n_looks);
    }
    for (int i = 0; i < MANY; i++) {
        n_wrong += member[i].n_done != (i < n) || member[i].number != i;
        n_here += member[i].n_done > 0 && pthread_equal(member[i].by, pthread_self());
    }
    is_int(n_wrong, 0, what);
    is_int(n_made, n - n_here, "and on as many threads as were made");
    return n_here;
}

/* A member that works until its watcher tells it to end, at the third look. */
struct waiting {
    atomic_int n_looks, ended;
    double begun_s, seconds;
};

static void work_until_told(void *member) {
    struct waiting *waiting = *(struct waiting **)member;
    while (atomic_load(&waiting->n_looks) < 3 && pp_clock_s() < waiting->begun_s + 10)
        ;
    atomic_fetch_add(&waiting->ended, 1);
}

static void look_at(void *context) {
    struct waiting *waiting = context;
    atomic_fetch_add(&waiting->n_looks, 1);
    waiting->seconds = pp_clock_s() - waiting->begun_s;
}

static void test_watch(void) {
    struct waiting waiting = {.begun_s = pp_clock_s()}, *member[] = {&waiting, &waiting};
    n_to_be_had = 9;
    pp_crew_run_watched(work_until_told, member, sizeof *member, 2, look_at, &waiting);
    is_int(waiting.ended, 2, "those at work hear from who watches");
    ok(waiting.seconds >= 1.5e-3 * PP_LOOK_MS && waiting.seconds < 5,
       "who looks again when a look is due");
}

int main(void) {
    is_int(run(4, 9, true, "four at work, threads enough"), 1, "the first on this thread");
    is_int(run(4, 2, true, "four at work, two threads to be had"), 2, "two of them on this one");
    is_int(run(4, 0, true, "four at work, no thread to be had"), 4, "all on this one");
    is_int(run(1, 9, true, "one at work"), 1, "on this thread");
    is_int(run(MANY, MANY, true, "more at work than there may be threads"), MANY - PP_MOST_THREADS,
           "what is left over on this one");
    is_int(run(3, 9, false, "three watched"), 0, "none on the thread of the watcher");
    is_int(run(3, 1, false, "three watched, one thread to be had"), 2, "two on the watcher's");
    is_int(run(3, 0, false, "three watched, no thread to be had"), 3, "all on the watcher's");
    is_int(n_looks, 5, "with a look before each, one at first and one at last");
    is_int(run(0, 9, false, "nobody at work"), 0, "nothing done");
    test_watch();
    return tap_done();
}
