#include "planner/district/standing.h"

#include <math.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "planner/district/evaluate.h"
#include "planner/district/match.h"

static void *room(size_t n, size_t size, bool *failed) {
    void *memory = pp_alloc_array(n + 1, size);
    *failed |= !memory;
    return memory;
}

static bool allocate(struct pp_standing *s) {
    size_t n = (size_t)s->problem->n_units, k = (size_t)s->problem->n_patches;
    size_t n_current = s->with_keep ? (size_t)s->problem->current.n_labels : 0;
    size_t n_wards = s->with_ward ? (size_t)s->problem->ward.n_labels : 0;
    bool failed = false;
    s->patch_of = room(n, sizeof *s->patch_of, &failed);
    s->first = room(k + 2, sizeof *s->first, &failed);
    s->unit = room(n, sizeof *s->unit, &failed);
    s->facts = room(k, sizeof *s->facts, &failed);
    s->shared = room(k * n_current, sizeof *s->shared, &failed);
    s->member = room(n, sizeof *s->member, &failed);
    s->queue = room(n, sizeof *s->queue, &failed);
    s->piece_of = room(n, sizeof *s->piece_of, &failed);
    s->chosen = room(n, sizeof *s->chosen, &failed);
    s->inside = room(n, sizeof *s->inside, &failed);
    s->touched = room(k, sizeof *s->touched, &failed);
    s->tried = room(k, sizeof *s->tried, &failed);
    s->load = room(n_wards, sizeof *s->load, &failed);
    s->label_of = room(k, sizeof *s->label_of, &failed);
    return !failed;
}

void pp_standing_free(struct pp_standing *s) {
    if (!s)
        return;
    void *const parts[] = {s->patch_of, s->first, s->unit,     s->facts,   s->shared,
                           s->member,   s->queue, s->piece_of, s->chosen,  s->inside,
                           s->touched,  s->tried, s->load,     s->label_of};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        pp_free(parts[i]);
    pp_free(s);
}

void pp_standing_auto_free(struct pp_standing **standing) { pp_standing_free(*standing); }

const int *pp_standing_patches(const struct pp_standing *s) { return s->patch_of; }

/* ---- one patch ---- */

/* Flood s->member[0..n): s->piece_of, how many pieces, the heaviest of them (ties: the first). */
static void find_pieces(struct pp_standing *s, int n, struct pp_facts *facts) {
    const struct pp_problem *problem = s->problem;
    int64_t heaviest = -1;
    for (int i = 0; i < n; i++)
        s->inside[s->member[i]] = true;
    for (int i = 0; i < n; i++) {
        if (!s->inside[s->member[i]])
            continue;
        int n_queue = 1;
        int64_t weight = 0;
        s->queue[0] = s->member[i];
        s->inside[s->member[i]] = false;
        for (int head = 0; head < n_queue; head++) {
            int u = s->queue[head];
            s->piece_of[u] = facts->n_pieces;
            weight += problem->weight_milli[u];
            for (int e = problem->first[u]; e < problem->first[u + 1]; e++) {
                int v = problem->neighbour[e];
                if (!s->inside[v])
                    continue;
                s->inside[v] = false;
                s->queue[n_queue++] = v;
            }
        }
        if (weight > heaviest) {
            heaviest = weight;
            facts->main_piece = facts->n_pieces;
        }
        facts->n_pieces++;
    }
}

static double plain_m(const struct pp_problem *problem, const int *unit, int n, int hub) {
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += 1e-3 * (double)problem->weight_milli[unit[i]] *
               hypot(problem->x[unit[i]] - problem->x[hub], problem->y[unit[i]] - problem->y[hub]);
    return sum;
}

void pp_standing_work_out(struct pp_standing *s, int patch, int n, struct pp_facts *ret_facts) {
    const struct pp_problem *problem = s->problem;
    struct pp_facts facts = {.n_units = n, .hub = -1, .n_pieces = n > 0 && !problem->connected};
    for (int i = 0; i < n; i++)
        facts.weight_milli += problem->weight_milli[s->member[i]];
    if (n > 0) {
        facts.distance_cost = pp_price_patch(problem, s->member, n, &facts.hub);
        facts.weighted_m = plain_m(problem, s->member, n, facts.hub);
    }
    if (s->with_ward)
        facts.ward_milli = pp_price_ward(problem, s->member, n, s->load);
    if (problem->connected)
        find_pieces(s, n, &facts);
    int64_t under = problem->min_milli[patch] - facts.weight_milli;
    int64_t over = facts.weight_milli - problem->max_milli[patch];
    facts.outside_milli = under > 0 ? under : over > 0 ? over : 0;
    *ret_facts = facts;
}

/* ---- labels ---- */

