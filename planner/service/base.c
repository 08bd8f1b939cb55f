#include "planner/service/base.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/names.h"
#include "patchplan/core/text.h"
#include "planner/service/find_patch.h"

void pp_base_done(struct pp_base *base) {
    pp_plan_done(&base->plan);
    *base = (struct pp_base){0};
}

static int *new_ints(struct pp_plan *plan, int n, int value) {
    int *ints = pp_arena_alloc(&plan->arena, ((size_t)n + 1) * sizeof *ints);
    for (int i = 0; ints && i < n; i++)
        ints[i] = value;
    return ints;
}

/* --unlock names a patch (its lock and its pinned blocks), or one block. */
static bool is_unlocked(const struct pp_allocate_request *request, const char *patch,
                        const struct pp_unit *unit) {
    for (int i = 0; i < request->n_unlocks; i++) {
        const char *name = request->unlocks[i];
        if (pp_text_same_nocase(name, patch) || (unit && (pp_text_same_nocase(name, unit->id) ||
                                                          pp_text_same_nocase(name, unit->name))))
            return true;
    }
    return false;
}

/* Units keep their ids from one drawing to the next. */
static int match_units(const struct pp_plan *plan, const struct pp_allocate_request *request,
                       struct pp_base *base, struct pp_error *reterr) {
    PP_AUTO(pp_names_done) struct pp_names ids = {0};
    int64_t ix;
    for (int u = 0; u < base->plan.n_units; u++) {
        int rc = pp_names_add(&ids, base->plan.units[u].id, &ix, reterr);
        if (rc)
            return rc;
    }
    for (int u = 0; u < plan->n_units; u++) {
        int64_t old = pp_names_find(&ids, plan->units[u].id);
        if (old < 0)
            continue;
        int p = base->patch_of_unit[u] = base->plan.patch_of_unit[old];
        plan->units[u].pinned = base->plan.units[old].pinned && p >= 0 &&
                                !is_unlocked(request, base->plan.patches[p].name, &plan->units[u]);
        if (plan->units[u].pinned)
            base->pin_of_unit[u] = base->patch_of_unit[u];
    }
    return 0;
}

static int load_plan(struct pp_ground *ground, const struct pp_allocate_request *request,
                     struct pp_base *base, struct pp_error *reterr) {
    const char *name = request->from ? request->from : request->plan_name;
    struct pp_error ignored = {0};
    if (request->part_of_plan)
        return 0;
    int rc = pp_store_plan_load(ground->db, name, &base->plan, NULL, &ignored);
    if (rc == PP_E_NOTFOUND && !request->from)
        return 0;
    if (rc && reterr)
        *reterr = ignored;
    base->has_plan = !rc;
    base->is_start = base->keeps_names = request->from != NULL;
    return rc ? rc : match_units(ground->plan, request, base, reterr);
}

static int label_named(const struct pp_stock *stock, const char *name) {
    for (int p = 0; p < stock->n_patches; p++)
        if (pp_text_same_nocase(stock->patches[p].name, name))
            return p;
    return -1;
}

/* Units most of whose weight is in today's patch `label`. */
static int lock_todays(const struct pp_ground *ground, int label, int lock, int *lock_of_unit,
                       struct pp_error *reterr) {
    const struct pp_stock *stock = &ground->stock;
    int n_units = ground->plan->n_units;
    PP_AUTO_FREE int64_t *inside = pp_alloc_array((size_t)n_units, sizeof *inside);
    if (!inside)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < stock->n_homes; i++)
        if (ground->unit_of_home[i] >= 0 && stock->patch_ix[i] == label)
            inside[ground->unit_of_home[i]] += stock->homes[i].weight_milli;
    for (int u = 0; u < n_units; u++)
        if (2 * inside[u] > ground->plan->units[u].weight_milli)
            lock_of_unit[u] = lock;
    return 0;
}

