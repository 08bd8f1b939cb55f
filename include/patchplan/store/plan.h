/* Plans in and out of the planning file.
 *
 * A plan carries its own units, cells and neighbours, so it stays what it was when the stock changes. Its
 * homes and postcodes are kept as pairs with the unit they are in, outside struct pp_plan: a plan in
 * memory is a few megabytes whatever the number of homes.
 */
#ifndef PATCHPLAN_STORE_PLAN_H
#define PATCHPLAN_STORE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/date.h"
#include "patchplan/core/error.h"
#include "patchplan/core/plan.h"
#include "patchplan/db/db.h"

/* A home or a postcode and the unit it belongs to. */
struct pp_plan_member {
    int64_t id; /* home_id or postcode_id */
    int unit_ix;
};

/* So much of a unit is of one patch today, or of one ward. */
struct pp_plan_label {
    int unit_ix;
    bool is_ward;
    const char *label; /* today's patch by name, the ward by code */
    int64_t weight_milli;
    int n_homes;
};

struct pp_plan_members {
    const struct pp_plan_member *homes;
    size_t n_homes;
    const struct pp_plan_member *postcodes; /* every postcode of the area, homes there or not */
    size_t n_postcodes;
    const struct pp_plan_label *labels; /* each unit and label once */
    size_t n_labels;
};

/* Can a plan be called so: 1 to 100 characters, none of them a control character? PP_E_USAGE in words. */
int pp_store_plan_check_name(const char *name, struct pp_error *reterr) PP_CHECKED;

/* Save a new plan in one transaction. Teams are found by name, wards by code (PP_E_NOTFOUND when the file
 * has none such); leads that are no officer of the file are left out. A draft of the same name is replaced
 * when `replace` says so (`ret_replaced`, may be NULL), else PP_E_EXISTS; a published plan never is
 * (PP_E_CONFLICT). `ret_plan_id` may be NULL. */
int pp_store_plan_save(struct pp_db *db, const struct pp_plan *plan,
                       const struct pp_plan_members *members, bool replace, bool *ret_replaced,
                       int64_t *ret_plan_id, struct pp_error *reterr) PP_CHECKED;

/* Write back what an edit changes of the saved plan `plan->plan_id`: outcome, costs, patches (as many as
 * before, same order), each unit's patch and pin. Leads, units, neighbours, homes and postcodes stay; so do
 * the bound, which was proven for the rules and not for this division, and the reasons, of which those that
 * speak of the division are told only while it stands as it was drawn. One transaction. */
int pp_store_plan_update(struct pp_db *db, const struct pp_plan *plan,
                         struct pp_error *reterr) PP_CHECKED;

/* Is it proposed to be published, and not decided? */
int pp_store_plan_proposed(struct pp_db *db, int64_t plan_id, bool *ret_proposed,
                           struct pp_error *reterr) PP_CHECKED;

/* How far the list of homes has moved on from a plan: homes of the plan that have ended or are left out of planning
 * now, and homes to plan (of the plan's landlord) that are in none of its patches. */
struct pp_plan_drift {
    int64_t n_gone, n_unpatched;
};
int pp_store_plan_drift(struct pp_db *db, int64_t plan_id, struct pp_plan_drift *ret_drift,
                        struct pp_error *reterr) PP_CHECKED;

/* How a plan was chosen, to be said. */
enum pp_plan_choice {
    PP_PLAN_NAMED,    /* by its name */
    PP_PLAN_IN_FORCE, /* none was named: the one in force, of several that of most homes */
    PP_PLAN_NEWEST    /* none named and none in force: the plan changed last */
};
/* "the plan in force", "the newest plan"; "" when it was named */
const char *pp_plan_choice_text(enum pp_plan_choice choice);

/* Which plan is meant by `name` (NULL: the one in force, else the newest). PP_E_NOTFOUND with the nearest
 * name, or with what to do when there is no plan at all. `ret_choice` may be NULL. */
int pp_store_plan_find(struct pp_db *db, const char *name, int64_t *ret_plan_id,
                       enum pp_plan_choice *ret_choice, struct pp_error *reterr) PP_CHECKED;

