#include "planner/service/given.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/service/parts.h"
#include "planner/service/patch_names.h"
#include "planner/service/pockets.h"
#include "planner/service/verdict.h"

void pp_given_done(struct pp_given *given) {
    pp_names_done(&given->patches);
    pp_borders_done(&given->borders);
    pp_free(given->patch_of_home);
    *given = (struct pp_given){0};
}

/* Patches of a saved plan, home by home, or with `plan` NULL those of today's list. */
static int given_from(struct pp_ground *ground, const struct pp_plan *plan,
                      struct pp_given *ret_given, struct pp_error *reterr) {
    const struct pp_stock *stock = &ground->stock;
    PP_AUTO(pp_given_done) struct pp_given given = {.before = plan};
    PP_AUTO_FREE int *unit_of_home = pp_alloc_array(stock->n_homes + 1, sizeof *unit_of_home);
    given.patch_of_home = pp_alloc_array(stock->n_homes + 1, sizeof *given.patch_of_home);
    int rc = unit_of_home && given.patch_of_home ? 0 : pp_fail_nomem(reterr);
    if (!rc && plan)
        rc = pp_plan_units_of_homes(ground->db, plan->plan_id, stock, unit_of_home, reterr);
    for (size_t i = 0; i < stock->n_homes && !rc; i++) {
        int p = !plan                  ? stock->patch_ix[i]
                : unit_of_home[i] >= 0 ? plan->patch_of_unit[unit_of_home[i]]
                                       : -1;
        int64_t ix = -1;
        if (p >= 0)
            rc = pp_names_add(&given.patches, plan ? plan->patches[p].name : stock->patches[p].name,
                              &ix, reterr);
        given.patch_of_home[i] = (int)ix;
    }
    if (rc)
        return rc;
    *ret_given = given;
    given = (struct pp_given){0};
    return 0;
}

/* The rules of the plan there is, but for those that were told. */
static void take_rules(struct pp_drawing *d, const struct pp_rules *before) {
    struct pp_rules told = d->plan->rules;
    d->plan->rules = *before;
    if (d->request->within_told)
        d->plan->rules.within = told.within;
    if (d->request->size_told) {
        d->plan->rules.min_milli = told.min_milli;
        d->plan->rules.max_milli = told.max_milli;
    }
    if (d->request->keep_told)
        d->plan->rules.keep_m = told.keep_m;
    if (d->request->ward_told)
        d->plan->rules.ward_m = told.ward_m;
    if (d->request->cost_told)
        d->plan->rules.cost_kind = told.cost_kind;
}

int pp_given_now(struct pp_drawing *d, struct pp_plan *ret_before, struct pp_given *ret_given,
                 struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan before = {0};
    enum pp_plan_choice choice = PP_PLAN_NAMED;
    struct pp_error no_plan = {0};
    int rc = pp_store_plan_load(d->ground.db, d->request->from, &before, &choice, &no_plan);
    if (rc == PP_E_NOTFOUND && !d->request->from)
        rc = 0;
    if (rc && reterr)
        *reterr = no_plan;
    if (rc)
        return rc;
    if (choice == PP_PLAN_NEWEST)
        pp_plan_done(&before);
    if (before.plan_id)
        take_rules(d, &before.rules);
    rc = given_from(&d->ground, before.plan_id ? &before : NULL, ret_given, reterr);
    if (rc)
        return rc;
    *ret_before = before;
    before = (struct pp_plan){0};
    ret_given->before = ret_before->plan_id ? ret_before : NULL;
    return 0;
}

/* ---- from homes to patches of units ---- */

static int name_patches(struct pp_plan *plan, const struct pp_given *given,
                        struct pp_error *reterr) {
    size_t k = given->patches.n;
    plan->n_patches = (int)k;
    plan->patches = pp_arena_alloc(&plan->arena, (k + 1) * sizeof *plan->patches);
    if (!plan->patches)
        return pp_fail_nomem(reterr);
    for (size_t p = 0; p < k; p++) {
        const char *name = pp_names_get(&given->patches, (int64_t)p);
        plan->patches[p] = (struct pp_patch){.name = pp_arena_strdup(&plan->arena, name),
                                             .team_ix = -1,
                                             .ward_ix = -1,
                                             .share = 1.0};
        if (!plan->patches[p].name)
            return pp_fail_nomem(reterr);
        for (int q = 0; given->before && q < given->before->n_patches; q++)
            if (strcmp(given->before->patches[q].name, name) == 0) {
                plan->patches[p].share = given->before->patches[q].share;
                plan->patches[p].locked = given->before->patches[q].locked;
            }
    }
    return 0;
}

