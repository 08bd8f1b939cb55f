#include "planner/cli/staffing.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/district/arithmetic.h"
#include "patchplan/service/staffing.h"
#include "patchplan/service/weights.h"

/* Of a full-time post: 37 hours a week but for leave, bank holidays and training. */
enum { YEAR_HOURS = 1600 };

static const struct pp_column table_columns[] = {
    {"limits", "Size limits", PP_COLUMN_TEXT, 0},
    {"team", "Team", PP_COLUMN_TEXT, 0},
    {"weighted_homes", "Workload-equivalent", PP_COLUMN_MILLI, 1},
    {"possible", "Patches possible", PP_COLUMN_TEXT, 0},
    {"patches", "Patches", PP_COLUMN_INT, 0},
    {"weighted_homes_per_patch", "Homes each", PP_COLUMN_MILLI, 1},
    {"posts_held", "Posts held", PP_COLUMN_MILLI, 1},
    {"posts_left", "Over for whole patches (-: short)", PP_COLUMN_MILLI, 1},
    {"posts_fit", "Enough with --posts", PP_COLUMN_TEXT, 0},
    {"hours_per_patch", "Hours a patch and year", PP_COLUMN_REAL, 0},
    {0},
};
enum { N_COLUMNS = sizeof table_columns / sizeof table_columns[0] };

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
        pp_report_text(report, row->posts_fit ? "yes" : "no");
    else
        pp_report_bool(report, row->posts_fit);
}

static bool is_asked(const struct pp_rules *rules, const struct pp_staffing_row *row) {
    return row->min_milli == rules->min_milli && row->max_milli == rules->max_milli;
}

static void say_limits(const struct pp_staffing_row *row, char *ret_text, size_t size) {
    char least[32], most[32];
    pp_arithmetic_format_homes(row->min_milli, least, sizeof least);
    pp_arithmetic_format_homes(row->max_milli, most, sizeof most);
    snprintf(ret_text, size, "%s to %s", least, most);
}

