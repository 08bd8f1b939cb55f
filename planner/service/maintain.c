#include "patchplan/service/maintain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patchplan/core/newfile.h"
#include "patchplan/db/migrate.h"
#include "patchplan/service/file.h"

static int check_sound(const char *path, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    int rc = pp_db_open(path, PP_DB_READ, &db, reterr);
    return rc ? rc : pp_db_check_integrity(db, reterr);
}

/* What a full disk stopped goes again, with the journal that SQLite leaves beside it. */
static int copy_to(const char *path, const char *copy, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    int rc = pp_db_open(path, PP_DB_READ, &db, reterr);
    if (!rc && (rc = pp_db_backup(db, copy, reterr)) != 0)
        pp_service_discard(copy);
    return rc;
}

/* The temporary name means nothing to the reader. */
static int told_of(const char *path, int rc, struct pp_error *reterr) {
    if (reterr && strstr(reterr->file, ".part-"))
        snprintf(reterr->file, sizeof reterr->file, "%s", path);
    return rc;
}

int pp_service_backup(const char *path, const char *copy, int64_t *ret_n_bytes,
                      struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    struct stat info;
    if (stat(copy, &info) == 0)
        return pp_fail_at(reterr, PP_E_EXISTS, copy, 0, NULL,
                          "exists already; name a new file for the backup");
    int rc = pp_newfile_open_closed(copy, &file, reterr);
    if (!rc)
        rc = copy_to(path, file.temp, reterr);
    if (!rc)
        rc = check_sound(file.temp, reterr);
    if (!rc && stat(file.temp, &info) != 0)
        rc = pp_fail_system(reterr, errno, "read the backup", copy);
    if (!rc)
        rc = pp_newfile_commit(&file, reterr);
    if (rc)
        return told_of(copy, rc, reterr);
    *ret_n_bytes = info.st_size;
    return 0;
}

/* ---- restore ---- */

int pp_service_check_backup(const char *copy, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    int version = 0, newest = 0;
    int rc = pp_db_open(copy, PP_DB_READ, &db, reterr);
    if (!rc)
        rc = pp_db_check_integrity(db, reterr);
    if (!rc)
        rc = pp_db_version(db, &version, reterr);
    if (!rc)
        rc = pp_schema_version(&newest, reterr);
    if (!rc && version > newest)
        rc =
            pp_fail_at(reterr, PP_E_NEWER, copy, 0, NULL,
                       "was made by a newer version of patchplan; nothing was changed. Install the "
                       "newer version");
    return rc;
}

/* Is another program writing? A file too damaged to be opened is nobody's to write. */
static int check_idle(const char *path, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    struct pp_error ignored = {0};
    int rc = pp_db_open(path, PP_DB_WRITE, &db, &ignored);
    if (!rc && (rc = pp_db_begin(db, &ignored)) == 0)
        rc = pp_db_end(db, 0, &ignored);
    if (rc == PP_E_BUSY || rc == PP_E_READONLY) {
        if (reterr)
            *reterr = ignored;
        return rc;
    }
    return 0;
}

/* Rename the file and what SQLite keeps beside it; what is not there does not matter. */
static int rename_all(const char *from, const char *to, struct pp_error *reterr) {
    static const char *const endings[] = {"-wal", "-shm", ""};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char old_name[4200], new_name[4200];
        snprintf(old_name, sizeof old_name, "%s%s", from, endings[i]);
        snprintf(new_name, sizeof new_name, "%s%s", to, endings[i]);
        if (rename(old_name, new_name) != 0 && (errno != ENOENT || !*endings[i]))
            return pp_fail_system(reterr, errno, "put the file aside", from);
    }
    return 0;
}

/* A name beside `path` that is free. */
static int name_aside(const char *path, char ret_aside[512], struct pp_error *reterr) {
    for (int n = 1; n < 1000; n++) {
        struct stat info;
        if (snprintf(ret_aside, 512, "%s.before-restore-%d", path, n) >= 512)
            break;
        if (stat(ret_aside, &info) != 0 && errno == ENOENT)
            return 0;
    }
    return pp_fail_at(reterr, PP_E_EXISTS, path, 0, NULL,
                      "there is no free name beside it to keep the old file under");
}

static int put_aside(const char *path, char ret_aside[512], struct pp_error *reterr) {
    struct stat info;
    ret_aside[0] = '\0';
    if (stat(path, &info) != 0)
        return errno == ENOENT ? 0 : pp_fail_system(reterr, errno, "read the file", path);
    int rc = check_idle(path, reterr);
    if (!rc)
        rc = name_aside(path, ret_aside, reterr);
    return rc ? rc : rename_all(path, ret_aside, reterr);
}

int pp_service_restore(const char *path, const char *copy, char ret_aside[512],
                       struct pp_error *reterr) {
    PP_AUTO_NEWFILE struct pp_newfile file = {0};
    struct stat here, there;
    char aside[512] = "";
    bool replaces = stat(path, &here) == 0;
    if (replaces && stat(copy, &there) == 0 && here.st_ino == there.st_ino &&
        here.st_dev == there.st_dev)
        return pp_fail_at(reterr, PP_E_USAGE, copy, 0, NULL,
                          "is the planning file itself; name a backup of it");
    int rc = pp_service_check_backup(copy, reterr);
    if (!rc)
        rc = pp_newfile_open_closed(path, &file, reterr);
    if (!rc)
        rc = copy_to(copy, file.temp, reterr);
    if (!rc && replaces && chmod(file.temp, here.st_mode & 0777) != 0)
        rc = pp_fail_system(reterr, errno, "let the same people read", path);
    if (!rc)
        rc = put_aside(path, aside, reterr);
    if (rc)
        return told_of(path, rc, reterr);
    if ((rc = pp_newfile_commit(&file, reterr)) != 0) {
        int back = *aside ? rename_all(aside, path, NULL) : 0;
        (void)back; /* the sentence that matters is why the new file could not come */
        return rc;
    }
    memcpy(ret_aside, aside, sizeof aside);
    return 0;
}
