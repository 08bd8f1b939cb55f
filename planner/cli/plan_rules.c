#include "planner/cli/plan_rules.h"

#include <string.h>

#include "patchplan/core/text.h"

void pp_plan_rules_default(struct pp_rules *ret_rules) {
    *ret_rules = (struct pp_rules){280000, 300000, PP_WITHIN_TEAM, PP_COST_DISTANCE, 250, 100};
}

static int read_size(const char *text, struct pp_rules *rules, struct pp_error *reterr) {
    if (pp_text_limits(text, &rules->min_milli, &rules->max_milli))
        return 0;
    return pp_fail(reterr, PP_E_USAGE,
                   "--size needs the least and the most a patch may hold, such as 280:300, not "
                   "'%s'",
                   text);
}

int pp_plan_rules_read(struct pp_call *call, struct pp_rules *rules, bool *ret_within_told,
                       bool *ret_size_told, struct pp_error *reterr) {
    const char *within = pp_call_text(call, "within"), *cost = pp_call_text(call, "cost");
    const char *size = pp_call_text(call, "size");
    *ret_within_told = within != NULL;
    *ret_size_told = size != NULL;
    if (within)
        rules->within = strcmp(within, "team") == 0   ? PP_WITHIN_TEAM
                        : strcmp(within, "ward") == 0 ? PP_WITHIN_WARD
                                                      : PP_WITHIN_NONE;
    if (cost && strcmp(cost, "squared") == 0)
        rules->cost_kind = PP_COST_SQUARED;
    rules->keep_m = pp_call_real(call, "keep", rules->keep_m);
    rules->ward_m = pp_call_real(call, "ward", rules->ward_m);
    return size ? read_size(size, rules, reterr) : 0;
}
