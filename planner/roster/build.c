/* The whole roster, step by step; each step reads what the steps before have made, and no other team of its own.
 *
 * Steps: check before; leads; loans; buddies; venues parted; timetables and dated sessions; who stands in; visits;
 * reasons; hours, measures, rules, outcome. Of the time, leads may use the first 30 %, timetables the first 60 %, visits up to 85 %;
 * the rest is for what must be done in any case, about 2 s for a city of 140 patches. */
#include "patchplan/roster/build.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/caseload.h"
#include "patchplan/roster/cover.h"
#include "patchplan/roster/judge.h"
#include "patchplan/roster/practice.h"
#include "patchplan/roster/visits.h"
#include "planner/roster/build_teams.h"
#include "planner/roster/judge_parts.h"
#include "planner/roster/sessions.h"

static const double leads_until = 0.3, timetables_until = 0.6, visits_until = 0.85;

struct building {
    const struct pp_roster_ask *ask;
    struct pp_roster *roster; /* joined so far */
    pp_day from;
    /* The problem with the weeks that are planned anew alone; what it points to is the ask's. */
    struct pp_roster_problem part;
    struct teams teams;
    double from_s;
    uint64_t *open;     /* n_teams x n_venues */
    int *near_of_patch; /* n_patches */
};

static void building_done(struct building *building) {
    teams_done(&building->teams);
    pp_free(building->open);
    pp_free(building->near_of_patch);
}

/* ---------------------------------------------------------------- what stays: other teams, days gone before */

static bool is_left(const struct building *building, int team_ix) {
    for (int i = 0; i < building->teams.n_parts; i++)
        if (building->teams.parts[i].team_ix == team_ix)
            return false;
    return team_ix >= 0;
}

static bool patch_is_left(const struct building *building, int patch_ix) {
    return is_left(building, building->ask->problem->patches[patch_ix].team_ix);
}

/* Do the checks and loans of this run say it again, for all teams? */
static bool is_said_anew(const struct pp_breach *breach) {
    return !pp_rule_kind(breach->rule)->judged || (breach->rule == PP_RULE_H4 && !breach->broken);
}

