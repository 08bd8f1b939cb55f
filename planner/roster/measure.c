/* The figures that every roster is printed with, by team and for all of it.
 *
 * Caseloads are those of the first day, per full-time caseload (fte x caseload_pct); inside: within 5 % of the mean of
 * the team's posts that lead (balance.h). Reach: homes within walk_m of a drop-in, the mean over the fortnights of the weeks; own: of one at which a
 * named officer of their patch is. Travel: there and back from the middle of the patch, 1.3 x straight line. */
#include "patchplan/roster/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"
#include "planner/roster/balance.h"
#include "planner/roster/judge_parts.h"

struct survey {
    const struct pp_roster_problem *problem;
    const struct pp_roster_options *options;
    const struct pp_roster *roster;
    double *led, *fte;   /* n_posts: homes led, 0 nothing; caseload, of a full-time one */
    double *reach, *own; /* n_patches: homes, mean over fortnights */
    int64_t *homes;      /* n_patches: homes with a place */
    pp_day first_day, last_day;
};

static void survey_done(struct survey *survey) {
    pp_free(survey->led);
    pp_free(survey->fte);
    pp_free(survey->reach);
    pp_free(survey->own);
    pp_free(survey->homes);
}

static bool in_team(int team_ix, int of) { return team_ix < 0 || team_ix == of; }

static bool patch_in(const struct survey *survey, int team_ix, int patch_ix) {
    return in_team(team_ix, survey->problem->patches[patch_ix].team_ix);
}

static bool counts(const struct survey *survey, const struct pp_session *session) {
    return roster_takes_place(session) && survey->first_day <= session->day &&
           session->day <= survey->last_day;
}

/* ---------------------------------------------------------------- caseloads */

static void find_loads(struct survey *survey) {
    const struct pp_roster_problem *problem = survey->problem;
    for (int o = 0; o < problem->n_posts; o++)
        survey->fte[o] =
            (double)pp_post_cap_milli(problem, o, survey->first_day) / (double)problem->max_milli;
    for (int i = 0; i < survey->roster->n_leads; i++) {
        const struct pp_lead *lead = &survey->roster->leads[i];
        if (lead->post_ix < 0 || lead->first_day > survey->first_day ||
            lead->last_day < survey->first_day || survey->fte[lead->post_ix] <= 0)
            continue;
        survey->led[lead->post_ix] +=
            (double)problem->patches[lead->patch_ix].weight_milli * lead->share_milli / 1e6;
    }
}

/* Does the post lead in the team? */
static bool leads_in(const struct survey *survey, int team_ix, int post_ix) {
    return survey->led[post_ix] > 0 && in_team(team_ix, survey->problem->posts[post_ix].team_ix);
}

static void measure_spread(const struct survey *survey, double mean,
                           struct pp_team_measures *measures) {
    double squares = 0;
    int n = 0, n_inside = 0;
    for (int o = 0; o < survey->problem->n_posts; o++) {
        if (!leads_in(survey, measures->team_ix, o))
            continue;
        double load = survey->led[o] / survey->fte[o];
        measures->least_per_fte = n == 0 ? load : fmin(measures->least_per_fte, load);
        measures->most_per_fte = fmax(measures->most_per_fte, load);
        squares += (load - mean) * (load - mean);
        n_inside += pp_balance_off(survey->led[o], survey->fte[o], mean) <= 1e-9;
        n++;
    }
    if (n == 0)
        return;
    measures->spread_per_fte = sqrt(squares / n) / mean;
    measures->share_inside = (double)n_inside / n;
}

static void measure_loads(const struct survey *survey, struct pp_team_measures *measures) {
    double homes = 0, fte = 0;
    for (int o = 0; o < survey->problem->n_posts; o++)
        if (leads_in(survey, measures->team_ix, o)) {
            homes += survey->led[o];
            fte += survey->fte[o];
        }
    measure_spread(survey, pp_balance_mean(homes, fte), measures);
}

