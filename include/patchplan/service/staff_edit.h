/* Changing a draft by hand from a page: what a patch holds, what a change would do, doing it.
 *
 * Whoever changes says which version they looked at. When somebody else was quicker nothing is changed, and both are told.
 */
#ifndef PATCHPLAN_SERVICE_STAFF_EDIT_H
#define PATCHPLAN_SERVICE_STAFF_EDIT_H

#include "patchplan/core/arena.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/service/effect.h"

enum pp_staff_change {
    PP_CHANGE_MOVE,
    PP_CHANGE_LOCK,
    PP_CHANGE_UNLOCK,
    PP_CHANGE_UNDO,
    PP_CHANGE_REDO,
    PP_N_STAFF_CHANGES
};
/* By its name in a form ("move"); -1 when there is none such. */
int pp_staff_change_find(const char *name);

struct pp_staff_edit {
    enum pp_staff_change change;
    const char *plan, *patch; /* patch: that is looked at, locked or unlocked */
    const char *const *units; /* ids of what moves */
    size_t n_units;
    const char *to;      /* patch it moves to; "" or NULL: every patch beside */
    const char *version; /* that was looked at; NULL: whatever stands, when that was asked for */
    const char *who, *why;
    bool anyway; /* also when a rule breaks */
};

/* The patch `edit->patch` of a plan, with what moves in it; what `edit` chooses is chosen there too:
 *   {"plan","planHref","href","id","version","isDraft","locked","team","officer","homes","workload","least","most",
 *    "limit": "over"|"under"|null,"distance",
 *    "units":[{"ix","id","name","homes","workload","ward","metres","touches","pinned","chosen"}],
 *    "elsewhere":[{"id","name","patch"}],              chosen, and in another patch
 *    "beside":[{"id","href"}],
 *    "targets":[{"id","where","homes","chosen"}],      patches beside it, itself, the others
 *    "undo","redo": what would be undone or redone, or null,"undoBy": who did that, when it was not `edit->who`}
 * PP_E_NOTFOUND with the nearest names. */
int pp_service_patch_editor(struct pp_db *db, const struct pp_staff_edit *edit,
                            struct pp_json **ret_page, struct pp_error *reterr) PP_CHECKED;

/* The ids of the blocks and postcode groups that `place` means: a street, postcode or block; a property reference. In
 * `arena`. PP_E_NOTFOUND in words. */
int pp_service_edit_choose(struct pp_db *db, const char *plan, const char *place,
                           struct pp_arena *arena, const char ***ret_units, size_t *ret_n,
                           struct pp_error *reterr) PP_CHECKED;

/* What moving would do in the plan that `editor` has taken up, to one patch or to those beside, the best first, at most 5:
 *   {"homes","workload","words": of all that in a sentence,"moves":[{"to","best": the first,"keepsRules","possible","asksWhy": only with a
 *     reason,"trouble","homes","otherOfficer",
 *     "patches":[{"id","homesBefore","homes","workloadBefore","workload","limit","inPieces","distanceBefore","distance"}],
 *     "distanceBefore","distance","changingBefore","changing"}]}
 * PP_E_USAGE: nothing is chosen. PP_E_CONFLICT: all of it is there already, or the plan is published. */
int pp_service_edit_effect(struct pp_editor *editor, const struct pp_staff_edit *edit,
                           struct pp_json **ret_effect, struct pp_error *reterr) PP_CHECKED;

/* How it went. */
enum pp_edit_end {
    PP_EDIT_DONE,
    PP_EDIT_STALE,  /* somebody changed the plan since `version` */
    PP_EDIT_BREAKS, /* a rule would break, and `anyway` was not said */
    PP_EDIT_WHY     /* it crosses a border, and no reason was given */
};
/* One transaction. PP_E_CONFLICT in words: locked, published, nothing to undo. */
int pp_service_edit_apply(struct pp_db *db, const struct pp_staff_edit *edit,
                          enum pp_edit_end *ret_end, struct pp_error *reterr) PP_CHECKED;

/* The version of a plan as it stands, in `arena`. */
int pp_service_plan_version(struct pp_db *db, const char *plan, struct pp_arena *arena,
                            const char **ret_version, struct pp_error *reterr) PP_CHECKED;
/* What was done since `version`, newest first: [{"who","at","what","why","undone"}]. A version of another drawing of the
 * plan: one line that says so. */
int pp_service_edits_since(struct pp_db *db, const char *plan, const char *version,
                           struct pp_json **ret_edits, struct pp_error *reterr) PP_CHECKED;

#endif
