/* The thread that runs jobs, one after the other. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "planner/service/job_child.h"
#include "planner/service/rooms.h"
#include "planner/service/serving.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/cancel.h"
#include "patchplan/service/file.h"
#include "patchplan/service/jobs.h"
#include "patchplan/service/staff_import.h"

enum { LOOK_MS = 250, IDLE_MS = 2000 };
static const double TELL_EVERY_S = 1, PATIENCE_S = 60, LAST_PATIENCE_S = 15, SWEEP_EVERY_S = 3600;

struct pp_jobs {
    char *db_path, *program;
    int serving; /* of pp_serving_begin() */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stopping; /* under the lock, as all that follows is the thread's own */

    struct pp_db *db;
    int64_t job_id; /* that runs; 0: none */
    struct pp_job_child child;
    bool is_adopted; /* begun by an earlier server: `pid` and `pid_start` tell whether it lives */
    pid_t pid;
    char pid_start[PP_PROCESS_START_SIZE];
    _Atomic double wrote_at_s;
    double swept_s;           /* when files sent in and made were last looked through; 0: never */
    double told_s, stopped_s; /* stopped_s: when it was asked to stop; 0: it was not */
    char *file;               /* sent in for it */
    bool is_look;             /* a dry run: its file stays for the run itself, unless it failed */
};

static bool is_stopping(struct pp_jobs *jobs) {
    pthread_mutex_lock(&jobs->lock);
    bool stopping = jobs->stopping;
    pthread_mutex_unlock(&jobs->lock);
    return stopping;
}

/* Until somebody has something for us, or for so long. */
static void rest(struct pp_jobs *jobs, int ms) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&jobs->lock);
    if (!jobs->stopping)
        pthread_cond_clockwait(&jobs->changed, &jobs->lock, CLOCK_MONOTONIC, &until);
    pthread_mutex_unlock(&jobs->lock);
}

/* After each write. */
static void note_write(struct pp_jobs *jobs) { atomic_store(&jobs->wrote_at_s, pp_clock_s()); }

double pp_jobs_wrote_at_s(const struct pp_jobs *jobs) {
    return jobs ? atomic_load(&jobs->wrote_at_s) : 0;
}

static void forget(struct pp_jobs *jobs, enum pp_job_state ended) {
    bool wants_match =
        ended == PP_JOB_FAILED && pp_import_wants_match(pp_str_text(&jobs->child.messages));
    pp_job_child_done(&jobs->child);
    if (!jobs->is_look || (ended != PP_JOB_DONE && !wants_match))
        pp_service_drop_sent(jobs->file);
    pp_free(jobs->file);
    jobs->file = NULL;
    jobs->job_id = 0;
    jobs->pid = 0;
    jobs->is_adopted = jobs->is_look = false;
    jobs->told_s = jobs->stopped_s = 0;
}

/* ---- beginning ---- */

/* A job that could not even begin has failed, and says why. */
static void end_unbegun(struct pp_jobs *jobs, const char *why) {
    const struct pp_job ended = {
        .job_id = jobs->job_id, .state = PP_JOB_FAILED, .status = -1, .messages = why};
    int rc = pp_store_job_end(jobs->db, &ended, NULL);
    note_write(jobs);
    (void)rc; /* then it is found without a process at the next start, and told so */
    forget(jobs, PP_JOB_FAILED);
}

static int spawn_job(struct pp_jobs *jobs, const struct pp_job *job, struct pp_arena *arena,
                     struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *argv = NULL;
    int rc = pp_json_read_text(job->argv, "job", &argv, reterr);
    size_t n_words = rc ? 0 : pp_json_length(argv);
    const char **words = pp_arena_alloc(arena, (n_words + 1) * sizeof *words);
    if (rc || !words)
        return rc ? rc : pp_fail_nomem(reterr);
    for (size_t i = 0; i < n_words; i++) {
        words[i] = pp_json_text(pp_json_at(argv, i));
        if (!words[i])
            return pp_fail(reterr, PP_E_FORMAT, "what is to be done cannot be read");
        jobs->is_look |= strcmp(words[i], "--dry-run") == 0;
    }
    const struct pp_job_start start = {.program = jobs->program,
                                       .db_path = jobs->db_path,
                                       .who = job->user,
                                       .words = words,
                                       .n_words = n_words};
    return pp_job_child_start(&jobs->child, &start, reterr);
}

