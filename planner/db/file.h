/* What kind of file stands at a path, looked at before SQLite changes it. */
#ifndef PLANNER_DB_FILE_H
#define PLANNER_DB_FILE_H

#include <sqlite3.h>

#include "patchplan/db/db.h"

/* "PPLN": SQLite's application_id of a planning file. */
enum { PP_DB_APPLICATION_ID = 0x50504c4e };

/* 0 when `path` can be opened in `mode`; else the refusal in words. Does not open it. */
int pp_db_check_file(const char *path, enum pp_db_mode mode, struct pp_error *reterr) PP_CHECKED;

/* Nobody is changing the file, and nothing may be made beside it: its folder cannot be written and there is no
 * FILE-wal. SQLite then has to take it as it stands, which it does only when told ("immutable"). */
bool pp_db_stands_alone(const char *path);

/* May SQLite make files in the folder of `path`, behind all links? */
bool pp_db_can_write_beside(const char *path);

/* Make an empty file for its owner alone, whatever the umask; SQLite fills it, and gives what it makes beside it the same
 * mode. PP_E_IO ... when there is something already. */
int pp_db_make_private(const char *path, struct pp_error *reterr) PP_CHECKED;

/* Is the file behind a new connection a planning file? Read through SQLite's own descriptor: closing one of ours would
 * take away the locks that other connections of this process hold on the file (POSIX), and another program would then
 * tidy up beside it while they read. */
int pp_db_check_header(sqlite3 *handle, const char *path, struct pp_error *reterr) PP_CHECKED;

#endif
