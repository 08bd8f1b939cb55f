/* The head of the page and the key beside the map. */
#include "planner/publish/scene.h"

#include <math.h>
#include <stdio.h>

#include "patchplan/core/str.h"
#include "patchplan/core/text.h"

/* A pen that goes down the panel. */
struct column {
    const struct pp_scene *scene;
    struct pp_canvas *canvas;
    double x, y, width;
};

static struct pp_text_style plain(const struct pp_scene *scene, double size) {
    return (struct pp_text_style){.size = size * scene->line, .colour = pp_colour_of(PP_MAP_INK)};
}

static void heading(struct column *column, const char *text) {
    struct pp_text_style style = plain(column->scene, 10.5);
    style.bold = true;
    column->y += 9 * column->scene->line;
    column->y += pp_canvas_text(column->canvas, text, &style, column->x, column->y);
    column->y += 4 * column->scene->line;
}

static void paragraph(struct column *column, const char *text, double size) {
    struct pp_text_style style = plain(column->scene, size);
    style.wrap_width = column->width;
    column->y += pp_canvas_text(column->canvas, text, &style, column->x, column->y);
    column->y += 3 * column->scene->line;
}

/* What stands left of a line of the key: a swatch, in a box of the given place. */
typedef void draw_swatch(const struct column *column, const struct pp_box *box);

static void key_line(struct column *column, draw_swatch *draw, const char *text) {
    double line = column->scene->line, swatch = 26 * line;
    struct pp_text_style style = plain(column->scene, 8.6);
    double width, height, least = 13 * line;
    style.wrap_width = column->width - swatch - 8 * line;
    pp_canvas_measure(column->canvas, text, &style, &width, &height);
    double row = fmax(height, least);
    struct pp_box box = {column->x, column->y + (row - least) / 2, column->x + swatch,
                         column->y + (row + least) / 2};
    draw(column, &box);
    pp_canvas_text(column->canvas, text, &style, column->x + swatch + 8 * line,
                   column->y + (row - height) / 2);
    column->y += row + 4.5 * line;
}

static void add_box(const struct column *column, const struct pp_box *box) {
    pp_canvas_box(column->canvas, box->min_x, box->min_y, box->max_x - box->min_x,
                  box->max_y - box->min_y);
}

static void swatch_patches(const struct column *column, const struct pp_box *box) {
    double width = (box->max_x - box->min_x) / 3;
    struct pp_pen pen = pp_map_patch_pen(column->scene);
    for (int i = 0; i < 3; i++) {
        struct pp_box part = {box->min_x + i * width, box->min_y, box->min_x + (i + 1) * width,
                              box->max_y};
        pp_canvas_save(column->canvas);
        add_box(column, &part);
        pp_canvas_clip(column->canvas);
        add_box(column, &part);
        pp_canvas_fill(column->canvas, pp_map_colour(i));
        pp_map_hatch(column->scene, column->canvas, i, &part);
        pp_canvas_restore(column->canvas);
        add_box(column, &part);
        pp_canvas_stroke(column->canvas, &pen);
    }
}

static void swatch_far(const struct column *column, const struct pp_box *box) {
    struct pp_pen pen = pp_map_patch_pen(column->scene);
    add_box(column, box);
    pp_canvas_fill(column->canvas, pp_colour_of(PP_MAP_FAR));
    add_box(column, box);
    pp_canvas_paint(column->canvas, pp_colour_faded(pp_map_colour(1), 0.22), &pen);
}

static void swatch_nobodys(const struct column *column, const struct pp_box *box) {
    struct pp_pen pen = pp_map_patch_pen(column->scene);
    add_box(column, box);
    pp_canvas_paint(column->canvas, pp_colour_of(PP_MAP_FAR), &pen);
}

static void swatch_other(const struct column *column, const struct pp_box *box) {
    struct pp_pen pen = pp_map_patch_pen(column->scene);
    add_box(column, box);
    pp_canvas_paint(column->canvas, pp_colour_of(PP_MAP_OTHER), &pen);
}

static void swatch_middle(const struct column *column, const struct pp_box *box) {
    pp_map_draw_middle(column->scene, column->canvas, (box->min_x + box->max_x) / 2,
                       (box->min_y + box->max_y) / 2);
}

