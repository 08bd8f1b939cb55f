#include "patchplan/cli/command.h"
#include "patchplan/service/maintain.h"

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    char aside[512] = "";
    const char *path = pp_call_db_path(call), *copy = pp_call_argument(call, 0);
    bool dry_run = pp_call_dry_run(call);
    int rc = dry_run ? pp_service_check_backup(copy, reterr)
                     : pp_service_restore(path, copy, aside, reterr);
    if (!rc && dry_run)
        pp_call_say(call, "Would put %s, which is sound, in the place of %s.", copy, path);
    else if (!rc && *aside)
        pp_call_say(call, "%s is now as in %s. The file that was there is kept as %s.", path, copy,
                    aside);
    else if (!rc)
        pp_call_say(call, "%s is now as in %s.", path, copy);
    return rc;
}

const struct pp_command pp_command_restore = {
    .name = "restore",
    .summary = "put a backup in the place of the planning file",
    .arguments = "FILE",
    .min_arguments = 1,
    .max_arguments = 1,
    .description = "The backup is checked first and stays where it is. The planning file that is "
                   "replaced is kept beside\nthe new one, so that nothing is ever lost.",
    .examples = "patchplan restore before-redraw.db",
    .outputs = "none",
    .run = run,
};
