/* A plan as a GeoPackage (OGC 12-128r18, version 1.3) for QGIS and other programs with maps. */
#ifndef PATCHPLAN_STORE_GPKG_H
#define PATCHPLAN_STORE_GPKG_H

#include "patchplan/core/plan.h"
#include "patchplan/geo/shape.h"

/* Write `plan` to `path` (whole or not at all), in EPSG:27700: layer `patches` (MultiPolygon, from
 * `grounds`, one WKB a patch, empty ones without geometry) and layer `units` (Point). */
int pp_store_gpkg_write(const char *path, const struct pp_plan *plan, const struct pp_wkb *grounds,
                        struct pp_error *reterr) PP_CHECKED;

#endif
