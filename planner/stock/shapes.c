/* Shapes on a map: wards, barriers, other people's areas, from GeoJSON or anything ogr2ogr turns into it. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planner/stock/reader.h"

#include "patchplan/core/alloc.h"
#include "patchplan/core/text.h"
#include "patchplan/geo/shape.h"
#include "patchplan/json/json.h"
#include "patchplan/table/convert.h"

enum { SH_CODE, SH_NAME };
static const struct pp_field ward_fields[] = {
    {.name = "ward_code", .aliases = "code|ward|gss_code", .column = true, .filled = true},
    {.name = "ward_name", .aliases = "name"},
    {0},
};
static const struct pp_field name_fields[] = {
    {.name = "code", .aliases = "id|ref"},
    {.name = "name", .aliases = "title|label"},
    {0},
};

/* ---- coordinates ---- */

struct points {
    double *xy;
    size_t n, cap; /* pairs */
};

static bool is_pair(const struct pp_json *json) {
    double number;
    return pp_json_length(json) >= 2 && pp_json_number(pp_json_at(json, 0), &number);
}

/* Lists of lists, `depth` deep, and nothing but pairs at the bottom: what the builders count on. */
static bool is_nested(const struct pp_json *json, int depth) {
    if (depth == 0)
        return is_pair(json);
    bool nested = pp_json_kind(json) == PP_JSON_ARRAY;
    for (size_t i = 0; nested && i < pp_json_length(json); i++)
        nested = is_nested(pp_json_at(json, i), depth - 1);
    return nested;
}

/* Append every pair below `json`, at whatever depth. */
static int collect(const struct pp_json *json, struct points *points, struct pp_error *reterr) {
    if (is_pair(json)) {
        int rc =
            pp_reserve(&points->xy, &points->cap, points->n + 1, 2 * sizeof *points->xy, reterr);
        if (rc)
            return rc;
        double *xy = &points->xy[2 * points->n];
        if (!pp_json_number(pp_json_at(json, 0), &xy[0]) ||
            !pp_json_number(pp_json_at(json, 1), &xy[1]))
            return pp_fail(reterr, PP_E_INPUT, "a coordinate is no number");
        points->n++;
        return 0;
    }
    int rc = 0;
    for (size_t i = 0; i < pp_json_length(json) && !rc; i++)
        rc = collect(pp_json_at(json, i), points, reterr);
    return rc;
}

/* Rings of one polygon (or the one line), already in metres, taken one after the other from `*at`. */
static int build_rings(struct pp_geo *geo, const struct pp_json *rings, const double **at,
                       struct pp_shape **ret_shape, struct pp_error *reterr) {
    size_t n = pp_json_length(rings);
    PP_AUTO_FREE struct pp_ring *list = pp_alloc_array(n, sizeof *list);
    if (!list)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++) {
        list[i] = (struct pp_ring){*at, pp_json_length(pp_json_at(rings, i))};
        *at += 2 * list[i].n_points;
    }
    return pp_shape_from_rings(geo, list, n, ret_shape, reterr);
}

static int build_line(struct pp_geo *geo, const struct pp_json *line, const double **at,
                      struct pp_shape **ret_shape, struct pp_error *reterr) {
    const double *from = *at;
    *at += 2 * pp_json_length(line);
    return pp_shape_from_line(geo, from, pp_json_length(line), ret_shape, reterr);
}

typedef int builder(struct pp_geo *geo, const struct pp_json *part, const double **at,
                    struct pp_shape **ret_shape, struct pp_error *reterr);

static const struct {
    const char *type;
    builder *build;
    bool multi, polygon;
    int depth; /* of lists round a pair */
} geometry_types[] = {
    {"Polygon", build_rings, false, true, 2},
    {"MultiPolygon", build_rings, true, true, 3},
    {"LineString", build_line, false, false, 1},
    {"MultiLineString", build_line, true, false, 2},
};