static int patches_of_units(struct pp_ground *ground, const struct pp_given *given,
                            struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    plan->patch_of_unit =
        pp_arena_alloc(&plan->arena, ((size_t)plan->n_units + 1) * sizeof *plan->patch_of_unit);
    if (!plan->patch_of_unit)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++)
        plan->patch_of_unit[u] = -1;
    for (size_t i = 0; i < ground->stock.n_homes; i++)
        if (ground->unit_of_home[i] >= 0)
            plan->patch_of_unit[ground->unit_of_home[i]] = given->patch_of_home[i];
    return 0;
}

/* Where only some teams were opened to each other, each group of teams is by itself. */
static int part_by_borders(const struct pp_borders *borders, const struct pp_plan *plan,
                           struct pp_arena *arena, struct pp_parts *parts,
                           struct pp_error *reterr) {
    if (!borders->partly)
        return 0;
    parts->names = pp_arena_alloc(arena, ((size_t)plan->n_teams + 1) * sizeof *parts->names);
    if (!parts->names)
        return pp_fail_nomem(reterr);
    for (int t = 0; t <= plan->n_teams; t++)
        parts->names[t] = t < plan->n_teams ? plan->team_names[t] : "";
    for (int u = 0; u < plan->n_units; u++)
        parts->part_of_unit[u] = pp_borders_group(borders, plan, plan->units[u].team_ix);
    return 0;
}

static int add_links(struct pp_ground *ground, const struct pp_allocate_request *request,
                     struct pp_error *reterr) {
    return request ? pp_ground_add_links(ground, request->links, request->n_links, reterr) : 0;
}

static int lay_ground(struct pp_ground *ground, const struct pp_given *given,
                      struct pp_parts *parts, struct pp_error *reterr) {
    int rc = pp_ground_make_units(ground, 0, reterr);
    if (!rc)
        rc = pp_ground_cut_units(ground, given->patch_of_home, given->fill, reterr);
    if (!rc)
        rc = add_links(ground, given->request, reterr);
    if (!rc)
        rc = pp_ground_find_neighbours(ground, reterr);
    if (!rc)
        rc = pp_parts_form(ground, NULL, NULL, 0, parts, reterr);
    if (!rc)
        rc = part_by_borders(&given->borders, ground->plan, &ground->plan->arena, parts, reterr);
    if (!rc)
        rc = pp_ground_join_pockets(ground, parts->part_of_unit, reterr);
    if (!rc)
        rc = pp_tell_pockets(ground, NULL, parts, reterr);
    return rc;
}

/* ---- the verdict ---- */

int pp_given_lay(struct pp_ground *ground, const struct pp_given *given, struct pp_arena *arena,
                 struct pp_parts *ret_parts, struct pp_plan_problem *ret_whole,
                 struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    plan->bound = plan->gap = NAN;
    if (given->patches.n == 0)
        return pp_fail(reterr, PP_E_NOTFOUND,
                       "no home has a patch yet; draw patches first with: patchplan allocate");
    int rc = lay_ground(ground, given, ret_parts, reterr);
    if (!rc)
        rc = name_patches(plan, given, reterr);
    if (!rc)
        rc = patches_of_units(ground, given, reterr);
    return rc ? rc
              : pp_plan_problem_build(plan, &ground->stock, ground->unit_of_home, arena, ret_whole,
                                      reterr);
}

int pp_given_measure(struct pp_ground *ground, const struct pp_given *given,
                     const struct pp_plan_problem *whole, int *ret_n_disconnected,
                     struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    int rc = pp_plan_measure(plan, whole, true, reterr);
    if (!rc)
        rc = pp_lead_patches(ground, given->before, reterr);
    if (!rc)
        rc = pp_put_patches_in_order(plan, reterr);
    if (!rc)
        rc = pp_plan_measure(plan, whole, true, reterr);
    if (!rc)
        rc = pp_check_plan(plan, whole, ret_n_disconnected, reterr);
    if (!rc)
        plan->n_homes_changing = pp_plan_homes_changing(plan, whole);
    return rc;
}

int pp_given_draw(struct pp_ground *ground, const struct pp_given *given, struct pp_arena *arena,
                  struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    struct pp_parts parts = {0};
    struct pp_plan_problem whole = {0};
    int n_disconnected = 0;
    int rc = pp_given_lay(ground, given, arena, &parts, &whole, reterr);
    if (!rc)
        rc = pp_given_measure(ground, given, &whole, &n_disconnected, reterr);
    if (rc)
        return rc;
    bool kept = n_disconnected == 0 && pp_plan_n_in_limits(plan) == plan->n_patches;
    for (int i = 0; i < ground->n_reasons; i++)
        kept &= !ground->reasons[i].broken;
    plan->outcome = kept ? PP_OUTCOME_FEASIBLE : PP_OUTCOME_INFEASIBLE;
    return pp_tell_broken(
        ground, &(struct pp_ending){plan->outcome, n_disconnected, NULL, given->request}, reterr);
}
