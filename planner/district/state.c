#include "planner/district/state.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/match.h"

static bool tally_init(struct pp_tally *tally, const struct pp_labels *labels, double metres,
                       int n_patches, bool ranked) {
    *tally = (struct pp_tally){.labels = labels};
    if (metres <= 0 || !labels->first || labels->n_labels <= 0)
        return true;
    tally->metres = metres;
    tally->n_labels = labels->n_labels;
    tally->load = pp_alloc_array((size_t)n_patches * (size_t)labels->n_labels, sizeof *tally->load);
    if (!ranked)
        return tally->load != NULL;
    tally->top = pp_alloc_array((size_t)n_patches, sizeof *tally->top);
    tally->next = pp_alloc_array((size_t)n_patches, sizeof *tally->next);
    return tally->load && tally->top && tally->next;
}

static void tally_done(struct pp_tally *tally) {
    pp_free(tally->load);
    pp_free(tally->top);
    pp_free(tally->next);
}

/* Find the two largest labels of a patch again. O(labels). */
static void tally_rank(struct pp_tally *tally, int patch) {
    const int64_t *row = tally->load + (size_t)patch * (size_t)tally->n_labels;
    int top = -1, next = -1;
    int64_t most = 0, second = 0;
    for (int l = 0; l < tally->n_labels; l++) {
        if (row[l] > most) {
            next = top;
            second = most;
            top = l;
            most = row[l];
        } else if (row[l] > second) {
            next = l;
            second = row[l];
        }
    }
    tally->top[patch] = top;
    tally->next[patch] = next;
}

static void tally_add(struct pp_tally *tally, int patch, int unit, int sign) {
    const struct pp_labels *labels = tally->labels;
    int64_t *row = tally->load + (size_t)patch * (size_t)tally->n_labels;
    for (int i = labels->first[unit]; i < labels->first[unit + 1]; i++)
        row[labels->label[i]] += sign * labels->weight_milli[i];
}

static void tally_move(struct pp_tally *tally, int unit, int from, int to) {
    if (tally->metres <= 0 || tally->labels->first[unit] == tally->labels->first[unit + 1])
        return;
    tally_add(tally, from, unit, -1);
    tally_add(tally, to, unit, 1);
    if (tally->top) {
        tally_rank(tally, from);
        tally_rank(tally, to);
    }
}

static void tally_load(struct pp_tally *tally, const int *patch_of, int n_units, int n_patches) {
    if (tally->metres <= 0)
        return;
    memset(tally->load, 0, (size_t)n_patches * (size_t)tally->n_labels * sizeof *tally->load);
    for (int u = 0; u < n_units; u++)
        tally_add(tally, patch_of[u], u, 1);
    for (int p = 0; tally->top && p < n_patches; p++)
        tally_rank(tally, p);
}

/* A unit with several labels can shrink both leaders at once: then a third may lead. */
static int64_t top_by_scan(const struct pp_tally *tally, int patch, int out, int in) {
    const int64_t *row = tally->load + (size_t)patch * (size_t)tally->n_labels;
    int64_t most = 0;
    for (int l = 0; l < tally->n_labels; l++) {
        int64_t load = row[l] - pp_labels_weight(tally->labels, out, l);
        if (in >= 0)
            load += pp_labels_weight(tally->labels, in, l);
        if (load > most)
            most = load;
    }
    return most;
}

static int64_t label_after(const struct pp_tally *tally, int patch, int label, int out, int in) {
    int64_t load = tally->load[(size_t)patch * (size_t)tally->n_labels + (size_t)label];
    if (out >= 0)
        load -= pp_labels_weight(tally->labels, out, label);
    if (in >= 0)
        load += pp_labels_weight(tally->labels, in, label);
    return load;
}

