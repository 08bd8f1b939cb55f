/* Who stands in, day by day, by the rule of cover.h. Greedy in the order of days and patches, as a team leader
 * would do it in the morning: whoever stood in yesterday goes on. Guarantee: a row for every patch and half-day without its officer,
 * with nobody only when nobody of the team is at work. */
#include "patchplan/roster/cover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"

#include "planner/roster/cover_parts.h"
#include "planner/roster/places.h"
#include "planner/roster/ways_out.h"

enum { MOST_STOOD_IN = 2 };

/* --- the team --------------------------------------------------------------------------------------- */

static void set_there(struct cover_team *team) {
    const struct pp_roster_problem *problem = team->problem;
    for (int o = 0; o < problem->n_posts; o++) {
        if (problem->posts[o].team_ix != team->team_ix)
            continue;
        for (int d = 0; d < team->n_days; d++) {
            pp_day day = team->first_day + d;
            unsigned am = pp_post_works(problem, o, day, PP_HALF_AM) ? COVER_AM : 0;
            unsigned pm = pp_post_works(problem, o, day, PP_HALF_PM) ? COVER_PM : 0;
            team->there[o * team->n_days + d] = (unsigned char)(am | pm);
        }
    }
}

static void set_places(struct cover_team *team, const struct pp_roster *roster) {
    const struct pp_roster_problem *problem = team->problem;
    double x, y;
    roster_team_middle(problem, team->team_ix, &x, &y);
    for (int o = 0; o < problem->n_posts; o++) {
        team->x[o] = x;
        team->y[o] = y;
    }
    for (int i = roster->n_leads - 1; i >= 0; i--) {
        const struct pp_lead *lead = &roster->leads[i];
        if (lead->post_ix < 0)
            continue;
        team->x[lead->post_ix] = problem->patches[lead->patch_ix].x;
        team->y[lead->post_ix] = problem->patches[lead->patch_ix].y;
    }
}

int pp_cover_team_make(const struct pp_roster_problem *problem, int team_ix,
                       const struct pp_roster *roster, struct cover_team *ret_team,
                       struct pp_error *reterr) {
    struct cover_team team = {.problem = problem,
                              .team_ix = team_ix,
                              .n_days = 7 * problem->calendar.n_weeks,
                              .first_day = problem->calendar.first_day};
    size_t n_posts = (size_t)problem->n_posts + 1, n_patches = (size_t)problem->n_patches + 1;
    team.there = pp_alloc_array(n_posts * (size_t)team.n_days, sizeof *team.there);
    team.x = pp_alloc_array(n_posts, sizeof *team.x);
    team.y = pp_alloc_array(n_posts, sizeof *team.y);
    team.buddies = pp_alloc_array(n_patches, sizeof *team.buddies);
    team.before = pp_alloc_array(n_patches, sizeof *team.before);
    team.stood_in[0] = pp_alloc_array(n_posts, sizeof *team.stood_in[0]);
    team.stood_in[1] = pp_alloc_array(n_posts, sizeof *team.stood_in[1]);
    if (!team.there || !team.x || !team.y || !team.buddies || !team.before || !team.stood_in[0] ||
        !team.stood_in[1]) {
        pp_cover_team_done(&team);
        return pp_fail_nomem(reterr);
    }
    for (int p = 0; p < problem->n_patches; p++)
        team.buddies[p] = team.before[p] = -1;
    for (int i = 0; i < roster->n_buddies; i++)
        team.buddies[roster->buddies[i].patch_ix] = roster->buddies[i].post_ix;
    set_there(&team);
    set_places(&team, roster);
    *ret_team = team;
    return 0;
}

void pp_cover_team_done(struct cover_team *team) {
    pp_free(team->there);
    pp_free(team->x);
    pp_free(team->y);
    pp_free(team->buddies);
    pp_free(team->before);
    pp_free(team->stood_in[0]);
    pp_free(team->stood_in[1]);
    *team = (struct cover_team){0};
}

