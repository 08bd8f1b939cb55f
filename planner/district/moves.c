/* A move is accepted when its price is below -T ln(random), the rule of Metropolis 1953 with the
 * random number drawn first: the flood that tests connection runs only for moves that pass.
 *
 *   flip    u: a -> b                      branch  u and what its leaving cuts off: a -> b
 *   swap    u: a -> b, v: b -> a           chain   u: a -> b, v: b -> c
 */
#include "planner/district/moves.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/price.h"

enum { LONGEST_BRANCH = 24, PARTNER_TRIES = 4, FAR_TARGETS = 16 };

int pp_mover_init(struct pp_mover *ret_mover, struct pp_state *state, struct pp_error *reterr) {
    size_t n = (size_t)state->n_units;
    struct pp_mover mover = {.state = state};
    mover.edge = pp_alloc_array(n, sizeof *mover.edge);
    mover.mine = pp_alloc_array((size_t)state->n_patches, sizeof *mover.mine);
    mover.row = pp_alloc_array((size_t)state->ward.n_labels, sizeof *mover.row);
    mover.quantile = pp_alloc_array(PP_N_QUANTILES, sizeof *mover.quantile);
    int failed = pp_hold_init(&mover.hold, state->n_units, reterr);
    if (!failed && (!mover.edge || !mover.mine || !mover.row || !mover.quantile))
        failed = pp_fail_nomem(reterr);
    if (failed) {
        pp_mover_done(&mover);
        return failed;
    }
    for (int i = 0; i < PP_N_QUANTILES; i++)
        mover.quantile[i] = (float)-log((i + 0.5) / PP_N_QUANTILES);
    *ret_mover = mover;
    return 0;
}

void pp_mover_done(struct pp_mover *mover) {
    pp_free(mover->edge);
    pp_free(mover->mine);
    pp_free(mover->row);
    pp_free(mover->quantile);
    pp_hold_done(&mover->hold);
    *mover = (struct pp_mover){0};
}

static bool is_mine(const struct pp_mover *mover, int unit) {
    return !mover->owner_of || mover->owner_of[unit] == mover->me;
}

/* ---- the edges ---- */

/* Put the unit among the edge units, or take it away, as its bits say. */
static void file_edge(struct pp_mover *mover, int unit) {
    struct pp_spot *spot = &mover->state->spot[unit];
    bool is_wanted = spot->foreign && !spot->is_pinned;
    if (is_wanted && spot->edge_slot < 0) {
        spot->edge_slot = mover->n_edge;
        mover->edge[mover->n_edge++] = unit;
    } else if (!is_wanted && spot->edge_slot >= 0) {
        int last = mover->edge[--mover->n_edge];
        mover->edge[spot->edge_slot] = last;
        mover->state->spot[last].edge_slot = spot->edge_slot;
        spot->edge_slot = -1;
    }
}

/* Find the bits of a unit of mine. Neighbours of others count as nowhere. */
static void look_round(struct pp_mover *mover, int unit) {
    const struct pp_state *state = mover->state;
    const int *row = state->ring->neighbour + state->ring->first[unit];
    int degree = pp_ring_degree(state->ring, unit), patch = state->patch_of[unit];
    uint64_t same = 0, foreign = 0;
    for (int i = 0; i < degree && i < PP_RING_MOST; i++) {
        if (!is_mine(mover, row[i]))
            continue;
        uint64_t bit = (uint64_t)1 << i;
        if (state->patch_of[row[i]] == patch)
            same |= bit;
        else
            foreign |= bit;
    }
    state->spot[unit].same = same;
    state->spot[unit].foreign = foreign;
}

void pp_mover_start(struct pp_mover *mover, const int *owner_of, int me) {
    mover->owner_of = owner_of;
    mover->me = me;
    mover->n_edge = mover->n_mine = 0;
    for (int p = 0; p < mover->state->n_patches; p++)
        if (mover->state->patch[p].n > 0 && is_mine(mover, mover->state->members[p].unit[0]))
            mover->mine[mover->n_mine++] = p;
    for (int u = 0; u < mover->state->n_units; u++) {
        if (!is_mine(mover, u))
            continue;
        mover->state->spot[u].edge_slot = -1;
        look_round(mover, u);
        file_edge(mover, u);
    }
}

