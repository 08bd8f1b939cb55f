#include "patchplan/service/staff_map.h"

#include <math.h>
#include <string.h>

#include "planner/service/find_patch.h"
#include "planner/service/hrefs.h"
#include "planner/service/units_before.h"
#include "patchplan/core/alloc.h"
#include "patchplan/publish/outline.h"
#include "patchplan/service/measure.h"
#include "patchplan/service/staff_edit.h"
#include "patchplan/store/plan.h"

enum { MOST_PATCHES = 2000, UNIT_GRID_M = 1 };

/* ---- patches ---- */

static int set_patch(const struct pp_plan *plan, bool for_all, struct pp_json *outline) {
    const struct pp_patch *patch =
        &plan->patches[pp_patch_named(plan, pp_json_text(pp_json_get(outline, "id")))];
    pp_set_text(outline, "team", pp_plan_name_at(plan->team_names, plan->n_teams, patch->team_ix));
    if (for_all)
        return 0;
    pp_set_patch_href(outline, "href", plan->name, patch->name);
    pp_set_count(outline, "homes", patch->n_homes);
    pp_set_text(outline, "limit",
                pp_limits_side(pp_patch_limits(plan, patch), patch->weight_milli));
    return pp_json_set(outline, "locked", pp_json_new_bool(patch->locked));
}

static int add_outlines(const struct pp_plan *plan, const bool *wanted, bool for_all, int *colours,
                        struct pp_json *patches, struct pp_error *reterr) {
    PP_AUTO_GEO struct pp_geo *geo = NULL;
    PP_AUTO_SHAPES struct pp_patch_shapes shapes = {0};
    const struct pp_outline_wish wish = {wanted, colours,
                                         for_all ? PP_OUTLINE_GRID_M : PP_OUTLINE_FINE_GRID_M};
    int rc = pp_geo_new(&geo, reterr);
    if (!rc)
        rc = pp_patch_shapes_build_some(geo, plan, wanted, &shapes, reterr);
    if (!rc)
        rc = pp_outlines_colour(plan, &shapes, colours, reterr);
    if (!rc)
        rc = pp_outlines_add(plan, &shapes, &wish, patches, reterr);
    for (size_t i = 0; i < pp_json_length(patches) && !rc; i++)
        if (set_patch(plan, for_all, pp_json_at(patches, i)) != 0)
            rc = pp_fail_nomem(reterr);
    return rc;
}

/* What each patch was told to have, -1 where nothing was. */
static void read_colours(const struct pp_plan *plan, const struct pp_json *before, int *colours) {
    for (int p = 0; p < plan->n_patches; p++) {
        double colour = -1;
        if (before)
            pp_json_number(pp_json_get(before, plan->patches[p].name), &colour);
        colours[p] = (int)colour;
    }
}

static struct pp_json *colours_json(const struct pp_plan *plan, const int *colours) {
    struct pp_json *json = pp_json_new_object();
    for (int p = 0; p < plan->n_patches; p++)
        pp_json_set(json, plan->patches[p].name, pp_json_new_int(colours[p]));
    return json;
}

static void find_wanted(const struct pp_plan *plan, const struct pp_outlines_ask *ask,
                        bool *wanted) {
    for (int p = 0; p < plan->n_patches; p++)
        wanted[p] = ask->n_only == 0;
    for (size_t i = 0; i < ask->n_only; i++) {
        int patch_ix = pp_patch_named(plan, ask->only[i]);
        if (patch_ix >= 0)
            wanted[patch_ix] = true;
    }
}

int pp_service_plan_outlines(struct pp_db *db, const struct pp_outlines_ask *ask,
                             struct pp_json **ret_outlines, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO_JSON struct pp_json *outlines = pp_json_new_object();
    struct pp_json *patches = pp_json_new_array();
    pp_set_text(outlines, "crs", "EPSG:27700");
    if (pp_json_set(outlines, "patches", patches) != 0)
        return pp_fail_nomem(reterr);
    int rc = pp_store_plan_load(db, ask->plan, &plan, NULL, reterr);
    PP_AUTO_FREE bool *wanted = pp_alloc_array((size_t)plan.n_patches + 1, sizeof *wanted);
    PP_AUTO_FREE int *colours = pp_alloc_array((size_t)plan.n_patches + 1, sizeof *colours);
    if (!rc && (!wanted || !colours))
        rc = pp_fail_nomem(reterr);
    if (rc)
        return rc;
    find_wanted(&plan, ask, wanted);
    read_colours(&plan, ask->colours, colours);
    if (plan.n_patches <= MOST_PATCHES)
        rc = add_outlines(&plan, wanted, ask->for_all, colours, patches, reterr);
    if (!rc && pp_json_set(outlines, "colours", colours_json(&plan, colours)) != 0)
        rc = pp_fail_nomem(reterr);
    if (!rc)
        *ret_outlines = PP_STEAL(outlines);
    return rc;
}

