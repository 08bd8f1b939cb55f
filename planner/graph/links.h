/* Links from links.csv to pairs of units. */
#ifndef PLANNER_GRAPH_LINKS_H
#define PLANNER_GRAPH_LINKS_H

#include "patchplan/graph/neighbours.h"
#include "planner/graph/pairs.h"

/* Which links name nothing: `ret_unknown`, n_links long, NULL or the name that was not found. Every unit of one side
 * becomes a neighbour of every unit of the other. O((units + links) log units). */
int pp_links_add(const struct pp_unit *units, int n_units, const struct pp_graph_input *input,
                 struct pp_pairs *pairs, const char **ret_unknown,
                 struct pp_error *reterr) PP_CHECKED;

#endif
