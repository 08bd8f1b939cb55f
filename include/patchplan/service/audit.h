/* What was done to the planning file. */
#ifndef PATCHPLAN_SERVICE_AUDIT_H
#define PATCHPLAN_SERVICE_AUDIT_H

#include "patchplan/store/audit.h"

/* The newest `n_most` lines (at most 1,000,000), newest first; rows live in `arena`. */
int pp_service_audit_list(struct pp_db *db, int64_t n_most, struct pp_arena *arena,
                          struct pp_audit_row **ret_rows, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;

#endif
