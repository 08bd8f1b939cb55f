/* One server for a planning file: two would take each other's jobs for dead. */
#ifndef PLANNER_SERVICE_SERVING_H
#define PLANNER_SERVICE_SERVING_H

#include "patchplan/core/error.h"

/* Hold FILE.serving until `ret_lock` is given to pp_serving_end(), or this process ends in whatever way. PP_E_BUSY:
 * another holds it; the sentence names its process. */
int pp_serving_begin(const char *db_path, int *ret_lock, struct pp_error *reterr) PP_CHECKED;
/* Let go, and remove the file. Negative: nothing is held. */
void pp_serving_end(const char *db_path, int lock);

#endif
