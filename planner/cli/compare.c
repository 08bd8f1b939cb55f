#include "patchplan/service/compare.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/service/file.h"

static const struct pp_column patch_columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},        {"homes_a", "Homes before", PP_COLUMN_INT, 0},
    {"homes_b", "Homes after", PP_COLUMN_INT, 0}, {"leaving", "Leaving", PP_COLUMN_INT, 0},
    {"joining", "Joining", PP_COLUMN_INT, 0},     {0},
};

/* Where one plan knows homes that the other does not. */
static const struct pp_column changed_list_columns[] = {
    {"patch", "Patch", PP_COLUMN_TEXT, 0},        {"homes_a", "Homes before", PP_COLUMN_INT, 0},
    {"homes_b", "Homes after", PP_COLUMN_INT, 0}, {"leaving", "Leaving", PP_COLUMN_INT, 0},
    {"joining", "Joining", PP_COLUMN_INT, 0},     {"ended", "Only before", PP_COLUMN_INT, 0},
    {"new", "Only after", PP_COLUMN_INT, 0},      {0},
};

static const struct pp_column team_columns[] = {
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"patches_a", "Patches before", PP_COLUMN_INT, 0},
    {"patches_b", "after", PP_COLUMN_INT, 0},
    {"homes_a", "Homes before", PP_COLUMN_INT, 0},
    {"homes_b", "after", PP_COLUMN_INT, 0},
    {"mean_distance_m_a", "Distance before, m", PP_COLUMN_REAL, 0},
    {"mean_distance_m_b", "after, m", PP_COLUMN_REAL, 0},
    {"homes_changing_patch", "Homes changing patch", PP_COLUMN_INT, 0},
    {0},
};

/* In a table each number with the decimals it deserves; in a file whole. */
static void add_number(struct pp_report *report, double value, bool for_people) {
    char text[40];
    if (!for_people) {
        pp_report_real(report, value);
        return;
    }
    if (isnan(value))
        snprintf(text, sizeof text, "not proven");
    else if (fabs(value) < 10000 && value != floor(value))
        snprintf(text, sizeof text, "%.2f", value);
    else
        pp_text_format_count((int64_t)llround(value), text, sizeof text);
    pp_report_text(report, text);
}

/* What is proven as people are told it, rounded so that it stays true; the gap as at most so much cheaper. */
static double for_reading(const char *key, double value) {
    if (strcmp(key, "gap") == 0)
        return ceil(1000 * value / (1 + value)) / 10;
    return strcmp(key, "bound") == 0 ? floor(value) : value;
}

static struct pp_report *measures_report(const struct pp_compare *compare, bool for_people,
                                         struct pp_column columns[5]) {
    enum pp_column_kind kind = for_people ? PP_COLUMN_TEXT : PP_COLUMN_REAL;
    columns[0] = (struct pp_column){"measure", "", PP_COLUMN_TEXT, 0};
    columns[1] = (struct pp_column){"a", compare->name_a, kind, 2};
    columns[2] = (struct pp_column){"b", compare->name_b, kind, 2};
    columns[3] = (struct pp_column){"difference", "Difference", kind, 2};
    columns[4] = (struct pp_column){0};
    struct pp_report *report = pp_report_new(columns);
    for (size_t i = 0; i < compare->n_measures; i++) {
        const struct pp_compare_measure *measure = &compare->measures[i];
        double a = for_people ? for_reading(measure->key, measure->a) : measure->a;
        double b = for_people ? for_reading(measure->key, measure->b) : measure->b;
        double difference = b - a;
        pp_report_text(report, for_people ? measure->title : measure->key);
        add_number(report, a, for_people);
        add_number(report, b, for_people);
        if (for_people && isnan(difference))
            pp_report_text(report, "");
        else
            add_number(report, difference, for_people);
    }
    return report;
}

