#include "patchplan/service/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/str.h"
#include "patchplan/core/text.h"
#include "patchplan/graph/neighbours.h"
#include "patchplan/service/measure.h"
#include "patchplan/service/plans.h"
#include "patchplan/store/plan.h"
#include "planner/service/borders.h"
#include "planner/service/find_patch.h"

void pp_explain_done(struct pp_explain *explain) {
    pp_plan_done(&explain->plan);
    pp_arena_done(&explain->arena);
    *explain = (struct pp_explain){0};
}

/* The units of patches as rows, and neighbours as rows. */
struct ground {
    const struct pp_plan *plan;
    struct pp_graph_rows rows;
    int *member; /* scratch, n_units */
    bool *seen;  /* scratch, n_units */
    int *queue;  /* scratch, n_units */
};

/* Units of patch p without `left_out`, with `added` (-1 = none). */
static int members(const struct ground *g, int p, int left_out, int added) {
    int n = 0;
    for (int u = 0; u < g->plan->n_units; u++)
        if ((g->plan->patch_of_unit[u] == p && u != left_out) || u == added)
            g->member[n++] = u;
    return n;
}

static double unit_distance_m(const struct pp_plan *plan, int u, int v) {
    return hypot(plan->units[u].easting_m - plan->units[v].easting_m,
                 plan->units[u].northing_m - plan->units[v].northing_m);
}

/* The distance cost of the first n members, from their best middle. */
static double price(const struct ground *g, int n) {
    bool squared = g->plan->rules.cost_kind == PP_COST_SQUARED;
    double least = n ? INFINITY : 0;
    for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int j = 0; j < n && sum < least; j++) {
            double d = unit_distance_m(g->plan, g->member[i], g->member[j]);
            sum += (double)g->plan->units[g->member[j]].weight_milli / 1000 * (squared ? d * d : d);
        }
        least = sum < least ? sum : least;
    }
    return least;
}

static void begin_pieces(const struct ground *g, int n) {
    for (int u = 0; u < g->plan->n_units; u++)
        g->seen[u] = true;
    for (int i = 0; i < n; i++)
        g->seen[g->member[i]] = false;
}

/* All units not seen yet that hang together with `start`. */
static struct pp_explain_piece take_piece(const struct ground *g, int start) {
    struct pp_explain_piece piece = {.unit_ix = start};
    const struct pp_unit *units = g->plan->units;
    int n_queue = 0;
    g->queue[n_queue++] = start;
    g->seen[start] = true;
    while (n_queue > 0) {
        int u = g->queue[--n_queue];
        piece.n_units++;
        piece.n_homes += units[u].n_homes;
        int more = units[u].n_homes - units[piece.unit_ix].n_homes;
        if (more > 0 || (more == 0 && u < piece.unit_ix))
            piece.unit_ix = u;
        for (int e = g->rows.first[u]; e < g->rows.first[u + 1]; e++) {
            int v = g->rows.neighbour[e];
            if (g->seen[v])
                continue;
            g->seen[v] = true;
            g->queue[n_queue++] = v;
        }
    }
    return piece;
}

/* Are the first n members in one piece? */
static bool is_connected(const struct ground *g, int n) {
    begin_pieces(g, n);
    return n == 0 || take_piece(g, g->member[0]).n_units == n;
}

/* ---- the facts ---- */

static void find_far_unit(struct pp_explain *explain) {
    const struct pp_plan *plan = &explain->plan;
    int hub = plan->patches[explain->patch_ix].hub_unit_ix;
    explain->far_unit_ix = hub;
    for (int u = 0; u < plan->n_units; u++) {
        if (plan->patch_of_unit[u] != explain->patch_ix)
            continue;
        double d = unit_distance_m(plan, u, hub);
        if (d > explain->far_m) {
            explain->far_m = d;
            explain->far_unit_ix = u;
        }
    }
}

static int more_pairs_first(const void *a, const void *b) {
    const struct pp_explain_beside *ba = a, *bb = b;
    return ba->n_pairs != bb->n_pairs
               ? (ba->n_pairs < bb->n_pairs) - (ba->n_pairs > bb->n_pairs)
               : (ba->patch_ix > bb->patch_ix) - (ba->patch_ix < bb->patch_ix);
}

