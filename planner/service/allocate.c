#include "patchplan/service/allocate.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/service/measure.h"
#include "planner/service/base.h"
#include "planner/service/given.h"
#include "planner/service/ground.h"
#include "planner/service/parts.h"
#include "planner/service/patch_names.h"
#include "planner/service/solve.h"
#include "planner/service/verdict.h"

void pp_allocate_request_default(struct pp_allocate_request *ret_request) {
    *ret_request = (struct pp_allocate_request){
        .plan_name = "draft",
        .rules = {280000, 300000, PP_WITHIN_TEAM, PP_COST_DISTANCE, 250, 100},
        .time_limit_s = 30,
        .seed = 1,
    };
}

/* What one run holds; the steps below each add to it. */
struct drawing {
    const struct pp_allocate_request *request;
    struct pp_plan *plan;
    struct pp_ground ground;
    struct pp_base base;
    struct pp_parts parts;
    struct pp_plan_problem whole;
    struct pp_arena arena; /* of `whole` */
    enum pp_outcome outcome;
    double reserve_s; /* kept back of the time limit for checking and saving */
};

static void drawing_done(struct drawing *d) {
    pp_ground_done(&d->ground);
    pp_base_done(&d->base);
    pp_arena_done(&d->arena);
}

static void report(const struct drawing *d, const char *phase) {
    pp_progress_report(d->request->progress, phase, 0, 0, NULL);
}

/* A published plan must never be drawn over; say so before the work, not after. */
static int refuse_published(struct pp_db *db, const char *name, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_plan_line *lines = NULL;
    int n = 0;
    int rc = pp_store_plan_check_name(name, reterr);
    if (!rc)
        rc = pp_store_plan_list(db, &arena, &lines, &n, reterr);
    for (int i = 0; i < n && !rc; i++)
        if (strcmp(lines[i].name, name) == 0 && strcmp(lines[i].state, "draft") != 0)
            rc = pp_fail(reterr, PP_E_CONFLICT,
                         "plan '%s' has been published and stays as it is; give another name with "
                         "--plan",
                         name);
    return rc;
}

static int settle_rules(struct drawing *d) {
    struct pp_plan *plan = d->plan;
    const struct pp_allocate_request *request = d->request;
    plan->rules = request->rules;
    if (!request->within_told)
        plan->rules.within = plan->n_teams > 0 ? PP_WITHIN_TEAM : PP_WITHIN_NONE;
    plan->seed = request->seed;
    plan->name = pp_arena_strdup(&plan->arena, request->plan_name);
    plan->options = pp_arena_strdup(&plan->arena, request->options ? request->options : "{}");
    plan->origin = "drawn";
    plan->state = "draft";
    plan->bound = plan->gap = NAN;
    d->reserve_s = 0.3 + 8e-6 * (double)d->ground.stock.n_homes;
    return plan->name && plan->options ? 0 : PP_E_NOMEM;
}

static int load(struct drawing *d, struct pp_error *reterr) {
    report(d, "reading the homes");
    int rc = pp_ground_load(&d->ground, d->request->landlord_id, reterr);
    if (!rc && settle_rules(d))
        rc = pp_fail_nomem(reterr);
    return rc;
}

static int lay_ground(struct drawing *d, struct pp_error *reterr) {
    struct pp_ground *ground = &d->ground;
    int rc = pp_ground_make_units(ground, d->plan->rules.max_milli, reterr);
    if (rc)
        return rc;
    report(d, "finding neighbours");
    return pp_ground_find_neighbours(ground, reterr);
}

static int make_patches(struct drawing *d, struct pp_error *reterr) {
    struct pp_plan *plan = d->plan;
    size_t k = (size_t)d->parts.n_patches;
    plan->n_patches = d->parts.n_patches;
    plan->patches = pp_arena_alloc(&plan->arena, (k + 1) * sizeof *plan->patches);
    plan->patch_of_unit =
        pp_arena_alloc(&plan->arena, ((size_t)plan->n_units + 1) * sizeof *plan->patch_of_unit);
    if (!plan->patches || !plan->patch_of_unit)
        return pp_fail_nomem(reterr);
    for (size_t p = 0; p < k; p++)
        plan->patches[p] = (struct pp_patch){.team_ix = -1, .ward_ix = -1, .share = 1.0};
    return pp_plan_problem_build(plan, &d->ground.stock, d->ground.unit_of_home, &d->arena,
                                 &d->whole, reterr);
}

/* Parts, pockets, how many patches: all that can be said before anything is solved. */
static int pose(struct drawing *d, struct pp_error *reterr) {
    struct pp_ground *ground = &d->ground;
    struct pp_parts *parts = &d->parts;
    int rc = pp_base_find(ground, d->request, &d->base, reterr);
    if (!rc)
        rc = pp_parts_form(ground, d->base.lock_of_unit, d->base.lock_names, d->base.n_locks, parts,
                           reterr);
    if (!rc)
        rc = pp_parts_count_patches(ground, d->request, parts, reterr);
    bool named = parts->n_parts > 1 || (parts->n_parts == 1 && parts->parts[0].name);
    if (!rc)
        rc = pp_ground_join_pockets(ground, parts->part_of_unit, named ? parts->names : NULL,
                                    reterr);
    return rc ? rc : make_patches(d, reterr);
}

static int divide(struct drawing *d, struct pp_error *reterr) {
    const struct pp_allocate_request *request = d->request;
    struct pp_solve solve = {
        .request = request,
        .whole = &d->whole,
        .base = &d->base,
        .deadline_s = request->time_limit_s > 0
                          ? request->started_s + request->time_limit_s - d->reserve_s
                          : 0,
    };
    int rc = pp_solve_parts(&solve, &d->parts, d->plan->patch_of_unit, &d->outcome, reterr);
    request->cancel->deadline_s = 0; /* what is found is saved, also past the limit */
    return rc;
}

