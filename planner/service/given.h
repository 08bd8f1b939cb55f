/* A plan from patches that are given home by home: one made elsewhere, or one that only takes in new
 * homes. */
#ifndef PLANNER_SERVICE_GIVEN_H
#define PLANNER_SERVICE_GIVEN_H

#include "patchplan/core/names.h"
#include "patchplan/service/allocate.h"
#include "patchplan/service/measure.h"
#include "planner/service/drawing.h"

struct pp_given {
    struct pp_names patches;      /* owned */
    int *patch_of_home;           /* per home of the stock: number in `patches`, or -1; owned */
    bool fill;                    /* homes without a patch join one; else they are in no patch */
    const struct pp_plan *before; /* leads, shares and locks by patch name; NULL = today's */
    const struct pp_allocate_request *request; /* for ways out; NULL = none */
};
void pp_given_done(struct pp_given *given);

/* Patches of a saved plan, home by home, or with `plan` NULL those of today's list. */
int pp_given_from(struct pp_ground *ground, const struct pp_plan *plan, struct pp_given *ret_given,
                  struct pp_error *reterr) PP_CHECKED;

/* Where people live now: the plan called `from` (NULL: the plan in force; a draft nobody named does not count),
 * home by home, or today's list when there is none. `ret_before` gets that plan, the caller's; plan_id 0 = none.
 * The rules of the drawing become that plan's, but for those that were told. */
int pp_given_now(struct pp_drawing *d, struct pp_plan *ret_before, struct pp_given *ret_given,
                 struct pp_error *reterr) PP_CHECKED;

/* From a loaded ground with settled rules to a measured, checked plan with its outcome: cut units that
 * several patches share, find neighbours, join, measure, say what is broken. Not saved. `arena` keeps the
 * question. */
int pp_given_draw(struct pp_ground *ground, const struct pp_given *given, struct pp_arena *arena,
                  struct pp_error *reterr) PP_CHECKED;

#endif
