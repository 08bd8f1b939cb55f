/* Judging a division of a neighbourhood, and taking back what was moved for nothing: the engine trades
 * homes against metres, and its moves come in swaps of which a half may do. */
#include "planner/district/rebalance_parts.h"

#include <string.h>

#include "patchplan/core/alloc.h"

enum { MOST_WORK = 20000000 }; /* units looked at: some tenths of a second */

struct trim {
    const struct pp_quarter *quarter;
    int *patch_of;
    int64_t *load;
    int *queue;
    bool *todo; /* false between floods */
    int64_t work;
};

static void trim_done(struct trim *trim) {
    pp_free(trim->load);
    pp_free(trim->queue);
    pp_free(trim->todo);
}

static int trim_init(struct trim *trim, const struct pp_quarter *quarter, int *patch_of,
                     struct pp_error *reterr) {
    size_t n = (size_t)quarter->problem.n_units, k = (size_t)quarter->problem.n_patches;
    *trim = (struct trim){.quarter = quarter,
                          .patch_of = patch_of,
                          .load = pp_alloc_array(k + 1, sizeof *trim->load),
                          .queue = pp_alloc_array(n + 1, sizeof *trim->queue),
                          .todo = pp_alloc_array(n + 1, sizeof *trim->todo)};
    if (!trim->load || !trim->queue || !trim->todo)
        return pp_fail_nomem(reterr);
    for (size_t u = 0; u < n; u++)
        trim->load[patch_of[u]] += quarter->problem.weight_milli[u];
    return 0;
}

static int64_t outside(const struct trim *trim, int patch) {
    int64_t under = trim->quarter->problem.min_milli[patch] - trim->load[patch];
    int64_t over = trim->load[patch] - trim->quarter->problem.max_milli[patch];
    return under > 0 ? under : over > 0 ? over : 0;
}

/* Pieces of patches a and b together. */
static int count_pieces(struct trim *trim, int a, int b) {
    const struct pp_problem *problem = &trim->quarter->problem;
    int n_pieces = 0;
    trim->work += problem->n_units;
    for (int u = 0; u < problem->n_units; u++)
        trim->todo[u] = trim->patch_of[u] == a || trim->patch_of[u] == b;
    for (int u = 0; u < problem->n_units; u++) {
        if (!trim->todo[u])
            continue;
        int n_queue = 1;
        trim->queue[0] = u;
        trim->todo[u] = false;
        n_pieces++;
        for (int head = 0; head < n_queue; head++)
            for (int e = problem->first[trim->queue[head]];
                 e < problem->first[trim->queue[head] + 1]; e++) {
                int v = problem->neighbour[e];
                if (!trim->todo[v] || trim->patch_of[v] != trim->patch_of[u])
                    continue;
                trim->todo[v] = false;
                trim->queue[n_queue++] = v;
            }
    }
    return n_pieces;
}

static void put(struct trim *trim, int u, int patch) {
    int64_t weight = trim->quarter->problem.weight_milli[u];
    trim->load[trim->patch_of[u]] -= weight;
    trim->load[patch] += weight;
    trim->patch_of[u] = patch;
}

/* Units u and v (-1: u alone), which lie in patches a and b, back to b and a: kept when nothing is lost. */
static bool put_back(struct trim *trim, int u, int v) {
    int from = trim->patch_of[u], to = trim->quarter->start[u];
    int64_t before = outside(trim, from) + outside(trim, to);
    bool connected = trim->quarter->problem.connected;
    int n_before = connected ? count_pieces(trim, from, to) : 0;
    put(trim, u, to);
    if (v >= 0)
        put(trim, v, from);
    int n_after = connected ? count_pieces(trim, from, to) : 0;
    bool empty = trim->load[from] == 0; /* a patch without weight may have no unit left */
    if (outside(trim, from) + outside(trim, to) <= before && n_after <= n_before && !empty)
        return true;
    put(trim, u, from);
    if (v >= 0)
        put(trim, v, to);
    return false;
}

static bool is_moved(const struct trim *trim, int u) {
    return trim->patch_of[u] != trim->quarter->start[u];
}

static bool put_back_alone(struct trim *trim) {
    bool any = false;
    for (int u = 0; u < trim->quarter->problem.n_units && trim->work < MOST_WORK; u++)
        any |= is_moved(trim, u) && put_back(trim, u, -1);
    return any;
}

/* Two that crossed over between the same two patches. */
static bool put_back_pairs(struct trim *trim) {
    const int *start = trim->quarter->start;
    int n = trim->quarter->problem.n_units;
    bool any = false;
    for (int u = 0; u < n; u++)
        for (int v = u + 1; v < n && is_moved(trim, u) && trim->work < MOST_WORK; v++)
            if (is_moved(trim, v) && start[u] == trim->patch_of[v] && start[v] == trim->patch_of[u])
                any |= put_back(trim, u, v);
    return any;
}

int pp_quarter_trim(const struct pp_quarter *quarter, int *patch_of, struct pp_error *reterr) {
    PP_AUTO(trim_done) struct trim trim = {0};
    int rc = trim_init(&trim, quarter, patch_of, reterr);
    while (!rc && (put_back_alone(&trim) || put_back_pairs(&trim)))
        if (trim.work >= MOST_WORK)
            break;
    return rc;
}

int pp_quarter_judge(const struct pp_quarter *quarter, const int *patch_of,
                     struct pp_quarter_score *ret_score, struct pp_error *reterr) {
    const struct pp_problem *problem = &quarter->problem;
    PP_AUTO_FREE int *copy = pp_alloc_array((size_t)problem->n_units + 1, sizeof *copy);
    PP_AUTO(trim_done) struct trim trim = {0};
    struct pp_quarter_score score = {0};
    struct pp_costs costs;
    if (!copy)
        return pp_fail_nomem(reterr);
    memcpy(copy, patch_of, (size_t)problem->n_units * sizeof *copy);
    int rc = trim_init(&trim, quarter, copy, reterr);
    if (!rc)
        rc = pp_evaluate(problem, patch_of, &costs, NULL, NULL, reterr);
    if (rc)
        return rc;
    for (int p = 0; p < problem->n_patches; p++) {
        int n_pieces = problem->connected ? count_pieces(&trim, p, p) : 1;
        score.outside_milli += outside(&trim, p);
        score.n_pieces += n_pieces - 1;
        score.n_broken += outside(&trim, p) > 0 || n_pieces > 1;
    }
    for (int u = 0; u < problem->n_units; u++)
        if (patch_of[u] != quarter->start[u])
            score.moved_milli += problem->weight_milli[u] + 1;
    score.cost = costs.distance + costs.ward;
    *ret_score = score;
    return 0;
}

bool pp_quarter_is_better(const struct pp_quarter_score *a, const struct pp_quarter_score *b) {
    if (a->n_broken != b->n_broken)
        return a->n_broken < b->n_broken;
    if (a->outside_milli != b->outside_milli)
        return a->outside_milli < b->outside_milli;
    if (a->n_pieces != b->n_pieces)
        return a->n_pieces < b->n_pieces;
    if (a->moved_milli != b->moved_milli)
        return a->moved_milli < b->moved_milli;
    return a->cost < b->cost;
}
