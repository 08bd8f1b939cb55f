/* Rows set aside, written out to be mended and imported again. */
#ifndef PLANNER_SERVICE_REJECTS_H
#define PLANNER_SERVICE_REJECTS_H

#include "patchplan/service/import.h"

/* The original columns and `reject_reason`. One file that has such rows: to `path`; several: each to PATH with its kind
 * before the ending. Nothing is written when there are none. Sets `rejects_path` of the files. */
int pp_rejects_write(struct pp_db *db, struct pp_import_result *result, const char *path,
                     struct pp_error *reterr) PP_CHECKED;

#endif
