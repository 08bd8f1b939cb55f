/* Shapes: points, lines and polygons in a plane, in metres unless said.
 *
 * A struct pp_shape is owned by whoever got it and goes with pp_shape_free(); it belongs to the
 * context that made it. "WKB" is ISO well-known binary, little endian, two dimensions.
 */
#ifndef PATCHPLAN_GEO_SHAPE_H
#define PATCHPLAN_GEO_SHAPE_H

#include "patchplan/geo/geo.h"

struct pp_shape;

/* Bytes of one geometry. Owned or borrowed as the function that uses it says; owned: pp_wkb_done().
 */
struct pp_wkb {
    unsigned char *data; /* NULL: no geometry */
    size_t n;
};
void pp_wkb_done(struct pp_wkb *wkb);

/* One ring or line: n_points pairs x, y. Borrowed. */
struct pp_ring {
    const double *xy;
    size_t n_points;
};

struct pp_box {
    double min_x, min_y, max_x, max_y;
};

void pp_shape_free(struct pp_geo *geo, struct pp_shape *shape); /* NULL is fine */

/* ---- in ---- */

/* A polygon from its outer ring and holes, as GeoJSON gives them. A ring that is not closed is
 * closed; self-crossings are mended ("make valid", polygon parts kept). PP_E_INPUT: a ring of fewer
 * than three different points, a coordinate that is not finite, nothing left after mending. */
int pp_shape_from_rings(struct pp_geo *geo, const struct pp_ring *rings, size_t n_rings,
                        struct pp_shape **ret_shape, struct pp_error *reterr) PP_CHECKED;
/* A line of at least two different points. */
int pp_shape_from_line(struct pp_geo *geo, const double *xy, size_t n_points,
                       struct pp_shape **ret_shape, struct pp_error *reterr) PP_CHECKED;
/* Many points as one shape. */
int pp_shape_from_points(struct pp_geo *geo, const double *xy, size_t n_points,
                         struct pp_shape **ret_shape, struct pp_error *reterr) PP_CHECKED;
/* Polygons are mended as above; other kinds are taken as they are. PP_E_FORMAT: no WKB. */
int pp_shape_from_wkb(struct pp_geo *geo, const unsigned char *data, size_t n,
                      struct pp_shape **ret_shape, struct pp_error *reterr) PP_CHECKED;
/* The parts of a MultiPolygon or MultiLineString as one shape: the union of `n` >= 1 shapes, which
 * stay the caller's. Valid, overlaps dissolved. */
int pp_shape_union(struct pp_geo *geo, struct pp_shape *const *shapes, size_t n,
                   struct pp_shape **ret_shape, struct pp_error *reterr) PP_CHECKED;

/* ---- questions ---- */

/* Where GEOS cannot tell: NAN, false. */
double pp_shape_area_m2(struct pp_geo *geo, const struct pp_shape *shape);
bool pp_shape_box(struct pp_geo *geo, const struct pp_shape *shape, struct pp_box *ret_box);
bool pp_shape_covers_point(struct pp_geo *geo, const struct pp_shape *shape, double x, double y);

/* ---- out ---- */

/* The same shape as bytes; the caller gives them back. */
int pp_shape_to_wkb(struct pp_geo *geo, const struct pp_shape *shape, struct pp_wkb *ret_wkb,
                    struct pp_error *reterr) PP_CHECKED;

/* ---- the area of a council ---- */

/* The union of `n` >= 1 ward polygons, slivers between them closed: buffer +10 m, then -10 m. */
int pp_shape_area_of_wards(struct pp_geo *geo, const struct pp_wkb *wards, size_t n,
                           struct pp_shape **ret_area, struct pp_error *reterr) PP_CHECKED;
/* Without wards: the concave hull (ratio 0.3) of the points, buffered by 500 m. n_points >= 1. */
int pp_shape_area_of_points(struct pp_geo *geo, const double *xy, size_t n_points,
                            struct pp_shape **ret_area, struct pp_error *reterr) PP_CHECKED;

/* ---- straight from bytes to bytes, for maps and exports ---- */

/* The union of `n` >= 1 polygons (the cells of a patch: its shape on a map): one valid Polygon or
 * MultiPolygon, hairline gaps and holes under 1 m2 closed. `data` NULL entries are skipped; all
 * NULL gives an empty MultiPolygon. O(points log points). */
int pp_geo_union_wkb(struct pp_geo *geo, const struct pp_wkb *polygons, size_t n,
                     struct pp_wkb *ret_union, struct pp_error *reterr) PP_CHECKED;

/* The rings of a Polygon or MultiPolygon, the lines of a LineString or MultiLineString, the points
 * of a Point or MultiPoint (one "ring" of one point each). Rings are closed (last point = first)
 * and wound as RFC 7946 asks: outer ring anticlockwise, holes clockwise. */
struct pp_rings {
    int kind;           /* enum pp_rings_kind */
    double *xy;         /* all points of all rings, one after the other */
    size_t *ring_first; /* n_rings + 1: ring r holds points ring_first[r] .. ring_first[r+1]-1 */
    size_t n_rings;
    size_t *part_first; /* n_parts + 1: part p is rings part_first[p] .. -1, outer ring first */
    size_t n_parts;
};
enum pp_rings_kind { PP_RINGS_POINT, PP_RINGS_LINE, PP_RINGS_POLYGON };
/* Pure reading, no context: both byte orders; Z and M are skipped. PP_E_FORMAT: damaged bytes. */
int pp_rings_read(const unsigned char *wkb, size_t n, struct pp_rings *ret_rings,
                  struct pp_error *reterr) PP_CHECKED;
void pp_rings_done(struct pp_rings *rings);
/* All points of the rings to longitude/latitude, in place. */
int pp_rings_to_lonlat(struct pp_geo *geo, struct pp_rings *rings,
                       struct pp_error *reterr) PP_CHECKED;

/* A GeoPackage geometry blob: header with envelope, then the WKB. srs_id: 27700 or 4326. */
int pp_gpkg_blob(const struct pp_wkb *wkb, int srs_id, struct pp_wkb *ret_blob,
                 struct pp_error *reterr) PP_CHECKED;

#endif