static bool any_broken(const struct pp_ground *ground) {
    for (int i = 0; i < ground->n_reasons; i++)
        if (ground->reasons[i].broken)
            return true;
    return false;
}

static int settle_outcome(struct drawing *d, int n_disconnected, struct pp_error *reterr) {
    struct pp_plan *plan = d->plan;
    bool kept = n_disconnected == 0 && pp_plan_n_in_limits(plan) == plan->n_patches;
    enum pp_outcome outcome = d->outcome;
    if (any_broken(&d->ground) && outcome != PP_OUTCOME_CANCELLED)
        outcome = PP_OUTCOME_INFEASIBLE;
    else if (!kept && outcome < PP_OUTCOME_INFEASIBLE)
        outcome = PP_OUTCOME_TIME_LIMIT;
    else if (kept && (outcome == PP_OUTCOME_TIME_LIMIT || outcome < PP_OUTCOME_INFEASIBLE))
        outcome = plan->gap <= 1e-9 ? PP_OUTCOME_OPTIMAL : PP_OUTCOME_FEASIBLE;
    int rc = pp_tell_broken(&d->ground, n_disconnected, outcome, d->request->again, reterr);
    plan->outcome = outcome;
    return rc;
}

/* Names first, so that reasons can name patches; measured and checked before anything is saved. */
static int judge(struct drawing *d, struct pp_error *reterr) {
    struct pp_plan *plan = d->plan;
    int n_disconnected = 0;
    int rc = pp_plan_measure(plan, &d->whole, true, reterr);
    if (!rc)
        rc = pp_name_patches(&d->ground, &d->whole, &d->parts, &d->base, reterr);
    if (!rc)
        rc = pp_sum_bounds(&d->ground, &d->parts, reterr);
    if (!rc)
        rc = pp_plan_measure(plan, &d->whole, true, reterr);
    if (!rc)
        rc = pp_check_plan(plan, &d->whole, &n_disconnected, reterr);
    if (rc)
        return rc;
    plan->n_homes_changing = pp_plan_homes_changing(plan, &d->ground.stock, d->ground.unit_of_home);
    return settle_outcome(d, n_disconnected, reterr);
}

/* The rules of the plan that is filled up, but for those that were told. */
static void take_rules(struct drawing *d, const struct pp_rules *before) {
    struct pp_rules told = d->plan->rules;
    d->plan->rules = *before;
    if (d->request->within_told)
        d->plan->rules.within = told.within;
    if (d->request->size_told) {
        d->plan->rules.min_milli = told.min_milli;
        d->plan->rules.max_milli = told.max_milli;
    }
}

/* Instead of dividing anew: the patches there are take in the homes that have none. */
static int take_in_new(struct drawing *d, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan before = {0};
    PP_AUTO(pp_given_done) struct pp_given given = {0};
    enum pp_plan_choice choice = PP_PLAN_NAMED;
    struct pp_error no_plan = {0};
    int rc = pp_store_plan_load(d->ground.db, d->request->from, &before, &choice, &no_plan);
    if (rc == PP_E_NOTFOUND && !d->request->from)
        rc = 0;
    if (rc && reterr)
        *reterr = no_plan;
    if (rc)
        return rc;
    /* a draft nobody named is not where people live */
    bool has_before = before.plan_id && choice != PP_PLAN_NEWEST;
    if (has_before)
        take_rules(d, &before.rules);
    rc = pp_given_from(&d->ground, has_before ? &before : NULL, &given, reterr);
    given.fill = true;
    given.command = d->request->again;
    return rc ? rc : pp_given_draw(&d->ground, &given, &d->arena, reterr);
}

static int draw_anew(struct drawing *d, struct pp_error *reterr) {
    int rc = lay_ground(d, reterr);
    if (!rc)
        rc = pose(d, reterr);
    if (!rc)
        rc = divide(d, reterr);
    return rc ? rc : judge(d, reterr);
}

static int save(struct drawing *d, struct pp_error *reterr) {
    bool replaced = false;
    d->plan->seconds = pp_clock_s() - d->request->started_s;
    if (d->request->dry_run)
        return pp_ground_finish(&d->ground, reterr);
    report(d, "saving");
    int rc = pp_ground_save(&d->ground, &replaced, reterr);
    if (!rc && replaced && d->request->say)
        d->request->say(d->request->say_context, "The draft that had this name was replaced.");
    return rc;
}

int pp_service_allocate(struct pp_db *db, const struct pp_allocate_request *request,
                        struct pp_plan *ret_plan, struct pp_error *reterr) {
    PP_AUTO(pp_plan_done) struct pp_plan plan = {0};
    PP_AUTO(drawing_done)
    struct drawing d = {
        .request = request,
        .plan = &plan,
        .ground = {.db = db,
                   .who = request->who,
                   .action = "allocate",
                   .plan = &plan,
                   .say = request->say,
                   .say_context = request->say_context},
    };
    int rc = refuse_published(db, request->plan_name, reterr);
    if (!rc)
        rc = load(&d, reterr);
    if (!rc)
        rc = request->new_only ? take_in_new(&d, reterr) : draw_anew(&d, reterr);
    if (!rc)
        rc = save(&d, reterr);
    if (rc)
        return rc;
    *ret_plan = plan;
    plan = (struct pp_plan){0};
    return 0;
}
