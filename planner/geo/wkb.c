#include "planner/geo/wkb.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"

static unsigned char *put_u32(unsigned char *at, uint32_t value) {
    for (int i = 0; i < 4; i++)
        *at++ = (unsigned char)(value >> 8 * i);
    return at;
}

static unsigned char *put_real(unsigned char *at, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++)
        *at++ = (unsigned char)(bits >> 8 * i);
    return at;
}

int pp_wkb_from_ring(const double *xy, size_t n, struct pp_wkb *ret_wkb, struct pp_error *reterr) {
    size_t size = 1 + 4 + 4 + 4 + (n + 1) * 16;
    unsigned char *bytes = pp_alloc_array(size, 1);
    if (!bytes)
        return pp_fail_nomem(reterr);
    unsigned char *at = bytes;
    *at++ = 1;           /* little endian */
    at = put_u32(at, 3); /* a polygon */
    at = put_u32(at, 1); /* of one ring */
    at = put_u32(at, (uint32_t)(n + 1));
    for (size_t i = 0; i <= n; i++) {
        at = put_real(at, xy[2 * (i % n)]);
        at = put_real(at, xy[2 * (i % n) + 1]);
    }
    *ret_wkb = (struct pp_wkb){.data = bytes, .n = size};
    return 0;
}

/* GeoPackage 1.3, section 2.1.3: "GP", version 0, flags, srs_id, envelope min/max x, min/max y, WKB. */
int pp_gpkg_blob(const struct pp_wkb *wkb, int srs_id, struct pp_wkb *ret_blob,
                 struct pp_error *reterr) {
    enum { EMPTY = 0x10, WITH_ENVELOPE = 0x02, LITTLE_ENDIAN_HEADER = 0x01 };
    struct pp_rings rings = {0};
    int rc = pp_rings_read(wkb->data, wkb->n, &rings, reterr);
    if (rc < 0)
        return rc;
    size_t n_points = rings.n_rings ? rings.ring_first[rings.n_rings] : 0;
    double range[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    for (size_t i = 0; i < n_points; i++)
        for (int k = 0; k < 2; k++) {
            range[2 * k] = fmin(range[2 * k], rings.xy[2 * i + (size_t)k]);
            range[2 * k + 1] = fmax(range[2 * k + 1], rings.xy[2 * i + (size_t)k]);
        }
    pp_rings_done(&rings);
    size_t n_header = n_points ? 8 + 32 : 8;
    unsigned char *bytes = pp_alloc_array(n_header + wkb->n, 1);
    if (!bytes)
        return pp_fail_nomem(reterr);
    memcpy(bytes, "GP", 2);
    bytes[3] = (unsigned char)(LITTLE_ENDIAN_HEADER | (n_points ? WITH_ENVELOPE : EMPTY));
    unsigned char *at = put_u32(bytes + 4, (uint32_t)srs_id);
    for (int k = 0; n_points && k < 4; k++)
        at = put_real(at, range[k]);
    memcpy(at, wkb->data, wkb->n);
    *ret_blob = (struct pp_wkb){.data = bytes, .n = n_header + wkb->n};
    return 0;
}
