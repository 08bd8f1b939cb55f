#include <string.h>

#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/json/json.h"
#include "patchplan/service/audit.h"
#include "patchplan/service/file.h"

static const struct pp_option options[] = {
    {"last", 0, PP_OPTION_INT, "N", "how many lines, newest first (else 50)"},
    {"verify", 0, PP_OPTION_FLAG, NULL,
     "does each line follow from the one before it, as when it was written?"},
    {"holds", 0, PP_OPTION_TEXT, "HASH",
     "with --verify: and is the line still there that an earlier --verify told as the newest?"},
    {0},
};

static const struct pp_column columns[] = {
    {"audit", "No.", PP_COLUMN_INT, 0},
    {"at", "When", PP_COLUMN_MOMENT, 0},
    {"who", "Who", PP_COLUMN_TEXT, 0},
    {"action", "Did", PP_COLUMN_TEXT, 0},
    {"object", "To", PP_COLUMN_TEXT, 0},
    {"detail", "Detail", PP_COLUMN_TEXT, 0},
    {0},
};

static int tell_detail(void *context, const char *key, struct pp_json *value) {
    struct pp_str *text = context;
    const char *told = pp_json_text(value);
    PP_AUTO_FREE char *other = told ? NULL : pp_json_dump(value, 0);
    if (text->len)
        pp_str_append(text, ", ");
    if (strcmp(key, "what") != 0)
        pp_str_appendf(text, "%s: ", key);
    pp_str_append(text, told ? told : other ? other : "");
    return 0;
}

/* For people: {"what":"build","seconds":3} as "build, seconds: 3"; files keep it as it stands. */
static void report_detail(struct pp_report *report, const struct pp_call *call,
                          const char *detail) {
    PP_AUTO_JSON struct pp_json *json = NULL;
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_error none;
    bool words = pp_call_format(call) == PP_FORMAT_TABLE && !pp_call_output_path(call);
    if (words && detail && pp_json_read_text(detail, "audit", &json, &none) == 0 &&
        pp_json_kind(json) == PP_JSON_OBJECT)
        (void)pp_json_each(json, tell_detail, &text);
    pp_report_text(report, json ? pp_str_text(&text) : detail);
}

static int list(struct pp_call *call, struct pp_db *db, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    struct pp_audit_row *rows = NULL;
    size_t n = 0;
    int rc = pp_service_audit_list(db, pp_call_int(call, "last", 50), &arena, &rows, &n, reterr);
    for (size_t i = 0; !rc && i < n; i++) {
        pp_report_int(report, rows[i].audit_id);
        pp_report_text(report, rows[i].at);
        pp_report_text(report, rows[i].who);
        pp_report_text(report, rows[i].action);
        pp_report_text(report, rows[i].object);
        report_detail(report, call, rows[i].detail);
    }
    return rc ? rc : pp_report_write(report, call, reterr);
}

static int verify(struct pp_call *call, struct pp_db *db, int *ret_status,
                  struct pp_error *reterr) {
    static const struct pp_column verdict_columns[] = {
        {"whole", "Whole", PP_COLUMN_BOOL, 0},
        {"found", "Found", PP_COLUMN_TEXT, 0},
        {"lines", "Lines that hold", PP_COLUMN_INT, 0},
        {"first", "From", PP_COLUMN_INT, 0},
        {"last", "To", PP_COLUMN_INT, 0},
        {"hash", "Hash of the last", PP_COLUMN_TEXT, 0},
        {0},
    };
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(verdict_columns);
    struct pp_audit_found found;
    int rc = pp_service_audit_verify(db, pp_call_text(call, "holds"), &found, reterr);
    if (rc)
        return rc;
    pp_report_bool(report, found.is_whole);
    pp_report_text(report, found.words);
    pp_report_int(report, found.verdict.n_lines);
    pp_report_int(report, found.verdict.first_id);
    pp_report_int(report, found.verdict.last_id);
    pp_report_text(report, found.verdict.newest);
    *ret_status = found.is_whole ? 0 : 1;
    return pp_report_write(report, call, reterr);
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    bool verifies = pp_call_flag(call, "verify");
    if (pp_call_text(call, "holds") && !verifies)
        return pp_fail(reterr, PP_E_USAGE, "--holds belongs to --verify");
    int rc = pp_call_open(call, false, &db, reterr);
    if (rc)
        return rc;
    return verifies ? verify(call, db, ret_status, reterr) : list(call, db, reterr);
}

const struct pp_command pp_command_audit = {
    .name = "audit",
    .summary = "list what was done to the planning file: who, when, what",
    .arguments = "",
    .description =
        "Imports, drawings, edits, publications and settings. Lines are only ever added, and each "
        "has a hash over itself and the one before it: --verify tells the first that does not "
        "follow, and ends with 1. Note the hash of the last line somewhere else; --holds tells "
        "later whether everything up to it is still as it was.",
    .examples = "patchplan audit --last 20\npatchplan audit -f csv -o audit.csv\n"
                "patchplan audit --verify",
    .options = options,
    .run = run,
};
