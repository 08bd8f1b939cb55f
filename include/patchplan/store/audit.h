/* Who did what, when: append-only, each line chained to the one before it. Ids of things in `object` and `detail`, names
 * only in table person, outside the chain. */
#ifndef PATCHPLAN_STORE_AUDIT_H
#define PATCHPLAN_STORE_AUDIT_H

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"
#include "patchplan/secret/secret.h"

/* The number of somebody who does something, made at the first time; 0 for NULL or empty. The only name of theirs that
 * stands in the file beside their account's. */
int pp_store_person(struct pp_db *db, const char *who, int64_t *ret_id,
                    struct pp_error *reterr) PP_CHECKED;
/* Take a name out, of the history and of its account alike (which can then not be signed in to): "person 12 (name
 * removed)". *ret_known: there was one. */
int pp_store_person_blank(struct pp_db *db, const char *name, bool *ret_known,
                          struct pp_error *reterr) PP_CHECKED;

/* One line. `who` may be NULL or empty (nobody signed in); `detail` is a JSON object as text, or NULL. The
 * caller holds the transaction, so that the line stands or falls with the change. */
int pp_store_audit_add(struct pp_db *db, const char *who, const char *action, const char *object,
                       const char *detail, struct pp_error *reterr) PP_CHECKED;

/* Give lines that have none yet their hash: those of a file from before the chain. The caller holds the transaction. */
int pp_store_audit_seal(struct pp_db *db, struct pp_error *reterr) PP_CHECKED;

struct pp_audit_verdict {
    int64_t n_lines, first_id, last_id; /* that hold, from the oldest that is kept */
    /* The first that does not follow from the one before it: it was changed, or one before it taken out; 0 = none. */
    int64_t broken_id;
    bool
        lost_end; /* all that are there hold, but they do not end with end_id, the last that was written */
    int64_t end_id;
    /* The hash of last_id: noted elsewhere, it shows later that nothing up to here was made anew. */
    char newest[PP_SECRET_DIGEST_SIZE];
    const char *wanted; /* as asked */
    bool has_wanted;    /* among the lines that hold */
};
/* Does each line follow from the one before? `wanted`: a hash that must be among them, or NULL. */
int pp_store_audit_verify(struct pp_db *db, const char *wanted,
                          struct pp_audit_verdict *ret_verdict, struct pp_error *reterr) PP_CHECKED;

/* How many lines there are. */
int pp_store_audit_count(struct pp_db *db, int64_t *ret_n, struct pp_error *reterr) PP_CHECKED;

/* The number of the newest, 0 = there is none. */
int pp_store_audit_newest(struct pp_db *db, int64_t *ret_audit_id,
                          struct pp_error *reterr) PP_CHECKED;

struct pp_audit_row {
    int64_t audit_id;
    const char *at, *who, *action, *object, *detail;
};
/* The newest `max` lines, newest first; rows live in `arena`. */
int pp_store_audit_list(struct pp_db *db, size_t max, struct pp_arena *arena,
                        struct pp_audit_row **ret_rows, size_t *ret_n,
                        struct pp_error *reterr) PP_CHECKED;

/* The newest line up to a second, as UTC in the file; 0: none is. */
int pp_store_audit_newest_at(struct pp_db *db, const char *at, int64_t *ret_audit_id,
                             struct pp_error *reterr) PP_CHECKED;

/* The newest line after `audit_id` by which a roster of the plan made before it would be out of date: its roster,
 * patches or publication changed, absences or visits recorded, files imported, settings of rosters. `detail` is the
 * "what" of that line alone, or empty. *ret_n: how many such lines; 0 leaves *ret_row untouched. */
int pp_store_audit_roster_since(struct pp_db *db, int64_t plan_id, int64_t audit_id,
                                struct pp_arena *arena, struct pp_audit_row *ret_row,
                                int64_t *ret_n, struct pp_error *reterr) PP_CHECKED;
/* What was assigned by hand in a plan's roster: "assign O17 to P04", each once, in `arena`. */
int pp_store_audit_assigned(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                            const char ***ret_what, size_t *ret_n,
                            struct pp_error *reterr) PP_CHECKED;

#endif
