#include "planner/district/hold.h"

#include <string.h>

#include "patchplan/core/alloc.h"

int pp_hold_init(struct pp_hold *ret_hold, int n_units, struct pp_error *reterr) {
    struct pp_hold hold = {.stamp = pp_alloc_array((size_t)n_units, sizeof *hold.stamp),
                           .queue = pp_alloc_array((size_t)n_units, sizeof *hold.queue)};
    *ret_hold = hold;
    return hold.stamp && hold.queue ? 0 : pp_fail_nomem(reterr);
}

void pp_hold_done(struct pp_hold *hold) {
    pp_free(hold->stamp);
    pp_free(hold->queue);
    *hold = (struct pp_hold){0};
}

static uint32_t next_stamp(struct pp_hold *hold, int n_units) {
    if (++hold->stamp_now == 0) {
        memset(hold->stamp, 0, (size_t)n_units * sizeof *hold->stamp);
        hold->stamp_now = 1;
    }
    return hold->stamp_now;
}

/* Is the i-th neighbour of the unit in its patch? Beyond the bits the slower way. */
static bool is_same(const struct pp_state *state, int unit, int i) {
    if (i < PP_RING_MOST)
        return state->spot[unit].same >> i & 1;
    int v = state->ring->neighbour[state->ring->first[unit] + i];
    return __atomic_load_n(&state->patch_of[v], __ATOMIC_RELAXED) == state->patch_of[unit];
}

static int enter(struct pp_hold *hold, int unit, int n_queue) {
    if (hold->stamp[unit] == hold->stamp_now)
        return 0;
    hold->stamp[unit] = hold->stamp_now;
    hold->queue[n_queue] = unit;
    return 1;
}

/* Flood the patch from the first unit of the queue, stopping when `n_wanted` members beside `unit` are met;
 * returns how many units were met. Units stamped before are not entered. */
static int flood(struct pp_hold *hold, const struct pp_state *state, int unit, int n_wanted) {
    const struct pp_ring *ring = state->ring;
    int n_queue = 1;
    for (int head = 0; head < n_queue; head++) {
        int v = hold->queue[head], degree = pp_ring_degree(ring, v);
        const int *row = ring->neighbour + ring->first[v];
        bool is_beside = false;
        for (uint64_t todo = state->spot[v].same; todo; todo &= todo - 1) {
            int w = row[__builtin_ctzll(todo)];
            is_beside |= w == unit;
            n_queue += enter(hold, w, n_queue);
        }
        for (int i = PP_RING_MOST; i < degree; i++) {
            if (!is_same(state, v, i))
                continue;
            is_beside |= row[i] == unit;
            n_queue += enter(hold, row[i], n_queue);
        }
        if (is_beside && --n_wanted == 0)
            break;
    }
    return n_wanted == 0 ? 0 : n_queue;
}

static bool holds_by_flood(struct pp_hold *hold, const struct pp_state *state, int unit) {
    const struct pp_ring *ring = state->ring;
    int n_wanted = 0;
    hold->stamp[unit] = next_stamp(hold, state->n_units);
    for (int i = 0, n = pp_ring_degree(ring, unit); i < n; i++) {
        if (!is_same(state, unit, i))
            continue;
        hold->queue[0] = ring->neighbour[ring->first[unit] + i];
        n_wanted++;
    }
    if (n_wanted <= 1)
        return true;
    hold->stamp[hold->queue[0]] = hold->stamp_now;
    return flood(hold, state, unit, n_wanted) == 0;
}

bool pp_hold_surely(const struct pp_state *state, int unit) {
    return pp_ring_degree(state->ring, unit) <= PP_RING_MOST &&
           pp_ring_joined(state->ring, unit, state->spot[unit].same);
}

bool pp_hold_without(struct pp_hold *hold, const struct pp_state *state, int unit) {
    return pp_hold_surely(state, unit) || holds_by_flood(hold, state, unit);
}

int pp_hold_cut_off(struct pp_hold *hold, const struct pp_state *state, int unit, int most,
                    int *ret_unit) {
    int p = state->patch_of[unit], hub = state->patch[p].hub, n_members = state->patch[p].n;
    if (unit == hub)
        return -1;
    uint32_t seen = next_stamp(hold, state->n_units);
    hold->stamp[unit] = hold->stamp[hub] = seen;
    hold->queue[0] = hub;
    int n_kept = flood(hold, state, unit, INT32_MAX), n = 0;
    if (n_members - n_kept > most + 1)
        return -1;
    ret_unit[n++] = unit;
    for (int i = 0; i < n_members; i++)
        if (hold->stamp[state->members[p].unit[i]] != seen)
            ret_unit[n++] = state->members[p].unit[i];
    return n;
}
