/* The drop-ins of one team in dense numbers, and a timetable that knows its own five values: what the rooms
 * of the search share. Private to planner/roster. */
#ifndef PATCHPLAN_ROSTER_DROPINS_PARTS_H
#define PATCHPLAN_ROSTER_DROPINS_PARTS_H

#include "patchplan/core/rng.h"
#include "patchplan/core/str.h"
#include "patchplan/roster/dropins.h"

/* So many homes of a patch speak a language that none of its own officers speaks. */
struct dropins_talk {
    int patch, language, homes;
};

/* One team: everything counts from 0 inside it; patch_ix, post_ix, venue_ix lead back to the problem. */
struct dropins {
    const struct pp_roster_problem *problem;
    int n_patches, n_staff, n_venues, n_groups, n_languages, n_talks;
    int *patch_ix, *homes, *near; /* near: venue of this team */
    int *was;                     /* half-day it meets on today; -1 */
    int *mine_start, *mine;       /* own officers of each patch */
    int *theirs_start, *theirs;   /* patches of each officer */
    int *at_start, *at;           /* patches of each venue */
    int *post_ix, *most, *nights; /* staff: drop-ins and evenings in two weeks, at most */
    uint64_t *works;
    uint32_t *speaks;
    int *venue_ix, *desks, *least;
    uint64_t *open, *early; /* early: begins before 10 in the morning */
    int64_t *hire;
    int *fare; /* n_staff x n_venues, pence; -1 = too far to help */
    int *group_homes, *sees_start, *sees, *seen_start, *seen;
    struct dropins_talk *talks;
    int *talk_homes; /* n_venues x n_languages */
    int64_t never;   /* homes of patches that no venue takes: always on level 1 */
    int64_t gone;    /* homes whose half-day of today cannot stay: always on level 2 */
    struct pp_arena arena;
};
/* The team's patches, staff, venues and half-days as dense numbers, with all that levels are counted from. To be
 * released with pp_dropins_data_done(); empty on failure. */
int pp_dropins_data_make(const struct pp_dropins_ask *ask, struct dropins *ret_data,
                         struct pp_error *reterr) PP_CHECKED;
void pp_dropins_data_done(struct dropins *data);
/* The part of `data` that the given venues make, everything elsewhere staying as in `plan`: officers keep
 * only the half-days and drop-ins they have left. `wanted`: n_venues. */
struct dropins_plan;
int pp_dropins_data_part(const struct dropins *data, const struct dropins_plan *plan,
                         const bool *wanted, struct dropins *ret_part,
                         struct pp_error *reterr) PP_CHECKED;
/* Fills the lists that follow from near, mine and sees; shared by the two above. */
int pp_dropins_data_link(struct dropins *data, struct pp_error *reterr) PP_CHECKED;

/* A timetable in the making. All arrays lie in one block, so that a copy is one memcpy. */
struct dropins_plan {
    const struct dropins *data;
    int64_t value[PP_DROPINS_N_LEVELS + 1];
    short *slot;                   /* of each patch; -1 */
    short *at;                     /* n_staff x PP_N_SLOTS: venue; -1 */
    short *used;                   /* drop-ins of each officer */
    short *evening;                /* evenings of each officer */
    short *tried;                  /* of each patch: while filling */
    short *own;                    /* own officers of each patch at its drop-in */
    short *staff, *patches, *held; /* n_venues x PP_N_SLOTS: how many */
    short *n_held;                 /* of each venue */
    short *on_day;                 /* n_venues x PP_N_WEEKDAYS */
    short *in_reach;               /* of each group: venues with a drop-in */
    short *speaking;               /* n_venues x n_languages */
    struct dropins_step *journal;  /* what was done, to take it back */
    int n_journal, cap_journal;
    size_t n_block;
    short *block;
};
/* Nothing is held. Owner: _plan_done(). */
int pp_dropins_plan_make(const struct dropins *data, struct dropins_plan *ret_plan,
                         struct pp_error *reterr) PP_CHECKED;
