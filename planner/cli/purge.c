#include "planner/cli/who.h"
#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/str.h"
#include "patchplan/service/file.h"
#include "patchplan/service/purge.h"

static const struct pp_option options[] = {
    {"name", 0, PP_OPTION_TEXT, "NAME",
     "instead: take this name out of the history and its closed account"},
    {0},
};

static const struct pp_column columns[] = {
    {"what", "What", PP_COLUMN_TEXT, 0},
    {"kept", "Is kept", PP_COLUMN_TEXT, 0},
    {"rows", "Rows taken out", PP_COLUMN_INT, 0},
    {0},
};

/* What the program cannot take out itself. */
static void say_where_else(struct pp_call *call, bool settled) {
    PP_AUTO_STR struct pp_str copies = {0};
    pp_service_old_copies(pp_call_db_path(call), &copies);
    if (!settled)
        pp_call_say(call, "Somebody is reading the planning file: until they have ended, what was "
                          "taken out still stands beside it (-wal).");
    if (copies.len)
        pp_call_say(call,
                    "Copies over 30 days old stand beside the planning file, with all that was "
                    "taken out of it since: %s. Remove them when nobody needs them.",
                    pp_str_text(&copies));
}

static int purge_name(struct pp_call *call, struct pp_db *db, const char *name,
                      struct pp_error *reterr) {
    bool settled = true, dry_run = pp_call_dry_run(call);
    int rc = pp_service_purge_name(db, name, dry_run, pp_cli_who(), &settled, reterr);
    if (rc)
        return rc;
    pp_call_say(call,
                "%s '%s' out of the history. Its lines stay, and follow from each other as "
                "before.",
                dry_run ? "Would take" : "Took", name);
    say_where_else(call, settled);
    return 0;
}

static int purge_old(struct pp_call *call, struct pp_db *db, struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    struct pp_purged purged = {0};
    int rc =
        pp_service_purge(db, pp_day_today(), pp_call_dry_run(call), pp_cli_who(), &purged, reterr);
    for (int i = 0; !rc && i < purged.n; i++) {
        pp_report_text(report, purged.kinds[i].what);
        pp_report_text(report, purged.kinds[i].kept);
        pp_report_int(report, purged.kinds[i].n_rows);
    }
    if (!rc)
        rc = pp_report_write(report, call, reterr);
    if (!rc)
        say_where_else(call, purged.settled);
    return rc;
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    const char *name = pp_call_text(call, "name");
    int rc = pp_call_open(call, true, &db, reterr);
    if (rc)
        return rc;
    return name ? purge_name(call, db, name, reterr) : purge_old(call, db, reterr);
}

const struct pp_command pp_command_purge = {
    .name = "purge",
    .summary = "take out what may be kept no longer",
    .arguments = "",
    .description =
        "Every kind of row that is personal or passing has its time; what is older goes: rows set "
        "aside at imports, what was found at doors, absences, old drafts with their comments and "
        "consultations, long work, sign-ins, the history after 6 years. Run it every day. What is "
        "taken out is overwritten in the file; it may run while the file is served.\n\n"
        "--name takes out the name of somebody who has left: everything they did stays in the "
        "history, as done by a number.",
    .examples = "patchplan purge -n\npatchplan purge\npatchplan purge --name jo",
    .options = options,
    .run = run,
};
