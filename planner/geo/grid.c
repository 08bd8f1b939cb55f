/* The National Grid and longitude/latitude, through PROJ. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/geo/state.h"

static int fail_proj(const struct pp_geo *geo, struct pp_error *reterr) {
    return pp_fail(reterr, PP_E_LIBRARY,
                   "cannot change coordinates between WGS 84 and the National Grid: %s; is the "
                   "package proj-data installed?",
                   geo->proj_message[0] ? geo->proj_message : "no operation found");
}

static void remember(void *user, int level, const char *message) {
    struct pp_geo *geo = user;
    if (level == PJ_LOG_ERROR)
        snprintf(geo->proj_message, sizeof geo->proj_message, "%s", message);
}

/* Ballpark operations (off by 100 m and more) are refused. Without the OSTN15 grid PROJ falls back to a
 * seven-parameter shift; the network is never asked for the grid. */
static int open_proj(struct pp_geo *geo, struct pp_error *reterr) {
    if (geo->to_grid)
        return 0;
    if (!geo->proj && !(geo->proj = proj_context_create()))
        return pp_fail_nomem(reterr);
    proj_log_level(geo->proj, PJ_LOG_ERROR);
    proj_log_func(geo->proj, geo, remember);
    proj_context_set_enable_network(geo->proj, 0);
    PJ *from = proj_create(geo->proj, "EPSG:4326");
    PJ *to = proj_create(geo->proj, "EPSG:27700");
    const char *options[] = {"ALLOW_BALLPARK=NO", NULL};
    PJ *raw = NULL, *ordered = NULL;
    if (from && to)
        raw = proj_create_crs_to_crs_from_pj(geo->proj, from, to, NULL, options);
    if (raw)
        ordered = proj_normalize_for_visualization(geo->proj, raw);
    proj_destroy(from);
    proj_destroy(to);
    proj_destroy(raw);
    if (!ordered)
        return fail_proj(geo, reterr);
    geo->to_grid = ordered;
    return 0;
}

static int transform(struct pp_geo *geo, PJ_DIRECTION direction, double *xy, size_t n_points,
                     struct pp_error *reterr) {
    int rc = open_proj(geo, reterr);
    if (rc < 0)
        return rc;
    PP_AUTO_FREE double *result = pp_alloc_array(n_points, 2 * sizeof *result);
    if (!result)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n_points; i++) {
        PJ_COORD there =
            proj_trans(geo->to_grid, direction, proj_coord(xy[2 * i], xy[2 * i + 1], 0, HUGE_VAL));
        if (!isfinite(there.xy.x) || !isfinite(there.xy.y))
            return pp_fail(reterr, PP_E_INPUT,
                           "point %zu (%.10g, %.10g) lies outside the National Grid; are its "
                           "coordinates swapped or in another system?",
                           i + 1, xy[2 * i], xy[2 * i + 1]);
        result[2 * i] = there.xy.x;
        result[2 * i + 1] = there.xy.y;
    }
    if (n_points > 0)
        memcpy(xy, result, n_points * 2 * sizeof *xy);
    return 0;
}

int pp_geo_to_grid(struct pp_geo *geo, double *xy, size_t n_points, struct pp_error *reterr) {
    return transform(geo, PJ_FWD, xy, n_points, reterr);
}

int pp_geo_to_lonlat(struct pp_geo *geo, double *xy, size_t n_points, struct pp_error *reterr) {
    return transform(geo, PJ_INV, xy, n_points, reterr);
}

int pp_geo_accuracy(struct pp_geo *geo, struct pp_geo_accuracy *ret_accuracy,
                    struct pp_error *reterr) {
    double centre[2] = {-1.5,
                        53.0}; /* inland England: the operation used there is the one that counts */
    int rc = pp_geo_to_grid(geo, centre, 1, reterr);
    if (rc < 0)
        return rc;
    PJ *used = proj_trans_get_last_used_operation(geo->to_grid);
    PJ_PROJ_INFO info = proj_pj_info(used ? used : geo->to_grid);
    struct pp_geo_accuracy accuracy = {
        .has_grid = info.definition && strstr(info.definition, "gridshift"),
        .accuracy_m = info.accuracy,
    };
    snprintf(accuracy.method, sizeof accuracy.method, "%s",
             info.description ? info.description : "unknown");
    proj_destroy(used);
    *ret_accuracy = accuracy;
    return 0;
}

const char *pp_geo_accuracy_text(const struct pp_geo_accuracy *accuracy) {
    if (accuracy->has_grid)
        return "Longitude and latitude are turned into National Grid metres with the OSTN15 grid "
               "(about 0.1 m).";
    return "Longitude and latitude are turned into National Grid metres without the OSTN15 grid, "
           "which "
           "is not installed: about 2 m off.";
}

static bool all_within(const double *xy, size_t n_points, const struct pp_box *box) {
    for (size_t i = 0; i < n_points; i++)
        if (!(xy[2 * i] >= box->min_x && xy[2 * i] <= box->max_x && xy[2 * i + 1] >= box->min_y &&
              xy[2 * i + 1] <= box->max_y))
            return false;
    return n_points > 0;
}

bool pp_geo_looks_like_lonlat(const double *xy, size_t n_points) {
    return all_within(xy, n_points, &(struct pp_box){-9.5, 49, 2.5, 61.5});
}

bool pp_geo_looks_like_grid(const double *xy, size_t n_points) {
    /* The few square metres of sea at 0..3 east, 49..62 north are no place for homes: metres start at 100. */
    return !pp_geo_looks_like_lonlat(xy, n_points) &&
           all_within(xy, n_points, &(struct pp_box){100, 100, 700000, 1300000});
}
