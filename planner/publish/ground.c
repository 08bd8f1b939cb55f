/* The ground of the map: patches, borders, middles. Names and the key are drawn elsewhere. */
#include "planner/publish/scene.h"

#include <math.h>

/* Six light colours with dark letters on each. They differ in lightness as well: with normal, red-blind,
 * green-blind and blue-blind sight any two lie at least 15 apart (CIE 1976), and two as near as 18 differ in
 * hatching too, so that colour is not the only sign. */
static const struct {
    unsigned fill;
    int hatch; /* degrees; -1 = none */
} colours[PP_MAP_N_COLOURS] = {
    {0xF7E08Au, -1}, {0xA6D2F5u, -1},  {0xF2A77Bu, 45},
    {0xC9E3B4u, -1}, {0xB58CC9u, 135}, {0x5FB09Eu, 90},
};

struct pp_colour pp_map_colour(int colour) {
    return pp_colour_of(colours[colour].fill);
}

struct pp_pen pp_map_patch_pen(const struct pp_scene *scene) {
    return (struct pp_pen){pp_colour_of(0x3A4048u), 0.8 * scene->line, 0, 0};
}

struct pp_pen pp_map_team_pen(const struct pp_scene *scene) {
    return (struct pp_pen){pp_colour_of(0x1B2430u), 2.4 * scene->line, 0, 0};
}

/* Whole, not dashed: neighbouring wards draw the line between them twice. */
struct pp_pen pp_map_ward_pen(const struct pp_scene *scene) {
    return (struct pp_pen){pp_colour_of(0x8A5FB0u), 0.8 * scene->line, 0, 0};
}

struct pp_pen pp_map_barrier_pen(const struct pp_scene *scene) {
    return (struct pp_pen){pp_colour_of(0x0B4F8Au), 2 * scene->line, 0, 0};
}

struct pp_pen pp_map_limit_pen(const struct pp_scene *scene) {
    return (struct pp_pen){pp_colour_of(PP_MAP_ALARM), 1.5 * scene->line, 0, 0};
}

static void add_rings(struct pp_canvas *canvas, const struct pp_rings *rings) {
    for (size_t r = 0; r < rings->n_rings; r++)
        pp_canvas_ring(canvas, rings->xy + 2 * rings->ring_first[r],
                       rings->ring_first[r + 1] - rings->ring_first[r]);
}

static void add_lines(struct pp_canvas *canvas, const struct pp_rings *rings) {
    for (size_t r = 0; r < rings->n_rings; r++)
        pp_canvas_line(canvas, rings->xy + 2 * rings->ring_first[r],
                       rings->ring_first[r + 1] - rings->ring_first[r]);
}

void pp_map_hatch(const struct pp_scene *scene, struct pp_canvas *canvas, int colour,
                  const struct pp_box *box) {
    if (colours[colour].hatch < 0)
        return;
    double angle = colours[colour].hatch * M_PI / 180, step = 5 * scene->line;
    double along[2] = {cos(angle), -sin(angle)}, across[2] = {sin(angle), cos(angle)};
    double x = (box->min_x + box->max_x) / 2, y = (box->min_y + box->max_y) / 2;
    double reach = hypot(box->max_x - box->min_x, box->max_y - box->min_y) / 2 + step;
    /* Lines lie on one lattice for the whole page, whatever the box. */
    double middle = x * across[0] + y * across[1], ahead = x * along[0] + y * along[1];
    for (double at = ceil((middle - reach) / step) * step; at < middle + reach; at += step) {
        double ends[4] = {at * across[0] + (ahead - reach) * along[0],
                          at * across[1] + (ahead - reach) * along[1],
                          at * across[0] + (ahead + reach) * along[0],
                          at * across[1] + (ahead + reach) * along[1]};
        pp_canvas_line(canvas, ends, 2);
    }
    pp_canvas_stroke(canvas, &(struct pp_pen){pp_colour_faded(pp_colour_of(0xFFFFFFu), 0.45),
                                              1.1 * scene->line, 0, 0});
}

