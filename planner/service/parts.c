#include "planner/service/parts.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"

static int n_places(const struct pp_plan *plan) {
    return plan->rules.within == PP_WITHIN_TEAM   ? plan->n_teams
           : plan->rules.within == PP_WITHIN_WARD ? plan->n_wards
                                                  : 0;
}

int pp_parts_place_of(const struct pp_plan *plan, const struct pp_unit *unit) {
    return plan->rules.within == PP_WITHIN_TEAM   ? unit->team_ix
           : plan->rules.within == PP_WITHIN_WARD ? unit->ward_ix
                                                  : -1;
}

static const char *place_name(const struct pp_plan *plan, int place_ix) {
    if (plan->rules.within == PP_WITHIN_NONE)
        return NULL;
    if (place_ix < 0)
        return plan->rules.within == PP_WITHIN_TEAM ? "Homes of no team" : "Homes of no ward";
    return plan->rules.within == PP_WITHIN_TEAM ? plan->team_names[place_ix]
                                                : plan->ward_names[place_ix];
}

/* Slots: places, then "no place", then locked patches; the empty ones are dropped. */
static int slot_of(const struct pp_plan *plan, const int *lock_of_unit, int u) {
    int n = n_places(plan), place_ix = pp_parts_place_of(plan, &plan->units[u]);
    if (lock_of_unit && lock_of_unit[u] >= 0)
        return n + 1 + lock_of_unit[u];
    return place_ix >= 0 ? place_ix : n;
}

static int drop_empty(struct pp_parts *parts, int n_slots, const int *n_units_of, int *part_of_slot,
                      const struct pp_plan *plan, const char *const *lock_names) {
    int n = n_places(plan), n_parts = 0;
    for (int s = 0; s < n_slots; s++) {
        part_of_slot[s] = -1;
        if (n_units_of[s] == 0)
            continue;
        bool locked = s > n;
        int place_ix = s < n ? s : -1;
        part_of_slot[s] = n_parts;
        parts->parts[n_parts++] = (struct pp_part){
            .name = locked ? lock_names[s - n - 1] : place_name(plan, place_ix),
            .place_ix = place_ix,
            .locked = locked,
            .n_patches = locked,
            .bound = NAN,
        };
    }
    return n_parts;
}

int pp_parts_form(struct pp_ground *ground, const int *lock_of_unit, const char *const *lock_names,
                  int n_locks, struct pp_parts *ret_parts, struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    struct pp_arena *arena = &plan->arena;
    int n_slots = n_places(plan) + 1 + n_locks;
    PP_AUTO_FREE int *n_units_of = pp_alloc_array((size_t)n_slots, sizeof *n_units_of);
    PP_AUTO_FREE int *part_of_slot = pp_alloc_array((size_t)n_slots, sizeof *part_of_slot);
    struct pp_parts parts = {
        .parts = pp_arena_alloc(arena, (size_t)n_slots * sizeof(struct pp_part)),
        .part_of_unit = pp_arena_alloc(arena, ((size_t)plan->n_units + 1) * sizeof(int)),
        .names = pp_arena_alloc(arena, (size_t)n_slots * sizeof(char *)),
    };
    if (!n_units_of || !part_of_slot || !parts.parts || !parts.part_of_unit || !parts.names)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++)
        n_units_of[slot_of(plan, lock_of_unit, u)]++;
    parts.n_parts = drop_empty(&parts, n_slots, n_units_of, part_of_slot, plan, lock_names);
    for (int s = 0; s < n_slots; s++) {
        if (part_of_slot[s] < 0)
            continue;
        struct pp_part *part = &parts.parts[part_of_slot[s]];
        part->unit_ix = pp_arena_alloc(arena, (size_t)n_units_of[s] * sizeof(int));
        parts.names[part_of_slot[s]] = part->name ? part->name : "";
        if (!part->unit_ix)
            return pp_fail_nomem(reterr);
    }
    for (int u = 0; u < plan->n_units; u++) {
        int p = part_of_slot[slot_of(plan, lock_of_unit, u)];
        struct pp_part *part = &parts.parts[p];
        parts.part_of_unit[u] = p;
        part->unit_ix[part->n_units++] = u;
        part->weight_milli += plan->units[u].weight_milli;
        part->n_homes += plan->units[u].n_homes;
    }
    *ret_parts = parts;
    return 0;
}

