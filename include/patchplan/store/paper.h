/* A plan beside today, summed for a paper. */
#ifndef PATCHPLAN_STORE_PAPER_H
#define PATCHPLAN_STORE_PAPER_H

#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/core/error.h"
#include "patchplan/db/db.h"

/* Homes of a plan that belong together, and how many of them get another patch, another named officer. */
struct pp_paper_group {
    const char *name; /* a ward, a kind of home; "" unknown */
    int64_t n_homes, n_new_patch, n_new_officer;
};
enum pp_paper_by { PP_PAPER_BY_WARD, PP_PAPER_BY_KIND };
/* By name; rows live in the arena. As pp_store_plan_today() counts: homes that are in no patch today are in n_homes only. */
int pp_store_paper_groups(struct pp_db *db, int64_t plan_id, enum pp_paper_by by, pp_day today,
                          struct pp_arena *arena, struct pp_paper_group **ret_groups, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;

/* Today's patches; least and most are homes of one. */
struct pp_paper_today {
    int64_t n_patches, n_homes, least, most, n_vacant;
};
int pp_store_paper_today(struct pp_db *db, pp_day today, struct pp_paper_today *ret_today,
                         struct pp_error *reterr) PP_CHECKED;

#endif
