/* A unit's neighbours as bits, so that what surrounds it is known without looking at its neighbours:
 * which of them are in its patch, which are not, and whether those in its patch touch each other. */
#ifndef PLANNER_DISTRICT_RING_H
#define PLANNER_DISTRICT_RING_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/error.h"

enum { PP_RING_MOST = 64, PP_RING_NOWHERE = 255 };

struct pp_ring {
    int n_units;
    int *first, *neighbour; /* compressed rows, sorted, without doubles; owned */
    uint64_t *beside; /* per row entry: which neighbours of the unit are neighbours of it too */
    uint8_t *back;    /* per row entry: the unit's place in that neighbour's row */
};

/* Take over neighbours. Bits stand for the first 64 of a row; the few units with more are still
 * right, only slower. O(sum of squared degrees). */
int pp_ring_init(struct pp_ring *ret_ring, int n_units, const int *first, const int *neighbour,
                 struct pp_error *reterr) PP_CHECKED;
void pp_ring_done(struct pp_ring *ring);

/* Do these neighbours of `unit` (bits of its row) reach each other among themselves? False is not
 * proof: they may meet farther out. */
bool pp_ring_joined(const struct pp_ring *ring, int unit, uint64_t members);

static inline int pp_ring_degree(const struct pp_ring *ring, int unit) {
    return ring->first[unit + 1] - ring->first[unit];
}

#endif
