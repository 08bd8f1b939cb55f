/* What is said about drafts, by staff and by whoever is consulted. */
#ifndef PATCHPLAN_STORE_COMMENT_H
#define PATCHPLAN_STORE_COMMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"

/* Texts in the arena it was read into. */
struct pp_comment {
    int64_t comment_id, plan_id;
    int64_t user_id, consult_id; /* of whom; 0: of the other kind */
    const char *plan;            /* its name */
    const char *patch;           /* by name; "": about the plan */
    const char *text;
    const char *by;      /* the account, or the name that somebody consulted gave; may be "" */
    const char *made_at; /* moments are UTC */
    const char *reply, *reply_by, *reply_at; /* reply "": none yet */
    const char *closed_by, *closed_at;       /* closed_at NULL: open */
};

/* Of which: every field but plan_id may be left 0 or NULL for all. */
struct pp_comment_choice {
    int64_t plan_id;
    int64_t consult_id;
    const char *patch;
    bool open_only;
};
/* Open ones first, then the newest; in `arena`. */
int pp_store_comment_list(struct pp_db *db, const struct pp_comment_choice *choice,
                          struct pp_arena *arena, struct pp_comment **ret_comments, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;
/* 1 found, 0 not. */
int pp_store_comment_get(struct pp_db *db, int64_t comment_id, struct pp_arena *arena,
                         struct pp_comment *ret_comment, struct pp_error *reterr) PP_CHECKED;
/* A new one, open: plan_id, patch, text, and user_id, or consult_id with the name that was given in `by`. */
int pp_store_comment_add(struct pp_db *db, const struct pp_comment *comment,
                         int64_t *ret_comment_id, struct pp_error *reterr) PP_CHECKED;
/* Answered in place of any answer before; closed or opened again. The caller holds the transaction. */
int pp_store_comment_reply(struct pp_db *db, int64_t comment_id, const char *reply, int64_t user_id,
                           struct pp_error *reterr) PP_CHECKED;
int pp_store_comment_close(struct pp_db *db, int64_t comment_id, bool closed, int64_t user_id,
                           struct pp_error *reterr) PP_CHECKED;
/* The names of drafts with open comments, in `arena`. */
int pp_store_commented_drafts(struct pp_db *db, struct pp_arena *arena, const char ***ret_plans,
                              size_t *ret_n, struct pp_error *reterr) PP_CHECKED;
/* How many there are of a choice. */
int pp_store_comment_count(struct pp_db *db, const struct pp_comment_choice *choice, int64_t *ret_n,
                           struct pp_error *reterr) PP_CHECKED;

#endif
