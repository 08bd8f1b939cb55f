#include "patchplan/cli/command.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/maintain.h"

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    int64_t n_bytes = 0;
    const char *copy = pp_call_argument(call, 0);
    if (pp_call_dry_run(call)) {
        pp_call_say(call, "Would copy %s to %s.", pp_call_db_path(call), copy);
        return 0;
    }
    int rc = pp_service_backup(pp_call_db_path(call), copy, &n_bytes, reterr);
    char size[32];
    pp_text_format_count((n_bytes + 999) / 1000, size, sizeof size);
    PP_AUTO_STR struct pp_str back = {0};
    pp_str_append(&back, "patchplan restore ");
    pp_str_append_word(&back, copy);
    if (!rc)
        pp_call_say(call, "Wrote %s (%s kB) and found it sound. To come back to it: %s", copy, size,
                    pp_str_text(&back));
    return rc;
}

const struct pp_command pp_command_backup = {
    .name = "backup",
    .summary = "copy the planning file, also while others work on it",
    .arguments = "FILE",
    .min_arguments = 1,
    .max_arguments = 1,
    .description = "Copying the file yourself can miss what SQLite keeps beside it; this does not.",
    .examples = "patchplan backup before-redraw.db",
    .outputs = "none",
    .run = run,
};
