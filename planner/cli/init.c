#include "patchplan/cli/command.h"
#include "patchplan/service/file.h"

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    const char *path = pp_call_db_path(call);
    int rc =
        pp_call_dry_run(call) ? pp_service_check_init(path, reterr) : pp_service_init(path, reterr);
    if (!rc)
        pp_call_say(call, "%s %s. Next: patchplan import FOLDER, the folder with your lists",
                    pp_call_dry_run(call) ? "Would make" : "Made", path);
    return rc;
}

const struct pp_command pp_command_init = {
    .name = "init",
    .summary = "make a new, empty planning file",
    .arguments = "",
    .description = "The planning file holds everything: the list of homes, officers, plans, and "
                   "what is in force.",
    .examples = "patchplan init\npatchplan -d north.db init",
    .outputs = "none",
    .run = run,
};
