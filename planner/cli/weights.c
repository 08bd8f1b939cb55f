#include "planner/cli/who.h"

#include <stdio.h>

#include "patchplan/cli/command.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/service/file.h"
#include "patchplan/service/weights.h"

static const struct pp_option model_options[] = {
    {"period", 0, PP_OPTION_TEXT, "FROM:TO", "months to count, as 2026-04:2027-03 (all recorded)"},
    {"weight-cap", 0, PP_OPTION_REAL, "X", "highest factor (2.00)"},
    {0},
};

static struct pp_weights_options read_options(struct pp_call *call, bool save) {
    return (struct pp_weights_options){
        .period = pp_call_text(call, "period"),
        .cap = pp_call_real(call, "weight-cap", 2.0),
        .save = save && !pp_call_dry_run(call),
        .who = pp_cli_who(),
    };
}

/* ---- show ---- */

static const struct pp_column show_columns[] = {
    {"neighbourhood_code", "Neighbourhood", PP_COLUMN_TEXT, 0},
    {"name", "Name", PP_COLUMN_TEXT, 0},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"weight", "Workload factor", PP_COLUMN_MILLI, 0},
    {"source", "From", PP_COLUMN_TEXT, 0},
    {0},
};

static int run_show(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    struct pp_arena arena = {0};
    struct pp_weights_data data = {0};
    struct pp_weights_options options = {.cap = 2.0};
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_weights(db, &options, &arena, &data, NULL, NULL, reterr);
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(show_columns);
    for (int i = 0; !rc && i < data.input.n_areas; i++) {
        const struct pp_weights_area *area = &data.areas[i];
        bool known = area->weight_milli >= 0;
        pp_report_text(report, area->code);
        pp_report_text(report, area->name);
        pp_report_int(report, area->n_homes);
        pp_report_milli(report, known ? area->weight_milli : 1000);
        pp_report_text(report, !known ? "none given" : area->modelled ? "modelled" : "given");
    }
    if (!rc)
        rc = pp_report_write(report, call, reterr);
    pp_arena_done(&arena);
    return rc;
}

/* ---- explain ---- */

static int run_explain(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    PP_AUTO_STR struct pp_str text = {0};
    struct pp_weights_options options = read_options(call, false);
    int rc = pp_call_open(call, false, &db, reterr);
    if (!rc)
        rc = pp_service_weights_explain(db, &options, pp_call_argument(call, 0), &text, reterr);
    if (rc)
        return rc;
    if (pp_call_format(call) != PP_FORMAT_JSON) {
        pp_call_print(call, pp_str_text(&text));
        return 0;
    }
    PP_AUTO_JSON struct pp_json *json = pp_json_new_object();
    rc = pp_json_set(json, "neighbourhood_code", pp_json_new_text(pp_call_argument(call, 0)));
    rc = rc ? rc : pp_json_set(json, "text", pp_json_new_text(pp_str_text(&text)));
    return rc ? pp_fail_nomem(reterr) : pp_call_write_json(call, json, reterr);
}

/* ---- model ---- */

static const struct pp_column model_columns[] = {
    {"neighbourhood_code", "Neighbourhood", PP_COLUMN_TEXT, 0},
    {"name", "Name", PP_COLUMN_TEXT, 0},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"minutes_per_home", "Minutes a home and year", PP_COLUMN_REAL, 1},
    {"weight", "Workload factor", PP_COLUMN_MILLI, 0},
    {"weight_before", "Before", PP_COLUMN_MILLI, 0},
    {0},
};

static int write_model(struct pp_call *call, const struct pp_weights_data *data,
                       const struct pp_weights *weights, struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(model_columns);
    for (int i = 0; i < weights->n_areas; i++) {
        const struct pp_weights_area *area = &data->areas[i];
        pp_report_text(report, area->code);
        pp_report_text(report, area->name);
        pp_report_int(report, area->n_homes);
        pp_report_real(report, weights->minutes_per_home[i]);
        pp_report_milli(report, weights->weight_milli[i]);
        if (area->weight_milli >= 0)
            pp_report_milli(report, area->weight_milli);
        else
            pp_report_text(report, NULL);
    }
    return pp_report_write(report, call, reterr);
}

static void say_model(struct pp_call *call, const struct pp_weights_data *data,
                      const struct pp_weights *weights, int64_t n_changed, bool saved) {
    pp_call_say(call, "Counted: %s to %s. A home in the middle takes %.1f minutes a year.",
                data->first_month, data->last_month, weights->median_minutes);
    for (int role = 0; role < PP_WEIGHTS_N_ROLES; role++)
        if (weights->hours[role] > 0)
            pp_call_say(call, "Recorded work by the %s: %.0f hours a year.",
                        pp_weights_role_name((enum pp_weights_role)role), weights->hours[role]);
    if (saved)
        pp_call_say(call, "%lld factors changed. Why: patchplan weights explain CODE",
                    (long long)n_changed);
    else
        pp_call_say(call, "A dry run: nothing was kept.");
}

static int run_model(struct pp_call *call, int *ret_status, struct pp_error *reterr) {
    (void)ret_status;
    PP_AUTO_DB struct pp_db *db = NULL;
    struct pp_arena arena = {0};
    struct pp_weights_data data = {0};
    struct pp_weights weights = {0};
    int64_t n_changed = 0;
    struct pp_weights_options options = read_options(call, true);
    int rc = pp_call_open(call, options.save, &db, reterr);
    if (!rc)
        rc = pp_service_weights(db, &options, &arena, &data, &weights, &n_changed, reterr);
    if (!rc) {
        say_model(call, &data, &weights, n_changed, options.save);
        rc = write_model(call, &data, &weights, reterr);
    }
    pp_weights_done(&weights);
    pp_arena_done(&arena);
    return rc;
}

const struct pp_command pp_command_weights_show = {
    .name = "weights show",
    .summary = "list the workload factor of every neighbourhood",
    .arguments = "",
    .description = "How many standard homes a home of each neighbourhood counts for, and whence.",
    .examples = "patchplan weights show\npatchplan weights show -f csv",
    .run = run_show,
};

const struct pp_command pp_command_weights_explain = {
    .name = "weights explain",
    .summary = "say in words how a neighbourhood's workload factor comes about",
    .arguments = "CODE",
    .min_arguments = 1,
    .max_arguments = 1,
    .description = "The sum, activity by activity: recorded, expected, smoothed, minutes, factor.",
    .examples = "patchplan weights explain E01007823",
    .options = model_options,
    .run = run_explain,
};

const struct pp_command pp_command_weights_model = {
    .name = "weights model",
    .summary = "work the factors out from what was recorded, and keep them",
    .arguments = "",
    .description =
        "From activities and interventions: the patch officer's minutes for a home and year in\n"
        "each neighbourhood, small places drawn towards the mean (Marshall 1991), divided by "
        "those\n"
        "of a home in the middle, kept within 1.00 and --weight-cap. With -n only said, not kept.",
    .examples = "patchplan weights model -n\npatchplan weights model --period 2026-04:2027-03",
    .options = model_options,
    .run = run_model,
};
