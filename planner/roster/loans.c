/* Who could be lent to whom: a patch that waits for an officer is told who of another team could lead it.
 *
 * Patches that wait from the first day on come before those whose officer leaves later; of either, those without any
 * post before those of a vacant one, most homes first: in that order the next roster gives them those who were lent,
 * whichever of them they are. So the way out of the third patch lends three. Each gets the
 * nearest officer who leads nothing; else one whose own patch a vacant post of their team could take. */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/roster/caseload.h"

#include "planner/roster/places.h"
#include "planner/roster/ways_out.h"

struct lending {
    const struct pp_roster_problem *problem;
    struct pp_roster *roster;
    int *to_team; /* n_posts: offered to; -1: to none */
    int *
        stands_in; /* n_posts: the vacant post that takes the patch of who is lent; -1: they lead nothing */
    bool *taken; /* n_posts: vacant posts that take a patch */
};

/* An officer of a team who is there, or a post that is vacant, for all of the weeks. */
static bool is_whole(const struct lending *lending, int post_ix, bool vacant) {
    const struct pp_roster_problem *problem = lending->problem;
    const struct pp_post *post = &problem->posts[post_ix];
    return post->role == PP_ROLE_OFFICER && !post->name[0] == vacant && post->team_ix >= 0 &&
           !post->lent && post->starts <= problem->calendar.first_day &&
           post->ends >= pp_calendar_last_day(&problem->calendar);
}

/* Rows in which the post leads; the patch of the last one. */
static int count_leads(const struct lending *lending, int post_ix, int *ret_patch_ix) {
    int n = 0;
    for (int i = 0; i < lending->roster->n_leads; i++)
        if (lending->roster->leads[i].post_ix == post_ix) {
            *ret_patch_ix = lending->roster->leads[i].patch_ix;
            n++;
        }
    return n;
}

static bool can_lead(const struct lending *lending, int post_ix, int patch_ix) {
    const struct pp_roster_problem *problem = lending->problem;
    return pp_post_can_carry(problem, post_ix, problem->calendar.first_day,
                             problem->patches[patch_ix].weight_milli);
}

/* The vacant post of the officer's team that could take their one patch; -1. */
static int stand_in_of(const struct lending *lending, int post_ix, int patch_ix) {
    for (int v = 0; v < lending->problem->n_posts; v++)
        if (lending->problem->posts[v].team_ix == lending->problem->posts[post_ix].team_ix &&
            is_whole(lending, v, true) && !lending->taken[v] &&
            !pp_roster_leads_any(lending->roster, v) && can_lead(lending, v, patch_ix))
            return v;
    return -1;
}

/* Could the officer be lent: leading nothing, or (`idle` false) one patch that a vacant post could take? */
static bool is_spare(const struct lending *lending, int post_ix, bool idle, int *ret_stand_in) {
    int patch_ix = -1;
    *ret_stand_in = -1;
    if (!is_whole(lending, post_ix, false) || lending->to_team[post_ix] >= 0)
        return false;
    int n = count_leads(lending, post_ix, &patch_ix);
    if (idle || n != 1)
        return idle && n == 0;
    *ret_stand_in = stand_in_of(lending, post_ix, patch_ix);
    return *ret_stand_in >= 0;
}

/* The spare officer of another team whose team is nearest, who may lead the patch; ties by officer_id. */
static int nearest_spare(const struct lending *lending, int patch_ix, bool idle,
                         int *ret_stand_in) {
    const struct pp_roster_problem *problem = lending->problem;
    const struct pp_roster_patch *patch = &problem->patches[patch_ix];
    double nearest_m = INFINITY;
    int best = -1;
    for (int o = 0; o < problem->n_posts; o++) {
        double x, y;
        int stand_in = -1;
        if (problem->posts[o].team_ix == patch->team_ix || !can_lead(lending, o, patch_ix) ||
            !is_spare(lending, o, idle, &stand_in))
            continue;
        roster_team_middle(problem, problem->posts[o].team_ix, &x, &y);
        double distance_m = hypot(x - patch->x, y - patch->y);
        if (distance_m < nearest_m) {
            nearest_m = distance_m;
            best = o;
            *ret_stand_in = stand_in;
        }
    }
    return best;
}

/* The way out also stands with the breach that it mends: all who are lent to the team so far. */
static int set_fix(struct lending *lending, int patch_ix, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = lending->problem;
    struct pp_roster *roster = lending->roster;
    PP_AUTO_STR struct pp_str fix = {0};
    int team_ix = problem->patches[patch_ix].team_ix;
    pp_roster_append_build(problem, team_ix, &fix);
    for (int o = 0; o < problem->n_posts; o++)
        if (lending->to_team[o] == team_ix)
            pp_roster_append_loan(problem, o, lending->to_team[o], &fix);
    for (int i = 0; !fix.failed && i < roster->n_breaches; i++) {
        struct pp_breach *breach = &roster->breaches[i];
        if (breach->rule != PP_RULE_H1 || breach->patch_ix != patch_ix || breach->fix ||
            breach->day != PP_PAST_DAY)
            continue;
        breach->fix = pp_arena_strdup(&roster->arena, pp_str_text(&fix));
        fix.failed = !breach->fix;
    }
    return fix.failed ? pp_fail_nomem(reterr) : 0;
}

