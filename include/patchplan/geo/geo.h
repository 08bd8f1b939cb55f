/* The gate to GEOS and PROJ: one context, and coordinates between the National Grid and
 * longitude/latitude.
 *
 * A context belongs to one thread at a time; threads make their own. PROJ is opened at the first
 * transformation, so a program that only looks things up does not pay for it.
 */
#ifndef PATCHPLAN_GEO_GEO_H
#define PATCHPLAN_GEO_GEO_H

#include <stdbool.h>
#include <stddef.h>

#include "patchplan/core/error.h"

struct pp_geo;

/* Given back with pp_geo_free(), or at the end of the scope with PP_AUTO_GEO. */
int pp_geo_new(struct pp_geo **ret_geo, struct pp_error *reterr) PP_CHECKED;
void pp_geo_free(struct pp_geo *geo);
void pp_geo_auto_free(struct pp_geo **geo);
#define PP_AUTO_GEO __attribute__((cleanup(pp_geo_auto_free)))

/* `n_points` pairs in place: longitude, latitude (WGS84 degrees) to easting, northing (EPSG:27700
 * metres), and back. About a microsecond a point. PP_E_INPUT names the first point that lies
 * outside the grid; then nothing is changed. */
int pp_geo_to_grid(struct pp_geo *geo, double *xy, size_t n_points,
                   struct pp_error *reterr) PP_CHECKED;
int pp_geo_to_lonlat(struct pp_geo *geo, double *xy, size_t n_points,
                     struct pp_error *reterr) PP_CHECKED;

/* How good the transformation is on this machine. */
struct pp_geo_accuracy {
    bool has_grid;     /* the OSTN15 grid is installed and used */
    double accuracy_m; /* about 0.1 with the grid, about 2 without */
    char method[128];  /* PROJ's name of the operation */
};
int pp_geo_accuracy(struct pp_geo *geo, struct pp_geo_accuracy *ret_accuracy,
                    struct pp_error *reterr) PP_CHECKED;
/* One sentence for people about it. Constant text. */
const char *pp_geo_accuracy_text(const struct pp_geo_accuracy *accuracy);

/* Could these pairs be longitude/latitude in or near Great Britain, or grid metres? For a file that
 * does not say. Both false: neither (swapped, another country). */
bool pp_geo_looks_like_lonlat(const double *xy, size_t n_points);
bool pp_geo_looks_like_grid(const double *xy, size_t n_points);

#endif
