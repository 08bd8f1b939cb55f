#include <stdio.h>
#include <string.h>

#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/store/check.h"
#include "patchplan/service/file.h"

static const struct pp_option options[] = {
    {"severity", 0, PP_OPTION_CHOICE, "error|warning|note", "only what is at least as bad (note)"},
    {"full", 0, PP_OPTION_FLAG, NULL, "in the table too, every place instead of one line a rule"},
    {0},
};

/* ---- the counts ---- */

static void format_weight(int64_t milli, char *ret_text, size_t size) {
    char whole[32];
    int64_t hundredths = (milli + 5) / 10;
    pp_text_format_count(hundredths / 100, whole, sizeof whole);
    snprintf(ret_text, size, "%s.%02lld", whole, (long long)(hundredths % 100));
}

static void print_counts(const struct pp_list_check *check) {
    char homes[32], to_plan[32], weight[48];
    pp_text_format_count(check->n_homes, homes, sizeof homes);
    pp_text_format_count(check->n_to_plan, to_plan, sizeof to_plan);
    format_weight(check->weight_milli, weight, sizeof weight);
    printf("%s homes, %s to plan, %s workload-equivalent homes\n", homes, to_plan, weight);
}

static const struct pp_column team_columns[] = {
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"to_plan", "To plan", PP_COLUMN_INT, 0},
    {"weighted_homes", "Workload-equivalent homes", PP_COLUMN_MILLI, 0},
    {0},
};

static struct pp_report *report_teams(const struct pp_list_check *check) {
    struct pp_report *report = pp_report_new(team_columns);
    for (size_t i = 0; i < check->n_teams; i++) {
        const struct pp_check_team *team = &check->teams[i];
        pp_report_text(report, *team->name ? team->name : "(no team)");
        pp_report_int(report, team->n_homes);
        pp_report_int(report, team->n_to_plan);
        pp_report_milli(report, team->weight_milli);
    }
    return report;
}

/* ---- the findings ---- */

static const struct pp_column rule_columns[] = {
    {"severity", "", PP_COLUMN_TEXT, 0},
    {"n", "How many", PP_COLUMN_INT, 0},
    {"rule", "Rule", PP_COLUMN_TEXT, 0},
    {"file", "File", PP_COLUMN_TEXT, 0},
    {"message", "For example", PP_COLUMN_TEXT, 0},
    {"remedy", "What to do", PP_COLUMN_TEXT, 0},
    {0},
};

static const struct pp_check_place *first_place(const struct pp_list_check *check, size_t rule_ix) {
    for (size_t i = 0; i < check->n_places; i++)
        if (check->places[i].rule_ix == rule_ix)
            return &check->places[i];
    return NULL;
}

static struct pp_report *report_rules(const struct pp_list_check *check, enum pp_severity least) {
    struct pp_report *report = pp_report_new(rule_columns);
    for (size_t i = 0; i < check->n_rules; i++) {
        const struct pp_check_rule *rule = &check->rules[i];
        const struct pp_check_place *place = first_place(check, i);
        if (rule->severity > least)
            continue;
        char example[256];
        if (place && place->row)
            snprintf(example, sizeof example, "row %lld: %.200s", (long long)place->row,
                     rule->message);
        else
            snprintf(example, sizeof example, "%.60s%s%.180s",
                     place && !*rule->file ? place->value : "", place && !*rule->file ? ": " : "",
                     rule->message);
        pp_report_text(report, pp_severity_name(rule->severity));
        pp_report_int(report, rule->n);
        pp_report_text(report, rule->rule);
        pp_report_text(report, rule->file);
        pp_report_text(report, example);
        pp_report_text(report, rule->remedy);
    }
    return report;
}

static const struct pp_column place_columns[] = {
    {"severity", "", PP_COLUMN_TEXT, 0},     {"rule", "Rule", PP_COLUMN_TEXT, 0},
    {"file", "File", PP_COLUMN_TEXT, 0},     {"row", "Row", PP_COLUMN_INT, 0},
    {"column", "Column", PP_COLUMN_TEXT, 0}, {"value", "Value", PP_COLUMN_TEXT, 0},
    {"message", "What", PP_COLUMN_TEXT, 0},  {"remedy", "What to do", PP_COLUMN_TEXT, 0},
    {"of", "Of so many", PP_COLUMN_INT, 0},  {0},
};