unsigned pp_cover_there(const struct cover_team *team, int post_ix, pp_day day) {
    int d = day - team->first_day;
    return d >= 0 && d < team->n_days ? team->there[post_ix * team->n_days + d] : 0;
}

/* Somebody of another team may lead by hand: then the calendar is asked. */
static unsigned lead_there(const struct cover_team *team, int post_ix, pp_day day) {
    const struct pp_roster_problem *problem = team->problem;
    if (problem->posts[post_ix].team_ix == team->team_ix)
        return pp_cover_there(team, post_ix, day);
    return (pp_post_works(problem, post_ix, day, PP_HALF_AM) ? COVER_AM : 0u) |
           (pp_post_works(problem, post_ix, day, PP_HALF_PM) ? COVER_PM : 0u);
}

unsigned pp_cover_missing(const struct cover_team *team, const struct pp_roster *roster,
                          int patch_ix, pp_day day) {
    int posts[2];
    int n = pp_roster_leads_on(roster, patch_ix, day, posts);
    unsigned missing = COVER_DAY;
    for (int i = 0; i < n; i++)
        missing &= ~lead_there(team, posts[i], day);
    return missing;
}

bool pp_cover_has_officer(const struct cover_team *team, const struct pp_roster *roster,
                          int patch_ix, pp_day day) {
    int posts[2];
    int n = pp_roster_leads_on(roster, patch_ix, day, posts);
    for (int i = 0; i < n; i++) {
        const struct pp_post *post = &team->problem->posts[posts[i]];
        if (post->name[0] && post->starts <= day && day <= post->ends)
            return true;
    }
    return false;
}

double pp_cover_distance_m(const struct cover_team *team, int post_ix, int patch_ix) {
    const struct pp_roster_patch *patch = &team->problem->patches[patch_ix];
    return hypot(team->x[post_ix] - patch->x, team->y[post_ix] - patch->y);
}

/* --- who stands in ---------------------------------------------------------------------------------- */

static int n_stood_in(const struct cover_team *team, int post_ix, unsigned halves) {
    int am = halves & COVER_AM ? team->stood_in[0][post_ix] : 0;
    int pm = halves & COVER_PM ? team->stood_in[1][post_ix] : 0;
    return am > pm ? am : pm;
}

static bool can(const struct cover_team *team, int post_ix, pp_day day, unsigned halves) {
    return post_ix >= 0 && (pp_cover_there(team, post_ix, day) & halves) == halves &&
           (team->problem->posts[post_ix].role != PP_ROLE_OFFICER ||
            n_stood_in(team, post_ix, halves) < MOST_STOOD_IN);
}

/* Relief and agency with fewest patches that day, ties by officer_id. */
static int fewest_relief(const struct cover_team *team, pp_day day, unsigned halves) {
    int best = -1;
    for (int o = 0; o < team->problem->n_posts; o++) {
        enum pp_role role = team->problem->posts[o].role;
        bool relief = role == PP_ROLE_COVER || role == PP_ROLE_AGENCY;
        if (relief && can(team, o, day, halves) &&
            (best < 0 || n_stood_in(team, o, halves) < n_stood_in(team, best, halves)))
            best = o;
    }
    return best;
}

static int nearest_of(const struct cover_team *team, enum pp_role role, int patch_ix, pp_day day,
                      unsigned halves) {
    int best = -1;
    for (int o = 0; o < team->problem->n_posts; o++)
        if (team->problem->posts[o].role == role && can(team, o, day, halves) &&
            (best < 0 ||
             pp_cover_distance_m(team, o, patch_ix) < pp_cover_distance_m(team, best, patch_ix)))
            best = o;
    return best;
}

