/* The ground a plan is drawn on: homes made units, units made neighbours. What drawing and importing a
 * plan share. */
#ifndef PLANNER_SERVICE_GROUND_H
#define PLANNER_SERVICE_GROUND_H

#include "patchplan/core/cancel.h"
#include "patchplan/core/plan.h"
#include "patchplan/core/progress.h"
#include "patchplan/core/str.h"
#include "patchplan/geo/geo.h"
#include "patchplan/graph/neighbours.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/stock.h"

struct pp_ground {
    struct pp_db *db;            /* borrowed */
    const char *who, *action;    /* for the audit trail: who does it, "allocate" or "import plan" */
    struct pp_plan *plan;        /* borrowed: gets units, neighbours, places, reasons */
    const char *name_prefix;     /* of new patches, "E08000019 "; NULL = none */
    struct pp_stock stock;       /* owned */
    struct pp_geo *geo;          /* owned */
    const char *const *unit_key; /* per unit, for links */
    int *unit_of_home;           /* per home of the stock, or -1 */
    struct pp_bridging bridging; /* pockets that were joined; in the plan's arena */
    size_t cap_reasons;
    struct pp_reason *reasons; /* owned while growing; copied into the plan by pp_ground_finish() */
    int n_reasons;
    void (*say)(void *context, const char *text); /* told each reason at once; may be NULL */
    void *say_context;
};
void pp_ground_done(struct pp_ground *ground);

/* Load the stock (`landlord_id` 0 = all) and copy the names of teams and wards into the plan. */
int pp_ground_load(struct pp_ground *ground, int64_t landlord_id,
                   struct pp_error *reterr) PP_CHECKED;
/* Units: none heavier than `limit_milli` where whole homes allow (0 = never split). */
int pp_ground_make_units(struct pp_ground *ground, int64_t limit_milli,
                         struct pp_error *reterr) PP_CHECKED;
/* Units whose homes lie in several patches, or partly in none, are cut into one piece for each; pieces lie
 * on one point, so they are neighbours. `patch_of_home`: per home of the stock, -1 = none; with
 * `keep_unpatched` false those homes are left out of the plan. */
int pp_ground_cut_units(struct pp_ground *ground, const int *patch_of_home, bool keep_unpatched,
                        struct pp_error *reterr) PP_CHECKED;
/* More links than the planning file has: "FROM,TO" each. Before neighbours are found. PP_E_USAGE. */
int pp_ground_add_links(struct pp_ground *ground, const char *const *links, int n_links,
                        struct pp_error *reterr) PP_CHECKED;
/* Neighbours and cells. */
int pp_ground_find_neighbours(struct pp_ground *ground, struct pp_error *reterr) PP_CHECKED;
/* Join pockets inside `group` (per unit, NULL = one group); told by pp_tell_pockets(). */
int pp_ground_join_pockets(struct pp_ground *ground, const int *group,
                           struct pp_error *reterr) PP_CHECKED;

/* A reason for the plan, said at once. Texts must live in the plan's arena or be constant. */
int pp_ground_add_reason(struct pp_ground *ground, struct pp_reason reason,
                         struct pp_error *reterr) PP_CHECKED;
int pp_ground_add_reasonf(struct pp_ground *ground, struct pp_error *reterr, bool broken,
                          const char *fix, const char *format, ...) PP_PRINTF(5, 6) PP_CHECKED;

/* The homes and postcodes of the plan with their units, to be saved. Caller: pp_free() of both arrays. */
int pp_ground_find_members(struct pp_ground *ground, struct pp_plan_members *ret_members,
                           struct pp_error *reterr) PP_CHECKED;

/* Copy the reasons into the plan, without saving. */
int pp_ground_finish(struct pp_ground *ground, struct pp_error *reterr) PP_CHECKED;

/* Save: reasons into the plan, every postcode to the unit whose ground holds it, all in one
 * transaction. */
int pp_ground_save(struct pp_ground *ground, bool *ret_replaced,
                   struct pp_error *reterr) PP_CHECKED;

#endif
