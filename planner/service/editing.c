#include "planner/service/editing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/store/lookup.h"

/* ---- taking a plan up ---- */

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

static int *difference_of(struct pp_editing *editing, const struct pp_edit_change *change) {
    int *const of_thing[] = {[PP_EDIT_UNIT_PATCH] = editing->moved,
                             [PP_EDIT_UNIT_PINNED] = editing->pinned,
                             [PP_EDIT_PATCH_LOCKED] = editing->locked};
    return &of_thing[change->thing][change->thing_ix];
}

static int make_room(struct pp_editing *editing, struct pp_error *reterr) {
    size_t n = (size_t)editing->plan.n_units, k = (size_t)editing->plan.n_patches;
    editing->moved = pp_arena_alloc(&editing->arena, (n + 1) * sizeof(int));
    editing->pinned = pp_arena_alloc(&editing->arena, (n + 1) * sizeof(int));
    editing->locked = pp_arena_alloc(&editing->arena, (k + 1) * sizeof(int));
    return editing->moved && editing->pinned && editing->locked ? 0 : pp_fail_nomem(reterr);
}

static int load_difference(struct pp_editing *editing, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_edit_change *changes = NULL;
    size_t n_changes = 0, n = (size_t)editing->plan.n_units, k = (size_t)editing->plan.n_patches;
    memset(editing->moved, 0, n * sizeof(int));
    memset(editing->pinned, 0, n * sizeof(int));
    memset(editing->locked, 0, k * sizeof(int));
    int rc = pp_store_plan_drawn(editing->db, editing->plan.plan_id, &editing->proven,
                                 &editing->drawn_outcome, reterr);
    if (!rc)
        rc = pp_store_edit_difference(editing->db, editing->plan.plan_id, &arena, &changes,
                                      &n_changes, reterr);
    for (size_t i = 0; !rc && i < n_changes; i++)
        *difference_of(editing, &changes[i]) = changes[i].new_value;
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
    rc = make_room(editing, reterr);
    if (!rc)
        rc = pp_borders_find(&editing->plan, &editing->borders, reterr);
    if (!rc)
        rc = load_difference(editing, reterr);
    if (!rc)
        rc = pp_plan_problem_load(editing->db, &editing->plan, &editing->arena, &editing->of,
                                  reterr);
    return rc ? rc
              : pp_standing_new(&editing->of.problem, editing->plan.patch_of_unit,
                                &editing->standing, reterr);
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
    pp_standing_free(editing->standing);
    pp_borders_done(&editing->borders);
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

static int choose_by_homes(struct pp_editing *editing, const struct pp_place *place,
                           struct pp_arena *arena, bool *chosen, int *ret_n,
                           struct pp_error *reterr) {
    struct pp_place_home *homes = NULL;
    size_t n_homes = 0;
    *ret_n = 0;
    int rc = pp_store_place_homes(editing->db, place, arena, &homes, &n_homes, reterr);
    int *units = rc ? NULL : pp_arena_alloc(arena, (n_homes + 1) * sizeof *units);
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

int pp_editing_choose_unit(const struct pp_editing *editing, const char *unit_id, bool *chosen,
                           struct pp_error *reterr) {
    const struct pp_plan *plan = &editing->plan;
    for (int u = 0; u < plan->n_units; u++)
        if (strcmp(plan->units[u].id, unit_id) == 0) {
            chosen[u] = true;
            return 0;
        }
    return pp_fail(reterr, PP_E_NOTFOUND, "plan '%s' has no block or postcode group '%s'",
                   plan->name, unit_id);
}

int pp_editing_choose_units(struct pp_editing *editing, const char *place, bool *chosen,
                            struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_place found;
    int n = 0;
    int rc = pp_store_place_find(editing->db, place, &arena, &found, reterr);
    if (rc > 0)
        rc = choose_by_homes(editing, &found, &arena, chosen, &n, reterr);
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

/* ---- what an edit does ---- */

static void carry_out(struct pp_editing *editing, const struct pp_edit_change *change, bool back) {
    struct pp_plan *plan = &editing->plan;
    int value = back ? change->old_value : change->new_value;
    int other = back ? change->new_value : change->old_value;
    *difference_of(editing, change) += value - other;
    switch (change->thing) {
    case PP_EDIT_UNIT_PATCH:
        plan->patch_of_unit[change->thing_ix] = value;
        break;
    case PP_EDIT_UNIT_PINNED:
        plan->units[change->thing_ix].pinned = value != 0;
        break;
    case PP_EDIT_PATCH_LOCKED:
        plan->patches[change->thing_ix].locked = value != 0;
        break;
    }
}

bool pp_editing_is_abroad(const struct pp_editing *editing, int unit_ix, int patch_ix) {
    const struct pp_plan *plan = &editing->plan;
    const struct pp_unit *unit = &plan->units[unit_ix];
    const struct pp_patch *patch = &plan->patches[patch_ix];
    return pp_borders_place(&editing->borders, plan, unit->team_ix, unit->ward_ix) !=
           pp_borders_place(&editing->borders, plan, patch->team_ix, patch->ward_ix);
}

/* Is every rule kept that the division can break? A locked patch may lie across borders: locks never give. */
static bool keeps_rules(const struct pp_editing *editing) {
    const struct pp_plan *plan = &editing->plan;
    bool kept = pp_plan_n_in_limits(plan) == plan->n_patches;
    for (int i = 0; i < plan->n_reasons; i++)
        kept = kept && !(plan->reasons[i].broken && !plan->reasons[i].of_division);
    for (int p = 0; p < plan->n_patches; p++)
        kept = kept && pp_standing_side(editing->standing, p).n_pieces == 1;
    for (int u = 0; kept && u < plan->n_units; u++)
        kept = plan->patches[plan->patch_of_unit[u]].locked ||
               !pp_editing_is_abroad(editing, u, plan->patch_of_unit[u]);
    return kept;
}

static bool any(const int *values, int n, bool below_zero) {
    for (int i = 0; i < n; i++)
        if (below_zero ? values[i] < 0 : values[i] != 0)
            return true;
    return false;
}

/* What was proven when the plan was drawn holds for its rules, K and limits, so for any division of the same
 * units, but not once a lock or pin that it was proven under is off, nor for other divisions than those with the
 * patches that stayed when some were drawn anew. A plan as it was drawn ended as its drawing did; an edited one
 * keeps the rules or does not. */
static void judge(struct pp_editing *editing) {
    struct pp_plan *plan = &editing->plan;
    int n = plan->n_units, k = plan->n_patches;
    bool freed = any(editing->locked, k, true) || any(editing->pinned, n, true);
    bool edited = any(editing->moved, n, false) || any(editing->locked, k, false) ||
                  any(editing->pinned, n, false);
    bool beyond_proof = freed || (edited && pp_plan_is_proven_in_part(plan));
    plan->bound = beyond_proof ? NAN : editing->proven;
    plan->gap = pp_plan_gap(plan->cost, plan->bound);
    plan->outcome = !edited                 ? editing->drawn_outcome
                    : !keeps_rules(editing) ? PP_OUTCOME_INFEASIBLE
                    : plan->gap <= 1e-9     ? PP_OUTCOME_OPTIMAL
                                            : PP_OUTCOME_FEASIBLE;
}

/* Everything that follows from who is in which patch. */
static int measure(struct pp_editing *editing, struct pp_error *reterr) {
    int rc = pp_plan_measure(&editing->plan, &editing->of, false, reterr);
    if (!rc)
        rc = pp_standing_follow(editing->standing, editing->plan.patch_of_unit, reterr);
    if (rc)
        return rc;
    editing->plan.n_homes_changing = pp_plan_homes_changing(&editing->plan, &editing->of);
    judge(editing);
    return 0;
}

int pp_editing_apply(struct pp_editing *editing, const struct pp_edit *edit, bool back,
                     struct pp_error *reterr) {
    for (size_t i = 0; i < edit->n_changes; i++)
        carry_out(editing, &edit->changes[i], back);
    return measure(editing, reterr);
}

int pp_editing_reload(struct pp_editing *editing, struct pp_error *reterr) {
    int rc = pp_store_plan_reload(editing->db, &editing->plan, reterr);
    if (!rc)
        rc = refuse_published(&editing->plan, reterr);
    if (!rc)
        rc = load_difference(editing, reterr);
    return rc ? rc : measure(editing, reterr);
}
