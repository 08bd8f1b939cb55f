/* Passwords, tokens and digests. The only folder that includes <sodium.h>.
 *
 * Nothing here is ever written to a log, and nothing secret is kept: of a password its Argon2id hash, of a token
 * its digest.
 */
#ifndef PATCHPLAN_SECRET_SECRET_H
#define PATCHPLAN_SECRET_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "patchplan/core/error.h"

enum {
    PP_SECRET_HASH_SIZE = 128,  /* a password's hash as text, its zero included */
    PP_SECRET_TOKEN_SIZE = 23,  /* 128 random bits in base64url */
    PP_SECRET_DIGEST_SIZE = 65, /* 256 bits in hex */
    PP_SECRET_LEAST_PASSWORD = 12,
    PP_SECRET_MOST_PASSWORD = 256
};

/* Argon2id with interactive limits: 64 MiB and some 60 ms of processor, so that guessing is dear. Not for every
 * request. PP_E_NOMEM. */
int pp_secret_hash_password(const char *password, char ret_hash[PP_SECRET_HASH_SIZE],
                            struct pp_error *reterr) PP_CHECKED;
/* The same cost. A `hash` of NULL is never right and costs as much, so that nobody can tell by the time whether a
 * name is known. */
bool pp_secret_check_password(const char *hash, const char *password);
/* Is it long enough, short enough, and not one that everybody tries first? PP_E_INPUT in words. */
int pp_secret_judge_password(const char *password, const char *user_name,
                             struct pp_error *reterr) PP_CHECKED;

/* Random, for sessions, forms, feeds and one-time passwords. */
int pp_secret_token(char ret_token[PP_SECRET_TOKEN_SIZE], struct pp_error *reterr) PP_CHECKED;
/* BLAKE2b: what is kept of a token, and the links of the audit chain. The parts are digested one after the other,
 * each with its length before it, so that moving a border between them changes the digest. */
int pp_secret_digest(const char *const *parts, size_t n_parts,
                     char ret_digest[PP_SECRET_DIGEST_SIZE], struct pp_error *reterr) PP_CHECKED;
/* The digest of so many bytes. */
int pp_secret_digest_bytes(const void *bytes, size_t n_bytes,
                           char ret_digest[PP_SECRET_DIGEST_SIZE],
                           struct pp_error *reterr) PP_CHECKED;
/* Equal? In a time that does not tell where they differ. NULL equals nothing. */
bool pp_secret_same(const char *a, const char *b);
/* Overwrite what must not stay in memory. */
void pp_secret_wipe(void *memory, size_t size);

#endif