/* The homes that change hands, and those that only one of the plans knows. */
static int print_changes(const struct pp_call *call, const struct pp_compare *compare,
                         struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str text = {0};
    char officer[32];
    pp_text_format_count(compare->n_homes_changing_officer, officer, sizeof officer);
    pp_str_appendf(&text, "\nFrom %s to %s, ", compare->name_a, compare->name_b);
    pp_str_append_count(&text, compare->n_homes_changing, "home changes patch",
                        "homes change patch");
    pp_str_appendf(&text, " and %s %s.\n", officer,
                   pp_text_plural(compare->n_homes_changing_officer, "its named officer",
                                  "their named officer"));
    if (compare->n_only_a || compare->n_only_b) {
        pp_str_append_count(&text, compare->n_only_a, "home is", "homes are");
        pp_str_appendf(&text, " only in %s, %lld only in %s.\n", compare->name_a,
                       (long long)compare->n_only_b, compare->name_b);
    }
    if (text.failed)
        return pp_fail_nomem(reterr);
    pp_call_print(call, pp_str_text(&text));
    return 0;
}

/* One team alone is what the measures say. */
static int print_teams(const struct pp_call *call, const struct pp_compare *compare,
                       struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(team_columns);
    if (compare->n_teams < 2)
        return 0;
    for (size_t i = 0; i < compare->n_teams; i++) {
        const struct pp_compare_team *team = &compare->teams[i];
        pp_report_text(report, team->name);
        pp_report_int(report, team->a.n_patches);
        pp_report_int(report, team->b.n_patches);
        pp_report_int(report, team->a.n_homes);
        pp_report_int(report, team->b.n_homes);
        pp_report_real(report, team->a.mean_distance_m);
        pp_report_real(report, team->b.mean_distance_m);
        pp_report_int(report, team->n_changing);
    }
    putchar('\n');
    return pp_report_print(report, call, reterr);
}

static int print_patches(const struct pp_call *call, const struct pp_compare *compare,
                         struct pp_error *reterr) {
    bool changed_list = compare->n_only_a || compare->n_only_b;
    PP_AUTO_REPORT struct pp_report *patches =
        pp_report_new(changed_list ? changed_list_columns : patch_columns);
    if (compare->n_patches == 0)
        return 0;
    for (size_t i = 0; i < compare->n_patches; i++) {
        pp_report_text(patches, compare->patches[i].name);
        pp_report_int(patches, compare->patches[i].n_homes_a);
        pp_report_int(patches, compare->patches[i].n_homes_b);
        pp_report_int(patches, compare->patches[i].n_leaving);
        pp_report_int(patches, compare->patches[i].n_joining);
        if (changed_list) {
            pp_report_int(patches, compare->patches[i].n_ended);
            pp_report_int(patches, compare->patches[i].n_new);
        }
    }
    putchar('\n');
    return pp_report_print(patches, call, reterr);
}

static int print_table(const struct pp_call *call, const struct pp_compare *compare,
                       struct pp_error *reterr) {
    struct pp_column columns[5];
    PP_AUTO_REPORT struct pp_report *measures = measures_report(compare, true, columns);
    int rc = pp_report_print(measures, call, reterr);
    if (!rc)
        rc = print_changes(call, compare, reterr);
    if (!rc)
        rc = print_teams(call, compare, reterr);
    return rc ? rc : print_patches(call, compare, reterr);
}

static int run(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO(pp_compare_done) struct pp_compare compare = {0};
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_compare(db, pp_call_argument(call, 0), pp_call_argument(call, 1), &compare,
                                reterr);
    if (rc)
        return rc;
    if (pp_call_format(call) == PP_FORMAT_TABLE && !pp_call_output_path(call))
        return print_table(call, &compare, reterr);
    if (pp_call_format(call) == PP_FORMAT_JSON) {
        PP_AUTO_JSON struct pp_json *json = pp_service_compare_json(&compare);
        return pp_call_write_json(call, json, reterr);
    }
    struct pp_column columns[5];
    PP_AUTO_REPORT struct pp_report *measures = measures_report(&compare, false, columns);
    return pp_report_write(measures, call, reterr);
}

const struct pp_command pp_command_compare = {
    .name = "compare",
    .summary = "two plans side by side, and which homes change patch between them",
    .arguments = "A B",
    .min_arguments = 2,
    .max_arguments = 2,
    .description =
        "The measures of both plans, their difference, the sums of each team, and the patches that "
        "differ with the homes "
        "that leave and join. Patches are compared by name. CSV gives the measures; JSON gives "
        "everything.",
    .examples = "patchplan compare draft open\npatchplan compare draft open -f json",
    .run = run,
};
