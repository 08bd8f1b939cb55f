#include "planner/publish/scene.h"

#include <math.h>

#include "patchplan/core/alloc.h"
#include "patchplan/publish/colouring.h"

static const double points_per_metre_of_paper = 72 / 0.0254;

bool pp_scene_shows(const struct pp_scene *scene, int p) {
    int team_ix = scene->map->team_ix;
    return team_ix < 0 || scene->map->plan->patches[p].team_ix == team_ix;
}

int pp_scene_side(const struct pp_scene *scene, int p) {
    const struct pp_plan *plan = scene->map->plan;
    const struct pp_patch *patch = &plan->patches[p];
    struct pp_limits limits = pp_patch_limits(plan, patch);
    if (patch->weight_milli < limits.min_milli)
        return -1;
    return patch->weight_milli > limits.max_milli;
}

/* The ground to be shown: every home of a shown patch, with air around. */
static int find_extent(const struct pp_scene *scene, struct pp_box *ret_box,
                       struct pp_error *reterr) {
    const struct pp_plan *plan = scene->map->plan;
    struct pp_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int u = 0; u < plan->n_units; u++) {
        int p = plan->patch_of_unit[u];
        if (p < 0 || !pp_scene_shows(scene, p))
            continue;
        box.min_x = fmin(box.min_x, plan->units[u].easting_m);
        box.max_x = fmax(box.max_x, plan->units[u].easting_m);
        box.min_y = fmin(box.min_y, plan->units[u].northing_m);
        box.max_y = fmax(box.max_y, plan->units[u].northing_m);
    }
    if (!(box.min_x <= box.max_x))
        return pp_fail(reterr, PP_E_INPUT, "there is no patch with homes to draw");
    double air = 1.3 * PP_MAP_NEAR_HOME_M;
    *ret_box = (struct pp_box){box.min_x - air, box.min_y - air, box.max_x + air, box.max_y + air};
    return 0;
}

/* Page, frame and panel for one way to hold the paper. */
static void lay_out(struct pp_scene *scene, bool upright) {
    bool small = scene->map->paper == PP_PAPER_A4;
    double longer = (small ? 0.297 : 0.420) * points_per_metre_of_paper;
    double shorter = (small ? 0.210 : 0.297) * points_per_metre_of_paper;
    scene->line = small ? 0.74 : 1;
    scene->width = upright ? shorter : longer;
    scene->height = upright ? longer : shorter;
    double margin = 26 * scene->line, head = 56 * scene->line, side = 188 * scene->line;
    double right = scene->width - margin, bottom = scene->height - margin;
    scene->panel = (struct pp_box){right - side, margin + head, right, bottom};
    scene->frame = (struct pp_box){margin, margin + head, right - side - 18 * scene->line, bottom};
}

/* Metres of ground for one metre of paper, rounded up to two digits, so that the map can say it. */
static double round_scale(double scale) {
    double step = pow(10, floor(log10(scale)) - 1);
    return ceil(scale / step - 1e-9) * step;
}

static double fit(struct pp_scene *scene, const struct pp_box *extent, bool upright) {
    lay_out(scene, upright);
    double width = scene->frame.max_x - scene->frame.min_x;
    double height = scene->frame.max_y - scene->frame.min_y;
    double scale =
        fmax((extent->max_x - extent->min_x) / width, (extent->max_y - extent->min_y) / height) *
        points_per_metre_of_paper;
    scene->points_per_m = points_per_metre_of_paper / round_scale(scale);
    scene->origin_e = (extent->min_x + extent->max_x - width / scene->points_per_m) / 2;
    scene->origin_n = (extent->min_y + extent->max_y - height / scene->points_per_m) / 2;
    scene->near_home = PP_MAP_NEAR_HOME_M * scene->points_per_m;
    return scene->points_per_m;
}

static void to_page(const struct pp_scene *scene, double *xy, size_t n_points) {
    for (size_t i = 0; i < n_points; i++) {
        xy[2 * i] = scene->frame.min_x + (xy[2 * i] - scene->origin_e) * scene->points_per_m;
        xy[2 * i + 1] =
            scene->frame.max_y - (xy[2 * i + 1] - scene->origin_n) * scene->points_per_m;
    }
}

static int read_all(const struct pp_scene *scene, const struct pp_wkb *wkb, size_t n,
                    struct pp_rings **ret_rings, struct pp_error *reterr) {
    struct pp_rings *rings = pp_alloc_array(n + 1, sizeof *rings);
    if (!rings)
        return pp_fail_nomem(reterr);
    *ret_rings = rings; /* the scene owns them, also when a later one fails */
    for (size_t i = 0; i < n; i++) {
        if (!wkb[i].data)
            continue;
        int rc = pp_rings_read(wkb[i].data, wkb[i].n, &rings[i], reterr);
        if (rc)
            return rc;
        if (rings[i].n_rings)
            to_page(scene, rings[i].xy, rings[i].ring_first[rings[i].n_rings]);
    }
    return 0;
}

