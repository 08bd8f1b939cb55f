/* A move is accepted when its price is below -T ln(random), the rule of Metropolis 1953 with the
 * random number drawn first: so the price can be summed in the order of what it costs to find out,
 * and the flood that tests connection runs only for moves that pass. Prices take hubs as they are:
 * an upper bound, since hubs are moved afterwards to where the sum is least.
 *
 *   flip    u: a -> b                      branch  u and what its leaving cuts off: a -> b
 *   swap    u: a -> b, v: b -> a           chain   u: a -> b, v: b -> c
 */
#include "planner/district/moves.h"

#include <string.h>

#include "patchplan/core/alloc.h"

enum { LONGEST_BRANCH = 24, PARTNER_TRIES = 4 };

int pp_mover_init(struct pp_mover *ret_mover, struct pp_state *state, int *edge_slot,
                  int *n_foreign, struct pp_error *reterr) {
    size_t n = (size_t)state->n_units;
    struct pp_mover mover = {.state = state, .edge_slot = edge_slot, .n_foreign = n_foreign};
    mover.edge = pp_alloc_array(n, sizeof *mover.edge);
    mover.stamp = pp_alloc_array(n, sizeof *mover.stamp);
    mover.queue = pp_alloc_array(n, sizeof *mover.queue);
    mover.row = pp_alloc_array((size_t)state->ward.n_labels, sizeof *mover.row);
    if (!mover.edge || !mover.stamp || !mover.queue || !mover.row) {
        pp_mover_done(&mover);
        return pp_fail_nomem(reterr);
    }
    *ret_mover = mover;
    return 0;
}

void pp_mover_done(struct pp_mover *mover) {
    pp_free(mover->edge);
    pp_free(mover->stamp);
    pp_free(mover->queue);
    pp_free(mover->row);
    *mover = (struct pp_mover){0};
}

static bool is_mine(const struct pp_mover *mover, int unit) {
    return !mover->owner_of || mover->owner_of[unit] == mover->me;
}

static bool is_pinned(const struct pp_state *state, int unit) {
    return state->problem->pin && state->problem->pin[unit] >= 0;
}

/* Put the unit among the edge units, or take it away, as its number of foreign neighbours says. */
static void file_edge(struct pp_mover *mover, int unit) {
    bool wanted = mover->n_foreign[unit] > 0 && !is_pinned(mover->state, unit);
    int slot = mover->edge_slot[unit];
    if (wanted && slot < 0) {
        mover->edge_slot[unit] = mover->n_edge;
        mover->edge[mover->n_edge++] = unit;
    } else if (!wanted && slot >= 0) {
        int last = mover->edge[--mover->n_edge];
        mover->edge[slot] = last;
        mover->edge_slot[last] = slot;
        mover->edge_slot[unit] = -1;
    }
}

static int count_foreign(const struct pp_mover *mover, int unit) {
    const struct pp_state *state = mover->state;
    int n = 0;
    for (int i = state->first[unit]; i < state->first[unit + 1]; i++) {
        int v = state->neighbour[i];
        n += is_mine(mover, v) && state->patch_of[v] != state->patch_of[unit];
    }
    return n;
}

void pp_mover_start(struct pp_mover *mover, const int *owner_of, int me) {
    mover->owner_of = owner_of;
    mover->me = me;
    mover->n_edge = 0;
    for (int u = 0; u < mover->state->n_units; u++) {
        if (!is_mine(mover, u))
            continue;
        mover->edge_slot[u] = -1;
        mover->n_foreign[u] = count_foreign(mover, u);
        file_edge(mover, u);
    }
}

static void commit(struct pp_mover *mover, int unit, int to) {
    struct pp_state *state = mover->state;
    int from = state->patch_of[unit];
    if (!pp_state_move(state, unit, to))
        return;
    for (int i = state->first[unit]; i < state->first[unit + 1]; i++) {
        int v = state->neighbour[i];
        if (!is_mine(mover, v))
            continue;
        int patch = state->patch_of[v];
        if (patch != from && patch != to)
            continue;
        mover->n_foreign[v] += patch == from ? 1 : -1;
        file_edge(mover, v);
    }
    mover->n_foreign[unit] = count_foreign(mover, unit);
    file_edge(mover, unit);
}

/* ---- connection ---- */

static uint32_t next_stamp(struct pp_mover *mover) {
    if (++mover->stamp_now == 0) {
        memset(mover->stamp, 0, (size_t)mover->state->n_units * sizeof *mover->stamp);
        mover->stamp_now = 1;
    }
    return mover->stamp_now;
}

