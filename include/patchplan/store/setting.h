/* Settings of the planning file: short texts under short keys. What keys there are is service's to say. */
#ifndef PATCHPLAN_STORE_SETTING_H
#define PATCHPLAN_STORE_SETTING_H

#include "patchplan/core/arena.h"
#include "patchplan/core/error.h"
#include "patchplan/db/db.h"

/* The value of `key` into the arena; NULL when it is not set. */
int pp_store_setting_get(struct pp_db *db, const char *key, struct pp_arena *arena,
                         const char **ret_value, struct pp_error *reterr) PP_CHECKED;
/* Set, or with NULL unset. The caller holds the transaction. */
int pp_store_setting_set(struct pp_db *db, const char *key, const char *value,
                         struct pp_error *reterr) PP_CHECKED;

/* How much the planning file holds. */
struct pp_file_counts {
    int64_t n_homes, n_plans, n_published, n_officers, n_dangling; /* rows that point at nothing */
};
int pp_store_file_counts(struct pp_db *db, struct pp_file_counts *ret_counts,
                         struct pp_error *reterr) PP_CHECKED;

#endif