static int find_beside(struct pp_explain *explain, struct pp_error *reterr) {
    const struct pp_plan *plan = &explain->plan;
    size_t k = (size_t)plan->n_patches;
    struct pp_explain_beside *beside = pp_arena_alloc(&explain->arena, (k + 1) * sizeof *beside);
    if (!beside)
        return pp_fail_nomem(reterr);
    for (int p = 0; p < plan->n_patches; p++)
        beside[p].patch_ix = p;
    for (int i = 0; i < plan->n_neighbours; i++) {
        int a = plan->patch_of_unit[plan->neighbours[i].u];
        int b = plan->patch_of_unit[plan->neighbours[i].v];
        if (a != b && a == explain->patch_ix)
            beside[b].n_pairs++;
        if (a != b && b == explain->patch_ix)
            beside[a].n_pairs++;
    }
    qsort(beside, k, sizeof *beside, more_pairs_first);
    explain->beside = beside;
    while (explain->n_beside < plan->n_patches && beside[explain->n_beside].n_pairs > 0)
        explain->n_beside++;
    return 0;
}

static bool inside(const struct pp_plan *plan, int p, int64_t weight_milli) {
    struct pp_patch patch = plan->patches[p];
    patch.weight_milli = weight_milli;
    return pp_patch_in_limits(plan, &patch);
}

static struct pp_explain_move try_move(const struct ground *g, int u, int to) {
    const struct pp_plan *plan = g->plan;
    int from = plan->patch_of_unit[u];
    struct pp_explain_move move = {
        .unit_ix = u,
        .from_ix = from,
        .to_ix = to,
        .from_milli = plan->patches[from].weight_milli - plan->units[u].weight_milli,
        .to_milli = plan->patches[to].weight_milli + plan->units[u].weight_milli,
    };
    int n = members(g, from, u, -1);
    double after = price(g, n);
    move.connected = n > 0 && is_connected(g, n);
    after += price(g, members(g, to, -1, u));
    move.distance_change =
        after - plan->patches[from].distance_cost - plan->patches[to].distance_cost;
    move.from_inside = inside(plan, from, move.from_milli);
    move.to_inside = inside(plan, to, move.to_milli);
    return move;
}

static bool keeps_rules(const struct pp_explain_move *move) {
    return move->from_inside && move->to_inside && move->connected;
}

static int better_first(const void *a, const void *b) {
    const struct pp_explain_move *ma = a, *mb = b;
    if (keeps_rules(ma) != keeps_rules(mb))
        return keeps_rules(ma) ? -1 : 1;
    if (ma->distance_change != mb->distance_change)
        return ma->distance_change < mb->distance_change ? -1 : 1;
    return (ma->unit_ix > mb->unit_ix) - (ma->unit_ix < mb->unit_ix);
}

static bool has_move(const struct pp_explain_move *moves, int n, int u, int to) {
    for (int i = n - 1; i >= 0; i--)
        if (moves[i].unit_ix == u && moves[i].to_ix == to)
            return true;
    return false;
}

/* Team borders do not give, locked patches and pinned units stay. */
static bool may_move(const struct pp_plan *plan, const struct pp_borders *borders, int u, int to) {
    const struct pp_patch *from = &plan->patches[plan->patch_of_unit[u]],
                          *into = &plan->patches[to];
    bool same_team = plan->rules.within != PP_WITHIN_TEAM || from->team_ix == into->team_ix;
    bool same_ward = plan->rules.within != PP_WITHIN_WARD || from->ward_ix == into->ward_ix;
    bool opened = pp_borders_group(borders, plan, plan->units[u].team_ix) ==
                  pp_borders_group(borders, plan, into->team_ix);
    return same_team && same_ward && opened && !from->locked && !into->locked &&
           !plan->units[u].pinned;
}

static int find_moves(struct pp_explain *explain, const struct ground *g, struct pp_error *reterr) {
    const struct pp_plan *plan = &explain->plan;
    PP_AUTO_FREE struct pp_explain_move *moves = NULL;
    PP_AUTO(pp_borders_done) struct pp_borders borders = {0};
    size_t cap = 0;
    int n = 0, rc = pp_borders_find(plan, &borders, reterr);
    for (int i = 0; i < plan->n_neighbours && !rc; i++)
        for (int side = 0; side < 2; side++) {
            int u = side ? plan->neighbours[i].u : plan->neighbours[i].v;
            int v = side ? plan->neighbours[i].v : plan->neighbours[i].u;
            int from = plan->patch_of_unit[u], to = plan->patch_of_unit[v];
            bool ours = from == explain->patch_ix || to == explain->patch_ix;
            if (from == to || !ours || !may_move(plan, &borders, u, to) ||
                has_move(moves, n, u, to))
                continue;
            if ((rc = pp_reserve(&moves, &cap, (size_t)n + 1, sizeof *moves, reterr)) != 0)
                return rc;
            moves[n++] = try_move(g, u, to);
        }
    if (rc)
        return rc;
    explain->moves = pp_arena_alloc(&explain->arena, ((size_t)n + 1) * sizeof *moves);
    if (!explain->moves)
        return pp_fail_nomem(reterr);
    if (n) {
        qsort(moves, (size_t)n, sizeof *moves, better_first);
        memcpy(explain->moves, moves, (size_t)n * sizeof *moves);
    }
    explain->n_moves = n;
    return 0;
}

