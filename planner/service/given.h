/* A plan from patches that are given home by home: one made elsewhere, one that only takes in new homes,
 * one that is redrawn in part. */
#ifndef PLANNER_SERVICE_GIVEN_H
#define PLANNER_SERVICE_GIVEN_H

#include "patchplan/core/names.h"
#include "patchplan/service/allocate.h"
#include "patchplan/service/measure.h"
#include "planner/service/borders.h"
#include "planner/service/drawing.h"

struct pp_given {
    struct pp_names patches;      /* owned */
    int *patch_of_home;           /* per home of the stock: number in `patches`, or -1; owned */
    bool fill;                    /* homes without a patch join one; else they are in no patch */
    const struct pp_plan *before; /* leads, shares and locks by patch name; NULL = today's */
    const struct pp_allocate_request *request; /* for ways out and more links; NULL = none */
    struct pp_borders
        borders; /* of the plan that is made, where they say more than its rules; owned */
};
void pp_given_done(struct pp_given *given);

/* Where people live now: the plan called `from` (NULL: the plan in force; a draft nobody named does not count),
 * home by home, or today's list when there is none. `ret_before` gets that plan, the caller's; plan_id 0 = none.
 * The rules of the drawing become that plan's, but for those that were told. */
int pp_given_now(struct pp_drawing *d, struct pp_plan *ret_before, struct pp_given *ret_given,
                 struct pp_error *reterr) PP_CHECKED;

/* From a loaded ground with settled rules to patches on it: cut units that several patches share, find neighbours,
 * join pockets, inside the borders; units whose homes have no patch are in none (-1) under `fill`, else left out. The question lives in
 * `arena`. PP_E_NOTFOUND: no home has a patch. */
int pp_given_lay(struct pp_ground *ground, const struct pp_given *given, struct pp_arena *arena,
                 struct pp_parts *ret_parts, struct pp_plan_problem *ret_whole,
                 struct pp_error *reterr) PP_CHECKED;

/* Leads, order, costs, the independent check; every unit has a patch. The outcome is the caller's to settle. */
int pp_given_measure(struct pp_ground *ground, const struct pp_given *given,
                     const struct pp_plan_problem *whole, int *ret_n_disconnected,
                     struct pp_error *reterr) PP_CHECKED;

/* Both, with outcome and reasons: every patch must keep its limits and be in one piece. Not saved. Not for `fill`. */
int pp_given_draw(struct pp_ground *ground, const struct pp_given *given, struct pp_arena *arena,
                  struct pp_error *reterr) PP_CHECKED;

#endif
