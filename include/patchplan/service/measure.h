/* Measuring a plan: from its units and who is in which patch to weights, middles, costs, homes changing
 * patch. One place, for plans drawn, imported and edited.
 */
#ifndef PATCHPLAN_SERVICE_MEASURE_H
#define PATCHPLAN_SERVICE_MEASURE_H

#include "patchplan/core/arena.h"
#include "patchplan/core/plan.h"
#include "patchplan/district/problem.h"
#include "patchplan/store/plan.h"
#include "patchplan/store/stock.h"

/* A plan put as the engine's question: all its units and patches at once, every neighbour pair. Arrays
 * belong to the arena of the caller; they follow the plan's units and stay valid while units, neighbours
 * and patches stay as many as they are. */
struct pp_plan_problem {
    struct pp_problem problem;
    /* per unit and label: homes, beside the weights of `current`: entry i of current.label */
    const int *current_homes;
    const char *const *current_names; /* today's patches, by label of `current` */
};

/* `unit_of_home`: per home of the stock its unit in the plan, or -1. Labels: the stock's patches today
 * and wards. O(homes + neighbours). */
int pp_plan_problem_build(const struct pp_plan *plan, const struct pp_stock *stock,
                          const int *unit_of_home, struct pp_arena *arena,
                          struct pp_plan_problem *ret_problem, struct pp_error *reterr) PP_CHECKED;

/* The same of a saved plan, by itself: what its homes were said to be when it was drawn, so that an edit is
 * priced by what the plan was drawn and proven for. O(units + neighbours). */
int pp_plan_problem_load(struct pp_db *db, const struct pp_plan *plan, struct pp_arena *arena,
                         struct pp_plan_problem *ret_problem, struct pp_error *reterr) PP_CHECKED;

/* The stock's homes looked up in a saved plan: ret_unit_of_home is stock->n_homes long, -1 where the plan
 * does not know the home. */
int pp_plan_units_of_homes(struct pp_db *db, int64_t plan_id, const struct pp_stock *stock,
                           int *ret_unit_of_home, struct pp_error *reterr) PP_CHECKED;

/* Set from scratch what follows from patch_of_unit: of every patch its middle, weight, homes, costs, main
 * ward and (when `teams_too`) main team; of the plan its costs and totals. Names, leads, shares, bound
 * and outcome stay; homes changing patch are counted apart, below. Every unit must have a patch. */
int pp_plan_measure(struct pp_plan *plan, const struct pp_plan_problem *of, bool teams_too,
                    struct pp_error *reterr) PP_CHECKED;

/* Homes whose patch is called otherwise than their patch today; homes without one do not count. */
int64_t pp_plan_homes_changing(const struct pp_plan *plan, const struct pp_plan_problem *of);

/* Average distance to the middle of the patch over all patches, by weight; 0 when nothing has weight. */
double pp_plan_mean_distance_m(const struct pp_plan *plan);

/* Does a patch keep the size limits of the plan, its share counted in? */
bool pp_patch_in_limits(const struct pp_plan *plan, const struct pp_patch *patch);
/* On which side of its limits a weight lies: "over", "under"; NULL inside. */
const char *pp_limits_side(struct pp_limits limits, int64_t weight_milli);
/* Has any patch another share than 1? */
bool pp_plan_has_shares(const struct pp_plan *plan);
/* How many patches keep their limits. */
int pp_plan_n_in_limits(const struct pp_plan *plan);
/* How many patches nobody with a name leads. */
int pp_plan_n_vacant(const struct pp_plan *plan);

#endif
