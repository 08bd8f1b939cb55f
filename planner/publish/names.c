/* Names on the map: patches first, the tightest before the roomiest, then teams and wards where room is
 * left. */
#include "planner/publish/scene.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/publish/labels.h"
#include "patchplan/publish/pole.h"

/* Sizes tried, in points on A3, largest first; names of two words also on two lines. */
static const double patch_sizes[] = {10.5, 9, 7.8, 6.8, 6};
static const double team_sizes[] = {16, 14, 12, 10, 8.5};
static const double ward_sizes[] = {9.5, 8.5, 7.8, 7.2, 6.8};
enum { N_SIZES = 5, FORMS_MOST = 2 * N_SIZES };

enum whose { OF_PATCH, OF_TEAM, OF_WARD };

struct name {
    const char *one_line, *two_lines; /* two_lines NULL: it is one word */
    struct pp_label_form forms[FORMS_MOST];
    double size[FORMS_MOST];
    bool split[FORMS_MOST];
    double room; /* clearance of its shape */
    enum whose whose;
    bool alarm;
    int ix; /* patch_ix, team_ix, or index of the ward */
};

struct naming {
    const struct pp_scene *scene;
    struct pp_canvas *canvas;
    struct name *names;
    struct pp_label *labels;
    struct pp_label_place *places;
    double *dots_xy;
    int n, n_dots;
    struct pp_arena arena;
};

static struct pp_text_style style_of(const struct pp_scene *scene, const struct name *name,
                                     double size) {
    static const unsigned inks[] = {PP_MAP_INK, 0x12456Bu, 0x5A2E7Eu};
    struct pp_text_style style = {
        .size = size * scene->line,
        .bold = name->whose != OF_WARD,
        .italic = name->whose == OF_WARD,
        .colour = pp_colour_of(name->alarm ? PP_MAP_ALARM : inks[name->whose]),
        .halo = pp_colour_faded(pp_colour_of(0xFFFFFFu), name->whose == OF_PATCH ? 0.85 : 0.7),
        .halo_width = 1.3 * scene->line,
        .align = PP_TEXT_CENTRE,
    };
    return style;
}

static const struct pp_rings *shape_of(const struct pp_scene *scene, const struct name *name) {
    const struct pp_rings *shapes[] = {scene->patches, scene->teams, scene->wards};
    return &shapes[name->whose][name->ix];
}

/* "North East 3" -> "North East\n3"; the last blank becomes a new line. NULL: one word, or no memory. */
static const char *break_name(struct pp_arena *arena, const char *text) {
    const char *blank = strrchr(text, ' ');
    if (!blank)
        return NULL;
    char *broken = pp_arena_strdup(arena, text);
    if (broken)
        broken[blank - text] = '\n';
    return broken;
}

static int add_forms(struct naming *naming, struct name *name) {
    static const double *const sizes_of[] = {patch_sizes, team_sizes, ward_sizes};
    const double *sizes = sizes_of[name->whose];
    int n = 0;
    for (int s = 0; s < N_SIZES; s++)
        for (int split = 0; split <= (name->two_lines != NULL); split++) {
            struct pp_text_style style = style_of(naming->scene, name, sizes[s]);
            double width, height, air = 1.6 * naming->scene->line;
            pp_canvas_measure(naming->canvas, split ? name->two_lines : name->one_line, &style,
                              &width, &height);
            name->size[n] = sizes[s];
            name->split[n] = split;
            name->forms[n++] = (struct pp_label_form){width + air, height * 0.86 + air};
        }
    return n;
}

static void add_name(struct naming *naming, const char *text, struct name name) {
    double x, y;
    name.one_line = text;
    name.two_lines = break_name(&naming->arena, text);
    if (pp_rings_pole(shape_of(naming->scene, &name), 0.5, &x, &y, &name.room))
        naming->names[naming->n++] = name;
}

static int compare_room(const void *left, const void *right) {
    const struct name *a = left, *b = right;
    if (a->whose != b->whose)
        return (int)a->whose - (int)b->whose;
    if (a->room != b->room)
        return a->room < b->room ? -1 : 1;
    return a->ix - b->ix;
}

static int name_patches(struct naming *naming, struct pp_error *reterr) {
    const struct pp_scene *scene = naming->scene;
    const struct pp_plan *plan = scene->map->plan;
    for (int p = 0; p < plan->n_patches; p++) {
        if (!pp_scene_shows(scene, p))
            continue;
        int side = pp_scene_side(scene, p), hub = plan->patches[p].hub_unit_ix;
        const char *text = plan->patches[p].name;
        if (side != 0)
            text = pp_arena_printf(&naming->arena, "%s %s", side > 0 ? "\u25B2" : "\u25BC", text);
        if (!text)
            return pp_fail_nomem(reterr);
        add_name(naming, text, (struct name){.ix = p, .alarm = side != 0});
        if (hub >= 0)
            memcpy(naming->dots_xy + 2 * naming->n_dots++, scene->units_xy + 2 * hub,
                   2 * sizeof(double));
    }
    return 0;
}

