/* What units are called, for people. All texts live in the arena; NULL when memory runs out. */
#ifndef PLANNER_GRAPH_UNIT_NAMES_H
#define PLANNER_GRAPH_UNIT_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"

/* The words all addresses end with ("Flat 1, Oak House", "Flat 2, Oak House": "Oak House"), else `fallback`. */
const char *pp_block_name(const char *const *addresses, size_t n, const char *fallback,
                          struct pp_arena *arena);
/* The first address in natural order, else `fallback`. */
const char *pp_first_address(const char *const *addresses, size_t n, const char *fallback,
                             struct pp_arena *arena);
/* Why a unit was split. */
const char *pp_split_text(const char *name, int64_t weight_milli, int64_t limit_milli, int n_pieces,
                          struct pp_arena *arena);

#endif
