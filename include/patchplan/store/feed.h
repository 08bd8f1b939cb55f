/* An officer's own calendar: by the digest of the secret in its address, never the secret. One for each officer. */
#ifndef PATCHPLAN_STORE_FEED_H
#define PATCHPLAN_STORE_FEED_H

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"

/* In the place of any there was. */
int pp_store_feed_put(struct pp_db *db, const char *officer_id, const char *digest,
                      struct pp_error *reterr) PP_CHECKED;
/* *ret_had: there was one. */
int pp_store_feed_drop(struct pp_db *db, const char *officer_id, bool *ret_had,
                       struct pp_error *reterr) PP_CHECKED;
/* Whose it is, while they have an account that is open: 1 found, 0 not. In the arena. */
int pp_store_feed_officer(struct pp_db *db, const char *digest, struct pp_arena *arena,
                          const char **ret_officer_id, struct pp_error *reterr) PP_CHECKED;
/* When an officer's was made: 1, or 0 where there is none. In the arena. */
int pp_store_feed_made(struct pp_db *db, const char *officer_id, struct pp_arena *arena,
                       const char **ret_made_at, struct pp_error *reterr) PP_CHECKED;

#endif