/* ---- blocks and postcode groups ---- */

/* What both kinds have, pushed to `units`: {"name","homes","at","rings"}. */
static int add_unit(const struct pp_unit *unit, struct pp_json *units, struct pp_json **ret_json,
                    struct pp_error *reterr) {
    struct pp_rings rings = {0};
    int rc = unit->cell_wkb ? pp_rings_read(unit->cell_wkb, unit->n_cell_wkb, &rings, reterr) : 0;
    if (rc)
        return rc;
    struct pp_json *json = pp_json_new_object(), *at = pp_json_new_array();
    pp_json_push(at, pp_json_new_int(llround(unit->easting_m)));
    pp_json_push(at, pp_json_new_int(llround(unit->northing_m)));
    pp_set_text(json, "name", unit->name);
    pp_json_set(json, "homes", pp_json_new_int(unit->n_homes));
    pp_json_set(json, "at", at);
    pp_json_set(json, "rings", pp_outline_json(&rings, UNIT_GRID_M));
    pp_rings_done(&rings);
    *ret_json = json;
    return pp_json_push(units, json) == 0 ? 0 : pp_fail_nomem(reterr);
}

static int add_part(const struct pp_plan *plan, int unit_ix, struct pp_json *units,
                    struct pp_error *reterr) {
    struct pp_json *json = NULL;
    int rc = add_unit(&plan->units[unit_ix], units, &json, reterr);
    if (rc)
        return rc;
    pp_set_text(json, "id", plan->units[unit_ix].id);
    pp_set_text(json, "patch", plan->patches[plan->patch_of_unit[unit_ix]].name);
    pp_json_set(json, "pinned", pp_json_new_bool(plan->units[unit_ix].pinned));
    return 0;
}

int pp_service_plan_units(struct pp_db *db, const char *plan_name, const char *patch,
                          struct pp_json **ret_units, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *answer = pp_json_new_object();
    struct pp_json *units = pp_json_new_array();
    const char *version = NULL;
    int patch_ix = -1;
    if (pp_json_set(answer, "units", units) != 0)
        return pp_fail_nomem(reterr);
    int rc = pp_store_plan_load(db, plan_name, &plan, NULL, reterr);
    if (!rc)
        rc = pp_find_patch(&plan, patch, &patch_ix, reterr);
    if (!rc)
        rc = pp_service_plan_version(db, plan.name, &arena, &version, reterr);
    PP_AUTO_FREE bool *shown = pp_alloc_array((size_t)plan.n_patches + 1, sizeof *shown);
    if (!rc && !shown)
        rc = pp_fail_nomem(reterr);
    if (rc)
        return rc;
    pp_patches_beside(&plan, patch_ix, shown);
    shown[patch_ix] = true;
    for (int u = 0; u < plan.n_units && !rc; u++)
        if (plan.patch_of_unit[u] >= 0 && shown[plan.patch_of_unit[u]])
            rc = add_part(&plan, u, units, reterr);
    pp_set_text(answer, "patch", plan.patches[patch_ix].name);
    pp_set_text(answer, "version", version);
    if (!rc)
        *ret_units = PP_STEAL(answer);
    return rc;
}

/* ---- what moves ---- */

static int add_move(const struct pp_plan *plan, int unit_ix, const char *before,
                    struct pp_json *units, struct pp_error *reterr) {
    int patch_ix = plan->patch_of_unit[unit_ix];
    struct pp_json *json = NULL;
    int rc = add_unit(&plan->units[unit_ix], units, &json, reterr);
    if (rc)
        return rc;
    pp_set_text(json, "from", before);
    pp_set_text(json, "to", patch_ix < 0 ? NULL : plan->patches[patch_ix].name);
    return 0;
}

int pp_service_plan_moves(struct pp_db *db, const char *plan_name, const char *against,
                          pp_day today, struct pp_json **ret_moves, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_JSON struct pp_json *answer = pp_json_new_object();
    struct pp_json *units = pp_json_new_array();
    struct pp_unit_before *before = NULL;
    if (pp_json_set(answer, "units", units) != 0)
        return pp_fail_nomem(reterr);
    int rc = pp_store_plan_load(db, plan_name, &plan, NULL, reterr);
    if (!rc)
        rc = pp_units_before(db, &plan, against, today, &arena, &before, reterr);
    for (int u = 0; u < plan.n_units && !rc; u++)
        if (before[u].changes)
            rc = add_move(&plan, u, before[u].patch, units, reterr);
    if (!rc)
        *ret_moves = PP_STEAL(answer);
    return rc;
}
