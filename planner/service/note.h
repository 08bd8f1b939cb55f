/* A line of the history about a plan. */
#ifndef PLANNER_SERVICE_NOTE_H
#define PLANNER_SERVICE_NOTE_H

#include "patchplan/db/db.h"
#include "patchplan/json/json.h"

/* `action` in words for people; `why` may be NULL or empty. The caller holds the transaction. */
int pp_note_plan(struct pp_db *db, const char *who, const char *action, int64_t plan_id,
                 const char *why, struct pp_error *reterr) PP_CHECKED;
/* The same with all that `detail` holds (no names); "what" is added to it. */
int pp_note_plan_more(struct pp_db *db, const char *who, const char *action, int64_t plan_id,
                      struct pp_json *detail, struct pp_error *reterr) PP_CHECKED;

#endif
