/* What a file is, from its first bytes. */
#ifndef PATCHPLAN_PLANNER_TABLE_RECOGNISE_H
#define PATCHPLAN_PLANNER_TABLE_RECOGNISE_H

#include "patchplan/core/error.h"

/* What the first bytes say a file is. */
enum pp_file_kind {
    PP_FILE_TEXT,      /* no known mark: most likely a text table, or GeoJSON */
    PP_FILE_WORKBOOK,  /* XLSX or ODS */
    PP_FILE_MAP,       /* GeoPackage, Shapefile, KML, FileGDB folder, MapInfo */
    PP_FILE_UNREADABLE /* old XLS, PDF, ZIP of something else, picture, ...: refused */
};

struct pp_file_type {
    enum pp_file_kind kind;
    const char
        *name; /* for people, static: "an Excel workbook"; of an unreadable file also what to do */
    const char *driver;    /* the one GDAL driver allowed to open it; NULL: not GDAL's */
    const char *extension; /* the driver wants the file called so; NULL: as it is, with the files
                              beside it */
};

/* A file that cannot be read, a folder that is no FileGDB, a pipe or device: an error with a sentence. */
int pp_file_type_of(const char *path, struct pp_file_type *ret_type,
                    struct pp_error *reterr) PP_CHECKED;

#endif
