/* Who did what, when: append-only. Ids of things in `object` and `detail`, names only in table person. */
#ifndef PATCHPLAN_STORE_AUDIT_H
#define PATCHPLAN_STORE_AUDIT_H

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"

/* One line. `who` may be NULL or empty (nobody signed in); `detail` is a JSON object as text, or NULL. The
 * caller holds the transaction, so that the line stands or falls with the change. */
int pp_store_audit_add(struct pp_db *db, const char *who, const char *action, const char *object,
                       const char *detail, struct pp_error *reterr) PP_CHECKED;

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

/* The newest line after `audit_id` by which a roster of the plan made before it would be out of date: its roster,
 * patches or publication changed, absences or visits recorded, files imported, settings of rosters. `detail` is the
 * "what" of that line alone, or empty. *ret_n: how many such lines; 0 leaves *ret_row untouched. */
int pp_store_audit_roster_since(struct pp_db *db, int64_t plan_id, int64_t audit_id,
                                struct pp_arena *arena, struct pp_audit_row *ret_row,
                                int64_t *ret_n, struct pp_error *reterr) PP_CHECKED;

#endif
