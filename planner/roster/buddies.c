#include "patchplan/core/alloc.h"
#include "patchplan/roster/caseload.h"

#include <string.h>

#include "planner/roster/cover_parts.h"

enum { ENOUGH_PATCHES = 2 };

struct candidate {
    int post_ix, n_patches, n_shared_days;
    double distance_m;
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

static int best_buddy(const struct cover_team *team, const struct pp_roster *roster, int patch_ix,
                      const unsigned char *missing, const int *n_patches, enum pp_role role) {
    struct candidate best = {.post_ix = -1};
    for (int o = 0; o < team->problem->n_posts; o++) {
        if (!is_candidate(team, roster, o, patch_ix, role))
            continue;
        struct candidate candidate = {o, n_patches[o], shared_days(team, missing, o),
                                      pp_cover_distance_m(team, o, patch_ix)};
        if (best.post_ix < 0 || is_better(&candidate, &best))
            best = candidate;
    }
    return best.post_ix;
}

static void find_missing(const struct cover_team *team, const struct pp_roster *roster,
                         int patch_ix, unsigned char *missing) {
    for (int d = 0; d < team->n_days; d++) {
        pp_day day = team->first_day + d;
        missing[d] = pp_calendar_working(&team->problem->calendar, day) &&
                     pp_cover_missing(team, roster, patch_ix, day) != 0;
    }
}

static int add_buddies(const struct cover_team *team, struct pp_roster *roster,
                       struct pp_error *reterr) {
    static const enum pp_role roles[] = {PP_ROLE_OFFICER, PP_ROLE_COVER, PP_ROLE_AGENCY,
                                         PP_ROLE_TEAM_LEADER};
    const struct pp_roster_problem *problem = team->problem;
    PP_AUTO_FREE int *n_patches = pp_alloc_array((size_t)problem->n_posts + 1, sizeof *n_patches);
    PP_AUTO_FREE unsigned char *missing = pp_alloc((size_t)team->n_days);
    if (!n_patches || !missing)
        return pp_fail_nomem(reterr);
    int rc = 0;
    for (int p = 0; rc == 0 && p < problem->n_patches; p++) {
        int buddy = -1;
        if (problem->patches[p].team_ix != team->team_ix)
            continue;
        find_missing(team, roster, p, missing);
        for (size_t r = 0; buddy < 0 && r < sizeof roles / sizeof *roles; r++)
            buddy = best_buddy(team, roster, p, missing, n_patches, roles[r]);
        if (buddy < 0)
            continue;
        n_patches[buddy]++;
        rc = pp_roster_add_buddy(roster, &(struct pp_buddy){p, buddy}, reterr);
    }
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
