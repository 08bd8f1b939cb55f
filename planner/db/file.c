#include "planner/db/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patchplan/core/str.h"

/* SQLite file format 3: magic in bytes 0..15, application_id big-endian in bytes 68..71. */
enum { HEADER_BYTES = 100, APPLICATION_ID_AT = 68 };

int pp_db_check_header(sqlite3 *handle, const char *path, struct pp_error *reterr) {
    unsigned char head[HEADER_BYTES] = {0};
    sqlite3_file *file = NULL;
    int code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code == SQLITE_OK && file && file->pMethods)
        code = file->pMethods->xRead(file, head, sizeof head, 0);
    const unsigned char *id = head + APPLICATION_ID_AT;
    unsigned long found = ((unsigned long)id[0] << 24) | ((unsigned long)id[1] << 16) |
                          ((unsigned long)id[2] << 8) | id[3];
    if (code != SQLITE_OK || memcmp(head, "SQLite format 3", 16) != 0 ||
        found != PP_DB_APPLICATION_ID)
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL,
                          "is no planning file; name one with -d FILE, or make one with: "
                          "patchplan -d NEW.db init");
    return 0;
}

static int check_readable(const char *path, struct pp_error *reterr) {
    return access(path, R_OK) == 0 ? 0
                                   : pp_fail_system(reterr, errno, "open the planning file", path);
}

static int refuse_missing(const char *path, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str word = {0};
    pp_str_append_word(&word, path);
    return pp_fail_at(reterr, PP_E_NOTFOUND, path, 0, NULL,
                      "there is no planning file of this name; name another with -d FILE, or make "
                      "an empty one with: patchplan -d %s init",
                      pp_str_text(&word));
}

bool pp_db_can_write_beside(const char *path) {
    char *real = realpath(path, NULL);
    char *slash = real ? strrchr(real, '/') : NULL;
    if (slash)
        slash[slash == real] = '\0';
    bool can = slash && access(real, W_OK) == 0;
    free(real);
    return can;
}

bool pp_db_stands_alone(const char *path) {
    PP_AUTO_STR struct pp_str wal = {0};
    pp_str_appendf(&wal, "%s-wal", path);
    return !wal.failed && !pp_db_can_write_beside(path) && access(pp_str_text(&wal), F_OK) != 0;
}

static int check_writable(const char *path, struct pp_error *reterr) {
    const char *what = access(path, W_OK) != 0    ? "planning file"
                       : pp_db_stands_alone(path) ? "folder of this planning file"
                                                  : NULL;
    return what ? pp_fail_at(reterr, PP_E_READONLY, path, 0, NULL,
                             "the %s cannot be written, so nothing can be changed here; lookup, "
                             "show, export and dry runs (-n) still answer. Check its permissions, "
                             "or work on a copy of the file",
                             what)
                : 0;
}

int pp_db_make_private(const char *path, struct pp_error *reterr) {
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return pp_fail_system(reterr, errno, "write the file", path);
    close(file);
    return 0;
}

int pp_db_check_new(const char *path, struct pp_error *reterr) {
    struct stat info;
    return stat(path, &info) != 0
               ? 0
               : pp_fail_at(reterr, PP_E_EXISTS, path, 0, NULL,
                            "exists already and is left as it is; name another with -d FILE");
}

int pp_db_check_file(const char *path, enum pp_db_mode mode, struct pp_error *reterr) {
    struct stat info;
    bool exists = stat(path, &info) == 0;
    if (mode == PP_DB_CREATE)
        return pp_db_check_new(path, reterr);
    if (!exists && errno == ENOENT)
        return refuse_missing(path, reterr);
    if (!exists)
        return pp_fail_system(reterr, errno, "open the planning file", path);
    if (!S_ISREG(info.st_mode))
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL, "is not a file");
    int rc = check_readable(path, reterr);
    bool reads = mode == PP_DB_READ || mode == PP_DB_SCRATCH;
    return rc || reads ? rc : check_writable(path, reterr);
}
