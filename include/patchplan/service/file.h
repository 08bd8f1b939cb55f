/* The planning file as the use cases open it: made, migrated, ready. */
#ifndef PATCHPLAN_SERVICE_FILE_H
#define PATCHPLAN_SERVICE_FILE_H

#include "patchplan/db/db.h"

/* Make a new, empty planning file at `path`. PP_E_EXISTS when there is something already. A file that
 * cannot be finished (full disk) is removed again. */
int pp_service_init(const char *path, struct pp_error *reterr) PP_CHECKED;
/* What of it can be known without making it. */
int pp_service_check_init(const char *path, struct pp_error *reterr) PP_CHECKED;

/* Remove a planning file that was just made and could not be filled, with what stands beside it. */
void pp_service_discard(const char *path);

/* Open for reading, or for writing. An older file is migrated (after a backup beside it, named in
 * `ret_backup`, 512 bytes, may be NULL) when opened for writing; for reading it is refused in words that say
 * how. Caller closes with pp_db_close(). */
int pp_service_open(const char *path, bool writes, struct pp_db **ret_db, char *ret_backup,
                    struct pp_error *reterr) PP_CHECKED;

/* Open for a use case that changes something; a dry run gets a private copy (PP_DB_SCRATCH), which takes the change in
 * the file's place. An older file is refused in a dry run, as for reading.
 * `ret_backup`: as above. */
int pp_service_open_to_change(const char *path, bool dry_run, struct pp_db **ret_db,
                              char *ret_backup, struct pp_error *reterr) PP_CHECKED;

#endif
