#include "patchplan/publish/tables.h"

#include <math.h>

const char *const pp_allocation_keys[] = {"property_ref", "postcode", "patch", NULL};
const char *const pp_changes_keys[] = {"property_ref", "old_patch", "new_patch", "from", NULL};

static int write_unit(struct pp_sheet *sheet, const struct pp_plan *plan, int u,
                      struct pp_error *reterr) {
    const struct pp_unit *unit = &plan->units[u];
    int p = plan->patch_of_unit[u];
    pp_sheet_text(sheet, unit->id);
    pp_sheet_milli(sheet, unit->weight_milli);
    pp_sheet_real(sheet, unit->easting_m, 3);
    pp_sheet_real(sheet, unit->northing_m, 3);
    pp_sheet_int(sheet, unit->n_homes);
    pp_sheet_text(sheet, pp_plan_name_at(plan->team_names, plan->n_teams, unit->team_ix));
    pp_sheet_text(sheet, pp_plan_name_at(plan->ward_codes, plan->n_wards, unit->ward_ix));
    pp_sheet_text(sheet, p >= 0 ? plan->patches[p].name : NULL);
    return pp_sheet_end_row(sheet, reterr);
}

int pp_publish_units(const struct pp_plan *plan, const char *path, enum pp_sheet_format format,
                     struct pp_error *reterr) {
    static const char *const keys[] = {"id",   "weight",    "x",     "y", "homes",
                                       "team", "ward_code", "patch", NULL};
    PP_AUTO_SHEET struct pp_sheet *sheet = NULL;
    int rc = pp_sheet_open(path, &(struct pp_sheet_options){format, false}, keys, &sheet, reterr);
    for (int u = 0; u < plan->n_units && !rc; u++)
        rc = write_unit(sheet, plan, u, reterr);
    return rc ? rc : pp_sheet_commit(sheet, reterr);
}

int pp_publish_neighbours(const struct pp_plan *plan, const char *path, enum pp_sheet_format format,
                          struct pp_error *reterr) {
    static const char *const keys[] = {"u", "v", "kind", NULL};
    PP_AUTO_SHEET struct pp_sheet *sheet = NULL;
    int rc = pp_sheet_open(path, &(struct pp_sheet_options){format, false}, keys, &sheet, reterr);
    for (int e = 0; e < plan->n_neighbours && !rc; e++) {
        pp_sheet_text(sheet, plan->units[plan->neighbours[e].u].id);
        pp_sheet_text(sheet, plan->units[plan->neighbours[e].v].id);
        pp_sheet_text(sheet, pp_neighbour_kind_name(plan->neighbours[e].kind));
        rc = pp_sheet_end_row(sheet, reterr);
    }
    return rc ? rc : pp_sheet_commit(sheet, reterr);
}

static int write_patch(struct pp_sheet *sheet, const struct pp_plan *plan, int p,
                       struct pp_error *reterr) {
    const struct pp_patch *patch = &plan->patches[p];
    const struct pp_unit *hub = patch->hub_unit_ix >= 0 ? &plan->units[patch->hub_unit_ix] : NULL;
    pp_sheet_text(sheet, patch->name);
    pp_sheet_text(sheet, pp_plan_name_at(plan->team_names, plan->n_teams, patch->team_ix));
    pp_sheet_text(sheet, pp_plan_name_at(plan->ward_codes, plan->n_wards, patch->ward_ix));
    pp_sheet_text(sheet, pp_plan_name_at(plan->ward_names, plan->n_wards, patch->ward_ix));
    pp_sheet_real(sheet, patch->share, 2);
    pp_sheet_int(sheet, patch->n_homes);
    pp_sheet_milli(sheet, patch->weight_milli);
    pp_sheet_real(sheet, patch->mean_distance_m, 1);
    pp_sheet_text(sheet, hub ? hub->name : NULL);
    pp_sheet_real(sheet, hub ? hub->easting_m : NAN, 3);
    pp_sheet_real(sheet, hub ? hub->northing_m : NAN, 3);
    pp_sheet_text(sheet, patch->officer_id);
    pp_sheet_text(sheet, patch->locked ? "yes" : "no");
    return pp_sheet_end_row(sheet, reterr);
}

int pp_publish_patches(const struct pp_plan *plan, const char *path, enum pp_sheet_format format,
                       struct pp_error *reterr) {
    static const char *const keys[] = {
        "patch",           "team",   "ward_code", "ward",     "share",   "homes",  "weighted_homes",
        "mean_distance_m", "middle", "middle_x",  "middle_y", "officer", "locked", NULL};
    PP_AUTO_SHEET struct pp_sheet *sheet = NULL;
    int rc = pp_sheet_open(path, &(struct pp_sheet_options){format, true}, keys, &sheet, reterr);
    for (int p = 0; p < plan->n_patches && !rc; p++)
        rc = write_patch(sheet, plan, p, reterr);
    return rc ? rc : pp_sheet_commit(sheet, reterr);
}
