#include "planner/cli/landlords.h"
#include "planner/cli/who.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/arena.h"
#include "patchplan/service/file.h"

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_landlords_result_done) struct pp_landlords_result result = {0};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    int n = pp_call_n_arguments(call);
    const char **paths = pp_arena_alloc(&arena, (size_t)n * sizeof *paths);
    if (!paths)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < n; i++)
        paths[i] = pp_call_argument(call, i);
    if (pp_call_dry_run(call))
        return pp_fail(reterr, PP_E_USAGE, "merge has no dry run: it does all or nothing");
    int rc = pp_call_open(call, true, &db, reterr);
    if (!rc)
        rc = pp_service_merge(db, paths, n, pp_cli_who(), pp_call_progress(call), &result, reterr);
    if (rc)
        return rc;
    *ret_status = pp_outcome_exit_status(result.totals.outcome);
    return pp_cli_show_landlords(call, &result, reterr);
}

const struct pp_command pp_command_merge = {
    .name = "merge",
    .summary = "bring together the shards of a plan that was drawn on several machines",
    .arguments = "SHARD...",
    .min_arguments = 1,
    .max_arguments = -1,
    .description =
        "Takes the files that `allocate --shard I/N` wrote, all of them, and makes the plan they "
        "are "
        "parts of: the one that `allocate` would have drawn alone. A draft of its name is "
        "replaced, "
        "a published plan never is. All or nothing: a shard that is missing, given twice, not "
        "finished, drawn under other rules or from another list is named, and nothing changes.\n\n"
        "Exit status: as allocate says for the whole plan (0, 4, 5); 1 when the shards do not "
        "belong "
        "together.",
    .examples = "patchplan -d england.db merge england.draft.*-of-8.db",
    .run = run,
};
