/* A set of names with dense numbers: the first new name is 0, the next 1, ... Lookup is O(1).
 * Used to turn codes (postcodes, wards, property references) into indices for flat arrays. */
#ifndef PATCHPLAN_CORE_NAMES_H
#define PATCHPLAN_CORE_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/error.h"

struct pp_names {
    char *bytes; /* all names, each with its zero */
    size_t n_bytes, cap_bytes;
    uint64_t *start; /* name i begins at bytes + start[i] */
    size_t n, cap;
    uint32_t *slots; /* hash table of index + 1, 0 = free; size is a power of two */
    size_t n_slots;
    uint32_t last; /* number of the name that was added, or asked for by an add, last */
};

/* All-zero is a ready, empty set. */
void pp_names_done(struct pp_names *names);

/* The number of `text`, added when new. At most 2^32 - 2 names. */
int pp_names_add(struct pp_names *names, const char *text, int64_t *ret_ix,
                 struct pp_error *reterr) PP_CHECKED;
/* The number of `text`, or -1. */
int64_t pp_names_find(const struct pp_names *names, const char *text);
/* Borrowed; valid until the next add. */
const char *pp_names_get(const struct pp_names *names, int64_t ix);

#endif
