/* Who may lead on a day, and which small posts lead together: step 1 of caseload.h. Steps: declared sharers; then
 * posts too small for the lightest patch, heaviest with the lightest that suffices, at 105 % before 125 %, named ones before
 * vacant ones. Greedy: a matching of its own would have to know the patches, which the model does. O(posts^2). */
#include "patchplan/core/alloc.h"

#include "planner/roster/caseload_parts.h"

static bool pinned_elsewhere(const struct pp_caseload_ask *ask, int post_ix) {
    const struct pp_roster_problem *problem = ask->problem;
    bool here = false, elsewhere = false;
    for (int i = 0; i < problem->n_pins; i++)
        if (problem->pins[i].post_ix == post_ix) {
            bool own = problem->patches[problem->pins[i].patch_ix].team_ix == ask->team_ix;
            here |= own;
            elsewhere |= !own;
        }
    return elsewhere && !here;
}

bool pp_caseload_may_lead(const struct pp_caseload_ask *ask, int post_ix) {
    const struct pp_post *post = &ask->problem->posts[post_ix];
    return post->team_ix == ask->team_ix && post->role == PP_ROLE_OFFICER &&
           post->starts <= ask->day && ask->day <= post->ends &&
           pp_post_cap_milli(ask->problem, post_ix, ask->day) > 0 &&
           !pinned_elsewhere(ask, post_ix);
}

static void pair(int *second, int a, int b) {
    second[a] = b;
    second[b] = a;
}

static void pair_declared(const struct pp_caseload_ask *ask, int *second) {
    for (int a = 0; a < ask->problem->n_posts; a++) {
        int b = ask->problem->posts[a].share_with_ix;
        if (b >= 0 && b != a && second[a] < 0 && second[b] < 0 && pp_caseload_may_lead(ask, a) &&
            pp_caseload_may_lead(ask, b))
            pair(second, a, b);
    }
}

struct small_post {
    int post_ix;
    int64_t cap_milli;
    bool vacant;
};

/* Posts too small for any patch alone, and free of one that stays: heaviest first, ties by number (which is by officer_id). */
static int find_small(const struct pp_caseload_ask *ask, const int *second, int64_t lightest_milli,
                      struct small_post *small) {
    int n = 0;
    for (int p = 0; p < ask->problem->n_posts; p++) {
        int64_t cap_milli = pp_post_cap_milli(ask->problem, p, ask->day);
        if (second[p] >= 0 || !pp_caseload_may_lead(ask, p) ||
            pp_post_can_carry(ask->problem, p, ask->day, lightest_milli) ||
            (ask->only_freed && pp_caseload_leads_now(ask, p)))
            continue;
        int at = n++;
        for (; at > 0 && small[at - 1].cap_milli < cap_milli; at--)
            small[at] = small[at - 1];
        small[at] = (struct small_post){p, cap_milli, !ask->problem->posts[p].name[0]};
    }
    return n;
}

/* The heaviest with the lightest that together carry `enough_milli` within `percent` of their caseloads. */
static void pair_small(const struct small_post *small, int n, int64_t enough_milli, int percent,
                       bool named_only, int *second) {
    for (int a = 0; a < n; a++) {
        if (second[small[a].post_ix] >= 0 || (named_only && small[a].vacant))
            continue;
        for (int b = n - 1; b > a; b--) {
            bool fits = (small[a].cap_milli + small[b].cap_milli) * percent >= enough_milli * 100;
            if (fits && second[small[b].post_ix] < 0 && !(named_only && small[b].vacant)) {
                pair(second, small[a].post_ix, small[b].post_ix);
                break;
            }
        }
    }
}

static int lightest_and_heaviest(const struct pp_caseload_ask *ask, int64_t *ret_lightest_milli,
                                 int64_t *ret_heaviest_milli) {
    int n = 0;
    for (int p = 0; p < ask->problem->n_patches; p++) {
        int64_t weight_milli = ask->problem->patches[p].weight_milli;
        if (ask->problem->patches[p].team_ix != ask->team_ix)
            continue;
        if (n == 0 || weight_milli < *ret_lightest_milli)
            *ret_lightest_milli = weight_milli;
        if (n == 0 || weight_milli > *ret_heaviest_milli)
            *ret_heaviest_milli = weight_milli;
        n++;
    }
    return n;
}

int pp_caseload_pair(const struct pp_caseload_ask *ask, int *ret_second, struct pp_error *reterr) {
    int n_posts = ask->problem->n_posts;
    int64_t lightest_milli = 0, heaviest_milli = 0;
    PP_AUTO_FREE struct small_post *small = pp_alloc_array((size_t)n_posts + 1, sizeof *small);
    if (!small)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < n_posts; p++)
        ret_second[p] = -1;
    pair_declared(ask, ret_second);
    if (lightest_and_heaviest(ask, &lightest_milli, &heaviest_milli) == 0)
        return 0;
    int n = find_small(ask, ret_second, lightest_milli, small);
    int64_t middle_milli = lightest_milli + (heaviest_milli - lightest_milli) / 2;
    for (int named_only = 1; named_only >= 0; named_only--) {
        pair_small(small, n, middle_milli, PP_CASELOAD_SHOWN_PCT, named_only, ret_second);
        pair_small(small, n, middle_milli, PP_CASELOAD_MOST_PCT, named_only, ret_second);
    }
    return 0;
}
