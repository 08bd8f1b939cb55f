/* Edit a plan by hand: move blocks and postcode groups to another patch, lock, undo, redo, look back.
 *
 * Every edit is one transaction: the plan is measured again, the journal gets a line. A published plan is
 * never edited (PP_E_CONFLICT): copy it first.
 */
#ifndef PATCHPLAN_SERVICE_EDIT_H
#define PATCHPLAN_SERVICE_EDIT_H

#include "patchplan/core/plan.h"
#include "patchplan/store/edit.h"
#include "patchplan/store/plan.h"

struct pp_edit_wish {
    const char *plan_name;     /* NULL: the newest draft */
    const char *const *places; /* what moves or is pinned: postcodes, blocks, unit ids, streets,
                                  property references (their whole unit) */
    size_t n_places;
    bool exact;        /* places are ids of units, each meaning itself alone */
    const char *patch; /* where to; or the patch to lock */
    bool on;           /* lock or unlock, pin or unpin */
    bool anyway;       /* also when a rule that was kept would be broken */
    bool dry_run;      /* only tell the effect */
    bool asks_why;     /* a border is crossed only with a reason */
    const char *who, *why;
};

/* One patch before and after. */
struct pp_patch_effect {
    const char *name;
    int64_t weight_milli[2];
    int n_homes[2];
    bool inside_limits[2], connected[2];
    double mean_distance_m[2];
};

struct pp_edit_effect {
    const char *plan_name, *what;    /* "move S5 6NB (12 homes) to L013" */
    struct pp_patch_effect *patches; /* those that change, the receiving one first */
    size_t n_patches;
    double cost[2], mean_distance_m[2]; /* of the whole plan */
    int64_t n_homes_changing[2];        /* against today's patches */
    int64_t n_homes;                    /* homes that move with this edit */
    bool breaks_a_rule;    /* a patch leaves its limits or falls apart that did not before, or: */
    bool crosses_a_border; /* homes come into a patch of another team (or ward, as the rules say) */
    bool lacks_why;        /* not applied for want of a reason */
    bool applied;
    struct pp_arena arena;
};
void pp_edit_effect_done(struct pp_edit_effect *effect);

/* Move places to a patch. Refused in words: an unknown place or patch, a place already there, a locked
 * patch, a pinned unit, the last unit of a patch. Without `anyway` an edit that breaks a rule is told and not
 * applied. */
int pp_service_move(struct pp_db *db, const struct pp_edit_wish *wish,
                    struct pp_edit_effect *ret_effect, struct pp_error *reterr) PP_CHECKED;

/* Lock (unlock) a patch, or, with places, pin (unpin) them where they are. */
int pp_service_lock(struct pp_db *db, const struct pp_edit_wish *wish,
                    struct pp_edit_effect *ret_effect, struct pp_error *reterr) PP_CHECKED;

/* Take back the newest edit, or do the newest taken back again. PP_E_NOTFOUND when there is none. */
int pp_service_undo(struct pp_db *db, const struct pp_edit_wish *wish,
                    struct pp_edit_effect *ret_effect, struct pp_error *reterr) PP_CHECKED;
int pp_service_redo(struct pp_db *db, const struct pp_edit_wish *wish,
                    struct pp_edit_effect *ret_effect, struct pp_error *reterr) PP_CHECKED;

/* The edits of a plan (NULL: the newest draft, else the plan in force), newest first; rows in `arena`. */
int pp_service_history(struct pp_db *db, const char *plan_name, struct pp_arena *arena,
                       struct pp_edit **ret_edits, size_t *ret_n,
                       struct pp_error *reterr) PP_CHECKED;

#endif
