/* New patches take over the names of current ones: the one-to-one matching that keeps most weight.
 */
#ifndef PLANNER_DISTRICT_MATCH_H
#define PLANNER_DISTRICT_MATCH_H

#include <stdint.h>

#include "patchplan/core/error.h"

/* `shared` is n_rows x n_labels, >= 0. ret_label[row] = the label matched with the row, -1 = none
 * (also when they share nothing). Exact: no other matching has a larger sum. */
int pp_match_labels(const int64_t *shared, int n_rows, int n_labels, int *ret_label,
                    struct pp_error *reterr) PP_CHECKED;

#endif
