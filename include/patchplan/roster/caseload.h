/* Who leads which patch: models/caseload.mod, one team at a time.
 *
 * Formula: choose for each patch one way (a post alone, or a fixed pair of sharers) so that each post is used
 * at
 * most as often as its caseload lets it, six levels made best in order and held (see the model's head).
 * Steps: 1 pairs are fixed beforehand: declared sharers; then posts whose caseload x 1.25 is under the
 * lightest
 * patch, heaviest with the lightest that suffices at 105 %, then at 125 %, ties by officer_id. Free pairing
 * would
 * make the model a general matching: its relaxation is then weak (0 against 233; CBC does not close it in 40
 * s).
 * 2 ways over 125 % are left out. 3 levels 1..6. 4 the taken ways become leads; a post that is vacant is a
 * vacancy.
 * Guarantee: best among plans with these pairs; 40 patches x 43 posts in 0.2 s a level with GLPK.
 */
#ifndef PATCHPLAN_ROSTER_CASELOAD_H
#define PATCHPLAN_ROSTER_CASELOAD_H

#include "patchplan/core/cancel.h"
#include "patchplan/roster/result.h"

/* A way to lead a patch; second_post_ix = post_ix: alone. */
struct pp_way {
    int patch_ix, post_ix, second_post_ix;
    int part_milli;
    bool undeclared;
};

struct pp_caseload_ask {
    const struct pp_roster_problem *problem;
    const struct pp_roster_options *options;
    int team_ix;
    pp_day day; /* as of which caseloads count */
    const struct pp_lead
        *now; /* replan: leads to start from; NULL: kept-counts of the problem alone */
    int n_now;
    bool only_freed; /* least change: patches whose lead is still there stay */
    const struct pp_cancel *cancel;
};
/* The pairs of step 1: ret_second has n_posts numbers, the partner or -1. Pure arithmetic, O(n^2). */
int pp_caseload_pair(const struct pp_caseload_ask *ask, int *ret_second,
                     struct pp_error *reterr) PP_CHECKED;
/* Appends leads, level values, and breaches H1 (vacant, none), H2 (over 105 %), H3 (skill) with their ways
 * out. */
int pp_caseload_build(const struct pp_caseload_ask *ask, struct pp_roster *roster,
                      struct pp_error *reterr) PP_CHECKED;
/* Loans: posts without a patch, offered to patches without a post in other teams, nearest first. Appends
 * breaches
 * "H4" (broken = false) that propose; makes nothing. After all teams. */
int pp_caseload_propose_loans(const struct pp_roster_problem *problem, struct pp_roster *roster,
                              struct pp_error *reterr) PP_CHECKED;
/* A buddy for every patch: another post of the team that may lead, fewest shared days of absence, then
 * nearest,
 * then fewest patches already, then officer_id. Needs leads. */
int pp_caseload_buddies(const struct pp_roster_problem *problem, int team_ix,
                        struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;

#endif
