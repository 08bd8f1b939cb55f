/* One GDAL program in a child process: no shell, a clean environment, limits on time, memory and
 * file size. */
#ifndef PATCHPLAN_PLANNER_TABLE_CHILD_H
#define PATCHPLAN_PLANNER_TABLE_CHILD_H

#include <stdint.h>

#include "patchplan/core/cancel.h"
#include "patchplan/core/error.h"

struct pp_child {
    const char *folder;      /* stdout goes to "out.txt" in it, stderr to "errors.txt" */
    const char *const *argv; /* argv[0]: the program, looked for in PATH; ends with NULL */
    double max_seconds;
    int64_t max_bytes;              /* of any file it writes */
    const struct pp_cancel *cancel; /* looked at about 50 times a second */
};

/* Run to the end. `ret_status`: its exit status. An error when the program is missing, a limit was
 * reached, it was interrupted (the child is then dead) or it died. `file` stands in messages. */
int pp_child_run(const struct pp_child *child, const char *file, int *ret_status,
                 struct pp_error *reterr) PP_CHECKED;

#endif
