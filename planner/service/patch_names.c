#include "planner/service/patch_names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"
#include "patchplan/core/text.h"

/* ---- leads ---- */

static const struct pp_stock_officer *officer_of(const struct pp_stock *stock, const char *id) {
    for (size_t i = 0; id && i < stock->n_officers; i++)
        if (strcmp(stock->officers[i].officer_id, id) == 0)
            return &stock->officers[i];
    return NULL;
}

static bool is_named(const struct pp_stock *stock, const char *id) {
    const struct pp_stock_officer *officer = officer_of(stock, id);
    return officer && *officer->name;
}

/* Two who share a job share its patch as their hours are: share x fte of the sharer / fte of both. */
static double sharer_share(const struct pp_stock *stock, const struct pp_patch *patch,
                           const char *lead, const char *sharer) {
    const struct pp_stock_officer *one = officer_of(stock, lead), *two = officer_of(stock, sharer);
    int64_t both = (one ? one->fte_milli : 0) + (two ? two->fte_milli : 0);
    double part = both > 0 && two ? (double)two->fte_milli / (double)both : 0.5;
    return sharer ? round(patch->share * part * 1000) / 1000 : 0;
}

static int set_leads(struct pp_arena *arena, const struct pp_stock *stock, struct pp_patch *patch,
                     const char *lead, const char *sharer) {
    patch->officer_id = lead ? pp_arena_strdup(arena, lead) : NULL;
    patch->sharer_id = sharer ? pp_arena_strdup(arena, sharer) : NULL;
    patch->sharer_share = sharer_share(stock, patch, lead, sharer);
    patch->is_named = is_named(stock, lead) || is_named(stock, sharer);
    return (lead && !patch->officer_id) || (sharer && !patch->sharer_id) ? PP_E_NOMEM : 0;
}

static int lead_from_before(struct pp_arena *arena, const struct pp_stock *stock,
                            const struct pp_plan *before, struct pp_patch *patch, bool *ret_found) {
    for (int p = 0; before && p < before->n_patches; p++)
        if (strcmp(before->patches[p].name, patch->name) == 0) {
            *ret_found = true;
            return set_leads(arena, stock, patch, before->patches[p].officer_id,
                             before->patches[p].sharer_id);
        }
    return 0;
}

static int lead_from_today(struct pp_arena *arena, const struct pp_stock *stock,
                           struct pp_patch *patch) {
    for (int p = 0; p < stock->n_patches; p++) {
        if (strcmp(stock->patches[p].name, patch->name) != 0)
            continue;
        const struct pp_stock_officer *lead = officer_of(stock, stock->patches[p].officer_id);
        return lead ? set_leads(arena, stock, patch, lead->officer_id, lead->share_with) : 0;
    }
    return 0;
}

int pp_lead_patches(struct pp_ground *ground, const struct pp_plan *before,
                    struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    for (int p = 0; p < plan->n_patches; p++) {
        bool found = false;
        struct pp_patch *patch = &plan->patches[p];
        int rc = lead_from_before(&plan->arena, &ground->stock, before, patch, &found);
        if (!rc && !found)
            rc = lead_from_today(&plan->arena, &ground->stock, patch);
        if (rc)
            return pp_fail_nomem(reterr);
    }
    return 0;
}

/* ---- names ---- */

/* Use `name` for patch p unless it has one or another patch has taken it. */
static int claim(struct pp_plan *plan, struct pp_names *used, int p, const char *name,
                 struct pp_error *reterr) {
    int64_t ix;
    if (plan->patches[p].name || pp_names_find(used, name) >= 0)
        return 0;
    plan->patches[p].name = pp_arena_strdup(&plan->arena, name);
    if (!plan->patches[p].name)
        return pp_fail_nomem(reterr);
    return pp_names_add(used, name, &ix, reterr);
}

static int claim_locks_and_pins(struct pp_plan *plan, const struct pp_parts *parts,
                                const struct pp_base *base, struct pp_names *used,
                                struct pp_error *reterr) {
    int rc = 0;
    for (int i = 0; parts && i < parts->n_parts && !rc; i++)
        if (parts->parts[i].locked) {
            plan->patches[parts->parts[i].first_patch].locked = true;
            rc = claim(plan, used, parts->parts[i].first_patch, parts->parts[i].name, reterr);
        }
    for (int u = 0; base && base->has_plan && u < plan->n_units && !rc; u++)
        if (base->pin_of_unit[u] >= 0)
            rc = claim(plan, used, plan->patch_of_unit[u],
                       base->plan.patches[base->pin_of_unit[u]].name, reterr);
    return rc;
}

