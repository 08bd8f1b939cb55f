/* Today: the patches that are in force, and where nothing is, those of the list of homes. */
#ifndef PATCHPLAN_STORE_TODAY_H
#define PATCHPLAN_STORE_TODAY_H

#include <stdbool.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/store/publication.h"

/* Homes of a plan that are in `today` now and would be in `patch`. */
struct pp_today_part {
    const char *today, *patch;
    int64_t n_homes;
    bool
        other_officer; /* another named officer than today's, or one where there is none, or none any more */
};
/* By today's patch, then the plan's; in `arena`. Homes that are in no patch today are left out. */
int pp_store_plan_today(struct pp_db *db, int64_t plan_id, pp_day today, struct pp_arena *arena,
                        struct pp_today_part **ret_parts, size_t *ret_n,
                        struct pp_error *reterr) PP_CHECKED;

/* Homes that are in a patch today and would be in another. */
struct pp_today_changing {
    int64_t plan_id, n_homes;
};
/* Of every plan that changes any, as pp_store_plan_today() counts them; in `arena`. O(homes x plans). */
int pp_store_plans_changing(struct pp_db *db, pp_day today, struct pp_arena *arena,
                            struct pp_today_changing **ret_rows, size_t *ret_n,
                            struct pp_error *reterr) PP_CHECKED;

/* For each unit of a plan where its homes are today, by unit and patch; in `arena`. Homes in no patch are left out. */
int pp_store_units_today(struct pp_db *db, int64_t plan_id, pp_day today, struct pp_arena *arena,
                         struct pp_published_part **ret_parts, size_t *ret_n,
                         struct pp_error *reterr) PP_CHECKED;

/* What "today" is made of. */
struct pp_today_source {
    int64_t n_served, n_by_list; /* homes that a publication serves; the others */
    pp_day first_day, last_day;  /* of the publications that serve some home; 0 none */
    char list_day[11];           /* ISO, when the list of homes was brought in; "" never */
    const char
        *plan; /* the one plan that serves every home; NULL: none, or several do; in the arena */
};
int pp_store_today_source(struct pp_db *db, pp_day today, struct pp_arena *arena,
                          struct pp_today_source *ret_source, struct pp_error *reterr) PP_CHECKED;

#endif
