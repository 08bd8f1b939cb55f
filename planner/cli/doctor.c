#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/maintain.h"

static const struct pp_column columns[] = {
    {"state", "State", PP_COLUMN_TEXT, 0},
    {"what", "What", PP_COLUMN_TEXT, 0},
    {"found", "Found", PP_COLUMN_TEXT, 0},
    {"remedy", "What to do", PP_COLUMN_TEXT, 0},
    {0},
};

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    static const char *const states[] = {"good", "note", "bad"};
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    struct pp_health_row *rows = NULL;
    size_t n = 0;
    int rc =
        pp_service_doctor(pp_call_db_path(call), pp_call_dry_run(call), &arena, &rows, &n, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < n; i++) {
        pp_report_text(report, states[rows[i].health]);
        pp_report_text(report, rows[i].what);
        pp_report_text(report, rows[i].found);
        pp_report_text(report, rows[i].remedy);
        if (rows[i].health == PP_HEALTH_BAD)
            *ret_status = 1;
    }
    return pp_report_write(report, call, reterr);
}

const struct pp_command pp_command_doctor = {
    .name = "doctor",
    .summary = "check the program, its folders and the planning file",
    .arguments = "",
    .description = "A planning file from an older version is brought up to date, after a backup "
                   "beside it; with "
                   "-n it is\nonly looked at. Exit status 1 when something is bad.",
    .examples = "patchplan doctor\npatchplan -d north.db doctor -n",
    .run = run,
};
