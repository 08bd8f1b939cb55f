#include "planner/graph/pieces.h"

#include <math.h>

#include "patchplan/core/alloc.h"

enum { REACH = 8, CANDIDATES = 2 * REACH + 1 };

int pp_pieces_needed(int64_t total_milli, int64_t limit_milli) {
    if (limit_milli <= 0 || total_milli <= limit_milli)
        return 1;
    int64_t n = (total_milli + limit_milli - 1) / limit_milli;
    return n > INT32_MAX / 2 ? INT32_MAX / 2 : (int)n;
}

/* A place to cut: after `home` homes; the best way to get there. */
struct cut {
    size_t home;
    double squares;
    int before; /* index of the cut before it among its candidates */
};

struct row {
    struct cut cut[CANDIDATES];
    int n;
};

/* The places around the one where the share of `piece` pieces is reached, leaving room for the pieces before and
 * after. Each row begins later than the one before it, so that there is always a way through. */
static void list_candidates(const int64_t *sum, size_t n, int piece, int n_pieces,
                            struct row *row) {
    double target = (double)sum[n] * piece / n_pieces;
    size_t low = (size_t)piece, high = n - (size_t)(n_pieces - piece), middle;
    size_t a = low, b = high;
    while (a < b) { /* the first place at or past the target */
        middle = a + (b - a) / 2;
        if ((double)sum[middle] < target)
            a = middle + 1;
        else
            b = middle;
    }
    size_t from = a > low + REACH ? a - REACH : low, to = a + REACH < high ? a + REACH : high;
    size_t begun = row[-1].cut[0].home;
    from = from > begun ? from : begun + 1;
    to = to > from ? to : from;
    row->n = 0;
    for (size_t home = from; home <= to; home++)
        row->cut[row->n++] = (struct cut){home, INFINITY, -1};
}

static void extend(const int64_t *sum, const struct row *before, struct row *row) {
    for (int i = 0; i < row->n; i++)
        for (int k = 0; k < before->n; k++) {
            struct cut *cut = &row->cut[i];
            if (before->cut[k].home >= cut->home)
                continue;
            double weight = (double)(sum[cut->home] - sum[before->cut[k].home]);
            double squares = before->cut[k].squares + weight * weight;
            if (squares < cut->squares) {
                cut->squares = squares;
                cut->before = k;
            }
        }
}

static void trace_back(const struct row *rows, int n_pieces, size_t *ret_end) {
    for (int p = n_pieces, at = 0; p > 0; p--) {
        ret_end[p - 1] = rows[p].cut[at].home;
        at = rows[p].cut[at].before;
    }
}

int pp_pieces_cut(const int64_t *weight_milli, size_t n, int n_pieces, size_t *ret_end,
                  struct pp_error *reterr) {
    PP_AUTO_FREE int64_t *sum = pp_alloc_array(n + 1, sizeof *sum);
    PP_AUTO_FREE struct row *rows = pp_alloc_array((size_t)n_pieces + 1, sizeof *rows);
    if (!sum || !rows)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n; i++)
        sum[i + 1] = sum[i] + weight_milli[i];
    rows[0] = (struct row){.cut = {{0, 0, -1}}, .n = 1};
    rows[n_pieces] = (struct row){.cut = {{n, INFINITY, -1}}, .n = 1};
    for (int p = 1; p <= n_pieces; p++) {
        if (p < n_pieces)
            list_candidates(sum, n, p, n_pieces, &rows[p]);
        extend(sum, &rows[p - 1], &rows[p]);
    }
    trace_back(rows, n_pieces, ret_end);
    return 0;
}
