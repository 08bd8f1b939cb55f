/* How large a ZIP file says it is unpacked, without unpacking it. */
#ifndef PATCHPLAN_PLANNER_TABLE_ZIP_H
#define PATCHPLAN_PLANNER_TABLE_ZIP_H

#include <stdint.h>

#include "patchplan/core/error.h"

/* Refuse a workbook that would fill the memory: small on the disk and enormous unpacked, or no whole ZIP file. What it
 * says comes out as `ret_unpacked`, bytes; a file that lies there still meets the limits of the child that reads it. */
int pp_zip_check(const char *path, uint64_t *ret_unpacked, struct pp_error *reterr) PP_CHECKED;

#endif
