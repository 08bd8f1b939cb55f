/* Long work that the web asked for: rows of table job, from waiting to ended. */
#ifndef PATCHPLAN_STORE_JOB_H
#define PATCHPLAN_STORE_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"

enum pp_job_state {
    PP_JOB_WAITING,
    PP_JOB_RUNNING,
    PP_JOB_STOPPING,  /* asked to stop, not yet ended */
    PP_JOB_DONE,      /* by itself, with an answer; `status` says which */
    PP_JOB_FAILED,    /* by itself, without */
    PP_JOB_CANCELLED, /* as asked */
    PP_JOB_KILLED,    /* by somebody else, or nobody knows how */
    PP_N_JOB_STATES
};
/* "waiting"; in the file. */
const char *pp_job_state_name(enum pp_job_state state);

/* Texts live in the arena it was read into, and are never NULL but for the moments. */
struct pp_job {
    int64_t job_id, user_id; /* user_id 0: nobody's */
    const char *kind;        /* "allocate" */
    const char *argv;        /* a JSON array: the command and its words, without the program */
    enum pp_job_state state;
    int64_t pid;                      /* 0: not begun */
    const char *pid_start;            /* when that process began */
    const char *progress;             /* the last line of --progress json */
    const char *messages;             /* what it said */
    const char *output;               /* what it answered on standard output */
    const char *result;               /* a page of ours to go on to; "" */
    const char *file;                 /* what was sent in for it; "" */
    const char *user;                 /* the account's name; "" */
    int64_t team_id;                  /* of that account; 0: of none */
    int status;                       /* its exit status; -1: not known */
    const char *made, *began, *ended; /* UTC; NULL: not yet */
};

/* A new one, waiting: kind, argv, result, file and user_id are taken. */
int pp_store_job_add(struct pp_db *db, const struct pp_job *job, int64_t *ret_job_id,
                     struct pp_error *reterr) PP_CHECKED;
/* 1 found, 0 not. */
int pp_store_job_get(struct pp_db *db, int64_t job_id, struct pp_arena *arena,
                     struct pp_job *ret_job, struct pp_error *reterr) PP_CHECKED;
/* The newest whose result is this page: 1 found, 0 not. */
int pp_store_job_of_result(struct pp_db *db, const char *result, struct pp_arena *arena,
                           struct pp_job *ret_job, struct pp_error *reterr) PP_CHECKED;
/* The waiting one that was asked for first: 1, or 0 for none. */
int pp_store_job_next(struct pp_db *db, struct pp_arena *arena, struct pp_job *ret_job,
                      struct pp_error *reterr) PP_CHECKED;
/* One that runs or is stopping: 1, or 0 for none. */
int pp_store_job_running(struct pp_db *db, struct pp_arena *arena, struct pp_job *ret_job,
                         struct pp_error *reterr) PP_CHECKED;
/* Whose: everybody's, or what an account and those of its team (0: none) asked for. */
struct pp_job_whose {
    bool all;
    int64_t user_id, team_id;
};
/* The newest `most`, newest first. */
int pp_store_job_list(struct pp_db *db, const struct pp_job_whose *whose, size_t most,
                      struct pp_arena *arena, struct pp_job **ret_jobs, size_t *ret_n,
                      struct pp_error *reterr) PP_CHECKED;
/* When letters of a plan were last made by long work that came to its end, for a change on `from` (ISO): told so, or told no
 * day while `from` was the plan's. UTC, in `arena`; NULL: none that is still known. */
int pp_store_job_letters(struct pp_db *db, const char *plan, const char *from,
                         struct pp_arena *arena, const char **ret_ended,
                         struct pp_error *reterr) PP_CHECKED;
/* How many wait: of all, and of an account. */
int pp_store_job_waiting(struct pp_db *db, int64_t user_id, int64_t *ret_n, int64_t *ret_n_own,
                         struct pp_error *reterr) PP_CHECKED;
/* How many are before it: waiting and asked for earlier, or running. */
int pp_store_job_before(struct pp_db *db, int64_t job_id, int64_t *ret_n,
                        struct pp_error *reterr) PP_CHECKED;

/* From waiting to running; 1 it was waiting, 0 not (any more). */
int pp_store_job_begin(struct pp_db *db, int64_t job_id, struct pp_error *reterr) PP_CHECKED;
/* Which process it is. */
int pp_store_job_process(struct pp_db *db, int64_t job_id, int64_t pid, const char *pid_start,
                         struct pp_error *reterr) PP_CHECKED;
/* How far it has come. NULL: as it is. */
int pp_store_job_tell(struct pp_db *db, int64_t job_id, const char *progress, const char *messages,
                      struct pp_error *reterr) PP_CHECKED;
/* Asked to stop: what waits is cancelled, what runs is stopping, what has ended stays. */
int pp_store_job_cancel(struct pp_db *db, int64_t job_id, struct pp_error *reterr) PP_CHECKED;
/* It has ended: state, status (-1: unknown), messages and output are written. */
int pp_store_job_end(struct pp_db *db, const struct pp_job *job,
                     struct pp_error *reterr) PP_CHECKED;

#endif
