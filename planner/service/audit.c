#include "patchplan/service/audit.h"

enum { MOST_LINES = 1000000 };

int pp_service_audit_list(struct pp_db *db, int64_t n_most, struct pp_arena *arena,
                          struct pp_audit_row **ret_rows, size_t *ret_n, struct pp_error *reterr) {
    int64_t n_there = 0;
    int rc = pp_store_audit_count(db, &n_there, reterr);
    if (rc)
        return rc;
    n_most = n_most > n_there ? n_there : n_most;
    return pp_store_audit_list(db, (size_t)(n_most > MOST_LINES ? MOST_LINES : n_most), arena,
                               ret_rows, ret_n, reterr);
}
