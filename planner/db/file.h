/* What kind of file stands at a path, looked at before SQLite touches it. */
#ifndef PLANNER_DB_FILE_H
#define PLANNER_DB_FILE_H

#include "patchplan/db/db.h"

/* "PPLN": SQLite's application_id of a planning file. */
enum { PP_DB_APPLICATION_ID = 0x50504c4e };

/* 0 when `path` can be opened in `mode`; else the refusal in words. Reads at most 100 bytes. */
int pp_db_check_file(const char *path, enum pp_db_mode mode, struct pp_error *reterr) PP_CHECKED;

#endif
