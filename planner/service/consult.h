/* An address of a consultation, found by its secret. */
#ifndef PLANNER_SERVICE_CONSULT_H
#define PLANNER_SERVICE_CONSULT_H

#include "patchplan/store/consult.h"

/* PP_E_NOTFOUND in the same words whether it never was, has ended or was taken back. */
int pp_find_consult(struct pp_db *db, const char *token, pp_day today, struct pp_arena *arena,
                    struct pp_consult *ret_consult, struct pp_error *reterr) PP_CHECKED;

#endif
