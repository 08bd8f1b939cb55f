#include "patchplan/service/plans.h"

#include <math.h>

#include "patchplan/core/alloc.h"
#include "patchplan/service/measure.h"

static struct pp_json *milli_json(int64_t milli) { return pp_json_new_real((double)milli / 1000); }

static struct pp_json *patch_json(const struct pp_plan *plan, const struct pp_patch *patch) {
    struct pp_json *row = pp_json_new_object();
    const char *team = patch->team_ix >= 0 ? plan->team_names[patch->team_ix] : NULL;
    const char *ward = patch->ward_ix >= 0 ? plan->ward_names[patch->ward_ix] : NULL;
    pp_json_set(row, "patch", pp_json_new_text(patch->name));
    pp_json_set(row, "team", pp_json_new_text(team));
    pp_json_set(row, "ward", pp_json_new_text(ward));
    pp_json_set(row, "share", pp_json_new_real(patch->share));
    pp_json_set(row, "homes", pp_json_new_int(patch->n_homes));
    pp_json_set(row, "weighted_homes", milli_json(patch->weight_milli));
    pp_json_set(row, "mean_distance_m", pp_json_new_real(patch->mean_distance_m));
    pp_json_set(row, "officer", pp_json_new_text(patch->officer_id));
    return row;
}

/* A reason is one text: what gave, then the way out as a command. */
static struct pp_json *reason_json(const struct pp_reason *reason) {
    PP_AUTO_STR struct pp_str text = {0};
    pp_str_append(&text, reason->text);
    if (reason->fix)
        pp_str_appendf(&text, " Try: %s", reason->fix);
    return text.failed ? NULL : pp_json_new_text(pp_str_text(&text));
}

struct pp_json *pp_service_reasons_json(const struct pp_reason *reasons, int n) {
    struct pp_json *array = pp_json_new_array();
    for (int i = 0; i < n; i++)
        if (pp_json_push(array, reason_json(&reasons[i])) < 0) {
            pp_json_done(array);
            return NULL;
        }
    return array;
}

struct pp_json *pp_service_plan_json(const struct pp_plan *plan) {
    struct pp_json *patches = pp_json_new_array();
    for (int p = 0; p < plan->n_patches; p++)
        pp_json_push(patches, patch_json(plan, &plan->patches[p]));
    struct pp_json *json = pp_json_new_object();
    pp_json_set(json, "plan", pp_json_new_text(plan->name));
    pp_json_set(json, "outcome", pp_json_new_text(pp_outcome_name(plan->outcome)));
    pp_json_set(json, "patches", patches);
    pp_json_set(json, "homes", pp_json_new_int(plan->n_homes));
    pp_json_set(json, "weighted_homes", milli_json(plan->weight_milli));
    pp_json_set(json, "in_band", pp_json_new_int(pp_plan_n_in_limits(plan)));
    pp_json_set(json, "cost", pp_json_new_real(plan->cost));
    pp_json_set(json, "distance_cost", pp_json_new_real(plan->distance_cost));
    pp_json_set(json, "keep_cost", pp_json_new_real(plan->keep_cost));
    pp_json_set(json, "ward_cost", pp_json_new_real(plan->ward_cost));
    pp_json_set(json, "bound", pp_json_new_real(plan->bound));
    pp_json_set(json, "gap", pp_json_new_real(plan->gap));
    pp_json_set(json, "homes_changing_patch", pp_json_new_int(plan->n_homes_changing));
    pp_json_set(json, "reasons", pp_service_reasons_json(plan->reasons, plan->n_reasons));
    return json;
}
