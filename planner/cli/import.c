#include "planner/cli/who.h"

#include <stdio.h>
#include <string.h>

#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/service/file.h"
#include "patchplan/service/import.h"
#include "planner/cli/roster_say.h"
#include "planner/cli/words.h"

static const struct pp_option options[] = {
    {"map", 0, PP_OPTION_LIST, "FIELD=COLUMN", "take this column of the file for a field"},
    {"profile", 0, PP_OPTION_FILE, "FILE.ini", "what the columns of a housing system are called"},
    {"sheet", 0, PP_OPTION_TEXT, "NAME", "sheet of a workbook, layer of a map file"},
    {"encoding", 0, PP_OPTION_TEXT, "NAME",
     "instead of what is recognised: UTF-8, WINDOWS-1252 ..."},
    {"delimiter", 0, PP_OPTION_TEXT, "C", "instead of what is recognised: , ; | or tab"},
    {"header-row", 0, PP_OPTION_INT, "N", "line with the names of the columns, 1 = first"},
    {"rejects", 0, PP_OPTION_FILE, "FILE", "write rows set aside here, each with its reason"},
    {"missing", 0, PP_OPTION_CHOICE, "keep|end",
     "what to do with rows of the last list that this one lacks (keep)"},
    {"sure", 0, PP_OPTION_FLAG, NULL, "end them also when they are more than a tenth of the list"},
    {"division", 0, PP_OPTION_TEXT, "NAME", "of bank holidays (england-and-wales)"},
    {"crs", 0, PP_OPTION_CHOICE, "EPSG:27700|EPSG:4326|27700|4326",
     "what the coordinates are, where the file does not say"},
    {0},
};

enum { RULES_SHOWN = 12 };

/* ---- the options of a call ---- */

static int read_delimiter(struct pp_call *call, char *ret_delimiter, struct pp_error *reterr) {
    const char *text = pp_call_text(call, "delimiter");
    if (!text)
        return 0;
    if (pp_text_same_nocase(text, "tab") || strcmp(text, "\\t") == 0)
        *ret_delimiter = '\t';
    else if (strlen(text) == 1)
        *ret_delimiter = text[0];
    else
        return pp_fail(reterr, PP_E_USAGE, "--delimiter is one character, or tab; not '%.20s'",
                       text);
    return 0;
}

/* Fields of --map live in the arena. */
static int read_options(struct pp_call *call, struct pp_arena *arena,
                        struct pp_import_options *ret_options, struct pp_error *reterr) {
    const char *missing = pp_call_text(call, "missing");
    struct pp_import_options o = {
        .profile_path = pp_call_text(call, "profile"),
        .rejects_path = pp_call_text(call, "rejects"),
        .end_missing = missing && strcmp(missing, "end") == 0,
        .sure = pp_call_flag(call, "sure"),
        .dry_run = pp_call_dry_run(call),
        .who = pp_cli_who(),
        .stock = {.crs = pp_call_text(call, "crs"),
                  .division = pp_call_text(call, "division"),
                  .cancel = pp_call_cancel(call),
                  .progress = pp_call_progress(call)},
    };
    o.stock.table.encoding = pp_call_text(call, "encoding");
    o.stock.table.sheet = pp_call_text(call, "sheet");
    o.stock.table.header_row = (int)pp_call_int(call, "header-row", 0);
    int rc = pp_words_maps(call, arena, &o.stock.table.maps, &o.stock.table.n_maps, reterr);
    if (!rc)
        rc = read_delimiter(call, &o.stock.table.delimiter, reterr);
    if (!rc)
        *ret_options = o;
    return rc;
}

/* ---- what is said ---- */

static void say_finding(struct pp_call *call, const struct pp_import_file *file,
                        const struct pp_import_finding *told) {
    const struct pp_finding *finding = &told->finding;
    char place[128] = "";
    if (finding->row)
        snprintf(place, sizeof place, ":%lld", (long long)finding->row);
    pp_call_say(call, "  %s: %s%s%s%s%s %s%s%s", pp_severity_name(finding->severity),
                file->file_name, place, *finding->field ? ": column \"" : "", finding->field,
                *finding->field ? "\":" : ":", finding->message, *finding->remedy ? "; " : "",
                finding->remedy);
}

