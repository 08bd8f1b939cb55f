/* What totals alone say about a division, before anything is solved: how many patches, and why not.
 * Pure functions over exact integer thousandths of a standard home. */
#ifndef PATCHPLAN_DISTRICT_ARITHMETIC_H
#define PATCHPLAN_DISTRICT_ARITHMETIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/error.h"
#include "patchplan/core/plan.h"
#include "patchplan/district/problem.h"

/* The numbers of patches that `total_milli` can be divided into inside min_milli..max_milli:
 * ceil(total / max) .. floor(total / min), both at least 1; least > most when there are none.
 * 0 <= min <= max, max > 0, total >= 0. With min 0 there is no upper end: INT_MAX. */
void pp_arithmetic_range(int64_t total_milli, int64_t min_milli, int64_t max_milli, int *ret_least,
                         int *ret_most);

/* K: the number in that range nearest to total / midpoint of the limits, ties to the smaller; when
 * the range is empty the nearest number >= 1. Returns whether it fits the limits. */
bool pp_arithmetic_choose_patches(int64_t total_milli, int64_t min_milli, int64_t max_milli,
                                  int *ret_n_patches);

/* May `total_milli` be divided into exactly n_patches patches inside the limits (as far as totals
 * say)? */
bool pp_arithmetic_fits(int64_t total_milli, int64_t min_milli, int64_t max_milli, int n_patches);

/* Can n_patches be handed out so that every one of n components (no patch spans two) fits? On true
 * ret_n_patches[i] (may be NULL) says how many component i gets: its own best number, moved as
 * little as needed. On false `ret_worst` is the first component that fits no number, or -1 when
 * only the sum fails. */
bool pp_arithmetic_spread(const int64_t *total_milli, int n, int64_t min_milli, int64_t max_milli,
                          int n_patches, int *ret_n_patches, int *ret_worst);

/* Connected components: ret_component (n_units long) gets a number from 0, in order of smallest
 * unit_ix; returns how many, or a negative code. With problem->connected false everything is one
 * component. */
int pp_arithmetic_components(const struct pp_problem *problem, int *ret_component,
                             struct pp_error *reterr) PP_CHECKED;

/* A place through which alone other parts hang together, so that its patch must hold more than it may. */
struct pp_arithmetic_cut {
    int unit_ix;         /* -1 = none found */
    int n_parts;         /* that fall apart without it */
    int64_t least_milli; /* what its patch holds in every plan, at the least */
    int most_patches;    /* when the parts have no room for so many patches as asked for; else 0 */
};

/* The worst such place of a town in one piece; none is found where parts are cut off already, or without
 * connection. A place found is a proof that no plan keeps the rules, none found is not that there is one.
 * With limits by share the widest count for all. O(n + m + parts x log). */
int pp_arithmetic_worst_cut(const struct pp_problem *problem, struct pp_arithmetic_cut *ret_cut,
                            struct pp_error *reterr) PP_CHECKED;

/* The least that must change patch, whatever the plan: known - the most that a one-to-one matching of
 * n_patches new patches with n_current of today can keep. A new patch keeps of its old one no more than
 * that holds and no more than itself may hold, so that most is reached by pairing the largest with the
 * largest: sum of min(current, max), both sorted down. `current`: what each patch of today has (weight,
 * or homes when `max` is in homes too); `max`: what each new patch may hold. Proven for plans that keep
 * their limits only. PP_E_NOMEM. O(n log n). */
int pp_arithmetic_least_change(const int64_t *current, int n_current, const int64_t *max,
                               int n_patches, int64_t *ret_least,
                               struct pp_error *reterr) PP_CHECKED;

/* A question put to the totals of one place: one team, one component, or everything. */
struct pp_arithmetic_ask {
    const char *place; /* "South West"; NULL = everything */
    /* "the team", "the ward", "this part"; NULL when there is no border to name */
    const char *inside;
    int64_t total_milli, min_milli, max_milli;
    int n_patches; /* how many were asked for; 0 = any number */
    /* by how much ways out open the limits beyond the even split, since whole blocks never come out
     * exactly even; at least a hundredth of the limit */
    int64_t room_milli;
    const char *first_way; /* the caller's own way out, nearest of all: "release P1"; NULL = none */
    const char *const *beside; /* places it could share a patch with, nearest first */
    size_t n_beside;
};

