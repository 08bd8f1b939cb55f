/* Asking who leads which patch, for tests. */
#ifndef TESTS_UNIT_ROSTER_CASELOAD_ASK_H
#define TESTS_UNIT_ROSTER_CASELOAD_ASK_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "patchplan/roster/caseload.h"

#include "tests/unit/roster/small_town.h"

enum { N_LEVELS = 6 };

static struct pp_roster_options options;
static char model_dir[1024];

static int build_or_bail(const struct pp_caseload_ask *ask, struct pp_roster *roster) {
    struct pp_error err = {0};
    int rc = pp_caseload_build(ask, roster, &err);
    if (rc < 0)
        printf("# %s\n", err.message);
    town_must(rc, &err);
    return rc;
}

static struct pp_caseload_ask ask_for(const struct pp_roster_problem *problem, int team_ix) {
    return (struct pp_caseload_ask){.problem = problem,
                                    .options = &options,
                                    .team_ix = team_ix,
                                    .day = problem->calendar.first_day,
                                    .seconds = INFINITY};
}

static void set_options(void) {
    const char *source = getenv("SRCDIR");
    snprintf(model_dir, sizeof model_dir, "%s/models", source ? source : ".");
    pp_roster_options_default(&options);
    options.model_dir = model_dir;
}

#endif
