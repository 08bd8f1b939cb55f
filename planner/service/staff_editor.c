/* One patch of a plan, with what moves in it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/service/find_patch.h"
#include "planner/service/hrefs.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/measure.h"
#include "patchplan/service/plans.h"
#include "patchplan/service/staff.h"
#include "patchplan/service/staff_edit.h"
#include "patchplan/store/edit.h"

static double metres_to_middle(const struct pp_plan *plan, const struct pp_unit *unit,
                               int patch_ix) {
    const struct pp_unit *middle = &plan->units[plan->patches[patch_ix].hub_unit_ix];
    return hypot(unit->easting_m - middle->easting_m, unit->northing_m - middle->northing_m);
}

static bool is_among(const char *const *ids, size_t n, const char *id) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return false;
}

static struct pp_json *unit_json(const struct pp_plan *plan, int unit_ix, int patch_ix,
                                 const char *touches) {
    const struct pp_unit *unit = &plan->units[unit_ix];
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "ix", pp_json_new_int(unit_ix));
    pp_set_text(json, "id", unit->id);
    pp_set_text(json, "name", unit->name);
    pp_json_set(json, "homes", pp_json_new_int(unit->n_homes));
    pp_set_number(json, "workload", (double)unit->weight_milli / 1000, 1);
    pp_set_text(json, "ward", pp_plan_name_at(plan->ward_names, plan->n_wards, unit->ward_ix));
    pp_set_number(json, "metres", metres_to_middle(plan, unit, patch_ix), 0);
    pp_set_text(json, "touches", *touches ? touches : NULL);
    pp_json_set(json, "pinned", pp_json_new_bool(unit->pinned));
    return json;
}

/* The other patches that a unit touches, in words; `mark` has room for a flag of each patch. */
static void say_beside(const struct pp_plan *plan, int unit_ix, bool *mark, struct pp_str *words) {
    memset(mark, 0, (size_t)plan->n_patches * sizeof *mark);
    for (int i = 0; i < plan->n_neighbours; i++) {
        const struct pp_neighbour *pair = &plan->neighbours[i];
        if (pair->u != unit_ix && pair->v != unit_ix)
            continue;
        int other = plan->patch_of_unit[pair->u == unit_ix ? pair->v : pair->u];
        if (other >= 0 && other != plan->patch_of_unit[unit_ix])
            mark[other] = true;
    }
    for (int p = 0; p < plan->n_patches; p++)
        if (mark[p])
            pp_str_appendf(words, "%s%s", words->len ? ", " : "", plan->patches[p].name);
}

/* What is chosen of another patch. */
static struct pp_json *elsewhere_json(const struct pp_plan *plan, int unit_ix) {
    struct pp_json *json = pp_json_new_object();
    pp_set_text(json, "id", plan->units[unit_ix].id);
    pp_set_text(json, "name", plan->units[unit_ix].name);
    pp_set_text(json, "patch", plan->patches[plan->patch_of_unit[unit_ix]].name);
    return json;
}

static int set_units(const struct pp_plan *plan, int patch_ix, const struct pp_staff_edit *edit,
                     struct pp_json *page) {
    struct pp_json *units = pp_json_new_array(), *elsewhere = pp_json_new_array();
    PP_AUTO_STR struct pp_str words = {0};
    PP_AUTO_FREE bool *mark = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *mark);
    int64_t n_chosen = 0;
    for (int u = 0; u < plan->n_units && mark; u++) {
        bool is_chosen = is_among(edit->units, edit->n_units, plan->units[u].id);
        n_chosen += is_chosen;
        if (plan->patch_of_unit[u] == patch_ix) {
            PP_AUTO_STR struct pp_str beside = {0};
            say_beside(plan, u, mark, &beside);
            struct pp_json *unit = unit_json(plan, u, patch_ix, pp_str_text(&beside));
            pp_json_set(unit, "chosen", pp_json_new_bool(is_chosen));
            pp_json_push(units, unit);
        } else if (is_chosen && plan->patch_of_unit[u] >= 0) {
            pp_json_push(elsewhere, elsewhere_json(plan, u));
        }
    }
    pp_str_append_count(&words, n_chosen, "block or postcode group", "blocks and postcode groups");
    pp_json_set(page, "yours", pp_json_new_bool(n_chosen > 0));
    pp_set_text(page, "nChosen", pp_str_text(&words));
    pp_set_text(page, "to", edit->to && *edit->to ? edit->to : NULL);
    int failed = (mark ? 0 : 1) | pp_json_set(page, "units", units);
    return failed | pp_json_set(page, "elsewhere", elsewhere);
}

/* ---- where to ---- */

static struct pp_json *target_json(const struct pp_plan *plan, int patch_ix, const char *where,
                                   const char *chosen) {
    const char *name = plan->patches[patch_ix].name;
    struct pp_json *target = pp_json_new_object();
    pp_set_text(target, "id", name);
    pp_set_text(target, "where", where);
    pp_set_count(target, "homes", plan->patches[patch_ix].n_homes);
    pp_json_set(target, "chosen", pp_json_new_bool(chosen && strcmp(chosen, name) == 0));
    return target;
}