/* Errors first; of each rule up to three, then how many more. */
static void say_findings(struct pp_call *call, const struct pp_import_file *file) {
    for (int severity = PP_SEVERITY_ERROR; severity <= PP_SEVERITY_NOTE; severity++) {
        for (size_t i = 0; i < file->n_findings; i++) {
            const struct pp_import_finding *told = &file->findings[i];
            if ((int)told->finding.severity != severity)
                continue;
            say_finding(call, file, told);
            int64_t n_said = 0;
            bool last = true;
            for (size_t k = 0; k < file->n_findings; k++) {
                bool same = strcmp(file->findings[k].finding.rule, told->finding.rule) == 0;
                n_said += same;
                last = last && !(same && k > i);
            }
            if (last && told->n_of_rule > n_said)
                pp_call_say(call, "  ... and %lld more of this kind; see: patchplan check",
                            (long long)(told->n_of_rule - n_said));
        }
    }
}

static void say_missing(struct pp_call *call, const struct pp_import_file *file) {
    if (!file->n_missing)
        return;
    char count[32];
    pp_text_format_count(file->n_missing, count, sizeof count);
    if (file->ended)
        pp_call_say(call, "  %s of the last list are not in this one; they are ended", count);
    else
        pp_call_say(call,
                    "  %s of the last list are not in this one; they are kept (to end them: "
                    "--missing end)",
                    count);
}

static void say_file(struct pp_call *call, const struct pp_import_file *file) {
    if (file->refused) {
        pp_call_say(call, "%s: nothing taken: %s", file->file_name, file->refused);
        return;
    }
    char rows[32], rate[32] = "", rejected[64] = "";
    pp_text_format_count(file->n_rows, rows, sizeof rows);
    if (file->n_rows >= 10000 && file->seconds > 0)
        pp_text_format_count((int64_t)((double)file->n_rows / file->seconds), rate, sizeof rate);
    if (file->n_rejected)
        snprintf(rejected, sizeof rejected, ", %lld set aside", (long long)file->n_rejected);
    pp_call_say(call, "%s: %s; %s rows%s%s%s%s", file->file_name, file->format, rows, rejected,
                *rate ? " (" : "", rate, *rate ? " a second)" : "");
    say_findings(call, file);
    say_missing(call, file);
    if (file->rejects_path)
        pp_call_say(call, "  rows set aside: %s; mend them and import that file",
                    file->rejects_path);
}

static const struct pp_column columns[] = {
    {"kind", "Kind", PP_COLUMN_TEXT, 0},
    {"file", "File", PP_COLUMN_TEXT, 0},
    {"rows", "Rows", PP_COLUMN_INT, 0},
    {"added", "Added", PP_COLUMN_INT, 0},
    {"changed", "Changed", PP_COLUMN_INT, 0},
    {"same", "Same", PP_COLUMN_INT, 0},
    {"set_aside", "Set aside", PP_COLUMN_INT, 0},
    {"missing", "Missing", PP_COLUMN_INT, 0},
    {"errors", "Errors", PP_COLUMN_INT, 0},
    {"warnings", "Warnings", PP_COLUMN_INT, 0},
    {0},
};

static int write_report(struct pp_call *call, const struct pp_import_result *result,
                        struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    for (size_t i = 0; i < result->n_files; i++) {
        const struct pp_import_file *file = &result->files[i];
        pp_report_text(report, file->kind);
        pp_report_text(report, file->file_name);
        pp_report_int(report, file->n_rows);
        pp_report_int(report, file->n_added);
        pp_report_int(report, file->n_changed);
        pp_report_int(report, file->n_same);
        pp_report_int(report, file->n_rejected);
        pp_report_int(report, file->n_missing);
        pp_report_int(report, file->n_errors);
        pp_report_int(report, file->n_warnings);
    }
    return pp_report_write(report, call, reterr);
}

