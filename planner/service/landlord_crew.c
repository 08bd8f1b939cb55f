/* The crew: threads that take landlords, largest first, until none is left or time is up.
 *
 * Largest first keeps all cores busy to the end (Graham 1969). A landlord gets the part of the remaining
 * core-seconds that its units have of the remaining units, reckoned anew each time, so that what one does not use
 * goes to the others; the last hundredths are kept back, so that none is left undone. One that is larger than all
 * others together would leave cores without work: such giants come first, each with all cores. */
#include "planner/service/landlords.h"

#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/crew.h"

enum { ALWAYS = 150 };              /* reading, neighbours and saving, in units to be drawn */
static const double least_s = 0.05; /* with less left no landlord is begun */
static const double spare = 0.03;   /* of the time, kept back for those that take longer */

struct crew;

struct worker {
    struct crew *crew;
    struct pp_cancel cancel;
    double begun_s, seconds; /* the present landlord's */
    int64_t n_groups;
    bool busy;
};

struct crew {
    struct pp_country *country;
    struct worker worker[PP_MOST_CREW];
    int n_workers, n_jobs;
    int to; /* landlords up to this one are this crew's */
};

/* ---- what is left ---- */

static double work_of(int64_t n_groups) { return (double)n_groups + ALWAYS; }

/* Work that is still to be done, of landlords in hand the part whose time is not over. Under the lock. */
static double work_left(const struct crew *crew, double now_s) {
    const struct pp_country *country = crew->country;
    double left =
        (double)country->groups_left + (double)ALWAYS * (country->n_landlords - country->next);
    for (int i = 0; i < crew->n_workers; i++) {
        const struct worker *worker = &crew->worker[i];
        double part = worker->seconds > 0 ? 1 - (now_s - worker->begun_s) / worker->seconds : 1;
        left += part > 0 && worker->busy ? part * work_of(worker->n_groups) : 0;
    }
    return left;
}

static double share_of_time(const struct crew *crew, int64_t n_groups, double now_s) {
    const struct pp_country *country = crew->country;
    double started_s = country->request->allocate->started_s;
    double held_s = spare * (country->until_s - started_s);
    double left_s = country->until_s - now_s;
    double n_cores = (double)crew->n_workers * crew->n_jobs;
    double cores_each = crew->n_jobs;
    double work = work_left(crew, now_s) + work_of(n_groups);
    double share_s = (left_s - held_s) * n_cores / cores_each * work_of(n_groups) / work;
    share_s = share_s > least_s ? share_s : least_s;
    return share_s < left_s ? share_s : left_s;
}

/* The next landlord, or NULL; `ret_seconds` 0 = no limit. */
static const struct pp_landlord *take(struct worker *worker, double *ret_seconds) {
    struct crew *crew = worker->crew;
    struct pp_country *country = crew->country;
    const struct pp_landlord *landlord = NULL;
    double now_s = pp_clock_s();
    pthread_mutex_lock(&country->lock);
    worker->busy = false;
    if (country->until_s > 0 && country->until_s - now_s < least_s)
        country->next = country->n_landlords;
    if (!country->stop && country->next < crew->to) {
        landlord = &country->landlords[country->next++];
        country->groups_left -= landlord->n_groups;
        *ret_seconds = country->until_s > 0 ? share_of_time(crew, landlord->n_groups, now_s) : 0;
        worker->begun_s = now_s;
        worker->seconds = *ret_seconds;
        worker->n_groups = landlord->n_groups;
        worker->busy = true;
    }
    pthread_mutex_unlock(&country->lock);
    return landlord;
}

/* ---- work ---- */

/* Without memory, disk or the file there is no use in going on; else the landlord is passed over. */
static bool is_final(int rc) {
    return rc == PP_E_NOMEM || rc == PP_E_FULL || rc == PP_E_IO || rc == PP_E_READONLY ||
           rc == PP_E_BUSY || rc == PP_E_FORMAT || rc == PP_E_CANCELLED || rc == PP_E_USAGE;
}

