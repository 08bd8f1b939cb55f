/* What moving blocks and postcode groups would do, for people. */
#include <string.h>

#include "planner/service/find_patch.h"
#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/effect.h"
#include "patchplan/service/measure.h"
#include "patchplan/service/staff_edit.h"

enum { MOST_MOVES = 5 };

/* Homes of a patch afterwards. */
static int64_t homes_after(const struct pp_plan *plan, const struct pp_move_effects *all, int to,
                           int patch) {
    int64_t n = plan->patches[patch].n_homes;
    for (int i = 0; i < all->n_units; i++) {
        int from = plan->patch_of_unit[all->units[i]];
        int homes = plan->units[all->units[i]].n_homes;
        n += (patch == to && from != to ? homes : 0) - (patch == from && from != to ? homes : 0);
    }
    return n;
}

static bool same_officer(const char *a, const char *b) {
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Homes that would have another named officer. */
static int64_t other_officer(const struct pp_plan *plan, const struct pp_move_effects *all,
                             int to) {
    int64_t n = 0;
    for (int i = 0; i < all->n_units; i++) {
        int from = plan->patch_of_unit[all->units[i]];
        if (!same_officer(plan->patches[from].officer_id, plan->patches[to].officer_id))
            n += plan->units[all->units[i]].n_homes;
    }
    return n;
}

static struct pp_json *patch_json(const struct pp_plan *plan, const struct pp_move_effects *all,
                                  int to, const struct pp_effect_patch *row) {
    const struct pp_patch *patch = &plan->patches[row->patch_ix];
    struct pp_limits limits = pp_patch_limits(plan, patch);
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "id", patch->name);
    pp_set_count(json, "homesBefore", patch->n_homes);
    pp_set_count(json, "homes", homes_after(plan, all, to, row->patch_ix));
    pp_set_number(json, "workloadBefore", (double)row->before.weight_milli / 1000, 1);
    pp_set_number(json, "workload", (double)row->after.weight_milli / 1000, 1);
    pp_set_text(json, "limit", pp_limits_side(limits, row->after.weight_milli));
    pp_json_set(json, "inPieces", pp_json_new_bool(row->after.n_pieces > 1));
    pp_set_number(json, "distanceBefore", row->before.mean_distance_m, 0);
    pp_set_number(json, "distance", row->after.mean_distance_m, 0);
    return json;
}

/* Beside what is in force, which the list of homes may not know yet. */
static struct pp_json *published_json(const struct pp_move_effect *move) {
    struct pp_json *json = pp_json_new_object();
    pp_set_count(json, "before", move->n_moved_unpublished[0]);
    pp_set_count(json, "after", move->n_moved_unpublished[1]);
    return json;
}

static void add_name(struct pp_str *words, const char *name, const char *side) {
    pp_str_appendf(words, "%s%s would be %s", words->len ? "; " : "", name, side);
}

/* The rules that a move keeps or breaks, each in a few words. */
static void set_rules(const struct pp_plan *plan, const struct pp_effect *effect,
                      struct pp_json *json) {
    PP_AUTO_STR struct pp_str limits = {0}, pieces = {0};
    for (int i = 0; i < effect->n_patches; i++) {
        const struct pp_effect_patch *row = &effect->patches[i];
        const struct pp_patch *patch = &plan->patches[row->patch_ix];
        const char *side = pp_limits_side(pp_patch_limits(plan, patch), row->after.weight_milli);
        if (side)
            add_name(&limits, patch->name,
                     strcmp(side, "over") == 0 ? "over its limit" : "under its limit");
        if (row->after.n_pieces > 1)
            add_name(&pieces, patch->name, "in several pieces");
    }
    pp_set_text(json, "limitsWords", limits.len ? pp_str_text(&limits) : "kept");
    pp_set_text(json, "piecesWords", pieces.len ? pp_str_text(&pieces) : "each patch in one piece");
}

static struct pp_json *move_json(const struct pp_plan *plan, const struct pp_move_effects *all,
                                 const struct pp_move_effect *move) {
    struct pp_json *json = pp_json_new_object(), *patches = pp_json_new_array();
    int to = move->effect.to;
    for (int i = 0; i < move->effect.n_patches; i++)
        pp_json_push(patches, patch_json(plan, all, to, &move->effect.patches[i]));
    pp_set_text(json, "to", plan->patches[to].name);
    pp_json_set(json, "keepsRules", pp_json_new_bool(move->keeps_rules));
    pp_json_set(json, "possible", pp_json_new_bool(move->possible));
    pp_json_set(json, "asksWhy", pp_json_new_bool(move->crosses_a_border));
    pp_set_text(json, "trouble", move->trouble);
    set_rules(plan, &move->effect, json);
    pp_set_count(json, "homes", move->n_homes);
    pp_set_count(json, "otherOfficer", other_officer(plan, all, to));
    pp_json_set(json, "patches", patches);
    pp_set_number(json, "distanceBefore", move->mean_distance_m[0], 1);
    pp_set_number(json, "distance", move->mean_distance_m[1], 1);
    if (all->has_published)
        pp_json_set(json, "published", published_json(move));
    pp_set_count(json, "changingBefore", move->n_homes_changing[0]);
    pp_set_count(json, "changing", move->n_homes_changing[1]);
    return json;
}