void pp_standing_count_labels(struct pp_standing *s, int unit, int patch, int sign) {
    const struct pp_labels *current = &s->problem->current;
    if (!s->with_keep)
        return;
    int64_t *row = s->shared + (size_t)patch * (size_t)current->n_labels;
    for (int i = current->first[unit]; i < current->first[unit + 1]; i++)
        row[current->label[i]] += sign * current->weight_milli[i];
}

int pp_standing_match(struct pp_standing *s, int64_t *ret_lost_milli, struct pp_error *reterr) {
    int n_labels = s->problem->current.n_labels;
    if (!s->with_keep)
        return 0;
    int rc = pp_match_labels(s->shared, s->problem->n_patches, n_labels, s->label_of, reterr);
    if (rc)
        return rc;
    int64_t lost = s->known_milli;
    for (int p = 0; p < s->problem->n_patches; p++)
        if (s->label_of[p] >= 0)
            lost -= s->shared[(size_t)p * (size_t)n_labels + (size_t)s->label_of[p]];
    *ret_lost_milli = lost;
    return 0;
}

struct pp_costs pp_standing_costs(const struct pp_standing *s, const struct pp_totals *totals,
                                  const double *distance_cost) {
    struct pp_costs costs = {0};
    for (int p = 0; p < s->problem->n_patches; p++)
        costs.distance += distance_cost[p];
    if (s->with_keep)
        costs.keep = 1e-3 * s->problem->keep_m * (double)totals->lost_milli;
    if (s->with_ward)
        costs.ward = 1e-3 * s->problem->ward_m * (double)totals->ward_milli;
    costs.total = costs.distance + costs.keep + costs.ward;
    return costs;
}

/* ---- the whole ---- */

static void fill_rows(struct pp_standing *s) {
    int n = s->problem->n_units, k = s->problem->n_patches;
    memset(s->first, 0, ((size_t)k + 2) * sizeof *s->first);
    for (int u = 0; u < n; u++)
        s->first[s->patch_of[u] + 2]++;
    for (int p = 2; p < k + 2; p++)
        s->first[p] += s->first[p - 1];
    for (int u = 0; u < n; u++)
        s->unit[s->first[s->patch_of[u] + 1]++] = u;
}

/* Facts of the patches marked in s->touched, which are unmarked; then the totals. */
static int refresh(struct pp_standing *s, struct pp_error *reterr) {
    fill_rows(s);
    struct pp_totals totals = {.lost_milli = 0};
    for (int p = 0; p < s->problem->n_patches; p++) {
        int n = s->first[p + 1] - s->first[p];
        if (s->touched[p] && n)
            memcpy(s->member, s->unit + s->first[p], (size_t)n * sizeof *s->member);
        if (s->touched[p])
            pp_standing_work_out(s, p, n, &s->facts[p]);
        s->touched[p] = false;
        s->tried[p] = s->facts[p].distance_cost;
        totals.outside_milli += s->facts[p].outside_milli;
        totals.ward_milli += s->facts[p].ward_milli;
    }
    int rc = pp_standing_match(s, &totals.lost_milli, reterr);
    if (rc)
        return rc;
    s->totals = totals;
    s->costs = pp_standing_costs(s, &totals, s->tried);
    return 0;
}

static void move_unit(struct pp_standing *s, int u, int to) {
    s->touched[s->patch_of[u]] = s->touched[to] = true;
    pp_standing_count_labels(s, u, s->patch_of[u], -1);
    pp_standing_count_labels(s, u, to, 1);
    s->patch_of[u] = to;
}

int pp_standing_new(const struct pp_problem *problem, const int *patch_of_unit,
                    struct pp_standing **ret_standing, struct pp_error *reterr) {
    PP_AUTO_STANDING struct pp_standing *s = pp_alloc(sizeof *s);
    if (!s)
        return pp_fail_nomem(reterr);
    s->problem = problem;
    s->with_keep = problem->keep_m > 0 && problem->current.first;
    s->with_ward = problem->ward_m > 0 && problem->ward.first;
    if (!allocate(s))
        return pp_fail_nomem(reterr);
    for (int u = 0; u < problem->n_units; u++) {
        s->patch_of[u] = patch_of_unit[u];
        pp_standing_count_labels(s, u, patch_of_unit[u], 1);
        for (int i = s->with_keep ? problem->current.first[u] : 0;
             s->with_keep && i < problem->current.first[u + 1]; i++)
            s->known_milli += problem->current.weight_milli[i];
    }
    for (int p = 0; p < problem->n_patches; p++)
        s->touched[p] = true;
    int rc = refresh(s, reterr);
    if (!rc)
        *ret_standing = PP_STEAL(s);
    return rc;
}

int pp_standing_follow(struct pp_standing *s, const int *patch_of_unit, struct pp_error *reterr) {
    for (int u = 0; u < s->problem->n_units; u++)
        if (s->patch_of[u] != patch_of_unit[u])
            move_unit(s, u, patch_of_unit[u]);
    return refresh(s, reterr);
}
