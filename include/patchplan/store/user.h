/* Accounts and who is signed in, in and out of the planning file. Tokens come as digests. */
#ifndef PATCHPLAN_STORE_USER_H
#define PATCHPLAN_STORE_USER_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"

/* Strings in the arena it was read into; NULL where there is none. */
struct pp_user {
    int64_t user_id, team_id; /* team_id 0: of none */
    const char *name, *role, *team, *officer_id, *password_hash, *created_at;
    bool one_time, disabled;
};
/* By name, in any case of letters: 1 found, 0 not. */
int pp_store_user_find(struct pp_db *db, const char *name, struct pp_arena *arena,
                       struct pp_user *ret_user, struct pp_error *reterr) PP_CHECKED;
/* By name, in order. */
int pp_store_user_list(struct pp_db *db, struct pp_arena *arena, struct pp_user **ret_users,
                       size_t *ret_n, struct pp_error *reterr) PP_CHECKED;
/* Add `user` (user_id 0), or write all of it back. The caller holds the transaction. */
int pp_store_user_put(struct pp_db *db, struct pp_user *user, struct pp_error *reterr) PP_CHECKED;
/* How many accounts there are, and admins who can sign in. */
int pp_store_user_counts(struct pp_db *db, int64_t *ret_n_users, int64_t *ret_n_admins,
                         struct pp_error *reterr) PP_CHECKED;
/* A team by its name; 1 found, 0 not. An officer by id. */
int pp_store_user_team(struct pp_db *db, const char *name, int64_t *ret_team_id,
                       struct pp_error *reterr) PP_CHECKED;
int pp_store_user_officer(struct pp_db *db, const char *officer_id,
                          struct pp_error *reterr) PP_CHECKED;

/* The team of an officer (0: of none); 1 found, 0 not. */
int pp_store_officer_team(struct pp_db *db, const char *officer_id, int64_t *ret_team_id,
                          struct pp_error *reterr) PP_CHECKED;

/* Moments are seconds since 1970. */
struct pp_sign_in {
    const char *digest, *csrf;
    int64_t user_id, made, seen;
};
int pp_store_sign_in_add(struct pp_db *db, const struct pp_sign_in *sign_in,
                         struct pp_error *reterr) PP_CHECKED;
/* 1 found, 0 not; with its account, disabled or not. */
int pp_store_sign_in_find(struct pp_db *db, const char *digest, struct pp_arena *arena,
                          struct pp_sign_in *ret_sign_in, struct pp_user *ret_user,
                          struct pp_error *reterr) PP_CHECKED;
int pp_store_sign_in_touch(struct pp_db *db, const char *digest, int64_t now,
                           struct pp_error *reterr) PP_CHECKED;
/* One, all of an account, and all that were made or seen too long ago. */
int pp_store_sign_in_drop(struct pp_db *db, const char *digest, struct pp_error *reterr) PP_CHECKED;
int pp_store_sign_in_drop_all(struct pp_db *db, int64_t user_id,
                              struct pp_error *reterr) PP_CHECKED;
int pp_store_sign_in_drop_old(struct pp_db *db, int64_t made_before, int64_t seen_before,
                              struct pp_error *reterr) PP_CHECKED;

/* Wrong passwords for a name since a moment; one more; none any more (older than `before`, or of the digest). */
int pp_store_tries(struct pp_db *db, const char *digest, int64_t since, int64_t *ret_n,
                   struct pp_error *reterr) PP_CHECKED;
int pp_store_tries_add(struct pp_db *db, const char *digest, int64_t now,
                       struct pp_error *reterr) PP_CHECKED;
int pp_store_tries_forget(struct pp_db *db, const char *digest, int64_t before,
                          struct pp_error *reterr) PP_CHECKED;

#endif
