/* A buddy for every patch of a team: greedy, patches that wait for their officer first, each taking who is best by
 * the order of caseload.h. No search: a buddy is easily changed, and a later patch never takes one from an earlier. Guarantee: nobody
 * without a buddy while the team has anybody else. O(patches x posts x days). */
#include "patchplan/roster/caseload.h"

#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/practice.h"

#include "planner/roster/cover_parts.h"

/* A patch that waits for its officer counts for as many as anybody is to have: it is looked after every day. */
enum { ENOUGH_PATCHES = 2, WAITING_DAYS = 10 };

struct candidate {
    int post_ix, n_patches, n_shared_days;
    double distance_m;
};

/* What buddies are chosen from; n_patches, n_waiting: of each post, so far. */
struct choosing {
    const struct cover_team *team;
    struct pp_roster *roster;
    int *n_patches, *n_waiting;
    unsigned char *missing; /* of each day of the weeks, for one patch */
};

static bool leads(const struct pp_roster *roster, int post_ix, int patch_ix) {
    for (int i = 0; i < roster->n_leads; i++)
        if (roster->leads[i].patch_ix == patch_ix && roster->leads[i].post_ix == post_ix)
            return true;
    return false;
}

static bool is_candidate(const struct cover_team *team, const struct pp_roster *roster, int post_ix,
                         int patch_ix, enum pp_role role) {
    const struct pp_post *post = &team->problem->posts[post_ix];
    return post->team_ix == team->team_ix && post->role == role && post->name[0] &&
           post->starts <= pp_calendar_last_day(&team->problem->calendar) &&
           post->ends >= team->first_day && !leads(roster, post_ix, patch_ix);
}

/* Working days on which neither the patch's officer nor this one is there for all of the day. */
static int shared_days(const struct cover_team *team, const unsigned char *missing, int post_ix) {
    int n = 0;
    for (int d = 0; d < team->n_days; d++)
        n += missing[d] && team->there[post_ix * team->n_days + d] != COVER_DAY;
    return n;
}

static bool is_better(const struct candidate *one, const struct candidate *two) {
    bool one_full = one->n_patches >= ENOUGH_PATCHES, two_full = two->n_patches >= ENOUGH_PATCHES;
    if (one_full != two_full)
        return two_full;
    if (one->n_shared_days != two->n_shared_days)
        return one->n_shared_days < two->n_shared_days;
    if (one->distance_m != two->distance_m)
        return one->distance_m < two->distance_m;
    return one->n_patches < two->n_patches; /* then the lower number: asked for first */
}

static void find_missing(const struct cover_team *team, const struct pp_roster *roster,
                         int patch_ix, unsigned char *missing) {
    for (int d = 0; d < team->n_days; d++) {
        pp_day day = team->first_day + d;
        missing[d] = pp_calendar_working(&team->problem->calendar, day) &&
                     pp_cover_missing(team, roster, patch_ix, day) != 0;
    }
}

static struct candidate candidate_of(const struct choosing *choosing, int post_ix, int patch_ix) {
    return (struct candidate){post_ix, choosing->n_patches[post_ix],
                              shared_days(choosing->team, choosing->missing, post_ix),
                              pp_cover_distance_m(choosing->team, post_ix, patch_ix)};
}

static int best_buddy(const struct choosing *choosing, int patch_ix, enum pp_role role) {
    struct candidate best = {.post_ix = -1};
    for (int o = 0; o < choosing->team->problem->n_posts; o++) {
        if (!is_candidate(choosing->team, choosing->roster, o, patch_ix, role))
            continue;
        struct candidate candidate = candidate_of(choosing, o, patch_ix);
        if (best.post_ix < 0 || is_better(&candidate, &best))
            best = candidate;
    }
    return best.post_ix;
}

static int buddy_by_role(const struct choosing *choosing, int patch_ix) {
    static const enum pp_role roles[] = {PP_ROLE_OFFICER, PP_ROLE_COVER, PP_ROLE_AGENCY,
                                         PP_ROLE_TEAM_LEADER};
    int buddy = -1;
    for (size_t r = 0; buddy < 0 && r < sizeof roles / sizeof *roles; r++)
        buddy = best_buddy(choosing, patch_ix, roles[r]);
    return buddy;
}

/* --- patches that wait for their officer ------------------------------------------------------------ */

static int count_days(const struct cover_team *team, const unsigned char *days) {
    int n = 0;
    for (int d = 0; d < team->n_days; d++)
        n += days[d];
    return n;
}

static bool waits(const struct choosing *choosing, int patch_ix) {
    const struct cover_team *team = choosing->team;
    int n = 0;
    for (int d = 0; d < team->n_days; d++)
        n += pp_calendar_working(&team->problem->calendar, team->first_day + d) &&
             !pp_cover_has_officer(team, choosing->roster, patch_ix, team->first_day + d);
    return n > WAITING_DAYS;
}

static bool is_relief(const struct pp_post *post) {
    return post->role == PP_ROLE_COVER || post->role == PP_ROLE_AGENCY;
}

/* Relief, agency, and officers who have no patch of their own. */
static bool is_free(const struct choosing *choosing, int post_ix, int patch_ix) {
    const struct cover_team *team = choosing->team;
    const struct pp_post *post = &team->problem->posts[post_ix];
    bool relief = is_relief(post);
    bool idle = post->role == PP_ROLE_OFFICER && post->caseload_pct > 0 &&
                !pp_roster_leads_any(choosing->roster, post_ix);
    return (relief || idle) &&
           is_candidate(team, choosing->roster, post_ix, patch_ix, post->role) &&
           choosing->n_waiting[post_ix] < ENOUGH_PATCHES &&
           2 * shared_days(team, choosing->missing, post_ix) <= count_days(team, choosing->missing);
}