static void swatch_line(const struct column *column, const struct pp_box *box,
                        const struct pp_pen *pen) {
    double middle = (box->min_y + box->max_y) / 2;
    double xy[4] = {box->min_x, middle, box->max_x, middle};
    pp_canvas_line(column->canvas, xy, 2);
    pp_canvas_stroke(column->canvas, pen);
}

static void swatch_team(const struct column *column, const struct pp_box *box) {
    struct pp_pen pen = pp_map_team_pen(column->scene);
    swatch_line(column, box, &pen);
}

static void swatch_ward(const struct column *column, const struct pp_box *box) {
    struct pp_pen pen = pp_map_ward_pen(column->scene);
    swatch_line(column, box, &pen);
}

static void swatch_barrier(const struct column *column, const struct pp_box *box) {
    struct pp_pen pen = pp_map_barrier_pen(column->scene);
    swatch_line(column, box, &pen);
}

static void swatch_alarm(const struct column *column, const struct pp_box *box) {
    struct pp_pen pen = pp_map_limit_pen(column->scene);
    add_box(column, box);
    pp_canvas_paint(column->canvas, pp_map_colour(0), &pen);
}

static void draw_key(struct column *column) {
    const struct pp_scene *scene = column->scene;
    const struct pp_map *map = scene->map;
    char near[120];
    snprintf(near, sizeof near, "ground of a patch more than %d m from any of its homes",
             PP_MAP_NEAR_HOME_M);
    heading(column, "Key");
    if (map->unit_changes) {
        key_line(column, swatch_patches,
                 "homes that change patch; colours and lines only tell the new patches apart");
        key_line(column, swatch_other, "homes that stay in their patch");
    } else {
        key_line(
            column, swatch_patches,
            "patches: each is looked after by one housing officer; colours and lines only tell "
            "neighbours apart");
        key_line(column, swatch_far, near);
        if (map->team_ix >= 0)
            key_line(column, swatch_other, "patches of other teams");
    }
    key_line(column, swatch_middle, "middle of the patch");
    if (map->plan->n_teams > 1)
        key_line(column, swatch_team, "border of a team's patches");
    if (map->n_wards)
        key_line(column, swatch_ward, "ward border, with the ward's name");
    if (map->n_barriers)
        key_line(column, swatch_barrier, "line that no patch crosses (river, railway, main road)");
    if (map->n_barriers && map->n_wards && map->team_ix < 0)
        key_line(column, swatch_nobodys,
                 "ground without homes, cut off by such a line: in no patch");
    if (scene->n_inside_limits < scene->n_shown)
        key_line(column, swatch_alarm, "patch over (\u25B2) or under (\u25BC) the size limits");
}

/* A row of a small table: a name, up to two counts. */
static void table_row(struct column *column, const char *const cells[3], double size, bool bold) {
    struct pp_text_style style = plain(column->scene, size);
    double line = column->scene->line, width, height;
    style.bold = bold;
    pp_canvas_measure(column->canvas, "Ag", &style, &width, &height);
    pp_canvas_text(column->canvas, cells[0], &style, column->x, column->y);
    style.align = PP_TEXT_RIGHT;
    pp_canvas_text(column->canvas, cells[1], &style, column->x + column->width - 50 * line,
                   column->y);
    pp_canvas_text(column->canvas, cells[2], &style, column->x + column->width, column->y);
    column->y += height + 0.3 * size * line;
}

/* team_ix -1: every patch that is shown. */
static void sum_row(struct column *column, const char *name, int team_ix, bool bold) {
    const struct pp_plan *plan = column->scene->map->plan;
    int n_patches = 0;
    int64_t n_homes = 0;
    for (int p = 0; p < plan->n_patches; p++) {
        if (!pp_scene_shows(column->scene, p) ||
            (team_ix >= 0 && plan->patches[p].team_ix != team_ix))
            continue;
        n_patches++;
        n_homes += plan->patches[p].n_homes;
    }
    char patches[32], homes[32];
    pp_text_format_count(n_patches, patches, sizeof patches);
    pp_text_format_count(n_homes, homes, sizeof homes);
    if (n_patches)
        table_row(column, (const char *const[3]){name, patches, homes}, 8.6, bold);
}

static void draw_teams(struct column *column) {
    const struct pp_plan *plan = column->scene->map->plan;
    heading(column, plan->n_teams > 0 ? "Teams" : "Homes");
    table_row(column, (const char *const[3]){"", "patches", "homes"}, 8.6, true);
    for (int t = 0; t < plan->n_teams; t++)
        sum_row(column, plan->team_names[t], t, false);
    sum_row(column, "All", -1, true);
}

