#include <ctype.h>
#include <math.h>
#include <string.h>

#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "patchplan/service/explain.h"
#include "patchplan/service/measure.h"

enum { MOST_PLACES = 12, MOST_MOVES = 4, MOST_CUTS = 6, MOST_PIECES = 4 };

static void say_homes(struct pp_str *text, int64_t milli) {
    char homes[32];
    pp_arithmetic_format_homes(milli, homes, sizeof homes);
    pp_str_append(text, homes);
}

static void say_size(const struct pp_explain *explain, struct pp_str *text) {
    const struct pp_plan *plan = &explain->plan;
    const struct pp_patch *patch = &plan->patches[explain->patch_ix];
    struct pp_limits limits = pp_patch_limits(plan, patch);
    int64_t least = limits.min_milli, most = limits.max_milli;
    pp_str_appendf(text, "Size: %d homes, ", patch->n_homes);
    say_homes(text, patch->weight_milli);
    pp_str_append(text, " workload-equivalent; the limits ");
    if (patch->share != 1)
        pp_str_appendf(text, "of a share of %g ", patch->share);
    pp_str_append(text, "are ");
    say_homes(text, least);
    pp_str_append(text, " to ");
    say_homes(text, most);
    pp_str_append(text, ": ");
    if (patch->weight_milli > most) {
        say_homes(text, patch->weight_milli - most);
        pp_str_append(text, " over.\n");
    } else if (patch->weight_milli < least) {
        say_homes(text, least - patch->weight_milli);
        pp_str_append(text, " under.\n");
    } else {
        pp_str_append(text, "inside, with room for ");
        say_homes(text, most - patch->weight_milli);
        pp_str_append(text, " more and ");
        say_homes(text, patch->weight_milli - least);
        pp_str_append(text, " to give.\n");
    }
}

static void say_places(const char *title, const struct pp_place_counts *places, const char *unknown,
                       struct pp_str *text) {
    if (places->n == 0)
        return;
    pp_str_appendf(text, "%s: ", title);
    for (size_t i = 0; i < places->n && i < MOST_PLACES; i++)
        pp_str_appendf(text, "%s%s (%lld)", i ? ", " : "",
                       *places->counts[i].name ? places->counts[i].name : unknown,
                       (long long)places->counts[i].n_homes);
    if (places->n > MOST_PLACES)
        pp_str_appendf(text, " and %zu more", places->n - MOST_PLACES);
    pp_str_append(text, ".\n");
}

static void say_pieces(const struct pp_explain *explain, struct pp_str *text) {
    if (explain->n_pieces < 2)
        return;
    pp_str_appendf(text, "It is in %d pieces that do not touch: ", explain->n_pieces);
    for (int i = 0; i < explain->n_pieces && i < MOST_PIECES; i++) {
        pp_str_append(text, i ? "; " : "");
        pp_str_append_count(text, explain->pieces[i].n_homes, "home", "homes");
        pp_str_appendf(text, " round %s", explain->plan.units[explain->pieces[i].unit_ix].name);
    }
    if (explain->n_pieces > MOST_PIECES)
        pp_str_appendf(text, "; and %d more", explain->n_pieces - MOST_PIECES);
    pp_str_append(text, ".\n");
}

static void say_middle(const struct pp_explain *explain, struct pp_str *text) {
    const struct pp_plan *plan = &explain->plan;
    const struct pp_patch *patch = &plan->patches[explain->patch_ix];
    pp_str_appendf(text,
                   "Middle of the patch: %s; average distance to it %.0f m; farthest %s, %.0f m.\n",
                   plan->units[patch->hub_unit_ix].name, patch->mean_distance_m,
                   plan->units[explain->far_unit_ix].name, explain->far_m);
}

static void say_beside(const struct pp_explain *explain, struct pp_str *text) {
    const struct pp_plan *plan = &explain->plan;
    if (explain->n_beside == 0)
        return;
    pp_str_append(text, "Patches beside it: ");
    for (int i = 0; i < explain->n_beside; i++) {
        const struct pp_patch *patch = &plan->patches[explain->beside[i].patch_ix];
        pp_str_appendf(text, "%s%s (", i ? ", " : "", patch->name);
        say_homes(text, patch->weight_milli);
        pp_str_appendf(text, "%s)", pp_patch_in_limits(plan, patch) ? "" : ", outside the limits");
    }
    pp_str_append(text, ".\n");
}

