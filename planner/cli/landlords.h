/* `allocate` where a planning file has several landlords. */
#ifndef PLANNER_CLI_LANDLORDS_H
#define PLANNER_CLI_LANDLORDS_H

#include "patchplan/cli/command.h"
#include "patchplan/db/db.h"
#include "patchplan/service/landlords.h"

/* --landlord into the request; `ret_all`: the homes of all landlords are to be drawn, landlord by landlord. What is
 * not for that is refused (PP_E_USAGE), and so is --shard where there is one landlord only. */
int pp_cli_choose_landlord(struct pp_call *call, struct pp_db *db, const struct pp_option *options,
                           struct pp_allocate_request *request, bool *ret_all,
                           struct pp_error *reterr) PP_CHECKED;

int pp_cli_allocate_landlords(struct pp_call *call, struct pp_db *db,
                              const struct pp_allocate_request *request, int *ret_status,
                              struct pp_error *reterr) PP_CHECKED;

/* The answer: summary in words, CSV with a row for each landlord, or the JSON document. */
int pp_cli_show_landlords(struct pp_call *call, const struct pp_landlords_result *result,
                          struct pp_error *reterr) PP_CHECKED;

#endif
