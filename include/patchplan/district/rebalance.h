/* Healing a division around an edit: patches outside their limits or in pieces are brought back by dividing
 * a small neighbourhood anew, changing as few homes as possible. Everything else stays as it is.
 */
#ifndef PATCHPLAN_DISTRICT_REBALANCE_H
#define PATCHPLAN_DISTRICT_REBALANCE_H

#include "patchplan/district/problem.h"

struct pp_rebalance_wish {
    const struct pp_problem *problem; /* its keep term and pins are not looked at */
    const int *patch_of_unit;         /* the division as it stands: every unit in a patch */
    const bool *locked;               /* per patch: nothing enters or leaves; NULL = none */
    const bool *held;                 /* per unit: stays in its patch; NULL = none */
    const int *place_of_unit;         /* a unit only goes to patches of its place: team, ward; */
    const int *place_of_patch;        /* both NULL = no borders */
    const bool *around;             /* per patch: only faults there or beside; NULL = everywhere */
    const struct pp_cancel *cancel; /* deadline and wish to stop, looked at between attempts */
    uint64_t seed;
};

/* A fault is a patch outside its limits or in several pieces. */
struct pp_rebalance {
    int *patch_of_unit; /* owned; the same as before where nothing was found to be better */
    int n_moved;        /* units in another patch than before */
    int n_faults_before, n_faults_after;               /* of those asked for, and not locked */
    int64_t outside_before_milli, outside_after_milli; /* weight outside limits, of all patches */
    bool *tried;  /* per patch, owned: in a neighbourhood tried */
    bool stopped; /* time ran out before all was tried */
};
void pp_rebalance_done(struct pp_rebalance *rebalance);

/* Heal. Neither the weight outside limits nor the numbers of pieces and of faults ever grow; where none can
 * shrink nothing moves. Locked patches, held units and patches outside every neighbourhood tried stay as they are.
 * Repeatable as long as time does not run out. A neighbourhood of ten patches of twenty units takes some
 * 0.1 s. */
int pp_rebalance(const struct pp_rebalance_wish *wish, struct pp_rebalance *ret_rebalance,
                 struct pp_error *reterr) PP_CHECKED;

#endif
