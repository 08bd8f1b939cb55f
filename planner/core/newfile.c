#include "patchplan/core/newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"

/* What the link at `path` names, which need not be there yet; NULL when it is no link, or memory ran out.
 * The caller frees it. */
static char *link_target(const char *path) {
    PP_AUTO_STR struct pp_str target = {0};
    const char *slash = strrchr(path, '/');
    char name[PATH_MAX];
    ssize_t length = readlink(path, name, sizeof name - 1);
    if (length <= 0)
        return NULL;
    name[length] = '\0';
    pp_str_appendf(&target, "%.*s%s", slash && *name != '/' ? (int)(slash - path + 1) : 0, path,
                   name);
    return target.failed ? NULL : pp_str_take(&target);
}

/* Links are followed, so that it is the file they name that is written, there already or not. */
static char *follow_links(const char *path) {
    enum { MOST_LINKS = 40 };
    char *name = pp_strdup(path);
    for (int i = 0; i < MOST_LINKS && name; i++) {
        char *target = link_target(name);
        if (!target)
            break;
        pp_free(name);
        name = target;
    }
    return name;
}

static int name_both(const char *path, struct pp_newfile *ret_file, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str temp = {0};
    ret_file->path = follow_links(path);
    /* two threads may write the same file at the same time: whole one, whole the other */
    if (ret_file->path)
        pp_str_appendf(&temp, "%s.part-%ld", ret_file->path, (long)gettid());
    ret_file->temp = pp_str_take(&temp);
    if (!ret_file->path || !ret_file->temp) {
        pp_free(ret_file->temp);
        pp_free(ret_file->path);
        *ret_file = (struct pp_newfile){0};
        return pp_fail_nomem(reterr);
    }
    return 0;
}

/* What stands at `path`; links that go round in a ring are told, nothing at all is no failure. */
static int look_at(const char *path, struct stat *info, bool *ret_exists, struct pp_error *reterr) {
    *ret_exists = stat(path, info) == 0;
    return *ret_exists || errno != ELOOP ? 0
                                         : pp_fail_system(reterr, errno, "write the file", path);
}

static int fail_kind(const char *path, const char *what, struct pp_error *reterr) {
    return pp_fail_at(reterr, PP_E_IO, path, 0, NULL, "is %s and cannot be replaced; name a file",
                      what);
}

int pp_newfile_open_closed(const char *path, struct pp_newfile *ret_file, struct pp_error *reterr) {
    struct pp_newfile file = {0};
    struct stat info;
    bool exists;
    int rc = look_at(path, &info, &exists, reterr);
    if (rc)
        return rc;
    if (exists && !S_ISREG(info.st_mode))
        return fail_kind(path, S_ISDIR(info.st_mode) ? "a folder" : "no ordinary file", reterr);
    rc = name_both(path, &file, reterr);
    if (rc)
        return rc;
    /* Made and removed again: a folder that is not there or cannot be written is told now, by name. */
    int handle = open(file.temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (handle < 0) {
        rc = pp_fail_system(reterr, errno, "write the file", path);
        pp_newfile_done(&file);
        return rc;
    }
    close(handle);
    unlink(file.temp);
    *ret_file = file;
    return 0;
}

/* Devices and pipes are written to as they are: to replace one would take it from everybody. */
static int open_in_place(const char *path, struct pp_newfile *ret_file, struct pp_error *reterr) {
    struct pp_newfile file = {.path = pp_strdup(path)};
    if (!file.path)
        return pp_fail_nomem(reterr);
    file.stream = fopen(path, "we");
    if (!file.stream) {
        int rc = pp_fail_system(reterr, errno, "write the file", path);
        pp_free(file.path);
        return rc;
    }
    *ret_file = file;
    return 0;
}

int pp_newfile_open(const char *path, struct pp_newfile *ret_file, struct pp_error *reterr) {
    struct pp_newfile file = {0};
    struct stat info;
    bool exists;
    int rc = look_at(path, &info, &exists, reterr);
    if (rc)
        return rc;
    if (exists && S_ISDIR(info.st_mode))
        return fail_kind(path, "a folder", reterr);
    if (exists && !S_ISREG(info.st_mode))
        return open_in_place(path, ret_file, reterr);
    rc = name_both(path, &file, reterr);
    if (rc)
        return rc;
    file.stream = fopen(file.temp, "w+be");
    if (!file.stream) {
        rc = pp_fail_system(reterr, errno, "write the file", path);
        pp_newfile_done(&file);
        return rc;
    }
    *ret_file = file;
    return 0;
}

/* To the disk, not only to the system's memory: a full disk may show itself only now. */
static int settle(struct pp_newfile *file) {
    int failed = 0;
    if (!file->stream) {
        int handle = open(file->temp, O_RDONLY | O_CLOEXEC);
        if (handle < 0 || fsync(handle) != 0)
            failed = errno;
        if (handle >= 0)
            close(handle);
        return failed;
    }
    bool in_place = !file->temp;
    if (fflush(file->stream) != 0 || (!in_place && fsync(fileno(file->stream)) != 0))
        failed = errno;
    else if (ferror(file->stream))
        failed = EIO;
    if (fclose(file->stream) != 0 && !failed)
        failed = errno;
    file->stream = NULL;
    return failed;
}

int pp_newfile_commit(struct pp_newfile *file, struct pp_error *reterr) {
    int failed = settle(file);
    if (!failed && file->temp && rename(file->temp, file->path) != 0)
        failed = errno;
    if (failed)
        return pp_fail_system(reterr, failed, "write the file", file->path);
    pp_free(file->temp);
    file->temp = NULL;
    return 0;
}

void pp_newfile_done(struct pp_newfile *file) {
    if (file->stream)
        fclose(file->stream);
    if (file->temp)
        unlink(file->temp);
    pp_free(file->temp);
    pp_free(file->path);
    *file = (struct pp_newfile){0};
}