/* Those beside it first, then itself (for what is chosen elsewhere), then the others; and links to those beside it. */
static int set_targets(const struct pp_plan *plan, int patch_ix, const char *chosen,
                       struct pp_json *page, struct pp_error *reterr) {
    struct pp_json *targets = pp_json_new_array(), *links = pp_json_new_array();
    PP_AUTO_FREE bool *beside = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *beside);
    int failed = pp_json_set(page, "targets", targets) | pp_json_set(page, "beside", links);
    if (failed || !beside)
        return pp_fail_nomem(reterr);
    pp_patches_beside(plan, patch_ix, beside);
    for (int p = 0; p < plan->n_patches; p++) {
        if (!beside[p])
            continue;
        struct pp_json *link = pp_json_new_object();
        pp_set_text(link, "id", plan->patches[p].name);
        pp_set_patch_href(link, "href", plan->name, plan->patches[p].name);
        pp_json_push(links, link);
        pp_json_push(targets, target_json(plan, p, "beside it", chosen));
    }
    pp_json_push(targets, target_json(plan, patch_ix, "this patch", chosen));
    for (int p = 0; p < plan->n_patches; p++)
        if (!beside[p] && p != patch_ix)
            pp_json_push(targets, target_json(plan, p, NULL, chosen));
    return 0;
}

/* ---- the patch ---- */

static int set_patch(struct pp_db *db, const struct pp_plan *plan, int patch_ix,
                     struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    const struct pp_patch *patch = &plan->patches[patch_ix];
    struct pp_limits limits = pp_patch_limits(plan, patch);
    const char **officers = NULL;
    int rc = pp_service_plan_officers(db, plan, &arena, &officers, reterr);
    if (rc)
        return rc;
    pp_set_text(page, "id", patch->name);
    pp_json_set(page, "locked", pp_json_new_bool(patch->locked));
    pp_set_text(page, "team", pp_plan_name_at(plan->team_names, plan->n_teams, patch->team_ix));
    pp_set_text(page, "officer", officers[patch_ix]);
    pp_set_count(page, "homes", patch->n_homes);
    pp_set_number(page, "workload", (double)patch->weight_milli / 1000, 1);
    pp_set_number(page, "least", (double)limits.min_milli / 1000, 0);
    pp_set_number(page, "most", (double)limits.max_milli / 1000, 0);
    pp_set_text(page, "limit", pp_limits_side(limits, patch->weight_milli));
    pp_set_number(page, "distance", patch->mean_distance_m, 0);
    return 0;
}

/* `who` looks: what others did is told to be theirs. */
static int set_steps(struct pp_db *db, int64_t plan_id, const char *who, struct pp_json *page,
                     struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_edit undo = {0}, redo = {0};
    int rc = pp_store_edit_next_undo(db, plan_id, &arena, &undo, reterr);
    if (rc >= 0)
        rc = pp_store_edit_next_redo(db, plan_id, &arena, &redo, reterr);
    if (rc < 0)
        return rc;
    bool is_others = undo.who && *undo.who && (!who || strcmp(who, undo.who) != 0);
    pp_set_text(page, "undo", undo.what);
    pp_set_text(page, "undoBy", is_others ? undo.who : NULL);
    pp_set_text(page, "redo", redo.what);
    return 0;
}

static int set_plan(struct pp_db *db, const struct pp_plan *plan, const char *patch,
                    const char *who, struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str href = {0};
    const char *version = NULL;
    int rc = pp_service_plan_version(db, plan->name, &arena, &version, reterr);
    if (rc)
        return rc;
    pp_href_name(&href, "/plan/", plan->name);
    pp_set_text(page, "plan", plan->name);
    pp_set_text(page, "planHref", pp_str_text(&href));
    pp_set_patch_href(page, "href", plan->name, patch);
    pp_set_text(page, "version", version);
    pp_json_set(page, "isDraft", pp_json_new_bool(strcmp(plan->state, "draft") == 0));
    return set_steps(db, plan->plan_id, who, page, reterr);
}

int pp_service_patch_editor(struct pp_db *db, const struct pp_staff_edit *edit,
                            struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    int patch_ix = -1;
    int rc = pp_store_plan_load(db, edit->plan, &plan, NULL, reterr);
    if (!rc)
        rc = pp_find_patch(&plan, edit->patch, &patch_ix, reterr);
    if (!rc)
        rc = set_plan(db, &plan, plan.patches[patch_ix].name, edit->who, page, reterr);
    if (!rc)
        rc = set_patch(db, &plan, patch_ix, page, reterr);
    if (!rc)
        rc = set_targets(&plan, patch_ix, edit->to, page, reterr);
    if (!rc && set_units(&plan, patch_ix, edit, page) != 0)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        *ret_page = PP_STEAL(page);
    return rc;
}