static void say_move(const struct pp_plan *plan, const struct pp_explain_move *move,
                     struct pp_str *text) {
    const struct pp_unit *unit = &plan->units[move->unit_ix];
    const char *from = plan->patches[move->from_ix].name, *to = plan->patches[move->to_ix].name;
    double metres =
        plan->weight_milli > 0 ? move->distance_change * 1000.0 / (double)plan->weight_milli : 0;
    pp_str_appendf(text, "  %s (%d home%s) from %s to %s: %s then ", unit->name, unit->n_homes,
                   pp_text_plural(unit->n_homes, "", "s"), from, to, from);
    say_homes(text, move->from_milli);
    pp_str_appendf(text, "%s, %s ", move->from_inside ? "" : " (outside the limits)", to);
    say_homes(text, move->to_milli);
    pp_str_append(text, move->to_inside ? "" : " (outside the limits)");
    if (plan->rules.cost_kind == PP_COST_DISTANCE)
        pp_str_appendf(text, "; average distance of the plan %+.2f m", metres);
    pp_str_append(text, move->connected ? ".\n" : "; what is left would fall apart.\n");
}

static void say_moves(const struct pp_explain *explain, struct pp_str *text) {
    for (int away = 1; away >= 0; away--) {
        int n = 0;
        for (int i = 0; i < explain->n_moves && n < MOST_MOVES; i++) {
            const struct pp_explain_move *move = &explain->moves[i];
            if ((move->from_ix == explain->patch_ix) != (away == 1))
                continue;
            if (n++ == 0)
                pp_str_append(text, away ? "If something at its border left:\n"
                                         : "If something beside it joined:\n");
            say_move(&explain->plan, move, text);
        }
    }
}

static void say_joints(const struct pp_explain *explain, struct pp_str *text) {
    const struct pp_plan *plan = &explain->plan;
    for (int i = 0; i < plan->n_neighbours; i++) {
        const struct pp_neighbour *pair = &plan->neighbours[i];
        if (pair->kind != PP_NEIGHBOUR_BRIDGE ||
            plan->patch_of_unit[pair->u] != explain->patch_ix ||
            plan->patch_of_unit[pair->v] != explain->patch_ix)
            continue;
        pp_str_appendf(text,
                       "%s and %s do not touch; they are joined because one of them is cut "
                       "off from the rest%s.\n",
                       plan->units[pair->u].name, plan->units[pair->v].name,
                       pair->crosses_barrier ? ", across a line no patch should cross" : "");
    }
    if (explain->n_cut_units == 0)
        return;
    pp_str_append(text, "It would fall apart without ");
    for (int i = 0; i < explain->n_cut_units && i < MOST_CUTS; i++)
        pp_str_appendf(text, "%s%s", i ? ", " : "", plan->units[explain->cut_units[i]].name);
    if (explain->n_cut_units > MOST_CUTS)
        pp_str_appendf(text, " (and %d more)", explain->n_cut_units - MOST_CUTS);
    pp_str_append(text, ": any one of them leaving cuts it.\n");
}

/* Does `text` name `name`, whole: not "Central 12" for "Central 1"? */
static bool names(const char *text, const char *name) {
    size_t length = strlen(name);
    for (const char *at = text; length && (at = strstr(at, name)) != NULL; at++)
        if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[length]))
            return true;
    return false;
}

/* A reason is about this patch when it names it, a unit of it, or begins with its team. */
static bool is_about(const struct pp_explain *explain, const char *reason) {
    const struct pp_plan *plan = &explain->plan;
    const struct pp_patch *patch = &plan->patches[explain->patch_ix];
    const char *team = patch->team_ix >= 0 ? plan->team_names[patch->team_ix] : NULL;
    if (names(reason, patch->name) || (team && strncmp(reason, team, strlen(team)) == 0))
        return true;
    for (int u = 0; u < plan->n_units; u++)
        if (plan->patch_of_unit[u] == explain->patch_ix && names(reason, plan->units[u].name))
            return true;
    return false;
}

static void say_reasons(const struct pp_explain *explain, struct pp_str *text) {
    const struct pp_plan *plan = &explain->plan;
    for (int i = 0; i < plan->n_reasons; i++)
        if (is_about(explain, plan->reasons[i].text))
            pp_str_appendf(text, "Said of the plan: %s\n", plan->reasons[i].text);
}

void pp_service_explain_words(const struct pp_explain *explain, struct pp_str *text) {
    const struct pp_plan *plan = &explain->plan;
    const struct pp_patch *patch = &plan->patches[explain->patch_ix];
    pp_str_appendf(text, "%s in %s%s%s. Named officer: %s.%s\n", patch->name, plan->name,
                   patch->team_ix >= 0 ? ", team " : "",
                   patch->team_ix >= 0 ? plan->team_names[patch->team_ix] : "", explain->officers,
                   patch->locked ? " Locked: it stays as it is." : "");
    say_size(explain, text);
    say_pieces(explain, text);
    say_middle(explain, text);
    say_places("Wards (homes)", &explain->places.wards, "unknown", text);
    say_places("Streets (homes)", &explain->places.streets, "no street", text);
    say_places("Postcodes (homes)", &explain->places.postcodes, "no postcode", text);
    say_places("Patches its homes are in today", &explain->places.today, "none", text);
    say_beside(explain, text);
    say_moves(explain, text);
    say_joints(explain, text);
    say_reasons(explain, text);
}

