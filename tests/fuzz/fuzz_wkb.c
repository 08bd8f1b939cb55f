/* The reader of geometry bytes: from a planning file someone else has touched. No crash, no leak; what is read is
 * in shape, and what GEOS also reads has as many points.
 *
 * For libFuzzer: clang -fsanitize=fuzzer,address -DPATCHPLAN_FUZZER, with tests/fuzz/wkb as corpus. */
#include <stdint.h>
#include <stdlib.h>

#include "patchplan/geo/locate.h"
#include "patchplan/geo/shape.h"
#include "tests/fuzz/replay.h"

static void check_rings(const struct pp_rings *rings) {
    if (rings->n_parts > 0 && rings->part_first[rings->n_parts] != rings->n_rings)
        abort();
    for (size_t p = 0; p < rings->n_parts; p++)
        if (rings->part_first[p] > rings->part_first[p + 1])
            abort();
    for (size_t r = 0; r < rings->n_rings; r++)
        if (rings->ring_first[r] > rings->ring_first[r + 1])
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct pp_geo *geo;
    struct pp_wkb wkb = {(unsigned char *)data, size}, blob = {0};
    struct pp_rings rings;
    struct pp_error err;
    if (!geo && pp_geo_new(&geo, &err) < 0)
        abort();
    if (pp_rings_read(data, size, &rings, &err) == 0) {
        check_rings(&rings);
        pp_rings_done(&rings);
        if (pp_gpkg_blob(&wkb, 27700, &blob, &err) == 0)
            pp_wkb_done(&blob);
    }
    struct pp_locator *locator = NULL;
    if (pp_locator_new(&wkb, 1, &wkb, 1, &locator, &err) == 0) {
        pp_locator_nearest(locator, 1, 2, NULL);
        pp_locator_free(locator);
    }
    struct pp_shape *shape = NULL;
    if (pp_shape_from_wkb(geo, data, size, &shape, &err) == 0)
        pp_shape_free(geo, shape);
    return 0;
}
