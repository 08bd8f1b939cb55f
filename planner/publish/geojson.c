/* Patches as GeoJSON (RFC 7946). */
#include "patchplan/publish/tables.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "patchplan/core/alloc.h"
#include "patchplan/json/json.h"

/* Seven decimals of a degree: about a centimetre. */
static double trimmed(double degrees) { return round(degrees * 1e7) / 1e7; }

static struct pp_json *new_position(const double *xy) {
    struct pp_json *position = pp_json_new_array();
    if (pp_json_push(position, pp_json_new_real(trimmed(xy[0]))) != 0 ||
        pp_json_push(position, pp_json_new_real(trimmed(xy[1]))) != 0) {
        pp_json_done(position);
        return NULL;
    }
    return position;
}

static struct pp_json *new_ring(const struct pp_rings *rings, size_t r) {
    struct pp_json *ring = pp_json_new_array();
    for (size_t i = rings->ring_first[r]; i < rings->ring_first[r + 1]; i++)
        if (pp_json_push(ring, new_position(rings->xy + 2 * i)) != 0) {
            pp_json_done(ring);
            return NULL;
        }
    return ring;
}

static struct pp_json *new_polygon(const struct pp_rings *rings, size_t part) {
    struct pp_json *polygon = pp_json_new_array();
    for (size_t r = rings->part_first[part]; r < rings->part_first[part + 1]; r++)
        if (pp_json_push(polygon, new_ring(rings, r)) != 0) {
            pp_json_done(polygon);
            return NULL;
        }
    return polygon;
}

/* A Polygon when the ground is in one piece, else a MultiPolygon. */
static struct pp_json *new_geometry(const struct pp_rings *rings) {
    struct pp_json *geometry = pp_json_new_object(), *coordinates;
    if (rings->n_parts == 1) {
        coordinates = new_polygon(rings, 0);
    } else {
        coordinates = pp_json_new_array();
        for (size_t part = 0; part < rings->n_parts; part++)
            if (pp_json_push(coordinates, new_polygon(rings, part)) != 0) {
                pp_json_done(coordinates);
                coordinates = NULL;
                break;
            }
    }
    const char *type = rings->n_parts == 1 ? "Polygon" : "MultiPolygon";
    if (pp_json_set(geometry, "type", pp_json_new_text(type)) != 0 ||
        pp_json_set(geometry, "coordinates", coordinates) != 0) {
        pp_json_done(geometry);
        return NULL;
    }
    return geometry;
}

static struct pp_json *new_name(const char *const *names, int n, int ix) {
    return pp_json_new_text(pp_plan_name_at(names, n, ix));
}

static struct pp_json *new_properties(const struct pp_plan *plan, int p) {
    const struct pp_patch *patch = &plan->patches[p];
    struct pp_json *of = pp_json_new_object();
    int failed = 0;
    failed |= pp_json_set(of, "patch", pp_json_new_text(patch->name));
    failed |= pp_json_set(of, "team", new_name(plan->team_names, plan->n_teams, patch->team_ix));
    failed |=
        pp_json_set(of, "ward_code", new_name(plan->ward_codes, plan->n_wards, patch->ward_ix));
    failed |= pp_json_set(of, "ward", new_name(plan->ward_names, plan->n_wards, patch->ward_ix));
    failed |= pp_json_set(of, "share", pp_json_new_real(patch->share));
    failed |= pp_json_set(of, "homes", pp_json_new_int(patch->n_homes));
    failed |=
        pp_json_set(of, "weighted_homes", pp_json_new_real((double)patch->weight_milli / 1000));
    failed |= pp_json_set(of, "mean_distance_m",
                          pp_json_new_real(round(patch->mean_distance_m * 10) / 10));
    failed |= pp_json_set(of, "officer", pp_json_new_text(patch->officer_id));
    if (failed) {
        pp_json_done(of);
        return NULL;
    }
    return of;
}

static struct pp_json *new_feature(const struct pp_plan *plan, int p,
                                   const struct pp_rings *rings) {
    struct pp_json *feature = pp_json_new_object();
    struct pp_json *geometry = rings->n_parts ? new_geometry(rings) : pp_json_new_text(NULL);
    int failed = pp_json_set(feature, "type", pp_json_new_text("Feature"));
    failed |= pp_json_set(feature, "properties", new_properties(plan, p));
    failed |= pp_json_set(feature, "geometry", geometry);
    if (failed) {
        pp_json_done(feature);
        return NULL;
    }
    return feature;
}

static void widen(const struct pp_rings *rings, struct pp_box *box) {
    size_t n = rings->n_rings ? rings->ring_first[rings->n_rings] : 0;
    for (size_t i = 0; i < n; i++) {
        box->min_x = fmin(box->min_x, rings->xy[2 * i]);
        box->max_x = fmax(box->max_x, rings->xy[2 * i]);
        box->min_y = fmin(box->min_y, rings->xy[2 * i + 1]);
        box->max_y = fmax(box->max_y, rings->xy[2 * i + 1]);
    }
}

static int add_feature(struct pp_geo *geo, const struct pp_plan *plan, int p,
                       const struct pp_wkb *ground, struct pp_json *features, struct pp_box *box,
                       struct pp_error *reterr) {
    PP_AUTO(pp_rings_done) struct pp_rings rings = {0};
    int rc = pp_rings_read(ground->data, ground->n, &rings, reterr);
    if (!rc && rings.n_rings)
        rc = pp_rings_to_lonlat(geo, &rings, reterr);
    if (rc)
        return rc;
    widen(&rings, box);
    return pp_json_push(features, new_feature(plan, p, &rings)) != 0 ? pp_fail_nomem(reterr) : 0;
}

static struct pp_json *new_bbox(const struct pp_box *box) {
    const double sides[4] = {box->min_x, box->min_y, box->max_x, box->max_y};
    struct pp_json *bbox = pp_json_new_array();
    for (int i = 0; i < 4; i++)
        if (pp_json_push(bbox, pp_json_new_real(trimmed(sides[i]))) != 0) {
            pp_json_done(bbox);
            return NULL;
        }
    return bbox;
}

static int write_json(const struct pp_json *json, const char *path, struct pp_error *reterr) {
    if (path)
        return pp_json_write_file(json, 0, path, reterr);
    PP_AUTO_FREE char *text = pp_json_dump(json, 0);
    if (!text)
        return pp_fail_nomem(reterr);
    return puts(text) < 0 ? pp_fail_system(reterr, errno, "write the answer", NULL) : 0;
}

int pp_publish_geojson(struct pp_geo *geo, const struct pp_plan *plan,
                       const struct pp_patch_shapes *shapes, const char *path,
                       struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *all = pp_json_new_object();
    struct pp_json *features = pp_json_new_array();
    struct pp_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    int rc = 0;
    for (int p = 0; p < plan->n_patches && !rc; p++)
        rc = add_feature(geo, plan, p, &shapes->wkb[p], features, &box, reterr);
    int failed = pp_json_set(all, "type", pp_json_new_text("FeatureCollection"));
    failed |= pp_json_set(all, "name", pp_json_new_text(plan->name));
    if (box.min_x <= box.max_x)
        failed |= pp_json_set(all, "bbox", new_bbox(&box));
    failed |= pp_json_set(all, "features", features);
    if (rc)
        return rc;
    return failed ? pp_fail_nomem(reterr) : write_json(all, path, reterr);
}
