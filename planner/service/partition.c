/* One run of the bare engine: read, totals, divide, check, write. */
#include "patchplan/service/partition.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/district/check.h"

#include "planner/service/partition_parts.h"

void pp_partition_answer_done(struct pp_partition_answer *answer) {
    pp_arena_done(&answer->arena);
    *answer = (struct pp_partition_answer){0};
}

/* What is kept of the time limit for writing: 0.15 s, and a microsecond or two a row. */
static void set_deadline(const struct pp_partition_request *request, int n_units) {
    double writing_s = 0.15 + 4e-6 * n_units;
    if (!request->cancel || request->time_limit_s <= 0)
        return;
    double left_s = fmax(request->time_limit_s - writing_s, 0.5 * request->time_limit_s);
    request->cancel->deadline_s = request->started_s + left_s;
}

/* No time to read everything: no plan to write, but an answer, with its summary. */
static int give_up(const struct pp_partition_request *request, struct pp_partition_answer *answer,
                   struct pp_error *reterr) {
    const struct pp_partition_way more = {.time_limit_s =
                                              fmax(30, ceil(4 * request->time_limit_s))};
    const char *text = pp_arena_printf(&answer->arena,
                                       "The time limit of %g s was over before all files were "
                                       "read: there is no plan, and none was "
                                       "written. Nearest way out: more time.",
                                       request->time_limit_s);
    answer->outcome = PP_OUTCOME_TIME_LIMIT;
    answer->cost = answer->bound = answer->bound_continuous = answer->gap = NAN;
    answer->mean_distance_m = NAN;
    answer->seconds = pp_clock_s() - request->started_s;
    int rc = pp_partition_add_way(request, answer, false, text, &more, reterr);
    if (!rc && request->summary_path)
        rc = pp_partition_write_summary(request->summary_path, answer, reterr);
    return rc;
}

/* Reading may use half a second more: a plan a little late is worth more than none. 1 when that was not enough. */
static int read_in_time(const struct pp_partition_request *request,
                        struct partition_input *ret_input, struct pp_error *reterr) {
    enum { LATE_MS = 500 };
    if (request->cancel && request->time_limit_s > 0)
        request->cancel->deadline_s = request->started_s + request->time_limit_s + LATE_MS / 1e3;
    int rc = pp_partition_read(request, ret_input, reterr);
    return rc == PP_E_CANCELLED && !pp_cancelled(request->cancel) ? 1 : rc;
}

/* More patches than places: each place its own patch, the rest of the patches stay empty. */
static int divide_one_each(const struct partition_input *input, struct pp_division *division,
                           struct pp_error *reterr) {
    size_t n = (size_t)input->n_units;
    *division = (struct pp_division){.outcome = PP_OUTCOME_INFEASIBLE,
                                     .n_units = input->n_units,
                                     .n_patches = input->n_units,
                                     .patch_of_unit = pp_alloc_array(n, sizeof(int)),
                                     .hub_of_patch = pp_alloc_array(n, sizeof(int)),
                                     .bound = NAN,
                                     .bound_continuous = NAN};
    if (!division->patch_of_unit || !division->hub_of_patch)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < input->n_units; i++) {
        division->patch_of_unit[i] = division->hub_of_patch[i] = i;
        division->n_out_of_limits += input->weight_milli[i] < input->min_milli[i] ||
                                     input->weight_milli[i] > input->max_milli[i];
    }
    return 0;
}

static int divide(const struct pp_partition_request *request, struct partition_input *input,
                  struct pp_division *division, struct pp_error *reterr) {
    struct pp_divide_options options;
    if (request->n_patches > input->n_units) {
        input->problem.n_patches = input->n_units;
        return divide_one_each(input, division, reterr);
    }
    pp_divide_options_default(&options);
    options.cancel = request->cancel;
    options.progress = request->progress;
    options.seed = request->seed;
    options.n_jobs = request->n_jobs;
    options.max_steps = request->max_steps;
    return pp_divide(&input->problem, &options, division, reterr);
}

