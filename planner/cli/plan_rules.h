/* The options that say the rules of a plan: --size, --within, --keep, --ward, --cost. */
#ifndef PLANNER_CLI_PLAN_RULES_H
#define PLANNER_CLI_PLAN_RULES_H

#include "patchplan/cli/command.h"
#include "patchplan/core/plan.h"

/* 280 to 300 homes, distance, keep 250, ward 100. */
void pp_plan_rules_default(struct pp_rules *ret_rules);

/* Read them over `rules`; says whether --within and --size were given. PP_E_USAGE for a bad --size. */
int pp_plan_rules_read(struct pp_call *call, struct pp_rules *rules, bool *ret_within_told,
                       bool *ret_size_told, struct pp_error *reterr) PP_CHECKED;

#endif