static void say_result(struct pp_call *call, const struct pp_import_result *result) {
    for (size_t i = 0; i < result->n_files; i++)
        say_file(call, &result->files[i]);
    for (size_t i = 0; i < result->n_passed_over; i++)
        pp_call_say(call, "note: %s is not read (no kind of file is called so)",
                    result->passed_over[i]);
    if (pp_call_dry_run(call))
        pp_call_say(call, "Only looked at: nothing was kept.");
    if (result->n_errors)
        pp_call_say(call,
                    "%lld error%s; the rows set aside are kept in full%s. See: patchplan check",
                    (long long)result->n_errors, result->n_errors == 1 ? "" : "s",
                    pp_call_text(call, "rejects") ? "" : " (--rejects FILE writes them out)");
}

/* ---- the command ---- */

static int fail_unknown_kind(const char *name, struct pp_error *reterr) {
    const char *names[64];
    size_t n = 0;
    for (; n < pp_kinds_n() && n < 64; n++)
        names[n] = pp_kind_name(pp_kind_at(n));
    const char *nearest = pp_text_nearest(name, names, n);
    return pp_fail(reterr, PP_E_USAGE,
                   "'%.60s' is no kind of file%s%s%s; see: patchplan import --help", name,
                   nearest ? ", did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

/* KIND FILE | KIND NAME FILE | FOLDER | FILE */
static int read_words(struct pp_call *call, const struct pp_kind **ret_kind, const char **ret_name,
                      const char **ret_path, struct pp_error *reterr) {
    int n = pp_call_n_arguments(call);
    const char *first = pp_call_argument(call, 0);
    if (n == 1) {
        *ret_path = first;
        return 0;
    }
    const struct pp_kind *kind = pp_kind_find(first);
    if (!kind)
        return fail_unknown_kind(first, reterr);
    if (n != 2 + pp_kind_needs_name(kind))
        return pp_fail(reterr, PP_E_USAGE, "write: patchplan import %s %sFILE", pp_kind_name(kind),
                       pp_kind_needs_name(kind) ? "NAME " : "");
    *ret_kind = kind;
    *ret_name = pp_kind_needs_name(kind) ? pp_call_argument(call, 1) : NULL;
    *ret_path = pp_call_argument(call, n - 1);
    return 0;
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO(pp_arena_done) struct pp_arena arena = {0};
    struct pp_import_options import = {0};
    const struct pp_kind *kind = NULL;
    const char *path = NULL;
    int rc = read_options(call, &arena, &import, reterr);
    if (!rc)
        rc = read_words(call, &kind, &import.stock.name, &path, reterr);
    if (rc)
        return rc;
    PP_AUTO_DB struct pp_db *db = NULL;
    struct pp_import_result result = {0};
    rc = pp_call_open_to_change(call, import.dry_run, &db, reterr);
    if (!rc)
        rc = pp_service_import(db, kind, path, &import, &result, reterr);
    if (rc)
        return rc;
    say_result(call, &result);
    *ret_status = result.n_errors ? 3 : 0;
    rc = write_report(call, &result, reterr);
    if (!rc)
        rc = pp_roster_say_standing(call, db, NULL, reterr);
    pp_import_result_done(&result);
    return rc;
}

static const struct pp_option_rule rules[] = {
    {"sure", "missing", true, NULL},
    {0},
};

const struct pp_command pp_command_import = {
    .name = "import",
    .summary = "bring in the list of homes and all that goes with it",
    .arguments = "FOLDER | KIND FILE | areas NAME FILE",
    .min_arguments = 1,
    .max_arguments = 3,
    .description =
        "A folder: every file known by its name is read, in the right order. One file: name its "
        "kind:\n"
        "postcodes, neighbourhoods, teams, wards, barriers, areas, links, homes, activities,\n"
        "interventions, officers, current-officers, needs, visits, venues, leave, holidays, tara,\n"
        "councillors.\n"
        "\n"
        "Encoding, delimiter and header row are recognised and said. What is wrong is a finding: "
        "a\n"
        "row with an error is set aside in full and can be mended and imported again (exit status\n"
        "3); a warning is used, with a doubt. Everything good goes in together, or nothing does.\n"
        "Importing a list again updates it.",
    .examples = "patchplan import sheffield/\n"
                "patchplan import homes stock.xlsx --sheet Stock --map 'property_ref=Place Ref'\n"
                "patchplan import homes stock.csv --rejects to_mend.csv --missing end\n"
                "patchplan import areas police beats.geojson",
    .options = options,
    .rules = rules,
    .run = run,
};
