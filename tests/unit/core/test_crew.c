/* A crew does all its work, with all the threads it wants, some or none. */
#include "tests/tap.h"

#include <errno.h>

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

/* Each member of a crew of `n` is done once, `n_had` threads being to be had; how many were done here. */
static int run(int n, int n_had, bool whole, const char *what) {
    static struct member member[MANY];
    struct pp_crew_threads crew;
    int n_wrong = 0, n_here = 0;
    n_to_be_had = n_had;
    n_made = 0;
    for (int i = 0; i < MANY; i++)
        member[i] = (struct member){.number = i};
    if (whole) {
        pp_crew_run(work, member, sizeof *member, n);
    } else {
        pp_crew_start(&crew, work, member, sizeof *member, n);
        pp_crew_join(&crew);
    }
    for (int i = 0; i < MANY; i++) {
        n_wrong += member[i].n_done != (i < n) || member[i].number != i;
        n_here += member[i].n_done > 0 && pthread_equal(member[i].by, pthread_self());
    }
    is_int(n_wrong, 0, what);
    is_int(n_made, n - n_here, "and on as many threads as were made");
    return n_here;
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
    is_int(run(0, 9, false, "nobody at work"), 0, "nothing done");
    return tap_done();
}