static void add_for_people(struct pp_report *report, const struct pp_staffing_row *row,
                           const struct pp_rules *asked, bool has_hours) {
    char limits[80];
    say_limits(row, limits, sizeof limits - 8);
    if (is_asked(asked, row))
        strcat(limits, " *");
    pp_report_text(report, limits);
    pp_report_text(report, row->place ? row->place : "All");
    pp_report_milli(report, row->weight_milli);
    add_possible(report, row);
    pp_report_int(report, row->n_patches);
    pp_report_milli(report, row->weight_per_patch_milli);
    add_posts(report, row, true);
    if (has_hours)
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

/* The names of the places no number of patches fits, as "; in South West and East ..."; with one place, no name. */
static void say_misfits(const struct pp_staffing *staffing, const struct pp_rules *asked,
                        struct pp_str *text) {
    PP_AUTO_STR struct pp_str names = {0};
    int n = 0;
    for (int i = 0; i < staffing->n_rows; i++) {
        const struct pp_staffing_row *row = &staffing->rows[i];
        if (row->can_be_met || !is_asked(asked, row) || (!row->place && n > 0))
            continue;
        pp_str_appendf(&names, "%s%s", n++ > 0 ? ", " : "", row->place ? row->place : "");
    }
    if (n > 0)
        pp_str_appendf(text, " No number of patches keeps these limits%s%s.",
                       names.len ? " in " : "", pp_str_text(&names));
    text->failed |= names.failed;
}

/* Half posts make half patches: too few posts for whole patches can be enough for patches of their size. */
static void say_how_posts_fit(const struct pp_staffing *staffing, struct pp_str *text) {
    bool differ = false;
    for (int i = 0; i < staffing->n_rows; i++) {
        const struct pp_staffing_row *row = &staffing->rows[i];
        differ |= row->held_milli >= 0 && (row->held_milli >= needed_milli(row)) != row->posts_fit;
    }
    if (differ)
        pp_str_append(text,
                      "Whole patches take a full-time post each. With --posts every patch is as "
                      "large as its post, so that their number gives way: the last word is the "
                      "column \"Enough with --posts\".\n");
}

/* What the limits asked for come to, in one place or in all together. */
static void say_asked(const struct pp_staffing *staffing, const struct pp_rules *asked,
                      struct pp_str *text) {
    const struct pp_staffing_row *all = NULL;
    char limits[80], patches[32], each[32], held[32], off[32];
    for (int i = 0; i < staffing->n_rows; i++)
        if (is_asked(asked, &staffing->rows[i]))
            all = &staffing->rows[i]; /* the last one adds up the others */
    if (!all)
        return;
    say_limits(all, limits, sizeof limits);
    pp_text_format_count(all->n_patches, patches, sizeof patches);
    pp_arithmetic_format_homes((all->weight_per_patch_milli + 50) / 100 * 100, each, sizeof each);
    pp_str_appendf(text, "%s, as asked (marked *), come to %s patch%s of %s on average", limits,
                   patches, all->n_patches == 1 ? "" : "es", each);
    if (all->held_milli >= 0) {
        int64_t left = all->held_milli - needed_milli(all);
        pp_arithmetic_format_homes(all->held_milli, held, sizeof held);
        pp_arithmetic_format_homes(left < 0 ? -left : left, off, sizeof off);
        pp_str_appendf(text, "; %s full-time posts are held, %s %s for whole patches", held, off,
                       left < 0 ? "too few" : "more than it takes");
    }
    if (staffing->has_hours)
        pp_str_appendf(text, "; %.0f hours a patch and year", all->hours_per_patch);
    pp_str_append_char(text, '.');
    say_misfits(staffing, asked, text);
    pp_str_append_char(text, '\n');
}

/* What the table shows, before it. */
static void say_opening(const struct pp_staffing *staffing, const struct pp_rules *asked,
                        struct pp_str *text) {
    char day[40];
    pp_day_long(staffing->day, day, sizeof day);
    pp_str_appendf(text,
                   "How many patches, and posts of officers, narrower and wider size limits would "
                   "need, by the totals and the posts of %s. Nothing was drawn.\n",
                   day);
    say_asked(staffing, asked, text);
    say_how_posts_fit(staffing, text);
    if (!staffing->has_hours)
        pp_str_append(text, "Hours are not known: import activities and interventions.\n");
    for (int role = 0; role < PP_WEIGHTS_N_ROLES && staffing->has_hours; role++) {
        char hours[32];
        pp_text_format_count((int64_t)(staffing->role_hours[role] + 0.5), hours, sizeof hours);
        if (staffing->role_hours[role] > 0)
            pp_str_appendf(text,
                           "Recorded work by the %s: %s hours a year, %.1f full-time of "
                           "1,600.\n",
                           pp_weights_role_name((enum pp_weights_role)role), hours,
                           staffing->role_hours[role] / YEAR_HOURS);
    }
}

/* Sentences and table, for people; without the column of hours where none are known. */
static int print(const struct pp_call *call, const struct pp_staffing *staffing,
                 const struct pp_rules *asked, struct pp_error *reterr) {
    struct pp_column columns[N_COLUMNS];
    PP_AUTO_STR struct pp_str text = {0};
    memcpy(columns, table_columns, sizeof columns);
    if (!staffing->has_hours)
        columns[N_COLUMNS - 2] = (struct pp_column){0};
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    for (int i = 0; i < staffing->n_rows; i++)
        add_for_people(report, &staffing->rows[i], asked, staffing->has_hours);
    say_opening(staffing, asked, &text);
    if (text.failed)
        return pp_fail_nomem(reterr);
    pp_str_append_char(&text, '\n');
    pp_call_print(call, pp_str_text(&text));
    return pp_report_print(report, call, reterr);
}

int pp_staffing_show(struct pp_call *call, struct pp_db *db,
                     const struct pp_allocate_request *request, struct pp_error *reterr) {
    PP_AUTO(pp_staffing_done) struct pp_staffing staffing = {0};
    int rc = pp_service_staffing(db, request, &staffing, reterr);
    if (rc)
        return rc;
    if (pp_call_format(call) == PP_FORMAT_TABLE && !pp_call_output_path(call))
        return print(call, &staffing, &request->rules, reterr);
    PP_AUTO_STR struct pp_str text = {0};
    say_opening(&staffing, &request->rules, &text);
    if (text.failed)
        return pp_fail_nomem(reterr);
    text.data[text.len - 1] = '\0'; /* the line's end is the talk's own */
    pp_call_say(call, "%s", pp_str_text(&text));
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(file_columns);
    for (int i = 0; i < staffing.n_rows; i++)
        add_for_files(report, &staffing.rows[i]);
    return pp_report_write(report, call, reterr);
}
