#include "patchplan/store/job.h"

#include <string.h>

#include "patchplan/core/alloc.h"

#define NOW "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
#define JOB                                                                                   \
    "SELECT job_id, coalesce(j.user_id, 0), kind, argv, state, coalesce(pid, 0), pid_start,"  \
    " progress, messages, output, result, file, coalesce(u.name, ''), coalesce(status, -1),"  \
    " made_at, began_at, ended_at, coalesce(u.team_id, 0) FROM job j LEFT JOIN user u USING " \
    "(user_id) "

static const char *const state_names[PP_N_JOB_STATES] = {"waiting", "running",   "stopping", "done",
                                                         "failed",  "cancelled", "killed"};

const char *pp_job_state_name(enum pp_job_state state) { return state_names[state]; }

static enum pp_job_state state_of(const char *name) {
    int state = 0;
    while (state < PP_JOB_KILLED && strcmp(state_names[state], name) != 0)
        state++;
    return (enum pp_job_state)state;
}

static int read_job(struct pp_stmt *stmt, struct pp_arena *arena, struct pp_job *ret_job,
                    struct pp_error *reterr) {
    struct pp_job job = {.job_id = pp_column_int(stmt, 0),
                         .user_id = pp_column_int(stmt, 1),
                         .state = state_of(pp_column_text(stmt, 4)),
                         .pid = pp_column_int(stmt, 5),
                         .status = (int)pp_column_int(stmt, 13),
                         .team_id = pp_column_int(stmt, 17)};
    const char **const texts[] = {&job.kind,      &job.argv,     NULL,          NULL,
                                  &job.pid_start, &job.progress, &job.messages, &job.output,
                                  &job.result,    &job.file,     &job.user,     NULL,
                                  &job.made,      &job.began,    &job.ended};
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++) {
        if (!texts[i])
            continue;
        *texts[i] = pp_arena_strdup(arena, pp_column_text(stmt, i + 2));
        if (!*texts[i] && !pp_column_is_null(stmt, i + 2))
            return pp_fail_nomem(reterr);
    }
    *ret_job = job;
    return 0;
}

/* The one row of a statement with one number: 1, or 0 for none. */
static int find_job(struct pp_db *db, const char *sql, int64_t number, struct pp_arena *arena,
                    struct pp_job *ret_job, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, number);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    rc = read_job(stmt, arena, ret_job, reterr);
    return rc ? rc : 1;
}

int pp_store_job_get(struct pp_db *db, int64_t job_id, struct pp_arena *arena,
                     struct pp_job *ret_job, struct pp_error *reterr) {
    return find_job(db, JOB "WHERE job_id = ?1", job_id, arena, ret_job, reterr);
}

int pp_store_job_next(struct pp_db *db, struct pp_arena *arena, struct pp_job *ret_job,
                      struct pp_error *reterr) {
    return find_job(db, JOB "WHERE state = 'waiting' ORDER BY job_id LIMIT ?1", 1, arena, ret_job,
                    reterr);
}

int pp_store_job_running(struct pp_db *db, struct pp_arena *arena, struct pp_job *ret_job,
                         struct pp_error *reterr) {
    return find_job(db, JOB "WHERE state IN ('running', 'stopping') ORDER BY job_id LIMIT ?1", 1,
                    arena, ret_job, reterr);
}

int pp_store_job_list(struct pp_db *db, const struct pp_job_whose *whose, size_t most,
                      struct pp_arena *arena, struct pp_job **ret_jobs, size_t *ret_n,
                      struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    struct pp_job *jobs = pp_arena_alloc(arena, (most + 1) * sizeof *jobs);
    size_t n = 0;
    int rc = jobs ? pp_db_prepare(db,
                                  JOB "WHERE ?2 OR j.user_id = ?3 OR u.team_id = nullif(?4, 0)"
                                      " ORDER BY job_id DESC LIMIT ?1",
                                  &stmt, reterr)
                  : pp_fail_nomem(reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, (int64_t)most);
    pp_bind_int(stmt, 2, whose->all);
    pp_bind_int(stmt, 3, whose->user_id);
    pp_bind_int(stmt, 4, whose->team_id);
    while ((rc = pp_stmt_step(stmt, reterr)) > 0)
        if ((rc = read_job(stmt, arena, &jobs[n++], reterr)) != 0)
            return rc;
    if (rc)
        return rc;
    *ret_jobs = jobs;
    *ret_n = n;
    return 0;
}

int pp_store_job_of_result(struct pp_db *db, const char *result, struct pp_arena *arena,
                           struct pp_job *ret_job, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, JOB "WHERE result = ?1 ORDER BY job_id DESC LIMIT 1", &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, result);
    if ((rc = pp_stmt_step(stmt, reterr)) <= 0)
        return rc;
    rc = read_job(stmt, arena, ret_job, reterr);
    return rc ? rc : 1;
}

/* Its first word is the command; "--from=" may be missing. */
static const char letters_sql[] =
    "SELECT max(ended_at) FROM job WHERE state = 'done' AND status = 0"
    " AND json_extract(argv, '$[0]') = 'letters'"
    " AND EXISTS (SELECT 1 FROM json_each(argv) WHERE value = '--plan=' || ?1)"
    " AND NOT EXISTS (SELECT 1 FROM json_each(argv) WHERE value LIKE '--from=%'"
    "  AND value <> '--from=' || ?2)";