/* First it is said to run, then it begins: what dies in between is reported, never run twice. */
static void begin(struct pp_jobs *jobs, const struct pp_job *job, struct pp_arena *arena) {
    struct pp_error err = {0};
    if (pp_store_job_begin(jobs->db, job->job_id, NULL) != 1)
        return;
    note_write(jobs);
    jobs->job_id = job->job_id;
    jobs->file = pp_strdup(job->file);
    if (spawn_job(jobs, job, arena, &err) != 0) {
        end_unbegun(jobs, err.message);
        return;
    }
    jobs->pid = jobs->child.pid;
    setpriority(PRIO_PROCESS, (id_t)jobs->pid, 5); /* look-ups come first */
    pp_process_start(jobs->pid, jobs->pid_start);
    int rc = pp_store_job_process(jobs->db, job->job_id, jobs->pid, jobs->pid_start, NULL);
    note_write(jobs);
    (void)rc; /* the worst: a later server takes it for gone */
}

static void begin_next(struct pp_jobs *jobs) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_job job;
    if (pp_store_job_next(jobs->db, &arena, &job, NULL) == 1)
        begin(jobs, &job, &arena);
}

/* ---- while it runs ---- */

static bool is_ended(struct pp_jobs *jobs) {
    if (!jobs->is_adopted)
        return jobs->child.ended;
    char start[PP_PROCESS_START_SIZE];
    pp_process_start(jobs->pid, start);
    return jobs->pid <= 0 || !*start || strcmp(start, jobs->pid_start) != 0;
}

/* Once to keep its best and end, later without asking. */
static void ask_to_stop(struct pp_jobs *jobs, double patience_s) {
    double now_s = pp_clock_s();
    if (jobs->pid <= 0)
        return;
    if (jobs->stopped_s == 0) {
        jobs->stopped_s = now_s;
        kill(jobs->pid, SIGINT);
    } else if (now_s - jobs->stopped_s > patience_s) {
        kill(jobs->pid, SIGKILL);
    }
}

static bool should_stop(struct pp_jobs *jobs) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_job job;
    return pp_store_job_get(jobs->db, jobs->job_id, &arena, &job, NULL) == 1 &&
           job.state == PP_JOB_STOPPING;
}

static void tell(struct pp_jobs *jobs) {
    double now_s = pp_clock_s();
    const struct pp_job_child *child = &jobs->child;
    if (jobs->is_adopted || now_s - jobs->told_s < TELL_EVERY_S)
        return;
    jobs->told_s = now_s;
    int rc = pp_store_job_tell(jobs->db, jobs->job_id,
                               child->progress.len ? pp_str_text(&child->progress) : NULL,
                               child->messages.len ? pp_str_text(&child->messages) : NULL, NULL);
    note_write(jobs);
    (void)rc; /* somebody is writing: the next line is told */
}

static enum pp_job_state state_of(int status, bool has_answer) {
    switch (status) {
    case 3: /* rows with errors were set aside, or nothing could be taken at all */
        return has_answer ? PP_JOB_DONE : PP_JOB_FAILED;
    case 0:
    case 4: /* a rule gave */
    case 5: /* time ran out */
        return PP_JOB_DONE;
    case 130:
        return PP_JOB_CANCELLED;
    default:
        return PP_JOB_FAILED;
    }
}

/* How it ended is kept before it is forgotten; when the file is busy, it is tried again. */
static void end(struct pp_jobs *jobs) {
    const struct pp_job_child *child = &jobs->child;
    struct pp_job ended = {.job_id = jobs->job_id,
                           .state = PP_JOB_KILLED,
                           .status = -1,
                           .messages = pp_str_text(&child->messages),
                           .output = pp_str_text(&child->output)};
    if (jobs->is_adopted)
        ended.messages = "The service was stopped while this ran, so nobody heard how it ended. "
                         "What it had finished by then is there.";
    else if (WIFEXITED(child->wait_status)) {
        ended.status = WEXITSTATUS(child->wait_status);
        ended.state = state_of(ended.status, child->output.len > 0);
    }
    bool is_kept = pp_store_job_end(jobs->db, &ended, NULL) == 0;
    note_write(jobs);
    if (is_kept)
        forget(jobs, ended.state);
    else
        rest(jobs, LOOK_MS);
}

