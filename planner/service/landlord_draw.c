/* One landlord of several: its plan drawn like any other, then named and numbered as a part of the whole. */
#include "planner/service/landlords.h"

#include <math.h>

#include "patchplan/core/alloc.h"
#include "planner/service/drawing.h"

const char *pp_landlord_label(const char *code) { return *code ? code : "No landlord"; }

/* ---- as a part of the whole ---- */

/* Two landlords may have a patch of the same name today; new names carry the landlord already. Nor is one
 * postcode's unit of one landlord the other's. */
static int make_unique(const struct pp_landlord_task *task, struct pp_ground *ground,
                       struct pp_error *reterr) {
    struct pp_plan *plan = ground->plan;
    const char *prefix = ground->name_prefix;
    const char *label = pp_landlord_label(task->landlord->code);
    for (int p = 0; p < plan->n_patches; p++)
        if (pp_names_find(&task->country->shared, plan->patches[p].name) >= 0) {
            plan->patches[p].name =
                pp_arena_printf(&plan->arena, "%s%s", prefix, plan->patches[p].name);
            if (!plan->patches[p].name)
                return pp_fail_nomem(reterr);
        }
    for (int u = 0; u < plan->n_units; u++) {
        plan->units[u].id = pp_arena_printf(&plan->arena, "%s%s", prefix, plan->units[u].id);
        if (!plan->units[u].id)
            return pp_fail_nomem(reterr);
    }
    for (int i = 0; i < plan->n_reasons; i++) {
        plan->reasons[i].text =
            pp_arena_printf(&plan->arena, "%s: %s", label, plan->reasons[i].text);
        if (!plan->reasons[i].text)
            return pp_fail_nomem(reterr);
    }
    return 0;
}

static bool any_limits_give(const struct pp_parts *parts) {
    for (int i = 0; i < parts->n_parts; i++)
        if (parts->parts[i].limits_give)
            return true;
    return false;
}

static int hand_over(const struct pp_landlord_task *task, struct pp_drawing *d,
                     struct pp_error *reterr) {
    struct pp_plan *plan = d->plan;
    struct pp_plan_members members = {0};
    int rc = pp_ground_finish(&d->ground, reterr);
    if (!rc && plan->n_units > 0)
        rc = pp_ground_find_members(&d->ground, &members, reterr);
    struct pp_plan_landlord share = {
        .landlord_id = task->landlord->landlord_id,
        .code = task->landlord->code,
        .outcome = plan->outcome,
        .n_units = plan->n_units,
        .n_patches = plan->n_patches,
        .n_in_limits = pp_plan_n_in_limits(plan),
        .limits_give = any_limits_give(&d->parts),
        .n_homes = (int64_t)members.n_homes,
        .n_without_position = (int64_t)(d->ground.stock.n_homes - members.n_homes),
        .weight_milli = plan->weight_milli,
        .n_homes_changing = plan->n_homes_changing,
        .cost = plan->cost,
        .distance_cost = plan->distance_cost,
        .keep_cost = plan->keep_cost,
        .ward_cost = plan->ward_cost,
        .bound = plan->bound,
        .seconds = pp_clock_s() - d->request->started_s,
    };
    if (!rc)
        rc = make_unique(task, &d->ground, reterr);
    if (!rc)
        rc = pp_country_keep(task->country, task->reader, plan, &members, &share, reterr);
    pp_free((void *)members.homes);
    pp_free((void *)members.postcodes);
    return rc;
}

/* ---- drawing ---- */

/* Homes that all lack a position are a finding of the whole run, not its end. */
static int take_nothing(struct pp_drawing *d, const struct pp_error *why, struct pp_error *reterr) {
    struct pp_plan *plan = d->plan;
    plan->n_units = plan->n_patches = plan->n_neighbours = 0;
    plan->cost = plan->distance_cost = plan->keep_cost = plan->ward_cost = 0;
    plan->bound = 0;
    plan->outcome = PP_OUTCOME_FEASIBLE;
    return pp_ground_add_reasonf(&d->ground, reterr, false, NULL, "%s", why->message);
}

static int draw_anew(struct pp_drawing *d, struct pp_error *reterr) {
    int rc = pp_drawing_lay_ground(d, reterr);
    if (!rc)
        rc = pp_drawing_pose(d, reterr);
    return rc ? rc : pp_drawing_divide(d, reterr);
}

static int draw(const struct pp_landlord_task *task, struct pp_drawing *d,
                struct pp_error *reterr) {
    struct pp_error why = {0};
    int rc = pp_drawing_load(d, reterr);
    if (rc)
        return rc;
    d->reserve_s = 0.01 + 1e-5 * (double)d->ground.stock.n_homes;
    rc = draw_anew(d, &why);
    if (rc == PP_E_INPUT && d->plan->n_units == 0)
        rc = take_nothing(d, &why, reterr);
    else if (rc && reterr)
        *reterr = why;
    if (!rc &&
        pp_cancelled(task->cancel)) /* cut short: drawn whole when the run is taken up again */
        rc = pp_fail(reterr, PP_E_CANCELLED, "stopped as asked");
    return rc ? rc : hand_over(task, d, reterr);
}

/* Its part of the work, the same whatever is drawn beside it. */
static int64_t share_of_steps(const struct pp_landlord_task *task, int64_t max_steps) {
    const struct pp_country *country = task->country;
    if (max_steps <= 0 || country->all_groups <= 0)
        return max_steps;
    return 1 + (int64_t)((double)max_steps * (double)task->landlord->n_groups /
                         (double)country->all_groups);
}

static int add_landlord(struct pp_str *command, const char *text, const char *plan_name,
                        const char *code) {
    PP_AUTO_STR struct pp_str name = {0};
    pp_str_appendf(&name, "%s %s", plan_name, pp_landlord_label(code));
    pp_str_appendf(command, "%s --plan ", text ? text : "patchplan allocate");
    pp_str_append_word(command, pp_str_text(&name));
    pp_str_append(command, " --landlord ");
    pp_str_append_word(command, code);
    return name.failed || command->failed ? PP_E_NOMEM : 0;
}

int pp_landlord_draw(const struct pp_landlord_task *task, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO_STR struct pp_str prefix = {0}, command = {0}, again = {0};
    struct pp_allocate_request request = *task->country->request->allocate;
    const char *code = task->landlord->code;
    pp_str_appendf(&prefix, "%s ", pp_landlord_label(code));
    if (add_landlord(&command, request.command, request.plan_name, code) ||
        add_landlord(&again, request.again, request.plan_name, code) || prefix.failed)
        return pp_fail_nomem(reterr);
    request.landlord_id = task->landlord->landlord_id;
    request.part_of_plan = true;
    request.cancel = task->cancel;
    request.progress = NULL;
    request.say = NULL;
    request.n_jobs = task->n_jobs;
    request.started_s = pp_clock_s();
    request.time_limit_s = task->seconds;
    request.max_steps = share_of_steps(task, request.max_steps);
    request.command = pp_str_text(&command);
    request.again = pp_str_text(&again);
    PP_AUTO(pp_drawing_done)
    struct pp_drawing d = {
        .request = &request,
        .plan = &plan,
        .ground = {.db = task->reader, .plan = &plan, .name_prefix = pp_str_text(&prefix)},
    };
    return draw(task, &d, reterr);
}
