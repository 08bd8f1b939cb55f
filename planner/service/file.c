#include "patchplan/service/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/db/migrate.h"
#include "patchplan/store/audit.h"

static int make(const char *path, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    char backup[512];
    int rc = pp_db_open(path, PP_DB_CREATE, &db, reterr);
    return rc ? rc : pp_db_migrate(db, backup, reterr);
}

void pp_service_discard(const char *path) {
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char name[4200];
        if (snprintf(name, sizeof name, "%s%s", path, endings[i]) < (int)sizeof name)
            unlink(name);
    }
}

int pp_service_init(const char *path, struct pp_error *reterr) {
    int rc = make(path, reterr);
    if (rc && rc != PP_E_EXISTS)
        pp_service_discard(path);
    return rc;
}

int pp_service_check_init(const char *path, struct pp_error *reterr) {
    return pp_db_check_new(path, reterr);
}

static int refuse_other_version(struct pp_db *db, struct pp_error *reterr) {
    int version = 0, newest = 0;
    int rc = pp_db_version(db, &version, reterr);
    if (rc || (rc = pp_schema_version(&newest, reterr)) != 0 || version == newest)
        return rc;
    if (version > newest)
        return pp_fail_at(
            reterr, PP_E_NEWER, pp_db_path(db), 0, NULL,
            "was made by a newer version of patchplan; it was not touched. Install the "
            "newer version");
    return pp_fail_at(reterr, PP_E_CONFLICT, pp_db_path(db), 0, NULL,
                      "was made by an older version of patchplan; bring it up to date (a backup is "
                      "kept beside it) with: patchplan doctor");
}

/* Lines from before the history was a chain. */
static int chain_history(struct pp_db *db, struct pp_error *reterr) {
    int rc = pp_db_begin(db, reterr);
    return rc ? rc : pp_db_end(db, pp_store_audit_seal(db, reterr), reterr);
}

static int open_as(const char *path, enum pp_db_mode mode, struct pp_db **ret_db, char *ret_backup,
                   struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    char backup[512] = "";
    int rc = pp_db_open(path, mode, &db, reterr);
    if (rc)
        return rc;
    rc = mode == PP_DB_WRITE ? pp_db_migrate(db, backup, reterr) : refuse_other_version(db, reterr);
    if (!rc && *backup)
        rc = chain_history(db, reterr);
    if (rc)
        return rc;
    if (ret_backup)
        memcpy(ret_backup, backup, sizeof backup);
    *ret_db = db;
    db = NULL;
    return 0;
}

int pp_service_open(const char *path, bool writes, struct pp_db **ret_db, char *ret_backup,
                    struct pp_error *reterr) {
    return open_as(path, writes ? PP_DB_WRITE : PP_DB_READ, ret_db, ret_backup, reterr);
}

int pp_service_open_to_change(const char *path, bool dry_run, struct pp_db **ret_db,
                              char *ret_backup, struct pp_error *reterr) {
    return open_as(path, dry_run ? PP_DB_SCRATCH : PP_DB_WRITE, ret_db, ret_backup, reterr);
}
