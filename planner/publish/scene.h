/* A map made ready to draw: everything in points on the page. */
#ifndef PLANNER_PUBLISH_SCENE_H
#define PLANNER_PUBLISH_SCENE_H

#include "patchplan/core/str.h"
#include "patchplan/page/canvas.h"
#include "patchplan/publish/map.h"

enum { PP_MAP_N_COLOURS = 6 };

struct pp_scene {
    const struct pp_map *map;
    double width, height;      /* of the page */
    double line;               /* how thick one unit of line is: 1 on A3 */
    struct pp_box frame;       /* of the map */
    struct pp_box panel;       /* of the key beside it */
    double points_per_m;       /* scale of the map */
    double origin_e, origin_n; /* the frame's lower left corner on the ground */
    struct pp_rings *patches;  /* by patch_ix */
    struct pp_rings *wards;    /* by map->wards */
    struct pp_rings *barriers; /* by map->barriers */
    struct pp_rings *teams;    /* by team_ix */
    double *units_xy;          /* by unit_ix */
    double near_home;          /* radius of the ground near a home */
    int *colour;               /* by patch_ix */
    int n_inside_limits, n_shown;
};

/* Ground shown in full colour: this far from a home of the patch. */
enum { PP_MAP_NEAR_HOME_M = 300 };

int pp_scene_build(struct pp_geo *geo, const struct pp_map *map, struct pp_scene *ret_scene,
                   struct pp_error *reterr) PP_CHECKED;
void pp_scene_done(struct pp_scene *scene);

/* Is patch p shown in colour? */
bool pp_scene_shows(const struct pp_scene *scene, int p);
/* -1 under its limits, 1 over, 0 inside. */
int pp_scene_side(const struct pp_scene *scene, int p);

/* The colour of the ground of a patch, by scene->colour. */
struct pp_colour pp_map_colour(int colour);

void pp_map_draw_ground(const struct pp_scene *scene, struct pp_canvas *canvas);
int pp_map_draw_names(const struct pp_scene *scene, struct pp_canvas *canvas,
                      struct pp_map_result *ret_result, struct pp_error *reterr) PP_CHECKED;
/* The title and the line under it. */
void pp_map_title(const struct pp_scene *scene, struct pp_str *title);
void pp_map_facts(const struct pp_scene *scene, struct pp_str *facts);
void pp_map_draw_panel(const struct pp_scene *scene, struct pp_canvas *canvas);

/* Parts of the ground that the key shows too. */
void pp_map_draw_middle(const struct pp_scene *scene, struct pp_canvas *canvas, double x, double y);
struct pp_pen pp_map_patch_pen(const struct pp_scene *scene);
struct pp_pen pp_map_team_pen(const struct pp_scene *scene);
struct pp_pen pp_map_ward_pen(const struct pp_scene *scene);
struct pp_pen pp_map_barrier_pen(const struct pp_scene *scene);
struct pp_pen pp_map_limit_pen(const struct pp_scene *scene);
void pp_map_hatch(const struct pp_scene *scene, struct pp_canvas *canvas, int colour,
                  const struct pp_box *box);

/* The ground far from homes, and the ground that belongs to nobody. */
#define PP_MAP_FAR 0xEFEDE8u
#define PP_MAP_OTHER 0xDADCDFu
#define PP_MAP_OUTSIDE 0xFAFAF8u
#define PP_MAP_INK 0x22262Bu
#define PP_MAP_ALARM 0xB3261Eu

#endif