/* Would the unit's neighbours in its patch still reach each other without it? Floods from one of
 * them until all are met. Local: a patch that is in pieces elsewhere stays so. */
static bool holds_without(struct pp_mover *mover, int unit) {
    const struct pp_state *state = mover->state;
    int patch = state->patch_of[unit], n_wanted = 0, start = -1;
    for (int i = state->first[unit]; i < state->first[unit + 1]; i++) {
        int v = state->neighbour[i];
        if (is_mine(mover, v) && state->patch_of[v] == patch) {
            n_wanted++;
            start = v;
        }
    }
    if (n_wanted <= 1)
        return true;
    uint32_t seen = next_stamp(mover);
    int n_queue = 0;
    mover->stamp[unit] = mover->stamp[start] = seen;
    mover->queue[n_queue++] = start;
    n_wanted--; /* the start is one of them */
    for (int head = 0; head < n_queue; head++) {
        int v = mover->queue[head];
        for (int i = state->first[v]; i < state->first[v + 1]; i++) {
            int w = state->neighbour[i];
            if (w == unit && v != start && --n_wanted == 0)
                return true;
            if (mover->stamp[w] == seen || !is_mine(mover, w) || state->patch_of[w] != patch)
                continue;
            mover->stamp[w] = seen;
            mover->queue[n_queue++] = w;
        }
    }
    return n_wanted == 0;
}

static bool touches(const struct pp_mover *mover, int unit, int patch, int except) {
    const struct pp_state *state = mover->state;
    for (int i = state->first[unit]; i < state->first[unit + 1]; i++) {
        int v = state->neighbour[i];
        if (v != except && is_mine(mover, v) && state->patch_of[v] == patch)
            return true;
    }
    return false;
}

static bool may_leave(struct pp_mover *mover, int unit) {
    return !mover->state->problem->connected || holds_without(mover, unit);
}

/* ---- prices ---- */

/* Linear for the little that decides at the end, with a square that breaks up large excesses: linear alone does
 * not care whether one patch lacks 50 homes or fifty lack one, and the one stays. */
static double penalty_of(const struct pp_mover *mover, int patch, int64_t load_milli) {
    int64_t outside_milli = pp_state_outside(mover->state, patch, load_milli);
    if (outside_milli == 0)
        return 0;
    double outside = 1e-3 * (double)outside_milli;
    return mover->penalty * mover->pressure[patch] *
           (mover->entry + outside * (1 + outside * mover->steepness));
}

static double penalty_change(const struct pp_mover *mover, int patch, int64_t change_milli) {
    int64_t load = mover->state->load_milli[patch];
    return penalty_of(mover, patch, load + change_milli) - penalty_of(mover, patch, load);
}

/* What keep and ward charge more when `out` leaves the patch and `in` joins it (-1 = nobody). */
static double labels_change(const struct pp_state *state, int patch, int out, int in) {
    double change = 0;
    const struct pp_tally *ward = &state->ward, *current = &state->current;
    if (ward->metres > 0) {
        int64_t load =
            (in >= 0 ? state->weight_milli[in] : 0) - (out >= 0 ? state->weight_milli[out] : 0);
        int64_t top = 0;
        if (ward->top[patch] >= 0)
            top = ward->load[(size_t)patch * (size_t)ward->n_labels + (size_t)ward->top[patch]];
        int64_t more = load - (pp_tally_top_after(ward, patch, out, in) - top);
        change += 1e-3 * ward->metres * (double)more;
    }
    if (current->metres > 0 && state->label_of[patch] >= 0) {
        int label = state->label_of[patch];
        int64_t more = (out >= 0 ? pp_labels_weight(current->labels, out, label) : 0) -
                       (in >= 0 ? pp_labels_weight(current->labels, in, label) : 0);
        change += 1e-3 * current->metres * (double)more;
    }
    return change;
}

/* Distance cost of `unit` in another patch less that in its own, hubs as they are. */
static double distance_change(const struct pp_state *state, int unit, int to) {
    int from = state->patch_of[unit], hub = state->hub[from];
    double joins = state->trips[unit] * pp_state_distance(state, unit, state->hub[to]);
    if (unit != hub)
        return joins - state->trips[unit] * pp_state_distance(state, unit, hub);
    return joins + pp_state_sum_without(state, from, unit) - state->sum[hub];
}

