/* The parts of the question who leads which patch: one team on one day. */
#ifndef PLANNER_ROSTER_CASELOAD_PARTS_H
#define PLANNER_ROSTER_CASELOAD_PARTS_H

#include "patchplan/core/str.h"
#include "patchplan/roster/caseload.h"
#include "patchplan/roster/levels.h"

struct caseload_time { /* what is left for the levels that are still to ask, of all days */
    double until_s;    /* on pp_clock_s(); INFINITY: no end */
    double most_s;     /* of one level; INFINITY: no end */
    int n_levels;
};

struct caseload_way {
    struct pp_way way;
    int patch, a, b; /* places in patches and posts below; b = a: alone */
    double load_a, load_b;
    double cost[PP_CASELOAD_N_LEVELS + 1]; /* two of them: of posts that lead one patch at most */
};

struct caseload_patch {
    int patch_ix;
    int stays; /* place of its one way; -1: free */
    int first_way, n_ways;
    double weight;
};

struct caseload_post {
    int post_ix;
    double cap, fte;  /* workload-equivalent homes; with reduced caseload, of a whole patch */
    bool many;        /* may lead several patches: limit and balance are rows */
    int most;         /* patches */
    double over_most; /* workload-equivalent homes above 105 %, at most */
    bool vacant;
};

struct caseload {
    const struct pp_caseload_ask *ask;
    struct caseload_patch *patches; /* of the team, by number */
    int n_patches;
    struct caseload_post *posts; /* with a way, by number */
    int n_posts;
    struct caseload_way *ways; /* by patch, alone first, then by number */
    int n_ways;
    size_t cap_ways;
    double mean; /* of posts with a way: balance.h */
    /* rows by place of the patch; columns: post_ix of the problem, skill, language */
    int *kept, *needs, *speaks;
    int n_all_posts;
};

/* May the post lead in the team of `ask` on its day: an officer of it, there already and still, with a caseload,
 * not pinned to another team's patch? Vacant ones may. */
bool pp_caseload_may_lead(const struct pp_caseload_ask *ask, int post_ix);
/* Who leads a patch on the day in `now`: 1 or 2 posts when all of it is led by posts that are there; else 0. */
int pp_caseload_led_now(const struct pp_caseload_ask *ask, int patch_ix, int ret_post_ix[2]);
/* Does the post lead such a patch? */
bool pp_caseload_leads_now(const struct pp_caseload_ask *ask, int post_ix);
/* The part of the patch that the post leads in `now` on the day, or did on the day before; 0: none. */
int pp_caseload_part_now(const struct pp_caseload_ask *ask, int patch_ix, int post_ix);
/* Does the post lead a patch in the plan? */
bool pp_caseload_is_used(const struct caseload *data, const int *taken, int post_ix);
/* Of a patch that no way is taken for: the named sharer whose partner has gone, and who leads nothing else in the
 * plan. They keep their part; the rest has nobody. -1: none. */
int pp_caseload_left_sharer(const struct caseload *data, const int *taken, int patch);

/* Everything above. pp_caseload_data_done() also after a failure. */
int pp_caseload_data_make(const struct pp_caseload_ask *ask, struct caseload *ret_data,
                          struct pp_error *reterr) PP_CHECKED;
void pp_caseload_data_done(struct caseload *data);
/* What each way costs on each level, and which posts may lead several. */
int pp_caseload_data_price(struct caseload *data, struct pp_error *reterr) PP_CHECKED;

/* The six values of a plan: the way taken by each patch, -1 = none. load: workload-equivalent homes of each
 * post, set here. */
void pp_caseload_measure(const struct caseload *data, const int *taken, double *load,
                         double ret_value[PP_CASELOAD_N_LEVELS + 1]);
/* One plan by arithmetic: patches that stay, then the cheapest ways one by one. */
int pp_caseload_greedy(const struct caseload *data, int *ret_taken,
                       struct pp_error *reterr) PP_CHECKED;
/* The best plan found in its part of the time, which is taken off `time`; level values are appended to `roster`
 * unless NULL. A level that time ended, or that was not asked, is not proven. */
int pp_caseload_solve(const struct caseload *data, struct caseload_time *time, int *ret_taken,
                      struct pp_roster *roster, struct pp_error *reterr) PP_CHECKED;
/* Breaches H1, H2 and H3 of a plan, but for those told already. */
int pp_caseload_tell(const struct caseload *data, const int *taken, struct pp_roster *roster,
                     struct pp_error *reterr) PP_CHECKED;

#endif
