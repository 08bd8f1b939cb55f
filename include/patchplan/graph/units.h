/* From homes to units, the smallest things that move between patches.
 *
 * Homes with one block_ref are one unit; other homes by postcode and point. A unit that weighs more
 * than a patch may is split into ceil(weight / limit) pieces as equal as possible, in natural order
 * of address, then property_ref; a further piece only where whole homes leave no other way under
 * the limit.
 *
 * Decisions. The point of a block is the point most of its homes have (ties: lowest easting, then
 * northing): a mean could fall in a river. Team and ward are those of most of its homes (ties:
 * lowest index). Of the points of one postcode the one with most homes comes first (ties as above):
 * it keeps the plain id, the others get "#2", "#3". Pieces get "/1", "/2". Homes with neither block
 * nor postcode go by point, with id "E434293 N382731". Units come sorted by id in natural order, so
 * that the order of the homes never matters.
 */
#ifndef PATCHPLAN_GRAPH_UNITS_H
#define PATCHPLAN_GRAPH_UNITS_H

#include "patchplan/core/arena.h"
#include "patchplan/core/error.h"
#include "patchplan/core/plan.h"

/* One home to plan (left-out homes are not given). Texts are borrowed, trimmed, NULL or "" when
 * unknown. */
struct pp_unit_home {
    const char *block_ref, *postcode, *address, *property_ref;
    double x, y;          /* EPSG:27700; both NAN: no position */
    int64_t weight_milli; /* >= 0 */
    int team_ix, ward_ix; /* -1 = none */
};

/* A unit that was split, to be reported. `text` is for people. */
struct pp_unit_split {
    const char *key; /* the block_ref or postcode */
    const char
        *text; /* "Hartley Tower: 612.00 ... are more than one patch may hold (300.00); ..." */
    int n_pieces;
    int first_unit_ix; /* pieces are not always next to each other: see `piece_of` */
    int64_t weight_milli;
};

/* Everything lives in the arena the caller gave. */
struct pp_units {
    struct pp_unit *units; /* cell_wkb NULL, pinned false */
    int n_units;
    const char *
        *key; /* per unit: block_ref or postcode without "#2" or "/1"; "" when neither is known */
    int *piece_of; /* per unit: index into splits, or -1 */
    int *
        unit_of_home; /* n_homes; -1: the home has no position and its block no home that has one */
    int n_homes_without_position;
    struct pp_unit_split *splits;
    int n_splits;
};

/* `limit_milli`: max x the largest share; <= 0: never split. O(n log n). PP_E_INPUT: a negative
 * weight. A home without position joins its block when another home of the block has one. */
int pp_units_build(const struct pp_unit_home *homes, size_t n_homes, int64_t limit_milli,
                   struct pp_arena *arena, struct pp_units *ret_units,
                   struct pp_error *reterr) PP_CHECKED;

#endif