static int more_homes_first(const void *a, const void *b) {
    const struct pp_explain_piece *pa = a, *pb = b;
    return pa->n_homes != pb->n_homes ? (pa->n_homes < pb->n_homes) - (pa->n_homes > pb->n_homes)
                                      : (pa->unit_ix > pb->unit_ix) - (pa->unit_ix < pb->unit_ix);
}

static int find_pieces(struct pp_explain *explain, const struct ground *g,
                       struct pp_error *reterr) {
    int n = members(g, explain->patch_ix, -1, -1);
    explain->pieces = pp_arena_alloc(&explain->arena, ((size_t)n + 1) * sizeof *explain->pieces);
    if (!explain->pieces)
        return pp_fail_nomem(reterr);
    begin_pieces(g, n);
    for (int i = 0; i < n; i++)
        if (!g->seen[g->member[i]])
            explain->pieces[explain->n_pieces++] = take_piece(g, g->member[i]);
    qsort(explain->pieces, (size_t)explain->n_pieces, sizeof *explain->pieces, more_homes_first);
    return 0;
}

static int find_cut_units(struct pp_explain *explain, const struct ground *g,
                          struct pp_error *reterr) {
    const struct pp_plan *plan = &explain->plan;
    explain->cut_units = pp_arena_alloc(&explain->arena, ((size_t)plan->n_units + 1) * sizeof(int));
    if (!explain->cut_units)
        return pp_fail_nomem(reterr);
    if (explain->n_pieces > 1)
        return 0;
    for (int u = 0; u < plan->n_units; u++)
        if (plan->patch_of_unit[u] == explain->patch_ix &&
            !is_connected(g, members(g, explain->patch_ix, u, -1)))
            explain->cut_units[explain->n_cut_units++] = u;
    return 0;
}

static int find_facts(struct pp_db *db, struct pp_explain *explain, struct pp_error *reterr) {
    const struct pp_plan *plan = &explain->plan;
    size_t n = (size_t)plan->n_units + 1;
    PP_AUTO_FREE int *member = pp_alloc_array(n, sizeof *member);
    PP_AUTO_FREE int *queue = pp_alloc_array(n, sizeof *queue);
    PP_AUTO_FREE bool *seen = pp_alloc_array(n, sizeof *seen);
    struct ground g = {.plan = plan, .member = member, .seen = seen, .queue = queue};
    const char **officers = NULL;
    if (!member || !queue || !seen)
        return pp_fail_nomem(reterr);
    int rc = pp_graph_rows(plan->neighbours, plan->n_neighbours, plan->n_units, &explain->arena,
                           &g.rows, reterr);
    if (!rc)
        rc = pp_service_plan_officers(db, plan, &explain->arena, &officers, reterr);
    if (!rc)
        rc = pp_store_patch_places(db, plan->plan_id, explain->patch_ix, pp_day_today(),
                                   &explain->arena, &explain->places, reterr);
    if (!rc)
        rc = find_beside(explain, reterr);
    if (!rc)
        rc = find_moves(explain, &g, reterr);
    if (!rc)
        rc = find_pieces(explain, &g, reterr);
    if (!rc)
        rc = find_cut_units(explain, &g, reterr);
    if (rc)
        return rc;
    explain->officers = officers[explain->patch_ix];
    find_far_unit(explain);
    return 0;
}

int pp_service_explain(struct pp_db *db, const char *plan_name, const char *patch,
                       struct pp_explain *ret_explain, struct pp_error *reterr) {
    PP_AUTO(pp_explain_done) struct pp_explain explain = {0};
    enum pp_plan_choice choice = PP_PLAN_NAMED;
    int rc = pp_store_plan_load(db, plan_name, &explain.plan, &choice, reterr);
    if (!rc)
        rc = pp_find_patch(&explain.plan, patch, &explain.patch_ix, reterr);
    if (!rc)
        rc = find_facts(db, &explain, reterr);
    if (rc)
        return rc;
    explain.is_choice = choice != PP_PLAN_NAMED;
    explain.choice = pp_plan_choice_text(choice);
    *ret_explain = explain;
    explain = (struct pp_explain){0};
    return 0;
}