void pp_dropins_plan_done(struct dropins_plan *plan);
void pp_dropins_plan_copy(struct dropins_plan *to, const struct dropins_plan *from);
/* Below, equal, above: -1, 0, 1, levels in order. */
int pp_dropins_compare(const int64_t *a, const int64_t *b);

/* The six steps of which every change is made; each keeps the values and can be taken back. O(patches of
 * an officer), _hold O(groups of the venue) for the first one of a venue. */
void pp_dropins_hold(struct dropins_plan *plan, int venue, int slot);
void pp_dropins_unhold(struct dropins_plan *plan, int venue, int slot);
void pp_dropins_staff(struct dropins_plan *plan, int officer, int venue, int slot);
void pp_dropins_unstaff(struct dropins_plan *plan, int officer, int slot);
void pp_dropins_meet(struct dropins_plan *plan, int patch, int slot);
void pp_dropins_unmeet(struct dropins_plan *plan, int patch);
/* Take back all since the journal was `n` long. */
void pp_dropins_back(struct dropins_plan *plan, int n);
/* May the officer be there (H5, H6, H7, most)? */
bool pp_dropins_can(const struct dropins_plan *plan, int officer, int venue, int slot);
/* Do they lead one of the patches that meet there then? */
bool pp_dropins_owns(const struct dropins_plan *plan, int officer, int venue, int slot);

/* What each level weighs when moves are compared by one number. */
struct dropins_scale {
    double level[PP_DROPINS_N_LEVELS + 1];
};
/* For greedy and the last walks. One of level 1 weighs as much as 100 of levels 2 or 3, which weigh the same: a step may
 * give one of them for the other. Level 4 weighs a ten-thousandth of these, a penny a hundred-thousandth of that. Only
 * steps are weighed so: which plan is better, pp_dropins_compare() says, level by level. */
extern const struct dropins_scale pp_dropins_strict;
double pp_dropins_score(const struct dropins_plan *plan, const struct dropins_scale *scale);

/* Greedy: patches without a drop-in, sessions short of staff and extra venues, each where it costs least; in the order
 * of venues with fewest half-days, or by chance when `rng` is given. A session that stays short of staff is closed. */
void pp_dropins_fill(struct dropins_plan *plan, const struct dropins_scale *scale,
                     struct pp_rng *rng);
/* Ends a session: its patches wait, its staff are free. */
void pp_dropins_end(struct dropins_plan *plan, int venue, int slot);

/* Ruin and fill again, `steps` times or until time; `plan` becomes the best found. */
struct dropins_effort {
    int64_t steps;
    double until_s; /* pp_clock_s(); 0 = steps alone */
    const struct pp_cancel *cancel;
};
int pp_dropins_improve(struct dropins_plan *plan, const struct dropins_effort *effort,
                       struct pp_rng *rng, struct pp_error *reterr) PP_CHECKED;

/* The model at one level, the earlier ones held at the values of `plan`: is there anything better? Then `plan` becomes
 * it. */
struct dropins_model {
    const char *model_dir;
    int level;
    double seconds;
    const struct pp_cancel *cancel;
};
struct dropins_answer {
    double bound; /* NAN unknown */
    bool proven;  /* nothing is better on this level than `plan` now */
};
int pp_dropins_model_solve(const struct dropins_model *model, struct dropins_plan *plan,
                           struct dropins_answer *ret_answer, struct pp_error *reterr) PP_CHECKED;
/* The data of the model: levels before `level` held at the plan's values, `level` itself at most `most`
 * (INFINITY: as it comes). */
int pp_dropins_model_data(const struct dropins_plan *plan, int level, double most,
                          struct pp_str *data, struct pp_error *reterr) PP_CHECKED;

/* Two venues at a time by the model at level 5, dearest first, until none gets better or time is over. */
int pp_dropins_near(struct dropins_plan *plan, const char *model_dir, double until_s,
                    const struct pp_cancel *cancel, struct pp_error *reterr) PP_CHECKED;

/* A plan as sessions. */
int pp_dropins_timetable(const struct dropins_plan *plan, struct pp_timetable *ret_timetable,
                         struct pp_error *reterr) PP_CHECKED;

#endif
