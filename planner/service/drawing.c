#include "planner/service/drawing.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/store/audit.h"
#include "planner/service/aside.h"
#include "planner/service/change_cap.h"
#include "planner/service/leads.h"
#include "planner/service/patch_names.h"
#include "planner/service/pockets.h"
#include "planner/service/solve.h"
#include "planner/service/verdict.h"

struct pp_drawing pp_drawing_of(struct pp_db *db, const struct pp_allocate_request *request,
                                struct pp_plan *plan) {
    return (struct pp_drawing){
        .request = request,
        .plan = plan,
        .ground = {.db = db,
                   .who = request->who,
                   .action = "allocate",
                   .plan = plan,
                   .say = request->reasons_later ? NULL : request->say,
                   .say_context = request->say_context},
    };
}

int pp_drawing_refuse_published(struct pp_db *db, const char *name, struct pp_error *reterr) {
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

void pp_drawing_done(struct pp_drawing *d) {
    pp_ground_done(&d->ground);
    pp_base_done(&d->base);
    pp_arena_done(&d->arena);
}

static void say_phase(const struct pp_drawing *d, const char *phase) {
    pp_progress_report(d->request->progress, phase, 0, 0, NULL);
}

double pp_drawing_deadline_s(const struct pp_drawing *d) {
    const struct pp_allocate_request *request = d->request;
    return request->time_limit_s > 0 ? request->started_s + request->time_limit_s - d->reserve_s
                                     : 0;
}

static int settle_rules(struct pp_drawing *d) {
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
    d->most_changing = -1;
    d->reserve_s = 0.3 + 8e-6 * (double)d->ground.stock.n_homes;
    return plan->name && plan->options ? 0 : PP_E_NOMEM;
}

static int find_posts(struct pp_drawing *d, struct pp_error *reterr) {
    const struct pp_allocate_request *request = d->request;
    int rc =
        pp_posts_find(&d->ground.stock, request->posts_day, &d->plan->arena, &d->posts, reterr);
    if (!rc && d->posts.n_posts == 0)
        rc = pp_fail(reterr, PP_E_INPUT,
                     "there is no post that could take a patch; list the officers with: patchplan "
                     "import officers FILE");
    if (!rc && d->plan->rules.within == PP_WITHIN_WARD)
        rc = pp_fail(reterr, PP_E_USAGE,
                     "posts belong to teams, not to wards: use --posts with --within team or none");
    return rc;
}

int pp_drawing_load(struct pp_drawing *d, struct pp_error *reterr) {
    say_phase(d, "reading the homes");
    int rc = pp_store_audit_newest(d->ground.db, &d->seen_audit_id, reterr);
    if (!rc)
        rc = pp_ground_load(&d->ground, d->request->landlord_id, reterr);
    if (!rc && settle_rules(d))
        rc = pp_fail_nomem(reterr);
    return rc || !d->request->posts ? rc : find_posts(d, reterr);
}

/* What the largest patch may hold: no unit is heavier. */
static int64_t unit_limit(const struct pp_drawing *d) {
    int64_t max_milli = d->plan->rules.max_milli;
    if (!d->request->posts)
        return max_milli;
    return pp_share_limits((double)d->posts.largest_milli / 1000, 0, max_milli).max_milli;
}

int pp_drawing_lay_ground(struct pp_drawing *d, struct pp_error *reterr) {
    struct pp_ground *ground = &d->ground;
    int rc = pp_ground_make_units(ground, unit_limit(d), reterr);
    if (rc)
        return rc;
    say_phase(d, "finding neighbours");
    rc = pp_ground_add_links(ground, d->request->links, d->request->n_links, reterr);
    return rc ? rc : pp_ground_find_neighbours(ground, reterr);
}

int pp_drawing_make_patches(struct pp_drawing *d, struct pp_error *reterr) {
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
    pp_posts_set_shares(&d->parts, plan);
    return pp_plan_problem_build(plan, &d->ground.stock, d->ground.unit_of_home, &d->arena,
                                 &d->whole, reterr);
}

/* Parts, pockets, how many patches: all that can be said before anything is solved. */
int pp_drawing_pose_on(struct pp_drawing *d, struct pp_error *reterr) {
    struct pp_ground *ground = &d->ground;
    struct pp_parts *parts = &d->parts;
    int rc = pp_parts_form(ground, d->base.lock_of_unit, d->base.lock_names, d->base.n_locks, parts,
                           reterr);
    if (!rc)
        rc = pp_ground_join_pockets(ground, parts->part_of_unit, reterr);
    if (!rc)
        rc = pp_parts_count_patches(ground, d->request, &d->base, parts, reterr);
    if (!rc)
        rc = d->request->posts
                 ? pp_posts_take(ground, d->request, &d->base, &d->posts, parts, reterr)
                 : pp_parts_explain(ground, d->request, &d->base, parts, reterr);
    if (!rc)
        rc = pp_tell_pockets(ground, d->request, parts, reterr);
    return rc ? rc : pp_drawing_make_patches(d, reterr);
}

int pp_drawing_pose(struct pp_drawing *d, struct pp_error *reterr) {
    int rc = pp_base_find(&d->ground, d->request, &d->base, reterr);
    return rc ? rc : pp_drawing_pose_on(d, reterr);
}

static bool any_broken(const struct pp_ground *ground) {
    for (int i = 0; i < ground->n_reasons; i++)
        if (ground->reasons[i].broken)
            return true;
    return false;
}

static int settle_outcome(struct pp_drawing *d, int n_disconnected, struct pp_error *reterr) {
    struct pp_plan *plan = d->plan;
    bool kept = n_disconnected == 0 && pp_plan_n_in_limits(plan) == plan->n_patches &&
                pp_change_cap_is_kept(d);
    enum pp_outcome outcome = d->outcome;
    if (any_broken(&d->ground) && outcome != PP_OUTCOME_CANCELLED)
        outcome = PP_OUTCOME_INFEASIBLE;
    else if (!kept && outcome < PP_OUTCOME_INFEASIBLE)
        outcome = PP_OUTCOME_TIME_LIMIT;
    else if (kept && (outcome == PP_OUTCOME_TIME_LIMIT || outcome < PP_OUTCOME_INFEASIBLE))
        outcome = plan->gap <= 1e-9 ? PP_OUTCOME_OPTIMAL : PP_OUTCOME_FEASIBLE;
    int rc = pp_tell_broken(
        &d->ground, &(struct pp_ending){outcome, n_disconnected, &d->parts, d->request}, reterr);
    if (!rc)
        rc = pp_change_cap_tell(d, reterr);
    plan->outcome = outcome;
    return rc;
}

/* Names first, so that reasons can name patches; measured and checked before anything is saved. */
int pp_drawing_judge(struct pp_drawing *d, struct pp_error *reterr) {
    struct pp_plan *plan = d->plan;
    int n_disconnected = 0;
    int rc = pp_plan_measure(plan, &d->whole, true, reterr);
    if (!rc && d->parts.posts)
        rc = pp_posts_name_officers(&d->ground, &d->base, &d->parts, reterr);
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
    plan->n_homes_changing = pp_plan_homes_changing(plan, &d->whole);
    return settle_outcome(d, n_disconnected, reterr);
}

static int divide(struct pp_drawing *d, struct pp_error *reterr) {
    const struct pp_allocate_request *request = d->request;
    struct pp_divide_options defaults;
    pp_divide_options_default(&defaults);
    struct pp_solve solve = {
        .request = request,
        .whole = &d->whole,
        .base = &d->base,
        .deadline_s = pp_drawing_deadline_s(d),
        .max_steps = request->max_steps,
        .bound_share = defaults.bound_share,
    };
    int rc = pp_solve_parts(&solve, &d->parts, d->plan->patch_of_unit, &d->outcome, reterr);
    request->cancel->deadline_s = 0; /* what is found is saved, also past the limit */
    return rc;
}

int pp_drawing_divide(struct pp_drawing *d, struct pp_error *reterr) {
    int rc = pp_change_cap_settle(d, reterr);
    if (!rc)
        rc = d->most_changing < 0 ? divide(d, reterr) : pp_change_cap_divide(d, reterr);
    return rc ? rc : pp_drawing_judge(d, reterr);
}

static int tell_leads(struct pp_drawing *d, struct pp_error *reterr) {
    int rc = pp_tell_vacant(&d->ground, reterr);
    if (!rc)
        rc = d->parts.posts ? pp_posts_tell_spare(&d->ground, &d->parts, reterr)
                            : pp_tell_idle(&d->ground, d->request->posts_day, reterr);
    if (!rc && d->parts.posts && d->plan->rules.within == PP_WITHIN_NONE)
        rc = pp_tell_strangers(&d->ground, d->request, &d->parts, reterr);
    return rc;
}

int pp_drawing_save(struct pp_drawing *d, struct pp_error *reterr) {
    bool replaced = false;
    d->plan->seconds = pp_clock_s() - d->request->started_s;
    int rc = tell_leads(d, reterr);
    if (rc)
        return rc;
    if (d->request->dry_run)
        return pp_ground_finish(&d->ground, reterr);
    say_phase(d, "saving");
    if ((rc = pp_db_begin(d->ground.db, reterr)) != 0)
        return rc;
    if ((rc = pp_step_aside(d, reterr)) == 0)
        rc = pp_ground_save(&d->ground, &replaced, reterr);
    rc = pp_db_end(d->ground.db, rc, reterr);
    if (!rc && replaced && d->request->say)
        d->request->say(d->request->say_context, "The draft that had this name was replaced.");
    return rc;
}