/* The parts of a geometry as one shape. */
static int build_parts(struct pp_geo *geo, const struct pp_json *coordinates, bool multi,
                       builder *build, const double *xy, struct pp_shape **ret_shape,
                       struct pp_error *reterr) {
    size_t n = multi ? pp_json_length(coordinates) : 1;
    PP_AUTO_FREE struct pp_shape **parts = pp_alloc_array(n, sizeof *parts);
    int rc = parts ? 0 : pp_fail_nomem(reterr);
    for (size_t i = 0; i < n && !rc; i++)
        rc = build(geo, multi ? pp_json_at(coordinates, i) : coordinates, &xy, &parts[i], reterr);
    if (!rc && n == 0)
        rc = pp_fail(reterr, PP_E_INPUT, "the shape has no coordinates");
    if (!rc && n == 1)
        *ret_shape = PP_STEAL(parts[0]);
    else if (!rc)
        rc = pp_shape_union(geo, parts, n, ret_shape, reterr);
    for (size_t i = 0; parts && i < n; i++)
        pp_shape_free(geo, parts[i]);
    return rc;
}

/* The geometry of a feature as WKB in metres. */
static int read_geometry(struct pp_geo *geo, const struct pp_json *geometry, bool lonlat,
                         bool polygons_only, struct pp_wkb *ret_wkb, struct pp_error *reterr) {
    const char *type = pp_json_text(pp_json_get(geometry, "type"));
    const struct pp_json *coordinates = pp_json_get(geometry, "coordinates");
    size_t t = 0, n_types = sizeof geometry_types / sizeof geometry_types[0];
    while (type && t < n_types && strcmp(type, geometry_types[t].type) != 0)
        t++;
    if (!type || !coordinates || t == n_types || (polygons_only && !geometry_types[t].polygon))
        return pp_fail(reterr, PP_E_INPUT, "a %s was expected, not %.40s",
                       polygons_only ? "polygon" : "line", type ? type : "nothing");
    if (!is_nested(coordinates, geometry_types[t].depth))
        return pp_fail(reterr, PP_E_INPUT, "the coordinates are not the lists of pairs a %s has",
                       type);
    struct points points = {0};
    struct pp_shape *shape = NULL;
    int rc = collect(coordinates, &points, reterr);
    if (!rc && lonlat)
        rc = pp_geo_to_grid(geo, points.xy, points.n, reterr);
    if (!rc)
        rc = build_parts(geo, coordinates, geometry_types[t].multi, geometry_types[t].build,
                         points.xy, &shape, reterr);
    if (!rc)
        rc = pp_shape_to_wkb(geo, shape, ret_wkb, reterr);
    pp_shape_free(geo, shape);
    pp_free(points.xy);
    return rc;
}

/* ---- what the file says its coordinates are ---- */

/* 1 lon/lat, 0 metres, negative: neither. In this order: --crs, "crs" in the file, its values. */
static int is_lonlat(struct pp_reader *r, const struct pp_json *file, struct pp_error *reterr) {
    const char *told = r->options->crs;
    if (!told)
        told =
            pp_json_text(pp_json_get(pp_json_get(pp_json_get(file, "crs"), "properties"), "name"));
    if (told && strstr(told, "27700"))
        return 0;
    if (told && (strstr(told, "4326") || strstr(told, "CRS84")))
        return 1;
    if (told && *told)
        return pp_fail_at(reterr, PP_E_INPUT, r->file_name, 0, NULL,
                          "the coordinate system '%.60s' is not known here; convert the file to "
                          "EPSG:27700 or EPSG:4326",
                          told);
    struct points points = {0};
    const struct pp_json *features = pp_json_get(file, "features");
    int rc = 0;
    for (size_t i = 0; i < pp_json_length(features) && i < 50 && !rc; i++)
        rc = collect(pp_json_get(pp_json_get(pp_json_at(features, i), "geometry"), "coordinates"),
                     &points, NULL);
    bool lonlat = pp_geo_looks_like_lonlat(points.xy, points.n);
    bool grid = !lonlat && pp_geo_looks_like_grid(points.xy, points.n);
    bool swapped = false;
    for (size_t i = 0; i < points.n && i < 1; i++)
        swapped = points.xy[0] >= 49 && points.xy[0] <= 61 && fabs(points.xy[1]) <= 9;
    pp_free(points.xy);
    if (lonlat || grid || !points.n)
        return !grid;
    return pp_fail_at(reterr, PP_E_INPUT, r->file_name, 0, NULL, "%s",
                      swapped ? "latitude stands before longitude; GeoJSON wants longitude first"
                              : "the coordinates are neither degrees nor metres in Britain");
}

