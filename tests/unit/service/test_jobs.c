/* Long work: run one after the other as children, told about, stopped, and never lost. The child is a shell here. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/service/file.h"
#include "patchplan/service/jobs.h"

#include "planner/service/job_child.h"
#include "tests/tap.h"

struct room {
    char folder[64], path[80];
    struct pp_db *db;
    struct pp_jobs *jobs;
};

static void open_room(struct room *room) {
    struct pp_error err = {0};
    snprintf(room->folder, sizeof room->folder, "/tmp/patchplan-jobs-XXXXXX");
    bool made = mkdtemp(room->folder) != NULL;
    snprintf(room->path, sizeof room->path, "%s/town.db", room->folder);
    ok(made && pp_service_init(room->path, &err) == 0 &&
           pp_service_open(room->path, true, &room->db, NULL, &err) == 0 &&
           pp_db_run(room->db,
                     "INSERT INTO user (name, role, created_at) VALUES ('boss', 'admin', 'now')",
                     &err) == 0,
       "a planning file %s", err.message);
}

static void start(struct room *room) {
    struct pp_error err = {0};
    int rc = pp_jobs_start(room->path, "/bin/sh", &room->jobs, &err);
    ok(rc == 0, "somebody runs jobs %s", err.message);
}

static int64_t add(struct room *room, const char *script, const char *file) {
    const char *const words[] = {"-c", script};
    const struct pp_job_wish wish = {
        .kind = "try", .words = words, .n_words = 2, .result = "/x", .file = file, .user_id = 1};
    struct pp_error err = {0};
    int64_t job_id = 0;
    if (pp_service_job_add(room->db, &wish, &job_id, &err) != 0)
        printf("# %s\n", err.message);
    pp_jobs_wake(room->jobs);
    return job_id;
}

/* The job once it is in `state`, or after ten seconds as it is then. */
static struct pp_job when(struct room *room, int64_t job_id, enum pp_job_state state,
                          struct pp_arena *arena) {
    struct pp_job job = {0};
    for (int i = 0; i < 500; i++) {
        if (pp_store_job_get(room->db, job_id, arena, &job, NULL) != 1 || job.state == state)
            break;
        nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    }
    return job;
}

static void ends(struct room *room, const char *script, enum pp_job_state state, int status) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_job job = when(room, add(room, script, NULL), state, &arena);
    ok(job.state == state && job.status == status && job.ended, "%s: %s, %d", script,
       pp_job_state_name(state), status);
}

static void test_ends(struct room *room) {
    ends(room, "exit 0", PP_JOB_DONE, 0);
    ends(room, "exit 4", PP_JOB_DONE, 4);
    ends(room, "exit 1", PP_JOB_FAILED, 1);
    ends(room, "exit 130", PP_JOB_CANCELLED, 130);
    ends(room, "kill -9 $$", PP_JOB_KILLED, -1);
}

static void test_told(struct room *room) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    char file[96];
    snprintf(file, sizeof file, "%s/sent.csv", room->folder);
    FILE *sent = fopen(file, "w");
    if (sent)
        fclose(sent);
    int64_t job_id = add(room,
                         "echo answer; echo \"by $PATCHPLAN_USER in $PATCHPLAN_DB\" >&2;"
                         "echo '{\"phase\":\"improving\",\"done\":1,\"total\":4}' >&2;"
                         "printf '{no progress' >&2; trap 'exit 0' INT; sleep 1.2",
                         file);
    struct pp_json *json = NULL;
    const char *phase = NULL;
    for (int i = 0; i < 1000 && !phase; i++) {
        pp_json_done(json);
        json = NULL;
        if (pp_service_job_json(room->db, job_id, &json, NULL) != 0)
            break;
        phase = pp_json_text(pp_json_get(json, "phase"));
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    double percent = 0;
    ok(phase && strcmp(phase, "improving") == 0 &&
           pp_json_number(pp_json_get(json, "percent"), &percent) && percent == 25,
       "how far it has come is told while it runs");
    pp_json_done(json);
    struct pp_job job = when(room, job_id, PP_JOB_DONE, &arena);
    char said[160];
    snprintf(said, sizeof said, "by boss in %s\n{no progress\n", room->path);
    is_text(job.messages, said, "what it said, and for whom it ran on which file");
    is_text(job.output, "answer\n", "its answer");
    ok(access(file, F_OK) != 0, "the file sent in for it is gone");
}

