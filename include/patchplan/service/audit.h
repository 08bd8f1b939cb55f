/* What was done to the planning file. */
#ifndef PATCHPLAN_SERVICE_AUDIT_H
#define PATCHPLAN_SERVICE_AUDIT_H

#include "patchplan/store/audit.h"

/* The newest `n_most` lines (at most 1,000,000), newest first; rows live in `arena`. */
int pp_service_audit_list(struct pp_db *db, int64_t n_most, struct pp_arena *arena,
                          struct pp_audit_row **ret_rows, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;

struct pp_audit_found {
    bool is_whole;
    struct pp_audit_verdict verdict;
    char words[256]; /* a sentence for people */
};
/* Is the record as it was written? `wanted`: the hash of a line as an earlier look told it, which must still be there; or
 * NULL. */
int pp_service_audit_verify(struct pp_db *db, const char *wanted, struct pp_audit_found *ret_found,
                            struct pp_error *reterr) PP_CHECKED;

#endif
