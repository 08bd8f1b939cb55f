/* Joining pockets.
 *
 * Formula: inside each group (team, ward) a component of weight w stands on its own when some K >= 1 has
 * K x min <= w <= K x max. Others are pockets, each joined by its shortest link to the rest of its group.
 * Steps: components; per group with pockets the Delaunay edges of its units as candidate links; rounds in which
 * every pocket's shortest link is found in one pass, and pockets that no link of the round has touched are
 * joined, lightest first.
 * Guarantee: a shortest link between a pocket and the rest of its group is always a Delaunay edge (the circle
 * over it as diameter is empty), so each link is the shortest there is at its moment.
 * Cost: O(n log n) for the edges, O(edges) a round; a round at least halves the pockets that remain untouched.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/geo/locate.h"
#include "patchplan/geo/mosaic.h"
#include "patchplan/graph/neighbours.h"
#include "planner/graph/pairs.h"

struct candidate {
    int u, v;
    double length_m;
};

struct state {
    const struct pp_bridge_input *input;
    struct pp_arena *arena;
    int *component; /* per unit */
    int n_components;
    int *parent;                   /* per component, as they grow together */
    int64_t *weight_milli;         /* per root */
    int *n_units_of;               /* per root */
    int *first_unit;               /* per root: a unit of it, the one with the least id */
    int *group_of;                 /* per component */
    const struct candidate **best; /* per root: its shortest link out, in this round */
    struct pp_bridge *bridges;
    size_t n_bridges, cap_bridges;
};

static int root(struct state *s, int c) {
    while (s->parent[c] != c)
        c = s->parent[c] = s->parent[s->parent[c]];
    return c;
}

static bool is_pocket(const struct state *s, int c) {
    return s->parent[c] == c &&
           !pp_graph_can_hold(s->weight_milli[c], s->input->min_milli, s->input->max_milli);
}

static int count_components(struct state *s, struct pp_error *reterr) {
    const struct pp_bridge_input *in = s->input;
    int rc = pp_graph_components(in->neighbours, in->n_neighbours, in->n_units, in->group,
                                 s->component, &s->n_components, reterr);
    if (rc < 0)
        return rc;
    for (int c = 0; c < s->n_components; c++) {
        s->parent[c] = c;
        s->first_unit[c] = -1;
    }
    for (int i = 0; i < in->n_units; i++) {
        int c = s->component[i];
        s->weight_milli[c] += in->units[i].weight_milli;
        s->n_units_of[c]++;
        s->group_of[c] = in->group ? in->group[i] : 0;
        if (s->first_unit[c] < 0 || strcmp(in->units[i].id, in->units[s->first_unit[c]].id) < 0)
            s->first_unit[c] = i;
    }
    return 0;
}

static int compare_candidates(const struct state *s, const struct candidate *a,
                              const struct candidate *b) {
    if (a->length_m != b->length_m)
        return a->length_m < b->length_m ? -1 : 1;
    const struct pp_unit *units = s->input->units;
    const char *ids[2][2];
    const struct candidate *both[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        const char *p = units[both[i]->u].id, *q = units[both[i]->v].id;
        ids[i][0] = strcmp(p, q) < 0 ? p : q;
        ids[i][1] = strcmp(p, q) < 0 ? q : p;
    }
    int by_first = strcmp(ids[0][0], ids[1][0]);
    return by_first != 0 ? by_first : strcmp(ids[0][1], ids[1][1]);
}

static void find_shortest(struct state *s, const struct candidate *candidates, size_t n) {
    for (int c = 0; c < s->n_components; c++)
        s->best[c] = NULL;
    for (size_t i = 0; i < n; i++) {
        int ends[2] = {root(s, s->component[candidates[i].u]),
                       root(s, s->component[candidates[i].v])};
        for (int k = 0; k < 2 && ends[0] != ends[1]; k++)
            if (!s->best[ends[k]] || compare_candidates(s, &candidates[i], s->best[ends[k]]) < 0)
                s->best[ends[k]] = &candidates[i];
    }
}

