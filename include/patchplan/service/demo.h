/* The demo town, from nothing to a plan in force: what `patchplan demo` does. */
#ifndef PATCHPLAN_SERVICE_DEMO_H
#define PATCHPLAN_SERVICE_DEMO_H

#include "patchplan/core/cancel.h"
#include "patchplan/core/date.h"
#include "patchplan/core/plan.h"
#include "patchplan/core/progress.h"
#include "patchplan/db/db.h"

struct pp_demo_wish {
    const char *path;         /* the planning file to make */
    const char *who;          /* for the history */
    pp_day today;             /* the plan is in force from this day */
    double time_limit_s;      /* for drawing the patches, and again for the roster */
    struct pp_cancel *cancel; /* never NULL */
    const struct pp_progress *progress;
    void (*say)(void *context, const char *text); /* what was done, a sentence each; may be NULL */
    void *say_context;
};

/* Make the file, import the town's folder, draw patches, make their roster, publish both from today. PP_E_EXISTS when the file
 * is there already, which is then untouched; after any other failure the file is gone again.
 * `ret_db` is open (caller closes with pp_db_close()), `ret_plan` the caller's (pp_plan_done()). */
int pp_service_demo(const struct pp_demo_wish *wish, struct pp_db **ret_db,
                    struct pp_plan *ret_plan, struct pp_error *reterr) PP_CHECKED;

#endif