static void measure_keeping(const struct survey *survey, struct pp_team_measures *measures) {
    const struct pp_roster_problem *problem = survey->problem;
    for (int p = 0; p < problem->n_patches; p++)
        if (patch_in(survey, measures->team_ix, p))
            measures->n_homes += problem->patches[p].n_homes;
    for (int i = 0; i < problem->n_kept; i++) {
        const struct pp_patch_count *kept = &problem->kept[i];
        int posts[2];
        int n = pp_roster_leads_on(survey->roster, kept->patch_ix, survey->first_day, posts);
        bool keeps = (n > 0 && posts[0] == kept->of_ix) || (n > 1 && posts[1] == kept->of_ix);
        if (patch_in(survey, measures->team_ix, kept->patch_ix) && keeps &&
            problem->posts[kept->of_ix].name[0])
            measures->n_keeping_officer += kept->n_homes;
    }
}

/* ---------------------------------------------------------------- reach */

static bool has_own(const struct survey *survey, const struct pp_session *session, int patch_ix) {
    int posts[2];
    int n = pp_roster_leads_on(survey->roster, patch_ix, session->day, posts);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < session->n_posts; j++)
            if (session->posts[j] == posts[i])
                return true;
    return false;
}

/* Venues with a drop-in in a fortnight: used[v]; with a named officer of the patch: own[patch x n_venues + v]. */
static void mark_fortnight(const struct survey *survey, pp_day from, pp_day to, bool *used,
                           bool *own) {
    const struct pp_roster_problem *problem = survey->problem;
    memset(used, 0, (size_t)problem->n_venues * sizeof *used);
    memset(own, 0, (size_t)(problem->n_venues * problem->n_patches) * sizeof *own);
    for (int s = 0; s < survey->roster->n_sessions; s++) {
        const struct pp_session *session = &survey->roster->sessions[s];
        if (session->kind != PP_SESSION_DROPIN || !counts(survey, session) ||
            session->venue_ix < 0 || session->day < from || session->day > to)
            continue;
        used[session->venue_ix] = true;
        for (int p = 0; p < problem->n_patches; p++)
            if (!own[p * problem->n_venues + session->venue_ix])
                own[p * problem->n_venues + session->venue_ix] = has_own(survey, session, p);
    }
}

static void add_fortnight(struct survey *survey, double part, const bool *used, const bool *own) {
    const struct pp_roster_problem *problem = survey->problem;
    for (int g = 0; g < problem->n_groups; g++) {
        const struct pp_reach_group *group = &problem->groups[g];
        bool in_reach = false, in_reach_own = false;
        for (int v = 0; v < problem->n_venues; v++) {
            if (!used[v] ||
                roster_away_m(&problem->venues[v], group->x, group->y) > survey->options->walk_m)
                continue;
            in_reach = true;
            in_reach_own = in_reach_own || own[group->patch_ix * problem->n_venues + v];
        }
        survey->reach[group->patch_ix] += in_reach ? part * group->n_homes : 0;
        survey->own[group->patch_ix] += in_reach_own ? part * group->n_homes : 0;
    }
}

static int find_reach(struct survey *survey, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = survey->problem;
    int n_fortnights = (problem->calendar.n_weeks + 1) / 2;
    PP_AUTO_FREE bool *used = pp_alloc_array((size_t)problem->n_venues + 1, sizeof *used);
    PP_AUTO_FREE bool *own =
        pp_alloc_array((size_t)problem->n_venues * (size_t)problem->n_patches + 1, sizeof *own);
    if (!used || !own)
        return pp_fail_nomem(reterr);
    /* an odd week at the end makes its fortnight with the week before */
    for (int f = 0; f < n_fortnights; f++) {
        pp_day from = survey->first_day + 14 * f;
        if (from + 13 > survey->last_day && survey->last_day - 13 >= survey->first_day)
            from = survey->last_day - 13;
        mark_fortnight(survey, from, from + 13, used, own);
        add_fortnight(survey, 1.0 / n_fortnights, used, own);
    }
    for (int g = 0; g < problem->n_groups; g++)
        survey->homes[problem->groups[g].patch_ix] += problem->groups[g].n_homes;
    return 0;
}

