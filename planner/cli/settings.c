#include "planner/cli/who.h"
#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/file.h"
#include "patchplan/service/maintain.h"

static const struct pp_option options[] = {
    {"unset", 0, PP_OPTION_FLAG, NULL, "go back to what counts otherwise"},
    {0},
};

static const struct pp_column columns[] = {
    {"key", "Setting", PP_COLUMN_TEXT, 0},     {"value", "Value", PP_COLUMN_TEXT, 0},
    {"set", "Set", PP_COLUMN_BOOL, 0},         {"otherwise", "Otherwise", PP_COLUMN_TEXT, 0},
    {"meaning", "Meaning", PP_COLUMN_TEXT, 0}, {0},
};

static int show(struct pp_call *call, struct pp_db *db, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    struct pp_setting *settings = NULL, one;
    const char *key = pp_call_argument(call, 0);
    size_t n = 1;
    int rc = key ? pp_service_setting_get(db, key, &arena, &one, reterr)
                 : pp_service_settings(db, &arena, &settings, &n, reterr);
    if (rc)
        return rc;
    for (size_t i = 0; i < n; i++) {
        const struct pp_setting *setting = key ? &one : &settings[i];
        pp_report_text(report, setting->key);
        pp_report_text(report, setting->value);
        pp_report_bool(report, setting->is_set);
        pp_report_text(report, setting->otherwise);
        pp_report_text(report, setting->meaning);
    }
    return pp_report_write(report, call, reterr);
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    const char *key = pp_call_argument(call, 0), *value = pp_call_argument(call, 1);
    bool unset = pp_call_flag(call, "unset"), writes = value || unset;
    if (unset && (!key || value))
        return pp_fail(reterr, PP_E_USAGE,
                       "--unset needs one setting and no value: patchplan "
                       "settings KEY --unset");
    int rc = pp_call_open(call, writes && !pp_call_dry_run(call), &db, reterr);
    if (!rc && writes && !pp_call_dry_run(call))
        rc = pp_service_setting_set(db, key, value, pp_cli_who(), reterr);
    return rc ? rc : show(call, db, reterr);
}

const struct pp_command pp_command_settings = {
    .name = "settings",
    .summary = "show or change what the planning file is set to",
    .arguments = "[KEY [VALUE]]",
    .max_arguments = 2,
    .description =
        "Without KEY all are shown, with VALUE it is set for everyone who uses the planning "
        "file.",
    .examples = "patchplan settings\npatchplan settings size 260:280\n"
                "patchplan settings council \"Tarnwick Borough Council\"\npatchplan settings size "
                "--unset",
    .options = options,
    .run = run,
};
