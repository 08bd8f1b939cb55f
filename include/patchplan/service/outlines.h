/* The patches in force on a map, for anyone. */
#ifndef PATCHPLAN_SERVICE_OUTLINES_H
#define PATCHPLAN_SERVICE_OUTLINES_H

#include "patchplan/core/date.h"
#include "patchplan/db/db.h"
#include "patchplan/json/json.h"

/* {"crs":"EPSG:27700","patches":[{"id","href","colour","label","rings"}]}: see publish/outline.h. Empty when nothing is
 * in force, or so much that no browser could draw it. About a second for a city, so callers keep it. Owned by the
 * caller. */
int pp_service_outlines(struct pp_db *db, pp_day day, struct pp_json **ret_outlines,
                        struct pp_error *reterr) PP_CHECKED;

/* Changes whenever pp_service_outlines() may answer otherwise. Owned by the caller (pp_free). */
int pp_service_outlines_stamp(struct pp_db *db, pp_day day, char **ret_stamp,
                              struct pp_error *reterr) PP_CHECKED;

#endif