int64_t pp_tally_top_after(const struct pp_tally *tally, int patch, int out, int in) {
    const struct pp_labels *labels = tally->labels;
    if (out >= 0 && labels->first[out + 1] - labels->first[out] > 1)
        return top_by_scan(tally, patch, out, in);
    int64_t most = 0;
    int leader[2] = {tally->top[patch], tally->next[patch]};
    for (int i = 0; i < 2; i++) {
        int64_t load = leader[i] >= 0 ? label_after(tally, patch, leader[i], out, in) : 0;
        if (load > most)
            most = load;
    }
    for (int i = in >= 0 ? labels->first[in] : 0; in >= 0 && i < labels->first[in + 1]; i++) {
        int64_t load = label_after(tally, patch, labels->label[i], out, in);
        if (load > most)
            most = load;
    }
    return most;
}

static bool allocate(struct pp_state *state) {
    size_t n = (size_t)state->n_units, k = (size_t)state->n_patches;
    const struct pp_problem *problem = state->problem;
    state->trips = pp_alloc_array(n, sizeof *state->trips);
    state->patch_of = pp_alloc_array(n, sizeof *state->patch_of);
    state->slot = pp_alloc_array(n, sizeof *state->slot);
    state->sum = pp_alloc_array(n, sizeof *state->sum);
    state->members = pp_alloc_array(k, sizeof *state->members);
    state->hub = pp_alloc_array(k, sizeof *state->hub);
    state->load_milli = pp_alloc_array(k, sizeof *state->load_milli);
    state->label_of = pp_alloc_array(k, sizeof *state->label_of);
    bool tallied =
        tally_init(&state->ward, &problem->ward, problem->ward_m, state->n_patches, true);
    tallied &=
        tally_init(&state->current, &problem->current, problem->keep_m, state->n_patches, false);
    return tallied && state->trips && state->patch_of && state->slot && state->sum &&
           state->members && state->hub && state->load_milli && state->label_of;
}

int pp_state_init(struct pp_state *ret_state, const struct pp_problem *problem, const int *first,
                  const int *neighbour, struct pp_error *reterr) {
    struct pp_state state = {.problem = problem,
                             .n_units = problem->n_units,
                             .n_patches = problem->n_patches,
                             .first = first,
                             .neighbour = neighbour,
                             .x = problem->x,
                             .y = problem->y,
                             .weight_milli = problem->weight_milli};
    if (!allocate(&state)) {
        pp_state_done(&state);
        return pp_fail_nomem(reterr);
    }
    for (int u = 0; u < state.n_units; u++)
        state.trips[u] =
            problem->trips ? problem->trips[u] : 1e-3 * (double)problem->weight_milli[u];
    *ret_state = state;
    return 0;
}

void pp_state_done(struct pp_state *state) {
    for (int p = 0; state->members && p < state->n_patches; p++)
        pp_free(state->members[p].unit);
    pp_free(state->members);
    pp_free(state->trips);
    pp_free(state->patch_of);
    pp_free(state->slot);
    pp_free(state->sum);
    pp_free(state->hub);
    pp_free(state->load_milli);
    pp_free(state->label_of);
    tally_done(&state->ward);
    tally_done(&state->current);
    *state = (struct pp_state){0};
}

static bool add_member(struct pp_state *state, int unit, int patch) {
    struct pp_members *members = &state->members[patch];
    if (pp_reserve(&members->unit, &members->cap, (size_t)members->n + 1, sizeof(int), NULL) < 0)
        return false;
    state->slot[unit] = members->n;
    members->unit[members->n++] = unit;
    state->patch_of[unit] = patch;
    return true;
}

static void drop_member(struct pp_state *state, int unit) {
    struct pp_members *members = &state->members[state->patch_of[unit]];
    int last = members->unit[--members->n];
    members->unit[state->slot[unit]] = last;
    state->slot[last] = state->slot[unit];
}

static void sum_patch(struct pp_state *state, int patch) {
    const struct pp_members *members = &state->members[patch];
    int hub = -1;
    for (int i = 0; i < members->n; i++) {
        int v = members->unit[i];
        double sum = 0;
        for (int j = 0; j < members->n; j++)
            sum += state->trips[members->unit[j]] * pp_state_distance(state, members->unit[j], v);
        state->sum[v] = sum;
        if (hub < 0 || sum < state->sum[hub])
            hub = v;
    }
    state->hub[patch] = hub;
}

