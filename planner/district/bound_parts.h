/* The rooms of the lower bound: near pairs, one knapsack, the steps, the exact pass. Private to bound*.c. */
#ifndef PLANNER_DISTRICT_BOUND_PARTS_H
#define PLANNER_DISTRICT_BOUND_PARTS_H

#include <stdint.h>

#include "patchplan/district/bound.h"
#include "planner/district/way.h"

/* Patches of the same limits, or of nearly the same: then the loosest of theirs. */
struct pp_bound_class {
    double min, max;
    int n_patches;
};
enum { PP_BOUND_MOST_CLASSES = 8 };

struct pp_bound_blocks; /* bound_blocks.h */

/* The problem as the bound sees it, in homes and metres. min, max: the loosest limits of any patch. */
struct pp_bound_data {
    int n, n_patches;
    const double *x, *y;
    double *weight, *trips;
    double min, max, total_weight, total_trips;
    enum pp_cost_kind cost_kind;
    int n_classes;
    struct pp_bound_class classes[PP_BOUND_MOST_CLASSES];
    struct pp_bound_blocks *blocks; /* for the exact pass; remembers what the units last offered */
};

int pp_bound_data_init(const struct pp_problem *problem, struct pp_bound_data *ret_data,
                       struct pp_error *reterr) PP_CHECKED;
void pp_bound_data_done(struct pp_bound_data *data);

/* Sort the patches into classes by their limits; see bound_classes.c. */
int pp_bound_classes_init(const struct pp_problem *problem, struct pp_bound_data *data,
                          struct pp_error *reterr) PP_CHECKED;
/* Are the loosest limits so much looser than each patch's own that the classes say more than regions? */
bool pp_bound_classes_matter(const struct pp_bound_data *data);

/* --- one knapsack -------------------------------------------------------------------------------- */

struct pp_bound_item {
    double ratio, weight; /* cost per weight; weight > 0 */
};

/* The price at which the items of least ratio fill `capacity`: items below it weigh at most `capacity`,
 * those below or at it at least that much (when all together weigh less: the largest ratio).
 * Reorders items; linear time expected; n >= 1. */
double pp_bound_select(struct pp_bound_item *items, int n, double capacity);

/* --- near pairs ---------------------------------------------------------------------------------- */

/* Hubs and the units near enough to matter to them, compressed rows. It only guides the steps: the
 * printed bound looks at every pair. Every unit is a hub, unless that made too many pairs; then every
 * stride-th in order of place. */
struct pp_bound_near {
    int n_rows;
    int *row_of_unit; /* n: the unit's own row, or the one of a hub close by */
    int64_t *first;   /* n_rows + 1 */
    int *unit;
    float *cost; /* trips x distance / weight: cost per weight of serving the unit from the hub */
    double
        *radius_m; /* n: a circle around the unit that holds about the weight of an average patch */
};

/* Pairs within reach x the larger radius of the two; reach INFINITY: all. 0, or 1 when stopped half way
 * (nothing is made then), or PP_E_NOMEM. */
int pp_bound_near_init(const struct pp_bound_data *data, double reach,
                       const struct pp_cancel *cancel, struct pp_bound_near *ret_near,
                       struct pp_error *reterr) PP_CHECKED;
void pp_bound_near_done(struct pp_bound_near *near);

/* --- one hub ------------------------------------------------------------------------------------- */

/* What a unit pays for each weight of it, beside its weight: read together in the inner loop. */
struct pp_bound_offer {
    float price, weight; /* price = multiplier / weight */
};

/* The knapsacks of hubs over their near pairs at the same offers and limits. */
struct pp_bound_pricer {
    const struct pp_bound_near *near;
    const struct pp_bound_offer *offer; /* n */
    struct pp_bound_item *items;        /* n: scratch */
    double min, max;
};

/* The knapsack value of the hub of `row`; INFINITY when its near units do not weigh the minimum. `price`
 * is in: near which to look, any number; out: at which the knapsack is full. Linear in the row. */
double pp_bound_price(const struct pp_bound_pricer *pricer, int row, double *price);

