/* Officers who leave by what somebody told on a page, and not by the list of officers: decision 0095. */
#ifndef PATCHPLAN_STORE_LEAVING_H
#define PATCHPLAN_STORE_LEAVING_H

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"

/* That is their last day, until it is taken back or the list says otherwise. */
int pp_store_leaving_set(struct pp_db *db, const char *officer_id, pp_day last_day,
                         struct pp_error *reterr) PP_CHECKED;
/* The last day that the list has, or none, holds again. 1: it was told; 0: nothing of the kind holds. */
int pp_store_leaving_end(struct pp_db *db, const char *officer_id,
                         struct pp_error *reterr) PP_CHECKED;

struct pp_leaving {
    const char *officer_id, *name;
    pp_day last_day;
    pp_day ends;  /* the post's last day as it is now; PP_FAR_DAY none */
    bool is_told; /* ends is last_day because it was told; else the list has spoken since */
};
/* By day; of officers of a team (0: of all), in `arena`. */
int pp_store_leavings(struct pp_db *db, int64_t team_id, struct pp_arena *arena,
                      struct pp_leaving **ret_rows, size_t *ret_n,
                      struct pp_error *reterr) PP_CHECKED;

#endif
