/* A plan's parts: what is divided by itself. One for each team or ward, or one for everything; a locked
 * patch is a part of one patch that nothing enters or leaves. */
#ifndef PLANNER_SERVICE_PARTS_H
#define PLANNER_SERVICE_PARTS_H

#include "patchplan/service/allocate.h"
#include "planner/service/base.h"
#include "planner/service/ground.h"

struct pp_part {
    const char *name; /* of the team, ward or locked patch; NULL = everything */
    int place_ix;     /* team_ix or ward_ix; -1 = none */
    bool locked;
    bool proven;      /* the engine proved that no division keeps the limits */
    bool limits_give; /* the totals say that no number of patches fits */
    int *unit_ix;     /* its units, ascending */
    int n_units;
    int64_t weight_milli;
    int64_t n_homes;
    int least,
        most; /* numbers of patches its totals and its components allow; least > most: none */
    int n_components;    /* of its ground, pockets joined */
    int n_pinned;        /* patches that pinned blocks in it belong to */
    int n_patches_asked; /* by --patches; 0 = not asked */
    int n_patches;
    int first_patch; /* its patches in the plan are first_patch .. + n_patches - 1 */
    /* per patch its post in the parts' `posts`, -1 = none (only a locked patch), then n_posts - n_patches
     * spare ones; NULL: no posts */
    int *post_ix;
    int n_posts;
    double bound; /* proven for its part of the cost; NAN = none */
    double cost;  /* its part of the cost */
};

struct pp_posts;

struct pp_parts {
    struct pp_part *parts;
    int n_parts, n_patches;
    int n_patches_asked; /* by --patches K for all; 0 = not asked */
    int *part_of_unit;
    const char **names;           /* per part, "" where it has none */
    const struct pp_posts *posts; /* one patch for each post; NULL: every patch is a whole one */
};

/* Form the parts. `lock_of_unit`: per unit the number of the locked patch it is in, or -1; lock_names by
 * that number. Empty parts do not exist. In the plan's arena. */
int pp_parts_form(struct pp_ground *ground, const int *lock_of_unit, const char *const *lock_names,
                  int n_locks, struct pp_parts *ret_parts, struct pp_error *reterr) PP_CHECKED;

/* How many patches each part gets: what was asked for, else the number nearest to the middle of the limits
 * that its totals and components allow, and never fewer than the patches its pinned blocks belong to. After
 * pockets are joined. PP_E_USAGE: --patches names no team, or asks for more patches than there are units. */
int pp_parts_count_patches(const struct pp_ground *ground,
                           const struct pp_allocate_request *request, const struct pp_base *base,
                           struct pp_parts *parts, struct pp_error *reterr) PP_CHECKED;

/* The reasons why totals forbid what was asked, with their ways out; sets limits_give. After counting. */
int pp_parts_explain(struct pp_ground *ground, const struct pp_allocate_request *request,
                     const struct pp_base *base, struct pp_parts *parts,
                     struct pp_error *reterr) PP_CHECKED;

/* The part that holds the homes of a place when nothing is locked: by place_ix (-1 = no place), or -1 when
 * all its homes are in locked patches. */
int pp_parts_of_place(const struct pp_parts *parts, int place_ix);
/* The place (team, ward) of a unit under the plan's rules; -1 = none. */
int pp_parts_place_of(const struct pp_plan *plan, const struct pp_unit *unit);

#endif
