#include "patchplan/core/curve.h"

#include <stdlib.h>

/* From the largest quarter down: which of the four it is, in the order of the curve there. */
uint64_t pp_curve_along(int32_t x, int32_t y) {
    uint32_t u = (uint32_t)(x + (1 << 26)), v = (uint32_t)(y + (1 << 26));
    uint64_t along = 0;
    for (uint32_t s = 1u << 26; s > 0; s >>= 1) {
        uint32_t right = (u & s) != 0, up = (v & s) != 0;
        along += (uint64_t)s * s * ((3 * right) ^ up);
        if (!up) {
            if (right) {
                u = ~u;
                v = ~v;
            }
            uint32_t swap = u;
            u = v;
            v = swap;
        }
    }
    return along;
}

static int compare_turns(const void *a, const void *b) {
    const struct pp_curve_turn *p = a, *q = b;
    if (p->group != q->group)
        return p->group < q->group ? -1 : 1;
    if (p->along != q->along)
        return p->along < q->along ? -1 : 1;
    return (p->ix > q->ix) - (p->ix < q->ix);
}

void pp_curve_sort(struct pp_curve_turn *turns, int n) {
    qsort(turns, (size_t)n, sizeof *turns, compare_turns);
}
