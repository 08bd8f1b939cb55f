#include "planner/cli/landlords.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"

/* ---- what is asked for ---- */

/* What means something for all landlords together; other options name patches or teams of one. */
static const char *const for_all[] = {"plan", "size",    "within", "keep",       "ward",
                                      "cost", "shard",   "into",   "time-limit", "max-steps",
                                      "seed", "restart", "jobs"};

static int refuse_others(const struct pp_call *call, const struct pp_option *options,
                         struct pp_error *reterr) {
    for (const struct pp_option *option = options; option->name; option++) {
        bool is_for_all = false;
        for (size_t i = 0; i < sizeof for_all / sizeof for_all[0]; i++)
            is_for_all |= strcmp(option->name, for_all[i]) == 0;
        if (!is_for_all && pp_call_flag(call, option->name))
            return pp_fail(
                reterr, PP_E_USAGE,
                "the file has homes of several landlords, and --%s is for one; say which "
                "with --landlord CODE and a --plan of its own",
                option->name);
    }
    return 0;
}

/* "3/8" */
static int read_shard(const struct pp_call *call, int *ret_shard, int *ret_n_shards,
                      struct pp_error *reterr) {
    enum { MOST_SHARDS = 9999 };
    const char *text = pp_call_text(call, "shard"), *slash = text ? strchr(text, '/') : NULL;
    int64_t shard = 0, n_shards = 0;
    if (!text)
        return 0;
    PP_AUTO_FREE char *first = slash ? pp_strndup(text, (size_t)(slash - text)) : NULL;
    if (!slash || !first || !pp_text_int(first, &shard) || !pp_text_int(slash + 1, &n_shards) ||
        shard < 1 || n_shards < 1 || shard > n_shards || n_shards > MOST_SHARDS)
        return pp_fail(reterr, PP_E_USAGE,
                       "--shard needs a part and how many there are, as 3/8, not '%s'", text);
    *ret_shard = (int)shard;
    *ret_n_shards = (int)n_shards;
    return 0;
}

int pp_cli_choose_landlord(struct pp_call *call, struct pp_db *db, const struct pp_option *options,
                           struct pp_allocate_request *request, bool *ret_all,
                           struct pp_error *reterr) {
    const char *code = pp_call_text(call, "landlord");
    bool several = false;
    int shard, n_shards;
    int rc = read_shard(call, &shard, &n_shards, reterr);
    if (!rc && !pp_call_text(call, "shard") && pp_call_text(call, "into"))
        rc = pp_fail(reterr, PP_E_USAGE, "--into is for --shard only");
    if (!rc && code)
        rc =
            pp_service_landlord_choose(db, code, request->plan_name, &request->landlord_id, reterr);
    else if (!rc)
        rc = pp_service_landlords_several(db, &several, reterr);
    if (!rc && !several && pp_call_text(call, "shard"))
        rc = pp_fail(reterr, PP_E_USAGE,
                     "--shard divides the work by landlord, and here there is only one");
    if (!rc && !several && pp_call_flag(call, "restart"))
        rc = pp_fail(reterr, PP_E_USAGE,
                     "--restart draws all landlords anew, and here there is only one, drawn anew "
                     "each time: leave it out");
    if (!rc && several)
        rc = refuse_others(call, options, reterr);
    if (!rc)
        *ret_all = several;
    return rc;
}

/* ---- the answer ---- */

static const struct pp_column columns[] = {
    {"landlord", "Landlord", PP_COLUMN_TEXT, 0},
    {"outcome", "Outcome", PP_COLUMN_TEXT, 0},
    {"homes", "Homes", PP_COLUMN_INT, 0},
    {"homes_without_position", "Without position", PP_COLUMN_INT, 0},
    {"weighted_homes", "Workload-equivalent", PP_COLUMN_MILLI, 0},
    {"patches", "Patches", PP_COLUMN_INT, 0},
    {"in_band", "Inside the limits", PP_COLUMN_INT, 0},
    {"limits_possible", "Limits possible", PP_COLUMN_BOOL, 0},
    {"cost", "Cost", PP_COLUMN_REAL, 0},
    {"bound", "At least", PP_COLUMN_REAL, 0},
    {"seconds", "Seconds", PP_COLUMN_REAL, 1},
    {0},
};

static int write_csv(struct pp_call *call, const struct pp_landlords_result *result,
                     struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    for (int i = 0; i < result->n_landlords; i++) {
        const struct pp_plan_landlord *share = &result->landlords[i];
        pp_report_text(report, share->code);
        pp_report_text(report, pp_outcome_name(share->outcome));
        pp_report_int(report, share->n_homes);
        pp_report_int(report, share->n_without_position);
        pp_report_milli(report, share->weight_milli);
        pp_report_int(report, share->n_patches);
        pp_report_int(report, share->n_in_limits);
        pp_report_bool(report, !share->limits_give);
        pp_report_real(report, share->cost);
        pp_report_real(report, share->bound);
        pp_report_real(report, share->seconds);
    }
    return pp_report_write(report, call, reterr);
}

int pp_cli_show_landlords(struct pp_call *call, const struct pp_landlords_result *result,
                          struct pp_error *reterr) {
    if (pp_call_format(call) == PP_FORMAT_CSV)
        return write_csv(call, result, reterr);
    if (pp_call_format(call) == PP_FORMAT_TABLE && pp_call_output_path(call))
        return pp_fail(reterr, PP_E_USAGE,
                       "'%s' says no format; end it in .csv or .json, or give -f",
                       pp_call_output_path(call));
    if (pp_call_format(call) == PP_FORMAT_TABLE) {
        PP_AUTO_STR struct pp_str summary = {0};
        pp_service_landlords_summary(result, &summary);
        pp_call_print(call, pp_str_text(&summary));
        return 0;
    }
    PP_AUTO_JSON struct pp_json *json = pp_service_landlords_json(result);
    return pp_call_write_json(call, json, reterr);
}

int pp_cli_allocate_landlords(struct pp_call *call, struct pp_db *db,
                              const struct pp_allocate_request *request, int *ret_status,
                              struct pp_error *reterr) {
    PP_AUTO(pp_landlords_result_done) struct pp_landlords_result result = {0};
    struct pp_landlords_request landlords = {
        .allocate = request,
        .time_limit_told = pp_call_text(call, "time-limit") != NULL,
        .restart = pp_call_flag(call, "restart"),
        .into = pp_call_text(call, "into"),
    };
    int rc = read_shard(call, &landlords.shard, &landlords.n_shards, reterr);
    if (!rc)
        rc = pp_service_allocate_landlords(db, &landlords, &result, reterr);
    if (rc)
        return rc;
    *ret_status = pp_outcome_exit_status(result.totals.outcome);
    if (request->dry_run)
        pp_call_say(call, "A dry run: nothing was saved.");
    if ((rc = pp_cli_show_landlords(call, &result, reterr)) != 0 || result.n_failed == 0)
        return rc;
    if (reterr)
        *reterr = result.failure;
    return result.failure.code;
}
