#include "patchplan/service/effect.h"

static void set_pair(struct pp_json *json, const char *key, const char *key_before, double before,
                     double after) {
    pp_json_set(json, key_before, pp_json_new_real(before));
    pp_json_set(json, key, pp_json_new_real(after));
}

static void set_counts(struct pp_json *json, const char *key, const char *key_before,
                       const int64_t count[2]) {
    pp_json_set(json, key_before, pp_json_new_int(count[0]));
    pp_json_set(json, key, pp_json_new_int(count[1]));
}

static double homes(int64_t milli) { return (double)milli / 1000.0; }

/* Homes of a patch afterwards: those of the effect's units are taken over from the plan. */
static int64_t homes_after(const struct pp_plan *plan, const struct pp_move_effects *all, int to,
                           int patch) {
    int64_t n = plan->patches[patch].n_homes;
    for (int i = 0; i < all->n_units; i++) {
        int from = plan->patch_of_unit[all->units[i]];
        if (from == to)
            continue;
        n += patch == to ? plan->units[all->units[i]].n_homes : 0;
        n -= patch == from ? plan->units[all->units[i]].n_homes : 0;
    }
    return n;
}

static struct pp_json *patch_json(const struct pp_plan *plan, const struct pp_move_effects *all,
                                  int to, const struct pp_effect_patch *row) {
    const struct pp_patch *patch = &plan->patches[row->patch_ix];
    const struct pp_effect_side *before = &row->before, *after = &row->after;
    const int64_t n_homes[2] = {patch->n_homes, homes_after(plan, all, to, row->patch_ix)};
    const int64_t n_pieces[2] = {before->n_pieces, after->n_pieces};
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "patch", pp_json_new_text(patch->name));
    pp_json_set(json, "locked", pp_json_new_bool(patch->locked));
    set_pair(json, "weighted_homes", "weighted_homes_before", homes(before->weight_milli),
             homes(after->weight_milli));
    set_counts(json, "homes", "homes_before", n_homes);
    pp_json_set(json, "inside_limits_before", pp_json_new_bool(before->inside_limits));
    pp_json_set(json, "inside_limits", pp_json_new_bool(after->inside_limits));
    set_counts(json, "pieces", "pieces_before", n_pieces);
    set_pair(json, "mean_distance_m", "mean_distance_m_before", before->mean_distance_m,
             after->mean_distance_m);
    set_pair(json, "distance_cost", "distance_cost_before", before->distance_cost,
             after->distance_cost);
    return json;
}

static struct pp_json *piece_json(const struct pp_plan *plan, const struct pp_effect_piece *piece) {
    struct pp_json *json = pp_json_new_object(), *places = pp_json_new_array();
    int64_t n_homes = 0;
    for (int i = 0; i < piece->n_units; i++) {
        pp_json_push(places, pp_json_new_text(plan->units[piece->unit_ix[i]].id));
        n_homes += plan->units[piece->unit_ix[i]].n_homes;
    }
    pp_json_set(json, "patch", pp_json_new_text(plan->patches[piece->patch_ix].name));
    pp_json_set(json, "places", places);
    pp_json_set(json, "homes", pp_json_new_int(n_homes));
    pp_json_set(json, "weighted_homes", pp_json_new_real(homes(piece->weight_milli)));
    return json;
}

static void set_costs(struct pp_json *json, const struct pp_effect *effect) {
    const struct pp_costs *before = &effect->before, *after = &effect->after;
    set_pair(json, "cost", "cost_before", before->total, after->total);
    set_pair(json, "distance_cost", "distance_cost_before", before->distance, after->distance);
    set_pair(json, "keep_cost", "keep_cost_before", before->keep, after->keep);
    set_pair(json, "ward_cost", "ward_cost_before", before->ward, after->ward);
    set_pair(json, "weighted_homes_outside_limits", "weighted_homes_outside_limits_before",
             homes(effect->outside_before_milli), homes(effect->outside_after_milli));
}

static struct pp_json *move_json(const struct pp_plan *plan, const struct pp_move_effects *all,
                                 const struct pp_move_effect *move) {
    const struct pp_effect *effect = &move->effect;
    struct pp_json *json = pp_json_new_object(), *patches = pp_json_new_array(),
                   *pieces = pp_json_new_array();
    pp_json_set(json, "to", pp_json_new_text(plan->patches[effect->to].name));
    pp_json_set(json, "keeps_rules", pp_json_new_bool(move->keeps_rules));
    pp_json_set(json, "possible", pp_json_new_bool(move->possible));
    pp_json_set(json, "trouble", pp_json_new_text(move->trouble));
    pp_json_set(json, "to_is_locked", pp_json_new_bool(move->to_is_locked));
    pp_json_set(json, "from_is_locked", pp_json_new_bool(move->n_locked > 0));
    pp_json_set(json, "pinned", pp_json_new_int(move->n_pinned));
    pp_json_set(json, "crosses_a_border", pp_json_new_bool(move->crosses_a_border));
    pp_json_set(json, "homes", pp_json_new_int(move->n_homes));
    pp_json_set(json, "weighted_homes", pp_json_new_real(homes(effect->weight_milli)));
    for (int i = 0; i < effect->n_patches; i++)
        pp_json_push(patches, patch_json(plan, all, effect->to, &effect->patches[i]));
    for (int i = 0; i < effect->n_pieces; i++)
        pp_json_push(pieces, piece_json(plan, &effect->pieces[i]));
    pp_json_set(json, "patches", patches);
    pp_json_set(json, "cut_off", pieces);
    set_pair(json, "mean_distance_m", "mean_distance_m_before", move->mean_distance_m[0],
             move->mean_distance_m[1]);
    set_costs(json, effect);
    set_counts(json, "homes_changing_patch", "homes_changing_patch_before", move->n_homes_changing);
    set_counts(json, "moved_homes_changing_patch", "moved_homes_changing_patch_before",
               move->n_moved_changing);
    if (all->has_published)
        set_counts(json, "moved_homes_changing_published", "moved_homes_changing_published_before",
                   move->n_moved_unpublished);
    return json;
}

struct pp_json *pp_service_move_json(const struct pp_editor *editor,
                                     const struct pp_move_effects *effects) {
    const struct pp_plan *plan = pp_editor_plan(editor);
    struct pp_json *json = pp_json_new_object(), *units = pp_json_new_array(),
                   *moves = pp_json_new_array();
    for (int i = 0; i < effects->n_units; i++)
        pp_json_push(units, pp_json_new_text(plan->units[effects->units[i]].id));
    for (int i = 0; i < effects->n_moves; i++)
        pp_json_push(moves, move_json(plan, effects, &effects->moves[i]));
    pp_json_set(json, "plan", pp_json_new_text(effects->plan_name));
    pp_json_set(json, "units", units);
    pp_json_set(json, "homes", pp_json_new_int(effects->n_homes));
    pp_json_set(json, "weighted_homes", pp_json_new_real(homes(effects->weight_milli)));
    pp_json_set(json, "moves", moves);
    return json;
}
