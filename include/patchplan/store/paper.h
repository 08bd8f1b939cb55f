/* A plan beside what holds before it, summed for a paper. */
#ifndef PATCHPLAN_STORE_PAPER_H
#define PATCHPLAN_STORE_PAPER_H

#include <stddef.h>
#include <stdint.h>

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/core/error.h"
#include "patchplan/db/db.h"
#include "patchplan/store/publication.h"

/* Homes of a plan in a stage, beside what holds on the day `before`. */
struct pp_paper_about {
    int64_t plan_id;
    pp_day before;
    bool has_from;
    pp_day
        from; /* the plan's officers are those of this day; not given: of the day its page tells */
    struct pp_scope scope;
};

/* Homes that belong together, and what becomes of them. */
struct pp_paper_group {
    const char *name; /* a ward, a kind of home, a patch of the plan; "" unknown */
    int64_t n_homes;
    int64_t n_new_patch; /* those that are in no patch before do not change it */
    int64_t
        n_new_officer; /* they have a named officer, and none of those before stays: as letters go */
    int64_t n_no_officer; /* their patch has no named officer */
};
enum pp_paper_by { PP_PAPER_BY_WARD, PP_PAPER_BY_KIND, PP_PAPER_BY_PATCH };
/* By name; rows live in the arena. */
int pp_store_paper_groups(struct pp_db *db, const struct pp_paper_about *about, enum pp_paper_by by,
                          struct pp_arena *arena, struct pp_paper_group **ret_groups, size_t *ret_n,
                          struct pp_error *reterr) PP_CHECKED;

/* A patch that has homes of the stage before. */
struct pp_paper_patch {
    int64_t n_homes, n_here; /* everywhere; in the stage */
    bool is_named;           /* has a named officer */
};
int pp_store_paper_before(struct pp_db *db, const struct pp_paper_about *about,
                          struct pp_arena *arena, struct pp_paper_patch **ret_patches,
                          size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

/* The homes of the stage by unit of the plan and patch before ("" none); by that patch. In `arena`. */
int pp_store_paper_units(struct pp_db *db, const struct pp_paper_about *about,
                         struct pp_arena *arena, struct pp_published_part **ret_parts,
                         size_t *ret_n, struct pp_error *reterr) PP_CHECKED;

/* Homes outside the stage, everywhere. */
int pp_store_paper_elsewhere(struct pp_db *db, const struct pp_paper_about *about, int64_t *ret_n,
                             struct pp_error *reterr) PP_CHECKED;

#endif
