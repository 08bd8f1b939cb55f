/* Profiles: what the columns of a known housing system are called, in an INI file.
 *
 *     [homes]
 *     property_ref = Place Ref        ; field = Column, as with --map
 *     postcode     = Post Code
 *     [officers]
 *     officer_id   = Employee No
 *
 * A section is a kind of `patchplan import`. `#` and `;` begin comments; blanks around names do not
 * count.
 */
#ifndef PATCHPLAN_TABLE_PROFILE_H
#define PATCHPLAN_TABLE_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/error.h"
#include "patchplan/table/table.h"

struct pp_profile_line {
    const char *section;
    struct pp_table_map map;
    int64_t row;
};

struct pp_profile {
    struct pp_profile_line *lines;
    size_t n, cap;
    struct pp_arena arena; /* owns the strings */
};

/* Read a profile; all-zero `ret_profile` wanted. Refuses, with the row: a line that is neither
 * section, comment nor field = Column; a field before any section; the same field twice in a
 * section. */
int pp_profile_read(const char *path, struct pp_profile *ret_profile,
                    struct pp_error *reterr) PP_CHECKED;
void pp_profile_done(struct pp_profile *profile);

/* The lines of one section, as pp_table_options wants them, into `ret_maps` (room for profile->n).
 * How many. */
size_t pp_profile_maps(const struct pp_profile *profile, const char *section,
                       struct pp_table_map *ret_maps);

#endif