static double price_flip(const struct pp_mover *mover, int unit, int to) {
    const struct pp_state *state = mover->state;
    int from = state->patch_of[unit];
    int64_t weight = state->weight_milli[unit];
    return distance_change(state, unit, to) + penalty_change(mover, from, -weight) +
           penalty_change(mover, to, weight) + labels_change(state, from, unit, -1) +
           labels_change(state, to, -1, unit);
}

/* u: a -> b and v: b -> c; c may be a. */
static double price_pair(const struct pp_mover *mover, int u, int v, int c) {
    const struct pp_state *state = mover->state;
    int a = state->patch_of[u], b = state->patch_of[v];
    int64_t wu = state->weight_milli[u], wv = state->weight_milli[v];
    double price = distance_change(state, u, b) + distance_change(state, v, c) +
                   penalty_change(mover, b, wu - wv) + labels_change(state, b, v, u);
    if (a == c)
        return price + penalty_change(mover, a, wv - wu) + labels_change(state, a, u, v);
    return price + penalty_change(mover, a, -wu) + penalty_change(mover, c, wv) +
           labels_change(state, a, u, -1) + labels_change(state, c, -1, v);
}

/* ---- random choices ---- */

/* A patch of mine, other than the unit's own, that one of its neighbours is in; -1 = none. */
static int foreign_patch(struct pp_mover *mover, int unit) {
    const struct pp_state *state = mover->state;
    int first = state->first[unit], n = state->first[unit + 1] - first;
    if (n == 0)
        return -1;
    int at = (int)pp_rng_below(&mover->rng, (uint32_t)n);
    for (int i = 0; i < n; i++) {
        int v = state->neighbour[first + at];
        if (is_mine(mover, v) && state->patch_of[v] != state->patch_of[unit])
            return state->patch_of[v];
        if (++at == n)
            at = 0;
    }
    return -1;
}

/* A member of `patch` that may leave towards others; -1 = none met in a few tries. */
static int partner(struct pp_mover *mover, int patch, int towards) {
    const struct pp_state *state = mover->state;
    const struct pp_members *members = &state->members[patch];
    bool anywhere = !state->problem->connected && towards >= 0;
    for (int i = 0; i < PARTNER_TRIES; i++) {
        int v = members->unit[pp_rng_below(&mover->rng, (uint32_t)members->n)];
        if (is_pinned(state, v) || v == state->hub[patch])
            continue;
        if (anywhere ||
            (mover->n_foreign[v] > 0 && (towards < 0 || touches(mover, v, towards, -1))))
            return v;
    }
    return -1;
}

static double threshold(struct pp_mover *mover) {
    double u = pp_rng_real(&mover->rng);
    return mover->temperature > 0 ? -mover->temperature * log(1 - u) : 0;
}

static bool count(struct pp_mover *mover, enum pp_move_kind kind, double price) {
    mover->count[kind].accepted++;
    mover->count[kind].gain -= price;
    return true;
}

/* ---- moves ---- */

/* The units that the leaving of `unit` cuts off from the hub, into the queue; their number, or -1.
 */
static int cut_off(struct pp_mover *mover, int unit) {
    const struct pp_state *state = mover->state;
    int patch = state->patch_of[unit], hub = state->hub[patch], n_queue = 0;
    if (unit == hub)
        return -1;
    uint32_t seen = next_stamp(mover);
    mover->stamp[unit] = mover->stamp[hub] = seen;
    mover->queue[n_queue++] = hub;
    for (int head = 0; head < n_queue; head++) {
        int v = mover->queue[head];
        for (int i = state->first[v]; i < state->first[v + 1]; i++) {
            int w = state->neighbour[i];
            if (mover->stamp[w] == seen || !is_mine(mover, w) || state->patch_of[w] != patch)
                continue;
            mover->stamp[w] = seen;
            mover->queue[n_queue++] = w;
        }
    }
    const struct pp_members *members = &state->members[patch];
    if (members->n - 1 - n_queue > LONGEST_BRANCH)
        return -1;
    int n = 0;
    for (int i = 0; i < members->n; i++)
        if (mover->stamp[members->unit[i]] != seen)
            mover->queue[n++] = members->unit[i];
    return n;
}

/* Heaviest ward of `patch` when unit and the first n of the queue join (sign 1) or leave (-1). */
static int64_t ward_top_with(struct pp_mover *mover, int patch, int unit, int n, int sign) {
    const struct pp_tally *ward = &mover->state->ward;
    const int64_t *now = ward->load + (size_t)patch * (size_t)ward->n_labels;
    memcpy(mover->row, now, (size_t)ward->n_labels * sizeof *mover->row);
    for (int i = -1; i < n; i++) {
        int u = i < 0 ? unit : mover->queue[i];
        for (int j = ward->labels->first[u]; j < ward->labels->first[u + 1]; j++)
            mover->row[ward->labels->label[j]] += sign * ward->labels->weight_milli[j];
    }
    int64_t most = 0;
    for (int l = 0; l < ward->n_labels; l++)
        most = mover->row[l] > most ? mover->row[l] : most;
    return most;
}

