/* Which house numbers of a street belong to which group, said so that every number has an answer. */
#ifndef PLANNER_SERVICE_NUMBER_RANGES_H
#define PLANNER_SERVICE_NUMBER_RANGES_H

#include <stddef.h>

#include "patchplan/core/arena.h"

struct pp_numbered {
    const char *street; /* "" unknown */
    const char
        *address; /* "24 Mossford View", "Flat 3, Hartley Tower"; "" unknown or never shown */
    int group;
    const char *postcode; /* NULL or "" unknown */
};

/* The part of all `homes` that `group` has, street by street: "Mossford View: odd numbers", "Hartley Tower:
 * flats 13 and above". Streets wholly in the group are named alone; where two groups have an address of the same words,
 * the street is told postcode by postcode: "Hartley Tower, S6 3DT". The ranges of all groups together leave
 * no gap and end half way between two known homes, so that they do not tell where those are. NULL: no memory.
 * O(n log n). */
const char *pp_number_ranges(const struct pp_numbered *homes, size_t n_homes, int group,
                             struct pp_arena *arena);

/* Where `group` begins among all `homes`, by street and number: what is told of several groups is told in this order. O(n). */
size_t pp_number_order(const struct pp_numbered *homes, size_t n_homes, int group);

#endif
