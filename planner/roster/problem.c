/* The problem's own questions: who works when, who is absent, what can be carried, where things are found by name. */
#include "patchplan/roster/problem.h"

#include <string.h>

const char *const pp_session_status_names[PP_N_SESSION_STATUS] = {"draft", "published", "moved",
                                                                  "cancelled"};

const char *const pp_visit_state_names[PP_N_VISIT_STATES] = {"due",  "offered",  "booked",
                                                             "done", "declined", "no access"};

void pp_roster_problem_done(struct pp_roster_problem *problem) {
    pp_arena_done(&problem->arena);
    memset(problem, 0, sizeof *problem);
}

void pp_roster_options_default(struct pp_roster_options *ret_options) {
    *ret_options = (struct pp_roster_options){
        .take_up = 2.0 / 3,
        .visit_minutes = 30,
        .week_minutes = 37 * 60,
        .dropins_most = 2,
        .reach_m = 1500,
        .walk_m = 900,
        .frozen_weeks = 4,
    };
}

/* The first absence of a post, by bisection; n_absences when it has none. */
static int first_absence(const struct pp_roster_problem *problem, int post_ix) {
    int low = 0, high = problem->n_absences;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (problem->absences[middle].post_ix < post_ix)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool pp_post_is_absent(const struct pp_roster_problem *problem, int post_ix, pp_day day,
                       enum pp_half half) {
    for (int a = first_absence(problem, post_ix); a < problem->n_absences; a++) {
        const struct pp_absence *absence = &problem->absences[a];
        if (absence->post_ix != post_ix || absence->first_day > day)
            return false;
        bool whole = absence->part < 0 || absence->part == (int)half ||
                     (absence->part == PP_HALF_PM && half == PP_HALF_EVENING);
        if (day <= absence->last_day && whole)
            return true;
    }
    return false;
}

bool pp_post_has_absence(const struct pp_roster_problem *problem, int post_ix, pp_day day) {
    return pp_post_is_absent(problem, post_ix, day, PP_HALF_AM) ||
           pp_post_is_absent(problem, post_ix, day, PP_HALF_PM);
}

bool pp_post_is_due(const struct pp_roster_problem *problem, int post_ix, pp_day day,
                    enum pp_half half) {
    const struct pp_post *post = &problem->posts[post_ix];
    int slot = pp_calendar_slot(&problem->calendar, day, half);
    return slot >= 0 && post->name[0] && (post->works >> slot & 1) && post->starts <= day &&
           day <= post->ends && pp_calendar_working(&problem->calendar, day);
}

bool pp_post_works(const struct pp_roster_problem *problem, int post_ix, pp_day day,
                   enum pp_half half) {
    return pp_post_is_due(problem, post_ix, day, half) &&
           !pp_post_is_absent(problem, post_ix, day, half);
}

int64_t pp_post_cap_milli(const struct pp_roster_problem *problem, int post_ix, pp_day day) {
    const struct pp_post *post = &problem->posts[post_ix];
    int pct = day <= post->caseload_until ? post->caseload_pct : 100;
    return problem->max_milli * post->fte_milli * pct / 100000;
}

bool pp_post_can_carry(const struct pp_roster_problem *problem, int post_ix, pp_day day,
                       int64_t weight_milli) {
    return 100 * weight_milli <= PP_CASELOAD_MOST_PCT * pp_post_cap_milli(problem, post_ix, day);
}

bool pp_venue_is_open(const struct pp_roster_problem *problem, int venue_ix, pp_day day,
                      enum pp_half half) {
    if (venue_ix < 0)
        return false;
    const struct pp_roster_venue *venue = &problem->venues[venue_ix];
    int slot = pp_calendar_slot(&problem->calendar, day, half);
    if (slot < 0 || !(venue->open >> slot & 1) || !pp_calendar_working(&problem->calendar, day))
        return false;
    for (int i = 0; i < venue->n_closed; i++)
        if (venue->closed[i] == day)
            return false;
    return true;
}

const char *pp_session_venue_name(const struct pp_roster_problem *problem,
                                  const struct pp_session *session) {
    return session->venue_ix < 0 ? "a venue no longer listed"
                                 : problem->venues[session->venue_ix].name;
}

int pp_post_find(const struct pp_roster_problem *problem, const char *officer_id) {
    int low = 0, high = problem->n_posts;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (strcmp(problem->posts[middle].officer_id, officer_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < problem->n_posts && !strcmp(problem->posts[low].officer_id, officer_id) ? low : -1;
}

int pp_venue_find(const struct pp_roster_problem *problem, const char *venue_id) {
    int low = 0, high = problem->n_venues;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (strcmp(problem->venues[middle].venue_id, venue_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < problem->n_venues && !strcmp(problem->venues[low].venue_id, venue_id) ? low : -1;
}

int pp_roster_patch_find(const struct pp_roster_problem *problem, const char *name) {
    for (int p = 0; p < problem->n_patches; p++)
        if (!strcmp(problem->patches[p].name, name))
            return p;
    return -1;
}

const char *pp_roster_team_words(const struct pp_roster_problem *problem, int team_ix) {
    return team_ix >= 0 && team_ix < problem->n_teams ? problem->team_names[team_ix] : "no team";
}

bool pp_roster_team_asked(const struct pp_roster_problem *problem, int team_ix) {
    for (int i = 0; i < problem->n_asked_teams; i++)
        if (problem->asked_teams[i] == team_ix)
            return true;
    return problem->n_asked_teams == 0;
}