int pp_parts_of_place(const struct pp_parts *parts, int place_ix) {
    for (int i = 0; i < parts->n_parts; i++)
        if (!parts->parts[i].locked && parts->parts[i].place_ix == place_ix)
            return i;
    return -1;
}

/* ---- how many patches ---- */

static int fail_unknown_place(const struct pp_parts *parts, const char *name,
                              struct pp_error *reterr) {
    const char *nearest = pp_text_nearest(name, parts->names, (size_t)parts->n_parts);
    return pp_fail(reterr, PP_E_USAGE,
                   "--patches names '%s', which is no team or ward with homes of its own%s%s%s",
                   name, nearest ? "; did you mean '" : "", nearest ? nearest : "",
                   nearest ? "'?" : "");
}

/* "Central=12" */
static int ask_one(struct pp_parts *parts, const char *text, const char *equals,
                   struct pp_error *reterr) {
    PP_AUTO_FREE char *name = pp_strndup(text, (size_t)(equals - text));
    int64_t k = 0;
    if (!name)
        return pp_fail_nomem(reterr);
    if (!pp_text_int(equals + 1, &k) || k < 1 || k > INT_MAX)
        return pp_fail(reterr, PP_E_USAGE, "--patches needs a number of patches, not '%s'", text);
    for (int i = 0; i < parts->n_parts; i++) {
        struct pp_part *part = &parts->parts[i];
        if (part->locked || !part->name || !pp_text_same_name(part->name, name))
            continue;
        part->n_patches_asked = (int)k;
        return 0;
    }
    return fail_unknown_place(parts, name, reterr);
}

/* The part that takes `step` more patches best: one more where they then are still the largest on average, one fewer
 * where they then are still the smallest; -1 = none. With `inside` only where its totals allow it. */
static int best_step(const struct pp_parts *parts, int step, bool inside) {
    int best = -1;
    double best_average = 0;
    for (int i = 0; i < parts->n_parts; i++) {
        const struct pp_part *part = &parts->parts[i];
        int k = part->n_patches + step;
        if (part->locked || part->n_patches_asked || k < 1 || k > part->n_units ||
            k < part->n_pinned || (inside && (k < part->least || k > part->most)))
            continue;
        double average = (double)part->weight_milli / k;
        if (best < 0 || (step > 0 ? average > best_average : average < best_average)) {
            best_average = average;
            best = i;
        }
    }
    return best;
}

/* Give out `total` patches over the parts that were not asked for by name: each its nearest number, then one more or
 * less where averages stay nearest to each other, inside the limits as long as that goes. */
static void hand_out(struct pp_parts *parts, int64_t total) {
    int64_t sum = 0;
    for (int i = 0; i < parts->n_parts; i++)
        sum += parts->parts[i].n_patches;
    while (sum != total) {
        int step = total > sum ? 1 : -1;
        int best = best_step(parts, step, true);
        if (best < 0)
            best = best_step(parts, step, false);
        if (best < 0)
            return;
        parts->parts[best].n_patches += step;
        sum += step;
    }
}

static int read_asked(const struct pp_allocate_request *request, struct pp_parts *parts,
                      int *ret_total, struct pp_error *reterr) {
    int64_t total = 0;
    for (int i = 0; i < request->n_patches; i++) {
        const char *text = request->patches[i], *equals = strrchr(text, '=');
        int rc = 0;
        if (equals)
            rc = ask_one(parts, text, equals, reterr);
        else if (!pp_text_int(text, &total) || total < 1 || total > INT_MAX)
            rc = pp_fail(reterr, PP_E_USAGE,
                         "--patches needs a number of patches, or TEAM=NUMBER, not '%s'", text);
        if (rc)
            return rc;
    }
    *ret_total = (int)total;
    return 0;
}

/* ---- what the totals allow ---- */

static int clamp_to_int(int64_t value) { return value > INT_MAX ? INT_MAX : (int)value; }