static struct pp_box box_of_units(const struct pp_scene *scene, int p) {
    const struct pp_plan *plan = scene->map->plan;
    struct pp_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int u = 0; u < plan->n_units; u++) {
        if (plan->patch_of_unit[u] != p)
            continue;
        box.min_x = fmin(box.min_x, scene->units_xy[2 * u] - scene->near_home);
        box.max_x = fmax(box.max_x, scene->units_xy[2 * u] + scene->near_home);
        box.min_y = fmin(box.min_y, scene->units_xy[2 * u + 1] - scene->near_home);
        box.max_y = fmax(box.max_y, scene->units_xy[2 * u + 1] + scene->near_home);
    }
    return box;
}

/* Of patch p: all homes; on a map of changes those that change patch, or those that stay. */
static void add_near_homes(const struct pp_scene *scene, struct pp_canvas *canvas, int p,
                           bool changing) {
    const struct pp_plan *plan = scene->map->plan;
    const bool *changes = scene->map->unit_changes;
    for (int u = 0; u < plan->n_units; u++)
        if (plan->patch_of_unit[u] == p && (!changes || changes[u] == changing))
            pp_canvas_circle(canvas, scene->units_xy[2 * u], scene->units_xy[2 * u + 1],
                             scene->near_home);
}

/* Fill the ground near homes of patch p, inside the patch. */
static void fill_near_homes(const struct pp_scene *scene, struct pp_canvas *canvas, int p,
                            bool changing, struct pp_colour colour, bool hatched) {
    struct pp_box box = box_of_units(scene, p);
    if (box.min_x > box.max_x)
        return;
    pp_canvas_save(canvas);
    add_rings(canvas, &scene->patches[p]);
    pp_canvas_clip(canvas);
    add_near_homes(scene, canvas, p, changing);
    pp_canvas_clip_union(canvas);
    pp_canvas_box(canvas, box.min_x, box.min_y, box.max_x - box.min_x, box.max_y - box.min_y);
    pp_canvas_fill(canvas, colour);
    if (hatched)
        pp_map_hatch(scene, canvas, scene->colour[p], &box);
    pp_canvas_restore(canvas);
}

/* Full colour near the patch's own homes, a breath of it on the rest of its ground. On a map of changes only
 * the homes that change keep the colour. */
static void draw_patch(const struct pp_scene *scene, struct pp_canvas *canvas, int p) {
    bool shown = pp_scene_shows(scene, p), changes = scene->map->unit_changes != NULL;
    struct pp_colour grey = pp_colour_of(PP_MAP_OTHER);
    struct pp_colour colour = shown ? pp_map_colour(scene->colour[p]) : grey;
    add_rings(canvas, &scene->patches[p]);
    pp_canvas_fill(canvas, pp_colour_of(PP_MAP_FAR));
    if (!changes) {
        add_rings(canvas, &scene->patches[p]);
        pp_canvas_fill(canvas, pp_colour_faded(colour, 0.22));
    }
    if (changes)
        fill_near_homes(scene, canvas, p, false, grey, false);
    if (shown || !changes)
        fill_near_homes(scene, canvas, p, changes, colour, shown);
}

static void draw_outlines(struct pp_canvas *canvas, const struct pp_rings *rings, size_t n,
                          const struct pp_pen *pen) {
    for (size_t i = 0; i < n; i++)
        if (rings[i].kind == PP_RINGS_LINE)
            add_lines(canvas, &rings[i]);
        else
            add_rings(canvas, &rings[i]);
    pp_canvas_stroke(canvas, pen);
}

