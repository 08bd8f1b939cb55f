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

/* Where rows go: the plan, and how many units, patches and reasons of other landlords stand before them. */
struct pp_plan_at {
    int64_t plan_id, first_unit, first_patch, first_reason;
};

/* Insert the rows of patches, leads and reasons; inside the caller's transaction. A lead is written when the
 * file knows the officer, with `all_leads` always. */
int pp_plan_write_patches(struct pp_db *db, const struct pp_plan_at *at, const struct pp_plan *plan,
                          const struct pp_plan_keys *keys, struct pp_error *reterr) PP_CHECKED;
int pp_plan_write_leads(struct pp_db *db, const struct pp_plan_at *at, const struct pp_plan *plan,
                        bool all_leads, struct pp_error *reterr) PP_CHECKED;
int pp_plan_write_reasons(struct pp_db *db, const struct pp_plan_at *at, const struct pp_plan *plan,
                          struct pp_error *reterr) PP_CHECKED;
/* Units with their cells, neighbours, homes and postcodes. A postcode that another landlord's patch answers for
 * goes to the unit with more homes, of two alike to the first landlord: the order of landlords does not matter. */
int pp_plan_write_ground(struct pp_db *db, const struct pp_plan_at *at, const struct pp_plan *plan,
                         const struct pp_plan_keys *keys, const struct pp_plan_members *members,
                         struct pp_error *reterr) PP_CHECKED;
/* End of an INSERT INTO plan_postcode of plan ?1: what happens when another landlord's unit has the postcode. */
#define PP_PLAN_POSTCODE_TAKEN                                                             \
    " ON CONFLICT (plan_id, postcode_id) DO UPDATE SET unit_ix = excluded.unit_ix WHERE "  \
    "(" PP_HOMES_OF("excluded.unit_ix") ", -" PP_LANDLORD_OF(                              \
        "excluded.unit_ix") ") > "                                                         \
                            "(" PP_HOMES_OF("plan_postcode.unit_ix") ", -" PP_LANDLORD_OF( \
                                "plan_postcode.unit_ix") ")"
#define PP_HOMES_OF(unit_ix) \
    "(SELECT n_homes FROM plan_unit u WHERE u.plan_id = ?1 AND u.unit_ix = " unit_ix ")"
#define PP_LANDLORD_OF(unit_ix)                                                              \
    "(SELECT min(landlord_id) FROM plan_landlord l WHERE l.plan_id = ?1 AND " unit_ix " >= " \
    "l.first_unit_ix AND " unit_ix " < l.first_unit_ix + l.n_units)"
/* How many rows of landlords the plan has already: what comes is numbered on from there. */
int pp_plan_find_end(struct pp_db *db, int64_t plan_id, struct pp_plan_at *ret_at,
                     struct pp_error *reterr) PP_CHECKED;
/* The row of the plan itself, without patches; what was said about a draft that it replaces is said about it. */
int pp_plan_write_head(struct pp_db *db, const struct pp_plan *plan, int64_t *ret_plan_id,
                       struct pp_error *reterr) PP_CHECKED;
/* PP_E_CONFLICT: it was published, and stays as it is. */
int pp_plan_check_unpublished(struct pp_db *db, const char *name, int64_t plan_id,
                              struct pp_error *reterr) PP_CHECKED;
/* Make room under the plan's name: a draft is set aside when `replace` says so, and taken away by
 * pp_plan_write_head(), in the same transaction. */
int pp_plan_clear_name(struct pp_db *db, const char *name, bool replace, bool *ret_replaced,
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
    " AND c.thing = 'unit_patch' GROUP BY c.thing_ix HAVING sum(c.new_value - c.old_value) <> 0))" \
    " AND NOT (EXISTS (SELECT 1 FROM roster r WHERE r.plan_id = ?1)"                               \
    " AND (text LIKE '%" PP_DRAWN_VACANT "%' OR text LIKE '%" PP_DRAWN_IDLE "%'))"

/* The one day of which a plan's officers are told, of plan ?1: today, or, when neither its roster nor its time in
 * force has begun, the first day of what is to come. */
#define PP_PLAN_LEADS_DAY                                                                       \
    "(SELECT max(today, coalesce(min(first_day), today)) FROM (SELECT date('now', 'localtime')" \
    " AS today) LEFT JOIN (SELECT first_day FROM roster WHERE plan_id = ?1 UNION ALL"           \
    " SELECT first_day FROM publication WHERE plan_id = ?1 AND rolled_back_at IS NULL) ON true)"

/* Labels; inside the caller's transaction. */
int pp_plan_write_labels(struct pp_db *db, const struct pp_plan_at *at,
                         const struct pp_plan_label *labels, size_t n_labels,
                         struct pp_error *reterr) PP_CHECKED;

/* The names under which enums stand in the file. */
const char *pp_within_name(enum pp_within within);
const char *pp_cost_kind_name(enum pp_cost_kind kind);

#endif
