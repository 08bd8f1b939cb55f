/* How large a ZIP file says it is unpacked, without unpacking it. */
#ifndef PATCHPLAN_PLANNER_TABLE_ZIP_H
#define PATCHPLAN_PLANNER_TABLE_ZIP_H

#include "patchplan/core/error.h"

/* Refuse a workbook that would fill the memory: small on the disk and enormous unpacked, or no whole ZIP file. A
 * file that lies about its sizes still meets the limits of the child that reads it. */
int pp_zip_check(const char *path, struct pp_error *reterr) PP_CHECKED;

#endif
