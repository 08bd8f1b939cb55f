#include "planner/district/price.h"

#include <string.h>

static double charge_change(const struct pp_state *state, int p, int64_t change_milli) {
    const struct pp_district *patch = &state->patch[p];
    return pp_state_charge(state, patch, patch->load_milli + change_milli) - patch->charge;
}

static double ward_change(const struct pp_state *state, int patch, int out, int in) {
    const struct pp_tally *ward = &state->ward;
    int64_t load = (in >= 0 ? state->spot[in].weight_milli : 0) -
                   (out >= 0 ? state->spot[out].weight_milli : 0);
    int64_t top = pp_tally_top_after(ward, patch, out, in) - pp_tally_top(ward, patch);
    return 1e-3 * ward->metres * (double)(load - top);
}

static double current_change(const struct pp_state *state, int patch, int out, int in) {
    const struct pp_tally *current = &state->current;
    int label = state->label_of[patch];
    if (label < 0)
        return 0;
    int64_t lost = (out >= 0 ? pp_labels_weight(current->labels, out, label) : 0) -
                   (in >= 0 ? pp_labels_weight(current->labels, in, label) : 0);
    return 1e-3 * current->metres * (double)lost;
}

/* What keep and ward charge more when `out` leaves the patch and `in` joins it (-1 = nobody). */
static double labels_change(const struct pp_state *state, int patch, int out, int in) {
    double change = 0;
    if (state->ward.metres > 0)
        change += ward_change(state, patch, out, in);
    if (state->current.metres > 0)
        change += current_change(state, patch, out, in);
    return change;
}

/* Distance cost of `unit` in another patch less that in its own. */
static double distance_change(const struct pp_state *state, int unit, int to) {
    int from = state->patch_of[unit];
    const struct pp_spot *spot = &state->spot[unit];
    const struct pp_district *left = &state->patch[from];
    double joins = pp_state_way(state, spot, &state->patch[to]);
    if (unit != left->hub)
        return spot->trips * (joins - pp_state_way(state, spot, left));
    return spot->trips * joins + pp_state_sum_without(state, unit) -
           pp_state_patch_cost(state, from);
}

double pp_price_flip(const struct pp_state *state, int unit, int to) {
    int from = state->patch_of[unit];
    int64_t weight_milli = state->spot[unit].weight_milli;
    return distance_change(state, unit, to) + charge_change(state, from, -weight_milli) +
           charge_change(state, to, weight_milli) + labels_change(state, from, unit, -1) +
           labels_change(state, to, -1, unit);
}

double pp_price_pair(const struct pp_state *state, int u, int v, int c) {
    int a = state->patch_of[u], b = state->patch_of[v];
    int64_t out_milli = state->spot[u].weight_milli, in_milli = state->spot[v].weight_milli;
    double price = distance_change(state, u, b) + distance_change(state, v, c) +
                   charge_change(state, b, out_milli - in_milli) + labels_change(state, b, v, u);
    if (a == c)
        return price + charge_change(state, a, in_milli - out_milli) +
               labels_change(state, a, u, v);
    return price + charge_change(state, a, -out_milli) + charge_change(state, c, in_milli) +
           labels_change(state, a, u, -1) + labels_change(state, c, -1, v);
}

/* Heaviest ward of `patch` when the units join (sign 1) or leave (-1). */
static int64_t ward_top_with(const struct pp_tally *ward, int patch, const int *unit, int n,
                             int sign, int64_t *row) {
    const int64_t *now = ward->load + (size_t)patch * (size_t)ward->n_labels;
    memcpy(row, now, (size_t)ward->n_labels * sizeof *row);
    for (int i = 0; i < n; i++)
        for (int j = ward->labels->first[unit[i]]; j < ward->labels->first[unit[i] + 1]; j++)
            row[ward->labels->label[j]] += sign * ward->labels->weight_milli[j];
    int64_t most = 0;
    for (int l = 0; l < ward->n_labels; l++)
        most = row[l] > most ? row[l] : most;
    return most;
}

double pp_price_group(const struct pp_state *state, const int *unit, int n, int to, int64_t *row) {
    const struct pp_tally *ward = &state->ward;
    int from = state->patch_of[unit[0]];
    double price = 0;
    int64_t weight_milli = 0;
    for (int i = 0; i < n; i++) {
        price += distance_change(state, unit[i], to);
        weight_milli += state->spot[unit[i]].weight_milli;
        if (state->current.metres > 0)
            price +=
                current_change(state, from, unit[i], -1) + current_change(state, to, -1, unit[i]);
    }
    if (ward->metres > 0) {
        int64_t lost = pp_tally_top(ward, from) - ward_top_with(ward, from, unit, n, -1, row) +
                       pp_tally_top(ward, to) - ward_top_with(ward, to, unit, n, 1, row);
        price += 1e-3 * ward->metres * (double)lost;
    }
    return price + charge_change(state, from, -weight_milli) +
           charge_change(state, to, weight_milli);
}