enum pp_arithmetic_way_kind {
    PP_WAY_FIRST,  /* the caller's own */
    PP_WAY_BORDER, /* open the border */
    PP_WAY_NUMBER, /* n_patches in place of the number asked for */
    PP_WAY_LIMITS  /* min_milli to max_milli; with n_patches when a number was asked for */
};
struct pp_arithmetic_way {
    enum pp_arithmetic_way_kind kind;
    int64_t min_milli, max_milli;
    int n_patches;
    const char *text; /* when it is told by itself: "The other way out: limits 234 to 320, ..." */
};

struct pp_arithmetic_answer {
    const char *text; /* the refusal with all ways out in words; NULL: the totals fit */
    struct pp_arithmetic_way ways[3]; /* nearest first */
    int n_ways;
};

/* The refusal in words with its nearest ways out. Strings belong to the arena. For example: "South West
 * has 948 workload-equivalent homes: 3 patches would hold 316 each, 4 would hold 237; 280 to 300 cannot be
 * met inside the team. Nearest ways out: let it share a patch with Central or South; or limits 237 to
 * 316." */
int pp_arithmetic_explain(const struct pp_arithmetic_ask *ask, struct pp_arena *arena,
                          struct pp_arithmetic_answer *ret_answer,
                          struct pp_error *reterr) PP_CHECKED;

/* The narrowest limits around min..max (least opened in sum) under which each of n totals divides into
 * some number of patches, not 0 totals. Looks at limits that are totals divided by whole numbers, for
 * those one of them is best. O(n^2 log n) for few patches each. */
void pp_arithmetic_limits_for_all(const int64_t *total_milli, int n, int64_t min_milli,
                                  int64_t max_milli, int64_t *ret_min_milli,
                                  int64_t *ret_max_milli);

/* Limits opened by `room_milli`, or a hundredth, where they differ from those asked for; whole homes. */
void pp_arithmetic_give_room(int64_t asked_min_milli, int64_t asked_max_milli, int64_t room_milli,
                             int64_t *min_milli, int64_t *max_milli);

/* Is neither limit more than a tenth of itself wider than the one asked for? */
bool pp_arithmetic_is_near(int64_t asked_min_milli, int64_t asked_max_milli, int64_t min_milli,
                           int64_t max_milli);

/* A unit that no patch can hold: "Hartley Tower alone has 312 workload-equivalent homes; ...". The way out
 * is `ret_max_milli` as the upper limit. */
int pp_arithmetic_explain_heavy(const char *name, int64_t weight_milli, int64_t min_milli,
                                int64_t max_milli, struct pp_arena *arena, const char **ret_text,
                                int64_t *ret_max_milli, struct pp_error *reterr) PP_CHECKED;

/* A wish that too few homes change patch. */
struct pp_arithmetic_change {
    int64_t known, least; /* as above: all that have a patch today, and what must change */
    double asked_percent; /* the cap that was asked for */
    int n_current, n_patches;
};

/* "At least 27.6 % of homes must change patch when 97 patches become 137; 20 % cannot be met." Totals do not say what
 * can be met: no way out. `ret_n_reasons` 0: nothing forbids it, as far as totals say. */
int pp_arithmetic_explain_change(const struct pp_arithmetic_change *change, struct pp_arena *arena,
                                 struct pp_reason *ret_reason, int *ret_n_reasons,
                                 struct pp_error *reterr) PP_CHECKED;

/* "948" or "1,409.5": workload-equivalent homes for people, at most two decimals. At least 32
 * bytes. */
void pp_arithmetic_format_homes(int64_t milli, char *ret_text, size_t size);

/* May two limits be written so that a command reads them back: "280:300" or "280.5:300". */
void pp_arithmetic_format_limits(int64_t min_milli, int64_t max_milli, char *ret_text, size_t size);

#endif
