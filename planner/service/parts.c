#include "planner/service/parts.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"

enum { MOST_BESIDE = 2 };

static int n_places(const struct pp_plan *plan) {
    return plan->rules.within == PP_WITHIN_TEAM   ? plan->n_teams
           : plan->rules.within == PP_WITHIN_WARD ? plan->n_wards
                                                  : 0;
}

static int place_of(const struct pp_plan *plan, const struct pp_unit *unit) {
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
    int n = n_places(plan), place_ix = place_of(plan, &plan->units[u]);
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
    }
    *ret_parts = parts;
    return 0;
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

/* Give out `total` patches over the parts that were not asked for by name: each its nearest number, then
 * one more or less where that moves the size of its patches least. */
static void hand_out(struct pp_parts *parts, int64_t mid_milli, int64_t total) {
    int64_t sum = 0;
    for (int i = 0; i < parts->n_parts; i++)
        sum += parts->parts[i].n_patches;
    while (sum != total) {
        int step = total > sum ? 1 : -1, best = -1;
        double best_off = INFINITY;
        for (int i = 0; i < parts->n_parts; i++) {
            const struct pp_part *part = &parts->parts[i];
            int k = part->n_patches + step;
            if (part->locked || part->n_patches_asked || k < 1 || k > part->n_units)
                continue;
            double off = fabs((double)part->weight_milli / k - (double)mid_milli) -
                         fabs((double)part->weight_milli / part->n_patches - (double)mid_milli);
            if (off < best_off) {
                best_off = off;
                best = i;
            }
        }
        if (best < 0)
            return;
        parts->parts[best].n_patches += step;
        sum += step;
    }
}

static int read_asked(const struct pp_allocate_request *request, struct pp_parts *parts,
                      int64_t *ret_total, struct pp_error *reterr) {
    for (int i = 0; i < request->n_patches; i++) {
        const char *text = request->patches[i], *equals = strrchr(text, '=');
        int rc = 0;
        if (equals)
            rc = ask_one(parts, text, equals, reterr);
        else if (!pp_text_int(text, ret_total) || *ret_total < 1 || *ret_total > INT_MAX)
            rc = pp_fail(reterr, PP_E_USAGE,
                         "--patches needs a number of patches, or TEAM=NUMBER, not '%s'", text);
        if (rc)
            return rc;
    }
    return 0;
}

/* ---- why not ---- */

/* Names of the parts that share most neighbour pairs with part `p`, most first. */
static int find_beside(const struct pp_plan *plan, const struct pp_parts *parts, int p,
                       const char *ret_names[MOST_BESIDE], struct pp_error *reterr) {
    PP_AUTO_FREE int *n_pairs = pp_alloc_array((size_t)parts->n_parts, sizeof *n_pairs);
    if (!n_pairs)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < plan->n_neighbours; i++) {
        int a = parts->part_of_unit[plan->neighbours[i].u];
        int b = parts->part_of_unit[plan->neighbours[i].v];
        if (a != b && (a == p || b == p) && !parts->parts[a == p ? b : a].locked)
            n_pairs[a == p ? b : a]++;
    }
    int n = 0;
    for (; n < MOST_BESIDE; n++) {
        int best = -1;
        for (int i = 0; i < parts->n_parts; i++)
            if (n_pairs[i] > 0 && (best < 0 || n_pairs[i] > n_pairs[best]))
                best = i;
        if (best < 0)
            break;
        ret_names[n] = parts->parts[best].name;
        n_pairs[best] = 0;
    }
    return n;
}

/* A way out that opens no border keeps the borders that were asked for, one that opens it the size limits. */
static const char *keep_asked(const struct pp_allocate_request *request, struct pp_arena *arena,
                              const char *fix) {
    static const char *const names[] = {"none", "ward", "team"};
    if (fix && request->within_told && !strstr(fix, " --within "))
        return pp_arena_printf(arena, "%s --within %s", fix, names[request->rules.within]);
    if (!fix || !request->size_told || strstr(fix, " --size "))
        return fix;
    char size[80];
    pp_arithmetic_format_limits(request->rules.min_milli, request->rules.max_milli, size,
                                sizeof size);
    return pp_arena_printf(arena, "%s --size %s", fix, size);
}

/* A way out as this run needs it. "... --patches 4" means the whole area: where there are several parts say
 * which, "'South West=4'". */
static const char *fit_fix(const struct pp_allocate_request *request, struct pp_arena *arena,
                           const char *fix, const char *part_name) {
    static const char option[] = " --patches ";
    const char *at = fix && part_name ? strstr(fix, option) : NULL;
    if (at) {
        const char *number = at + strlen(option);
        PP_AUTO_STR struct pp_str whole = {0}, word = {0};
        pp_str_appendf(&whole, "%s=%s", part_name, number);
        pp_str_append_word(&word, pp_str_text(&whole));
        if (whole.failed || word.failed)
            return NULL;
        fix = pp_arena_printf(arena, "%.*s%s", (int)(number - fix), fix, pp_str_text(&word));
    }
    return keep_asked(request, arena, fix);
}

