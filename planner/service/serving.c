#include "planner/service/serving.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"

/* The file itself, however it is called here. */
static char *lock_path(const char *db_path) {
    struct pp_str path = {0};
    char *whole = realpath(db_path, NULL);
    pp_str_appendf(&path, "%s.serving", whole ? whole : db_path);
    free(whole); /* realpath() took it from malloc() */
    return pp_str_take(&path);
}

static int fail_held(const char *db_path, int lock, struct pp_error *reterr) {
    char process[24] = "";
    ssize_t n = pread(lock, process, sizeof process - 1, 0);
    return pp_fail(reterr, PP_E_BUSY,
                   "'%s' is served already, by process %s. Stop that one first, or serve a copy "
                   "(patchplan backup)",
                   db_path, n > 0 ? process : "of another user");
}

/* Is what is locked still what stands under this name? Who ends takes the name away. */
static bool is_there(const char *path, int lock) {
    struct stat mine, there;
    return fstat(lock, &mine) == 0 && stat(path, &there) == 0 && mine.st_ino == there.st_ino &&
           mine.st_dev == there.st_dev;
}

/* 1: held; 0: it went away meanwhile. */
static int try_to_hold(const char *db_path, const char *path, int lock, struct pp_error *reterr) {
    if (flock(lock, LOCK_EX | LOCK_NB) != 0)
        return fail_held(db_path, lock, reterr);
    if (!is_there(path, lock))
        return 0;
    if (ftruncate(lock, 0) != 0 || dprintf(lock, "%ld", (long)getpid()) < 0)
        return pp_fail_system(reterr, errno, "write", path);
    return 1;
}

int pp_serving_begin(const char *db_path, int *ret_lock, struct pp_error *reterr) {
    PP_AUTO_FREE char *path = lock_path(db_path);
    int rc = 0;
    if (!path)
        return pp_fail_nomem(reterr);
    while (rc == 0) {
        int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (lock < 0)
            return pp_fail_system(reterr, errno, "hold the planning file", path);
        rc = try_to_hold(db_path, path, lock, reterr);
        if (rc > 0)
            *ret_lock = lock;
        else
            close(lock);
    }
    return rc < 0 ? rc : 0;
}

void pp_serving_end(const char *db_path, int lock) {
    PP_AUTO_FREE char *path = lock >= 0 ? lock_path(db_path) : NULL;
    if (path)
        unlink(path);
    if (lock >= 0)
        close(lock);
}
