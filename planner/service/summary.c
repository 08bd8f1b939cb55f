#include <math.h>
#include <string.h>

#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "patchplan/service/measure.h"
#include "patchplan/service/plans.h"
#include "planner/service/verdict.h"

static void say_count(struct pp_str *text, double value) {
    char count[32];
    pp_text_format_count((int64_t)llround(value), count, sizeof count);
    pp_str_append(text, count);
}

static void say_size(const struct pp_plan *plan, struct pp_str *text) {
    char homes[32], least[32], most[32];
    int n_in = pp_plan_n_in_limits(plan), n_out = plan->n_patches - n_in;
    pp_arithmetic_format_homes(plan->weight_milli, homes, sizeof homes);
    pp_arithmetic_format_homes(plan->rules.min_milli, least, sizeof least);
    pp_arithmetic_format_homes(plan->rules.max_milli, most, sizeof most);
    pp_str_append_count(text, plan->n_patches, "patch, ", "patches, ");
    say_count(text, (double)plan->n_homes);
    pp_str_appendf(text, " homes (%s workload-equivalent).\n", homes);
    const char *by_share = pp_plan_has_shares(plan) ? " times their share" : "";
    if (n_out == 0)
        pp_str_appendf(text, "All %d inside the size limits of %s to %s%s.\n", n_in, least, most,
                       by_share);
    else
        pp_str_appendf(text, "%d inside the size limits of %s to %s%s, %d over or under.\n", n_in,
                       least, most, by_share, n_out);
}

static bool is_told_as_drawn(const struct pp_plan *plan) {
    for (int i = 0; i < plan->n_reasons; i++)
        if (strstr(plan->reasons[i].text, PP_DRAWN_VACANT))
            return true;
    return false;
}

/* Of which day the officers are, when not of today; then, where officers are named at all, how many are not. */
static void say_leads(const struct pp_plan *plan, struct pp_str *text) {
    char day[40];
    int n = pp_plan_n_vacant(plan);
    pp_day_long(plan->leads_day, day, sizeof day);
    if (n == plan->n_patches)
        return;
    if (plan->leads_day > pp_day_today())
        pp_str_appendf(text, "Named officers as from %s.\n", day);
    if (n > 0 && !is_told_as_drawn(plan))
        pp_str_appendf(text, "Patches without a named officer: %d.\n", n);
}

static void say_distance(const struct pp_plan *plan, struct pp_str *text) {
    pp_str_appendf(text, "Average distance to the middle of the patch: %.0f m.\n",
                   pp_plan_mean_distance_m(plan));
    pp_str_append(text, "Homes in another patch than on the list of homes: ");
    say_count(text, (double)plan->n_homes_changing);
    pp_str_append(text, ".\n");
}

static void say_costs(const struct pp_plan *plan, struct pp_str *text) {
    pp_str_append(text, "Cost: ");
    say_count(text, plan->cost);
    pp_str_append(text, " = ");
    say_count(text, plan->distance_cost);
    pp_str_append(text, plan->rules.cost_kind == PP_COST_SQUARED ? " for distance squared + "
                                                                 : " for distance + ");
    say_count(text, plan->keep_cost);
    pp_str_appendf(text, " for homes changing patch (%g m each) + ", plan->rules.keep_m);
    say_count(text, plan->ward_cost);
    pp_str_appendf(text, " for homes outside their patch's main ward (%g m each).\n",
                   plan->rules.ward_m);
}

/* What is proven of a part of the plan stands among the reasons; how far the plan is from it, here. */
static void say_proof_in_part(const struct pp_plan *plan, struct pp_str *text) {
    if (!isnan(plan->bound) && plan->cost < plan->bound * (1 - 1e-9))
        pp_str_append(text, "Proven in part: this plan costs less than can be without breaking a "
                            "rule, as it does.\n");
    else if (!isnan(plan->bound) && plan->bound > 0)
        pp_str_appendf(text,
                       "Proven in part: with the patches that stayed left as they are, the whole "
                       "plan cannot be more than %.1f %% shorter%s.\n",
                       pp_shorter_percent(plan->cost, plan->bound),
                       pp_rules_counted_in(&plan->rules));
}

/* `with_least`: also in the costs' own figures. */
static void say_proof(const struct pp_plan *plan, bool with_least, struct pp_str *text) {
    if (pp_plan_is_proven_in_part(plan)) {
        say_proof_in_part(plan, text);
        return;
    }
    if (isnan(plan->bound) || (plan->bound <= 0 && plan->cost > 0)) {
        pp_str_append(text, "How much shorter a plan could be is not proven.\n");
        return;
    }
    if (isnan(plan->gap)) {
        pp_str_append(text, "Proven: no plan under these rules can cost less than ");
        say_count(text, floor(plan->bound));
        pp_str_append(text, "; this one does, because it breaks a rule.\n");
        return;
    }
    pp_str_appendf(text, "Proven: no plan under these rules can be more than %.1f %% shorter%s",
                   pp_shorter_percent(plan->cost, plan->bound), pp_rules_counted_in(&plan->rules));
    if (with_least) {
        pp_str_append(text, " (a cost of at least ");
        say_count(text, floor(plan->bound));
        pp_str_append(text, ")");
    }
    pp_str_append(text, ".\n");
}

static bool is_told(const struct pp_reason *reason, enum pp_summary_reasons told) {
    return told == PP_REASONS_ALL || (told == PP_REASONS_BROKEN && reason->broken);
}

/* Does a reason told before have the same way out? */
static bool was_told(const struct pp_plan *plan, int ix, enum pp_summary_reasons told) {
    for (int i = 0; i < ix; i++)
        if (is_told(&plan->reasons[i], told) && plan->reasons[i].fix &&
            strcmp(plan->reasons[i].fix, plan->reasons[ix].fix) == 0)
            return true;
    return false;
}

void pp_service_plan_summary(const struct pp_plan *plan, enum pp_summary_reasons told,
                             struct pp_str *text) {
    pp_str_appendf(text, "%s: ", plan->name);
    say_size(plan, text);
    say_leads(plan, text);
    say_distance(plan, text);
    say_costs(plan, text);
    say_proof(plan, true, text);
    for (int i = 0; i < plan->n_reasons; i++) {
        const struct pp_reason *reason = &plan->reasons[i];
        if (!is_told(reason, told))
            continue;
        pp_str_appendf(text, "%s%s\n",
                       reason->broken ? "Cannot be done: " : "Note: ", reason->text);
        if (reason->fix && !was_told(plan, i, told))
            pp_str_appendf(text, "  Try: %s\n", reason->fix);
    }
}

void pp_service_plan_in_short(const struct pp_plan *plan, struct pp_str *text) {
    say_size(plan, text);
    say_leads(plan, text);
    say_distance(plan, text);
    say_proof(plan, false, text);
}

void pp_service_plan_figures(const struct pp_plan *plan, struct pp_str *text) {
    say_costs(plan, text);
    if (!isnan(plan->bound) && plan->bound > 0 && !pp_plan_is_proven_in_part(plan)) {
        pp_str_append(text, "Proven: no plan under these rules can cost less than ");
        say_count(text, floor(plan->bound));
        pp_str_append(text, ".\n");
    }
}
