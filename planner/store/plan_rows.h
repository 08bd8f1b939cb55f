/* What saving and updating a plan share: writing its rows. */
#ifndef PLANNER_STORE_PLAN_ROWS_H
#define PLANNER_STORE_PLAN_ROWS_H

#include "patchplan/core/plan.h"
#include "patchplan/db/db.h"
#include "patchplan/store/plan.h"

/* Keys of the file by index of the plan; 0 where there is none. Owned: pp_plan_keys_done(). */
struct pp_plan_keys {
    int64_t *team_id, *ward_id;
};
void pp_plan_keys_done(struct pp_plan_keys *keys);
int pp_plan_keys_find(struct pp_db *db, const struct pp_plan *plan, struct pp_plan_keys *ret_keys,
                      struct pp_error *reterr) PP_CHECKED;

/* Insert the rows of patches, leads and reasons of plan `plan_id`; inside the caller's transaction. */
int pp_plan_write_patches(struct pp_db *db, int64_t plan_id, const struct pp_plan *plan,
                          const struct pp_plan_keys *keys, struct pp_error *reterr) PP_CHECKED;
int pp_plan_write_leads(struct pp_db *db, int64_t plan_id, const struct pp_plan *plan,
                        struct pp_error *reterr) PP_CHECKED;
int pp_plan_write_reasons(struct pp_db *db, int64_t plan_id, const struct pp_plan *plan,
                          struct pp_error *reterr) PP_CHECKED;

/* Bind ids[ix], or NULL for ix -1. */
void pp_bind_key(struct pp_stmt *stmt, int at, const int64_t *ids, int ix);

/* The bound of plan `p` in a SELECT: none when a lock or pin of its drawing has been taken off since. */
#define PP_PLAN_BOUND                                                           \
    "CASE WHEN EXISTS (SELECT 1 FROM edit e JOIN edit_change c USING (edit_id)" \
    " WHERE e.plan_id = p.plan_id AND NOT e.undone AND c.thing <> 'unit_patch'" \
    " GROUP BY c.thing, c.thing_ix HAVING sum(c.new_value - c.old_value) < 0)"  \
    " THEN NULL ELSE p.bound END"

/* Reasons of plan ?1 that are told: those of the division only while it stands as it was drawn. A unit's
 * changes follow on each other, so their differences add up to the last patch less the first. */
#define PP_PLAN_REASONS                                                                            \
    "FROM plan_reason WHERE plan_id = ?1 AND (NOT of_division OR NOT EXISTS (SELECT 1 FROM edit e" \
    " JOIN edit_change c USING (edit_id) WHERE e.plan_id = ?1 AND NOT e.undone"                    \
    " AND c.thing = 'unit_patch' GROUP BY c.thing_ix HAVING sum(c.new_value - c.old_value) <> 0))"

/* The labels of plan `plan_id`; inside the caller's transaction. */
int pp_plan_write_labels(struct pp_db *db, int64_t plan_id, const struct pp_plan_label *labels,
                         size_t n_labels, struct pp_error *reterr) PP_CHECKED;

/* The names under which enums stand in the file. */
const char *pp_within_name(enum pp_within within);
const char *pp_cost_kind_name(enum pp_cost_kind kind);

#endif