static void test_stop(struct room *room) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    int64_t first = add(room, "trap 'exit 130' INT; while :; do sleep 0.05; done", NULL);
    int64_t second = add(room, "exit 0", NULL);
    when(room, first, PP_JOB_RUNNING, &arena);
    struct pp_job waiting = {0};
    ok(pp_store_job_get(room->db, second, &arena, &waiting, NULL) == 1 &&
           waiting.state == PP_JOB_WAITING,
       "one at a time");
    ok(pp_service_job_cancel(room->db, second, NULL) == 0 &&
           when(room, second, PP_JOB_CANCELLED, &arena).state == PP_JOB_CANCELLED,
       "what waits is taken back");
    nanosleep(&(struct timespec){.tv_nsec = 100 * 1000 * 1000}, NULL);
    ok(pp_service_job_cancel(room->db, first, NULL) == 0 &&
           when(room, first, PP_JOB_CANCELLED, &arena).status == 130,
       "what runs is asked to end");
    ok(pp_service_job_cancel(room->db, first, NULL) == PP_E_CONFLICT, "only once");
    ok(pp_service_job_cancel(room->db, 4711, NULL) == PP_E_NOTFOUND, "a job there is not");
}

/* A server that ends stops what runs; one that is killed leaves a row, which the next one looks after. */
static void test_never_lost(struct room *room) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    int64_t running = add(room, "trap 'exit 130' INT; while :; do sleep 0.05; done", NULL);
    when(room, running, PP_JOB_RUNNING, &arena);
    nanosleep(&(struct timespec){.tv_nsec = 100 * 1000 * 1000}, NULL);
    pp_jobs_stop(room->jobs);
    room->jobs = NULL;
    ok(when(room, running, PP_JOB_CANCELLED, &arena).state == PP_JOB_CANCELLED,
       "a server that ends lets its job keep the best");
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sleep", "sleep", "60", (char *)NULL);
        _exit(1);
    }
    char begun[PP_PROCESS_START_SIZE] = "";
    pp_process_start(child, begun);
    int64_t left = add(room, "exit 0", NULL), dead = add(room, "exit 0", NULL);
    ok(*begun && pp_store_job_begin(room->db, left, NULL) == 1 &&
           pp_store_job_process(room->db, left, child, begun, NULL) == 0 &&
           pp_store_job_begin(room->db, dead, NULL) == 1 &&
           pp_store_job_process(room->db, dead, child, "another time", NULL) == 0,
       "two that an earlier server left, one alive");
    start(room);
    nanosleep(&(struct timespec){.tv_nsec = 300 * 1000 * 1000}, NULL);
    ok(when(room, left, PP_JOB_RUNNING, &arena).state == PP_JOB_RUNNING, "it is waited for");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    ok(when(room, left, PP_JOB_KILLED, &arena).state == PP_JOB_KILLED, "then reported");
    struct pp_job job = when(room, dead, PP_JOB_KILLED, &arena);
    ok(job.state == PP_JOB_KILLED && *job.messages && kill(getpid(), 0) == 0,
       "a process that has only the number is left alone");
    ends(room, "exit 0", PP_JOB_DONE, 0);
}

int main(void) {
    struct room room = {0};
    open_room(&room);
    start(&room);
    test_ends(&room);
    test_told(&room);
    test_stop(&room);
    test_never_lost(&room);
    pp_jobs_stop(room.jobs);
    pp_db_close(room.db);
    pp_service_discard(room.path);
    rmdir(room.folder);
    return tap_done();
}
