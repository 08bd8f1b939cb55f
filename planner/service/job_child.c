#include "planner/service/job_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/arena.h"
#include "patchplan/json/json.h"

enum { OUT, ERRORS };

/* ---- beginning ---- */

static void close_pipe(int *file) {
    if (*file >= 0)
        close(*file);
    *file = -1;
}

static char *const *make_environment(const struct pp_job_start *start, struct pp_arena *arena) {
    static const char *const replaced[] = {"PATCHPLAN_DB=", "PATCHPLAN_USER="};
    size_t n = 0, n_kept = 0;
    while (environ[n])
        n++;
    char **variables = pp_arena_alloc(arena, (n + 3) * sizeof *variables);
    for (size_t i = 0; variables && i < n; i++) {
        bool again = false;
        for (int r = 0; r < 2; r++)
            again |= strncmp(environ[i], replaced[r], strlen(replaced[r])) == 0;
        if (!again)
            variables[n_kept++] = environ[i];
    }
    char *db = pp_arena_printf(arena, "%s%s", replaced[0], start->db_path);
    char *who = pp_arena_printf(arena, "%s%s", replaced[1], start->who);
    if (!variables || !db || !who)
        return NULL;
    variables[n_kept++] = db;
    variables[n_kept] = who;
    return variables;
}

static char *const *make_argv(const struct pp_job_start *start, struct pp_arena *arena) {
    char **argv = pp_arena_alloc(arena, (start->n_words + 4) * sizeof *argv);
    size_t n = 0;
    if (!argv)
        return NULL;
    argv[n++] = pp_arena_strdup(arena, "patchplan");
    for (size_t i = 0; i < start->n_words; i++)
        argv[n++] = pp_arena_strdup(arena, start->words[i]);
    argv[n++] = pp_arena_strdup(arena, "--progress=json");
    for (size_t i = 0; i < n; i++)
        if (!argv[i])
            return NULL;
    return argv;
}

/* Threads of the server block signals and it ignores some: the child begins as from a shell. */
static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGINT);
    sigaddset(&usual, SIGTERM);
    sigaddset(&usual, SIGPIPE);
    int rc = posix_spawnattr_setsigmask(attributes, &none);
    if (!rc)
        rc = posix_spawnattr_setsigdefault(attributes, &usual);
    if (!rc)
        rc = posix_spawnattr_setpgroup(attributes, 0);
    return rc ? rc
              : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK |
                                                         POSIX_SPAWN_SETSIGDEF |
                                                         POSIX_SPAWN_SETPGROUP);
}

static int set_files(posix_spawn_file_actions_t *files, int out, int errors) {
    int rc = posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
    if (!rc)
        rc = posix_spawn_file_actions_adddup2(files, out, 1);
    if (!rc)
        rc = posix_spawn_file_actions_adddup2(files, errors, 2);
    return rc ? rc : posix_spawn_file_actions_addclosefrom_np(files, 3);
}