/* Who stands in for these halves by the rule of cover.h; -1 = nobody. */
static int choose_cover(const struct cover_team *team, const struct pp_roster *roster, int patch_ix,
                        pp_day day, unsigned halves) {
    bool waits = !pp_cover_has_officer(team, roster, patch_ix, day);
    if (waits && can(team, team->buddies[patch_ix], day, halves))
        return team->buddies[patch_ix];
    if (can(team, team->before[patch_ix], day, halves))
        return team->before[patch_ix];
    if (can(team, team->buddies[patch_ix], day, halves))
        return team->buddies[patch_ix];
    int relief = fewest_relief(team, day, halves);
    if (relief >= 0)
        return relief;
    int officer = nearest_of(team, PP_ROLE_OFFICER, patch_ix, day, halves);
    return officer >= 0 ? officer : nearest_of(team, PP_ROLE_TEAM_LEADER, patch_ix, day, halves);
}

/* --- rows ------------------------------------------------------------------------------------------- */

/* Is it the pattern's working time? Then whoever is not there is on leave. */
static bool in_pattern(const struct pp_roster_problem *problem, int post_ix, pp_day day,
                       unsigned halves) {
    const struct pp_post *post = &problem->posts[post_ix];
    int am = pp_calendar_slot(&problem->calendar, day, PP_HALF_AM);
    int pm = pp_calendar_slot(&problem->calendar, day, PP_HALF_PM);
    return (halves & COVER_AM && post->works >> am & 1) ||
           (halves & COVER_PM && post->works >> pm & 1);
}

/* Whose absence it is: of sharers the one who would have been there. */
static const char *why(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                       int patch_ix, pp_day day, unsigned halves, int *ret_absent_post_ix) {
    int posts[2];
    int n = pp_roster_leads_on(roster, patch_ix, day, posts);
    *ret_absent_post_ix = n > 0 ? posts[0] : -1;
    if (n == 0)
        return "vacant post";
    for (int i = 0; i < n; i++)
        if (problem->posts[posts[i]].name[0] && in_pattern(problem, posts[i], day, halves)) {
            *ret_absent_post_ix = posts[i];
            return "leave";
        }
    for (int i = 0; i < n; i++)
        if (!problem->posts[posts[i]].name[0]) {
            *ret_absent_post_ix = posts[i];
            return "vacant post";
        }
    return "not working that day";
}

static int tell_nobody(const struct cover_team *team, const struct pp_cover *row,
                       struct pp_roster *roster, struct pp_error *reterr) {
    const struct pp_roster_patch *patch = &team->problem->patches[row->patch_ix];
    struct pp_breach breach = pp_breach_of(PP_RULE_H1, NULL);
    PP_AUTO_STR struct pp_str text = {0}, fix = {0};
    int idle_ix = pp_roster_idle_post(team->problem, roster, row);
    char day[32];
    pp_day_long(row->day, day, sizeof day);
    pp_str_appendf(&text, "Nobody in %s is at work on %s%s to stand in for patch %s (%d homes)",
                   pp_roster_team_words(team->problem, team->team_ix), day,
                   row->half == PP_HALF_AM   ? " (morning)"
                   : row->half == PP_HALF_PM ? " (afternoon)"
                                             : "",
                   patch->name, patch->n_homes);
    if (idle_ix >= 0) {
        const struct pp_post *idle = &team->problem->posts[idle_ix];
        pp_str_appendf(&text, ". This would mend it: lend %s (%s) of %s", idle->name,
                       idle->officer_id, pp_roster_team_words(team->problem, idle->team_ix));
        pp_roster_append_build(team->problem, team->team_ix, &fix);
        pp_roster_append_loan(team->problem, idle_ix, team->team_ix, &fix);
    } else {
        pp_str_append(&text, ", and who works in other teams then leads a patch there");
    }
    if (text.failed || fix.failed)
        return pp_fail_nomem(reterr);
    breach.text = text.data;
    breach.fix = fix.len > 0 ? fix.data : NULL;
    breach.broken = true;
    breach.team_ix = team->team_ix;
    breach.patch_ix = row->patch_ix;
    breach.day = row->day;
    breach.half = row->half;
    breach.n_homes = patch->n_homes;
    return pp_roster_add_breach(roster, &breach, reterr);
}

