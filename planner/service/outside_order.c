#include "planner/service/outside_order.h"

#include <stdlib.h>

struct order {
    pp_outside_of off_by;
    const void *context;
};

int64_t pp_outside_by(int64_t weight_milli, int64_t min_milli, int64_t max_milli) {
    return weight_milli > max_milli   ? weight_milli - max_milli
           : weight_milli < min_milli ? weight_milli - min_milli
                                      : 0;
}

static int farther_out(const void *a, const void *b, void *context) {
    const struct order *order = context;
    int p = *(const int *)a, q = *(const int *)b;
    int64_t off_p = llabs(order->off_by(order->context, p));
    int64_t off_q = llabs(order->off_by(order->context, q));
    return off_p != off_q ? (off_p < off_q ? 1 : -1) : p - q;
}

void pp_outside_sort(int *patch, int n, pp_outside_of off_by, const void *context) {
    struct order order = {off_by, context};
    qsort_r(patch, (size_t)n, sizeof *patch, farther_out, &order);
}