/* ---- as JSON ---- */

static struct pp_json *places_json(const char *key, const struct pp_place_counts *places) {
    struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < places->n; i++) {
        struct pp_json *row = pp_json_new_object();
        pp_json_set(row, key, pp_json_new_text(places->counts[i].name));
        pp_json_set(row, "homes", pp_json_new_int(places->counts[i].n_homes));
        pp_json_push(list, row);
    }
    return list;
}

static struct pp_json *move_json(const struct pp_plan *plan, const struct pp_explain_move *move) {
    struct pp_json *row = pp_json_new_object();
    pp_json_set(row, "unit", pp_json_new_text(plan->units[move->unit_ix].id));
    pp_json_set(row, "homes", pp_json_new_int(plan->units[move->unit_ix].n_homes));
    pp_json_set(row, "from", pp_json_new_text(plan->patches[move->from_ix].name));
    pp_json_set(row, "to", pp_json_new_text(plan->patches[move->to_ix].name));
    pp_json_set(row, "from_weighted_homes", pp_json_new_real((double)move->from_milli / 1000));
    pp_json_set(row, "to_weighted_homes", pp_json_new_real((double)move->to_milli / 1000));
    pp_json_set(row, "inside_limits", pp_json_new_bool(move->from_inside && move->to_inside));
    pp_json_set(row, "connected", pp_json_new_bool(move->connected));
    pp_json_set(row, "distance_cost_change", pp_json_new_real(move->distance_change));
    return row;
}

static struct pp_json *pieces_json(const struct pp_explain *explain) {
    struct pp_json *list = pp_json_new_array();
    for (int i = 0; i < explain->n_pieces; i++) {
        const struct pp_explain_piece *piece = &explain->pieces[i];
        struct pp_json *row = pp_json_new_object();
        pp_json_set(row, "unit", pp_json_new_text(explain->plan.units[piece->unit_ix].id));
        pp_json_set(row, "homes", pp_json_new_int(piece->n_homes));
        pp_json_push(list, row);
    }
    return list;
}

static void set_lists(const struct pp_explain *explain, struct pp_json *json) {
    const struct pp_plan *plan = &explain->plan;
    struct pp_json *beside = pp_json_new_array(), *moves = pp_json_new_array();
    struct pp_json *cuts = pp_json_new_array();
    for (int i = 0; i < explain->n_beside; i++)
        pp_json_push(beside, pp_json_new_text(plan->patches[explain->beside[i].patch_ix].name));
    for (int i = 0; i < explain->n_moves; i++)
        pp_json_push(moves, move_json(plan, &explain->moves[i]));
    for (int i = 0; i < explain->n_cut_units; i++)
        pp_json_push(cuts, pp_json_new_text(plan->units[explain->cut_units[i]].id));
    pp_json_set(json, "pieces", pieces_json(explain));
    pp_json_set(json, "wards", places_json("ward", &explain->places.wards));
    pp_json_set(json, "streets", places_json("street", &explain->places.streets));
    pp_json_set(json, "postcodes", places_json("postcode", &explain->places.postcodes));
    pp_json_set(json, "today", places_json("patch", &explain->places.today));
    pp_json_set(json, "neighbours", beside);
    pp_json_set(json, "moves", moves);
    pp_json_set(json, "falls_apart_without", cuts);
}

struct pp_json *pp_service_explain_json(const struct pp_explain *explain) {
    const struct pp_plan *plan = &explain->plan;
    const struct pp_patch *patch = &plan->patches[explain->patch_ix];
    struct pp_limits limits = pp_patch_limits(plan, patch);
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "plan", pp_json_new_text(plan->name));
    pp_json_set(json, "patch", pp_json_new_text(patch->name));
    pp_json_set(json, "team",
                pp_json_new_text(patch->team_ix >= 0 ? plan->team_names[patch->team_ix] : NULL));
    pp_json_set(json, "officer", pp_json_new_text(patch->officer_id));
    pp_json_set(json, "homes", pp_json_new_int(patch->n_homes));
    pp_json_set(json, "weighted_homes", pp_json_new_real((double)patch->weight_milli / 1000));
    pp_json_set(json, "share", pp_json_new_real(patch->share));
    pp_json_set(json, "min", pp_json_new_real((double)limits.min_milli / 1000));
    pp_json_set(json, "max", pp_json_new_real((double)limits.max_milli / 1000));
    pp_json_set(json, "middle", pp_json_new_text(plan->units[patch->hub_unit_ix].id));
    pp_json_set(json, "mean_distance_m", pp_json_new_real(patch->mean_distance_m));
    set_lists(explain, json);
    return json;
}
