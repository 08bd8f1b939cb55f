/* One patch's homes to weeks: successive shortest paths with labels corrected, as visits_parts.h says. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

#include "planner/roster/visits_parts.h"

/* Costs in one number: a home not placed > weeks outside > points > level load, for fewer than
 * MOST_HOMES of a patch. Only costs of one path are added up, so 63 bits suffice. */
static const int64_t COST_NOT_PLACED = INT64_C(100000000000000000);
static const int64_t COST_OUTSIDE = INT64_C(1000000000000);
static const int64_t COST_POINT = INT64_C(10000000);
enum { MOST_HOMES = 10000000 }; /* their load counts for less than a point */
static const int64_t FORBIDDEN = INT64_MAX / 4;

int visit_outside(const struct visit_class *visit_class, int late, int week) {
    if (visit_class->due == 0)
        return 0;
    int away = visit_class->overdue ? week + 1 - late
                                    : abs(week + 1 - visit_class->due) - PP_VISIT_NEAR_WEEKS;
    return away > 0 ? away : 0;
}

struct net {
    const struct visit_flow *flow;
    const int64_t *
        cost; /* of a home of a class in a week, but for how many are there: n_classes x VISIT_PLACES */
    int *count;
    int load[VISIT_PLACES];
    int64_t far[VISIT_PLACES]; /* cheapest way to the week found so far */
    int came_from[VISIT_PLACES], came_class[VISIT_PLACES]; /* -1: the new home itself */
    bool queued[VISIT_PLACES];
};

static int64_t find_cost(const struct visit_flow *flow, int c, int week) {
    const struct visit_class *visit_class = &flow->classes[c];
    if (week == VISIT_NOT_PLACED)
        return COST_NOT_PLACED;
    if (week + 1 < visit_class->first || flow->offers[week] == 0)
        return FORBIDDEN;
    return COST_OUTSIDE * visit_outside(visit_class, flow->late, week);
}

static int64_t class_cost(const struct net *net, int c, int week) {
    return net->cost[c * VISIT_PLACES + week];
}

/* Of one home more in the week. */
static int64_t week_cost(const struct net *net, int week) {
    int load = net->load[week], mean = net->flow->mean;
    if (week == VISIT_NOT_PLACED)
        return 0;
    if (load >= net->flow->offers[week])
        return FORBIDDEN;
    int points = load < mean ? 0 : load < mean + visit_high(mean) ? 1 : 3;
    return COST_POINT * points + load;
}

struct queue { /* weeks to look at again: a ring, each in it once */
    int weeks[VISIT_PLACES];
    int first, n;
};

static void reach(struct net *net, struct queue *queue, int week, int64_t far, int from, int by) {
    if (far >= net->far[week])
        return;
    net->far[week] = far;
    net->came_from[week] = from;
    net->came_class[week] = by;
    if (net->queued[week])
        return;
    net->queued[week] = true;
    queue->weeks[(queue->first + queue->n++) % VISIT_PLACES] = week;
}

/* A home of class `by` that stands in `week` may make room by going elsewhere. */
static void push_out(struct net *net, struct queue *queue, int week, int by) {
    int64_t base = net->far[week] - class_cost(net, by, week);
    for (int to = 0; to < VISIT_PLACES; to++) {
        int64_t cost = to == week ? FORBIDDEN : class_cost(net, by, to);
        if (cost < FORBIDDEN)
            reach(net, queue, to, base + cost, week, by);
    }
}

/* Label-correcting search; residual arcs can have negative cost, cycles cannot. */
static void search(struct net *net, int c) {
    struct queue queue = {.n = 0};
    for (int w = 0; w < VISIT_PLACES; w++)
        net->far[w] = FORBIDDEN;
    for (int w = 0; w < VISIT_PLACES; w++)
        if (class_cost(net, c, w) < FORBIDDEN)
            reach(net, &queue, w, class_cost(net, c, w), -1, c);
    while (queue.n > 0) {
        int week = queue.weeks[queue.first];
        queue.first = (queue.first + 1) % VISIT_PLACES;
        queue.n--;
        net->queued[week] = false;
        for (int by = 0; by < net->flow->n_classes; by++)
            if (net->count[by * VISIT_PLACES + week] > 0)
                push_out(net, &queue, week, by);
    }
}

static int cheapest_end(const struct net *net) {
    int best = VISIT_NOT_PLACED;
    int64_t best_cost = net->far[best];
    for (int w = 0; w < VISIT_WEEKS; w++) {
        int64_t more = net->far[w] < FORBIDDEN ? week_cost(net, w) : FORBIDDEN;
        if (more < FORBIDDEN && net->far[w] + more < best_cost) {
            best = w;
            best_cost = net->far[w] + more;
        }
    }
    return best;
}

static void shift(struct net *net, int end) {
    net->load[end]++;
    for (int week = end; week >= 0; week = net->came_from[week]) {
        int by = net->came_class[week];
        net->count[by * VISIT_PLACES + week]++;
        if (net->came_from[week] >= 0)
            net->count[by * VISIT_PLACES + net->came_from[week]]--;
    }
}

int visit_flow_solve(const struct visit_flow *flow, int *ret_count, struct pp_error *reterr) {
    size_t n = (size_t)flow->n_classes * VISIT_PLACES;
    int *count PP_AUTO_FREE = pp_alloc_array(n + 1, sizeof *count);
    PP_AUTO_FREE int64_t *cost = pp_alloc_array(n + 1, sizeof *cost);
    if (!count || !cost)
        return pp_fail_nomem(reterr);
    for (int c = 0; c < flow->n_classes; c++)
        for (int w = 0; w < VISIT_PLACES; w++)
            cost[c * VISIT_PLACES + w] = find_cost(flow, c, w);
    struct net net = {.flow = flow, .cost = cost, .count = count};
    int64_t n_homes = 0;
    for (int c = 0; c < flow->n_classes; c++)
        n_homes += flow->n_homes[c];
    assert(n_homes < MOST_HOMES);
    for (int c = 0; c < flow->n_classes; c++)
        for (int i = 0; i < flow->n_homes[c]; i++) {
            search(&net, c);
            shift(&net, cheapest_end(&net));
        }
    memcpy(ret_count, count, n * sizeof *count);
    return 0;
}
