/* Threads that share some work and end together. Where a thread is not to be had its work is done on the caller's,
 * so that none is ever left out: only later. */
#ifndef PATCHPLAN_CORE_CREW_H
#define PATCHPLAN_CORE_CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { PP_MOST_THREADS = 64 }; /* of one crew */

/* What a member of the crew does; errors go into the member. */
typedef void pp_crew_task(void *member);

/* `n` members of `size` bytes each, one after another. The first works on this thread, each other on its own; those
 * beyond PP_MOST_THREADS, or for whom no thread is to be had, after the first on this thread. Returns when all are
 * done. */
void pp_crew_run(pp_crew_task *work, void *members, size_t size, int n);

/* The same in two parts, for a caller who watches: each member works on a thread of its own, while the caller goes
 * on; those for whom no thread is to be had are done before it returns. Members stay where they are until
 * pp_crew_join() has come back. */
struct pp_crew_threads {
    int n;
    struct pp_crew_thread {
        pp_crew_task *work;
        void *member;
        pthread_t id;
    } thread[PP_MOST_THREADS];
};
void pp_crew_start(struct pp_crew_threads *crew, pp_crew_task *work, void *members, size_t size,
                   int n);
void pp_crew_join(struct pp_crew_threads *crew);

#endif
