#include "patchplan/core/crew.h"

static void *begin(void *argument) {
    const struct pp_crew_thread *thread = argument;
    thread->work(thread->member);
    return NULL;
}

/* False when no thread is to be had. */
static bool start_one(struct pp_crew_threads *crew, pp_crew_task *work, void *member) {
    if (crew->n == PP_MOST_THREADS)
        return false;
    struct pp_crew_thread *thread = &crew->thread[crew->n];
    *thread = (struct pp_crew_thread){.work = work, .member = member};
    bool started = pthread_create(&thread->id, NULL, begin, thread) == 0;
    crew->n += started;
    return started;
}

/* Threads for the members from `from` on, until one is not to be had; how many members are under way or left to the
 * caller before it. */
static int start_from(struct pp_crew_threads *crew, pp_crew_task *work, char *members, size_t size,
                      int from, int n) {
    int i = from;
    crew->n = 0;
    while (i < n && start_one(crew, work, members + (size_t)i * size))
        i++;
    return i;
}

static void do_here(pp_crew_task *work, char *members, size_t size, int from, int n) {
    for (int i = from; i < n; i++)
        work(members + (size_t)i * size);
}

void pp_crew_run(pp_crew_task *work, void *members, size_t size, int n) {
    struct pp_crew_threads crew;
    int left = start_from(&crew, work, members, size, 1, n);
    do_here(work, members, size, 0, n < 1 ? n : 1);
    do_here(work, members, size, left, n);
    pp_crew_join(&crew);
}

void pp_crew_start(struct pp_crew_threads *crew, pp_crew_task *work, void *members, size_t size,
                   int n) {
    do_here(work, members, size, start_from(crew, work, members, size, 0, n), n);
}

void pp_crew_join(struct pp_crew_threads *crew) {
    for (int i = 0; i < crew->n; i++)
        pthread_join(crew->thread[i].id, NULL);
    crew->n = 0;
}
