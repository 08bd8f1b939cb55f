/* A plan on a map for staff: where patches are, and the blocks and postcode groups of one and of those beside it. Values
 * are the caller's (pp_json_done). */
#ifndef PATCHPLAN_SERVICE_STAFF_MAP_H
#define PATCHPLAN_SERVICE_STAFF_MAP_H

#include "patchplan/db/db.h"
#include "patchplan/json/json.h"

/* {"crs","patches":[{"id","href","colour","label","rings","homes","limit": "over"|"under"|null,"locked"}]} as
 * publish/outline.h draws them, on the finer grid. `only`: these patches; none: all of them, a few tenths of a second for
 * a city, so callers keep it. Names that the plan does not have are passed over. Empty for more patches than a browser
 * could draw. */
int pp_service_plan_outlines(struct pp_db *db, const char *plan, const char *const *only,
                             size_t n_only, struct pp_json **ret_outlines,
                             struct pp_error *reterr) PP_CHECKED;

/* {"patch","version","units":[{"id","name","homes","patch","pinned","at":[x,y],"rings"}]}: of `patch` and those beside
 * it. PP_E_NOTFOUND. */
int pp_service_plan_units(struct pp_db *db, const char *plan, const char *patch,
                          struct pp_json **ret_units, struct pp_error *reterr) PP_CHECKED;

#endif
