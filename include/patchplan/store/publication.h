/* Which plan is in force where, and from which day. */
#ifndef PATCHPLAN_STORE_PUBLICATION_H
#define PATCHPLAN_STORE_PUBLICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/core/error.h"
#include "patchplan/db/db.h"

/* A stage: the teams and wards a publication is for; none of either = everywhere. Ids of the file. */
struct pp_scope {
    int64_t *team_ids, *ward_ids;
    size_t n_teams, n_wards;
};

struct pp_publication {
    int64_t publication_id, plan_id;
    const char *plan_name;
    pp_day first_day;
    const char *published_at, *published_by, *rolled_back_at; /* NULL: not rolled back */
    const char *scope; /* "everywhere", or the names of its teams and wards, for people */
};

/* The ids of teams (by name) or wards (by code or name) into the arena. PP_E_NOTFOUND names the one that is
 * unknown and the nearest that is not. */
int pp_store_scope_teams(struct pp_db *db, const char *const *names, size_t n_names,
                         struct pp_arena *arena, struct pp_scope *scope,
                         struct pp_error *reterr) PP_CHECKED;
int pp_store_scope_wards(struct pp_db *db, const char *const *names, size_t n_names,
                         struct pp_arena *arena, struct pp_scope *scope,
                         struct pp_error *reterr) PP_CHECKED;

/* Is a place of this team and ward in it? */
bool pp_scope_holds(const struct pp_scope *scope, int64_t team_id, int64_t ward_id);

/* Put a plan in force from a day; marks it published. The caller holds the transaction. */
int pp_store_publication_add(struct pp_db *db, int64_t plan_id, pp_day first_day, const char *who,
                             const struct pp_scope *scope, int64_t *ret_publication_id,
                             struct pp_error *reterr) PP_CHECKED;

/* The publication of this plan from this day for just this scope, if nothing of another plan was published after it for
 * that day: to add it again would change nothing. 0 = there is none. */
int pp_store_publication_same(struct pp_db *db, int64_t plan_id, pp_day first_day,
                              const struct pp_scope *scope, int64_t *ret_publication_id,
                              struct pp_error *reterr) PP_CHECKED;

/* Newest first, rolled back ones too. Rows live in `arena`. */
int pp_store_publication_list(struct pp_db *db, struct pp_arena *arena,
                              struct pp_publication **ret_rows, size_t *ret_n,
                              struct pp_error *reterr) PP_CHECKED;

/* The names of its places of a kind, "team" or "ward", in `arena`; none of either kind: everywhere. */
int pp_store_publication_places(struct pp_db *db, int64_t publication_id, const char *kind,
                                struct pp_arena *arena, const char ***ret_names, size_t *ret_n,
                                struct pp_error *reterr) PP_CHECKED;

/* Take a publication back; a plan with none left in force becomes 'withdrawn'. */
int pp_store_publication_roll_back(struct pp_db *db, int64_t publication_id,
                                   struct pp_error *reterr) PP_CHECKED;

/* What would serve the homes that a publication serves on a day, were it taken back. */
struct pp_publication_next {
    const char *plan; /* NULL: no publication */
    pp_day first_day;
    int64_t n_homes;
};
/* Most homes first, in `arena`; none where it serves no home on that day. O(homes). */
int pp_store_publication_next(struct pp_db *db, int64_t publication_id, pp_day day,
                              struct pp_arena *arena, struct pp_publication_next **ret_rows,
                              size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

/* The plan in force at a place on a day: 0 when there is none. Ids of 0 mean "no team", "no ward".
 * A query of its own each time; callers keep what they got by ward. */
int pp_store_plan_in_force(struct pp_db *db, int64_t team_id, int64_t ward_id, pp_day day,
                           int64_t *ret_plan_id, struct pp_error *reterr) PP_CHECKED;

/* What would change for the homes of `plan_id` in `scope` on `day`, against what is in force the day before
 * it is published (a plan, else today's patches). */
struct pp_publication_effect {
    int64_t n_homes;       /* homes the publication covers */
    int64_t n_new_patch;   /* their patch has another name */
    int64_t n_new_officer; /* they have a named officer, and none of the day before stays */
    int64_t n_letters;     /* of these: letters go to them */
    int64_t n_no_officer;  /* their patch has no named officer on that day */
};
int pp_store_publication_effect(struct pp_db *db, int64_t plan_id, pp_day day,
                                const struct pp_scope *scope,
                                struct pp_publication_effect *ret_effect,
                                struct pp_error *reterr) PP_CHECKED;

/* Homes of a plan's unit that are in force in a patch today. */
struct pp_published_part {
    int unit_ix;
    const char *patch; /* its name in the plan that serves the homes */
    int64_t n_homes;
};

/* For units of any plan: where their homes are by what is published, by unit and patch; homes that nothing
 * serves are left out. Rows live in `arena`. */
int pp_store_published_parts(struct pp_db *db, int64_t plan_id, const int *units, int n_units,
                             struct pp_arena *arena, struct pp_published_part **ret_parts,
                             size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

/* Changes whenever what is in force may have changed; "" when nothing ever was published. In `arena`. */
int pp_store_published_stamp(struct pp_db *db, struct pp_arena *arena, const char **ret_stamp,
                             struct pp_error *reterr) PP_CHECKED;

#endif