static int explain_part(struct pp_ground *ground, const struct pp_allocate_request *request,
                        struct pp_parts *parts, int p, struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    struct pp_part *part = &parts->parts[p];
    const char *beside[MOST_BESIDE] = {0};
    struct pp_reason reasons[2];
    int n_reasons = 0, n_beside = find_beside(plan, parts, p, beside, reterr);
    if (n_beside < 0)
        return n_beside;
    struct pp_arithmetic_ask ask = {
        .place = part->name,
        .inside = plan->rules.within == PP_WITHIN_TEAM   ? "the team"
                  : plan->rules.within == PP_WITHIN_WARD ? "the ward"
                                                         : NULL,
        .total_milli = part->weight_milli,
        .min_milli = plan->rules.min_milli,
        .max_milli = plan->rules.max_milli,
        .n_patches = part->n_patches_asked,
        .beside = beside,
        .n_beside = (size_t)n_beside,
        .command = request->command,
    };
    int rc = pp_arithmetic_explain(&ask, &plan->arena, reasons, &n_reasons, reterr);
    for (int i = 0; i < n_reasons && !rc; i++) {
        const char *name = parts->n_parts > 1 ? part->name : NULL;
        reasons[i].fix = fit_fix(request, &plan->arena, reasons[i].fix, name);
        rc = pp_ground_add_reason(ground, reasons[i], reterr);
    }
    part->limits_give = n_reasons > 0;
    return rc;
}

static int explain_lock(struct pp_ground *ground, const struct pp_part *part,
                        struct pp_error *reterr) {
    const struct pp_rules *rules = &ground->plan->rules;
    char weight[32], least[32], most[32];
    if (part->weight_milli >= rules->min_milli && part->weight_milli <= rules->max_milli)
        return 0;
    pp_arithmetic_format_homes(part->weight_milli, weight, sizeof weight);
    pp_arithmetic_format_homes(rules->min_milli, least, sizeof least);
    pp_arithmetic_format_homes(rules->max_milli, most, sizeof most);
    return pp_ground_add_reasonf(ground, reterr, true, NULL,
                                 "%s stays as it is, as asked, with %s workload-equivalent homes; "
                                 "%s to %s cannot be met there",
                                 part->name, weight, least, most);
}

static int explain_heavy(struct pp_ground *ground, const struct pp_allocate_request *request,
                         struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    int rc = 0;
    for (int u = 0; u < plan->n_units && !rc; u++) {
        const struct pp_unit *unit = &plan->units[u];
        struct pp_reason reason;
        if (unit->weight_milli <= plan->rules.max_milli)
            continue;
        rc = pp_arithmetic_explain_heavy(unit->name, unit->weight_milli, plan->rules.min_milli,
                                         plan->rules.max_milli, request->command, &plan->arena,
                                         &reason, reterr);
        if (!rc)
            rc = pp_ground_add_reason(ground, reason, reterr);
    }
    return rc;
}

int pp_parts_count_patches(struct pp_ground *ground, const struct pp_allocate_request *request,
                           struct pp_parts *parts, struct pp_error *reterr) {
    const struct pp_rules *rules = &ground->plan->rules;
    int64_t total = 0;
    int rc = read_asked(request, parts, &total, reterr);
    for (int i = 0; i < parts->n_parts && !rc; i++) {
        struct pp_part *part = &parts->parts[i];
        if (!part->locked)
            pp_arithmetic_choose_patches(part->weight_milli, rules->min_milli, rules->max_milli,
                                         &part->n_patches);
        if (part->n_patches_asked)
            part->n_patches = part->n_patches_asked;
    }
    if (!rc && total)
        hand_out(parts, (rules->min_milli + rules->max_milli) / 2, total);
    for (int i = 0; i < parts->n_parts && total; i++) /* now each was asked for its number */
        parts->parts[i].n_patches_asked = parts->parts[i].locked ? 0 : parts->parts[i].n_patches;
    parts->n_patches = 0;
    for (int i = 0; i < parts->n_parts && !rc; i++) {
        struct pp_part *part = &parts->parts[i];
        if (part->n_patches_asked > part->n_units)
            return pp_fail(reterr, PP_E_USAGE,
                           "%d patches were asked for, but there are only %d blocks and postcode "
                           "groups%s%s to make them of",
                           part->n_patches_asked, part->n_units, part->name ? " in " : "",
                           part->name ? part->name : "");
        part->n_patches = part->n_patches > part->n_units ? part->n_units : part->n_patches;
        part->first_patch = parts->n_patches;
        parts->n_patches += part->n_patches;
        rc = part->locked ? explain_lock(ground, part, reterr)
                          : explain_part(ground, request, parts, i, reterr);
    }
    return rc ? rc : explain_heavy(ground, request, reterr);
}
