/* A plan as tables and as GeoJSON. Paths: NULL is standard output; a file is written whole or not at all.
 * Weights are decimals with three places, places EPSG:27700 metres but in GeoJSON. */
#ifndef PATCHPLAN_PUBLISH_TABLES_H
#define PATCHPLAN_PUBLISH_TABLES_H

#include "patchplan/core/plan.h"
#include "patchplan/publish/shapes.h"
#include "patchplan/publish/sheet.h"

/* id, weight, x, y, homes, team, ward_code, patch: what `partition` reads, and what it would answer. */
int pp_publish_units(const struct pp_plan *plan, const char *path, enum pp_sheet_format format,
                     struct pp_error *reterr) PP_CHECKED;
/* u, v, kind: ids of units as in the table above. */
int pp_publish_neighbours(const struct pp_plan *plan, const char *path, enum pp_sheet_format format,
                          struct pp_error *reterr) PP_CHECKED;
/* One row a patch: its team, ward, share, sizes, distance, middle, named officer. */
int pp_publish_patches(const struct pp_plan *plan, const char *path, enum pp_sheet_format format,
                       struct pp_error *reterr) PP_CHECKED;

/* The columns of the two tables of homes, for pp_sheet_open(); guarded, for people. */
extern const char *const pp_allocation_keys[]; /* property_ref, postcode, patch */
extern const char *const pp_changes_keys[];    /* property_ref, old_patch, new_patch, from */

/* Patches as an RFC 7946 FeatureCollection: WGS84 longitude and latitude with 7 decimals, outer rings
 * anticlockwise, holes clockwise, a bbox. A patch without ground has geometry null. */
int pp_publish_geojson(struct pp_geo *geo, const struct pp_plan *plan,
                       const struct pp_patch_shapes *shapes, const char *path,
                       struct pp_error *reterr) PP_CHECKED;

#endif
