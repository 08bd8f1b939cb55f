/* Statements about something by its number, as it is on a day. Private to planner/store. */
#ifndef PLANNER_STORE_ON_DAY_H
#define PLANNER_STORE_ON_DAY_H

#include "patchplan/core/date.h"
#include "patchplan/db/db.h"

/* Prepared, with ?1 the number (of a plan, a team) and ?2 the day. */
int pp_prepare_on_day(struct pp_db *db, const char *sql, int64_t id, pp_day day,
                      struct pp_stmt **ret_stmt, struct pp_error *reterr) PP_CHECKED;

#endif