/* The matching of the keep term; asked for even where moving costs nothing. */
static int claim_matched(struct pp_plan *plan, const struct pp_stock *stock,
                         const struct pp_plan_problem *whole, struct pp_names *used,
                         struct pp_error *reterr) {
    PP_AUTO_FREE int *label_of = pp_alloc_array((size_t)plan->n_patches, sizeof *label_of);
    struct pp_problem asked = whole->problem;
    struct pp_costs costs;
    if (!label_of)
        return pp_fail_nomem(reterr);
    asked.keep_m = 1;
    int rc = pp_evaluate(&asked, plan->patch_of_unit, &costs, NULL, label_of, reterr);
    for (int p = 0; p < plan->n_patches && !rc; p++)
        if (label_of[p] >= 0)
            rc = claim(plan, used, p, stock->patches[label_of[p]].name, reterr);
    return rc;
}

static int claim_next_number(struct pp_ground *ground, struct pp_names *used, int p, int *number,
                             struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    const char *prefix = ground->name_prefix ? ground->name_prefix : "";
    const char *team =
        plan->patches[p].team_ix >= 0 ? plan->team_names[plan->patches[p].team_ix] : "Patch";
    PP_AUTO_STR struct pp_str name = {0};
    do {
        pp_str_clear(&name);
        pp_str_appendf(&name, "%s%s %d", prefix, team, ++*number);
        if (name.failed)
            return pp_fail_nomem(reterr);
    } while (pp_names_find(used, pp_str_text(&name)) >= 0);
    return claim(plan, used, p, pp_str_text(&name), reterr);
}

/* Names of today that no new patch took stay free: a new patch must not pass for an old one. */
static int reserve_todays(const struct pp_stock *stock, struct pp_names *used,
                          struct pp_error *reterr) {
    int64_t ix;
    int rc = 0;
    for (int p = 0; p < stock->n_patches && !rc; p++)
        rc = pp_names_add(used, stock->patches[p].name, &ix, reterr);
    return rc;
}

static int reserve_taken(const struct pp_names *taken, struct pp_names *used,
                         struct pp_error *reterr) {
    int64_t ix;
    int rc = 0;
    for (size_t p = 0; p < taken->n && !rc; p++)
        rc = pp_names_add(used, pp_names_get(taken, (int64_t)p), &ix, reterr);
    return rc;
}

/* Every unit of a patch without a name carries the patch of the base it was in, if that name is free. */
static int label_before(const struct pp_plan *plan, const struct pp_base *base,
                        const struct pp_names *used, struct pp_arena *arena,
                        struct pp_labels *ret_labels, struct pp_error *reterr) {
    size_t n = (size_t)plan->n_units;
    int *first = pp_arena_alloc(arena, (n + 1) * sizeof *first);
    int *label = pp_arena_alloc(arena, (n + 1) * sizeof *label);
    int64_t *weight = pp_arena_alloc(arena, (n + 1) * sizeof *weight);
    int n_labelled = 0;
    if (!first || !label || !weight)
        return pp_fail_nomem(reterr);
    for (size_t u = 0; u < n; u++) {
        int before = base->patch_of_unit[u];
        if (before >= 0 && !plan->patches[plan->patch_of_unit[u]].name &&
            pp_names_find(used, base->plan.patches[before].name) < 0) {
            label[n_labelled] = before;
            weight[n_labelled++] = plan->units[u].weight_milli + 1;
        }
        first[u + 1] = n_labelled;
    }
    *ret_labels = (struct pp_labels){base->plan.n_patches, first, label, weight};
    return 0;
}

/* Names of new patches stay where most of the patch stays: the same matching as with today's, among those that have
 * no name yet. */
static int claim_before(struct pp_plan *plan, const struct pp_plan_problem *whole,
                        const struct pp_base *base, struct pp_names *used,
                        struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_FREE int *label_of = pp_alloc_array((size_t)plan->n_patches, sizeof *label_of);
    struct pp_problem asked = whole->problem;
    struct pp_costs costs;
    if (!base || !base->has_plan || !base->keeps_names)
        return 0;
    asked.keep_m = 1;
    int rc = label_of ? label_before(plan, base, used, &arena, &asked.current, reterr)
                      : pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_evaluate(&asked, plan->patch_of_unit, &costs, NULL, label_of, reterr);
    for (int p = 0; p < plan->n_patches && !rc; p++)
        if (label_of[p] >= 0)
            rc = claim(plan, used, p, base->plan.patches[label_of[p]].name, reterr);
    return rc;
}

