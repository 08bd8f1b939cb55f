/* Publications that somebody proposed and somebody else decides on. */
#ifndef PATCHPLAN_STORE_REQUEST_H
#define PATCHPLAN_STORE_REQUEST_H

#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"

/* Texts in the arena it was read into. */
struct pp_publish_request {
    int64_t request_id, plan_id, proposed_by;
    const char *plan;      /* its name */
    const char *version;   /* of the plan as it was proposed */
    const char *first_day; /* ISO */
    const char *teams;     /* JSON arrays, of names and of codes; both "[]" everywhere */
    const char *wards;
    const char *why;
    const char *proposer, *proposed_at;
    const char *state;                /* "open", "approved", "declined", "withdrawn" */
    const char *decider, *decided_at; /* "" and NULL while open */
    const char *taken_back_at;        /* NULL: is not, or was never published */
    int64_t publication_id;           /* 0: was not approved */
};

/* A new one, open; plan_id, version, first_day, teams, wards, why and proposed_by are taken. */
int pp_store_request_add(struct pp_db *db, const struct pp_publish_request *request,
                         int64_t *ret_request_id, struct pp_error *reterr) PP_CHECKED;
/* 1 found, 0 not. */
int pp_store_request_get(struct pp_db *db, int64_t request_id, struct pp_arena *arena,
                         struct pp_publish_request *ret_request,
                         struct pp_error *reterr) PP_CHECKED;
/* Open ones first, then the newest; `most` of them. */
int pp_store_request_list(struct pp_db *db, size_t most, struct pp_arena *arena,
                          struct pp_publish_request **ret_requests, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;
/* Decided: `publication_id` 0 when it was not approved. The caller holds the transaction. */
int pp_store_request_decide(struct pp_db *db, int64_t request_id, const char *state,
                            int64_t user_id, int64_t publication_id,
                            struct pp_error *reterr) PP_CHECKED;
/* How many comments on the plan are open. */
int pp_store_open_comments(struct pp_db *db, int64_t plan_id, int64_t *ret_n,
                           struct pp_error *reterr) PP_CHECKED;

#endif
