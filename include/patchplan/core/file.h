/* A file of our own, read whole: pages, schema. */
#ifndef PATCHPLAN_CORE_FILE_H
#define PATCHPLAN_CORE_FILE_H

#include "patchplan/core/error.h"
#include "patchplan/core/str.h"

/* Append all that is in `path` to `text`. `doing` completes "cannot ...", such as "read the schema". PP_E_IO when it cannot be
 * opened or read to its end (text then holds a part), PP_E_NOMEM. */
int pp_file_read(const char *path, const char *doing, struct pp_str *text,
                 struct pp_error *reterr) PP_CHECKED;

#endif
