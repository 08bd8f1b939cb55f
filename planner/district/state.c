#include "planner/district/state.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/match.h"

/* ---- memory ---- */

static bool allocate(struct pp_state *state) {
    size_t n = (size_t)state->n_units, k = (size_t)state->n_patches;
    const struct pp_problem *problem = state->problem;
    state->spot = pp_alloc_array(n, sizeof *state->spot);
    state->patch_of = pp_alloc_array(n, sizeof *state->patch_of);
    state->patch = pp_alloc_array(k, sizeof *state->patch);
    state->members = pp_alloc_array(k, sizeof *state->members);
    state->label_of = pp_alloc_array(k, sizeof *state->label_of);
    bool tallied =
        pp_tally_init(&state->ward, &problem->ward, problem->ward_m, state->n_patches, true);
    tallied &=
        pp_tally_init(&state->current, &problem->current, problem->keep_m, state->n_patches, false);
    return tallied && state->spot && state->patch_of && state->patch && state->members &&
           state->label_of;
}

static void fill_spots(struct pp_state *state) {
    const struct pp_problem *problem = state->problem;
    for (int u = 0; u < state->n_units; u++) {
        int64_t weight_milli = problem->weight_milli[u];
        state->spot[u] = (struct pp_spot){
            .x = problem->x[u],
            .y = problem->y[u],
            .trips = problem->trips ? problem->trips[u] : 1e-3 * (double)weight_milli,
            .weight_milli = weight_milli,
            .edge_slot = -1,
            .is_pinned = problem->pin && problem->pin[u] >= 0,
        };
    }
    for (int p = 0; p < state->n_patches; p++)
        state->patch[p] = (struct pp_district){
            .hub = -1, .min_milli = problem->min_milli[p], .max_milli = problem->max_milli[p]};
}

int pp_state_init(struct pp_state *ret_state, const struct pp_problem *problem,
                  const struct pp_ring *ring, struct pp_error *reterr) {
    struct pp_state state = {.problem = problem,
                             .ring = ring,
                             .n_units = problem->n_units,
                             .n_patches = problem->n_patches,
                             .cost_kind = problem->cost_kind};
    if (!allocate(&state)) {
        pp_state_done(&state);
        return pp_fail_nomem(reterr);
    }
    fill_spots(&state);
    *ret_state = state;
    return 0;
}

static void members_done(struct pp_members *members) {
    pp_free(members->x);
    pp_free(members->y);
    pp_free(members->trips);
    pp_free(members->sum);
    pp_free(members->unit);
}

void pp_state_done(struct pp_state *state) {
    for (int p = 0; state->members && p < state->n_patches; p++)
        members_done(&state->members[p]);
    pp_free(state->members);
    pp_free(state->spot);
    pp_free(state->patch_of);
    pp_free(state->patch);
    pp_free(state->label_of);
    pp_tally_done(&state->ward);
    pp_tally_done(&state->current);
    *state = (struct pp_state){0};
}

static bool grow(double **array, size_t cap) {
    double *more = pp_realloc_array(*array, cap, sizeof *more);
    if (more)
        *array = more;
    return more;
}

/* Room for one more member. */
static bool make_room(struct pp_members *members, int n) {
    if ((size_t)n < members->cap)
        return true;
    size_t cap = 2 * members->cap + 16;
    int *unit = pp_realloc_array(members->unit, cap, sizeof *unit);
    if (unit)
        members->unit = unit;
    if (!unit || !grow(&members->x, cap) || !grow(&members->y, cap) ||
        !grow(&members->trips, cap) || !grow(&members->sum, cap))
        return false;
    members->cap = cap;
    return true;
}

/* ---- members and their sums ---- */

/* There is room. */
static void add_member(struct pp_state *state, int unit, int to, double sum) {
    struct pp_members *members = &state->members[to];
    struct pp_spot *spot = &state->spot[unit];
    int slot = state->patch[to].n++;
    spot->slot = slot;
    members->x[slot] = spot->x;
    members->y[slot] = spot->y;
    members->trips[slot] = spot->trips;
    members->sum[slot] = sum;
    members->unit[slot] = unit;
    /* other threads may look whether it is theirs */
    __atomic_store_n(&state->patch_of[unit], to, __ATOMIC_RELAXED);
}

