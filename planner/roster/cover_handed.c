/* A patch with another named officer: what follows for it, and for no other patch. */
#include "patchplan/core/alloc.h"
#include "patchplan/roster/caseload.h"
#include "patchplan/roster/cover.h"
#include "patchplan/roster/practice.h"

#include "planner/roster/cover_parts.h"

static int buddy_of(const struct pp_roster *roster, int patch_ix) {
    for (int i = 0; i < roster->n_buddies; i++)
        if (roster->buddies[i].patch_ix == patch_ix)
            return i;
    return -1;
}

/* Who would be the patch's buddy if the team's were chosen now; -1 nobody. */
static int choose_buddy(const struct pp_roster_problem *problem, int patch_ix,
                        const struct pp_roster *roster, int *ret_post_ix, struct pp_error *reterr) {
    PP_AUTO(pp_roster_done) struct pp_roster chosen = {0};
    int rc = 0;
    for (int i = 0; rc == 0 && i < roster->n_leads; i++)
        rc = pp_roster_add_lead(&chosen, &roster->leads[i], reterr);
    if (rc == 0)
        rc = pp_caseload_buddies(problem, problem->patches[patch_ix].team_ix, &chosen, reterr);
    int at = buddy_of(&chosen, patch_ix);
    *ret_post_ix = at < 0 ? -1 : chosen.buddies[at].post_ix;
    return rc;
}

/* The buddy stays, unless it is who leads the patch now. */
static int keep_buddy(const struct pp_roster_problem *problem, int patch_ix, pp_day from,
                      struct pp_roster *roster, struct pp_error *reterr) {
    int posts[2], post_ix = -1, at = buddy_of(roster, patch_ix);
    int n = pp_roster_leads_on(roster, patch_ix, from, posts);
    if (at >= 0 && !pp_is_among(roster->buddies[at].post_ix, posts, n))
        return 0;
    int rc = choose_buddy(problem, patch_ix, roster, &post_ix, reterr);
    if (rc < 0)
        return rc;
    if (at >= 0)
        roster->buddies[at] = roster->buddies[--roster->n_buddies];
    return post_ix < 0 ? 0
                       : pp_roster_add_buddy(roster, &(struct pp_buddy){patch_ix, post_ix}, reterr);
}

static void drop_covers(struct pp_roster *roster, int patch_ix, pp_day from) {
    int n = 0;
    for (int i = 0; i < roster->n_covers; i++)
        if (roster->covers[i].patch_ix != patch_ix || roster->covers[i].day < from)
            roster->covers[n++] = roster->covers[i];
    roster->n_covers = n;
}

static int fill_days(struct cover_team *team, int patch_ix, pp_day from, struct pp_roster *roster,
                     struct pp_error *reterr) {
    const struct pp_calendar *calendar = &team->problem->calendar;
    pp_day before = pp_calendar_back(calendar, from, 1);
    int rc = 0;
    for (int i = 0; i < roster->n_covers; i++)
        if (roster->covers[i].patch_ix == patch_ix && roster->covers[i].day == before)
            team->before[patch_ix] = roster->covers[i].cover_post_ix;
    for (pp_day day = from; rc == 0 && day <= pp_calendar_last_day(calendar); day++) {
        if (!pp_calendar_working(calendar, day))
            continue;
        unsigned missing = pp_cover_missing(team, roster, patch_ix, day);
        pp_cover_count_day(team, roster, day);
        if (missing)
            rc = pp_cover_fill(team, patch_ix, day, missing, roster, reterr);
        else
            team->before[patch_ix] = -1;
    }
    return rc;
}

int pp_cover_handed(const struct pp_roster_problem *problem, int patch_ix, pp_day from,
                    struct pp_roster *roster, struct pp_error *reterr) {
    struct cover_team team = {0};
    int rc = keep_buddy(problem, patch_ix, from, roster, reterr);
    if (rc < 0)
        return rc;
    drop_covers(roster, patch_ix, from);
    rc = pp_cover_team_make(problem, problem->patches[patch_ix].team_ix, roster, &team, reterr);
    if (rc == 0)
        rc = fill_days(&team, patch_ix, from, roster, reterr);
    pp_cover_team_done(&team);
    pp_cover_sort(roster);
    return rc;
}
