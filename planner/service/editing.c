#include "planner/service/editing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/store/lookup.h"

/* ---- taking a plan up ---- */

static void note_lock(struct pp_editing *editing, const struct pp_edit_change *change, bool back) {
    int by = back ? change->old_value - change->new_value : change->new_value - change->old_value;
    if (change->thing == PP_EDIT_PATCH_LOCKED)
        editing->lock_change[change->thing_ix] += by;
    else
        editing->pin_change[change->thing_ix] += by;
}

static int refuse_published(const struct pp_plan *plan, struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str word = {0};
    if (strcmp(plan->state, "draft") == 0)
        return 0;
    pp_str_append_word(&word, plan->name);
    return pp_fail(reterr, PP_E_CONFLICT,
                   "plan '%s' has been published and stays as it is; draw a new one from it with: "
                   "patchplan allocate --from %s --plan NEW, then edit that",
                   plan->name, pp_str_text(&word));
}

/* What was proven, and which locks and pins edits have set and taken off since the plan was drawn. */
static int load_bound(struct pp_editing *editing, struct pp_error *reterr) {
    struct pp_edit_change *changes = NULL;
    size_t n = 0;
    int rc = pp_store_plan_bound(editing->db, editing->plan.plan_id, &editing->proven, reterr);
    if (!rc)
        rc = pp_store_edit_locks(editing->db, editing->plan.plan_id, &editing->arena, &changes, &n,
                                 reterr);
    for (size_t i = 0; !rc && i < n; i++)
        note_lock(editing, &changes[i], false);
    return rc;
}

static int load(struct pp_editing *editing, const char *name, struct pp_error *reterr) {
    int rc = name ? 0 : pp_store_draft_newest(editing->db, &editing->arena, &name, reterr);
    if (!rc)
        rc = pp_store_plan_load(editing->db, name, &editing->plan, NULL, reterr);
    if (!rc)
        rc = refuse_published(&editing->plan, reterr);
    if (rc)
        return rc;
    editing->touched =
        pp_arena_alloc(&editing->arena, ((size_t)editing->plan.n_patches + 1) * sizeof(bool));
    editing->lock_change =
        pp_arena_alloc(&editing->arena, ((size_t)editing->plan.n_patches + 1) * sizeof(int));
    editing->pin_change =
        pp_arena_alloc(&editing->arena, ((size_t)editing->plan.n_units + 1) * sizeof(int));
    if (!editing->touched || !editing->lock_change || !editing->pin_change)
        return pp_fail_nomem(reterr);
    rc = pp_plan_problem_load(editing->db, &editing->plan, &editing->arena, &editing->of, reterr);
    return rc ? rc : load_bound(editing, reterr);
}

int pp_editing_open(struct pp_editing *editing, struct pp_db *db, const char *name,
                    struct pp_error *reterr) {
    *editing = (struct pp_editing){.db = db};
    int rc = load(editing, name, reterr);
    if (rc)
        pp_editing_done(editing);
    return rc;
}

void pp_editing_done(struct pp_editing *editing) {
    pp_plan_done(&editing->plan);
    struct pp_arena arena = editing->arena;
    *editing = (struct pp_editing){0};
    pp_arena_done(&arena);
}

/* ---- what the user means ---- */

/* The unit called so by its id or its name; how many. A split block has several pieces. */
static int choose_by_name(const struct pp_editing *editing, const char *place, bool *chosen) {
    int n = 0;
    for (int u = 0; u < editing->plan.n_units; u++) {
        const struct pp_unit *unit = &editing->plan.units[u];
        if (!pp_text_same_nocase(unit->id, place) && !pp_text_same_nocase(unit->name, place))
            continue;
        chosen[u] = true;
        n++;
    }
    return n;
}

static int choose_by_homes(struct pp_editing *editing, const struct pp_place *place, bool *chosen,
                           int *ret_n, struct pp_error *reterr) {
    struct pp_place_home *homes = NULL;
    size_t n_homes = 0;
    *ret_n = 0;
    int rc = pp_store_place_homes(editing->db, place, &editing->arena, &homes, &n_homes, reterr);
    int *units = rc ? NULL : pp_arena_alloc(&editing->arena, (n_homes + 1) * sizeof *units);
    if (!rc && !units)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        rc = pp_store_plan_units(editing->db, editing->plan.plan_id, homes, n_homes, units, reterr);
    for (size_t i = 0; !rc && i < n_homes; i++) {
        if (units[i] < 0)
            continue;
        chosen[units[i]] = true;
        (*ret_n)++;
    }
    return rc;
}

int pp_editing_choose_units(struct pp_editing *editing, const char *place, bool *chosen,
                            struct pp_error *reterr) {
    struct pp_place found;
    int n = 0;
    int rc = pp_store_place_find(editing->db, place, &editing->arena, &found, reterr);
    if (rc > 0)
        rc = choose_by_homes(editing, &found, chosen, &n, reterr);
    if (rc < 0)
        return rc;
    if (n == 0)
        n = choose_by_name(editing, place, chosen);
    if (n > 0)
        return 0;
    return pp_fail(reterr, PP_E_NOTFOUND,
                   "plan '%s' has no homes at '%s'; name a postcode, block, street or property "
                   "reference of it",
                   editing->plan.name, place);
}

