#include "planner/cli/staffing.h"

#include <limits.h>
#include <stdio.h>

#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/district/arithmetic.h"
#include "patchplan/service/staffing.h"
#include "patchplan/service/weights.h"

/* Of a full-time post: 37 hours a week but for leave, bank holidays and training. */
enum { YEAR_HOURS = 1600 };

static const struct pp_column table_columns[] = {
    {"limits", "Size limits", PP_COLUMN_TEXT, 0},
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"weighted_homes", "Workload-equivalent", PP_COLUMN_MILLI, 0},
    {"possible", "Patches possible", PP_COLUMN_TEXT, 0},
    {"patches", "Patches", PP_COLUMN_INT, 0},
    {"weighted_homes_per_patch", "Each", PP_COLUMN_MILLI, 0},
    {"posts_held", "Posts held", PP_COLUMN_MILLI, 0},
    {"posts_left", "Left or missing", PP_COLUMN_MILLI, 0},
    {"posts_fit", "A patch a post", PP_COLUMN_TEXT, 0},
    {"hours_per_patch", "Hours a patch and year", PP_COLUMN_REAL, 0},
    {0},
};

static const struct pp_column file_columns[] = {
    {"min", "Least", PP_COLUMN_MILLI, 0},
    {"max", "Most", PP_COLUMN_MILLI, 0},
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"weighted_homes", "Workload-equivalent", PP_COLUMN_MILLI, 0},
    {"can_be_met", "Can be met", PP_COLUMN_BOOL, 0},
    {"least_patches", "Fewest patches", PP_COLUMN_INT, 0},
    {"most_patches", "Most patches", PP_COLUMN_INT, 0},
    {"patches", "Patches", PP_COLUMN_INT, 0},
    {"weighted_homes_per_patch", "Each", PP_COLUMN_MILLI, 0},
    {"posts_needed", "Posts needed", PP_COLUMN_MILLI, 0},
    {"posts_held", "Posts held", PP_COLUMN_MILLI, 0},
    {"posts_left", "Left or missing", PP_COLUMN_MILLI, 0},
    {"posts_fit", "A patch a post", PP_COLUMN_BOOL, 0},
    {"hours_per_patch", "Hours a patch and year", PP_COLUMN_REAL, 1},
    {0},
};

static int64_t needed_milli(const struct pp_staffing_row *row) {
    return 1000 * (int64_t)row->n_patches;
}

static void add_possible(struct pp_report *report, const struct pp_staffing_row *row) {
    char text[64];
    if (!row->can_be_met)
        pp_report_text(report, row->place || row->least > row->most ? "none" : "not in every team");
    else if (row->most == INT_MAX)
        pp_report_text(report, "any number");
    else {
        snprintf(text, sizeof text, row->least == row->most ? "%d" : "%d to %d", row->least,
                 row->most);
        pp_report_text(report, text);
    }
}

/* Posts held, those left or missing, and whether they fit; empty when no posts are known. */
static void add_posts(struct pp_report *report, const struct pp_staffing_row *row,
                      bool for_people) {
    if (row->held_milli < 0) {
        for (int i = 0; i < 3; i++)
            pp_report_text(report, NULL);
        return;
    }
    pp_report_milli(report, row->held_milli);
    pp_report_milli(report, row->held_milli - needed_milli(row));
    if (for_people)
        pp_report_text(report, row->posts_fit ? "fits" : "does not fit");
    else
        pp_report_bool(report, row->posts_fit);
}

static void add_for_people(struct pp_report *report, const struct pp_staffing_row *row) {
    char least[32], most[32], limits[80];
    pp_arithmetic_format_homes(row->min_milli, least, sizeof least);
    pp_arithmetic_format_homes(row->max_milli, most, sizeof most);
    snprintf(limits, sizeof limits, "%s to %s", least, most);
    pp_report_text(report, limits);
    pp_report_text(report, row->place ? row->place : "All");
    pp_report_milli(report, row->weight_milli);
    add_possible(report, row);
    pp_report_int(report, row->n_patches);
    pp_report_milli(report, row->weight_per_patch_milli);
    add_posts(report, row, true);
    pp_report_real(report, row->hours_per_patch);
}

static void add_for_files(struct pp_report *report, const struct pp_staffing_row *row) {
    pp_report_milli(report, row->min_milli);
    pp_report_milli(report, row->max_milli);
    pp_report_text(report, row->place);
    pp_report_int(report, row->n_homes);
    pp_report_milli(report, row->weight_milli);
    pp_report_bool(report, row->can_be_met);
    pp_report_int(report, row->least);
    pp_report_int(report, row->most);
    pp_report_int(report, row->n_patches);
    pp_report_milli(report, row->weight_per_patch_milli);
    pp_report_milli(report, needed_milli(row));
    add_posts(report, row, false);
    pp_report_real(report, row->hours_per_patch);
}

static void say_around(struct pp_call *call, const struct pp_staffing *staffing) {
    char day[40];
    pp_day_long(staffing->day, day, sizeof day);
    pp_call_say(call, "Posts as of %s. Nothing was drawn: this is arithmetic on the totals.", day);
    if (!staffing->has_hours)
        pp_call_say(call, "Hours are not known: import activities and interventions.");
    for (int role = 0; role < PP_WEIGHTS_N_ROLES && staffing->has_hours; role++)
        if (staffing->role_hours[role] > 0)
            pp_call_say(call, "Recorded work by the %s: %.0f hours a year, %.1f full-time of %d.",
                        pp_weights_role_name((enum pp_weights_role)role),
                        staffing->role_hours[role], staffing->role_hours[role] / YEAR_HOURS,
                        YEAR_HOURS);
}

int pp_staffing_show(struct pp_call *call, struct pp_db *db,
                     const struct pp_allocate_request *request, struct pp_error *reterr) {
    PP_AUTO(pp_staffing_done) struct pp_staffing staffing = {0};
    int rc = pp_service_staffing(db, request, &staffing, reterr);
    if (rc)
        return rc;
    bool for_people = pp_call_format(call) == PP_FORMAT_TABLE;
    PP_AUTO_REPORT struct pp_report *report =
        pp_report_new(for_people ? table_columns : file_columns);
    for (int i = 0; i < staffing.n_rows; i++)
        if (for_people)
            add_for_people(report, &staffing.rows[i]);
        else
            add_for_files(report, &staffing.rows[i]);
    say_around(call, &staffing);
    return pp_report_write(report, call, reterr);
}