static int join(struct state *s, int pocket, const struct candidate *link,
                struct pp_error *reterr) {
    int rc = pp_reserve(&s->bridges, &s->cap_bridges, s->n_bridges + 1, sizeof *s->bridges, reterr);
    if (rc < 0)
        return rc;
    bool u_inside = root(s, s->component[link->u]) == pocket;
    int other = root(s, s->component[u_inside ? link->v : link->u]);
    s->bridges[s->n_bridges++] = (struct pp_bridge){
        .neighbour = {.u = link->u < link->v ? link->u : link->v,
                      .v = link->u < link->v ? link->v : link->u,
                      .kind = PP_NEIGHBOUR_BRIDGE},
        .pocket_unit_ix = u_inside ? link->u : link->v,
        .distance_m = link->length_m,
        .n_units = s->n_units_of[pocket],
        .weight_milli = s->weight_milli[pocket],
    };
    s->parent[pocket] = other;
    s->weight_milli[other] += s->weight_milli[pocket];
    s->n_units_of[other] += s->n_units_of[pocket];
    if (strcmp(s->input->units[s->first_unit[pocket]].id,
               s->input->units[s->first_unit[other]].id) < 0)
        s->first_unit[other] = s->first_unit[pocket];
    s->best[other] = NULL; /* it has grown: its shortest link is found anew */
    return 0;
}

struct pocket {
    int64_t weight_milli;
    const char *id;
    int component;
};

static int compare_pockets(const void *a, const void *b) {
    const struct pocket *p = a, *q = b;
    if (p->weight_milli != q->weight_milli)
        return p->weight_milli < q->weight_milli ? -1 : 1;
    return strcmp(p->id, q->id);
}

/* One round; how many links it made, or a failure. */
static int join_round(struct state *s, int group, struct pocket *pockets, struct pp_error *reterr) {
    int n = 0, n_joined = 0;
    for (int c = 0; c < s->n_components; c++)
        if (s->group_of[c] == group && is_pocket(s, c) && s->best[c])
            pockets[n++] =
                (struct pocket){s->weight_milli[c], s->input->units[s->first_unit[c]].id, c};
    qsort(pockets, (size_t)n, sizeof *pockets, compare_pockets);
    for (int i = 0; i < n; i++) {
        int c = pockets[i].component;
        if (s->parent[c] != c || !s->best[c])
            continue;
        int rc = join(s, c, s->best[c], reterr);
        if (rc < 0)
            return rc;
        n_joined++;
    }
    return n_joined;
}

static bool has_pockets(const struct state *s, int group) {
    int n_roots = 0;
    bool any = false;
    for (int c = 0; c < s->n_components; c++) {
        n_roots += s->group_of[c] == group && s->parent[c] == c;
        any = any || (s->group_of[c] == group && is_pocket(s, c));
    }
    return any && n_roots > 1;
}

/* The Delaunay edges of the group's units. */
static int list_candidates(const struct state *s, int group, struct candidate **ret_candidates,
                           size_t *ret_n, struct pp_error *reterr) {
    const struct pp_bridge_input *in = s->input;
    size_t n = 0, n_edges = 0;
    PP_AUTO_FREE double *xy = pp_alloc_array(2 * (size_t)in->n_units, sizeof *xy);
    PP_AUTO_FREE int *unit = pp_alloc_array((size_t)in->n_units, sizeof *unit);
    PP_AUTO_FREE int(*edges)[2] = NULL;
    if (!xy || !unit)
        return pp_fail_nomem(reterr);
    for (int i = 0; i < in->n_units; i++)
        if (!in->group || in->group[i] == group) {
            xy[2 * n] = in->units[i].easting_m;
            xy[2 * n + 1] = in->units[i].northing_m;
            unit[n++] = i;
        }
    int rc = pp_delaunay_edges(xy, n, &edges, &n_edges, reterr);
    if (rc < 0)
        return rc;
    struct candidate *candidates = pp_alloc_array(n_edges, sizeof *candidates);
    if (!candidates)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < n_edges; i++) {
        const double *p = xy + 2 * edges[i][0], *q = xy + 2 * edges[i][1];
        candidates[i] = (struct candidate){unit[edges[i][0]], unit[edges[i][1]],
                                           hypot(p[0] - q[0], p[1] - q[1])};
    }
    *ret_candidates = candidates;
    *ret_n = n_edges;
    return 0;
}

static int join_group(struct state *s, int group, struct pp_error *reterr) {
    size_t n = 0;
    PP_AUTO_FREE struct candidate *candidates = NULL;
    PP_AUTO_FREE struct pocket *pockets = pp_alloc_array((size_t)s->n_components, sizeof *pockets);
    if (!pockets)
        return pp_fail_nomem(reterr);
    int rc = list_candidates(s, group, &candidates, &n, reterr);
    while (rc == 0 && has_pockets(s, group)) {
        find_shortest(s, candidates, n);
        int n_joined = join_round(s, group, pockets, reterr);
        rc = n_joined < 0 ? n_joined : 0;
        if (n_joined == 0)
            break; /* cannot happen while the edges hang together; better an open pocket than a hang */
    }
    return rc;
}

