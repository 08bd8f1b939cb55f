/* The timetable of one team, step by step: greedy, own search, the model level by level, two venues at a time, the model
 * once more; always with the best so far in hand. */
#include "planner/roster/dropins_parts.h"

#include <math.h>

#include "patchplan/core/alloc.h"

#include "planner/roster/judge_parts.h"
#include "planner/roster/model_data.h"

enum { SEARCH_STEPS_A_PATCH = 400, SEARCH_SEED = 20270104 };

/* Each step may use the team's time up to this share of it. */
static const double search_until = 0.3, pairs_until = 0.85;
static const double level_until[PP_DROPINS_N_LEVELS + 1] = {[PP_DROPINS_WITHOUT] = 0.4,
                                                            [PP_DROPINS_OWN] = 0.5,
                                                            [PP_DROPINS_EVENINGS] = 0.6,
                                                            [PP_DROPINS_REACH] = 0.7,
                                                            [PP_DROPINS_PENCE] = 1};

struct building {
    const struct pp_dropins_ask *ask;
    struct dropins data;
    struct dropins_plan plan;
    struct pp_rng rng;
    double from_s, seconds;
    struct pp_level_value levels[PP_DROPINS_N_LEVELS + 1];
};

static void building_done(struct building *building) {
    pp_dropins_plan_done(&building->plan);
    pp_dropins_data_done(&building->data);
}

/* When a share of the team's time is over, by the clock. */
static double time_of(const struct building *building, double share) {
    return building->from_s + share * building->seconds;
}

/* Seconds until then. */
static double left_s(const struct building *building, double share) {
    double left = time_of(building, share) - pp_clock_s();
    return left > 0 ? left : 0;
}

/* --- greedy and own search ----------------------------------------------------------------------- */

static int search(struct building *building, struct pp_error *reterr) {
    const struct pp_dropins_ask *ask = building->ask;
    int64_t most = ask->options->max_steps;
    int size = building->data.n_patches + building->data.n_venues;
    struct dropins_effort effort = {.steps = most > 0 ? most : SEARCH_STEPS_A_PATCH * size,
                                    .until_s = most > 0 ? 0 : time_of(building, search_until),
                                    .cancel = ask->cancel};
    pp_dropins_fill(&building->plan, &pp_dropins_strict, NULL);
    return pp_dropins_improve(&building->plan, &effort, &building->rng, reterr);
}

static int begin(const struct pp_dropins_ask *ask, struct building *building,
                 struct pp_error *reterr) {
    *building = (struct building){.ask = ask, .from_s = pp_clock_s()};
    pp_rng_seed(&building->rng, SEARCH_SEED + (uint64_t)ask->team_ix);
    int rc = pp_dropins_data_make(ask, &building->data, reterr);
    if (rc == 0)
        rc = pp_dropins_plan_make(&building->data, &building->plan, reterr);
    /* small teams need less: what is left of their time would only go into proofs */
    double natural = 0.01 * building->data.n_patches * building->data.n_patches + 0.2;
    building->seconds = fmin(ask->seconds, natural);
    return rc;
}

/* --- level by level ------------------------------------------------------------------------------ */

/* What no timetable can be below, by arithmetic. */
static double floor_of(const struct dropins *d, int level) {
    return level == PP_DROPINS_WITHOUT ? (double)d->never
           : level == PP_DROPINS_OWN   ? (double)d->gone
                                       : 0;
}

static void note_level(struct building *building, int level, const struct dropins_answer *answer,
                       double seconds) {
    struct pp_level_value *noted = &building->levels[level];
    noted->bound = answer->bound;
    noted->proven = noted->proven || answer->proven;
    noted->seconds += seconds;
}

/* The model on one level, then own search from what it found: it looked at this level only. */
static int solve_level(struct building *building, int level, struct pp_error *reterr) {
    const struct pp_dropins_ask *ask = building->ask;
    struct dropins_model model = {ask->options->model_dir, level,
                                  left_s(building, level_until[level]), ask->cancel};
    struct dropins_effort effort = {.steps = 100 * building->data.n_patches,
                                    .until_s = time_of(building, level_until[level]),
                                    .cancel = ask->cancel};
    struct dropins_answer answer = {NAN, false};
    double from_s = pp_clock_s();
    int64_t before = building->plan.value[level];
    if (model.seconds < 0.02 || pp_must_stop(ask->cancel))
        return 0;
    int rc = pp_dropins_model_solve(&model, &building->plan, &answer, reterr);
    if (rc == 0 && building->plan.value[level] < before && level < PP_DROPINS_PENCE)
        rc = pp_dropins_improve(&building->plan, &effort, &building->rng, reterr);
    note_level(building, level, &answer, pp_clock_s() - from_s);
    return rc;
}

static bool is_at_floor(const struct building *building, int level) {
    return (double)building->plan.value[level] <= floor_of(&building->data, level);
}

/* Levels 1 to 4 are proven in tenths of a second; what is at its floor needs no solver. */
static int solve_levels(struct building *building, struct pp_error *reterr) {
    int rc = 0;
    for (int level = 1; level < PP_DROPINS_PENCE && rc == 0; level++) {
        if (!is_at_floor(building, level))
            rc = solve_level(building, level, reterr);
    }
    return rc;
}

