/* What may have been meant by words that are no name as it is written. */
#ifndef PLANNER_SERVICE_PUBLIC_NEAR_H
#define PLANNER_SERVICE_PUBLIC_NEAR_H

#include "patchplan/store/public.h"

/* Written otherwise; part of the names; spelt nearly so. */
enum pp_near_kind { PP_NEAR_SAME, PP_NEAR_PART, PP_NEAR_SPELLING };
struct pp_near {
    enum pp_near_kind kind;
    struct pp_public_name *names; /* in the arena, nearest first; all are near in the same way */
    size_t n;                     /* 0: none is near */
};
/* Looks at every name: some 3 ms in a city. */
int pp_find_near(struct pp_db *db, const char *query, pp_day day, struct pp_arena *arena,
                 struct pp_near *ret_near, struct pp_error *reterr) PP_CHECKED;

/* The wards with postcodes that begin with `query` ("S5", "s5 6"); none where no postcode does. */
int pp_find_part_postcode(struct pp_db *db, const char *query, struct pp_arena *arena,
                          struct pp_public_ward **ret_wards, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;

#endif
