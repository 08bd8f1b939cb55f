/* What moving units to another patch does, worked out before it is done.
 *
 * A standing division is held with the facts of each patch, so that a question costs only the patches it
 * touches: one that a person asks at every click. Facts come from the same sums in the same order as
 * pp_evaluate(), so what is foretold is what is measured afterwards, bit by bit.
 */
#ifndef PATCHPLAN_DISTRICT_EFFECT_H
#define PATCHPLAN_DISTRICT_EFFECT_H

#include "patchplan/core/arena.h"
#include "patchplan/district/problem.h"

/* A division and the facts of its patches. One thread at a time: questions use its scratch rows. */
struct pp_standing;

/* `problem` is borrowed for as long; `patch_of_unit` (every unit in a patch) is copied.
 * O(sum of squared patch sizes + patches x labels). */
int pp_standing_new(const struct pp_problem *problem, const int *patch_of_unit,
                    struct pp_standing **ret_standing, struct pp_error *reterr) PP_CHECKED;
void pp_standing_free(struct pp_standing *standing); /* NULL is fine */
void pp_standing_auto_free(struct pp_standing **standing);
#define PP_AUTO_STANDING __attribute__((cleanup(pp_standing_auto_free)))

/* The division as it stands now; borrowed. */
const int *pp_standing_patches(const struct pp_standing *standing);

/* Follow a change that was carried out: `patch_of_unit` is what stands now. Only patches that differ are
 * worked out again. After a failure (no memory) the standing is only good to be freed. */
int pp_standing_follow(struct pp_standing *standing, const int *patch_of_unit,
                       struct pp_error *reterr) PP_CHECKED;

/* A patch before or after. */
struct pp_effect_side {
    int64_t weight_milli;
    int n_units;
    bool inside_limits;
    int hub; /* unit_ix; -1 = nothing is left of it */
    double distance_cost;
    double mean_distance_m; /* to the hub, by weight; 0 when nothing has weight */
    int n_pieces; /* 1 = connected; 0 = empty; always 1 where no connection is asked for */
};

struct pp_effect_patch {
    int patch_ix;
    struct pp_effect_side before, after;
};

/* Units that hang together and not with the main piece of their patch (its heaviest), afterwards. */
struct pp_effect_piece {
    int patch_ix;
    int *unit_ix; /* ascending */
    int n_units;
    int64_t weight_milli;
};

struct pp_effect {
    int to;
    int n_units;          /* that move: those of the question that are not there already */
    int64_t weight_milli; /* of these */
    struct pp_effect_patch
        *patches; /* touched: the receiving one first, then the giving by number */
    int n_patches;
    struct pp_effect_piece *pieces;
    int n_pieces;
    struct pp_costs before, after;                     /* of the whole division */
    int64_t outside_before_milli, outside_after_milli; /* weight outside limits, of all patches */
    bool empties;                                      /* nothing is left of some patch */
    bool breaks; /* a patch leaves its limits or falls apart */
};

/* The patches that units of the question border on, without those that hold all of it: ascending,
 * `ret_patches` has room for all. `units`: n, each once. O(neighbours of the units + patches). */
int pp_effect_targets(struct pp_standing *standing, const int *units, int n_units, int *ret_patches,
                      int *ret_n, struct pp_error *reterr) PP_CHECKED;

/* A patch as it stands now. O(1). */
struct pp_effect_side pp_standing_side(const struct pp_standing *standing, int patch_ix);

/* What moving `units` (ascending, each once) to patch `to` would do. Arrays live in `arena`.
 * O(sum of squared sizes of the patches touched + the matching with current patches). */
int pp_effect_of(struct pp_standing *standing, const int *units, int n_units, int to,
                 struct pp_arena *arena, struct pp_effect *ret_effect,
                 struct pp_error *reterr) PP_CHECKED;

/* Which of two effects a person would rather have (for qsort): the least weight outside limits
 * afterwards, then the least cost, then the lower patch. */
int pp_effect_compare(const struct pp_effect *a, const struct pp_effect *b);

#endif
