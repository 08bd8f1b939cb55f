/* A division made elsewhere (today's, one marked up in a spreadsheet or a map) as a plan. */
#ifndef PATCHPLAN_SERVICE_IMPORT_PLAN_H
#define PATCHPLAN_SERVICE_IMPORT_PLAN_H

#include "patchplan/core/arena.h"
#include "patchplan/core/plan.h"
#include "patchplan/core/progress.h"
#include "patchplan/db/db.h"
#include "patchplan/table/table.h"

struct pp_import_plan_request {
    const char *plan_name; /* a draft of that name is replaced */
    const char *path;      /* a table with `patch`, and `property_ref` or `postcode` */
    const struct pp_table_map *maps;
    size_t n_maps;
    const char *sheet; /* NULL: the only one, or the first that fits */
    struct pp_rules rules;
    bool within_told;
    bool dry_run;
    const struct pp_cancel *cancel;
    const struct pp_progress *progress;
    void (*say)(void *context, const char *text);
    void *say_context;
    bool reasons_later; /* reasons are read from the plan: none is said on the way */
    const char *who;    /* for the audit trail; NULL = nobody known */
};

/* What is wrong in the file. */
struct pp_plan_finding {
    int64_t row; /* 0: not about one row */
    const char *field, *value, *rule, *message, *remedy;
    bool error; /* the row was not used; else a warning */
};
struct pp_plan_findings {
    struct pp_plan_finding *findings; /* the first 1,000 */
    size_t n, cap;
    int64_t n_errors, n_warnings; /* all of them */
    struct pp_arena arena;
};
void pp_plan_findings_done(struct pp_plan_findings *findings);

/* Read, cut what several patches share, measure, check, save. Where a row names a property_ref it wins over
 * rows that name its postcode. A row that names nothing known is a finding; homes without a patch are one
 * too, and are in no patch of the plan. PP_E_INPUT when no row could be used. */
int pp_service_import_plan(struct pp_db *db, const struct pp_import_plan_request *request,
                           struct pp_plan *ret_plan, struct pp_plan_findings *ret_findings,
                           struct pp_error *reterr) PP_CHECKED;

#endif