static int64_t ward_top(const struct pp_tally *ward, int patch) {
    int top = ward->top[patch];
    return top < 0 ? 0 : ward->load[(size_t)patch * (size_t)ward->n_labels + (size_t)top];
}

static double price_branch(struct pp_mover *mover, int unit, int n, int to) {
    const struct pp_state *state = mover->state;
    const struct pp_tally *ward = &state->ward, *current = &state->current;
    int from = state->patch_of[unit];
    double price = 0;
    int64_t weight = 0;
    for (int i = -1; i < n; i++) {
        int u = i < 0 ? unit : mover->queue[i];
        price += distance_change(state, u, to);
        weight += state->weight_milli[u];
        if (current->metres <= 0)
            continue;
        int64_t lost = pp_labels_weight(current->labels, u, state->label_of[from]) -
                       pp_labels_weight(current->labels, u, state->label_of[to]);
        price += 1e-3 * current->metres * (double)lost;
    }
    if (ward->metres > 0) {
        int64_t lost = ward_top(ward, from) - ward_top_with(mover, from, unit, n, -1) +
                       ward_top(ward, to) - ward_top_with(mover, to, unit, n, 1);
        price += 1e-3 * ward->metres * (double)lost;
    }
    return price + penalty_change(mover, from, -weight) + penalty_change(mover, to, weight);
}

static bool try_branch(struct pp_mover *mover, int unit, int to, double limit) {
    mover->count[PP_MOVE_BRANCH].tried++;
    int n = cut_off(mover, unit);
    if (n <= 0)
        return false;
    for (int i = 0; i < n; i++)
        if (is_pinned(mover->state, mover->queue[i]))
            return false;
    double price = price_branch(mover, unit, n, to);
    if (price >= limit)
        return false;
    int branch[LONGEST_BRANCH];
    memcpy(branch, mover->queue, (size_t)n * sizeof *branch);
    commit(mover, unit, to);
    for (int i = 0; i < n; i++)
        commit(mover, branch[i], to);
    return count(mover, PP_MOVE_BRANCH, price);
}

static bool try_flip(struct pp_mover *mover) {
    struct pp_state *state = mover->state;
    int unit = mover->edge[pp_rng_below(&mover->rng, (uint32_t)mover->n_edge)];
    int to = foreign_patch(mover, unit);
    if (to < 0 || state->members[state->patch_of[unit]].n < 2)
        return false;
    double limit = threshold(mover), price = price_flip(mover, unit, to);
    if (price >= limit)
        return false;
    if (!may_leave(mover, unit))
        return try_branch(mover, unit, to, limit);
    commit(mover, unit, to);
    return count(mover, PP_MOVE_FLIP, price);
}

/* May u: a -> b and v: b -> c be done together without cutting a or b, and do both have a foothold?
 */
static bool pair_holds(struct pp_mover *mover, int u, int v, int c) {
    const struct pp_state *state = mover->state;
    if (!state->problem->connected)
        return true;
    int a = state->patch_of[u], b = state->patch_of[v];
    return touches(mover, u, b, v) && (c != a || touches(mover, v, a, u)) &&
           holds_without(mover, u) && holds_without(mover, v);
}

static bool try_pair(struct pp_mover *mover, bool swap) {
    struct pp_state *state = mover->state;
    int u = mover->edge[pp_rng_below(&mover->rng, (uint32_t)mover->n_edge)];
    int a = state->patch_of[u], b = foreign_patch(mover, u);
    if (b < 0 || u == state->hub[a])
        return false;
    int v = partner(mover, b, swap ? a : -1);
    int c = swap ? a : v < 0 ? -1 : foreign_patch(mover, v);
    if (v < 0 || c < 0 || (!swap && (c == a || state->members[a].n < 2)))
        return false;
    double price = price_pair(mover, u, v, c);
    if (price >= threshold(mover) || !pair_holds(mover, u, v, c))
        return false;
    commit(mover, u, b);
    commit(mover, v, c);
    return count(mover, swap ? PP_MOVE_SWAP : PP_MOVE_CHAIN, price);
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