static void drop_member(struct pp_state *state, int unit) {
    int from = state->patch_of[unit], slot = state->spot[unit].slot;
    struct pp_members *members = &state->members[from];
    int last = --state->patch[from].n;
    members->x[slot] = members->x[last];
    members->y[slot] = members->y[last];
    members->trips[slot] = members->trips[last];
    members->sum[slot] = members->sum[last];
    members->unit[slot] = members->unit[last];
    state->spot[members->unit[slot]].slot = slot;
}

/* The hub is the member with the least sum. */
static void place_hub(struct pp_state *state, int p) {
    const struct pp_members *members = &state->members[p];
    struct pp_district *patch = &state->patch[p];
    int least = 0;
    for (int i = 1; i < patch->n; i++)
        if (members->sum[i] < members->sum[least])
            least = i;
    patch->hub = patch->n > 0 ? members->unit[least] : -1;
    if (patch->n == 0)
        return;
    patch->x = members->x[least];
    patch->y = members->y[least];
}

/* Take the unit's distances out of the patch it has left. */
static void sums_without(struct pp_state *state, const struct pp_spot *spot, int p) {
    struct pp_members *members = &state->members[p];
    double *restrict sum = members->sum;
    const double *restrict x = members->x, *restrict y = members->y;
    double trips = spot->trips, at_x = spot->x, at_y = spot->y;
    int n = state->patch[p].n;
    enum pp_cost_kind kind = state->cost_kind;
    for (int i = 0; i < n; i++) {
        double dx = x[i] - at_x, dy = y[i] - at_y, square = dx * dx + dy * dy;
        sum[i] -= trips * pp_way(kind, square);
    }
}

/* Add the unit's distances to the patch it joins (it is not a member yet); returns its own sum. */
static double sums_with(struct pp_state *state, const struct pp_spot *spot, int p) {
    struct pp_members *members = &state->members[p];
    double *restrict sum = members->sum;
    const double *restrict x = members->x, *restrict y = members->y,
                           *restrict their_trips = members->trips;
    double trips = spot->trips, at_x = spot->x, at_y = spot->y, own = 0;
    int n = state->patch[p].n;
    enum pp_cost_kind kind = state->cost_kind;
    for (int i = 0; i < n; i++) {
        double dx = x[i] - at_x, dy = y[i] - at_y, square = dx * dx + dy * dy;
        double way = pp_way(kind, square);
        own += their_trips[i] * way;
        sum[i] += trips * way;
    }
    return own;
}

double pp_state_sum_without(const struct pp_state *state, int unit) {
    int p = state->patch_of[unit], slot = state->spot[unit].slot;
    const struct pp_members *members = &state->members[p];
    const struct pp_spot *spot = &state->spot[unit];
    double least = INFINITY;
    for (int i = 0; i < state->patch[p].n; i++) {
        double way = pp_state_length(state, members->x[i] - spot->x, members->y[i] - spot->y);
        double sum = members->sum[i] - spot->trips * way;
        if (sum < least && i != slot)
            least = sum;
    }
    return least;
}

bool pp_state_move(struct pp_state *state, int unit, int to) {
    int from = state->patch_of[unit];
    struct pp_district *left = &state->patch[from], *joined = &state->patch[to];
    const struct pp_spot *spot = &state->spot[unit];
    if (!make_room(&state->members[to], joined->n))
        return false;
    drop_member(state, unit);
    sums_without(state, spot, from);
    add_member(state, unit, to, sums_with(state, spot, to));
    place_hub(state, from);
    place_hub(state, to);
    left->load_milli -= spot->weight_milli;
    joined->load_milli += spot->weight_milli;
    left->charge = pp_state_charge(state, left, left->load_milli);
    joined->charge = pp_state_charge(state, joined, joined->load_milli);
    pp_tally_move(&state->ward, unit, from, to);
    pp_tally_move(&state->current, unit, from, to);
    return true;
}