static void watch(struct pp_jobs *jobs) {
    if (jobs->is_adopted)
        rest(jobs, LOOK_MS);
    else
        pp_job_child_listen(&jobs->child, LOOK_MS);
    if (is_ended(jobs)) {
        end(jobs);
        return;
    }
    tell(jobs);
    if (should_stop(jobs))
        ask_to_stop(jobs, PATIENCE_S);
}

/* ---- the thread ---- */

/* What an earlier server had begun. */
static void adopt(struct pp_jobs *jobs) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_job job;
    if (pp_store_job_running(jobs->db, &arena, &job, NULL) != 1)
        return;
    jobs->job_id = job.job_id;
    jobs->is_adopted = true;
    jobs->pid = (pid_t)job.pid;
    snprintf(jobs->pid_start, sizeof jobs->pid_start, "%s", job.pid_start);
    jobs->file = pp_strdup(job.file);
}

/* The server ends: what runs keeps its best, as when it is stopped by hand. An earlier server's runs on. */
static void finish(struct pp_jobs *jobs) {
    double until_s = pp_clock_s() + LAST_PATIENCE_S + 5;
    while (jobs->job_id && !jobs->is_adopted && pp_clock_s() < until_s) {
        ask_to_stop(jobs, LAST_PATIENCE_S);
        pp_job_child_listen(&jobs->child, LOOK_MS);
        if (is_ended(jobs))
            end(jobs);
    }
}

/* What lies longer than a day goes, whether somebody comes or not. */
static void sweep(struct pp_jobs *jobs) {
    if (jobs->swept_s > 0 && pp_clock_s() < jobs->swept_s + SWEEP_EVERY_S)
        return;
    pp_rooms_sweep(jobs->db_path);
    jobs->swept_s = pp_clock_s();
}

static void *run(void *context) {
    struct pp_jobs *jobs = context;
    while (!is_stopping(jobs)) {
        sweep(jobs);
        if (!jobs->job_id)
            adopt(jobs);
        if (!jobs->job_id)
            begin_next(jobs);
        if (jobs->job_id)
            watch(jobs);
        else
            rest(jobs, IDLE_MS);
    }
    finish(jobs);
    return NULL;
}

static void free_jobs(struct pp_jobs *jobs) {
    pp_job_child_done(&jobs->child);
    pp_db_close(jobs->db);
    if (jobs->db_path)
        pp_serving_end(jobs->db_path, jobs->serving);
    pthread_mutex_destroy(&jobs->lock);
    pthread_cond_destroy(&jobs->changed);
    pp_free(jobs->file);
    pp_free(jobs->db_path);
    pp_free(jobs->program);
    pp_free(jobs);
}

/* Signals are for the thread that serves. */
static int start_thread(struct pp_jobs *jobs, struct pp_error *reterr) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(&jobs->thread, NULL, run, jobs);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc ? pp_fail(reterr, PP_E_NOMEM, "no thread could be started") : 0;
}

int pp_jobs_start(const char *db_path, const char *program, struct pp_jobs **ret_jobs,
                  struct pp_error *reterr) {
    struct pp_jobs *jobs = pp_alloc(sizeof *jobs);
    if (!jobs)
        return pp_fail_nomem(reterr);
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->changed, NULL);
    jobs->child.pipes[0] = jobs->child.pipes[1] = jobs->serving = -1;
    jobs->db_path = pp_strdup(db_path);
    jobs->program = pp_strdup(program);
    int rc = jobs->db_path && jobs->program ? pp_serving_begin(db_path, &jobs->serving, reterr)
                                            : pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_service_open(db_path, true, &jobs->db, NULL, reterr);
    if (!rc)
        rc = start_thread(jobs, reterr);
    if (rc)
        free_jobs(jobs);
    else
        *ret_jobs = jobs;
    return rc;
}

void pp_jobs_wake(struct pp_jobs *jobs) {
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->lock);
    pthread_cond_signal(&jobs->changed);
    pthread_mutex_unlock(&jobs->lock);
}

void pp_jobs_stop(struct pp_jobs *jobs) {
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->stopping = true;
    pthread_cond_signal(&jobs->changed);
    pthread_mutex_unlock(&jobs->lock);
    pthread_join(jobs->thread, NULL);
    free_jobs(jobs);
}