static int fail_unknown(const struct pp_base *base, const struct pp_stock *stock, const char *name,
                        const char *verb, struct pp_error *reterr) {
    PP_AUTO_FREE const char **names =
        pp_alloc_array((size_t)(base->plan.n_patches + stock->n_patches) + 1, sizeof *names);
    if (!names)
        return pp_fail_nomem(reterr);
    size_t n = 0;
    for (int p = 0; p < base->plan.n_patches; p++)
        names[n++] = base->plan.patches[p].name;
    for (int p = 0; p < stock->n_patches; p++)
        names[n++] = stock->patches[p].name;
    const char *nearest = pp_text_nearest(name, names, n);
    return pp_fail(reterr, PP_E_NOTFOUND, "there is no patch called '%s' to %s%s%s%s", name, verb,
                   nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

static int lock_one(struct pp_ground *ground, struct pp_base *base, const char *name,
                    struct pp_error *reterr) {
    int in_base = base->has_plan ? pp_patch_named(&base->plan, name) : -1;
    int label = in_base < 0 ? label_named(&ground->stock, name) : -1;
    if (in_base < 0 && label < 0)
        return fail_unknown(base, &ground->stock, name, "lock", reterr);
    const char *found =
        in_base >= 0 ? base->plan.patches[in_base].name : ground->stock.patches[label].name;
    for (int i = 0; i < base->n_locks; i++)
        if (strcmp(base->lock_names[i], found) == 0)
            return 0;
    int lock = base->n_locks++;
    base->lock_names[lock] = pp_arena_strdup(&ground->plan->arena, found);
    if (!base->lock_names[lock])
        return pp_fail_nomem(reterr);
    if (in_base < 0)
        return lock_todays(ground, label, lock, base->lock_of_unit, reterr);
    for (int u = 0; u < ground->plan->n_units; u++)
        if (base->patch_of_unit[u] == in_base)
            base->lock_of_unit[u] = lock;
    return 0;
}

static bool is_known(const struct pp_ground *ground, const struct pp_base *base, const char *name) {
    return (base->has_plan && pp_patch_named(&base->plan, name) >= 0) ||
           label_named(&ground->stock, name) >= 0;
}

/* A name, or several with commas between; a name may hold a comma itself. */
static int lock_named(struct pp_ground *ground, const struct pp_allocate_request *request,
                      struct pp_base *base, const char *names, struct pp_error *reterr) {
    int rc = 0;
    for (const char *at = names; at && !rc;) {
        const char *end = is_known(ground, base, at) ? at + strlen(at) : at + strcspn(at, ",");
        PP_AUTO_FREE char *name = pp_strndup(at, (size_t)(end - at));
        const char *trimmed = name ? pp_text_trim(name) : "";
        if (!name)
            return pp_fail_nomem(reterr);
        if (*trimmed && !is_unlocked(request, trimmed, NULL))
            rc = lock_one(ground, base, trimmed, reterr);
        at = *end ? end + 1 : NULL;
    }
    return rc;
}

/* Does every --unlock name a patch, or a block of the plan there is? */
static int check_unlocks(const struct pp_ground *ground, const struct pp_allocate_request *request,
                         const struct pp_base *base, struct pp_error *reterr) {
    for (int i = 0; i < request->n_unlocks; i++) {
        const char *name = request->unlocks[i];
        bool known = is_known(ground, base, name);
        for (int u = 0; u < base->plan.n_units && !known; u++)
            known = pp_text_same_nocase(base->plan.units[u].id, name) ||
                    pp_text_same_nocase(base->plan.units[u].name, name);
        if (!known)
            return fail_unknown(base, &ground->stock, name, "unlock", reterr);
    }
    return 0;
}

/* Is there anything in base patch `p` to free, and is the patch drawn here? NULL: yes. */
static const char *why_patch_kept(const struct pp_ground *ground, const struct pp_base *base,
                                  int p) {
    const struct pp_plan *plan = &base->plan;
    bool held = plan->patches[p].locked, here = false;
    for (int u = 0; u < plan->n_units && !held; u++)
        held = plan->patch_of_unit[u] == p && plan->units[u].pinned;
    for (int u = 0; u < ground->plan->n_units && !here; u++)
        here = base->patch_of_unit[u] == p;
    return !held   ? "nothing of it is locked or pinned"
           : !here ? "it is not of the teams that are drawn anew, and stays as it is"
                   : NULL;
}

/* What --unlock of `name` cannot do, in words; NULL: it frees something. */
static const char *why_kept(const struct pp_ground *ground, const struct pp_base *base,
                            const struct pp_allocate_request *request, const char *name) {
    const struct pp_plan *plan = &base->plan;
    int p = base->has_plan ? pp_patch_named(&base->plan, name) : -1;
    const char *why = "nothing of it is locked or pinned";
    if (p >= 0)
        return why_patch_kept(ground, base, p);
    for (int u = 0; u < plan->n_units; u++) {
        const struct pp_unit *unit = &plan->units[u];
        if (!unit->pinned ||
            !(pp_text_same_nocase(unit->id, name) || pp_text_same_nocase(unit->name, name)))
            continue;
        const struct pp_patch *patch = &plan->patches[plan->patch_of_unit[u]];
        if (!patch->locked || is_unlocked(request, patch->name, NULL))
            return NULL;
        why = "the patch it is in is locked, and stays as it is";
    }
    return why;
}

/* An option without effect is not passed over in silence. */
static int tell_unlocks(struct pp_ground *ground, const struct pp_base *base,
                        const struct pp_allocate_request *request, struct pp_error *reterr) {
    int rc = 0;
    for (int i = 0; i < request->n_unlocks && !rc; i++) {
        const char *name = request->unlocks[i], *why = why_kept(ground, base, request, name);
        if (why)
            rc = pp_ground_add_reasonf(ground, reterr, false, NULL,
                                       "--unlock %s freed nothing: %s.", name, why);
    }
    return rc;
}

/* Every comma may part two names. */
static size_t count_locks(const struct pp_allocate_request *request, const struct pp_base *base) {
    size_t n = (size_t)base->plan.n_patches + 1;
    for (int i = 0; i < request->n_locks; i++)
        for (const char *at = request->locks[i]; at; at = strchr(at, ','), at = at ? at + 1 : NULL)
            n++;
    return n;
}

int pp_base_find(struct pp_ground *ground, const struct pp_allocate_request *request,
                 struct pp_base *ret_base, struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    struct pp_base base = {
        .patch_of_unit = new_ints(plan, plan->n_units, -1),
        .lock_of_unit = new_ints(plan, plan->n_units, -1),
        .pin_of_unit = new_ints(plan, plan->n_units, -1),
    };
    int rc =
        base.patch_of_unit && base.lock_of_unit && base.pin_of_unit ? 0 : pp_fail_nomem(reterr);
    if (!rc)
        rc = load_plan(ground, request, &base, reterr);
    if (!rc)
        rc = check_unlocks(ground, request, &base, reterr);
    size_t most_locks = count_locks(request, &base);
    base.lock_names = rc ? NULL : pp_arena_alloc(&plan->arena, most_locks * sizeof(char *));
    if (!rc && !base.lock_names)
        rc = pp_fail_nomem(reterr);
    for (int i = 0; i < request->n_locks && !rc; i++)
        rc = lock_named(ground, request, &base, request->locks[i], reterr);
    for (int p = 0; p < base.plan.n_patches && !rc; p++)
        if (base.plan.patches[p].locked && !is_unlocked(request, base.plan.patches[p].name, NULL))
            rc = lock_one(ground, &base, base.plan.patches[p].name, reterr);
    if (!rc)
        rc = tell_unlocks(ground, &base, request, reterr);
    if (rc)
        pp_base_done(&base);
    else
        *ret_base = base;
    return rc;
}
