/* Does a patch hold together without a unit, and what would fall off? */
#ifndef PLANNER_DISTRICT_HOLD_H
#define PLANNER_DISTRICT_HOLD_H

#include "planner/district/state.h"

/* Room for floods; one for each thread. */
struct pp_hold {
    uint32_t *stamp, stamp_now;
    int *queue;
};

int pp_hold_init(struct pp_hold *ret_hold, int n_units, struct pp_error *reterr) PP_CHECKED;
void pp_hold_done(struct pp_hold *hold);

/* Would the unit's neighbours in its patch still reach each other without it? Mostly the bits around
 * the unit say so (`surely`); else a flood inside the patch tells. Local: a patch that is in pieces elsewhere stays
 * so. `same` of the unit must be up to date; only units of its patch and their neighbours' bits are
 * read, so patches of other threads are not touched. */
bool pp_hold_surely(const struct pp_state *state, int unit);
bool pp_hold_without(struct pp_hold *hold, const struct pp_state *state, int unit);

/* `unit` and what its leaving cuts off from the hub, into ret_unit (room for most + 1), `unit` first;
 * how many: 1 when the patch holds together; -1 when `unit` is the hub or there would be more than
 * `most` + 1. O(patch). */
int pp_hold_cut_off(struct pp_hold *hold, const struct pp_state *state, int unit, int most,
                    int *ret_unit);

#endif