/* Teams in capitals, to be told from their patches. */
static int name_teams(struct naming *naming, struct pp_error *reterr) {
    const struct pp_plan *plan = naming->scene->map->plan;
    for (int t = 0; t < plan->n_teams && naming->scene->map->team_ix < 0; t++) {
        char *text = pp_arena_strdup(&naming->arena, plan->team_names[t]);
        if (!text)
            return pp_fail_nomem(reterr);
        for (char *c = text; *c; c++)
            *c = (char)toupper((unsigned char)*c);
        add_name(naming, text, (struct name){.ix = t, .whose = OF_TEAM});
    }
    return 0;
}

static void name_wards(struct naming *naming) {
    const struct pp_map *map = naming->scene->map;
    for (size_t w = 0; w < map->n_wards; w++)
        if (map->ward_names && map->ward_names[w] && *map->ward_names[w])
            add_name(naming, map->ward_names[w], (struct name){.ix = (int)w, .whose = OF_WARD});
}

/* Labels in the order of their names, now that these are sorted. */
static void make_labels(struct naming *naming) {
    const struct pp_scene *scene = naming->scene;
    for (int i = 0; i < naming->n; i++) {
        struct name *name = &naming->names[i];
        struct pp_label *label = &naming->labels[i];
        double clearance;
        label->shape = shape_of(scene, name);
        pp_rings_pole(label->shape, 0.5, &label->near_x, &label->near_y, &clearance);
        label->may_drop = name->whose == OF_WARD;
        label->may_leave = name->whose == OF_PATCH;
        label->forms = name->forms;
        label->n_forms = add_forms(naming, name);
        int hub = name->whose == OF_PATCH ? scene->map->plan->patches[name->ix].hub_unit_ix : -1;
        if (hub >= 0) { /* large ground, few homes: the name stands where the homes are */
            label->near_x = scene->units_xy[2 * hub];
            label->near_y = scene->units_xy[2 * hub + 1] - 6 * scene->line;
        }
    }
}

static void draw_name(const struct naming *naming, int i, struct pp_map_result *result) {
    const struct name *name = &naming->names[i];
    const struct pp_label_place *place = &naming->places[i];
    if (place->form < 0) {
        result->n_not_placed += name->whose == OF_PATCH;
        return;
    }
    struct pp_text_style style = style_of(naming->scene, name, name->size[place->form]);
    if (place->has_line) {
        double line[4] = {place->x, place->y, place->line_x, place->line_y};
        double width = 0.9 * naming->scene->line;
        pp_canvas_line(naming->canvas, line, 2);
        pp_canvas_stroke(naming->canvas, &(struct pp_pen){style.halo, 3 * width, 0, 0});
        pp_canvas_line(naming->canvas, line, 2);
        pp_canvas_stroke(naming->canvas, &(struct pp_pen){style.colour, width, 0, 0});
        result->n_with_line++;
    }
    pp_canvas_label(naming->canvas, name->split[place->form] ? name->two_lines : name->one_line,
                    &style, place->x, place->y);
}

static int place_and_draw(struct naming *naming, struct pp_map_result *result,
                          struct pp_error *reterr) {
    const struct pp_scene *scene = naming->scene;
    struct pp_label_input input = {.frame = scene->frame,
                                   .labels = naming->labels,
                                   .n_labels = naming->n,
                                   .dots_xy = naming->dots_xy,
                                   .n_dots = naming->n_dots,
                                   .dot_radius = 2 * scene->line};
    int rc = pp_place_labels(&input, naming->places, reterr);
    /* Wards and teams below, patches above. */
    for (int i = naming->n - 1; i >= 0 && !rc; i--)
        draw_name(naming, i, result);
    return rc;
}

int pp_map_draw_names(const struct pp_scene *scene, struct pp_canvas *canvas,
                      struct pp_map_result *ret_result, struct pp_error *reterr) {
    struct pp_map_result result = {.n_patches = scene->n_shown};
    struct naming naming = {.scene = scene, .canvas = canvas};
    size_t most =
        (size_t)(scene->map->plan->n_patches + scene->map->plan->n_teams) + scene->map->n_wards + 1;
    PP_AUTO_FREE struct name *names = naming.names = pp_alloc_array(most, sizeof *names);
    PP_AUTO_FREE struct pp_label *labels = naming.labels = pp_alloc_array(most, sizeof *labels);
    PP_AUTO_FREE struct pp_label_place *places = naming.places =
        pp_alloc_array(most, sizeof *places);
    PP_AUTO_FREE double *dots_xy = naming.dots_xy = pp_alloc_array(2 * most, sizeof *dots_xy);
    if (!names || !labels || !places || !dots_xy)
        return pp_fail_nomem(reterr);
    int rc = name_patches(&naming, reterr);
    result.n_not_placed = scene->n_shown - naming.n; /* without ground */
    if (!rc)
        rc = name_teams(&naming, reterr);
    if (!rc) {
        name_wards(&naming);
        qsort(names, (size_t)naming.n, sizeof *names, compare_room);
        make_labels(&naming);
        rc = place_and_draw(&naming, &result, reterr);
    }
    pp_arena_done(&naming.arena);
    if (!rc)
        *ret_result = result;
    return rc;
}
