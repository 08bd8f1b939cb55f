#include "planner/table/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, ENVIRONMENT_VARIABLES = 24 };
static const rlim_t MEMORY_BYTES = (rlim_t)4 << 30; /* a workbook that needs more is a trap */

/* --- before the fork --- */

static bool find_program(const char *name, char ret_path[PATH_BYTES]) {
    const char *path = getenv("PATH");
    for (const char *at = path ? path : "/usr/bin:/bin"; *at;) {
        size_t length = strcspn(at, ":");
        int n = snprintf(ret_path, PATH_BYTES, "%.*s/%s", (int)length, at, name);
        if (length > 0 && n < PATH_BYTES && access(ret_path, X_OK) == 0)
            return true;
        at += length + (at[length] == ':');
    }
    return false;
}

/* The user's settings must not change what we read; where things are installed must be kept. */
static void build_environment(char **ret_environment) {
    static char *const fixed[] = {
        "LC_ALL=C.UTF-8",          "OGR_XLSX_HEADERS=DISABLE",   "OGR_XLSX_FIELD_TYPES=STRING",
        "OGR_ODS_HEADERS=DISABLE", "OGR_ODS_FIELD_TYPES=STRING", "PROJ_NETWORK=OFF",
        "GML_DOWNLOAD_SCHEMA=NO"};
    static const char *const kept[] = {
        "PATH=",      "HOME=",     "TMPDIR=",    "LD_LIBRARY_PATH=",
        "PROJ_DATA=", "PROJ_LIB=", "GDAL_DATA=", "GDAL_DRIVER_PATH="};
    size_t n = 0;
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        ret_environment[n++] = fixed[i];
    for (char **variable = environ; *variable; variable++)
        for (size_t i = 0; i < sizeof kept / sizeof kept[0] && n + 1 < ENVIRONMENT_VARIABLES; i++)
            if (strncmp(*variable, kept[i], strlen(kept[i])) == 0)
                ret_environment[n++] = *variable;
    ret_environment[n] = NULL;
}

static int open_in(const char *folder, const char *name) {
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

/* --- in the child: only calls that are safe after a fork in a program with threads --- */

static void limit(int what, rlim_t most) {
    struct rlimit now;
    if (getrlimit((__rlimit_resource_t)what, &now) != 0)
        return;
    if (now.rlim_max == RLIM_INFINITY || now.rlim_max > most)
        now.rlim_max = most;
    now.rlim_cur = now.rlim_max;
    setrlimit((__rlimit_resource_t)what, &now);
}

_Noreturn static void become(const struct pp_child *child, const char *program, char **environment,
                             int out, int errors) {
    setpgid(0, 0); /* Ctrl-C is the parent's to answer */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_AS, MEMORY_BYTES);
    limit(RLIMIT_FSIZE, (rlim_t)child->max_bytes);
    limit(RLIMIT_CPU, (rlim_t)child->max_seconds + 1);
    limit(RLIMIT_CORE, 0);
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing >= 0 && dup2(nothing, 0) >= 0 && dup2(out, 1) >= 0 && dup2(errors, 2) >= 0) {
        char *const *argv;
        memcpy(&argv, &child->argv, sizeof argv); /* execve promises not to write to them */
        execve(program, argv, environment);
    }
    _exit(127);
}

/* --- in the parent --- */

static void stop(pid_t pid) {
    int status;
    kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
}

static int wait_for(const struct pp_child *child, pid_t pid, const char *file, int *ret_status,
                    struct pp_error *reterr) {
    double started_s = pp_clock_s();
    struct timespec nap = {.tv_nsec = 1000000};
    for (;;) {
        pid_t done = waitpid(pid, ret_status, WNOHANG);
        if (done == pid)
            return 0;
        if (done < 0 && errno != EINTR)
            return pp_fail_system(reterr, errno, "wait for ogr2ogr", file);
        if (pp_must_stop(child->cancel)) {
            stop(pid);
            return pp_fail_at(reterr, PP_E_CANCELLED, file, 0, NULL,
                              "stopped as asked while it was read");
        }
        if (pp_clock_s() - started_s > child->max_seconds) {
            stop(pid);
            return pp_fail_at(reterr, PP_E_FORMAT, file, 0, NULL,
                              "converting it took longer than %.0f seconds and was stopped; export "
                              "the list as CSV",
                              child->max_seconds);
        }
        nanosleep(&nap, NULL);
        if (nap.tv_nsec < 20000000)
            nap.tv_nsec += 1000000;
    }
}

static int judge(const struct pp_child *child, int wait_status, const char *file, int *ret_status,
                 struct pp_error *reterr) {
    if (WIFEXITED(wait_status)) {
        *ret_status = WEXITSTATUS(wait_status);
        return 0;
    }
    if (WTERMSIG(wait_status) == SIGXFSZ)
        return pp_fail_at(
            reterr, PP_E_FORMAT, file, 0, NULL,
            "unpacked it is larger than %lld bytes; this is no list of homes, or it must "
            "come as CSV",
            (long long)child->max_bytes);
    return pp_fail_at(
        reterr, PP_E_FORMAT, file, 0, NULL,
        "%s broke off while reading it (signal %d); the file is damaged or too large: "
        "export the list as CSV",
        child->argv[0], WTERMSIG(wait_status));
}

int pp_child_run(const struct pp_child *child, const char *file, int *ret_status,
                 struct pp_error *reterr) {
    char program[PATH_BYTES], *environment[ENVIRONMENT_VARIABLES];
    if (!find_program(child->argv[0], program))
        return pp_fail_at(reterr, PP_E_NOTFOUND, file, 0, NULL,
                          "this is no text table, and reading it needs %s, which is not installed; "
                          "install the package gdal-bin, or save the list as CSV",
                          child->argv[0]);
    build_environment(environment);
    int out = open_in(child->folder, "out.txt"), errors = open_in(child->folder, "errors.txt");
    pid_t pid = out >= 0 && errors >= 0 ? fork() : -1;
    int why = errno, wait_status = 0;
    if (pid == 0)
        become(child, program, environment, out, errors);
    if (out >= 0)
        close(out);
    if (errors >= 0)
        close(errors);
    if (pid < 0)
        return pp_fail_system(reterr, why, "start ogr2ogr", file);
    int status = wait_for(child, pid, file, &wait_status, reterr);
    return status ? status : judge(child, wait_status, file, ret_status, reterr);
}
