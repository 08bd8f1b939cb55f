/* Columns of lists that somebody matched by hand, remembered for the next list of the kind. */
#ifndef PATCHPLAN_STORE_MATCHED_H
#define PATCHPLAN_STORE_MATCHED_H

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"

/* This heading stands for that column of ours. */
struct pp_matched {
    const char *heading, *field;
};
/* Of a kind of list, by heading, in `arena`. */
int pp_store_matched_list(struct pp_db *db, const char *kind, struct pp_arena *arena,
                          struct pp_matched **ret_matched, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;
/* In place of what was remembered of this heading. The caller holds the transaction. */
int pp_store_matched_put(struct pp_db *db, const char *kind, const struct pp_matched *matched,
                         struct pp_error *reterr) PP_CHECKED;

#endif