static int place_units(struct pp_scene *scene, struct pp_error *reterr) {
    const struct pp_plan *plan = scene->map->plan;
    scene->units_xy = pp_alloc_array(2 * (size_t)plan->n_units + 1, sizeof *scene->units_xy);
    if (!scene->units_xy)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < plan->n_units; u++) {
        scene->units_xy[2 * u] = plan->units[u].easting_m;
        scene->units_xy[2 * u + 1] = plan->units[u].northing_m;
    }
    to_page(scene, scene->units_xy, (size_t)plan->n_units);
    return 0;
}

/* One outline a team, from the grounds of its patches. */
static int unite_teams(struct pp_geo *geo, struct pp_scene *scene, struct pp_error *reterr) {
    const struct pp_plan *plan = scene->map->plan;
    size_t n_teams = (size_t)plan->n_teams;
    PP_AUTO_FREE struct pp_wkb *of_team =
        pp_alloc_array((size_t)plan->n_patches + 1, sizeof *of_team);
    PP_AUTO_FREE struct pp_wkb *united = pp_alloc_array(n_teams + 1, sizeof *united);
    if (!of_team || !united)
        return pp_fail_nomem(reterr);
    int rc = 0;
    for (int t = 0; t < plan->n_teams && !rc; t++) {
        size_t n = 0;
        for (int p = 0; p < plan->n_patches; p++)
            if (plan->patches[p].team_ix == t)
                of_team[n++] = scene->map->shapes->wkb[p];
        if (n > 0)
            rc = pp_geo_union_wkb(geo, of_team, n, &united[t], reterr);
    }
    if (!rc)
        rc = read_all(scene, united, n_teams, &scene->teams, reterr);
    for (size_t t = 0; t < n_teams; t++)
        pp_wkb_done(&united[t]);
    return rc;
}

static int colour_patches(struct pp_scene *scene, struct pp_error *reterr) {
    const struct pp_plan *plan = scene->map->plan;
    struct pp_touching touching = {0};
    scene->colour = pp_alloc_array((size_t)plan->n_patches + 1, sizeof *scene->colour);
    if (!scene->colour)
        return pp_fail_nomem(reterr);
    int rc = pp_touching_build(plan, scene->map->shapes, &touching, reterr);
    if (!rc)
        rc = pp_colour_patches(&touching, PP_MAP_N_COLOURS, scene->colour, reterr);
    pp_touching_done(&touching);
    for (int p = 0; p < plan->n_patches; p++) {
        scene->n_shown += pp_scene_shows(scene, p);
        scene->n_inside_limits += pp_scene_shows(scene, p) && pp_scene_side(scene, p) == 0;
    }
    return rc;
}

static int fill(struct pp_geo *geo, struct pp_scene *scene, struct pp_error *reterr) {
    const struct pp_map *map = scene->map;
    struct pp_box extent;
    int rc = find_extent(scene, &extent, reterr);
    if (rc)
        return rc;
    double upright = fit(scene, &extent, true);
    if (fit(scene, &extent, false) < upright)
        fit(scene, &extent, true);
    if ((rc = place_units(scene, reterr)) != 0 ||
        (rc = read_all(scene, map->shapes->wkb, (size_t)map->plan->n_patches, &scene->patches,
                       reterr)) != 0 ||
        (rc = read_all(scene, map->wards, map->n_wards, &scene->wards, reterr)) != 0 ||
        (rc = read_all(scene, map->barriers, map->n_barriers, &scene->barriers, reterr)) != 0 ||
        (rc = unite_teams(geo, scene, reterr)) != 0)
        return rc;
    return colour_patches(scene, reterr);
}

int pp_scene_build(struct pp_geo *geo, const struct pp_map *map, struct pp_scene *ret_scene,
                   struct pp_error *reterr) {
    struct pp_scene scene = {.map = map};
    int rc = fill(geo, &scene, reterr);
    if (rc)
        pp_scene_done(&scene);
    else
        *ret_scene = scene;
    return rc;
}

static void free_rings(struct pp_rings *rings, size_t n) {
    for (size_t i = 0; rings && i < n; i++)
        pp_rings_done(&rings[i]);
    pp_free(rings);
}

void pp_scene_done(struct pp_scene *scene) {
    const struct pp_map *map = scene->map;
    free_rings(scene->patches, (size_t)map->plan->n_patches);
    free_rings(scene->wards, map->n_wards);
    free_rings(scene->barriers, map->n_barriers);
    free_rings(scene->teams, (size_t)map->plan->n_teams);
    pp_free(scene->units_xy);
    pp_free(scene->colour);
    scene->patches = scene->wards = scene->barriers = scene->teams = NULL;
    scene->units_xy = NULL;
    scene->colour = NULL;
}
