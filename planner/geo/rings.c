/* Reading WKB into flat rings, without GEOS: any context or none. */
#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/geo/shape.h"

enum wkb_type {
    WKB_POINT = 1,
    WKB_LINE,
    WKB_POLYGON,
    WKB_MULTIPOINT,
    WKB_MULTILINE,
    WKB_MULTIPOLYGON
};

struct reader {
    const unsigned char *at, *end;
    bool big_endian;
    int n_dimensions;
    size_t n_points, cap_xy, cap_rings, cap_parts;
    struct pp_rings *rings;
};

void pp_rings_done(struct pp_rings *rings) {
    pp_free(rings->xy);
    pp_free(rings->ring_first);
    pp_free(rings->part_first);
    *rings = (struct pp_rings){0};
}

static int damaged(struct pp_error *reterr) {
    return pp_fail(reterr, PP_E_FORMAT, "damaged geometry: the bytes end early or make no sense");
}

static bool take_u32(struct reader *r, uint32_t *ret_value) {
    if (r->end - r->at < 4)
        return false;
    const unsigned char *p = r->at;
    r->at += 4;
    *ret_value = r->big_endian
                     ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
                     : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
    return true;
}

static double real_at(const struct reader *r, const unsigned char *p) {
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++)
        bits = bits << 8 | p[r->big_endian ? i : 7 - i];
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* ISO (1000 Z, 2000 M, 3000 ZM) and the older flags (with an SRID to skip); gives the plain type. */
static bool take_header(struct reader *r, uint32_t *ret_type) {
    if (r->end - r->at < 5 || r->at[0] > 1)
        return false;
    r->big_endian = *r->at++ == 0;
    uint32_t code, srid;
    if (!take_u32(r, &code) || ((code & 0x20000000u) && !take_u32(r, &srid)))
        return false;
    bool z = (code & 0x80000000u) != 0, m = (code & 0x40000000u) != 0;
    code &= 0x0fffffffu;
    z = z || code / 1000 == 1 || code / 1000 == 3;
    m = m || code / 1000 == 2 || code / 1000 == 3;
    r->n_dimensions = 2 + z + m;
    *ret_type = code % 1000;
    return code / 1000 <= 3;
}

static int begin_part(struct reader *r, struct pp_error *reterr) {
    struct pp_rings *rings = r->rings;
    int rc = pp_reserve(&rings->part_first, &r->cap_parts, rings->n_parts + 2,
                        sizeof *rings->part_first, reterr);
    if (rc == 0) {
        rings->part_first[rings->n_parts++] = rings->n_rings;
        rings->part_first[rings->n_parts] = rings->n_rings;
    }
    return rc;
}

static int take_ring(struct reader *r, uint32_t n, struct pp_error *reterr) {
    struct pp_rings *rings = r->rings;
    size_t stride = (size_t)r->n_dimensions * 8;
    if ((size_t)(r->end - r->at) / stride < n)
        return damaged(reterr);
    int rc = pp_reserve(&rings->xy, &r->cap_xy, 2 * (r->n_points + n), sizeof *rings->xy, reterr);
    if (rc == 0)
        rc = pp_reserve(&rings->ring_first, &r->cap_rings, rings->n_rings + 2,
                        sizeof *rings->ring_first, reterr);
    if (rc < 0)
        return rc;
    rings->ring_first[rings->n_rings] = r->n_points;
    for (uint32_t i = 0; i < n; i++, r->at += stride) {
        rings->xy[2 * r->n_points] = real_at(r, r->at);
        rings->xy[2 * r->n_points + 1] = real_at(r, r->at + 8);
        r->n_points++;
    }
    rings->n_rings++;
    rings->ring_first[rings->n_rings] = r->n_points;
    rings->part_first[rings->n_parts] = rings->n_rings;
    return 0;
}

static double signed_area(const double *xy, size_t n) {
    double twice = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        double x0 = xy[2 * i] - xy[0], y0 = xy[2 * i + 1] - xy[1];
        double x1 = xy[2 * i + 2] - xy[0], y1 = xy[2 * i + 3] - xy[1];
        twice += x0 * y1 - x1 * y0;
    }
    return twice / 2;
}

static void wind(double *xy, size_t n, bool anticlockwise) {
    if ((signed_area(xy, n) >= 0) == anticlockwise)
        return;
    for (size_t i = 0, k = n; i + 1 < k--; i++) {
        double x = xy[2 * i], y = xy[2 * i + 1];
        xy[2 * i] = xy[2 * k];
        xy[2 * i + 1] = xy[2 * k + 1];
        xy[2 * k] = x;
        xy[2 * k + 1] = y;
    }
}

static int take_polygon(struct reader *r, struct pp_error *reterr) {
    uint32_t n_rings, n;
    if (!take_u32(r, &n_rings))
        return damaged(reterr);
    for (uint32_t i = 0; i < n_rings; i++) {
        if (!take_u32(r, &n))
            return damaged(reterr);
        int rc = take_ring(r, n, reterr);
        if (rc < 0)
            return rc;
        size_t from = r->n_points - n;
        wind(r->rings->xy + 2 * from, n, i == 0);
    }
    return 0;
}

/* The body of one point, line or polygon after its header. An empty point (NaN) gives no ring. */
static int take_simple(struct reader *r, uint32_t type, struct pp_error *reterr) {
    uint32_t n = 1;
    if (type == WKB_POINT && r->end - r->at >= 8 && isnan(real_at(r, r->at))) {
        r->at += 8 * r->n_dimensions <= r->end - r->at ? 8 * r->n_dimensions : r->end - r->at;
        return 0;
    }
    int rc = begin_part(r, reterr);
    if (rc < 0)
        return rc;
    if (type == WKB_POLYGON)
        return take_polygon(r, reterr);
    if (type == WKB_LINE && !take_u32(r, &n))
        return damaged(reterr);
    return take_ring(r, n, reterr);
}

static int take_geometry(struct reader *r, struct pp_error *reterr) {
    uint32_t type, n_parts, part_type;
    if (!take_header(r, &type) || type < WKB_POINT || type > WKB_MULTIPOLYGON)
        return damaged(reterr);
    static const int kinds[] = {PP_RINGS_POINT, PP_RINGS_LINE, PP_RINGS_POLYGON};
    r->rings->kind = kinds[(type - 1) % 3];
    if (type <= WKB_POLYGON)
        return take_simple(r, type, reterr);
    if (!take_u32(r, &n_parts))
        return damaged(reterr);
    for (uint32_t i = 0; i < n_parts; i++) {
        if (!take_header(r, &part_type) || part_type != type - 3)
            return damaged(reterr);
        int rc = take_simple(r, part_type, reterr);
        if (rc < 0)
            return rc;
    }
    return 0;
}

int pp_rings_read(const unsigned char *wkb, size_t n, struct pp_rings *ret_rings,
                  struct pp_error *reterr) {
    struct pp_rings rings = {0};
    struct reader reader = {.at = wkb, .end = wkb ? wkb + n : wkb, .rings = &rings};
    int rc = wkb ? take_geometry(&reader, reterr) : damaged(reterr);
    if (rc == 0)
        *ret_rings = rings;
    else
        pp_rings_done(&rings);
    return rc;
}

int pp_rings_to_lonlat(struct pp_geo *geo, struct pp_rings *rings, struct pp_error *reterr) {
    size_t n_points = rings->n_rings ? rings->ring_first[rings->n_rings] : 0;
    return pp_geo_to_lonlat(geo, rings->xy, n_points, reterr);
}