/* Add to cover[unit] the part that the hub of `row` takes of each unit at its price, just found. */
void pp_bound_cover(const struct pp_bound_pricer *pricer, int row, double price, double *cover);

/* --- steps --------------------------------------------------------------------------------------- */

struct pp_bound_order {
    double value;
    int row;
};

struct pp_bound_steps {
    const struct pp_bound_data *data;
    const struct pp_cancel *cancel;
    struct pp_bound_near near;
    double *weight;     /* n: > 0; a unit without weight counts as next to nothing while stepping */
    double *scale;      /* n: how far a step moves each multiplier */
    double *multiplier; /* n: the point the steps have come to */
    double *best;       /* n: the best point a full look has seen */
    double *direction, *gradient; /* n */
    struct pp_bound_offer *offer; /* n */
    struct pp_bound_class loosest;
    const struct pp_bound_class
        *classes; /* what patches there are: K of the loosest limits, or data's */
    int n_classes;
    double *price; /* n_classes x n_rows: at which the knapsack of each hub was last full */
    struct pp_bound_item *items;  /* n: scratch */
    struct pp_bound_order *order; /* n_rows: the hubs looked at, by value */
    int *active;                  /* n_classes x n_rows: hubs looked at between full looks */
    int n_active;
    double value;      /* at `multiplier`, over the hubs looked at */
    double best_value; /* at `best`, over all near pairs */
    double easy;       /* a rough size of the cost, for a target before anything is known */
    double upper;      /* cost of a known division, or INFINITY */
    double length;     /* share of the way to the target that a step goes */
    int n_failed;      /* full looks since the best */
    int patience;      /* full looks without a new best before steps are cut */
    int64_t n_steps;
};

/* Start at `start` (n multipliers), or NULL: each unit pays for the distance of its radius. 0, or 1 when
 * stopped half way (nothing is made then), or PP_E_NOMEM. */
int pp_bound_steps_init(const struct pp_bound_data *data, double reach, const double *start,
                        const struct pp_cancel *cancel, struct pp_bound_steps *ret_steps,
                        struct pp_error *reterr) PP_CHECKED;
void pp_bound_steps_done(struct pp_bound_steps *steps);
/* From now on each patch has the limits of its class; the best point is that of before. */
void pp_bound_steps_use_classes(struct pp_bound_steps *steps);
/* One step; false when stopped by `cancel` inside it. */
bool pp_bound_step(struct pp_bound_steps *steps);
/* Look at all hubs at `multiplier`, keeping the best; false when stopped. */
bool pp_bound_look(struct pp_bound_steps *steps);
/* Longer steps again from the best point, and more patience before they are cut; false when stopped. */
bool pp_bound_begin_again(struct pp_bound_steps *steps);
/* Look at all hubs at `best`, so that the prices are those of the best point; false when stopped. */
bool pp_bound_return_to_best(struct pp_bound_steps *steps);

/* --- exact pass ---------------------------------------------------------------------------------- */

/* The knapsack value of one hub over all units is at least this, whatever the price, for what the units offer
 * now: pp_bound_blocks_offer(). O(units within its reach + n / 256). */
double pp_bound_proven_value(const struct pp_bound_data *data, int hub, double price);

/* The bound that `multiplier` proves, over all pairs and rounded outwards: never more than it does in
 * real numbers, whatever the prices (n_rows, near->row_of_unit tells whose is whose). -INFINITY when
 * stopped before the end. scratch: n doubles. O(n (n / 256 + n / K)). */
double pp_bound_exact(const struct pp_bound_data *data, const double *multiplier,
                      const struct pp_bound_near *near, const double *price,
                      const struct pp_cancel *cancel, double *scratch);
/* The same where each patch has the limits of its class; prices: n_classes x n_rows. */
double pp_bound_classes_exact(const struct pp_bound_data *data, const double *multiplier,
                              const struct pp_bound_near *near, const double *price,
                              const struct pp_cancel *cancel, double *scratch);
/* How long one pass over all pairs will take, from a sample of hubs. */
double pp_bound_exact_seconds(const struct pp_bound_data *data, const double *multiplier);

#endif
