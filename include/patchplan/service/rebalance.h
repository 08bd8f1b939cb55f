/* Heal a plan around its edits: patches over or under their limits, or in pieces. */
#ifndef PATCHPLAN_SERVICE_REBALANCE_H
#define PATCHPLAN_SERVICE_REBALANCE_H

#include "patchplan/core/cancel.h"
#include "patchplan/json/json.h"
#include "patchplan/service/edit.h"

struct pp_rebalance_ask {
    const char *plan_name;     /* NULL: the newest draft */
    const char *const *around; /* patches, or places whose patches are meant; 0 = everywhere */
    size_t n_around;
    bool also_moved; /* what was moved by hand may move again */
    bool dry_run;
    uint64_t seed;
    const struct pp_cancel *cancel; /* deadline and wish to stop */
    double time_limit_s;            /* as it was asked, for the offer of more */
    const char *who, *why;
};

struct pp_rebalance_unit {
    const char *unit_id, *name, *from, *to;
    int n_homes;
};

struct pp_rebalance_answer {
    struct pp_edit_effect effect; /* its n_patches is 0 when nothing moves */
    const char *plan_name;
    int n_faults[2];          /* patches outside their limits or in pieces, locked ones apart */
    int64_t outside_milli[2]; /* weight outside the limits, of all patches */
    struct pp_rebalance_unit *units; /* that move */
    int n_units;
    struct pp_reason *reasons; /* what could not be healed, and ways out */
    int n_reasons;
    bool stopped; /* time ran out, or a stop was wished */
    struct pp_arena arena;
};
void pp_rebalance_answer_done(struct pp_rebalance_answer *answer);

/* Divide the neighbourhoods of what is broken anew, changing as few homes as possible; locked patches,
 * pinned units, what was moved by hand (unless `also_moved`) and everything farther off stay. The result is
 * one edit that undo takes back. PP_E_CONFLICT: a published plan, or one that was edited meanwhile. */
int pp_service_rebalance(struct pp_db *db, const struct pp_rebalance_ask *ask,
                         struct pp_rebalance_answer *ret_answer,
                         struct pp_error *reterr) PP_CHECKED;

/* As JSON; owned by the caller, NULL: no memory. */
struct pp_json *pp_service_rebalance_json(const struct pp_rebalance_answer *answer);

#endif