/* What is heard when something is ticked. */
static void set_words(const struct pp_plan *plan, const struct pp_move_effects *all,
                      struct pp_json *json) {
    PP_AUTO_STR struct pp_str words = {0};
    const struct pp_move_effect *best = all->n_moves ? &all->moves[0] : NULL;
    int64_t n_other = best ? other_officer(plan, all, best->effect.to) : 0;
    pp_str_appendf(&words, "%lld %s chosen. ", (long long)all->n_homes,
                   pp_text_plural(all->n_homes, "home", "homes"));
    if (!best)
        pp_str_append(&words, "No other patch lies beside them.");
    else
        pp_str_appendf(&words,
                       "To %s: %s. %lld %s another named officer. Average distance %.1f m "
                       "before, %.1f m after.",
                       plan->patches[best->effect.to].name,
                       best->trouble ? best->trouble : "every rule is kept", (long long)n_other,
                       pp_text_plural(n_other, "home gets", "homes get"), best->mean_distance_m[0],
                       best->mean_distance_m[1]);
    pp_set_text(json, "words", pp_str_text(&words));
}

static int ask(struct pp_editor *editor, const struct pp_staff_edit *edit,
               struct pp_move_effects *effects, struct pp_error *reterr) {
    const struct pp_plan *plan = pp_editor_plan(editor);
    PP_AUTO_FREE bool *chosen = pp_alloc_array((size_t)plan->n_units + 1, sizeof *chosen);
    int to = -1, rc = chosen ? 0 : pp_fail_nomem(reterr);
    if (!rc && edit->to && *edit->to)
        rc = pp_find_patch(plan, edit->to, &to, reterr);
    for (size_t i = 0; i < edit->n_units && !rc; i++)
        rc = pp_editor_choose_unit(editor, edit->units[i], chosen, reterr);
    return rc ? rc : pp_editor_ask(editor, chosen, to, effects, reterr);
}

int pp_service_edit_effect(struct pp_editor *editor, const struct pp_staff_edit *edit,
                           struct pp_json **ret_effect, struct pp_error *reterr) {
    PP_AUTO(pp_move_effects_done) struct pp_move_effects effects = {0};
    int rc = ask(editor, edit, &effects, reterr);
    if (rc)
        return rc;
    struct pp_json *json = pp_json_new_object(), *moves = pp_json_new_array();
    for (int i = 0; i < effects.n_moves && i < MOST_MOVES; i++) {
        struct pp_json *move = move_json(pp_editor_plan(editor), &effects, &effects.moves[i]);
        pp_json_set(move, "best", pp_json_new_bool(i == 0));
        pp_json_push(moves, move);
    }
    set_words(pp_editor_plan(editor), &effects, json);
    pp_set_count(json, "homes", effects.n_homes);
    pp_set_number(json, "workload", (double)effects.weight_milli / 1000, 1);
    pp_json_set(json, "moves", moves);
    *ret_effect = json;
    return json ? 0 : pp_fail_nomem(reterr);
}

int pp_service_edit_choose(struct pp_db *db, const char *plan_name, const char *place,
                           struct pp_arena *arena, const char ***ret_units, size_t *ret_n,
                           struct pp_error *reterr) {
    PP_AUTO_EDITOR struct pp_editor *editor = NULL;
    PP_AUTO_FREE bool *chosen = NULL;
    size_t n = 0;
    int rc = pp_editor_open(db, plan_name, &editor, reterr);
    if (rc)
        return rc;
    const struct pp_plan *plan = pp_editor_plan(editor);
    const char **units = pp_arena_alloc(arena, ((size_t)plan->n_units + 1) * sizeof *units);
    chosen = pp_alloc_array((size_t)plan->n_units + 1, sizeof *chosen);
    if (!chosen || !units)
        return pp_fail_nomem(reterr);
    rc = pp_editor_choose(editor, place, chosen, reterr);
    for (int u = 0; u < plan->n_units && !rc; u++)
        if (chosen[u] && !(units[n++] = pp_arena_strdup(arena, plan->units[u].id)))
            rc = pp_fail_nomem(reterr);
    if (rc)
        return rc;
    *ret_units = units;
    *ret_n = n;
    return 0;
}
