/* What is kept no longer than it may be. */
#ifndef PATCHPLAN_STORE_PURGE_H
#define PATCHPLAN_STORE_PURGE_H

#include <stdint.h>

#include "patchplan/core/date.h"
#include "patchplan/db/db.h"

/* A kind of row with a time after which it goes. */
struct pp_purge_kind {
    const char *what; /* "rows set aside at imports" */
    const char *kept; /* "30 days" */
    const char *sql;  /* deletes; ?1 is today */
};
/* The ix-th, in the order in which they go; NULL past the last. */
const struct pp_purge_kind *pp_store_purge_kind(int ix);
/* Delete what is due of a kind by `today`; how many rows. The caller holds the transaction. */
int pp_store_purge(struct pp_db *db, const struct pp_purge_kind *kind, pp_day today, int64_t *ret_n,
                   struct pp_error *reterr) PP_CHECKED;

#endif