/* The plan as the checker sees it; a claim it does not share is a fault of ours, and said as one. */
static int check(const struct partition_input *input, const struct pp_division *division,
                 struct pp_check *ret_check, struct pp_error *reterr) {
    struct pp_check checked = {0};
    int rc = pp_check_division(&input->problem, division, &checked, reterr);
    if (rc < 0)
        return rc;
    bool clean =
        checked.n_out_of_limits == 0 && checked.n_disconnected == 0 && checked.n_empty == 0;
    bool claims_clean =
        division->outcome == PP_OUTCOME_OPTIMAL || division->outcome == PP_OUTCOME_FEASIBLE;
    if (checked.n_without_patch || !checked.cost_agrees || !checked.bound_agrees ||
        (claims_clean && !clean && division->n_patches == input->problem.n_patches))
        return pp_fail(
            reterr, PP_E_LIBRARY,
            "the plan does not pass its own check (this is a fault in patchplan, please "
            "report it): cost told %.6f, found %.6f; %d patches over or under the limit, %d "
            "in pieces",
            division->costs.distance, checked.distance_cost, checked.n_out_of_limits,
            checked.n_disconnected);
    *ret_check = checked;
    return 0;
}

static bool any_broken(const struct pp_partition_answer *answer) {
    for (int i = 0; i < answer->n_reasons; i++)
        if (answer->reasons[i].broken)
            return true;
    return false;
}

/* Optimal and feasible stand; what arithmetic refused is infeasible, unless the user stopped it. */
static enum pp_outcome final_outcome(const struct pp_partition_answer *answer,
                                     const struct pp_partition_request *request,
                                     enum pp_outcome found) {
    if (pp_cancelled(request->cancel))
        return PP_OUTCOME_CANCELLED;
    return any_broken(answer) ? PP_OUTCOME_INFEASIBLE : found;
}

static int settle(const struct pp_partition_request *request, const struct partition_input *input,
                  const struct pp_division *division, struct pp_partition_answer *answer,
                  struct pp_error *reterr) {
    struct pp_check checked = {0};
    double trips = 0;
    int rc = check(input, division, &checked, reterr);
    if (rc < 0)
        return rc;
    for (int i = 0; i < input->n_units; i++)
        trips += input->trips[i];
    answer->n_units = input->n_units;
    answer->n_patches = division->n_patches - checked.n_empty;
    answer->n_out_of_limits = checked.n_out_of_limits;
    answer->n_disconnected = checked.n_disconnected;
    answer->cost = division->costs.total;
    answer->bound = division->bound;
    answer->bound_continuous = division->bound_continuous;
    bool kept = !checked.n_out_of_limits && !checked.n_disconnected && !checked.n_empty;
    answer->gap = kept && division->bound > 0 ? division->costs.total / division->bound - 1 : NAN;
    answer->mean_distance_m =
        request->cost_kind == PP_COST_DISTANCE && trips > 0 ? answer->cost / trips : NAN;
    answer->outcome = final_outcome(answer, request, division->outcome);
    return pp_partition_say_what_is_left(request, input, division, any_broken(answer), answer,
                                         reterr);
}

static int write_all(const struct pp_partition_request *request,
                     const struct partition_input *input, const struct pp_division *division,
                     struct pp_partition_answer *answer, struct pp_error *reterr) {
    int rc = pp_partition_write_plan(request->plan_path, input, division, reterr);
    if (rc == 0 && request->certificate_path)
        rc = pp_partition_write_certificate(request->certificate_path, input, division->multiplier,
                                            reterr);
    answer->seconds = pp_clock_s() - request->started_s;
    if (rc == 0 && request->summary_path)
        rc = pp_partition_write_summary(request->summary_path, answer, reterr);
    return rc;
}

static int answer_all(const struct pp_partition_request *request, struct partition_input *input,
                      struct pp_division *division, struct pp_partition_answer *answer,
                      struct pp_error *reterr) {
    set_deadline(request, input->n_units);
    int rc = pp_partition_reasons(request, input, answer, reterr);
    if (rc == 0)
        rc = divide(request, input, division, reterr);
    if (rc == 0)
        rc = settle(request, input, division, answer, reterr);
    return rc ? rc : write_all(request, input, division, answer, reterr);
}

int pp_partition(const struct pp_partition_request *request, struct pp_partition_answer *ret_answer,
                 struct pp_error *reterr) {
    struct pp_partition_answer answer = {0};
    PP_AUTO(pp_partition_input_done) struct partition_input input = {0};
    PP_AUTO(pp_division_done) struct pp_division division = {0};
    int rc = read_in_time(request, &input, reterr);
    if (rc < 0)
        return rc;
    rc = rc > 0 ? give_up(request, &answer, reterr)
                : answer_all(request, &input, &division, &answer, reterr);
    if (rc < 0) {
        pp_partition_answer_done(&answer);
        return rc;
    }
    *ret_answer = answer;
    return 0;
}
