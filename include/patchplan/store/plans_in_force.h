/* Which plans are in force, and where. While a city is published in stages there are several, each for its teams or wards,
 * so that "the plan in force" is a question of place and day (decision 0106). */
#ifndef PATCHPLAN_STORE_PLANS_IN_FORCE_H
#define PATCHPLAN_STORE_PLANS_IN_FORCE_H

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"

/* A plan in force in a team. */
struct pp_plan_serving {
    int64_t plan_id, team_id; /* team_id 0: places of no team */
    const char *plan, *team;  /* team "": of no team */
    int64_t n_homes;
};

/* A row for each team and plan that serves homes there on `day`, by team, most homes first; in `arena`. O(homes). */
int pp_store_plans_in_force(struct pp_db *db, pp_day day, struct pp_arena *arena,
                            struct pp_plan_serving **ret_rows, size_t *ret_n,
                            struct pp_error *reterr) PP_CHECKED;

/* The one that serves most homes of a team (0: of all) on `day`; 0: none does. O(homes), but at once where the newest
 * publication is of all places. */
int pp_store_plan_of_most(struct pp_db *db, int64_t team_id, pp_day day, int64_t *ret_plan_id,
                          struct pp_error *reterr) PP_CHECKED;

/* What one works by from `from` to `to`: plans in force on either day where the officer leads a patch, then where they stand in
 * for one; else the one in force in their team. Names in `arena`, most homes first; none: nothing is in force for them. */
int pp_store_plans_of_officer(struct pp_db *db, const char *officer_id, pp_day from, pp_day to,
                              struct pp_arena *arena, const char ***ret_plans, size_t *ret_n,
                              struct pp_error *reterr) PP_CHECKED;

/* Plans with a roster that are published, in force or to come, and not taken back. In `arena`. */
int pp_store_plans_published(struct pp_db *db, struct pp_arena *arena, int64_t **ret_plan_ids,
                             size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

/* The plan in force on `day` where a patch of that name is; NULL: none. In `arena`. */
int pp_store_plan_of_patch(struct pp_db *db, const char *patch, pp_day day, struct pp_arena *arena,
                           const char **ret_plan, struct pp_error *reterr) PP_CHECKED;
/* The plan of a drop-in; NULL: there is none of that number. */
int pp_store_plan_of_session(struct pp_db *db, int64_t session_id, struct pp_arena *arena,
                             const char **ret_plan, struct pp_error *reterr) PP_CHECKED;

/* The officer meant by an id, a name, or a word of the name, when it is one; NULL: none, or several. In `arena`. */
int pp_store_officer_meant(struct pp_db *db, const char *wanted, struct pp_arena *arena,
                           const char **ret_officer_id, struct pp_error *reterr) PP_CHECKED;

/* An absence from `today` on of somebody who leads a patch of the plan then, while nobody is written down to stand in on any
 * of its days. */
struct pp_absence_open {
    const char *officer_id;
    pp_day first_day, last_day; /* within the roster */
};
int pp_store_absences_open(struct pp_db *db, int64_t plan_id, pp_day today, struct pp_arena *arena,
                           struct pp_absence_open **ret_rows, size_t *ret_n,
                           struct pp_error *reterr) PP_CHECKED;

#endif