int pp_state_load(struct pp_state *state, const int *patch_of, struct pp_error *reterr) {
    for (int p = 0; p < state->n_patches; p++) {
        state->members[p].n = 0;
        state->load_milli[p] = 0;
    }
    for (int u = 0; u < state->n_units; u++) {
        if (!add_member(state, u, patch_of[u]))
            return pp_fail_nomem(reterr);
        state->load_milli[patch_of[u]] += state->weight_milli[u];
    }
    for (int p = 0; p < state->n_patches; p++)
        sum_patch(state, p);
    tally_load(&state->ward, state->patch_of, state->n_units, state->n_patches);
    tally_load(&state->current, state->patch_of, state->n_units, state->n_patches);
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

/* Take the unit's distances out of the patch it has left; the hub may move. */
static void sums_without(struct pp_state *state, int unit, int patch) {
    const struct pp_members *members = &state->members[patch];
    double trips = state->trips[unit], least = INFINITY;
    int hub = -1;
    for (int i = 0; i < members->n; i++) {
        int v = members->unit[i];
        double sum = state->sum[v] - trips * pp_state_distance(state, unit, v);
        state->sum[v] = sum;
        if (sum < least) {
            least = sum;
            hub = v;
        }
    }
    state->hub[patch] = hub;
}

/* Add the unit's distances to the patch it joins (it is not a member yet); it may become the hub.
 */
static void sums_with(struct pp_state *state, int unit, int patch) {
    const struct pp_members *members = &state->members[patch];
    double trips = state->trips[unit], least = INFINITY, own = 0;
    int hub = unit;
    for (int i = 0; i < members->n; i++) {
        int v = members->unit[i];
        double distance = pp_state_distance(state, unit, v);
        double sum = state->sum[v] + trips * distance;
        own += state->trips[v] * distance;
        state->sum[v] = sum;
        if (sum < least) {
            least = sum;
            hub = v;
        }
    }
    state->sum[unit] = own;
    state->hub[patch] = own < least ? unit : hub;
}

bool pp_state_move(struct pp_state *state, int unit, int to) {
    int from = state->patch_of[unit];
    struct pp_members *members = &state->members[to];
    if (pp_reserve(&members->unit, &members->cap, (size_t)members->n + 1, sizeof(int), NULL) < 0)
        return false;
    drop_member(state, unit);
    sums_without(state, unit, from);
    sums_with(state, unit, to);
    if (!add_member(state, unit, to))
        return false; /* cannot be: the room was made above */
    state->load_milli[from] -= state->weight_milli[unit];
    state->load_milli[to] += state->weight_milli[unit];
    tally_move(&state->ward, unit, from, to);
    tally_move(&state->current, unit, from, to);
    return true;
}

double pp_state_sum_without(const struct pp_state *state, int patch, int unit) {
    const struct pp_members *members = &state->members[patch];
    double trips = state->trips[unit], least = INFINITY;
    for (int i = 0; i < members->n; i++) {
        int v = members->unit[i];
        double sum = state->sum[v] - trips * pp_state_distance(state, unit, v);
        if (v != unit && sum < least)
            least = sum;
    }
    return least;
}

static double ward_cost(const struct pp_state *state) {
    const struct pp_tally *ward = &state->ward;
    int64_t outside_milli = 0;
    for (int p = 0; ward->metres > 0 && p < state->n_patches; p++) {
        size_t row = (size_t)p * (size_t)ward->n_labels;
        outside_milli += state->load_milli[p];
        if (ward->top[p] >= 0)
            outside_milli -= ward->load[row + (size_t)ward->top[p]];
    }
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
        costs.distance += state->hub[p] >= 0 ? state->sum[state->hub[p]] : 0;
    costs.total = costs.distance + costs.keep + costs.ward;
    return costs;
}

int64_t pp_state_outside_total(const struct pp_state *state) {
    int64_t outside_milli = 0;
    for (int p = 0; p < state->n_patches; p++)
        outside_milli += pp_state_outside(state, p, state->load_milli[p]);
    return outside_milli;
}