/* Fewest such patches, relief before others, then as is_better() has it. */
static int free_buddy(const struct choosing *choosing, int patch_ix) {
    const struct pp_roster_problem *problem = choosing->team->problem;
    struct candidate best = {.post_ix = -1};
    for (int o = 0; o < problem->n_posts; o++) {
        if (!is_free(choosing, o, patch_ix))
            continue;
        struct candidate candidate = candidate_of(choosing, o, patch_ix);
        int fewer =
            best.post_ix < 0 ? -1 : choosing->n_waiting[o] - choosing->n_waiting[best.post_ix];
        if (fewer == 0)
            fewer =
                (int)is_relief(&problem->posts[best.post_ix]) - (int)is_relief(&problem->posts[o]);
        if (fewer < 0 || (fewer == 0 && is_better(&candidate, &best)))
            best = candidate;
    }
    return best.post_ix;
}

/* --- a team ----------------------------------------------------------------------------------------- */

static int add_buddy(struct choosing *choosing, int patch_ix, bool waiting,
                     struct pp_error *reterr) {
    find_missing(choosing->team, choosing->roster, patch_ix, choosing->missing);
    int buddy = waiting ? free_buddy(choosing, patch_ix) : -1;
    if (buddy < 0)
        buddy = buddy_by_role(choosing, patch_ix);
    if (buddy < 0)
        return 0;
    choosing->n_patches[buddy] += waiting ? ENOUGH_PATCHES : 1;
    choosing->n_waiting[buddy] += waiting;
    return pp_roster_add_buddy(choosing->roster, &(struct pp_buddy){patch_ix, buddy}, reterr);
}

static int by_patch(const void *one, const void *two) {
    const struct pp_buddy *a = one, *b = two;
    return (a->patch_ix > b->patch_ix) - (a->patch_ix < b->patch_ix);
}

/* Patches that wait for their officer choose first. */
static int add_buddies(const struct cover_team *team, struct pp_roster *roster,
                       struct pp_error *reterr) {
    const struct pp_roster_problem *problem = team->problem;
    size_t n_posts = (size_t)problem->n_posts + 1;
    int before = roster->n_buddies, rc = 0;
    PP_AUTO_FREE int *n_patches = pp_alloc_array(n_posts, sizeof *n_patches);
    PP_AUTO_FREE int *n_waiting = pp_alloc_array(n_posts, sizeof *n_waiting);
    PP_AUTO_FREE unsigned char *missing = pp_alloc((size_t)team->n_days);
    if (!n_patches || !n_waiting || !missing)
        return pp_fail_nomem(reterr);
    struct choosing choosing = {team, roster, n_patches, n_waiting, missing};
    for (int waiting = 1; waiting >= 0; waiting--)
        for (int p = 0; rc == 0 && p < problem->n_patches; p++)
            if (problem->patches[p].team_ix == team->team_ix && waits(&choosing, p) == waiting)
                rc = add_buddy(&choosing, p, waiting, reterr);
    if (roster->n_buddies > before)
        qsort(roster->buddies + before, (size_t)(roster->n_buddies - before),
              sizeof *roster->buddies, by_patch);
    return rc;
}

int pp_caseload_buddies(const struct pp_roster_problem *problem, int team_ix,
                        struct pp_roster *roster, struct pp_error *reterr) {
    struct cover_team team = {0};
    int rc = pp_cover_team_make(problem, team_ix, roster, &team, reterr);
    if (rc == 0)
        rc = add_buddies(&team, roster, reterr);
    pp_cover_team_done(&team);
    return rc;
}

/* --- those who stay --------------------------------------------------------------------------------- */

static bool may_stay(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                     const struct pp_buddy *buddy) {
    pp_day last = pp_calendar_last_day(&problem->calendar);
    int named[2];
    if (buddy->post_ix < 0 || !problem->posts[buddy->post_ix].name[0] ||
        problem->posts[buddy->post_ix].ends <= last)
        return false;
    int n = pp_roster_leads_on(roster, buddy->patch_ix, last, named);
    return !pp_is_among(buddy->post_ix, named, n);
}

/* Does a patch that waits for its officer go from somebody with a patch to somebody without? */
static bool is_relieved(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                        const struct pp_buddy *old, const struct pp_buddy *fresh) {
    int posts[2];
    int n =
        pp_roster_leads_on(roster, old->patch_ix, pp_calendar_last_day(&problem->calendar), posts);
    for (int i = 0; i < n; i++)
        if (problem->posts[posts[i]].name[0])
            return false;
    return pp_roster_leads_any(roster, old->post_ix) &&
           !pp_roster_leads_any(roster, fresh->post_ix);
}

void pp_caseload_keep_buddies(const struct pp_roster_problem *problem, const struct pp_roster *now,
                              struct pp_roster *roster) {
    for (int i = 0; i < roster->n_buddies; i++)
        for (int k = 0; k < now->n_buddies; k++)
            if (now->buddies[k].patch_ix == roster->buddies[i].patch_ix &&
                may_stay(problem, roster, &now->buddies[k]) &&
                !is_relieved(problem, roster, &now->buddies[k], &roster->buddies[i]))
                roster->buddies[i].post_ix = now->buddies[k].post_ix;
}
