/* Where the homes of one patch are: counted by street, postcode, ward and patch of today (store/today.h). */
#ifndef PATCHPLAN_STORE_PLAN_PLACES_H
#define PATCHPLAN_STORE_PLAN_PLACES_H

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"

struct pp_place_count {
    const char *name; /* "" = not known */
    int64_t n_homes;
};
struct pp_place_counts {
    struct pp_place_count *counts;
    size_t n;
};
struct pp_patch_places {
    struct pp_place_counts streets, today, wards; /* most homes first */
    struct pp_place_counts postcodes;             /* by code */
};

/* All in the arena. O(homes of the patch). */
int pp_store_patch_places(struct pp_db *db, int64_t plan_id, int patch_ix, pp_day today,
                          struct pp_arena *arena, struct pp_patch_places *ret_places,
                          struct pp_error *reterr) PP_CHECKED;

/* The streets of n homes, by home_id; most homes first, then by name. O(n log n). */
int pp_store_street_counts(struct pp_db *db, const int64_t *home_id, size_t n,
                           struct pp_arena *arena, struct pp_place_counts *ret_counts,
                           struct pp_error *reterr) PP_CHECKED;

/* Does the file have a home of this reference, planned for, left out or ended? */
int pp_store_home_known(struct pp_db *db, const char *property_ref, bool *ret_known,
                        struct pp_error *reterr) PP_CHECKED;

#endif