/* A thick line along the inner side of a patch that breaks the size limits. */
static void draw_alarm(const struct pp_scene *scene, struct pp_canvas *canvas, int p) {
    struct pp_pen pen = pp_map_limit_pen(scene);
    pen.width *= 2; /* half of it is clipped away */
    pp_canvas_save(canvas);
    add_rings(canvas, &scene->patches[p]);
    pp_canvas_clip(canvas);
    add_rings(canvas, &scene->patches[p]);
    pp_canvas_stroke(canvas, &pen);
    pp_canvas_restore(canvas);
}

static void draw_borders(const struct pp_scene *scene, struct pp_canvas *canvas) {
    const struct pp_plan *plan = scene->map->plan;
    struct pp_pen patch = pp_map_patch_pen(scene), ward = pp_map_ward_pen(scene);
    struct pp_pen team = pp_map_team_pen(scene), barrier = pp_map_barrier_pen(scene);
    struct pp_pen casing = {pp_colour_faded(pp_colour_of(0xFFFFFFu), 0.55), 2.8 * ward.width, 0, 0};
    draw_outlines(canvas, scene->patches, (size_t)plan->n_patches, &patch);
    draw_outlines(canvas, scene->wards, scene->map->n_wards, &casing);
    draw_outlines(canvas, scene->wards, scene->map->n_wards, &ward);
    for (int p = 0; p < plan->n_patches; p++)
        if (pp_scene_shows(scene, p) && pp_scene_side(scene, p) != 0)
            draw_alarm(scene, canvas, p);
    if (plan->n_teams > 1)
        draw_outlines(canvas, scene->teams, (size_t)plan->n_teams, &team);
    casing = (struct pp_pen){pp_colour_of(0xFFFFFFu), 2 * barrier.width, 0, 0};
    draw_outlines(canvas, scene->barriers, scene->map->n_barriers, &casing);
    draw_outlines(canvas, scene->barriers, scene->map->n_barriers, &barrier);
}

void pp_map_draw_middle(const struct pp_scene *scene, struct pp_canvas *canvas, double x,
                        double y) {
    struct pp_pen pen = {pp_colour_of(PP_MAP_INK), 0.9 * scene->line, 0, 0};
    pp_canvas_circle(canvas, x, y, 1.7 * scene->line);
    pp_canvas_paint(canvas, pp_colour_of(0xFFFFFFu), &pen);
}

void pp_map_draw_ground(const struct pp_scene *scene, struct pp_canvas *canvas) {
    const struct pp_plan *plan = scene->map->plan;
    const struct pp_box *frame = &scene->frame;
    double width = frame->max_x - frame->min_x, height = frame->max_y - frame->min_y;
    pp_canvas_save(canvas);
    pp_canvas_box(canvas, frame->min_x, frame->min_y, width, height);
    pp_canvas_clip(canvas);
    pp_canvas_box(canvas, frame->min_x, frame->min_y, width, height);
    pp_canvas_fill(canvas, pp_colour_of(PP_MAP_OUTSIDE));
    for (size_t w = 0; w < scene->map->n_wards; w++) {
        add_rings(canvas,
                  &scene->wards[w]); /* ground of the area that is nobody's: cut off by lines */
        pp_canvas_fill(canvas, pp_colour_of(PP_MAP_FAR));
    }
    for (int p = 0; p < plan->n_patches; p++)
        draw_patch(scene, canvas, p);
    draw_borders(scene, canvas);
    for (int p = 0; p < plan->n_patches; p++) {
        int hub = plan->patches[p].hub_unit_ix;
        if (pp_scene_shows(scene, p) && hub >= 0)
            pp_map_draw_middle(scene, canvas, scene->units_xy[2 * hub],
                               scene->units_xy[2 * hub + 1]);
    }
    pp_canvas_restore(canvas);
    pp_canvas_box(canvas, frame->min_x, frame->min_y, width, height);
    pp_canvas_stroke(canvas, &(struct pp_pen){pp_colour_of(0x8A9099u), 0.8 * scene->line, 0, 0});
}
