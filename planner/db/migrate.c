#include "patchplan/db/migrate.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/file.h"
#include "patchplan/core/str.h"

const char *pp_datadir(void) {
    const char *told = getenv("PATCHPLAN_DATADIR");
    return told && *told ? told : PP_PKGDATADIR;
}

int pp_own_folder(const char *name, char ret_path[512], struct pp_error *reterr) {
    static const char *const places[] = {"", "../"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char path[512];
        int length = snprintf(path, sizeof path, "%s/%s%s", pp_datadir(), places[i], name);
        DIR *dir = length < (int)sizeof path ? opendir(path) : NULL;
        if (dir) {
            closedir(dir);
            memcpy(ret_path, path, sizeof path);
            return 0;
        }
    }
    return pp_fail_at(reterr, PP_E_NOTFOUND, pp_datadir(), 0, NULL,
                      "the program's own folder '%s' is missing; install patchplan again, or set "
                      "PATCHPLAN_DATADIR",
                      name);
}

static int schema_number(const char *file_name) {
    const char *dot = strrchr(file_name, '.');
    if (!dot || strcmp(dot, ".sql") != 0 || !isdigit((unsigned char)file_name[0]))
        return 0;
    return atoi(file_name);
}

/* The file of migration `wanted` (0 = only count), and the highest number in the folder. */
static int scan_schema(int wanted, struct pp_str *ret_path, int *ret_newest,
                       struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str folder = {0};
    pp_str_appendf(&folder, "%s/schema", pp_datadir());
    if (folder.failed)
        return pp_fail_nomem(reterr);
    DIR *dir = opendir(pp_str_text(&folder));
    if (!dir)
        return pp_fail_at(
            reterr, PP_E_NOTFOUND, pp_str_text(&folder), 0, NULL,
            "the program's own data folder is missing; install patchplan again, or set "
            "PATCHPLAN_DATADIR");
    int newest = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        int number = schema_number(entry->d_name);
        newest = number > newest ? number : newest;
        if (number && number == wanted)
            pp_str_appendf(ret_path, "%s/%s", pp_str_text(&folder), entry->d_name);
    }
    closedir(dir);
    if (ret_path && ret_path->failed)
        return pp_fail_nomem(reterr);
    *ret_newest = newest;
    return 0;
}

int pp_schema_version(int *ret_version, struct pp_error *reterr) {
    return scan_schema(0, NULL, ret_version, reterr);
}

int pp_db_version(struct pp_db *db, int *ret_version, struct pp_error *reterr) {
    int64_t version = 0;
    int rc = pp_db_query_int(db, "PRAGMA user_version", 0, &version, reterr);
    if (!rc)
        *ret_version = (int)version;
    return rc;
}

/* Another program may have migrated since the version was read: look again inside the transaction. */
static int run_step(struct pp_db *db, int number, const char *sql, struct pp_error *reterr) {
    int version = 0;
    int rc = pp_db_version(db, &version, reterr);
    return rc || version >= number ? rc : pp_db_run(db, sql, reterr);
}

static int apply(struct pp_db *db, int number, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str path = {0}, sql = {0};
    int newest = 0;
    int rc = scan_schema(number, &path, &newest, reterr);
    if (!rc && !path.len)
        rc = pp_fail(reterr, PP_E_NOTFOUND, "schema file %03d is missing from %s/schema", number,
                     pp_datadir());
    if (rc || (rc = pp_file_read(pp_str_text(&path), "read the schema", &sql, reterr)) != 0)
        return rc;
    pp_str_appendf(&sql, "\n;PRAGMA user_version = %d;", number);
    if (sql.failed)
        return pp_fail_nomem(reterr);
    if ((rc = pp_db_begin(db, reterr)) != 0)
        return rc;
    rc = run_step(db, number, pp_str_text(&sql), reterr);
    return pp_db_end(db, rc, reterr);
}

static int back_up(struct pp_db *db, int version, char ret_backup[512], struct pp_error *reterr) {
    /* One that stands there may be of another day (a file restored since): never taken for this one. */
    int rc = PP_E_EXISTS;
    for (int n = 1; rc == PP_E_EXISTS && n < 100; n++) {
        char turn[16] = "";
        if (n > 1)
            snprintf(turn, sizeof turn, "-%d", n);
        snprintf(ret_backup, 512, "%s.before-%03d%s", pp_db_path(db), version + 1, turn);
        rc = pp_db_backup(db, ret_backup, reterr);
    }
    return rc;
}

int pp_db_migrate(struct pp_db *db, char ret_backup[512], struct pp_error *reterr) {
    int version = 0, newest = 0;
    int rc = pp_db_version(db, &version, reterr);
    if (rc || (rc = pp_schema_version(&newest, reterr)) != 0)
        return rc;
    ret_backup[0] = '\0';
    if (version > newest)
        return pp_fail_at(reterr, PP_E_NEWER, pp_db_path(db), 0, NULL,
                          "was made by a newer version of patchplan (file version %d, this program "
                          "knows %d); it was not touched. Install the newer version",
                          version, newest);
    if (version > 0 && version < newest && (rc = back_up(db, version, ret_backup, reterr)) != 0)
        return rc;
    for (int number = version + 1; !rc && number <= newest; number++)
        rc = apply(db, number, reterr);
    return rc;
}
