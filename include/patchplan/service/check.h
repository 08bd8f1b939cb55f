/* The data-quality report. */
#ifndef PATCHPLAN_SERVICE_CHECK_H
#define PATCHPLAN_SERVICE_CHECK_H

#include "patchplan/store/check.h"

/* Everything found; see store/check.h. */
int pp_service_check(struct pp_db *db, const struct pp_cancel *cancel, struct pp_check *ret_check,
                     struct pp_error *reterr) PP_CHECKED;

#endif
