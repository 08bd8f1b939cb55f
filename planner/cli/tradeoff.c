#include "planner/cli/tradeoff.h"

#include <stdio.h>

#include "planner/cli/words.h"
#include "patchplan/cli/report.h"
#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/page/canvas.h"
#include "patchplan/publish/curve.h"

static const struct pp_column columns[] = {
    {"plan", "Plan", PP_COLUMN_TEXT, 0},
    {"homes_changing_patch", "Homes that change patch", PP_COLUMN_INT, 0},
    {"changing_percent", "%", PP_COLUMN_REAL, 1},
    {"mean_distance_m", "Average distance, m", PP_COLUMN_REAL, 1},
    {"patches", "Patches", PP_COLUMN_INT, 0},
    {"in_band", "inside the size limits", PP_COLUMN_INT, 0},
    {"keep", "--keep", PP_COLUMN_REAL, 0},
    {"distance_cost", "Distance in all", PP_COLUMN_REAL, 0},
    {"outcome", "Outcome", PP_COLUMN_TEXT, 0},
    {"dominated_by", "A better one", PP_COLUMN_TEXT, 0},
    {0},
};

static void fill(struct pp_report *report, const struct pp_curve *curve, bool for_people) {
    for (int i = 0; i < curve->n_points; i++) {
        const struct pp_curve_point *point = &curve->points[i];
        pp_report_text(report, point->plan);
        pp_report_int(report, point->n_homes_changing);
        pp_report_real(report, point->changing_percent);
        pp_report_real(report, point->mean_distance_m);
        pp_report_int(report, point->n_patches);
        pp_report_int(report, point->n_in_limits);
        pp_report_real(report, point->keep_m);
        pp_report_real(report, point->distance_cost);
        const char *outcome = pp_outcome_name(point->outcome);
        pp_report_text(report, for_people ? pp_words_outcome(outcome) : outcome);
        pp_report_text(report, point->dominated_by);
    }
}

static int draw(const char *path, const struct pp_curve *curve, struct pp_error *reterr) {
    struct pp_curve_mark marks[PP_CURVE_MOST];
    for (int i = 0; i < curve->n_points; i++)
        marks[i] = (struct pp_curve_mark){curve->points[i].plan, curve->points[i].changing_percent,
                                          curve->points[i].mean_distance_m,
                                          curve->points[i].dominated_by != NULL};
    return pp_publish_curve(path, "Homes that change patch, and distance", marks, curve->n_points,
                            reterr);
}

static int show(struct pp_call *call, const struct pp_curve *curve, struct pp_error *reterr) {
    PP_AUTO_REPORT struct pp_report *report = pp_report_new(columns);
    const char *path = pp_call_output_path(call);
    bool picture = path && pp_canvas_can_write(path);
    int rc = picture ? draw(path, curve, reterr) : 0;
    bool table = pp_call_format(call) == PP_FORMAT_TABLE && (!path || picture);
    fill(report, curve, table);
    if (rc || (picture && table))
        return rc ? rc : pp_report_print(report, call, reterr);
    return pp_report_write(report, call, reterr);
}

/* Plans that were meant but came out like another, or were not reached. */
static void say_less(struct pp_call *call, const struct pp_curve *curve, int n_asked) {
    if (curve->outcome == PP_OUTCOME_CANCELLED)
        pp_call_say(call, "Stopped: the curve has the %d plans that were drawn by then.",
                    curve->n_points);
    else if (curve->n_points < n_asked)
        pp_call_say(
            call, "%d of the %d plans %s no better than another in anything and %s left out.",
            n_asked - curve->n_points, n_asked, n_asked - curve->n_points == 1 ? "was" : "were",
            n_asked - curve->n_points == 1 ? "was" : "were");
}

int pp_tradeoff_run(struct pp_call *call, struct pp_db *db,
                    const struct pp_allocate_request *request, int *ret_status,
                    struct pp_error *reterr) {
    PP_AUTO(pp_curve_done) struct pp_curve curve = {0};
    int n_points = (int)pp_call_int(call, "points", 7);
    if (request->new_only || request->most_changing.told || request->n_teams > 0)
        return pp_fail(reterr, PP_E_USAGE,
                       "--tradeoff does not go with --new-only, --teams or --max-change");
    int rc = pp_service_tradeoff(db, request, n_points, &curve, reterr);
    if (!rc)
        rc = show(call, &curve, reterr);
    if (rc)
        return rc;
    say_less(call, &curve, n_points);
    if (request->dry_run)
        pp_call_say(call, "A dry run: nothing was saved.");
    *ret_status = pp_outcome_exit_status(curve.outcome);
    return 0;
}
