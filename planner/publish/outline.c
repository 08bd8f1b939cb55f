#include "patchplan/publish/outline.h"

#include <math.h>
#include <stdlib.h>

#include "patchplan/core/alloc.h"
#include "patchplan/publish/colouring.h"
#include "patchplan/publish/pole.h"

/* ---- rounding ---- */

/* Twice the area of a, b, c; 0 when b adds nothing to the way from a to c. */
static int64_t turn(const int64_t *a, const int64_t *b, const int64_t *c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

static size_t push_corner(int64_t *xy, size_t n, int64_t x, int64_t y) {
    const int64_t corner[2] = {x, y};
    while (n >= 2 && turn(&xy[2 * n - 4], &xy[2 * n - 2], corner) == 0)
        n--;
    if (n >= 1 && xy[2 * n - 2] == x && xy[2 * n - 1] == y)
        return n;
    xy[2 * n] = x;
    xy[2 * n + 1] = y;
    return n + 1;
}

/* Where the ring closes: take away from its end while that adds nothing. */
static size_t trim_end(const int64_t *xy, size_t n) {
    while (n >= 3 && turn(&xy[2 * n - 4], &xy[2 * n - 2], xy) == 0)
        n--;
    return n;
}

static int64_t twice_area(const int64_t *xy, size_t n) {
    int64_t sum = 0;
    for (size_t i = 1; i + 1 < n; i++)
        sum += turn(xy, &xy[2 * i], &xy[2 * i + 2]);
    return sum < 0 ? -sum : sum;
}

/* Onto the grid. */
static int64_t grid(double metres, int grid_m) { return llround(metres / grid_m) * grid_m; }

size_t pp_outline_round(const double *xy, size_t n_points, int grid_m, int64_t *ret_xy) {
    size_t n = 0;
    for (size_t i = 0; i < n_points; i++)
        n = push_corner(ret_xy, n, grid(xy[2 * i], grid_m), grid(xy[2 * i + 1], grid_m));
    n = trim_end(ret_xy, n);
    return n >= 3 && twice_area(ret_xy, n) >= 2 * PP_OUTLINE_SMALLEST(grid_m) ? n : 0;
}

/* ---- as JSON ---- */

static struct pp_json *numbers_json(const int64_t *values, size_t n) {
    PP_AUTO_JSON struct pp_json *list = pp_json_new_array();
    for (size_t i = 0; i < n; i++)
        if (pp_json_push(list, pp_json_new_int(values[i])) != 0)
            return NULL;
    return PP_STEAL(list);
}

struct pp_json *pp_outline_json(const struct pp_rings *rings, int grid_m) {
    PP_AUTO_JSON struct pp_json *list = pp_json_new_array();
    size_t n_all = rings->n_rings ? rings->ring_first[rings->n_rings] : 0;
    PP_AUTO_FREE int64_t *xy = pp_alloc_array(n_all + 1, 2 * sizeof *xy);
    if (!xy)
        return NULL;
    for (size_t r = 0; r < rings->n_rings; r++) {
        size_t first = rings->ring_first[r];
        size_t n_points = rings->ring_first[r + 1] - first;
        size_t n = pp_outline_round(rings->xy + 2 * first, n_points, grid_m, xy);
        if (n && pp_json_push(list, numbers_json(xy, 2 * n)) != 0)
            return NULL;
    }
    return PP_STEAL(list);
}

static int add_patch(const struct pp_patch *patch, int colour, const struct pp_rings *rings,
                     int grid_m, struct pp_json *patches) {
    double x = 0, y = 0, clearance = 0;
    PP_AUTO_JSON struct pp_json *shown = pp_outline_json(rings, grid_m);
    if (!shown)
        return PP_E_NOMEM;
    if (pp_json_length(shown) == 0 || !pp_rings_pole(rings, PP_OUTLINE_GRID_M, &x, &y, &clearance))
        return 0;
    const int64_t label[2] = {llround(x), llround(y)};
    struct pp_json *object = pp_json_new_object();
    int failed = pp_json_set(object, "id", pp_json_new_text(patch->name));
    failed |= pp_json_set(object, "colour", pp_json_new_int(colour));
    failed |= pp_json_set(object, "label", numbers_json(label, 2));
    failed |= pp_json_set(object, "rings", PP_STEAL(shown));
    if (!failed)
        return pp_json_push(patches, object);
    pp_json_done(object);
    return PP_E_NOMEM;
}

int pp_outlines_colour(const struct pp_plan *plan, const struct pp_patch_shapes *shapes,
                       int *colours, struct pp_error *reterr) {
    PP_AUTO(pp_touching_done) struct pp_touching touching = {0};
    bool is_new = true;
    for (int p = 0; p < plan->n_patches; p++)
        is_new &= colours[p] < 0;
    int rc = pp_touching_build(plan, shapes, &touching, reterr);
    if (rc)
        return rc;
    return is_new ? pp_colour_patches(&touching, PP_OUTLINE_COLOURS, colours, reterr)
                  : pp_colour_patches_again(&touching, PP_OUTLINE_COLOURS, colours, reterr);
}

int pp_outlines_add(const struct pp_plan *plan, const struct pp_patch_shapes *shapes,
                    const struct pp_outline_wish *wish, struct pp_json *patches,
                    struct pp_error *reterr) {
    for (int p = 0; p < plan->n_patches; p++)
        if (wish->wanted[p] && add_patch(&plan->patches[p], wish->colours[p], &shapes->rings[p],
                                         wish->grid_m, patches) != 0)
            return pp_fail_nomem(reterr);
    return 0;
}