int pp_store_job_letters(struct pp_db *db, const char *plan, const char *from,
                         struct pp_arena *arena, const char **ret_ended, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, letters_sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, plan);
    pp_bind_text(stmt, 2, from);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    bool is_known = rc > 0 && !pp_column_is_null(stmt, 0);
    *ret_ended = is_known ? pp_arena_strdup(arena, pp_column_text(stmt, 0)) : NULL;
    return is_known && !*ret_ended ? pp_fail_nomem(reterr) : 0;
}

int pp_store_job_before(struct pp_db *db, int64_t job_id, int64_t *ret_n, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT count(*) FROM job WHERE job_id < ?1"
                           " AND state IN ('waiting', 'running', 'stopping')",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, job_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_n = pp_column_int(stmt, 0);
    return 0;
}

int pp_store_job_waiting(struct pp_db *db, int64_t user_id, int64_t *ret_n, int64_t *ret_n_own,
                         struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "SELECT count(*), count(*) FILTER (WHERE user_id = ?1) FROM job"
                           " WHERE state = 'waiting'",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, user_id);
    if ((rc = pp_stmt_step(stmt, reterr)) < 0)
        return rc;
    *ret_n = pp_column_int(stmt, 0);
    *ret_n_own = pp_column_int(stmt, 1);
    return 0;
}

/* ---- writing ---- */

int pp_store_job_add(struct pp_db *db, const struct pp_job *job, int64_t *ret_job_id,
                     struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "INSERT INTO job (kind, argv, result, file, user_id, made_at)"
                           " VALUES (?1, ?2, ?3, ?4, nullif(?5, 0), " NOW ")",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_text(stmt, 1, job->kind);
    pp_bind_text(stmt, 2, job->argv);
    pp_bind_text(stmt, 3, job->result ? job->result : "");
    pp_bind_text(stmt, 4, job->file ? job->file : "");
    pp_bind_int(stmt, 5, job->user_id);
    if ((rc = pp_stmt_run(stmt, reterr)) == 0)
        *ret_job_id = pp_db_last_id(db);
    return rc;
}

/* Run a statement about one job; its number is ?1, texts are ?2, ?3 ... */
static int change(struct pp_db *db, const char *sql, int64_t job_id, const char *const *texts,
                  int n_texts, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, sql, &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, job_id);
    for (int i = 0; i < n_texts; i++)
        pp_bind_text(stmt, i + 2, texts[i]);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_job_begin(struct pp_db *db, int64_t job_id, struct pp_error *reterr) {
    int rc = change(db,
                    "UPDATE job SET state = 'running', began_at = " NOW
                    " WHERE job_id = ?1 AND state = 'waiting'",
                    job_id, NULL, 0, reterr);
    return rc ? rc : pp_db_changes(db) > 0;
}

int pp_store_job_process(struct pp_db *db, int64_t job_id, int64_t pid, const char *pid_start,
                         struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db, "UPDATE job SET pid = ?2, pid_start = ?3 WHERE job_id = ?1", &stmt,
                           reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, job_id);
    pp_bind_int(stmt, 2, pid);
    pp_bind_text(stmt, 3, pid_start);
    return pp_stmt_run(stmt, reterr);
}

int pp_store_job_tell(struct pp_db *db, int64_t job_id, const char *progress, const char *messages,
                      struct pp_error *reterr) {
    const char *const texts[] = {progress, messages};
    return change(db,
                  "UPDATE job SET progress = coalesce(?2, progress),"
                  " messages = coalesce(?3, messages) WHERE job_id = ?1",
                  job_id, texts, 2, reterr);
}

int pp_store_job_cancel(struct pp_db *db, int64_t job_id, struct pp_error *reterr) {
    return change(db,
                  "UPDATE job SET state = iif(state = 'waiting', 'cancelled', 'stopping'),"
                  " ended_at = iif(state = 'waiting', " NOW ", NULL)"
                  " WHERE job_id = ?1 AND state IN ('waiting', 'running')",
                  job_id, NULL, 0, reterr);
}

int pp_store_job_end(struct pp_db *db, const struct pp_job *job, struct pp_error *reterr) {
    PP_AUTO_STMT struct pp_stmt *stmt = NULL;
    int rc = pp_db_prepare(db,
                           "UPDATE job SET state = ?2, status = nullif(?3, -1), messages = ?4,"
                           " output = ?5, file = '', ended_at = " NOW " WHERE job_id = ?1",
                           &stmt, reterr);
    if (rc)
        return rc;
    pp_bind_int(stmt, 1, job->job_id);
    pp_bind_text(stmt, 2, state_names[job->state]);
    pp_bind_int(stmt, 3, job->status);
    pp_bind_text(stmt, 4, job->messages ? job->messages : "");
    pp_bind_text(stmt, 5, job->output ? job->output : "");
    return pp_stmt_run(stmt, reterr);
}