static void append_proposal(const struct lending *lending, int post_ix, int patch_ix,
                            struct pp_str *text) {
    const struct pp_roster_problem *problem = lending->problem;
    const struct pp_post *post = &problem->posts[post_ix];
    const struct pp_roster_patch *patch = &problem->patches[patch_ix];
    int stand_in = lending->stands_in[post_ix];
    pp_str_appendf(text, "%s (%s) of %s ", post->name, post->officer_id,
                   pp_roster_team_words(problem, post->team_ix));
    pp_str_append(text, stand_in < 0 ? "leads no patch: lent" : "could be lent");
    pp_str_appendf(text,
                   " to %s, one more patch there would have an officer. Which one is settled when "
                   "its roster is made again; %s (%d homes) is among those that wait",
                   pp_roster_team_words(problem, patch->team_ix), patch->name, patch->n_homes);
    if (stand_in >= 0)
        pp_str_appendf(text, "; the patch they leave would wait for the vacant post %s",
                       problem->posts[stand_in].officer_id);
}

static int propose(struct lending *lending, int post_ix, int patch_ix, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = lending->problem;
    const struct pp_roster_patch *patch = &problem->patches[patch_ix];
    struct pp_breach breach = pp_breach_of(PP_RULE_H4, NULL);
    PP_AUTO_STR struct pp_str text = {0}, fix = {0};
    append_proposal(lending, post_ix, patch_ix, &text);
    pp_roster_append_build(problem, patch->team_ix, &fix);
    pp_roster_append_loan(problem, post_ix, patch->team_ix, &fix);
    if (text.failed || fix.failed)
        return pp_fail_nomem(reterr);
    breach.text = text.data;
    breach.fix = fix.data;
    breach.team_ix = patch->team_ix;
    breach.patch_ix = patch_ix;
    breach.post_ix = post_ix;
    breach.n_homes = patch->n_homes;
    int rc = pp_roster_add_breach(lending->roster, &breach, reterr);
    return rc < 0 ? rc : set_fix(lending, patch_ix, reterr);
}

/* Nobody for it or for a part of it, or a vacant post, on that day? */
static bool waits_on(const struct lending *lending, int patch_ix, bool vacant, pp_day day) {
    int share_milli = 0;
    bool is_vacant = false;
    for (int i = 0; i < lending->roster->n_leads; i++) {
        const struct pp_lead *lead = &lending->roster->leads[i];
        if (lead->patch_ix != patch_ix || lead->post_ix < 0 || lead->first_day > day ||
            lead->last_day < day)
            continue;
        share_milli += lead->share_milli;
        is_vacant = is_vacant || !lending->problem->posts[lead->post_ix].name[0];
    }
    return vacant ? is_vacant : share_milli < 1000;
}

/* Of those that wait and have not been asked for: the one with most homes; -1 none. */
static int next_waiting(const struct lending *lending, bool vacant, pp_day day, const bool *asked) {
    const struct pp_roster_patch *patches = lending->problem->patches;
    int best = -1;
    for (int p = 0; p < lending->problem->n_patches; p++)
        if (!asked[p] && waits_on(lending, p, vacant, day) &&
            (best < 0 || patches[p].n_homes > patches[best].n_homes))
            best = p;
    return best;
}

static int ask_for(struct lending *lending, int patch_ix, bool vacant, struct pp_error *reterr) {
    int stand_in = -1;
    int post_ix = nearest_spare(lending, patch_ix, true, &stand_in);
    if (post_ix < 0 && !vacant)
        post_ix = nearest_spare(lending, patch_ix, false, &stand_in);
    if (post_ix < 0)
        return 0;
    lending->to_team[post_ix] = lending->problem->patches[patch_ix].team_ix;
    lending->stands_in[post_ix] = stand_in;
    if (stand_in >= 0)
        lending->taken[stand_in] = true;
    return propose(lending, post_ix, patch_ix, reterr);
}

int pp_caseload_propose_loans(const struct pp_roster_problem *problem, struct pp_roster *roster,
                              struct pp_error *reterr) {
    size_t n = (size_t)problem->n_posts + 1;
    PP_AUTO_FREE int *to_team = pp_alloc_array(n, sizeof *to_team);
    PP_AUTO_FREE int *stands_in = pp_alloc_array(n, sizeof *stands_in);
    PP_AUTO_FREE bool *taken = pp_alloc_array(n, sizeof *taken);
    PP_AUTO_FREE bool *asked = pp_alloc_array((size_t)problem->n_patches + 1, sizeof *asked);
    struct lending lending = {problem, roster, to_team, stands_in, taken};
    if (!to_team || !stands_in || !taken || !asked)
        return pp_fail_nomem(reterr);
    for (int o = 0; o < problem->n_posts; o++)
        to_team[o] = -1;
    int rc = 0;
    const pp_day days[] = {problem->calendar.first_day, pp_calendar_last_day(&problem->calendar)};
    for (int i = 0; i < 4; i++) {
        bool vacant = i % 2 == 1;
        for (int p = 0; rc == 0 && (p = next_waiting(&lending, vacant, days[i / 2], asked)) >= 0;) {
            asked[p] = true;
            rc = ask_for(&lending, p, vacant, reterr);
        }
    }
    return rc;
}