/* The unit has gone from one patch to another: tell its neighbour. */
static void tell_neighbour(struct pp_mover *mover, int neighbour, int place, int from, int to) {
    int patch = mover->state->patch_of[neighbour];
    if (place == PP_RING_NOWHERE || (patch != from && patch != to))
        return;
    struct pp_spot *spot = &mover->state->spot[neighbour];
    uint64_t bit = (uint64_t)1 << place;
    spot->same ^= bit;
    spot->foreign ^= bit;
    file_edge(mover, neighbour);
}

static void commit(struct pp_mover *mover, int unit, int to) {
    struct pp_state *state = mover->state;
    const struct pp_ring *ring = state->ring;
    int from = state->patch_of[unit];
    if (!pp_state_move(state, unit, to))
        return;
    for (int i = ring->first[unit]; i < ring->first[unit + 1]; i++)
        if (is_mine(mover, ring->neighbour[i]))
            tell_neighbour(mover, ring->neighbour[i], ring->back[i], from, to);
    look_round(mover, unit);
    file_edge(mover, unit);
}

/* ---- random choices ---- */

/* A patch of mine, other than the unit's own, that one of its neighbours is in. The unit has some. */
static int foreign_patch(const struct pp_state *state, int unit, uint32_t random) {
    const struct pp_ring *ring = state->ring;
    uint64_t foreign = state->spot[unit].foreign;
    int degree = pp_ring_degree(ring, unit);
    degree = degree < PP_RING_MOST ? degree : PP_RING_MOST;
    uint64_t later = foreign >> (((uint64_t)random * (uint64_t)degree) >> 32)
                                    << (((uint64_t)random * (uint64_t)degree) >> 32);
    int place = __builtin_ctzll(later ? later : foreign);
    return state->patch_of[ring->neighbour[ring->first[unit] + place]];
}

/* Where a unit might go: mostly to a patch beside it. Where no connection is asked for, sometimes to any
 * patch of mine: near neighbours may fall into groups between which weight must pass. */
static int target_patch(const struct pp_mover *mover, int unit, uint64_t random) {
    const struct pp_state *state = mover->state;
    if (!state->problem->connected && random % FAR_TARGETS == 0) {
        int p = mover->mine[((random >> 32) * (uint64_t)mover->n_mine) >> 32];
        if (p != state->patch_of[unit])
            return p;
    }
    return foreign_patch(state, unit, (uint32_t)(random >> 32));
}

/* Is a neighbour of the unit, other than `except`, in `patch` (one of mine, not the unit's own)? */
static bool touches(const struct pp_state *state, int unit, int patch, int except) {
    const int *row = state->ring->neighbour + state->ring->first[unit];
    for (uint64_t todo = state->spot[unit].foreign; todo; todo &= todo - 1) {
        int v = row[__builtin_ctzll(todo)];
        if (v != except && state->patch_of[v] == patch)
            return true;
    }
    return false;
}

/* A member of `patch` that may leave towards others; -1 = none met in a few tries. */
static int partner(struct pp_mover *mover, int patch, int towards) {
    const struct pp_state *state = mover->state;
    const int *member = state->members[patch].unit;
    uint32_t n = (uint32_t)state->patch[patch].n;
    bool is_anywhere = !state->problem->connected && towards >= 0;
    for (int i = 0; i < PARTNER_TRIES; i++) {
        int v = member[pp_rng_below(&mover->rng, n)];
        const struct pp_spot *spot = &state->spot[v];
        if (spot->is_pinned || v == state->patch[patch].hub)
            continue;
        if (is_anywhere || (spot->foreign && (towards < 0 || touches(state, v, towards, -1))))
            return v;
    }
    return -1;
}

/* ---- moves ---- */

/* One draw of 64 bits serves a whole trial: 11 for the threshold, 32 for the unit. */
struct draw {
    double limit;
    int unit;
};

