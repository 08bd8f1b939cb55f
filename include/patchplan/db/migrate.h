/* Numbered migrations: data/schema/NNN_name.sql, applied in order, each in one transaction. */
#ifndef PATCHPLAN_DB_MIGRATE_H
#define PATCHPLAN_DB_MIGRATE_H

#include "patchplan/db/db.h"

/* The folder with `schema/` and `demo/`: $PATCHPLAN_DATADIR, else where they were installed. */
const char *pp_datadir(void);
/* A folder of the program's own, such as "models" or "web": in the data folder, else beside it (a source tree).
 * PP_E_NOTFOUND: neither is there. */
int pp_own_folder(const char *name, char ret_path[512], struct pp_error *reterr) PP_CHECKED;

/* Bring `db` to the newest schema. A file that holds an older version is first backed up beside itself as
 * FILE.before-NNN, or -2, -3, ... after it (`ret_backup`, 512 bytes, empty when none was needed). PP_E_NEWER for a file from the
 * future, PP_E_NOTFOUND when the schema folder is missing. */
int pp_db_migrate(struct pp_db *db, char ret_backup[512], struct pp_error *reterr) PP_CHECKED;

/* The version the file has, and the newest one the schema folder has. */
int pp_db_version(struct pp_db *db, int *ret_version, struct pp_error *reterr) PP_CHECKED;
int pp_schema_version(int *ret_version, struct pp_error *reterr) PP_CHECKED;

#endif
