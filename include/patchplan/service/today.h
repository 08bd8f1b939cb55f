/* What "today" means, in words. */
#ifndef PATCHPLAN_SERVICE_TODAY_H
#define PATCHPLAN_SERVICE_TODAY_H

#include "patchplan/core/arena.h"
#include "patchplan/core/date.h"
#include "patchplan/db/db.h"

struct pp_today_told {
    const char
        *words; /* "in force since 1 March 2027", "the list of 12 January 2027", or what of both */
    const char *list; /* "the list of 12 January 2027" */
    const char *plan; /* the one plan that is in force for every home; NULL: none, or several are */
};
/* What "today" is on a day, in `arena`. Decision 0081. O(homes). */
int pp_service_today_tell(struct pp_db *db, pp_day today, struct pp_arena *arena,
                          struct pp_today_told *ret_told, struct pp_error *reterr) PP_CHECKED;

#endif