/* ---- from scratch ---- */

static void sum_patch(struct pp_state *state, int p) {
    struct pp_members *members = &state->members[p];
    int n = state->patch[p].n;
    for (int i = 0; i < n; i++) {
        double sum = 0, x = members->x[i], y = members->y[i];
        for (int j = 0; j < n; j++)
            sum += members->trips[j] * pp_state_length(state, members->x[j] - x, members->y[j] - y);
        members->sum[i] = sum;
    }
    place_hub(state, p);
}

int pp_state_load(struct pp_state *state, const int *patch_of, struct pp_error *reterr) {
    for (int p = 0; p < state->n_patches; p++)
        state->patch[p].n = 0, state->patch[p].load_milli = 0;
    for (int u = 0; u < state->n_units; u++) {
        struct pp_district *patch = &state->patch[patch_of[u]];
        if (!make_room(&state->members[patch_of[u]], patch->n))
            return pp_fail_nomem(reterr);
        add_member(state, u, patch_of[u], 0);
        patch->load_milli += state->spot[u].weight_milli;
    }
    for (int p = 0; p < state->n_patches; p++) {
        struct pp_district *patch = &state->patch[p];
        sum_patch(state, p);
        patch->charge = pp_state_charge(state, patch, patch->load_milli);
    }
    pp_tally_load(&state->ward, state->patch_of, state->n_units, state->n_patches);
    pp_tally_load(&state->current, state->patch_of, state->n_units, state->n_patches);
    return pp_state_match(state, reterr);
}

int pp_state_match(struct pp_state *state, struct pp_error *reterr) {
    if (state->current.metres <= 0) {
        for (int p = 0; p < state->n_patches; p++)
            state->label_of[p] = -1;
        return 0;
    }
    return pp_match_labels(state->current.load, state->n_patches, state->current.n_labels,
                           state->label_of, reterr);
}

void pp_state_press(struct pp_state *state, double press, const double *pressure) {
    for (int p = 0; p < state->n_patches; p++) {
        struct pp_district *patch = &state->patch[p];
        patch->press = press * (pressure ? pressure[p] : 1);
        patch->charge = pp_state_charge(state, patch, patch->load_milli);
    }
}

/* ---- the whole cost ---- */

double pp_state_patch_cost(const struct pp_state *state, int p) {
    int hub = state->patch[p].hub;
    return hub < 0 ? 0 : state->members[p].sum[state->spot[hub].slot];
}

static double ward_cost(const struct pp_state *state) {
    const struct pp_tally *ward = &state->ward;
    int64_t outside_milli = 0;
    for (int p = 0; ward->metres > 0 && p < state->n_patches; p++)
        outside_milli += state->patch[p].load_milli - pp_tally_top(ward, p);
    return 1e-3 * ward->metres * (double)outside_milli;
}

static double keep_cost(const struct pp_state *state) {
    const struct pp_tally *current = &state->current;
    int64_t lost_milli = 0;
    for (int p = 0; current->metres > 0 && p < state->n_patches; p++) {
        const int64_t *row = current->load + (size_t)p * (size_t)current->n_labels;
        for (int l = 0; l < current->n_labels; l++)
            lost_milli += l == state->label_of[p] ? 0 : row[l];
    }
    return 1e-3 * current->metres * (double)lost_milli;
}

struct pp_costs pp_state_costs(const struct pp_state *state) {
    struct pp_costs costs = {.ward = ward_cost(state), .keep = keep_cost(state)};
    for (int p = 0; p < state->n_patches; p++)
        costs.distance += pp_state_patch_cost(state, p);
    costs.total = costs.distance + costs.keep + costs.ward;
    return costs;
}

int64_t pp_state_outside_total(const struct pp_state *state) {
    int64_t outside_milli = 0;
    for (int p = 0; p < state->n_patches; p++)
        outside_milli += pp_district_outside(&state->patch[p], state->patch[p].load_milli);
    return outside_milli;
}