static int compare_int(const void *a, const void *b) {
    const int *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

static int join_all(struct state *s, struct pp_error *reterr) {
    PP_AUTO_FREE int *groups = pp_alloc_array((size_t)s->n_components, sizeof *groups);
    if (!groups)
        return pp_fail_nomem(reterr);
    if (s->n_components > 0)
        memcpy(groups, s->group_of, (size_t)s->n_components * sizeof *groups);
    qsort(groups, (size_t)s->n_components, sizeof *groups, compare_int);
    int rc = 0;
    for (int i = 0; i < s->n_components && rc == 0; i++)
        if ((i == 0 || groups[i] != groups[i - 1]) && has_pockets(s, groups[i]))
            rc = join_group(s, groups[i], reterr);
    return rc;
}

static int mark_crossings(struct state *s, struct pp_error *reterr) {
    PP_AUTO_LOCATOR struct pp_locator *locator = NULL;
    int rc = pp_locator_new(NULL, 0, s->input->barriers, s->input->n_barriers, &locator, reterr);
    for (size_t i = 0; rc == 0 && i < s->n_bridges; i++) {
        struct pp_neighbour *pair = &s->bridges[i].neighbour;
        const struct pp_unit *u = &s->input->units[pair->u], *v = &s->input->units[pair->v];
        pair->crosses_barrier = pp_locator_crosses_barrier(locator, u->easting_m, u->northing_m,
                                                           v->easting_m, v->northing_m);
    }
    return rc;
}

static int merge_pairs(const struct state *s, struct pp_bridging *bridging,
                       struct pp_error *reterr) {
    size_t n_old = (size_t)s->input->n_neighbours;
    struct pp_pairs pairs = {pp_alloc_array(n_old + s->n_bridges, sizeof *pairs.at),
                             n_old + s->n_bridges, n_old + s->n_bridges};
    if (!pairs.at)
        return pp_fail_nomem(reterr);
    if (n_old > 0)
        memcpy(pairs.at, s->input->neighbours, n_old * sizeof *pairs.at);
    for (size_t i = 0; i < s->n_bridges; i++)
        pairs.at[n_old + i] = s->bridges[i].neighbour;
    int rc =
        pp_pairs_finish(&pairs, s->arena, &bridging->neighbours, &bridging->n_neighbours, reterr);
    pp_pairs_done(&pairs);
    return rc;
}

static int report(struct state *s, struct pp_bridging *ret_bridging, struct pp_error *reterr) {
    struct pp_bridging bridging = {.n_bridges = (int)s->n_bridges};
    int rc = mark_crossings(s, reterr);
    if (rc == 0)
        rc = merge_pairs(s, &bridging, reterr);
    if (rc < 0)
        return rc;
    bridging.bridges = pp_arena_alloc(s->arena, s->n_bridges * sizeof *bridging.bridges);
    if (!bridging.bridges)
        return pp_fail_nomem(reterr);
    for (size_t i = 0; i < s->n_bridges; i++)
        bridging.bridges[i] = s->bridges[i];
    *ret_bridging = bridging;
    return 0;
}

int pp_graph_bridge(const struct pp_bridge_input *input, struct pp_arena *arena,
                    struct pp_bridging *ret_bridging, struct pp_error *reterr) {
    size_t n = (size_t)input->n_units;
    PP_AUTO_FREE int *component = pp_alloc_array(n, sizeof *component);
    PP_AUTO_FREE int *parent = pp_alloc_array(n, sizeof *parent);
    PP_AUTO_FREE int64_t *weight_milli = pp_alloc_array(n, sizeof *weight_milli);
    PP_AUTO_FREE int *n_units_of = pp_alloc_array(n, sizeof *n_units_of);
    PP_AUTO_FREE int *first_unit = pp_alloc_array(n, sizeof *first_unit);
    PP_AUTO_FREE int *group_of = pp_alloc_array(n, sizeof *group_of);
    PP_AUTO_FREE const struct candidate **best = pp_alloc_array(n, sizeof *best);
    if (!component || !parent || !weight_milli || !n_units_of || !first_unit || !group_of || !best)
        return pp_fail_nomem(reterr);
    struct state state = {.input = input,
                          .arena = arena,
                          .component = component,
                          .parent = parent,
                          .weight_milli = weight_milli,
                          .n_units_of = n_units_of,
                          .first_unit = first_unit,
                          .group_of = group_of,
                          .best = best};
    int rc = count_components(&state, reterr);
    if (rc == 0)
        rc = join_all(&state, reterr);
    if (rc == 0)
        rc = report(&state, ret_bridging, reterr);
    pp_free(state.bridges);
    return rc;
}
