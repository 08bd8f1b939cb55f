/* A division held with the facts of each patch. Private to standing.c and effect.c. */
#ifndef PLANNER_DISTRICT_STANDING_H
#define PLANNER_DISTRICT_STANDING_H

#include "patchplan/district/effect.h"

struct pp_facts {
    int64_t weight_milli, outside_milli, ward_milli; /* outside its limits; outside its main ward */
    int n_units, hub, n_pieces, main_piece;
    double distance_cost, weighted_m; /* weighted_m: sum of weighted homes x metres */
};

struct pp_totals {
    int64_t outside_milli, ward_milli, lost_milli; /* lost: what the matching does not keep */
};

struct pp_standing {
    const struct pp_problem *problem;
    int *patch_of, *first, *unit; /* the units of each patch, ascending, as rows */
    struct pp_facts *facts;       /* per patch */
    bool with_ward, with_keep;
    int64_t *shared; /* n_patches x labels of `current`; NULL without the keep term */
    int64_t known_milli;
    struct pp_totals totals;
    struct pp_costs costs;
    /* scratch */
    int *member, *queue, *piece_of; /* per unit; piece_of only counts for members */
    bool *chosen, *inside;          /* per unit, false between questions */
    bool *touched;                  /* per patch, false between questions */
    double *tried;                  /* per patch: distance cost */
    int64_t *load;                  /* per ward, zero between questions */
    int *label_of;                  /* per patch */
};

/* The facts of a patch that had s->member[0..n) for its units. s->piece_of tells their pieces. */
void pp_standing_work_out(struct pp_standing *s, int patch, int n, struct pp_facts *ret_facts);

/* Add (sign 1) or take away (-1) a unit's current labels in the row of `patch`. */
void pp_standing_count_labels(struct pp_standing *s, int unit, int patch, int sign);

/* Match the rows of s->shared; how much of the known weight is not kept. */
int pp_standing_match(struct pp_standing *s, int64_t *ret_lost_milli,
                      struct pp_error *reterr) PP_CHECKED;

/* Costs from totals and the patches' distance costs, summed as pp_evaluate() does. */
struct pp_costs pp_standing_costs(const struct pp_standing *s, const struct pp_totals *totals,
                                  const double *distance_cost);

#endif