/* How the drawing of a plan ended. */
int pp_store_plan_outcome(struct pp_db *db, int64_t plan_id, enum pp_outcome *ret_outcome,
                          struct pp_error *reterr) PP_CHECKED;

/* The whole plan, names and cells included; `team_ix` and `ward_ix` index the teams by name and the wards
 * by code, both sorted. Its bound is NAN when a lock or pin that it was proven under has been taken off since.
 * Caller: pp_plan_done(). O(units + neighbours). */
int pp_store_plan_load(struct pp_db *db, const char *name, struct pp_plan *ret_plan,
                       enum pp_plan_choice *ret_choice, struct pp_error *reterr) PP_CHECKED;

/* Read again into a loaded plan what edits change of it: its state, each unit's patch and pin, each
 * patch's lock.
 * PP_E_NOTFOUND when its rows are gone (drawn again, deleted). O(units). */
int pp_store_plan_reload(struct pp_db *db, struct pp_plan *plan,
                         struct pp_error *reterr) PP_CHECKED;
/* The same without units and neighbours: what is said of patches. O(patches + wards), for a country too. */
int pp_store_plan_load_brief(struct pp_db *db, const char *name, struct pp_plan *ret_plan,
                             enum pp_plan_choice *ret_choice, struct pp_error *reterr) PP_CHECKED;

/* The homes of a plan and their units, by home_id. Caller: pp_free(). */
int pp_store_plan_homes(struct pp_db *db, int64_t plan_id, struct pp_plan_member **ret_homes,
                        size_t *ret_n_homes, struct pp_error *reterr) PP_CHECKED;

/* Its labels as they were when it was drawn, by unit, kind and label; rows and texts live in `arena`. */
int pp_store_plan_labels(struct pp_db *db, int64_t plan_id, struct pp_arena *arena,
                         struct pp_plan_label **ret_labels, size_t *ret_n,
                         struct pp_error *reterr) PP_CHECKED;

/* Who leads a patch today or later; a vacant post is nobody. */
struct pp_lead_line {
    int patch_ix;
    const char *name; /* as people know it */
    pp_day first_day, last_day;
};
/* By patch, then by first day; rows and names live in `arena`. */
int pp_store_plan_leads(struct pp_db *db, int64_t plan_id, pp_day today, struct pp_arena *arena,
                        struct pp_lead_line **ret_lines, int *ret_n,
                        struct pp_error *reterr) PP_CHECKED;

/* What the drawing gave, whatever was edited or unlocked since: the bound (NAN: none) and the outcome. */
int pp_store_plan_drawn(struct pp_db *db, int64_t plan_id, double *ret_bound,
                        enum pp_outcome *ret_outcome, struct pp_error *reterr) PP_CHECKED;

/* One line of the list of plans. Text lives in the caller's arena. */
struct pp_plan_line {
    int64_t plan_id;
    const char *name, *state, *origin, *outcome, *changed_at;
    int n_patches, n_in_limits;
    int64_t n_homes, n_homes_changing;
    double cost, distance_cost, weighted_homes, mean_distance_m, bound; /* bound NAN: none */
};
/* Newest first. */
int pp_store_plan_list(struct pp_db *db, struct pp_arena *arena, struct pp_plan_line **ret_lines,
                       int *ret_n_lines, struct pp_error *reterr) PP_CHECKED;

/* What stands under a name: which plan, and its last line in the audit trail. Not newer = nobody touched it. */
struct pp_plan_mark {
    int64_t plan_id; /* 0 = there is no plan of that name */
    int64_t audit_id;
    bool draft; /* it may be drawn over */
};
int pp_store_plan_mark(struct pp_db *db, const char *name, struct pp_plan_mark *ret_mark,
                       struct pp_error *reterr) PP_CHECKED;

/* A published plan is never deleted (PP_E_CONFLICT). */
int pp_store_plan_delete(struct pp_db *db, const char *name, struct pp_error *reterr) PP_CHECKED;
/* PP_E_EXISTS when there is a plan called `new_name`. */
int pp_store_plan_rename(struct pp_db *db, const char *name, const char *new_name,
                         struct pp_error *reterr) PP_CHECKED;

#endif
