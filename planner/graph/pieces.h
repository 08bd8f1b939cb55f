/* Cutting a run of homes into pieces as equal as possible. */
#ifndef PLANNER_GRAPH_PIECES_H
#define PLANNER_GRAPH_PIECES_H

#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/error.h"

/* How many pieces a run of `total_milli` needs under a limit: ceil(total / limit), at least 1. */
int pp_pieces_needed(int64_t total_milli, int64_t limit_milli);

/* Cut n homes, in their order, into `n_pieces` <= n runs so that the sum of squared run weights is least (the
 * measure of "as equal as possible"). ret_end[p] is one past the last home of run p; no run is empty.
 *
 * The best cut p lies near the place where p / n_pieces of the weight is reached: only the CANDIDATES nearest places on each
 * side are tried, by dynamic programming over the cuts. O(n + n_pieces x CANDIDATES^2). */
int pp_pieces_cut(const int64_t *weight_milli, size_t n, int n_pieces, size_t *ret_end,
                  struct pp_error *reterr) PP_CHECKED;

#endif
