/* Long work for the web: asked for, waiting, run as a child of this program, told about, ended.
 *
 * One at a time, in the order they were asked for. What a job is doing is kept in the planning file, so that whoever asked
 * may leave and come back, and a server that was stopped finds out what became of it.
 */
#ifndef PATCHPLAN_SERVICE_JOBS_H
#define PATCHPLAN_SERVICE_JOBS_H

#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/store/job.h"

/* ---- asking ---- */

struct pp_job_wish {
    const char *kind;         /* "draw patches": for people */
    const char *const *words; /* the command and its words, without program and planning file */
    size_t n_words;
    const char *result; /* the page it leads to */
    const char *file;   /* removed when it has ended, but for a dry run that was done; NULL: none */
    int64_t user_id;
};
/* PP_E_BUSY, in words: 5 of this account's wait already, or 30 in all. */
int pp_service_job_add(struct pp_db *db, const struct pp_job_wish *wish, int64_t *ret_job_id,
                       struct pp_error *reterr) PP_CHECKED;

/* Ask it to stop: what waits never begins; what runs keeps the best it has, where there is one, and ends. PP_E_NOTFOUND; PP_E_CONFLICT: it has
 * ended. */
int pp_service_job_cancel(struct pp_db *db, int64_t job_id, struct pp_error *reterr) PP_CHECKED;

/* A job for a page and for whoever watches it:
 *   {"id","kind","about": the plan it names,"by","state","open": not ended,"canStop","stopWords","stateWords","phase","percent","note","messages":[lines],"said": there are some,
 *    "result","good": its answer is worth looking at,"made","began","ended"}
 * PP_E_NOTFOUND. */
int pp_service_job_json(struct pp_db *db, int64_t job_id, struct pp_json **ret_job,
                        struct pp_error *reterr) PP_CHECKED;
/* The job that made what stands on this page, as above; NULL: none that is still known. */
int pp_service_job_of_page(struct pp_db *db, const char *href, struct pp_json **ret_job,
                           struct pp_error *reterr) PP_CHECKED;
/* The newest ones, as above without messages: an array. */
int pp_service_jobs_json(struct pp_db *db, const struct pp_job_whose *whose, size_t most,
                         struct pp_json **ret_jobs, struct pp_error *reterr) PP_CHECKED;
/* Is the job one of these? PP_E_REFUSED in words, PP_E_NOTFOUND. */
int pp_service_job_check(struct pp_db *db, int64_t job_id, const struct pp_job_whose *whose,
                         struct pp_error *reterr) PP_CHECKED;

/* ---- running ---- */

struct pp_jobs; /* a thread that runs what waits */

/* `program`: what is run, "/proc/self/exe". What an earlier server left is looked after: a job whose process lives on is
 * waited for, one whose process is gone is reported as killed. PP_E_BUSY: another server looks after this file. */
int pp_jobs_start(const char *db_path, const char *program, struct pp_jobs **ret_jobs,
                  struct pp_error *reterr) PP_CHECKED;
/* Look at once: something was added or is to stop. NULL is fine. */
void pp_jobs_wake(struct pp_jobs *jobs);
/* When it last wrote about a job, on pp_clock_s(). NULL: never. */
double pp_jobs_wrote_at_s(const struct pp_jobs *jobs);
/* What runs is asked to stop and given some seconds to keep its best. NULL is fine. */
void pp_jobs_stop(struct pp_jobs *jobs);

#endif
