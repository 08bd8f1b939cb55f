/* A plan's parts: what is divided by itself. One for each team or ward, or one for everything; a locked
 * patch is a part of one patch that nothing enters or leaves. */
#ifndef PLANNER_SERVICE_PARTS_H
#define PLANNER_SERVICE_PARTS_H

#include "patchplan/service/allocate.h"
#include "planner/service/ground.h"

struct pp_part {
    const char *name; /* of the team, ward or locked patch; NULL = everything */
    int place_ix;     /* team_ix or ward_ix; -1 = none */
    bool locked;
    bool limits_give; /* the totals say that no number of patches fits */
    int *unit_ix;     /* its units, ascending */
    int n_units;
    int64_t weight_milli;
    int n_patches_asked; /* by --patches; 0 = not asked */
    int n_patches;
    int first_patch; /* its patches in the plan are first_patch .. + n_patches - 1 */
    double bound;    /* proven for its part of the cost; NAN = none */
    double cost;     /* its part of the cost */
};

struct pp_parts {
    struct pp_part *parts;
    int n_parts, n_patches;
    int *part_of_unit;
    const char **names; /* per part, "" where it has none */
};

/* Form the parts. `lock_of_unit`: per unit the number of the locked patch it is in, or -1; lock_names by
 * that number. Empty parts do not exist. In the plan's arena. */
int pp_parts_form(struct pp_ground *ground, const int *lock_of_unit, const char *const *lock_names,
                  int n_locks, struct pp_parts *ret_parts, struct pp_error *reterr) PP_CHECKED;

/* How many patches each part gets, with the reasons where totals forbid what was asked. After neighbours
 * are known. PP_E_USAGE: --patches names no team, or asks for more patches than there are units. */
int pp_parts_count_patches(struct pp_ground *ground, const struct pp_allocate_request *request,
                           struct pp_parts *parts, struct pp_error *reterr) PP_CHECKED;

#endif
