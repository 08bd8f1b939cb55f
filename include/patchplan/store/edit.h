/* Edits by hand, in order: what is done can be undone, what is undone redone, until something new is done.
 *
 * The journal keeps old and new values of what an edit touched; the plan itself is written back with
 * pp_store_plan_update(). The caller holds one transaction round both.
 */
#ifndef PATCHPLAN_STORE_EDIT_H
#define PATCHPLAN_STORE_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/error.h"
#include "patchplan/db/db.h"

enum pp_edit_thing {
    PP_EDIT_UNIT_PATCH,  /* thing_ix = unit_ix, values = patch_ix */
    PP_EDIT_UNIT_PINNED, /* thing_ix = unit_ix, values 0 and 1 */
    PP_EDIT_PATCH_LOCKED /* thing_ix = patch_ix, values 0 and 1 */
};

struct pp_edit_change {
    enum pp_edit_thing thing;
    int thing_ix, old_value, new_value;
};

struct pp_edit {
    int64_t edit_id;
    const char *at, *who, *what, *why;
    bool undone;
    struct pp_edit_change *changes; /* filled by _next_undo and _next_redo only */
    size_t n_changes;
};

/* Note an edit. What was undone before can no longer be redone. */
int pp_store_edit_add(struct pp_db *db, int64_t plan_id, const struct pp_edit *edit,
                      struct pp_error *reterr) PP_CHECKED;

/* The edit that undo (redo) would take, with its changes: 1, or 0 when there is none. */
int pp_store_edit_next_undo(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                            struct pp_edit *ret_edit, struct pp_error *reterr) PP_CHECKED;
int pp_store_edit_next_redo(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                            struct pp_edit *ret_edit, struct pp_error *reterr) PP_CHECKED;
int pp_store_edit_mark(struct pp_db *db, int64_t edit_id, bool undone,
                       struct pp_error *reterr) PP_CHECKED;

/* How a plan differs from its drawing, edits taken back left out: one change for each thing that is not as it
 * was drawn, whose new_value less old_value is the difference (1: locked since; -1: a lock of the drawing is
 * off; a unit's patch: not 0). Rows live in `arena`. */
int pp_store_edit_difference(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                             struct pp_edit_change **ret_changes, size_t *ret_n,
                             struct pp_error *reterr) PP_CHECKED;

/* Units whose newest move, of edits not taken back, was by an edit whose `what` begins with `verb`. Rows live
 * in `arena`. */
int pp_store_edit_moved_by(struct pp_db *db, int64_t plan_id, const char *verb,
                           struct pp_arena *arena, int **ret_units, size_t *ret_n,
                           struct pp_error *reterr) PP_CHECKED;

/* All edits of a plan, newest first, undone ones too. Rows live in `arena`. */
int pp_store_edit_list(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                       struct pp_edit **ret_edits, size_t *ret_n,
                       struct pp_error *reterr) PP_CHECKED;

#endif
