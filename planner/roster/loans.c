#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/roster/caseload.h"

#include "planner/roster/ways_out.h"

/* Who could be lent: named officers of a team that lead nothing in these weeks. */
static bool is_spare(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                     int post_ix) {
    const struct pp_post *post = &problem->posts[post_ix];
    if (post->role != PP_ROLE_OFFICER || !post->name[0] || post->team_ix < 0 || post->lent ||
        post->starts > problem->calendar.first_day ||
        post->ends < pp_calendar_last_day(&problem->calendar))
        return false;
    for (int i = 0; i < roster->n_leads; i++)
        if (roster->leads[i].post_ix == post_ix)
            return false;
    return true;
}

static void team_middle(const struct pp_roster_problem *problem, int team_ix, double *ret_x,
                        double *ret_y) {
    int n = 0;
    *ret_x = *ret_y = 0;
    for (int p = 0; p < problem->n_patches; p++)
        if (problem->patches[p].team_ix == team_ix) {
            *ret_x += problem->patches[p].x;
            *ret_y += problem->patches[p].y;
            n++;
        }
    *ret_x /= n > 0 ? n : 1;
    *ret_y /= n > 0 ? n : 1;
}

/* The spare officer of another team whose team is nearest, who may lead the patch; ties by officer_id. */
static int nearest_spare(const struct pp_roster_problem *problem, const bool *spare, int patch_ix) {
    const struct pp_roster_patch *patch = &problem->patches[patch_ix];
    double nearest_m = INFINITY;
    int best = -1;
    for (int o = 0; o < problem->n_posts; o++) {
        double x, y;
        int64_t cap_milli = pp_post_cap_milli(problem, o, problem->calendar.first_day);
        if (!spare[o] || problem->posts[o].team_ix == patch->team_ix ||
            patch->weight_milli * 100 > cap_milli * 125)
            continue;
        team_middle(problem, problem->posts[o].team_ix, &x, &y);
        double distance_m = hypot(x - patch->x, y - patch->y);
        if (distance_m < nearest_m) {
            nearest_m = distance_m;
            best = o;
        }
    }
    return best;
}

/* The way out also stands with the breach that it mends. */
static int set_fix(struct pp_roster *roster, int patch_ix, const char *fix,
                   struct pp_error *reterr) {
    for (int i = 0; i < roster->n_breaches; i++) {
        struct pp_breach *breach = &roster->breaches[i];
        if (strcmp(breach->rule, "H1") != 0 || breach->patch_ix != patch_ix || breach->fix ||
            breach->day != PP_PAST_DAY)
            continue;
        breach->fix = pp_arena_strdup(&roster->arena, fix);
        if (!breach->fix)
            return pp_fail_nomem(reterr);
    }
    return 0;
}

static int propose(const struct pp_roster_problem *problem, int post_ix, int patch_ix,
                   struct pp_roster *roster, struct pp_error *reterr) {
    const struct pp_post *post = &problem->posts[post_ix];
    const struct pp_roster_patch *patch = &problem->patches[patch_ix];
    const char *from_team = problem->team_names[post->team_ix];
    const char *to_team = problem->team_names[patch->team_ix];
    struct pp_breach breach = pp_breach_of("H4", NULL);
    PP_AUTO_STR struct pp_str text = {0}, fix = {0}, loan = {0};
    pp_str_appendf(&text,
                   "%s (%s) of %s leads no patch: lent to %s, patch %s (%d homes) would have an "
                   "officer",
                   post->name, post->officer_id, from_team, to_team, patch->name, patch->n_homes);
    pp_str_appendf(&loan, "%s=%s", post->officer_id, to_team);
    pp_roster_append_build(problem, &fix);
    pp_str_append(&fix, " --lend ");
    pp_str_append_word(&fix, pp_str_text(&loan));
    if (text.failed || fix.failed || loan.failed)
        return pp_fail_nomem(reterr);
    breach.text = text.data;
    breach.fix = fix.data;
    breach.team_ix = patch->team_ix;
    breach.patch_ix = patch_ix;
    breach.post_ix = post_ix;
    breach.n_homes = patch->n_homes;
    int rc = pp_roster_add_breach(roster, &breach, reterr);
    return rc < 0 ? rc : set_fix(roster, patch_ix, fix.data, reterr);
}

/* Without any post, or led by a vacant one, on the first day? */
static bool waits(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                  int patch_ix, bool vacant) {
    int posts[2];
    int n = pp_roster_leads_on(roster, patch_ix, problem->calendar.first_day, posts);
    if (!vacant)
        return n == 0;
    for (int i = 0; i < n; i++)
        if (!problem->posts[posts[i]].name[0])
            return true;
    return false;
}

int pp_caseload_propose_loans(const struct pp_roster_problem *problem, struct pp_roster *roster,
                              struct pp_error *reterr) {
    PP_AUTO_FREE bool *spare = pp_alloc_array((size_t)problem->n_posts + 1, sizeof *spare);
    if (!spare)
        return pp_fail_nomem(reterr);
    for (int o = 0; o < problem->n_posts; o++)
        spare[o] = is_spare(problem, roster, o);
    int rc = 0;
    for (int vacant = 0; vacant <= 1; vacant++)
        for (int p = 0; rc == 0 && p < problem->n_patches; p++) {
            int post_ix = waits(problem, roster, p, vacant) ? nearest_spare(problem, spare, p) : -1;
            if (post_ix < 0)
                continue;
            spare[post_ix] = false;
            rc = propose(problem, post_ix, p, roster, reterr);
        }
    return rc;
}