/* Pence: pairs of venues, then the whole once more for what time is left. */
static int solve_pence(struct building *building, struct pp_error *reterr) {
    const struct pp_dropins_ask *ask = building->ask;
    double from_s = pp_clock_s();
    int rc = pp_dropins_near(&building->plan, ask->options->model_dir,
                             time_of(building, pairs_until), ask->cancel, reterr);
    building->levels[PP_DROPINS_PENCE].seconds = pp_clock_s() - from_s;
    return rc < 0 ? rc : solve_level(building, PP_DROPINS_PENCE, reterr);
}

/* --- what is told -------------------------------------------------------------------------------- */

static int add_levels(struct building *building, struct pp_roster *roster,
                      struct pp_error *reterr) {
    int rc = 0;
    for (int level = 1; level <= PP_DROPINS_N_LEVELS && rc == 0; level++) {
        struct pp_level_value *value = &building->levels[level];
        value->team_ix = building->ask->team_ix;
        value->model = "dropins";
        value->level = level;
        value->value = (double)building->plan.value[level];
        /* the search after a later level may have sold what an earlier one was proven at */
        value->proven = value->proven && value->value <= value->bound + 0.02;
        if (is_at_floor(building, level)) {
            value->bound = value->value;
            value->proven = true;
        }
        rc = pp_roster_add_level(roster, value, reterr);
    }
    return rc;
}

static int add_breach(const struct building *building, struct pp_roster *roster, int patch,
                      int venue, const char *text, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = building->ask->problem;
    struct pp_breach breach = {.rule = PP_RULE_H12,
                               .broken = true,
                               .team_ix = building->ask->team_ix,
                               .patch_ix = patch,
                               .post_ix = -1,
                               .venue_ix = venue,
                               .day = PP_PAST_DAY,
                               .half = -1,
                               .n_homes = problem->patches[patch].n_homes,
                               .text = text};
    return text ? pp_roster_add_breach(roster, &breach, reterr) : pp_fail_nomem(reterr);
}

/* H12: a patch without a drop-in, or not at its nearest venue because other teams have all of its half-days. */
static int tell_patch(const struct building *building, struct pp_roster *roster, int patch,
                      bool meets, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = building->ask->problem;
    const char *name = problem->patches[patch].name;
    int at = building->ask->near_of_patch[patch], nearest = roster_venue_of(problem, patch);
    if (at < 0)
        return add_breach(building, roster, patch, -1,
                          pp_arena_printf(&roster->arena,
                                          "%s has no drop-in: no step-free venue has two desks "
                                          "and a half-day on which it is open",
                                          name),
                          reterr);
    if (!meets)
        return add_breach(building, roster, patch, at,
                          pp_arena_printf(&roster->arena,
                                          "%s has no drop-in: on no half-day that its team has at "
                                          "%s can two people be there",
                                          name, problem->venues[at].name),
                          reterr);
    if (at != nearest && nearest >= 0)
        return add_breach(building, roster, patch, nearest,
                          pp_arena_printf(&roster->arena,
                                          "%s meets at %s, not at %s, which is nearer: other "
                                          "teams have all half-days there",
                                          name, problem->venues[at].name,
                                          problem->venues[nearest].name),
                          reterr);
    return 0;
}

static int tell_patches(const struct building *building, struct pp_roster *roster,
                        struct pp_error *reterr) {
    const struct pp_roster_problem *problem = building->ask->problem;
    const struct dropins *d = &building->data;
    int rc = 0;
    for (int p = 0, at = 0; p < problem->n_patches && rc == 0; p++) {
        bool mine = problem->patches[p].team_ix == building->ask->team_ix;
        bool here = at < d->n_patches && d->patch_ix[at] == p;
        if (mine)
            rc = tell_patch(building, roster, p, here && building->plan.slot[at] >= 0, reterr);
        at += here;
    }
    return rc;
}

/* For an auditor: the data of every level, the earlier ones held at what was reached. */
static int keep_data(const struct building *building, struct pp_error *reterr) {
    const struct pp_dropins_ask *ask = building->ask;
    int rc = 0;
    for (int level = 1; level <= PP_DROPINS_N_LEVELS && rc == 0; level++) {
        PP_AUTO_STR struct pp_str data = {0};
        struct model_run run = {ask->options, pp_roster_team_words(ask->problem, ask->team_ix),
                                "dropins", level};
        rc = pp_dropins_model_data(&building->plan, level, INFINITY, &data, reterr);
        if (rc == 0)
            rc = pp_model_keep(&run, &data, reterr);
    }
    return rc;
}

int pp_dropins_build(const struct pp_dropins_ask *ask, struct pp_roster *roster,
                     struct pp_timetable *ret_timetable, struct pp_error *reterr) {
    PP_AUTO(building_done) struct building building = {0};
    bool by_steps = ask->options->max_steps > 0;
    int rc = begin(ask, &building, reterr);
    for (int level = 1; level <= PP_DROPINS_N_LEVELS; level++)
        building.levels[level].bound = NAN;
    if (rc == 0)
        rc = search(&building, reterr);
    if (rc == 0 && !by_steps)
        rc = solve_levels(&building, reterr);
    if (rc == 0 && !by_steps)
        rc = solve_pence(&building, reterr);
    if (rc == 0 && ask->options->keep_dir)
        rc = keep_data(&building, reterr);
    if (rc == 0)
        rc = add_levels(&building, roster, reterr);
    if (rc == 0)
        rc = tell_patches(&building, roster, reterr);
    return rc < 0 ? rc : pp_dropins_timetable(&building.plan, ret_timetable, reterr);
}
