/* A yes or no of a list, NULL where it said nothing. */
#ifndef PLANNER_STORE_SAID_H
#define PLANNER_STORE_SAID_H

#include "patchplan/core/access.h"
#include "patchplan/db/db.h"

static inline enum pp_said pp_column_said(struct pp_stmt *stmt, int column) {
    return pp_column_is_null(stmt, column) ? PP_SAID_NOTHING
           : pp_column_int(stmt, column)   ? PP_SAID_YES
                                           : PP_SAID_NO;
}

#endif