static void measure_reach(const struct survey *survey, struct pp_team_measures *measures) {
    const struct pp_roster_problem *problem = survey->problem;
    double reach = 0, own = 0;
    measures->worst_ward_ix = -1;
    for (int p = 0; p < problem->n_patches; p++) {
        reach += patch_in(survey, measures->team_ix, p) ? survey->reach[p] : 0;
        own += patch_in(survey, measures->team_ix, p) ? survey->own[p] : 0;
    }
    measures->n_in_reach = (int64_t)floor(reach + 0.5);
    measures->n_in_reach_own = (int64_t)floor(own + 0.5);
    for (int w = 0; w < problem->n_wards; w++) {
        double in_ward = 0;
        int64_t homes = 0;
        for (int p = 0; p < problem->n_patches; p++)
            if (problem->patches[p].ward_ix == w && patch_in(survey, measures->team_ix, p)) {
                in_ward += survey->reach[p];
                homes += survey->homes[p];
            }
        double share = homes > 0 ? in_ward / (double)homes : 2;
        if (homes > 0 && (measures->worst_ward_ix < 0 || share < measures->worst_ward_share)) {
            measures->worst_ward_ix = w;
            measures->worst_ward_share = share;
        }
    }
}

/* ---------------------------------------------------------------- sessions */

/* Where somebody sets out from: the middle of the patch led on that day; -1: the office, not counted. */
static int home_patch(const struct survey *survey, int post_ix, pp_day day) {
    for (int i = 0; i < survey->roster->n_leads; i++) {
        const struct pp_lead *lead = &survey->roster->leads[i];
        if (lead->post_ix == post_ix && lead->first_day <= day && day <= lead->last_day)
            return lead->patch_ix;
    }
    return -1;
}

static double travel_km(const struct survey *survey, const struct pp_session *session) {
    double km = 0;
    for (int i = 0; i < session->n_posts && session->venue_ix >= 0; i++) {
        int patch_ix = home_patch(survey, session->posts[i], session->day);
        if (patch_ix >= 0)
            km +=
                roster_trip_m(roster_venue_m(survey->problem, session->venue_ix, patch_ix)) / 1000;
    }
    return km;
}

static void measure_sessions(const struct survey *survey, struct pp_team_measures *measures) {
    const struct pp_roster_problem *problem = survey->problem;
    double km = 0;
    int n_leading = 0;
    for (int s = 0; s < survey->roster->n_sessions; s++) {
        const struct pp_session *session = &survey->roster->sessions[s];
        if (!counts(survey, session) || !in_team(measures->team_ix, session->team_ix))
            continue;
        km += travel_km(survey, session);
        if (session->kind != PP_SESSION_DROPIN)
            continue;
        measures->n_sessions++;
        if (session->venue_ix >= 0)
            measures->hire_pounds += (double)problem->venues[session->venue_ix].hire_pence / 100;
    }
    for (int o = 0; o < problem->n_posts; o++)
        n_leading += leads_in(survey, measures->team_ix, o);
    if (n_leading > 0)
        measures->travel_km_of_officer = km / n_leading / (problem->calendar.n_weeks / 2.0);
}

static void measure_evenings(const struct survey *survey, struct pp_team_measures *measures) {
    const struct pp_roster_problem *problem = survey->problem;
    int n_people = 0;
    for (int o = 0; o < problem->n_posts; o++) {
        int n = 0;
        if (!in_team(measures->team_ix, problem->posts[o].team_ix))
            continue;
        for (int s = 0; s < survey->roster->n_sessions; s++) {
            const struct pp_session *session = &survey->roster->sessions[s];
            for (int i = 0; counts(survey, session) && i < session->n_posts; i++)
                n += session->half == PP_HALF_EVENING && session->posts[i] == o;
        }
        measures->n_evenings += n;
        if (n == 0 && problem->posts[o].max_evenings == 0)
            continue; /* works no evenings: not compared */
        measures->evenings_least =
            n_people == 0 || n < measures->evenings_least ? n : measures->evenings_least;
        measures->evenings_most = n > measures->evenings_most ? n : measures->evenings_most;
        n_people++;
    }
}

/* The kept ones that are elsewhere now, or not at all. */
static void measure_changed(const struct survey *survey, struct pp_team_measures *measures) {
    for (int k = 0; k < survey->problem->n_kept_sessions; k++) {
        const struct pp_session *kept = &survey->problem->kept_sessions[k].session;
        bool stands = false;
        if (!counts(survey, kept) || !in_team(measures->team_ix, kept->team_ix))
            continue;
        for (int s = 0; s < survey->roster->n_sessions && !stands; s++) {
            const struct pp_session *session = &survey->roster->sessions[s];
            bool same_uid = session->uid && kept->uid && !strcmp(session->uid, kept->uid);
            bool same = same_uid || (kept->session_id && session->session_id == kept->session_id);
            stands = same && roster_takes_place(session) && session->day == kept->day &&
                     session->half == kept->half && session->venue_ix == kept->venue_ix;
        }
        measures->n_changed_after_publication += !stands;
    }
}

