#include "patchplan/publish/map.h"

#include "patchplan/core/str.h"
#include "planner/publish/scene.h"

static int draw(const struct pp_scene *scene, const char *path, struct pp_map_result *ret_result,
                struct pp_error *reterr) {
    PP_AUTO_STR struct pp_str title = {0}, about = {0};
    PP_AUTO_CANVAS struct pp_canvas *canvas = NULL;
    struct pp_map_result result;
    pp_map_title(scene, &title); /* also for those who hear the map instead of seeing it */
    pp_map_facts(scene, &about);
    struct pp_canvas_options options = {.width_pt = scene->width,
                                        .height_pt = scene->height,
                                        .png_width_px = 2400,
                                        .title = pp_str_text(&title),
                                        .about = pp_str_text(&about)};
    int rc = pp_canvas_open(path, &options, &canvas, reterr);
    if (rc)
        return rc;
    pp_map_draw_ground(scene, canvas);
    if ((rc = pp_map_draw_names(scene, canvas, &result, reterr)) != 0)
        return rc;
    pp_map_draw_panel(scene, canvas);
    if ((rc = pp_canvas_finish(canvas, reterr)) != 0)
        return rc;
    *ret_result = result;
    return 0;
}

int pp_publish_map(struct pp_geo *geo, const struct pp_map *map, const char *path,
                   struct pp_map_result *ret_result, struct pp_error *reterr) {
    struct pp_scene scene;
    int rc = pp_scene_build(geo, map, &scene, reterr);
    if (rc)
        return rc;
    rc = draw(&scene, path, ret_result, reterr);
    pp_scene_done(&scene);
    return rc;
}
