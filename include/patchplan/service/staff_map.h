/* A plan on a map for staff: where patches are, and the blocks and postcode groups of one and of those beside it. Values
 * are the caller's (pp_json_done). */
#ifndef PATCHPLAN_SERVICE_STAFF_MAP_H
#define PATCHPLAN_SERVICE_STAFF_MAP_H

#include "patchplan/core/date.h"
#include "patchplan/core/str.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"

/* {"crs","patches":[{"id","href","colour","label","rings","team","homes","limit": "over"|"under"|null,"locked"}],
 *  "colours":{id: colour} of all patches} as publish/outline.h draws them, on the finer grid. All patches take a few tenths
 * of a second for a city, so callers keep them. Names that the plan does not have are passed over. No patches for more
 * than a browser could draw. */
struct pp_outlines_ask {
    const char *plan;
    const char *const *only; /* these patches; none: all of them */
    size_t n_only;
    bool
        for_all; /* coarser, and nothing but where patches are: "id","colour","label","rings","team" */
    const struct pp_json *
        colours; /* as answered before: changed only where patches touch that did not; NULL: none */
};
int pp_service_plan_outlines(struct pp_db *db, const struct pp_outlines_ask *ask,
                             struct pp_json **ret_outlines, struct pp_error *reterr) PP_CHECKED;

/* {"patch","version","units":[{"id","name","homes","patch","pinned","at":[x,y],"rings"}]}: of `patch` and those beside
 * it. PP_E_NOTFOUND. */
int pp_service_plan_units(struct pp_db *db, const char *plan, const char *patch,
                          struct pp_json **ret_units, struct pp_error *reterr) PP_CHECKED;

/* {"units":[{"name","homes","from","to","at":[x,y],"rings"}]}: what is in another patch of `plan` than of the plan
 * `against`, or than today (NULL). */
int pp_service_plan_moves(struct pp_db *db, const char *plan, const char *against, pp_day today,
                          struct pp_json **ret_moves, struct pp_error *reterr) PP_CHECKED;

struct pp_plan_picture {
    const char *plan;
    const char *against; /* show what changes from this plan; NULL: an ordinary map */
    bool against_today;  /* or from today */
    pp_day today;
};
/* The map on one page, as SVG, appended. About a second for a city, so callers keep it. */
int pp_service_plan_picture(struct pp_db *db, const struct pp_plan_picture *wish,
                            struct pp_str *svg, struct pp_error *reterr) PP_CHECKED;

#endif
