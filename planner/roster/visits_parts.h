/* Visits in weeks: what visits.c asks of its parts. Weeks count from 0 in arrays, from 1 in due and first. */
#ifndef PLANNER_ROSTER_VISITS_PARTS_H
#define PLANNER_ROSTER_VISITS_PARTS_H

#include "patchplan/roster/levels.h"
#include "patchplan/roster/practice.h"
#include "patchplan/roster/visits.h"

enum {
    VISIT_WEEKS = PP_VISIT_YEAR_WEEKS,
    VISIT_NOT_PLACED = VISIT_WEEKS, /* one week more: those without a week */
    VISIT_PLACES,
    VISIT_MOST_PATCHES = 12 /* of a ward group */
};

/* Homes alike: due in the same week (0 = any), offered from week `first` on. Overdue: the year was up before
 * `due`, which is the week of now. */
struct visit_class {
    int due, first;
    bool overdue;
};

/* Homes of classes to weeks, for one patch. Formula: least sum over homes of weeks outside the window, then of
 * points (1 for a home a week above the mean, 3 beyond a quarter above it), then the levellest load; as many as
 * can be are placed before all of that. Steps: one home after the other, each along the cheapest path that may
 * shift placed ones (successive shortest paths; weeks have rising costs, which keeps it a network). Guarantee:
 * exact on all three. O(homes x weeks x classes). Reference: Ahuja, Magnanti, Orlin, Network Flows, 9.7, 14.4. */
struct visit_flow {
    const struct visit_class *classes;
    int n_classes;
    const int *n_homes; /* by class */
    const int *offers;  /* by week */
    int mean, late;
};
/* ret_count: n_classes x VISIT_PLACES */
int visit_flow_solve(const struct visit_flow *flow, int *ret_count,
                     struct pp_error *reterr) PP_CHECKED;
/* Weeks outside the window of a home of the class in week (from 0): max(0, |week - due| - 4); of overdue ones
 * the weeks after `late`, from 1. */
int visit_outside(const struct visit_class *visit_class, int late, int week);

/* One patch of the team. Counts: [0] one person, [1] two people. */
struct visit_patch {
    int patch_ix, ward_ix;
    double each; /* minutes of a visit with travel */
    double room[VISIT_WEEKS];
    int offers[VISIT_WEEKS];
    int mean;        /* homes a week */
    int late;        /* from 1: the week by which the overdue homes have had their visit */
    int *n_homes[2]; /* by class of the team */
    int *count[2];   /* class x VISIT_PLACES */
};

/* All of a team, one set of classes. */
struct visit_team {
    const struct pp_visits_ask *ask;
    struct visit_class *classes;
    int n_classes;
    struct visit_patch *patches;
    int n_patches;
    double pool[VISIT_WEEKS]; /* minutes of those without a patch */
    double seconds[PP_VISITS_N_LEVELS +
                   1]; /* taken for each level; the own plan, which looks at all, is of the first */
    struct pp_arena arena;
};
/* A quarter above the mean, rounded up: from there on a home more is three points. */
int visit_high(int mean);
/* The three levels of what is placed, [1] .. [3]; `from`, `n`: a group of patches. */
void visit_values(const struct visit_team *team, int from, int n,
                  double ret_value[PP_VISITS_N_LEVELS + 1]);
/* Are there second people enough in every week? */
bool visit_team_fits(const struct visit_team *team, int from, int n);
/* The group's own plan bettered by the model where the room for second people binds: levels 1 to 3, each held.
 * ret_bound: [1] .. [3], NAN where not known. The better of both stands. */
int visit_model_group(struct visit_team *team, int from, int n, double seconds,
                      double ret_bound[PP_VISITS_N_LEVELS + 1], struct pp_error *reterr) PP_CHECKED;
/* With keep_dir: the team's data for each level, as TEAM.visits.LEVEL.dat. */
int visit_model_keep(const struct visit_team *team, const double value[PP_VISITS_N_LEVELS + 1],
                     struct pp_error *reterr) PP_CHECKED;

/* Who does what in a week (from 0): room, and who visits. Minutes for visits of a patch's officer, or of who stands in
 * for a vacant or long-absent one: contract less leave, holidays, dated sessions with travel, and the year's
 * activities / 52. Beyond the quarter the mean of its sessions and its usual stand-ins go on. */
struct visit_room {
    double *minutes; /* n_patches of the problem x VISIT_WEEKS */
    int *stand_in;   /* the same: who stands in for a vacant or long-absent officer; -1 */
    double pool[VISIT_WEEKS];
};
int visit_room_make(const struct pp_visits_ask *ask, struct pp_arena *arena,
                    struct visit_room *ret_room, struct pp_error *reterr) PP_CHECKED;
pp_day visit_monday(const struct pp_roster_problem *problem, int week);
/* Is the post there on any half-day of the week? */
bool visit_post_there(const struct pp_roster_problem *problem, int post_ix, int week);
/* Named officers who can visit in the week's quarter: not vacant, not away for long. Returns how many. */
int visit_leads(const struct pp_visits_ask *ask, int patch_ix, int week, int ret_post_ix[2]);
/* Minutes of a visit with the longest way of those who lead the patch: as by car where nobody does. */
double visit_minutes_each(const struct pp_visits_ask *ask, int patch_ix);

/* A home on its way to a week. */
struct visitor {
    const struct pp_roster_home *home;
    int patch;    /* place in the team */
    int class_ix; /* -1: its week is fixed */
    int week;     /* from 0; VISIT_NOT_PLACED */
    bool two;
    bool over;  /* done or declined: nothing is to be offered */
    pp_day due; /* PP_PAST_DAY: never visited */
    const struct pp_visit_row *stands;
};
struct visit_year {
    const struct pp_visits_ask *ask;
    struct visit_team team;
    struct visit_room room;
    struct visitor *visitors; /* by patch, home_id */
    int n_visitors;
    int today_week; /* from 0: that of today, or the first */
    int now_week;   /* the first that is planned anew; today's, or later */
    int first_week; /* from 0: the first that letters reach */
    int cap_classes;
};
/* today_week, now_week and first_week, from the problem's days. */
void visit_set_weeks(struct visit_year *year);
/* Weeks of the roster, a year at most: only in them visits are offered. */
int visit_quarter_weeks(const struct pp_roster_problem *problem);
/* Booked for a day, or a week, that has gone by, and nothing was told of it since: to be asked again. */
bool visit_is_lapsed(const struct visit_year *year, const struct visitor *visitor);
/* Classes and fixed weeks of all visitors. */
int visit_classify(struct visit_year *year, struct pp_error *reterr) PP_CHECKED;
/* Room and offers, less what is fixed; what can keeps the week that stands. */
void visit_set_room(struct visit_year *year);
/* Homes to their weeks from the counts, and a row for each. */
int visit_rows_add(struct visit_year *year, struct pp_roster *roster,
                   struct pp_error *reterr) PP_CHECKED;
int visit_fail_memory(struct pp_error *reterr);

#endif
