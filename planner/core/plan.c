#include "patchplan/core/plan.h"

#include <math.h>
#include <string.h>

static const char *const kind_names[] = {"edge", "point", "link", "bridge"};

const char *pp_neighbour_kind_name(enum pp_neighbour_kind kind) { return kind_names[kind]; }

int pp_neighbour_kind_parse(const char *name) {
    for (int i = 0; i <= PP_NEIGHBOUR_BRIDGE; i++)
        if (strcmp(kind_names[i], name) == 0)
            return i;
    return -1;
}

const char *pp_plan_name_at(const char *const *names, int n, int ix) {
    return ix >= 0 && ix < n ? names[ix] : NULL;
}

const char *pp_rules_counted_in(const struct pp_rules *rules) {
    bool squared = rules->cost_kind == PP_COST_SQUARED;
    if (rules->keep_m > 0 && rules->ward_m > 0)
        return squared ? " in squared distance, with homes that change patch or lie outside their "
                         "patch's main ward counted in"
                       : ", with homes that change patch or lie outside their patch's main ward "
                         "counted in";
    if (rules->keep_m > 0)
        return squared ? " in squared distance, with homes that change patch counted in"
                       : ", with homes that change patch counted in";
    if (rules->ward_m > 0)
        return squared
                   ? " in squared distance, with homes outside their patch's main ward counted in"
                   : ", with homes outside their patch's main ward counted in";
    return squared ? " in squared distance" : "";
}

bool pp_plan_is_proven_in_part(const struct pp_plan *plan) {
    for (int i = 0; i < plan->n_reasons; i++)
        if (strncmp(plan->reasons[i].text, PP_PROVEN_IN_PART, strlen(PP_PROVEN_IN_PART)) == 0)
            return true;
    return false;
}

struct pp_limits pp_share_limits(double share, int64_t min_milli, int64_t max_milli) {
    /* share x limit is whole or at least a thousandth off it; a product of doubles is a millionth off */
    return (struct pp_limits){
        .min_milli = (int64_t)ceil(share * (double)min_milli - 1e-6),
        .max_milli = (int64_t)floor(share * (double)max_milli + 1e-6),
    };
}

double pp_plan_gap(double cost, double bound) {
    if (!(bound > 0) || cost < bound * (1 - 1e-9))
        return NAN;
    return fmax(cost / bound - 1.0, 0.0);
}

struct pp_limits pp_patch_limits(const struct pp_plan *plan, const struct pp_patch *patch) {
    return pp_share_limits(patch->share, plan->rules.min_milli, plan->rules.max_milli);
}

void pp_plan_done(struct pp_plan *plan) {
    struct pp_arena arena = plan->arena;
    *plan = (struct pp_plan){0};
    pp_arena_done(&arena);
}
