/* Drafts shown to others by a secret address, and what may be told of a draft there. Nothing of homes that are
 * suppressed, no weight. Lists live in the arena. */
#ifndef PATCHPLAN_STORE_CONSULT_H
#define PATCHPLAN_STORE_CONSULT_H

#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"

struct pp_consult {
    int64_t consult_id, plan_id;
    const char *plan; /* its name */
    const char *plan_state;
    const char *title;
    const char *until;                    /* the last day, ISO; NULL: no end */
    const char *by, *made_at, *closed_at; /* closed_at NULL: not taken back */
    int64_t n_comments, n_open;
};
/* A new one: plan_id, title, until; its secret comes as a digest. The caller holds the transaction. */
int pp_store_consult_add(struct pp_db *db, const struct pp_consult *consult, const char *digest,
                         int64_t user_id, struct pp_error *reterr) PP_CHECKED;
/* Of a plan, the newest first. */
int pp_store_consult_list(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                          struct pp_consult **ret_consults, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;
/* By the digest of its secret, or by number: 1 found, 0 not. */
int pp_store_consult_find(struct pp_db *db, const char *digest, struct pp_arena *arena,
                          struct pp_consult *ret_consult, struct pp_error *reterr) PP_CHECKED;
int pp_store_consult_get(struct pp_db *db, int64_t consult_id, struct pp_arena *arena,
                         struct pp_consult *ret_consult, struct pp_error *reterr) PP_CHECKED;
/* Taken back. */
int pp_store_consult_close(struct pp_db *db, int64_t consult_id,
                           struct pp_error *reterr) PP_CHECKED;

/* Homes of a patch of the plan that are in one of today's patches now. */
struct pp_consult_part {
    int patch_ix;
    const char *today, *officer; /* "" none; the officer by the public name */
    int64_t n_homes;
};
/* By patch, then most homes first: of one patch, or of all (-1). */
int pp_store_consult_parts(struct pp_db *db, int64_t plan_id, int patch_ix, pp_day today,
                           struct pp_arena *arena, struct pp_consult_part **ret_parts,
                           size_t *ret_n, struct pp_error *reterr) PP_CHECKED;
/* Who would lead each patch, from `today` on, by patch. */
struct pp_consult_lead {
    int patch_ix;
    const char *officer_id, *name;
};
int pp_store_consult_leads(struct pp_db *db, int64_t plan_id, pp_day today, struct pp_arena *arena,
                           struct pp_consult_lead **ret_leads, size_t *ret_n,
                           struct pp_error *reterr) PP_CHECKED;

/* Homes of a street that an officer looks after today (`was`), or would in the plan (`will`). */
struct pp_consult_street {
    const char *street, *today, *patch; /* patches by name */
    bool was, will;
    int64_t n_homes;
};
/* By street. `ret_name`: the officer's public name; PP_E_NOTFOUND: no such officer. */
int pp_store_consult_streets(struct pp_db *db, int64_t plan_id, const char *officer_id,
                             pp_day today, struct pp_arena *arena, const char **ret_name,
                             struct pp_consult_street **ret_streets, size_t *ret_n,
                             struct pp_error *reterr) PP_CHECKED;

#endif