static struct draw draw(struct pp_mover *mover) {
    uint64_t random = pp_rng_next(&mover->rng);
    uint64_t at = ((random >> 32) * (uint64_t)mover->n_edge) >> 32;
    return (struct draw){mover->temperature * mover->quantile[random % PP_N_QUANTILES],
                         mover->edge[at]};
}

static void count(struct pp_mover *mover, enum pp_move_kind kind, double price) {
    mover->count[kind].accepted++;
    mover->count[kind].gain -= price;
}

static bool may_leave(struct pp_mover *mover, int unit) {
    return !mover->state->problem->connected || pp_hold_without(&mover->hold, mover->state, unit);
}

/* The unit cannot leave alone: with what it cuts off, unless the patch holds together after all. */
static bool try_branch(struct pp_mover *mover, int unit, int to, double limit) {
    int branch[LONGEST_BRANCH + 1];
    const struct pp_state *state = mover->state;
    int n = pp_hold_cut_off(&mover->hold, state, unit, LONGEST_BRANCH, branch);
    if (n == 1)
        return false;
    mover->count[PP_MOVE_BRANCH].tried++;
    for (int i = 0; i < n; i++)
        if (state->spot[branch[i]].is_pinned)
            return true;
    double price = n > 0 ? pp_price_group(state, branch, n, to, mover->row) : INFINITY;
    if (price >= limit)
        return true;
    for (int i = 0; i < n; i++)
        commit(mover, branch[i], to);
    count(mover, PP_MOVE_BRANCH, price);
    return true;
}

static void try_flip(struct pp_mover *mover) {
    const struct pp_state *state = mover->state;
    struct draw d = draw(mover);
    int to = target_patch(mover, d.unit, pp_rng_next(&mover->rng));
    if (state->patch[state->patch_of[d.unit]].n < 2)
        return;
    double price = pp_price_flip(state, d.unit, to);
    if (price >= d.limit)
        return;
    if (state->problem->connected && !pp_hold_surely(state, d.unit) &&
        try_branch(mover, d.unit, to, d.limit))
        return;
    commit(mover, d.unit, to);
    count(mover, PP_MOVE_FLIP, price);
}

/* May u: a -> b and v: b -> c be done together without cutting a or b, and do both have a foothold?
 */
static bool pair_holds(struct pp_mover *mover, int u, int v, int c) {
    const struct pp_state *state = mover->state;
    if (!state->problem->connected)
        return true;
    int a = state->patch_of[u], b = state->patch_of[v];
    return touches(state, u, b, v) && (c != a || touches(state, v, a, u)) && may_leave(mover, u) &&
           may_leave(mover, v);
}

static void try_pair(struct pp_mover *mover, bool is_swap) {
    const struct pp_state *state = mover->state;
    struct draw d = draw(mover);
    int u = d.unit, a = state->patch_of[u];
    uint64_t random = pp_rng_next(&mover->rng);
    if (u == state->patch[a].hub)
        return;
    int b = target_patch(mover, u, random);
    int v = partner(mover, b, is_swap ? a : -1);
    if (v < 0)
        return;
    int c = is_swap ? a : foreign_patch(state, v, (uint32_t)random);
    if (!is_swap && (c == a || state->patch[a].n < 2))
        return;
    double price = pp_price_pair(state, u, v, c);
    if (price >= d.limit || !pair_holds(mover, u, v, c))
        return;
    commit(mover, u, b);
    commit(mover, v, c);
    count(mover, is_swap ? PP_MOVE_SWAP : PP_MOVE_CHAIN, price);
}

void pp_mover_run(struct pp_mover *mover, int64_t n) {
    for (int64_t i = 0; i < n && mover->n_edge > 0; i++) {
        uint32_t dice = pp_rng_below(&mover->rng, 100);
        enum pp_move_kind kind = dice < 50   ? PP_MOVE_FLIP
                                 : dice < 80 ? PP_MOVE_SWAP
                                             : PP_MOVE_CHAIN;
        mover->count[kind].tried++;
        if (kind == PP_MOVE_FLIP)
            try_flip(mover);
        else
            try_pair(mover, kind == PP_MOVE_SWAP);
    }
}