static int spawn(struct pp_job_child *child, const char *program, char *const *argv,
                 char *const *environment, const int ends[2]) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int rc = posix_spawn_file_actions_init(&files);
    if (rc)
        return rc;
    if ((rc = posix_spawnattr_init(&attributes)) == 0) {
        rc = set_files(&files, ends[OUT], ends[ERRORS]);
        if (!rc)
            rc = set_attributes(&attributes);
        if (!rc)
            rc = posix_spawn(&child->pid, program, &files, &attributes, argv, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return rc;
}

int pp_job_child_start(struct pp_job_child *child, const struct pp_job_start *start,
                       struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    char *const *environment = make_environment(start, &arena);
    char *const *argv = make_argv(start, &arena);
    int ends[2] = {-1, -1}, rc = 0;
    child->pipes[OUT] = child->pipes[ERRORS] = -1;
    if (!environment || !argv)
        return pp_fail_nomem(reterr);
    for (int i = OUT; i <= ERRORS && !rc; i++) {
        int both[2];
        if ((rc = pipe2(both, O_CLOEXEC) ? errno : 0) == 0) {
            child->pipes[i] = both[0];
            ends[i] = both[1];
        }
    }
    if (!rc)
        rc = spawn(child, start->program, argv, environment, ends);
    close_pipe(&ends[OUT]);
    close_pipe(&ends[ERRORS]);
    if (!rc)
        return 0;
    child->pid = 0;
    pp_job_child_done(child);
    return pp_fail_system(reterr, rc, "begin the work", start->program);
}

void pp_job_child_done(struct pp_job_child *child) {
    close_pipe(&child->pipes[OUT]);
    close_pipe(&child->pipes[ERRORS]);
    pp_str_done(&child->output);
    pp_str_done(&child->messages);
    pp_str_done(&child->progress);
    pp_str_done(&child->line);
    *child = (struct pp_job_child){.pipes = {-1, -1}};
}

/* ---- listening ---- */

static void append_some(struct pp_str *text, const char *bytes, size_t n_bytes) {
    size_t room = text->len < PP_MOST_JOB_TEXT ? PP_MOST_JOB_TEXT - text->len : 0;
    pp_str_append_n(text, bytes, n_bytes < room ? n_bytes : room);
}

static bool is_progress(const char *line) {
    PP_AUTO_JSON struct pp_json *event = NULL;
    return *line == '{' && pp_json_read_text(line, "progress", &event, NULL) == 0 &&
           pp_json_get(event, "phase");
}

static void take_line(struct pp_job_child *child) {
    const char *line = pp_str_text(&child->line);
    if (is_progress(line)) {
        pp_str_clear(&child->progress);
        pp_str_append(&child->progress, line);
    } else if (*line) {
        append_some(&child->messages, line, child->line.len);
        append_some(&child->messages, "\n", 1);
    }
    pp_str_clear(&child->line);
}

static void take_errors(struct pp_job_child *child, const char *bytes, size_t n_bytes) {
    for (size_t i = 0; i < n_bytes; i++) {
        if (bytes[i] == '\n')
            take_line(child);
        else if (bytes[i])
            append_some(&child->line, &bytes[i], 1);
    }
}

static void read_some(struct pp_job_child *child, int which) {
    char bytes[8192];
    ssize_t n = read(child->pipes[which], bytes, sizeof bytes);
    if (n < 0 && errno == EINTR)
        return;
    if (n <= 0)
        close_pipe(&child->pipes[which]);
    else if (which == OUT)
        append_some(&child->output, bytes, (size_t)n);
    else
        take_errors(child, bytes, (size_t)n);
}

void pp_job_child_listen(struct pp_job_child *child, int wait_ms) {
    struct pollfd polled[2] = {{.fd = child->pipes[OUT], .events = POLLIN},
                               {.fd = child->pipes[ERRORS], .events = POLLIN}};
    int n = poll(polled, 2, wait_ms);
    for (int i = OUT; n > 0 && i <= ERRORS; i++)
        if (polled[i].fd >= 0 && polled[i].revents)
            read_some(child, i);
    /* Once nothing more is to come: who holds the pipes without the child is none of ours. */
    if (n > 0 || child->ended || waitpid(child->pid, &child->wait_status, WNOHANG) != child->pid)
        return;
    child->ended = true;
    take_line(child);
}

/* ---- which process ---- */

static void read_line(const char *path, char *ret_text, int size) {
    FILE *file = fopen(path, "re");
    if (!file || !fgets(ret_text, size, file))
        ret_text[0] = '\0';
    if (file)
        fclose(file);
    ret_text[strcspn(ret_text, "\n")] = '\0';
}

/* The 22nd field of /proc/PID/stat; the second is a name in brackets that may hold anything. */
void pp_process_start(pid_t pid, char ret_start[PP_PROCESS_START_SIZE]) {
    char path[64], stat[1024], boot[64];
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    read_line(path, stat, sizeof stat);
    const char *at = strrchr(stat, ')');
    char state = at && at[1] ? at[2] : 'Z';
    for (int field = 2; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    ret_start[0] = '\0';
    if (!at || state == 'Z')
        return;
    read_line("/proc/sys/kernel/random/boot_id", boot, sizeof boot);
    snprintf(ret_start, PP_PROCESS_START_SIZE, "%.40s %.*s", boot,
             (int)strspn(at + 1, "0123456789"), at + 1);
}
