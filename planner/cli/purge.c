#include "planner/cli/who.h"
#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/service/file.h"
#include "patchplan/service/purge.h"

static const struct pp_option options[] = {{0}};

static const struct pp_column columns[] = {
    {"what", "What", PP_COLUMN_TEXT, 0},
    {"kept", "Is kept", PP_COLUMN_TEXT, 0},
    {"rows", "Rows taken out", PP_COLUMN_INT, 0},
    {0},
};

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    struct pp_purged purged = {0};
    int rc = pp_service_open(pp_call_db_path(call), true, &db, NULL, reterr);
    if (!rc)
        rc = pp_service_purge(db, pp_day_today(), pp_call_dry_run(call), pp_cli_who(), &purged,
                              reterr);
    for (int i = 0; !rc && i < purged.n; i++) {
        pp_report_text(report, purged.kinds[i].what);
        pp_report_text(report, purged.kinds[i].kept);
        pp_report_int(report, purged.kinds[i].n_rows);
    }
    return rc ? rc : pp_report_write(report, call, reterr);
}

const struct pp_command pp_command_purge = {
    .name = "purge",
    .summary = "take out what may be kept no longer",
    .arguments = "",
    .description =
        "Every kind of row that is personal or passing has its time; what is older goes: rows set "
        "aside at imports, what was found at doors, absences, old drafts with their comments and "
        "consultations, long work, sign-ins, the history after 6 years. Run it every day.",
    .examples = "patchplan purge -n\npatchplan purge",
    .options = options,
    .run = run,
};
