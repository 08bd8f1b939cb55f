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

static int load(struct pp_editing *editing, const char *name, struct pp_error *reterr) {
    const struct pp_stock_options without_postcodes = {.no_postcodes = true};
    int rc = name ? 0 : pp_store_draft_newest(editing->db, &editing->arena, &name, reterr);
    if (!rc)
        rc = pp_store_plan_load(editing->db, name, &editing->plan, NULL, reterr);
    if (!rc)
        rc = refuse_published(&editing->plan, reterr);
    if (!rc)
        rc = pp_stock_load(editing->db, &without_postcodes, &editing->stock, reterr);
    if (rc)
        return rc;
    editing->unit_of_home =
        pp_arena_alloc(&editing->arena, (editing->stock.n_homes + 1) * sizeof(int));
    editing->touched =
        pp_arena_alloc(&editing->arena, ((size_t)editing->plan.n_patches + 1) * sizeof(bool));
    if (!editing->unit_of_home || !editing->touched)
        return pp_fail_nomem(reterr);
    rc = pp_plan_units_of_homes(editing->db, editing->plan.plan_id, &editing->stock,
                                editing->unit_of_home, reterr);
    if (!rc)
        rc = pp_plan_problem_build(&editing->plan, &editing->stock, editing->unit_of_home,
                                   &editing->arena, &editing->of, reterr);
    return rc;
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
    pp_stock_done(&editing->stock);
    struct pp_arena arena = editing->arena;
    *editing = (struct pp_editing){0};
    pp_arena_done(&arena);
}

/* ---- what the user means ---- */

static int unit_of_home_id(const struct pp_editing *editing, int64_t home_id) {
    size_t low = 0, high = editing->stock.n_homes; /* home_id ascends */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (editing->stock.home_id[middle] < home_id)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < editing->stock.n_homes && editing->stock.home_id[low] == home_id;
    return found ? editing->unit_of_home[low] : -1;
}

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
    for (size_t i = 0; !rc && i < n_homes; i++) {
        int u = unit_of_home_id(editing, homes[i].home_id);
        if (u < 0)
            continue;
        chosen[u] = true;
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
        break;
    case PP_EDIT_PATCH_LOCKED:
        plan->patches[change->thing_ix].locked = value != 0;
        break;
    }
}

/* A plan whose rules are all kept is feasible; else a rule gave. What the drawing proved stays proven. */
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
    if (kept && plan->bound > plan->cost * (1 + 1e-9))
        plan->bound = plan->gap = NAN; /* the list of homes has changed since it was proven */
    bool optimal = kept && plan->bound > 0 && plan->cost <= plan->bound * (1 + 1e-9);
    plan->outcome = !kept     ? PP_OUTCOME_INFEASIBLE
                    : optimal ? PP_OUTCOME_OPTIMAL
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
    editing->plan.n_homes_changing =
        pp_plan_homes_changing(&editing->plan, &editing->stock, editing->unit_of_home);
    return judge(editing, reterr);
}