/* ---------------------------------------------------------------- visits */

static void measure_visit(const struct survey *survey, const struct pp_roster_home *home,
                          const struct pp_visit_row *visit, struct pp_team_measures *measures) {
    pp_day due = pp_home_due_day(home);
    int week = (visit->week_start - survey->first_day) / 7;
    if (visit->state == PP_VISIT_DONE || visit->state == PP_VISIT_DECLINED)
        return;
    bool overdue = due != PP_PAST_DAY && due < survey->first_day;
    measures->n_overdue += overdue;
    if (visit->week_start == PP_PAST_DAY)
        measures->n_visits_outside += !overdue;
    else if (overdue && week >= measures->overdue_weeks)
        measures->overdue_weeks = week + 1;
    else if (!overdue && due != PP_PAST_DAY)
        measures->n_visits_outside +=
            abs(visit->week_start - pp_calendar_monday(due)) > 7 * PP_VISIT_NEAR_WEEKS;
}

static void measure_visits(const struct survey *survey, struct pp_team_measures *measures) {
    const struct pp_roster_problem *problem = survey->problem;
    int64_t by_week[PP_VISIT_YEAR_WEEKS] = {0}, sum = 0, peak = 0;
    int h = 0;
    for (int i = 0; i < survey->roster->n_visits; i++) {
        const struct pp_visit_row *visit = &survey->roster->visits[i];
        int week = (visit->week_start - survey->first_day) / 7;
        if (!patch_in(survey, measures->team_ix, visit->patch_ix))
            continue;
        /* rows come in the order of the homes, mostly: look on from the last one found */
        for (int n = 0; n < problem->n_homes && problem->homes[h].home_id != visit->home_id; n++)
            h = (h + 1) % problem->n_homes;
        if (h < problem->n_homes && problem->homes[h].home_id == visit->home_id)
            measure_visit(survey, &problem->homes[h], visit, measures);
        if (visit->week_start >= survey->first_day && week < PP_VISIT_YEAR_WEEKS) {
            by_week[week]++;
            sum++;
        }
    }
    for (int w = 0; w < PP_VISIT_YEAR_WEEKS; w++)
        peak = by_week[w] > peak ? by_week[w] : peak;
    measures->peak_over_mean = sum > 0 ? (double)peak * PP_VISIT_YEAR_WEEKS / (double)sum : 0;
}

int pp_roster_measure(const struct pp_roster_problem *problem,
                      const struct pp_roster_options *options, struct pp_roster *roster,
                      struct pp_error *reterr) {
    size_t n_patches = (size_t)problem->n_patches + 1, n_posts = (size_t)problem->n_posts + 1;
    PP_AUTO(survey_done)
    struct survey survey = {.problem = problem,
                            .options = options,
                            .roster = roster,
                            .led = pp_alloc_array(n_posts, sizeof *survey.led),
                            .fte = pp_alloc_array(n_posts, sizeof *survey.fte),
                            .reach = pp_alloc_array(n_patches, sizeof *survey.reach),
                            .own = pp_alloc_array(n_patches, sizeof *survey.own),
                            .homes = pp_alloc_array(n_patches, sizeof *survey.homes),
                            .first_day = problem->calendar.first_day,
                            .last_day = pp_calendar_last_day(&problem->calendar)};
    if (!survey.led || !survey.fte || !survey.reach || !survey.own || !survey.homes)
        return pp_fail_nomem(reterr);
    find_loads(&survey);
    int rc = find_reach(&survey, reterr);
    roster->n_measures = 0;
    for (int t = -1; rc == 0 && t < problem->n_teams; t++) {
        struct pp_team_measures measures = {.team_ix = t};
        measure_loads(&survey, &measures);
        measure_keeping(&survey, &measures);
        measure_reach(&survey, &measures);
        measure_sessions(&survey, &measures);
        measure_evenings(&survey, &measures);
        measure_changed(&survey, &measures);
        measure_visits(&survey, &measures);
        rc = pp_roster_add_measures(roster, &measures, reterr);
    }
    return rc;
}
