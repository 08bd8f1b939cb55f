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

static struct pp_json *unit_json(const struct pp_plan *plan, int unit_ix, int patch_ix) {
    const struct pp_unit *unit = &plan->units[unit_ix];
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "ix", pp_json_new_int(unit_ix));
    pp_set_text(json, "id", unit->id);
    pp_set_text(json, "name", unit->name);
    pp_json_set(json, "homes", pp_json_new_int(unit->n_homes));
    pp_set_number(json, "workload", (double)unit->weight_milli / 1000, 1);
    pp_set_text(json, "ward", pp_plan_name_at(plan->ward_names, plan->n_wards, unit->ward_ix));
    pp_set_number(json, "metres", metres_to_middle(plan, unit, patch_ix), 0);
    pp_json_set(json, "pinned", pp_json_new_bool(unit->pinned));
    return json;
}

static struct pp_json *units_json(const struct pp_plan *plan, int patch_ix) {
    struct pp_json *units = pp_json_new_array();
    for (int u = 0; u < plan->n_units; u++)
        if (plan->patch_of_unit[u] == patch_ix)
            pp_json_push(units, unit_json(plan, u, patch_ix));
    return units;
}

/* ---- where to ---- */

static void mark_beside(const struct pp_plan *plan, int patch_ix, bool *beside) {
    for (int i = 0; i < plan->n_neighbours; i++) {
        int a = plan->patch_of_unit[plan->neighbours[i].u];
        int b = plan->patch_of_unit[plan->neighbours[i].v];
        if (a == patch_ix && b >= 0)
            beside[b] = true;
        if (b == patch_ix && a >= 0)
            beside[a] = true;
    }
    beside[patch_ix] = false;
}

static int targets_json(const struct pp_plan *plan, int patch_ix, struct pp_json *targets,
                        struct pp_error *reterr) {
    PP_AUTO_FREE bool *beside = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *beside);
    if (!beside)
        return pp_fail_nomem(reterr);
    mark_beside(plan, patch_ix, beside);
    for (int far = 0; far < 2; far++)
        for (int p = 0; p < plan->n_patches; p++) {
            if (p == patch_ix || beside[p] == (bool)far)
                continue;
            struct pp_json *target = pp_json_new_object();
            pp_set_text(target, "id", plan->patches[p].name);
            pp_json_set(target, "beside", pp_json_new_bool(beside[p]));
            pp_set_count(target, "homes", plan->patches[p].n_homes);
            pp_json_push(targets, target);
        }
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
    pp_set_text(page, "limit",
                patch->weight_milli > limits.max_milli   ? "over"
                : patch->weight_milli < limits.min_milli ? "under"
                                                         : NULL);
    pp_set_number(page, "distance", patch->mean_distance_m, 0);
    return 0;
}

static int set_steps(struct pp_db *db, int64_t plan_id, struct pp_json *page,
                     struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_edit undo = {0}, redo = {0};
    int rc = pp_store_edit_next_undo(db, plan_id, &arena, &undo, reterr);
    if (rc >= 0)
        rc = pp_store_edit_next_redo(db, plan_id, &arena, &redo, reterr);
    if (rc < 0)
        return rc;
    pp_set_text(page, "undo", undo.what);
    pp_set_text(page, "redo", redo.what);
    return 0;
}

static int set_plan(struct pp_db *db, const struct pp_plan *plan, const char *patch,
                    struct pp_json *page, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_STR struct pp_str href = {0};
    const char *version = NULL;
    int rc = pp_service_plan_version(db, plan->name, &arena, &version, reterr);
    if (rc)
        return rc;
    pp_href_name(&href, "/plan/", plan->name);
    pp_set_text(page, "plan", plan->name);
    pp_set_text(page, "planHref", pp_str_text(&href));
    pp_str_append(&href, "/patch/");
    pp_set_href(page, "href", pp_str_text(&href), patch);
    pp_set_text(page, "version", version);
    pp_json_set(page, "isDraft", pp_json_new_bool(strcmp(plan->state, "draft") == 0));
    return set_steps(db, plan->plan_id, page, reterr);
}

int pp_service_patch_editor(struct pp_db *db, const char *plan_name, const char *patch,
                            struct pp_json **ret_page, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO_JSON struct pp_json *page = pp_json_new_object();
    struct pp_json *targets = pp_json_new_array();
    int patch_ix = -1;
    int rc = pp_store_plan_load(db, plan_name, &plan, NULL, reterr);
    if (!rc)
        rc = pp_find_patch(&plan, patch, &patch_ix, reterr);
    if (!rc)
        rc = set_plan(db, &plan, plan.patches[patch_ix].name, page, reterr);
    if (!rc)
        rc = set_patch(db, &plan, patch_ix, page, reterr);
    if (!rc)
        rc = targets_json(&plan, patch_ix, targets, reterr);
    if (rc) {
        pp_json_done(targets);
        return rc;
    }
    pp_json_set(page, "targets", targets);
    if (pp_json_set(page, "units", units_json(&plan, patch_ix)) != 0)
        return pp_fail_nomem(reterr);
    *ret_page = PP_STEAL(page);
    return 0;
}
