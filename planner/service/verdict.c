#include "planner/service/verdict.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/district/arithmetic.h"
#include "patchplan/district/check.h"

double pp_shorter_percent(double cost, double bound) {
    double percent = cost > 0 ? 100.0 * (cost - bound) / cost : 0;
    return percent > 0 ? ceil(percent * 10.0 - 1e-9) / 10.0 : 0;
}

/* The question with the limits of the patches as they stand now: putting them in order moved their shares. */
static int set_limits(const struct pp_plan *plan, int64_t *min_milli, int64_t *max_milli,
                      struct pp_problem *problem) {
    for (int p = 0; min_milli && max_milli && p < plan->n_patches; p++) {
        struct pp_limits limits = pp_patch_limits(plan, &plan->patches[p]);
        min_milli[p] = limits.min_milli;
        max_milli[p] = limits.max_milli;
    }
    problem->min_milli = min_milli;
    problem->max_milli = max_milli;
    return min_milli && max_milli ? 0 : PP_E_NOMEM;
}

int pp_check_plan(const struct pp_plan *plan, const struct pp_plan_problem *whole,
                  int *ret_n_disconnected, struct pp_error *reterr) {
    size_t k = (size_t)plan->n_patches;
    PP_AUTO_FREE int *hub_of = pp_alloc_array(k + 1, sizeof *hub_of);
    PP_AUTO_FREE int *label_of = pp_alloc_array(k + 1, sizeof *label_of);
    PP_AUTO_FREE int64_t *min_milli = pp_alloc_array(k + 1, sizeof *min_milli);
    PP_AUTO_FREE int64_t *max_milli = pp_alloc_array(k + 1, sizeof *max_milli);
    struct pp_problem problem = whole->problem;
    if (!hub_of || !label_of || set_limits(plan, min_milli, max_milli, &problem))
        return pp_fail_nomem(reterr);
    struct pp_costs costs;
    int rc = pp_evaluate(&problem, plan->patch_of_unit, &costs, hub_of, label_of, reterr);
    if (rc)
        return rc;
    struct pp_division division = {
        .n_units = plan->n_units,
        .n_patches = plan->n_patches,
        .patch_of_unit = plan->patch_of_unit,
        .hub_of_patch = hub_of,
        .current_of_patch = label_of,
        .costs = {plan->cost, plan->distance_cost, plan->keep_cost, plan->ward_cost},
        .bound = plan->bound,
        .bound_continuous = NAN,
    };
    struct pp_check check = {0};
    if ((rc = pp_check_division(&problem, &division, &check, reterr)) != 0)
        return rc;
    int n_out = plan->n_patches - pp_plan_n_in_limits(plan);
    if (check.n_without_patch || check.n_empty || !check.cost_agrees || !check.bound_agrees ||
        check.n_out_of_limits != n_out)
        return pp_fail(reterr, PP_E_LIBRARY,
                       "internal error: the plan did not pass its independent check (%d without a "
                       "patch, %d empty, %d of %d outside the limits, costs %s, proof %s); nothing "
                       "was saved. Please report this with your planning file",
                       check.n_without_patch, check.n_empty, check.n_out_of_limits, n_out,
                       check.cost_agrees ? "agree" : "differ",
                       check.bound_agrees ? "holds" : "fails");
    *ret_n_disconnected = check.n_disconnected;
    return 0;
}

int pp_sum_bounds(struct pp_ground *ground, const struct pp_parts *parts, struct pp_error *reterr) {
    double bound = 0, known_cost = 0, known_bound = 0;
    const char *without = NULL;
    int n_without = 0;
    for (int i = 0; i < parts->n_parts; i++) {
        const struct pp_part *part = &parts->parts[i];
        bound += part->bound;
        if (isnan(part->bound)) {
            n_without++;
            without = part->name;
            continue;
        }
        known_cost += part->cost;
        known_bound += part->bound;
    }
    ground->plan->bound = bound;
    if (n_without == 0 || n_without == parts->n_parts)
        return 0;
    double percent = pp_shorter_percent(known_cost, known_bound);
    const char *counted_in = pp_rules_counted_in(&ground->plan->rules);
    if (n_without == 1 && without)
        return pp_ground_add_reasonf(
            ground, reterr, false, NULL,
            PP_PROVEN_IN_PART
            "leaving %s out, no plan under these rules can be more than %.1f %% shorter%s.",
            without, percent, counted_in);
    return pp_ground_add_reasonf(ground, reterr, false, NULL,
                                 PP_PROVEN_IN_PART
                                 "leaving out the %d parts for which nothing is proven, no plan "
                                 "under these rules can be more than %.1f %% shorter%s.",
                                 n_without, percent, counted_in);
}
