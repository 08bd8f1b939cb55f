/* Dividing at a price on homes that change patch, and what came of it: the step that the cap (change_cap.c) and the
 * curve (tradeoff.c) repeat. */
#ifndef PLANNER_SERVICE_PRICED_H
#define PLANNER_SERVICE_PRICED_H

#include "planner/service/drawing.h"

/* One division of everything, measured as the plan will be. */
struct pp_candidate {
    int *patch_of_unit; /* owned; NULL = none yet */
    int64_t outside_milli;
    int64_t n_changing;     /* homes, as the plan will count them */
    struct pp_costs costs;  /* at the rules' own price */
    double changing_weight; /* weighted homes not kept: costs.keep at a price of 1 */
    enum pp_outcome outcome;
};
void pp_candidate_done(struct pp_candidate *candidate);

struct pp_pricing {
    struct pp_drawing *drawing;
    double begun_s, until_s; /* until_s 0 = no deadline */
    double done;             /* part of the time, or of the steps, that is used up */
};
/* `until_s` and the steps are those of the request. */
struct pp_pricing pp_pricing_begin(struct pp_drawing *drawing);

struct pp_pricing_ask {
    double price_m;   /* for each home that changes, beside what the rules charge */
    const int *start; /* as in struct pp_solve; NULL = none */
    bool from_today;
    bool with_bound;
    double until; /* part of the whole time, 0..1 */
};

/* Divide and measure. The parts keep their bounds unless the ask is with_bound. `ret_candidate` is the caller's. */
int pp_pricing_divide(struct pp_pricing *pricing, const struct pp_pricing_ask *ask,
                      struct pp_candidate *ret_candidate, struct pp_error *reterr) PP_CHECKED;

/* Make the candidate the plan's division: its outcome, the parts' costs. */
int pp_pricing_choose(struct pp_pricing *pricing, const struct pp_candidate *candidate,
                      struct pp_error *reterr) PP_CHECKED;

#endif