static int add_row(struct cover_team *team, int patch_ix, pp_day day, unsigned halves, int who,
                   struct pp_roster *roster, struct pp_error *reterr) {
    struct pp_cover row = {.day = day,
                           .half = halves == COVER_DAY  ? -1
                                   : halves == COVER_AM ? PP_HALF_AM
                                                        : PP_HALF_PM,
                           .patch_ix = patch_ix,
                           .cover_post_ix = who};
    row.reason = why(team->problem, roster, patch_ix, day, halves, &row.absent_post_ix);
    for (int h = 0; who >= 0 && h < 2; h++)
        team->stood_in[h][who] += (int)(halves >> h & 1);
    if (who >= 0)
        team->before[patch_ix] = who;
    int rc = pp_roster_add_cover(roster, &row, reterr);
    return rc < 0 || who >= 0 ? rc : tell_nobody(team, &row, roster, reterr);
}

int pp_cover_fill(struct cover_team *team, int patch_ix, pp_day day, unsigned halves,
                  struct pp_roster *roster, struct pp_error *reterr) {
    int who = choose_cover(team, roster, patch_ix, day, halves);
    if (who >= 0 || halves != COVER_DAY)
        return add_row(team, patch_ix, day, halves, who, roster, reterr);
    int am = choose_cover(team, roster, patch_ix, day, COVER_AM);
    int pm = choose_cover(team, roster, patch_ix, day, COVER_PM);
    if (am < 0 && pm < 0)
        return add_row(team, patch_ix, day, halves, -1, roster, reterr);
    int rc = add_row(team, patch_ix, day, COVER_AM, am, roster, reterr);
    return rc < 0 ? rc : add_row(team, patch_ix, day, COVER_PM, pm, roster, reterr);
}

void pp_cover_count_day(struct cover_team *team, const struct pp_roster *roster, pp_day day) {
    size_t n_posts = (size_t)team->problem->n_posts;
    for (int h = 0; h < 2; h++)
        memset(team->stood_in[h], 0, n_posts * sizeof *team->stood_in[h]);
    for (int i = 0; i < roster->n_covers; i++) {
        const struct pp_cover *row = &roster->covers[i];
        for (int h = 0; row->day == day && row->cover_post_ix >= 0 && h < 2; h++)
            team->stood_in[h][row->cover_post_ix] += row->half < 0 || row->half == h;
    }
}

static int by_day(const void *one, const void *two) {
    const struct pp_cover *a = one, *b = two;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (a->patch_ix != b->patch_ix)
        return a->patch_ix < b->patch_ix ? -1 : 1;
    return (a->half > b->half) - (a->half < b->half);
}

void pp_cover_sort(struct pp_roster *roster) {
    if (roster->n_covers > 0)
        qsort(roster->covers, (size_t)roster->n_covers, sizeof *roster->covers, by_day);
}

int pp_cover_build(const struct pp_roster_problem *problem, int team_ix, struct pp_roster *roster,
                   struct pp_error *reterr) {
    struct cover_team team = {0};
    int rc = pp_cover_team_make(problem, team_ix, roster, &team, reterr);
    for (int d = 0; rc == 0 && d < team.n_days; d++) {
        pp_day day = team.first_day + d;
        if (!pp_calendar_working(&problem->calendar, day))
            continue;
        memset(team.stood_in[0], 0, (size_t)problem->n_posts * sizeof *team.stood_in[0]);
        memset(team.stood_in[1], 0, (size_t)problem->n_posts * sizeof *team.stood_in[1]);
        for (int p = 0; rc == 0 && p < problem->n_patches; p++) {
            if (problem->patches[p].team_ix != team_ix)
                continue;
            unsigned missing = pp_cover_missing(&team, roster, p, day);
            if (missing)
                rc = pp_cover_fill(&team, p, day, missing, roster, reterr);
            else
                team.before[p] = -1;
        }
    }
    pp_cover_team_done(&team);
    return rc;
}