/* One team: its patches, as large as there is room down to the scale bar; too many are left out. */
static void draw_patches(struct column *column) {
    const struct pp_scene *scene = column->scene;
    const struct pp_plan *plan = scene->map->plan;
    double room = scene->panel.max_y - 110 * scene->line - column->y;
    double size = fmin(8.6, room / scene->line / (scene->n_shown + 3) / 1.5);
    char homes[32];
    if (size < 5)
        return;
    heading(column, plan->team_names[scene->map->team_ix]);
    table_row(column, (const char *const[3]){"patch", "", "homes"}, size, true);
    for (int p = 0; p < plan->n_patches; p++) {
        if (!pp_scene_shows(scene, p))
            continue;
        pp_text_format_count(plan->patches[p].n_homes, homes, sizeof homes);
        table_row(column, (const char *const[3]){plan->patches[p].name, "", homes}, size, false);
    }
}

static void draw_quality(struct column *column) {
    const struct pp_plan *plan = column->scene->map->plan;
    char text[300];
    double metres =
        plan->weight_milli > 0 ? plan->distance_cost / ((double)plan->weight_milli / 1000) : NAN;
    if (column->scene->map->team_ix >= 0 || !isfinite(metres) ||
        plan->rules.cost_kind != PP_COST_DISTANCE)
        return;
    heading(column, "How good it is");
    snprintf(text, sizeof text, "Average distance to the middle of the patch: %.0f m.", metres);
    paragraph(column, text, 8.6);
    if (isfinite(plan->gap) && plan->gap >= 0 && !pp_plan_is_proven_in_part(plan)) {
        double shorter = ceil(1000 * plan->gap / (1 + plan->gap)) / 10;
        snprintf(text, sizeof text,
                 "No plan under these rules can be more than %.1f\u00A0%% shorter%s.", shorter,
                 pp_rules_counted_in(&plan->rules));
        paragraph(column, text, 8.6);
    }
}

/* The longest round length of ground that fits the width. */
static double round_length(double most_m) {
    double step = pow(10, floor(log10(most_m)));
    return most_m >= 5 * step ? 5 * step : most_m >= 2 * step ? 2 * step : step;
}

static void draw_scale_bar(const struct column *column, double y) {
    const struct pp_scene *scene = column->scene;
    double line = scene->line, metres = round_length(120 * line / scene->points_per_m);
    double width = metres * scene->points_per_m, height = 4 * line;
    struct pp_pen pen = {pp_colour_of(PP_MAP_INK), 0.7 * line, 0, 0};
    for (int i = 0; i < 4; i++) {
        pp_canvas_box(column->canvas, column->x + i * width / 4, y, width / 4, height);
        pp_canvas_paint(column->canvas, pp_colour_of(i % 2 ? 0xFFFFFFu : PP_MAP_INK), &pen);
    }
    struct pp_text_style style = plain(scene, 8);
    char text[64];
    pp_canvas_text(column->canvas, "0", &style, column->x, y + height + 2 * line);
    if (metres >= 1000)
        snprintf(text, sizeof text, "%.0f km", metres / 1000);
    else
        snprintf(text, sizeof text, "%.0f m", metres);
    style.align = PP_TEXT_RIGHT;
    pp_canvas_text(column->canvas, text, &style, column->x + width, y + height + 2 * line);
    char count[32];
    pp_text_format_count(llround(72 / 0.0254 / scene->points_per_m), count, sizeof count);
    snprintf(text, sizeof text, "1 : %s on %s paper", count,
             scene->map->paper == PP_PAPER_A4 ? "A4" : "A3");
    style.align = PP_TEXT_LEFT;
    pp_canvas_text(column->canvas, text, &style, column->x, y + height + 13 * line);
}

static void draw_north(const struct column *column, double x, double y) {
    double line = column->scene->line;
    double left[6] = {x, y, x - 7 * line, y + 22 * line, x, y + 17 * line};
    double right[6] = {x, y, x + 7 * line, y + 22 * line, x, y + 17 * line};
    struct pp_pen pen = {pp_colour_of(PP_MAP_INK), 0.8 * line, 0, 0};
    pp_canvas_ring(column->canvas, left, 3);
    pp_canvas_paint(column->canvas, pp_colour_of(PP_MAP_INK), &pen);
    pp_canvas_ring(column->canvas, right, 3);
    pp_canvas_paint(column->canvas, pp_colour_of(0xFFFFFFu), &pen);
    struct pp_text_style style = plain(column->scene, 9);
    style.bold = true;
    style.align = PP_TEXT_CENTRE;
    pp_canvas_text(column->canvas, "N", &style, x, y + 23 * line);
}

