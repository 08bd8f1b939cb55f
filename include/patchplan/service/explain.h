/* Why a patch looks as it does, and what would happen at its borders. */
#ifndef PATCHPLAN_SERVICE_EXPLAIN_H
#define PATCHPLAN_SERVICE_EXPLAIN_H

#include "patchplan/core/plan.h"
#include "patchplan/core/str.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"
#include "patchplan/store/plan_places.h"

/* One unit at the border moved over it. */
struct pp_explain_move {
    int unit_ix, from_ix, to_ix;            /* patches */
    int64_t from_milli, to_milli;           /* weights afterwards */
    bool from_inside, to_inside, connected; /* limits afterwards; the patch left in one piece */
    double distance_change;                 /* of the plan's distance cost */
};

struct pp_explain_beside {
    int patch_ix;
    int n_pairs; /* pairs of neighbouring units across the border */
};

/* What of a patch hangs together by itself. */
struct pp_explain_piece {
    int unit_ix; /* the one with most homes; ties: the first */
    int n_units, n_homes;
};

struct pp_explain {
    struct pp_plan plan; /* owned */
    int patch_ix;
    bool is_choice; /* the plan was not named: */
    const char *choice;
    const char *officers; /* names; "vacant" */
    int far_unit_ix;      /* farthest from the middle */
    double far_m;
    struct pp_patch_places places;
    struct pp_explain_beside *beside; /* most pairs first */
    int n_beside;
    struct pp_explain_move
        *moves; /* all over the border, both ways, best first: those that keep every
                                      rule, then by distance */
    int n_moves;
    int *cut_units; /* without one of these the patch would fall apart */
    int n_cut_units;
    struct pp_explain_piece
        *pieces; /* most homes first; more than one: the patch has fallen apart */
    int n_pieces;
    struct pp_arena arena;
};
void pp_explain_done(struct pp_explain *explain);

/* PP_E_NOTFOUND with the nearest name when the plan has no such patch. O(border x patch size). */
int pp_service_explain(struct pp_db *db, const char *plan_name, const char *patch,
                       struct pp_explain *ret_explain, struct pp_error *reterr) PP_CHECKED;

/* In words, appended; as JSON (owned by the caller, NULL: memory ran out). */
void pp_service_explain_words(const struct pp_explain *explain, struct pp_str *text);
struct pp_json *pp_service_explain_json(const struct pp_explain *explain);

#endif