static void note_failure(struct pp_country *country, const struct pp_landlord *landlord, int rc,
                         const struct pp_error *err) {
    pthread_mutex_lock(&country->lock);
    if (is_final(rc) && !country->stop) {
        country->stop = rc;
        country->stop_error = *err;
    } else if (!is_final(rc) && country->found->n_failed++ == 0) {
        pp_fail(&country->found->failure, rc, "%s: %s", pp_landlord_label(landlord->code),
                err->message);
    }
    pthread_mutex_unlock(&country->lock);
}

static void work(void *member) {
    struct worker *worker = member;
    struct pp_country *country = worker->crew->country;
    PP_AUTO_DB struct pp_db *reader = NULL;
    struct pp_error err = {0};
    const struct pp_landlord *landlord;
    double seconds = 0;
    int rc = pp_db_open(pp_db_path(country->source), PP_DB_READ, &reader, &err);
    if (rc)
        note_failure(country, &country->landlords[0], PP_E_IO, &err);
    while (!rc && (landlord = take(worker, &seconds)) != NULL) {
        struct pp_landlord_task task = {
            country, landlord, reader, &worker->cancel, worker->crew->n_jobs, seconds};
        worker->cancel.deadline_s = 0;
        err = (struct pp_error){0};
        int failed = pp_landlord_draw(&task, &err);
        if (failed)
            note_failure(country, landlord, failed, &err);
    }
}

static void pass_on_wish_to_stop(void *context) {
    struct crew *crew = context;
    const struct pp_cancel *cancel = crew->country->request->allocate->cancel;
    for (int i = 0; i < crew->n_workers && pp_cancelled(cancel); i++)
        atomic_store(&crew->worker[i].cancel.requested, 1);
}

/* Landlords up to `to`, by `n_workers` threads with `n_jobs` each. */
static int run_crew(struct pp_country *country, int to, int n_workers, int n_jobs,
                    struct pp_error *reterr) {
    PP_AUTO_FREE struct crew *crew = pp_alloc(sizeof *crew);
    if (!crew)
        return pp_fail_nomem(reterr);
    crew->country = country;
    crew->n_jobs = n_jobs;
    crew->to = to;
    crew->n_workers = n_workers;
    for (int i = 0; i < n_workers; i++)
        crew->worker[i].crew = crew;
    pp_crew_run_watched(work, crew->worker, sizeof *crew->worker, n_workers, pass_on_wish_to_stop,
                        crew);
    return 0;
}

/* How many of the first landlords are each larger than what a core would have of it and all that follow. */
static int count_giants(const struct pp_country *country, int n_jobs) {
    int64_t left = country->groups_left;
    int n = 0;
    while (n < country->n_landlords && n_jobs > 1 && country->landlords[n].n_groups * n_jobs > left)
        left -= country->landlords[n++].n_groups;
    return n;
}

int pp_crew_work(struct pp_country *country, struct pp_error *reterr) {
    int told = country->request->allocate->n_jobs;
    long n_cores = told > 0 ? told : sysconf(_SC_NPROCESSORS_ONLN);
    int n_jobs = n_cores < 1 ? 1 : n_cores < PP_MOST_CREW ? (int)n_cores : PP_MOST_CREW;
    int n_giants = count_giants(country, n_jobs);
    int rc = n_giants > 0 ? run_crew(country, n_giants, 1, n_jobs, reterr) : 0;
    int n_left = country->n_landlords - country->next;
    if (!rc && n_left > 0 && !country->stop)
        rc = run_crew(country, country->n_landlords, n_left < n_jobs ? n_left : n_jobs, 1, reterr);
    if (!rc && country->stop && country->stop != PP_E_CANCELLED) {
        *reterr = country->stop_error;
        rc = country->stop;
    }
    return rc;
}
