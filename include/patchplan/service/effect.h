/* What moving blocks and postcode groups would do, asked before it is done: at every click of an editor.
 *
 * An editor is a plan taken up once and asked many times; it stays in memory between questions and follows
 * what anybody changes meanwhile. One thread at a time.
 */
#ifndef PATCHPLAN_SERVICE_EFFECT_H
#define PATCHPLAN_SERVICE_EFFECT_H

#include "patchplan/core/plan.h"
#include "patchplan/db/db.h"
#include "patchplan/district/effect.h"
#include "patchplan/json/json.h"

struct pp_editor;

/* Take up a draft (NULL: the newest). `db` is borrowed for as long. Some 10 ms for a city.
 * PP_E_NOTFOUND; PP_E_CONFLICT for a published plan. */
int pp_editor_open(struct pp_db *db, const char *plan_name, struct pp_editor **ret_editor,
                   struct pp_error *reterr) PP_CHECKED;
void pp_editor_free(struct pp_editor *editor); /* NULL is fine */
void pp_editor_auto_free(struct pp_editor **editor);
#define PP_AUTO_EDITOR __attribute__((cleanup(pp_editor_auto_free)))

/* Follow what was edited, locked or published since: a few ms. PP_E_NOTFOUND: the plan is no more; PP_E_CONFLICT: it was
 * drawn again under its name, or published. After a failure the editor can only be freed, and the plan taken up anew. */
int pp_editor_refresh(struct pp_editor *editor, struct pp_error *reterr) PP_CHECKED;

/* The plan as it stands; borrowed until the next refresh. */
const struct pp_plan *pp_editor_plan(const struct pp_editor *editor);

/* Mark the units that `place` means (a postcode, block, unit id, street, property reference) in `chosen`,
 * n_units long. PP_E_NOTFOUND in words. */
int pp_editor_choose(struct pp_editor *editor, const char *place, bool *chosen,
                     struct pp_error *reterr) PP_CHECKED;

/* Mark the one unit with this id, exactly. PP_E_NOTFOUND. */
int pp_editor_choose_unit(const struct pp_editor *editor, const char *unit_id, bool *chosen,
                          struct pp_error *reterr) PP_CHECKED;

/* Moving all that is chosen to one patch. Pairs are before and after. */
struct pp_move_effect {
    struct pp_effect effect; /* weights, limits, pieces, costs: see district/effect.h */
    bool to_is_locked;
    int n_locked;                /* units that would leave a locked patch */
    int n_pinned;                /* units pinned where they are */
    bool crosses_a_border;       /* into a patch of another team (or ward, as the rules say) */
    bool stays_abroad;           /* out of one such patch into another */
    bool possible;               /* no lock or pin forbids it, and no patch is left empty */
    bool keeps_rules;            /* possible, and the patches touched keep every rule afterwards */
    const char *trouble;         /* why not, for people; NULL when it keeps the rules */
    int64_t n_homes;             /* that move */
    int64_t n_homes_changing[2]; /* of the whole plan, against today's patches */
    int64_t n_moved_changing[2]; /* of those that move, against today's patches */
    int64_t n_moved_unpublished[2]; /* of those that move, against what is published */
    double mean_distance_m[2];      /* of the whole plan, to the middle of the patch */
};

struct pp_move_effects {
    const char *plan_name;
    int *units; /* chosen, ascending */
    int n_units;
    int64_t n_homes, weight_milli; /* of what is chosen */
    bool has_published;            /* something is in force: n_moved_unpublished means something */
    struct pp_move_effect *moves;  /* best first: see pp_editor_ask() */
    int n_moves;
    struct pp_arena arena;
};
void pp_move_effects_done(struct pp_move_effects *effects);

/* What moving the chosen units would do: to patch `to`, or with -1 to every patch beside them. First those
 * that keep the rules, then those after which a patch touched breaks one (also one that it breaks now), then
 * those that cannot be done; among equals by weight outside the limits afterwards, then cost.
 * PP_E_USAGE: nothing is chosen; PP_E_CONFLICT: all is in `to` already. A few tenths of a millisecond for
 * each patch. */
int pp_editor_ask(struct pp_editor *editor, const bool *chosen, int to,
                  struct pp_move_effects *ret_effects, struct pp_error *reterr) PP_CHECKED;

/* The same from names, with an editor of its own. `patch` NULL: every patch beside. */
int pp_service_move_effects(struct pp_db *db, const char *plan_name, const char *const *places,
                            size_t n_places, const char *patch, struct pp_editor **ret_editor,
                            struct pp_move_effects *ret_effects,
                            struct pp_error *reterr) PP_CHECKED;

/* As JSON: {"plan", "units", "homes", "weighted_homes", "moves": [...]}; owned by the caller, NULL: no memory. */
struct pp_json *pp_service_move_json(const struct pp_editor *editor,
                                     const struct pp_move_effects *effects);

#endif
