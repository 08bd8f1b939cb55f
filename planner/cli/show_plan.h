/* A plan on the terminal, in a spreadsheet, as JSON: what `allocate`, `import plan` and `show` answer. */
#ifndef PLANNER_CLI_SHOW_PLAN_H
#define PLANNER_CLI_SHOW_PLAN_H

#include "patchplan/cli/command.h"
#include "patchplan/core/plan.h"
#include "patchplan/core/str.h"
#include "patchplan/db/db.h"

/* The whole plan: table with summary, CSV of patches, or the JSON document. */
int pp_show_plan(struct pp_call *call, struct pp_db *db, const struct pp_plan *plan,
                 struct pp_error *reterr) PP_CHECKED;

/* The answer after a plan was made: its summary in words, or what pp_show_plan() gives for CSV and JSON. */
int pp_show_new_plan(struct pp_call *call, struct pp_db *db, const struct pp_plan *plan,
                     struct pp_error *reterr) PP_CHECKED;

/* What imports since then have changed under a saved plan, with the way out as a command; nothing where they agree. */
int pp_say_plan_drift(struct pp_db *db, const struct pp_plan *plan, struct pp_str *text,
                      struct pp_error *reterr) PP_CHECKED;

/* Does that answer tell the reasons to whoever reads the terminal? They are not said on the way then. */
bool pp_shows_reasons(const struct pp_call *call);

#endif