/* ---- properties ---- */

/* "WD24CD", "wd23nm": how the Office for National Statistics names ward columns of a year. */
static bool is_ons_name(const char *key, const char *ending) {
    return strlen(key) == 6 && tolower((unsigned char)key[0]) == 'w' &&
           tolower((unsigned char)key[1]) == 'd' && isdigit((unsigned char)key[2]) &&
           isdigit((unsigned char)key[3]) && pp_text_same_nocase(key + 4, ending);
}

static bool is_alias(const char *key, const char *aliases) {
    for (const char *at = aliases; at && *at;) {
        char name[64];
        size_t length = strcspn(at, "|");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        if (pp_text_same_name(key, name))
            return true;
        at += length + (at[length] == '|');
    }
    return false;
}

struct property_search {
    const struct pp_reader *r;
    int field_ix;
    const struct pp_json *best;
    int rank; /* of what was found: 3 mapped, 2 by name, 1 by another name, 0 nothing */
};

static int rank_of(const struct property_search *search, const char *key) {
    const struct pp_field *field = &search->r->kind->fields[search->field_ix];
    const struct pp_table_options *table = &search->r->options->table;
    for (size_t i = 0; i < table->n_maps; i++)
        if (pp_text_same_name(table->maps[i].field, field->name))
            return pp_text_same_name(table->maps[i].column, key) ? 3 : 0;
    if (pp_text_same_name(key, field->name))
        return 2;
    bool ward = search->r->kind == &pp_kind_wards;
    return is_alias(key, field->aliases) ||
           (ward && is_ons_name(key, search->field_ix == SH_CODE ? "cd" : "nm"));
}

static int look_at_property(void *context, const char *key, struct pp_json *value) {
    struct property_search *search = context;
    int rank = rank_of(search, key);
    if (rank > search->rank) {
        search->rank = rank;
        search->best = value;
    }
    return 0;
}

/* Put property `field_ix` of the feature into the row's values. */
static void take_property(struct pp_reader *r, const struct pp_json *properties, int field_ix) {
    struct property_search search = {r, field_ix, NULL, 0};
    struct pp_value *value = &r->values[field_ix];
    double number;
    pp_json_each(properties, look_at_property, &search);
    value->given = false;
    value->text = "";
    if (search.best && pp_json_text(search.best)) {
        value->text = pp_value_tamed(r, value, pp_json_text(search.best));
    } else if (search.best && pp_json_number(search.best, &number)) {
        snprintf(value->room, sizeof value->room, "%.12g", number);
        value->text = value->room;
    }
    value->given = *value->text != '\0';
    pp_value_check_length(r, field_ix, value);
}

/* ---- the file ---- */

static void emit_shape(struct pp_reader *r, const struct pp_wkb *wkb) {
    const char *name = pp_reader_text(r, SH_NAME), *code = pp_reader_text(r, SH_CODE);
    if (r->kind == &pp_kind_wards) {
        struct pp_ward_record record = {.name = name, .shape = *wkb};
        if (pp_reader_keep(r, pp_book_add(r->book, PP_BOOK_WARD, code, &record.ward_ix, r->reterr)))
            pp_reader_emit(r, code, &record);
    } else if (r->kind == &pp_kind_barriers) {
        struct pp_barrier_record record = {.name = *name ? name : code, .shape = *wkb};
        pp_reader_emit(r, "", &record);
    } else {
        struct pp_area_record record = {r->options->name, *name ? name : code, *wkb};
        pp_reader_emit(r, record.name, &record);
    }
}

static bool check_names(struct pp_reader *r) {
    bool ward = r->kind == &pp_kind_wards;
    const char *key = pp_reader_text(r, SH_CODE);
    if (!ward && *pp_reader_text(r, SH_NAME))
        key = pp_reader_text(r, SH_NAME);
    if (r->kind == &pp_kind_barriers)
        return true;
    if (!*key) {
        pp_reader_tell(r, PP_SEVERITY_ERROR, "missing_value", ward ? SH_CODE : SH_NAME,
                       "if it has another name: --map ward_code=NAME", "the shape has no %s",
                       ward ? "ward_code" : "name");
        return false;
    }
    pp_str_clear(&r->key);
    pp_str_append(&r->key, key);
    int64_t before = pp_reader_seen(r, key);
    if (before)
        pp_reader_tell(r, PP_SEVERITY_ERROR, "duplicate_key", ward ? SH_CODE : SH_NAME,
                       "keep one, or merge the two", "'%.60s' stands in shape %lld and again here",
                       key, (long long)before);
    return !before;
}