static void draw_foot(struct column *column) {
    const struct pp_scene *scene = column->scene;
    double line = scene->line, width, height;
    char day[40];
    PP_AUTO_STR struct pp_str text = {0};
    pp_day_long(scene->map->today, day, sizeof day);
    if (scene->map->source)
        pp_str_appendf(&text, "%s\n", scene->map->source);
    pp_str_appendf(
        &text,
        "A patch's ground is every place nearer to one of its blocks or postcodes than to "
        "another's. British National Grid. Drawn by patchplan, %s.",
        day);
    struct pp_text_style style = plain(scene, 6.8);
    style.colour = pp_colour_of(0x555B63u);
    style.wrap_width = column->width;
    pp_canvas_measure(column->canvas, pp_str_text(&text), &style, &width, &height);
    double y = scene->panel.max_y - height;
    pp_canvas_text(column->canvas, pp_str_text(&text), &style, column->x, y);
    draw_scale_bar(column, y - 38 * line);
    draw_north(column, column->x + column->width - 14 * line, y - 50 * line);
}

void pp_map_title(const struct pp_scene *scene, struct pp_str *title) {
    const struct pp_map *map = scene->map;
    if (map->title)
        pp_str_append(title, map->title);
    else if (map->unit_changes)
        pp_str_appendf(title, "What changes from plan \u201C%s\u201D to \u201C%s\u201D",
                       map->against, map->plan->name);
    else
        pp_str_appendf(title, "Housing patches: plan \u201C%s\u201D", map->plan->name);
    if (!map->title && map->team_ix >= 0)
        pp_str_appendf(title, ", %s", map->plan->team_names[map->team_ix]);
}

void pp_map_facts(const struct pp_scene *scene, struct pp_str *facts) {
    const struct pp_plan *plan = scene->map->plan;
    char day[40], homes[32], changing[32];
    int64_t n_homes = 0, n_changing = 0;
    for (int u = 0; u < plan->n_units; u++) {
        int p = plan->patch_of_unit[u];
        if (p < 0 || !pp_scene_shows(scene, p))
            continue;
        n_homes += plan->units[u].n_homes;
        if (scene->map->unit_changes && scene->map->unit_changes[u])
            n_changing += plan->units[u].n_homes;
    }
    pp_day_long(scene->map->today, day, sizeof day);
    pp_text_format_count(n_homes, homes, sizeof homes);
    pp_text_format_count(n_changing, changing, sizeof changing);
    if (scene->map->unit_changes)
        pp_str_appendf(facts, "%s of %s homes change patch \u00B7 ", changing, homes);
    else
        pp_str_appendf(facts, "%s homes in %d patches \u00B7 ", homes, scene->n_shown);
    pp_str_appendf(facts, "%d of %d patches inside the size limits \u00B7 %s",
                   scene->n_inside_limits, scene->n_shown, day);
}

static void draw_head(const struct pp_scene *scene, struct pp_canvas *canvas) {
    PP_AUTO_STR struct pp_str title = {0}, facts = {0};
    pp_map_title(scene, &title);
    pp_map_facts(scene, &facts);
    struct pp_text_style style = plain(scene, 21);
    double y = 22 * scene->line;
    style.bold = true;
    y += pp_canvas_text(canvas, pp_str_text(&title), &style, scene->frame.min_x, y);
    style = plain(scene, 11.5);
    style.colour = pp_colour_of(0x4A5058u);
    pp_canvas_text(canvas, pp_str_text(&facts), &style, scene->frame.min_x, y + scene->line);
}

void pp_map_draw_panel(const struct pp_scene *scene, struct pp_canvas *canvas) {
    struct column column = {.scene = scene,
                            .canvas = canvas,
                            .x = scene->panel.min_x,
                            .y = scene->panel.min_y - 9 * scene->line,
                            .width = scene->panel.max_x - scene->panel.min_x};
    draw_head(scene, canvas);
    draw_key(&column);
    if (scene->map->team_ix >= 0)
        draw_patches(&column);
    else
        draw_teams(&column);
    draw_quality(&column);
    draw_foot(&column);
}