int pp_editing_find_patch(const struct pp_editing *editing, const char *name, int *ret_patch_ix,
                          struct pp_error *reterr) {
    const struct pp_plan *plan = &editing->plan;
    PP_AUTO_FREE const char **names = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *names);
    if (!names)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches; p++) {
        names[p] = plan->patches[p].name;
        if (pp_text_same_nocase(names[p], name)) {
            *ret_patch_ix = p;
            return 0;
        }
    }
    const char *nearest = pp_text_nearest(name, names, (size_t)plan->n_patches);
    return pp_fail(reterr, PP_E_NOTFOUND, "plan '%s' has no patch '%s'%s%s%s", plan->name, name,
                   nearest ? "; did you mean '" : "; see: patchplan show", nearest ? nearest : "",
                   nearest ? "'?" : "");
}

/* ---- what an edit does ---- */

int pp_editing_is_connected(const struct pp_editing *editing, int patch_ix, bool *ret_connected,
                            struct pp_error *reterr) {
    const struct pp_plan *plan = &editing->plan;
    const struct pp_problem *problem = &editing->of.problem;
    PP_AUTO_FREE int *todo = pp_alloc_array((size_t)plan->n_units + 1, sizeof *todo);
    PP_AUTO_FREE bool *seen = pp_alloc_array((size_t)plan->n_units + 1, sizeof *seen);
    if (!todo || !seen)
        return pp_fail_nomem(reterr);
    int n_todo = 0, n_reached = 0, n_members = 0;
    for (int u = 0; u < plan->n_units; u++) {
        if (plan->patch_of_unit[u] != patch_ix)
            continue;
        if (n_members++ == 0) {
            todo[n_todo++] = u;
            seen[u] = true;
        }
    }
    while (n_todo) {
        int u = todo[--n_todo];
        n_reached++;
        for (int i = problem->first[u]; i < problem->first[u + 1]; i++) {
            int v = problem->neighbour[i];
            if (seen[v] || plan->patch_of_unit[v] != patch_ix)
                continue;
            seen[v] = true;
            todo[n_todo++] = v;
        }
    }
    *ret_connected = n_reached == n_members;
    return 0;
}

static void carry_out(struct pp_editing *editing, const struct pp_edit_change *change, bool back) {
    struct pp_plan *plan = &editing->plan;
    int value = back ? change->old_value : change->new_value;
    switch (change->thing) {
    case PP_EDIT_UNIT_PATCH:
        editing->touched[change->old_value] = true;
        editing->touched[change->new_value] = true;
        plan->patch_of_unit[change->thing_ix] = value;
        break;
    case PP_EDIT_UNIT_PINNED:
        plan->units[change->thing_ix].pinned = value != 0;
        note_lock(editing, change, back);
        break;
    case PP_EDIT_PATCH_LOCKED:
        plan->patches[change->thing_ix].locked = value != 0;
        note_lock(editing, change, back);
        break;
    }
}

/* What was proven when the plan was drawn holds for its rules, K and limits, so for any division of the
 * same units; not once a lock or pin that it was proven under is off. */
static void take_bound(struct pp_editing *editing) {
    struct pp_plan *plan = &editing->plan;
    plan->bound = editing->proven;
    for (int p = 0; p < plan->n_patches; p++)
        if (editing->lock_change[p] < 0)
            plan->bound = NAN;
    for (int u = 0; u < plan->n_units; u++)
        if (editing->pin_change[u] < 0)
            plan->bound = NAN;
    plan->gap = pp_plan_gap(plan->cost, plan->bound);
}

/* A plan whose rules are all kept is feasible, or optimal; else a rule gave. */
static int judge(struct pp_editing *editing, struct pp_error *reterr) {
    struct pp_plan *plan = &editing->plan;
    bool kept = pp_plan_n_in_limits(plan) == plan->n_patches;
    for (int i = 0; i < plan->n_reasons; i++)
        kept = kept && !plan->reasons[i].broken;
    for (int p = 0; kept && p < plan->n_patches; p++) {
        int rc = pp_editing_is_connected(editing, p, &kept, reterr);
        if (rc)
            return rc;
    }
    take_bound(editing);
    plan->outcome = !kept               ? PP_OUTCOME_INFEASIBLE
                    : plan->gap <= 1e-9 ? PP_OUTCOME_OPTIMAL
                                        : PP_OUTCOME_FEASIBLE;
    return 0;
}

int pp_editing_apply(struct pp_editing *editing, const struct pp_edit *edit, bool back,
                     struct pp_error *reterr) {
    for (size_t i = 0; i < edit->n_changes; i++)
        carry_out(editing, &edit->changes[i], back);
    int rc = pp_plan_measure(&editing->plan, &editing->of, false, reterr);
    if (rc)
        return rc;
    editing->plan.n_homes_changing = pp_plan_homes_changing(&editing->plan, &editing->of);
    return judge(editing, reterr);
}