static void take_feature(struct pp_reader *r, const struct pp_json *feature, bool lonlat) {
    struct pp_error err = {0};
    struct pp_wkb wkb = {0};
    r->rejected = false;
    pp_str_clear(&r->reasons);
    for (int f = 0; f <= SH_NAME; f++)
        take_property(r, pp_json_get(feature, "properties"), f);
    if (!r->rejected && check_names(r)) {
        int rc = read_geometry(r->geo, pp_json_get(feature, "geometry"), lonlat,
                               r->kind != &pp_kind_barriers, &wkb, &err);
        if (rc == PP_E_NOMEM)
            pp_reader_keep(r, pp_fail_nomem(r->reterr));
        else if (rc)
            pp_reader_tell(r, PP_SEVERITY_ERROR, "bad_shape", -1, "mend the shape and import again",
                           "%s", err.message);
        else
            emit_shape(r, &wkb);
    }
    pp_wkb_done(&wkb);
    if (!r->rejected) {
        r->read->n_good++;
        return;
    }
    PP_AUTO_FREE char *text = pp_json_dump(feature, 0);
    pp_reader_reject(r, text ? text : "");
}

static int read_features(struct pp_reader *r, const char *path, struct pp_error *reterr) {
    PP_AUTO_JSON struct pp_json *file = NULL;
    int rc = pp_json_read_file(path, 0, &file, reterr);
    const struct pp_json *features = rc ? NULL : pp_json_get(file, "features");
    if (!rc && pp_json_kind(features) != PP_JSON_ARRAY)
        rc = pp_fail_at(reterr, PP_E_FORMAT, r->file_name, 0, NULL,
                        "is no GeoJSON FeatureCollection");
    if (rc || (!r->geo && (rc = pp_geo_new(&r->geo, reterr)) != 0))
        return rc;
    int lonlat = is_lonlat(r, file, reterr);
    if (lonlat < 0)
        return lonlat;
    snprintf(r->read->format, sizeof r->read->format, "GeoJSON, %s",
             lonlat ? "longitude and latitude" : "EPSG:27700 metres");
    size_t n = pp_json_length(features);
    for (size_t i = 0; i < n && !r->rc; i++) {
        r->at_row = (int64_t)i + 1;
        r->read->n_rows++;
        take_feature(r, pp_json_at(features, i), lonlat);
        if (pp_cancelled(r->options->cancel))
            return pp_fail(reterr, PP_E_CANCELLED, "stopped as asked; nothing was kept");
    }
    if (!n)
        pp_reader_tell_value(r, PP_SEVERITY_WARNING, "no_rows", -1, "", "is it the right file?",
                             "there is no shape in the file");
    return r->rc;
}

static int read_shapes(struct pp_reader *r, const char *path, struct pp_error *reterr) {
    const char *dot = strrchr(path, '.');
    if (dot && (pp_text_same_nocase(dot, ".geojson") || pp_text_same_nocase(dot, ".json")))
        return read_features(r, path, reterr);
    struct pp_convert_options options = {.layer = r->options->table.sheet,
                                         .cancel = r->options->cancel};
    struct pp_converted converted = {0};
    int rc = pp_convert(path, PP_CONVERT_GEOJSON, &options, &converted, reterr);
    if (!rc)
        rc = read_features(r, converted.path, reterr);
    pp_converted_done(&converted);
    return rc;
}

const struct pp_kind pp_kind_wards = {
    .name = "wards",
    .file = "wards.geojson",
    .fields = ward_fields,
    .lists = PP_BOOK_WARD,
    .read = read_shapes,
};

const struct pp_kind pp_kind_barriers = {
    .name = "barriers",
    .file = "barriers.geojson",
    .fields = name_fields,
    .lists = PP_BOOK_N_SETS,
    .read = read_shapes,
};

const struct pp_kind pp_kind_areas = {
    .name = "areas",
    .fields = name_fields,
    .needs_name = true,
    .lists = PP_BOOK_N_SETS,
    .read = read_shapes,
};