static int claim_all(struct pp_ground *ground, const struct pp_plan_problem *whole,
                     const struct pp_parts *parts, const struct pp_base *base,
                     struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    PP_AUTO(pp_names_done) struct pp_names used = {0};
    PP_AUTO_FREE int *numbers = pp_alloc_array((size_t)plan->n_teams + 1, sizeof *numbers);
    if (!numbers)
        return pp_fail_nomem(reterr);
    int rc = base && base->taken ? reserve_taken(base->taken, &used, reterr) : 0;
    if (!rc)
        rc = claim_locks_and_pins(plan, parts, base, &used, reterr);
    if (!rc)
        rc = claim_matched(plan, &ground->stock, whole, &used, reterr);
    if (!rc)
        rc = reserve_todays(&ground->stock, &used, reterr);
    if (!rc)
        rc = claim_before(plan, whole, base, &used, reterr);
    /* In the order of the units, so that the same patches get the same names whatever order the engine
     * found them in. */
    for (int u = 0; u < plan->n_units && !rc; u++) {
        int p = plan->patch_of_unit[u];
        if (!plan->patches[p].name)
            rc =
                claim_next_number(ground, &used, p, &numbers[plan->patches[p].team_ix + 1], reterr);
    }
    return rc;
}

int pp_count_changing(const struct pp_ground *ground, const struct pp_plan_problem *whole,
                      const struct pp_parts *parts, const struct pp_base *base,
                      const int *patch_of_unit, int64_t *ret_n, struct pp_error *reterr) {
    struct pp_plan plan = *ground->plan; /* a copy that shares all but names and division */
    struct pp_ground beside = *ground;
    size_t n = (size_t)plan.n_units, k = (size_t)plan.n_patches;
    plan.arena = (struct pp_arena){0};
    plan.patches = pp_arena_alloc(&plan.arena, (k + 1) * sizeof *plan.patches);
    plan.patch_of_unit = pp_arena_alloc(&plan.arena, (n + 1) * sizeof *plan.patch_of_unit);
    beside.plan = &plan;
    int rc = plan.patches && plan.patch_of_unit ? 0 : pp_fail_nomem(reterr);
    for (size_t p = 0; p < k && !rc; p++)
        plan.patches[p] = (struct pp_patch){.team_ix = -1, .ward_ix = -1};
    if (!rc) {
        memcpy(plan.patch_of_unit, patch_of_unit, n * sizeof *patch_of_unit);
        rc = claim_all(&beside, whole, parts, base, reterr);
    }
    if (!rc)
        *ret_n = pp_plan_homes_changing(&plan, whole);
    pp_arena_done(&plan.arena);
    return rc;
}

/* ---- order ---- */

struct ranked {
    const char *team, *name;
    int patch_ix;
};

static int by_team_and_name(const void *a, const void *b) {
    const struct ranked *ra = a, *rb = b;
    int order = strcmp(ra->team, rb->team);
    return order ? order : pp_text_natural_compare(ra->name, rb->name);
}

int pp_put_patches_in_order(struct pp_plan *plan, struct pp_error *reterr) {
    size_t k = (size_t)plan->n_patches;
    PP_AUTO_FREE struct ranked *ranked = pp_alloc_array(k + 1, sizeof *ranked);
    PP_AUTO_FREE int *new_ix = pp_alloc_array(k + 1, sizeof *new_ix);
    struct pp_patch *sorted = pp_arena_alloc(&plan->arena, (k + 1) * sizeof *sorted);
    if (!ranked || !new_ix || !sorted)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches; p++) {
        int team_ix = plan->patches[p].team_ix;
        ranked[p] = (struct ranked){team_ix >= 0 ? plan->team_names[team_ix] : "",
                                    plan->patches[p].name, p};
    }
    qsort(ranked, k, sizeof *ranked, by_team_and_name);
    for (int p = 0; p < plan->n_patches; p++) {
        sorted[p] = plan->patches[ranked[p].patch_ix];
        new_ix[ranked[p].patch_ix] = p;
    }
    for (int u = 0; u < plan->n_units; u++)
        plan->patch_of_unit[u] = new_ix[plan->patch_of_unit[u]];
    plan->patches = sorted;
    return 0;
}

int pp_name_patches(struct pp_ground *ground, const struct pp_plan_problem *whole,
                    const struct pp_parts *parts, const struct pp_base *base,
                    struct pp_error *reterr) {
    int rc = claim_all(ground, whole, parts, base, reterr);
    if (!rc && !(parts && parts->posts)) /* with posts the officers come with the post */
        rc = pp_lead_patches(ground, base && base->has_plan ? &base->plan : NULL, reterr);
    return rc ? rc : pp_put_patches_in_order(ground->plan, reterr);
}