#define COPY_ROWS(rows, add, condition)                \
    for (int i = 0; rc == 0 && i < now->n_##rows; i++) \
        if (condition)                                 \
    rc = add(building->roster, &now->rows[i], reterr)

static int copy_standing(struct building *building, struct pp_error *reterr) {
    const struct pp_roster *now = building->ask->now;
    int rc = 0;
    if (!now)
        return 0;
    COPY_ROWS(leads, pp_roster_add_lead, patch_is_left(building, now->leads[i].patch_ix));
    COPY_ROWS(buddies, pp_roster_add_buddy, patch_is_left(building, now->buddies[i].patch_ix));
    COPY_ROWS(covers, pp_roster_add_cover,
              patch_is_left(building, now->covers[i].patch_ix) ||
                  now->covers[i].day < building->from);
    COPY_ROWS(sessions, pp_roster_add_session, is_left(building, now->sessions[i].team_ix));
    COPY_ROWS(visits, pp_roster_add_visit, patch_is_left(building, now->visits[i].patch_ix));
    COPY_ROWS(levels, pp_roster_add_level, is_left(building, now->levels[i].team_ix));
    COPY_ROWS(breaches, pp_roster_add_breach,
              is_left(building, now->breaches[i].team_ix) && !is_said_anew(&now->breaches[i]));
    return rc;
}

/* ---------------------------------------------------------------- steps of one team */

static int make_leads(const void *context, const struct pp_cancel *stop, struct team_part *part,
                      struct pp_error *reterr) {
    const struct building *building = context;
    const struct pp_roster_ask *ask = building->ask;
    struct pp_caseload_ask caseload = {.problem = ask->problem,
                                       .options = ask->options,
                                       .team_ix = part->team_ix,
                                       .day = building->from,
                                       .now = ask->now ? ask->now->leads : NULL,
                                       .n_now = ask->now ? ask->now->n_leads : 0,
                                       .only_freed = ask->now &&
                                                     ask->options->replan == PP_REPLAN_LEAST_CHANGE,
                                       .seconds = part->seconds,
                                       .cancel = stop};
    return pp_caseload_build(&caseload, &part->roster, reterr);
}

static struct pp_dropins_ask dropins_ask(const struct building *building, int team_ix) {
    const struct pp_roster_problem *problem = &building->part;
    return (struct pp_dropins_ask){.problem = problem,
                                   .options = building->ask->options,
                                   .with_leads = building->roster,
                                   .team_ix = team_ix,
                                   .open = building->open + team_ix * problem->n_venues,
                                   .near_of_patch = building->near_of_patch,
                                   .cancel = &building->teams.stop};
}

/* Those of the team before the day: they count for evenings, and stay. */
static int copy_sessions_before(const struct building *building, struct team_part *part,
                                struct pp_error *reterr) {
    const struct pp_roster *now = building->ask->now;
    int rc = 0;
    for (int i = 0; now && rc == 0 && i < now->n_sessions; i++)
        if (now->sessions[i].team_ix == part->team_ix && now->sessions[i].day < building->from)
            rc = pp_roster_add_session(&part->roster, &now->sessions[i], reterr);
    return rc;
}

/* By a timetable made anew; with `stands` near to the one behind those sessions. */
static int arrange_sessions(struct pp_dropins_ask *ask, struct team_part *part,
                            struct pp_error *reterr) {
    PP_AUTO(pp_timetable_done) struct pp_timetable timetable = {0}, before = {0};
    int rc = ask->stands ? pp_dropins_timetable_of(ask, &before, reterr) : 0;
    if (rc == 0 && before.n_sessions > 0)
        ask->now = &before;
    if (rc == 0)
        rc = pp_dropins_build(ask, &part->roster, &timetable, reterr);
    return rc < 0 ? rc : pp_dropins_expand(ask, &timetable, &part->roster, reterr);
}

/* Least change: what stands is mended; where that loses a drop-in, the team's are arranged again. */
static int make_sessions(const void *context, const struct pp_cancel *stop, struct team_part *part,
                         struct pp_error *reterr) {
    const struct building *building = context;
    const struct pp_roster_ask *whole = building->ask;
    struct pp_dropins_ask ask = dropins_ask(building, part->team_ix);
    bool all_held = false;
    ask.seconds = part->seconds;
    ask.cancel = stop;
    if (whole->now && whole->options->replan != PP_REPLAN_BEST_BALANCE &&
        whole->options->replan != PP_REPLAN_NONE)
        ask.stands = whole->now;
    int rc = copy_sessions_before(building, part, reterr);
    int n_before = part->roster.n_sessions;
    if (rc == 0 && ask.stands && whole->options->replan == PP_REPLAN_LEAST_CHANGE)
        rc = pp_dropins_keep(&ask, &part->roster, &all_held, reterr);
    if (rc < 0 || all_held)
        return rc;
    part->roster.n_sessions = n_before;
    part->roster.n_breaches = part->roster.n_changes = 0;
    return arrange_sessions(&ask, part, reterr);
}

static int make_visits(const void *context, const struct pp_cancel *stop, struct team_part *part,
                       struct pp_error *reterr) {
    const struct building *building = context;
    struct pp_visits_ask ask = {.problem = building->ask->problem,
                                .options = building->ask->options,
                                .with_cover = building->roster,
                                .team_ix = part->team_ix,
                                .seconds =
                                    building->ask->options->max_steps > 0 ? 0 : part->seconds,
                                .cancel = stop,
                                .now = building->ask->now,
                                .from = building->from};
    return pp_visits_build(&ask, &part->roster, reterr);
}

/* ---------------------------------------------------------------- all of it */

static void set_part(struct building *building) {
    const struct pp_roster_ask *ask = building->ask;
    struct pp_calendar *calendar = &building->part.calendar;
    building->part = *ask->problem;
    building->from = ask->from > calendar->first_day && ask->now ? ask->from : calendar->first_day;
    calendar->n_weeks -= (building->from - calendar->first_day) / 7;
    calendar->first_day = building->from;
}

/* What will be tight. What cannot be is told by the rule that it breaks, once the roster is made. */
static int check_lists(struct building *building, struct pp_error *reterr) {
    const struct pp_roster_ask *ask = building->ask;
    struct pp_roster *roster = building->roster;
    int n = roster->n_breaches;
    int rc = pp_roster_check_first(ask->problem, ask->options, roster, reterr);
    for (int i = n; i < roster->n_breaches; i++)
        if (!roster->breaches[i].broken)
            roster->breaches[n++] = roster->breaches[i];
    roster->n_breaches = n;
    return rc;
}

static double until(const struct building *building, double part) {
    double limit_s = building->ask->time_limit_s;
    return limit_s > 0 ? building->from_s + part * limit_s : INFINITY;
}

static int build_leads(struct building *building, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = building->ask->problem;
    int rc = teams_run(&building->teams, make_leads, building, "named officers",
                       until(building, leads_until), building->roster, reterr);
    if (rc == 0)
        rc = pp_caseload_propose_loans(problem, building->roster, reterr);
    for (int i = 0; rc == 0 && i < building->teams.n_parts; i++)
        rc = pp_caseload_buddies(problem, building->teams.parts[i].team_ix, building->roster,
                                 reterr);
    if (building->ask->now && building->ask->options->replan == PP_REPLAN_LEAST_CHANGE)
        pp_caseload_keep_buddies(problem, building->ask->now, building->roster);
    return rc;
}

static int build_sessions(struct building *building, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = &building->part;
    building->open = pp_alloc_array((size_t)problem->n_teams * (size_t)problem->n_venues + 1,
                                    sizeof *building->open);
    building->near_of_patch =
        pp_alloc_array((size_t)problem->n_patches + 1, sizeof *building->near_of_patch);
    if (!building->open || !building->near_of_patch)
        return pp_fail_nomem(reterr);
    int rc = pp_dropins_part_venues(problem, building->roster, building->ask->options,
                                    building->open, building->near_of_patch, reterr);
    if (rc == 0)
        rc = teams_run(&building->teams, make_sessions, building, "drop-ins",
                       until(building, timetables_until), building->roster, reterr);
    for (int i = 0; rc == 0 && i < building->teams.n_parts; i++)
        rc = pp_dropins_revive(problem, building->teams.parts[i].team_ix, building->roster, reterr);
    for (int i = 0; rc == 0 && i < building->teams.n_parts; i++)
        rc = pp_cover_build(problem, building->teams.parts[i].team_ix, building->roster, reterr);
    return rc;
}

static bool has_dropin(const struct pp_roster *roster, int patch_ix, pp_day from) {
    for (int s = 0; s < roster->n_sessions; s++) {
        const struct pp_session *session = &roster->sessions[s];
        if (session->kind == PP_SESSION_DROPIN && roster_takes_place(session) &&
            session->day >= from && pp_is_among(patch_ix, session->patches, session->n_patches))
            return true;
    }
    return false;
}

static int give_reasons(struct building *building, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = building->ask->problem;
    int rc = 0;
    for (int p = 0; rc == 0 && p < problem->n_patches; p++) {
        struct pp_dropins_ask ask = dropins_ask(building, problem->patches[p].team_ix);
        if (!patch_is_left(building, p) && !has_dropin(building->roster, p, building->from))
            rc = pp_roster_explain_dropin(&ask, p, building->roster, reterr);
    }
    return rc;
}

static bool has_session(const struct pp_roster *roster, int64_t session_id) {
    for (int s = 0; s < roster->n_sessions; s++)
        if (roster->sessions[s].session_id == session_id)
            return true;
    return false;
}

/* Told before, and not made again now: of other teams and of days before; of a drop-in that is still there always, for
 * who was to be at it is known by nothing else. */
static bool still_told(const struct building *building, const struct pp_change *change) {
    bool over = change->last_day != PP_PAST_DAY &&
                change->last_day < building->ask->problem->calendar.first_day;
    if (over)
        return false;
    if (change->session_id > 0)
        return has_session(building->roster, change->session_id);
    bool before = change->last_day != PP_PAST_DAY && change->last_day < building->from;
    return building->ask->now && change->patch_ix >= 0 &&
           (before || patch_is_left(building, change->patch_ix));
}

/* Not how drop-ins were fitted round holidays, but what is another than before, after what was told then. */
static int list_changes(struct building *building, struct pp_error *reterr) {
    const struct pp_roster_ask *ask = building->ask;
    struct pp_roster *roster = building->roster;
    pp_day first = ask->before_first > building->from ? ask->before_first : building->from;
    int rc = 0;
    roster->n_changes = 0;
    for (int i = 0; ask->before && rc == 0 && i < ask->before->n_changes; i++)
        if (still_told(building, &ask->before->changes[i]))
            rc = pp_roster_add_change(roster, &ask->before->changes[i], reterr);
    roster->n_old_changes = roster->n_changes;
    return ask->before && rc == 0 ? pp_roster_list_changes(ask->problem, ask->before, first,
                                                           ask->before_last, roster, reterr)
                                  : rc;
}

/* Cut by work, nothing of it is as fast as the machine. */
static void forget_seconds(struct pp_roster *roster) {
    for (int i = 0; i < roster->n_levels; i++)
        roster->levels[i].seconds = 0;
}

static int finish(struct building *building, struct pp_error *reterr) {
    const struct pp_roster_ask *ask = building->ask;
    int rc = give_reasons(building, reterr);
    pp_progress_report(ask->progress, "hours and rules", 0, 0, NULL);
    if (rc == 0)
        rc = pp_roster_weigh(ask->problem, ask->options, building->roster, reterr);
    if (rc == 0)
        rc = list_changes(building, reterr);
    if (ask->options->max_steps > 0)
        forget_seconds(building->roster);
    building->roster->outcome = pp_roster_outcome(building->roster, pp_cancelled(ask->cancel));
    return rc;
}

int pp_roster_build(const struct pp_roster_ask *ask, struct pp_roster *ret_roster,
                    struct pp_error *reterr) {
    PP_AUTO(pp_roster_done) struct pp_roster roster = {0};
    PP_AUTO(building_done)
    struct building building = {.ask = ask, .roster = &roster, .from_s = pp_clock_s()};
    set_part(&building);
    double deadline_s = ask->time_limit_s > 0 ? building.from_s + ask->time_limit_s : 0;
    int rc = teams_make(ask, deadline_s, &building.teams, reterr);
    if (rc == 0)
        rc = copy_standing(&building, reterr);
    if (rc == 0)
        rc = check_lists(&building, reterr);
    if (rc == 0)
        rc = build_leads(&building, reterr);
    if (rc == 0)
        rc = build_sessions(&building, reterr);
    if (rc == 0)
        rc = teams_run(&building.teams, make_visits, &building, "visits",
                       until(&building, visits_until), &roster, reterr);
    if (rc == 0)
        rc = finish(&building, reterr);
    if (rc < 0)
        return rc;
    *ret_roster = roster;
    memset(&roster, 0, sizeof roster);
    return 0;
}
