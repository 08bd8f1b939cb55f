/* The map of a plan on one page, for SVG, PNG and PDF alike. */
#ifndef PATCHPLAN_PUBLISH_MAP_H
#define PATCHPLAN_PUBLISH_MAP_H

#include "patchplan/core/date.h"
#include "patchplan/core/plan.h"
#include "patchplan/publish/shapes.h"

enum pp_paper { PP_PAPER_A3, PP_PAPER_A4 };

struct pp_map {
    const struct pp_plan *plan;
    const struct pp_patch_shapes *shapes;
    /* borders in EPSG:27700, drawn when there are any; ward names by place in the array */
    const struct pp_wkb *wards;
    const char *const *ward_names;
    size_t n_wards;
    const struct pp_wkb *barriers;
    size_t n_barriers;
    /* What changes against another plan: per unit, true when its patch was another; NULL = an ordinary map.
     * `against` is that plan's name. */
    const bool *unit_changes;
    const char *against;
    int team_ix;        /* -1 = the whole plan; else only this team's patches, the others in grey */
    const char *title;  /* NULL: made from the plan's name */
    const char *source; /* a line about where the data is from, or NULL */
    enum pp_paper paper;
    pp_day today;
};

/* What became of it, for whoever asked. */
struct pp_map_result {
    int n_patches;    /* drawn in colour */
    int n_with_line;  /* names that stand beside their patch, with a line to it */
    int n_not_placed; /* names that found no place at all */
};

/* Draw `map` to `path` (.svg, .png, .pdf; whole or not at all). The page stands upright or lies, whichever
 * shows the ground larger. PP_E_INPUT: nothing to draw. A city takes about a second. */
int pp_publish_map(struct pp_geo *geo, const struct pp_map *map, const char *path,
                   struct pp_map_result *ret_result, struct pp_error *reterr) PP_CHECKED;

#endif
