/* Who leads which patch: models/caseload.mod, one team at a time.
 *
 * Formula: choose for each patch one way (a post alone, or a fixed pair of sharers) so that each post is
 * used at most as often as its caseload lets it, six levels made best in order and held (see the model).
 * Steps: 1 pairs are fixed beforehand: declared sharers; then posts whose caseload x 1.25 is under the
 * lightest patch, heaviest with the lightest that suffices at 105 %, then at 125 %, named ones first, ties
 * by officer_id. 2 ways over 125 % are left out; a pinned patch, or one that stays, has one way. 3 levels
 * 1 to 6, each by GLPK with the others held; a plan by arithmetic is in hand before. 4 the taken ways become
 * leads; a vacant post is a vacancy. 5 the same again, with what stands fixed, from each day inside the
 * weeks on which an officer of the team begins, or has ended.
 * Guarantee: best among plans with these pairs; 40 patches x 43 posts in 0.2 s a level. Free pairing would
 * make it a general matching, whose relaxation is weak (0 against 233; not closed in 40 s).
 */
#ifndef PATCHPLAN_ROSTER_CASELOAD_H
#define PATCHPLAN_ROSTER_CASELOAD_H

#include "patchplan/core/cancel.h"
#include "patchplan/roster/result.h"

/* A way to lead a patch; second_post_ix = post_ix: alone. */
struct pp_way {
    int patch_ix, post_ix, second_post_ix;
    int part_milli;  /* of the patch, that post_ix takes; 1000 alone */
    bool undeclared; /* sharers not said to be sharers */
};

struct pp_caseload_ask {
    const struct pp_roster_problem *problem;
    const struct pp_roster_options
        *options; /* replan: best balance has level 5 before 4; mixed: level 4 gives a tenth */
    int team_ix;
    pp_day day; /* as of which caseloads count; the first of the leads made */
    const struct pp_lead
        *now; /* leads to start from, also of other teams; NULL: kept-counts alone */
    int n_now;
    bool
        only_freed; /* least change: patches whose officer is still there stay as they are in `now` */
    /* For all levels of all days on which somebody begins or ends; INFINITY: 20 a level, with options->max_steps as much work as
     * a city never needs; 0: a plan by arithmetic
     * alone. What a level needs not is the next one's. */
    double seconds;
    const struct pp_cancel *cancel;
};
/* The pairs of step 1: ret_second has n_posts numbers, the partner or -1. Pure arithmetic, O(n^2). */
int pp_caseload_pair(const struct pp_caseload_ask *ask, int *ret_second,
                     struct pp_error *reterr) PP_CHECKED;
/* Appends leads (those of `now` that ended before the day, too), level values, and breaches H1 (vacant: not
 * broken; none: broken), H2 (over 105 %: not broken; over 125 %: broken), H3 (skill: broken) with ways out. */
int pp_caseload_build(const struct pp_caseload_ask *ask, struct pp_roster *roster,
                      struct pp_error *reterr) PP_CHECKED;
/* Loans: named posts that lead nothing, offered to patches of other teams that nobody leads, then to those of
 * a vacant post, nearest first. Appends "H4" (broken = false) that propose; makes nothing. After all teams. */
int pp_caseload_propose_loans(const struct pp_roster_problem *problem, struct pp_roster *roster,
                              struct pp_error *reterr) PP_CHECKED;
/* A buddy for every patch with somebody else in the team. First, patches without an officer for over two
 * weeks: relief, agency and officers without a patch who are there on half of those days, with fewer than two such patches; fewest of
 * them first, relief before others. Then, and when nobody is free: an officer at work; those with fewer than two patches
 * first (one that waits counts for two), then fewest working days on which both are away, then nearest, then
 * fewest patches already, then officer_id. Nobody but the leader: the leader. Needs leads. */
int pp_caseload_buddies(const struct pp_roster_problem *problem, int team_ix,
                        struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;
/* Least change: whoever is a buddy in `now` goes on in `roster` where they can: in post on the last day and not the patch's
 * named officer by then; but a patch that waits for its officer goes from somebody with a patch to somebody without. */
void pp_caseload_keep_buddies(const struct pp_roster_problem *problem, const struct pp_roster *now,
                              struct pp_roster *roster);

#endif
