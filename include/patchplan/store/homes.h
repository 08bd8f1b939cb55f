/* Every home of a plan, one after the other: who it goes to, and who had it before. */
#ifndef PATCHPLAN_STORE_HOMES_H
#define PATCHPLAN_STORE_HOMES_H

#include <stdint.h>

#include "patchplan/core/date.h"
#include "patchplan/core/error.h"
#include "patchplan/db/db.h"
#include "patchplan/store/publication.h"

/* Texts are borrowed until the visit returns; NULL where unknown. */
struct pp_home_row {
    const char *property_ref, *postcode;
    const char *old_patch; /* in _changes_each: its patch until then, NULL = it had none */
    const char *patch;     /* in the plan */
};
/* 0 to go on; anything else ends the walk and is returned. */
typedef int pp_home_visit(void *context, const struct pp_home_row *row, struct pp_error *reterr);

/* All homes of the plan, by property_ref. Streams: no memory a row. */
int pp_store_allocation_each(struct pp_db *db, int64_t plan_id, pp_home_visit *visit, void *context,
                             struct pp_error *reterr) PP_CHECKED;

/* The homes whose patch in the plan differs from the one they have on the day before `from`: that of the
 * publication in force for their team or ward, else their current patch. Where the plan is published in stages,
 * only homes it serves on `from`; of these, those of `scope`. By property_ref. */
int pp_store_changes_each(struct pp_db *db, int64_t plan_id, pp_day from,
                          const struct pp_scope *scope, pp_home_visit *visit, void *context,
                          struct pp_error *reterr) PP_CHECKED;

/* The first day of the plan's newest publication that was not taken back: 1, or 0 when there is none. */
int pp_store_plan_first_day(struct pp_db *db, int64_t plan_id, pp_day *ret_day,
                            struct pp_error *reterr) PP_CHECKED;
/* The first day of the earliest of them: from when on anything of the plan is public. 1, or 0 when there is none. */
int pp_store_plan_public_from(struct pp_db *db, int64_t plan_id, pp_day *ret_day,
                              struct pp_error *reterr) PP_CHECKED;

#endif
