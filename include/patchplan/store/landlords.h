/* The landlords of a planning file, and plans that are drawn, taken up again and merged landlord by landlord.
 *
 * Such a plan is one plan: its units and patches are numbered through, one landlord after another, and each
 * landlord comes in by one transaction, whole or not at all. A shard is a file of its own with a part of the
 * landlords' rows and no homes; merging copies the rows and numbers them through.
 */
#ifndef PATCHPLAN_STORE_LANDLORDS_H
#define PATCHPLAN_STORE_LANDLORDS_H

#include <stdbool.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/names.h"
#include "patchplan/core/outcome.h"
#include "patchplan/store/plan.h"

/* ---- landlords ---- */

struct pp_landlord {
    int64_t landlord_id;
    const char *code; /* "" for homes of which no landlord is said */
    int64_t n_homes;  /* to plan */
    int64_t n_groups; /* about how many units: changes of postcode in the order of the list */
};
/* Those with homes to plan, most groups first (then by landlord_id), in the arena. One pass over all homes: two
 * seconds for 4 million. */
int pp_store_landlords(struct pp_db *db, struct pp_arena *arena, struct pp_landlord **ret_landlords,
                       int *ret_n, struct pp_error *reterr) PP_CHECKED;
/* How many there are, at once. */
int pp_store_landlords_count(struct pp_db *db, int *ret_n, struct pp_error *reterr) PP_CHECKED;
/* PP_E_NOTFOUND with the nearest code. */
int pp_store_landlord_find(struct pp_db *db, const char *code, int64_t *ret_landlord_id,
                           struct pp_error *reterr) PP_CHECKED;
/* Names of today's patches that homes of several landlords have. `ret_names` all-zero wanted. */
int pp_store_shared_patches(struct pp_db *db, struct pp_names *ret_names,
                            struct pp_error *reterr) PP_CHECKED;
/* Does the file know teams? */
int pp_store_has_teams(struct pp_db *db, bool *ret_has, struct pp_error *reterr) PP_CHECKED;
/* What stands in the file, in one line: another text after any import or change of weights. In the arena. */
int pp_store_stock_mark(struct pp_db *db, struct pp_arena *arena, const char **ret_mark,
                        struct pp_error *reterr) PP_CHECKED;

/* ---- plans landlord by landlord ---- */

struct pp_plan_run {
    int64_t plan_id;
    const char *plan_name, *state;
    const char *rules, *stock_mark; /* must be the same for going on and for merging */
    int n_landlords;                /* to be drawn in this run, done or not */
    int shard, n_shards;            /* 1 of 1: the whole */
    int n_held;                     /* locked patches and pinned units in it */
};
/* A landlord that is done. */
struct pp_plan_landlord {
    int64_t landlord_id;
    const char *code;
    enum pp_outcome outcome;
    int n_units, n_patches, n_in_limits;
    bool limits_give;
    int64_t n_homes, n_without_position, weight_milli, n_homes_changing;
    double cost, distance_cost, keep_cost, ward_cost;
    double bound; /* NAN: none was proven */
    double seconds;
    int64_t first_unit_ix, first_patch_ix; /* set by the store */
};

/* The run of the plan called `plan_name`; `plan_name` NULL: of the only plan of the file. plan_id 0: there is no
 * such plan, or it was not drawn landlord by landlord (`ret_exists`). Texts in the arena. */
int pp_store_plan_run_find(struct pp_db *db, const char *plan_name, struct pp_arena *arena,
                           struct pp_plan_run *ret_run, bool *ret_exists,
                           struct pp_error *reterr) PP_CHECKED;
/* Its landlords, by landlord_id, in the arena. */
int pp_store_plan_landlords(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                            struct pp_plan_landlord **ret_landlords, int *ret_n,
                            struct pp_error *reterr) PP_CHECKED;

/* Begin: `plan` gives name, rules, options, seed, and an outcome to stand until pp_store_plan_run_settle(). A draft of
 * the name is taken away, a published plan never (PP_E_CONFLICT). Sets run->plan_id. One transaction. */
int pp_store_plan_run_begin(struct pp_db *db, const struct pp_plan *plan, struct pp_plan_run *run,
                            struct pp_error *reterr) PP_CHECKED;
/* Add one landlord's plan in one transaction; teams and wards are looked up in `names`, the file the homes are in
 * (the same as `db`, but for a shard). `share` gets its first_unit_ix and first_patch_ix. */
int pp_store_plan_run_add(struct pp_db *db, struct pp_db *names, int64_t plan_id,
                          const struct pp_plan *plan, const struct pp_plan_members *members,
                          struct pp_plan_landlord *share, struct pp_error *reterr) PP_CHECKED;
/* Write outcome, costs, bound, totals and seconds of the whole into the row of the plan. */
int pp_store_plan_run_settle(struct pp_db *db, const struct pp_plan *totals,
                             struct pp_error *reterr) PP_CHECKED;

/* ---- shards ---- */

/* A shard holds no homes, so what its rows name is looked up when it is merged. */
int pp_store_shard_prepare(struct pp_db *shard, struct pp_error *reterr) PP_CHECKED;
/* Copy one landlord's rows of the only plan of `shard` behind what plan `plan_id` has; inside a transaction. */
int pp_store_shard_copy(struct pp_db *db, struct pp_db *shard, int64_t plan_id, int64_t landlord_id,
                        struct pp_error *reterr) PP_CHECKED;

#endif