/* A part's numbers of patches: the sum over its components, which no patch spans. */
static int find_ranges(const struct pp_plan *plan, struct pp_parts *parts,
                       struct pp_error *reterr) {
    size_t n = (size_t)plan->n_units;
    int n_components = 0;
    PP_AUTO_FREE int *component = pp_alloc_array(n + 1, sizeof *component);
    PP_AUTO_FREE int64_t *weight = pp_alloc_array(n + 1, sizeof *weight);
    PP_AUTO_FREE int *part_of = pp_alloc_array(n + 1, sizeof *part_of);
    PP_AUTO_FREE int64_t *sums = pp_alloc_array(2 * (size_t)parts->n_parts + 2, sizeof *sums);
    if (!component || !weight || !part_of || !sums)
        return pp_fail_nomem(reterr);
    int rc = pp_graph_components(plan->neighbours, plan->n_neighbours, plan->n_units,
                                 parts->part_of_unit, component, &n_components, reterr);
    if (rc)
        return rc;
    for (size_t u = 0; u < n; u++) {
        weight[component[u]] += plan->units[u].weight_milli;
        part_of[component[u]] = parts->part_of_unit[u];
    }
    for (int c = 0; c < n_components; c++) {
        int least, most;
        pp_arithmetic_range(weight[c], plan->rules.min_milli, plan->rules.max_milli, &least, &most);
        sums[2 * part_of[c]] += least;
        sums[2 * part_of[c] + 1] += most;
        parts->parts[part_of[c]].n_components++;
    }
    for (int i = 0; i < parts->n_parts; i++) {
        parts->parts[i].least = clamp_to_int(sums[2 * i]);
        parts->parts[i].most = clamp_to_int(sums[2 * i + 1]);
    }
    return 0;
}

/* Patches of the base that pinned blocks of each part belong to. */
static int count_pinned(const struct pp_base *base, struct pp_parts *parts,
                        struct pp_error *reterr) {
    PP_AUTO_FREE int *seen_by = pp_alloc_array((size_t)base->plan.n_patches + 1, sizeof *seen_by);
    if (!seen_by)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < parts->n_parts; i++) {
        struct pp_part *part = &parts->parts[i];
        for (int k = 0; k < part->n_units && !part->locked; k++) {
            int pin = base->pin_of_unit[part->unit_ix[k]];
            if (pin < 0 || seen_by[pin] == i + 1)
                continue;
            seen_by[pin] = i + 1;
            part->n_pinned++;
        }
    }
    return 0;
}

static int clamp(int k, int least, int most) { return k < least ? least : k > most ? most : k; }

static void choose_number(const struct pp_rules *rules, struct pp_part *part) {
    if (part->locked)
        return;
    pp_arithmetic_choose_patches(part->weight_milli, rules->min_milli, rules->max_milli,
                                 &part->n_patches);
    if (part->least <= part->most)
        part->n_patches = clamp(part->n_patches, part->least, part->most);
    if (part->n_patches_asked)
        part->n_patches = part->n_patches_asked;
    if (part->n_patches < part->n_pinned)
        part->n_patches = part->n_pinned;
}

static int check_units(const struct pp_part *part, struct pp_error *reterr) {
    if (part->n_patches_asked <= part->n_units)
        return 0;
    return pp_fail(
        reterr, PP_E_USAGE, "%d %s asked for, but there %s only %d %s%s%s to make %s of",
        part->n_patches_asked, pp_text_plural(part->n_patches_asked, "patch was", "patches were"),
        pp_text_plural(part->n_units, "is", "are"), part->n_units,
        pp_text_plural(part->n_units, "block or postcode group", "blocks and postcode groups"),
        part->name ? " in " : "", part->name ? part->name : "",
        pp_text_plural(part->n_patches_asked, "it", "them"));
}

int pp_parts_count_patches(const struct pp_ground *ground,
                           const struct pp_allocate_request *request, const struct pp_base *base,
                           struct pp_parts *parts, struct pp_error *reterr) {
    const struct pp_rules *rules = &ground->plan->rules;
    int rc = read_asked(request, parts, &parts->n_patches_asked, reterr);
    if (!rc)
        rc = find_ranges(ground->plan, parts, reterr);
    if (!rc && base->has_plan)
        rc = count_pinned(base, parts, reterr);
    for (int i = 0; i < parts->n_parts && !rc; i++)
        choose_number(rules, &parts->parts[i]);
    if (!rc && parts->n_patches_asked)
        hand_out(parts, parts->n_patches_asked);
    parts->n_patches = 0;
    for (int i = 0; i < parts->n_parts && !rc; i++) {
        struct pp_part *part = &parts->parts[i];
        rc = check_units(part, reterr);
        part->n_patches = part->n_patches > part->n_units ? part->n_units : part->n_patches;
        part->first_patch = parts->n_patches;
        parts->n_patches += part->n_patches;
    }
    return rc;
}