static struct pp_report *report_places(const struct pp_list_check *check, enum pp_severity least) {
    struct pp_report *report = pp_report_new(place_columns);
    for (size_t i = 0; i < check->n_places; i++) {
        const struct pp_check_place *place = &check->places[i];
        const struct pp_check_rule *rule = &check->rules[place->rule_ix];
        if (rule->severity > least)
            continue;
        pp_report_text(report, pp_severity_name(rule->severity));
        pp_report_text(report, rule->rule);
        pp_report_text(report, rule->file);
        pp_report_int(report, place->row);
        pp_report_text(report, place->field);
        pp_report_text(report, place->value);
        pp_report_text(report, place->message);
        pp_report_text(report, rule->remedy);
        pp_report_int(report, rule->n);
    }
    return report;
}

/* ---- as -f says ---- */

static int write_json(struct pp_call *call, const struct pp_list_check *check,
                      const struct pp_report *teams, const struct pp_report *places,
                      struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    int rc = pp_json_set(json, "homes", pp_json_new_int(check->n_homes));
    rc = rc ? rc : pp_json_set(json, "to_plan", pp_json_new_int(check->n_to_plan));
    rc = rc ? rc
            : pp_json_set(json, "weighted_homes",
                          pp_json_new_real((double)check->weight_milli / 1000.0));
    rc = rc ? rc : pp_json_set(json, "errors", pp_json_new_int(check->n_errors));
    rc = rc ? rc : pp_json_set(json, "warnings", pp_json_new_int(check->n_warnings));
    rc = rc ? rc : pp_json_set(json, "notes", pp_json_new_int(check->n_notes));
    rc = rc ? rc : pp_json_set(json, "teams", pp_report_json(teams));
    rc = rc ? rc : pp_json_set(json, "findings", pp_report_json(places));
    return rc ? pp_fail_nomem(reterr) : pp_call_write_json(call, json, reterr);
}

static int print_tables(const struct pp_call *call, const struct pp_list_check *check,
                        const struct pp_report *teams, const struct pp_report *findings,
                        struct pp_error *reterr) {
    print_counts(check);
    putchar('\n');
    int rc = pp_report_print(teams, call, reterr);
    if (rc || !check->n_rules)
        return rc;
    putchar('\n');
    return pp_report_print(findings, call, reterr);
}

static int write_answer(struct pp_call *call, const struct pp_list_check *check,
                        struct pp_error *reterr) {
    const char *told = pp_call_text(call, "severity");
    enum pp_severity least = !told || *told == 'n' ? PP_SEVERITY_NOTE
                             : *told == 'w'        ? PP_SEVERITY_WARNING
                                                   : PP_SEVERITY_ERROR;
    enum pp_format format = pp_call_format(call);
    bool by_rule = format == PP_FORMAT_TABLE && !pp_call_flag(call, "full");
    PP_AUTO_REPORT struct pp_report *teams = report_teams(check);
    PP_AUTO_REPORT struct pp_report *findings =
        by_rule ? report_rules(check, least) : report_places(check, least);
    if (format == PP_FORMAT_JSON)
        return write_json(call, check, teams, findings, reterr);
    if (format == PP_FORMAT_CSV || pp_call_output_path(call))
        return pp_report_write(findings, call, reterr);
    return print_tables(call, check, teams, findings, reterr);
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    PP_AUTO_DB struct pp_db *db = NULL;
    struct pp_list_check check = {0};
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_store_check(db, pp_call_cancel(call), &check, reterr);
    if (rc)
        return rc;
    rc = write_answer(call, &check, reterr);
    pp_call_say(call, "%lld errors, %lld warnings, %lld notes", (long long)check.n_errors,
                (long long)check.n_warnings, (long long)check.n_notes);
    *ret_status = check.n_errors ? 3 : 0;
    pp_list_check_done(&check);
    return rc;
}

const struct pp_command pp_command_check = {
    .name = "check",
    .summary = "say how good the data is: what was found, home by home, and the sums by team",
    .arguments = "",
    .description =
        "What the newest import of each kind found, and what only shows when all is together: "
        "homes\n"
        "without a patch, an officer, a letter, a position or a workload factor, homes in another\n"
        "ward than their position says, patches without an officer. -f csv and -f json list every\n"
        "place (up to 1,000 of a rule). Exit status 3 when errors stand, so that it can watch.",
    .examples =
        "patchplan check\npatchplan check -f csv -o findings.csv\npatchplan check --severity "
        "error",
    .options = options,
    .run = run,
};
