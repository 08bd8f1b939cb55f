/* Threads that share some work and end together. Where a thread is not to be had its work is done on the caller's,
 * so that none is ever left out: only later. */
#ifndef PATCHPLAN_CORE_CREW_H
#define PATCHPLAN_CORE_CREW_H

#include <stddef.h>

enum { PP_MOST_THREADS = 64 }; /* of one crew */

/* What a member of the crew does; errors go into the member. */
typedef void pp_crew_task(void *member);

/* `n` members of `size` bytes each, one after another. The first works on this thread, each other on its own; those
 * beyond PP_MOST_THREADS, or for whom no thread is to be had, after the first on this thread. Returns when all are
 * done. */
void pp_crew_run(pp_crew_task *work, void *members, size_t size, int n);

/* What the caller does between whiles: pass on a wish to stop, say how far they are. */
typedef void pp_crew_look(void *context);

/* The same while this thread watches: each member works on a thread of its own, and `look` is called here, before
 * they are waited for, at least every PP_LOOK_MS while they work, and when all are done. Those for whom no thread is
 * to be had are done last, here, with a look before each but none meanwhile. */
enum { PP_LOOK_MS = 20 };
void pp_crew_run_watched(pp_crew_task *work, void *members, size_t size, int n, pp_crew_look *look,
                         void *context);

#endif
