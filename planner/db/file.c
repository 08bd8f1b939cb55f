#include "planner/db/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patchplan/core/str.h"

/* SQLite file format 3: magic in bytes 0..15, application_id big-endian in bytes 68..71. */
enum { HEADER_BYTES = 100, APPLICATION_ID_AT = 68 };

static int check_header(const char *path, struct pp_error *reterr) {
    unsigned char head[HEADER_BYTES] = {0};
    FILE *file = fopen(path, "rbe");
    if (!file)
        return pp_fail_system(reterr, errno, "open the planning file", path);
    size_t n = fread(head, 1, sizeof head, file);
    fclose(file);
    const unsigned char *id = head + APPLICATION_ID_AT;
    unsigned long found = ((unsigned long)id[0] << 24) | ((unsigned long)id[1] << 16) |
                          ((unsigned long)id[2] << 8) | id[3];
    if (n < sizeof head || memcmp(head, "SQLite format 3", 16) != 0 ||
        found != PP_DB_APPLICATION_ID)
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL,
                          "is no planning file; name one with -d FILE, or make one with: "
                          "patchplan -d NEW.db init");
    return 0;
}

static int refuse_missing(const char *path, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str word = {0};
    pp_str_append_word(&word, path);
    return pp_fail_at(reterr, PP_E_NOTFOUND, path, 0, NULL,
                      "there is no planning file of this name; name another with -d FILE, or make "
                      "an empty one with: patchplan -d %s init",
                      pp_str_text(&word));
}

static int check_writable(const char *path, struct pp_error *reterr) {
    if (access(path, W_OK) != 0)
        return pp_fail_at(reterr, PP_E_READONLY, path, 0, NULL,
                          "the planning file cannot be written; check its permissions, or copy it");
    return 0;
}

int pp_db_check_file(const char *path, enum pp_db_mode mode, struct pp_error *reterr) {
    struct stat info;
    bool exists = stat(path, &info) == 0;
    if (mode == PP_DB_CREATE)
        return exists ? pp_fail_at(reterr, PP_E_EXISTS, path, 0, NULL,
                                   "exists already and is left as it is; name another with -d FILE")
                      : 0;
    if (!exists && errno == ENOENT)
        return refuse_missing(path, reterr);
    if (!exists)
        return pp_fail_system(reterr, errno, "open the planning file", path);
    if (!S_ISREG(info.st_mode))
        return pp_fail_at(reterr, PP_E_FORMAT, path, 0, NULL, "is not a file");
    int rc = check_header(path, reterr);
    bool reads = mode == PP_DB_READ || mode == PP_DB_SCRATCH;
    return rc || reads ? rc : check_writable(path, reterr);
}
