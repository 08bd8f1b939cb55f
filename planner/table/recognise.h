/* What a file is, from its first bytes. */
#ifndef PATCHPLAN_PLANNER_TABLE_RECOGNISE_H
#define PATCHPLAN_PLANNER_TABLE_RECOGNISE_H

#include "patchplan/core/error.h"
#include "patchplan/table/convert.h"

struct pp_file_type {
    enum pp_file_kind kind;
    const char *name;      /* for people; of an unreadable file also what to do */
    const char *driver;    /* the one GDAL driver allowed to open it; NULL: not GDAL's */
    const char *extension; /* the driver wants the file called so; NULL: as it is, with the files
                              beside it */
};

int pp_file_type_of(const char *path, struct pp_file_type *ret_type,
                    struct pp_error *reterr) PP_CHECKED;

#endif
