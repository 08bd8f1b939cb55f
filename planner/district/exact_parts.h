/* The rooms of the exact ending: the list of possible patches, and the choice among them. Private to exact*.c. */
#ifndef PLANNER_DISTRICT_EXACT_PARTS_H
#define PLANNER_DISTRICT_EXACT_PARTS_H

#include <stddef.h>

#include "planner/district/bound_parts.h"
#include "planner/district/exact.h"

/* A patch that a better division may have. Its units: unit[first] .. unit[first + n - 1], ascending. */
struct pp_exact_column {
    double value; /* distance and ward cost less the multipliers of its units */
    int64_t weight_milli;
    int first, n, hub;
};

struct pp_exact_list {
    const struct pp_exact_ask *ask;
    struct pp_bound_data data;
    int64_t min_milli, max_milli; /* the loosest of all patches */
    double sum;                   /* of the multipliers */
    double keep;                  /* the least that the keep term can be */
    double slack;                 /* what rounding may cost */
    double *price, *base;         /* n: price of weight at a hub, and the value it proves */
    double *floor; /* n: no patch of a better division with this hub has a value below */
    struct pp_exact_column *columns;
    size_t n_columns, cap_columns;
    int *unit;
    size_t n_unit, cap_unit;
    int64_t n_nodes, most_nodes;
    size_t most_columns;
    bool stopped; /* too many, or no time: the list is not whole */
};

void pp_exact_list_done(struct pp_exact_list *list);

/* The most that distance, ward and keep cost of a patch with this hub, less its multipliers, can be. */
double pp_exact_most(const struct pp_exact_list *list, int hub);

/* Add to the list the patches with `hub` whose value is at most `most` (all of them, unless stopped);
 * ret_least: the least value among them, INFINITY when there are none. */
int pp_exact_grow(struct pp_exact_list *list, int hub, double most, double *ret_least,
                  struct pp_error *reterr) PP_CHECKED;

/* Choose from a whole list: ret_solved says that patch_of now holds a best division. A list that holds no
 * division at all, not even the one at `upper`, proves nothing; then patch_of is as it was. */
int pp_exact_choose(const struct pp_exact_list *list, int *patch_of, bool *ret_solved,
                    struct pp_error *reterr) PP_CHECKED;

#endif
