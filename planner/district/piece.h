/* The connected pieces that a patch lies in. Private to planner/district. */
#ifndef PLANNER_DISTRICT_PIECE_H
#define PLANNER_DISTRICT_PIECE_H

#include "patchplan/district/problem.h"

/* Mark in `seen` every unit of the piece of its patch that `start` stands in. `queue` is room for
 * n_units. O(units of the piece and their neighbours). */
void pp_piece_mark(const struct pp_problem *problem, const int *patch_of, int start, int *queue,
                   bool *seen);

#endif
