/* Healing around faults, ring by ring.
 *
 *   for each fault (patch outside its limits or in pieces), the worst first:
 *     neighbourhood = the fault; until it is healed or nothing can be added:
 *       add the patches beside (not locked, not over a border)
 *       if the weight of the neighbourhood can be divided inside its limits at all:
 *         divide it anew a few times by the engine, from the present division, at
 *             distance + ward + KEEP x weight that leaves its patch
 *         keep the best: fewest broken, least outside, least moved, cheapest
 *     not healed: all of it again with four times the steps, at most twice
 *     carry the best out if it heals anything
 *
 * Every neighbourhood is divided from the division as it stands, so a wider one does not pile moves on
 * those of a narrower one. When no neighbourhood can hold its weight inside the limits, the widest is still
 * divided: less may be outside. Guarantee: outside weight, pieces and broken patches never grow, since only better divisions
 * are carried out. Cost: faults x rings x attempts x steps a unit.
 */
#include "patchplan/district/rebalance.h"

#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/district/effect.h"
#include "planner/district/rebalance_parts.h"

enum {
    ATTEMPTS = 3,
    STEPS_A_UNIT = 2500,
    MOST_EFFORT = 16,
    MOST_STEPS = 4000000,
    FIRST_GUESS_OF_SPEED = 1500000
};

void pp_rebalance_done(struct pp_rebalance *rebalance) {
    pp_free(rebalance->patch_of_unit);
    pp_free(rebalance->tried);
    *rebalance = (struct pp_rebalance){0};
}

struct healing {
    const struct pp_rebalance_wish *wish;
    struct pp_rebalance *result;
    struct pp_standing *standing;
    bool *asked;   /* per patch: its fault is to be healed */
    bool *done;    /* per patch: its fault was tried */
    bool *inside;  /* per patch: the neighbourhood */
    int effort;    /* times the steps of a first try */
    double speed;  /* steps a second, of the slowest attempt so far */
    int64_t *room; /* per patch, scratch */
};

static void healing_done(struct healing *healing) {
    pp_standing_free(healing->standing);
    pp_free(healing->asked);
    pp_free(healing->done);
    pp_free(healing->inside);
    pp_free(healing->room);
}

/* ---- faults ---- */

static int64_t outside(const struct healing *h, int patch) {
    const struct pp_problem *problem = h->wish->problem;
    int64_t weight = pp_standing_side(h->standing, patch).weight_milli;
    int64_t under = problem->min_milli[patch] - weight, over = weight - problem->max_milli[patch];
    return under > 0 ? under : over > 0 ? over : 0;
}

static bool is_locked(const struct healing *h, int patch) {
    return h->wish->locked && h->wish->locked[patch];
}

static bool is_fault(const struct healing *h, int patch) {
    return !is_locked(h, patch) &&
           (outside(h, patch) > 0 || pp_standing_side(h->standing, patch).n_pieces > 1);
}

static int count_faults(const struct healing *h) {
    int n = 0;
    for (int p = 0; p < h->wish->problem->n_patches; p++)
        n += h->asked[p] && is_fault(h, p);
    return n;
}

static int64_t total_outside(const struct healing *h) {
    int64_t total = 0;
    for (int p = 0; p < h->wish->problem->n_patches; p++)
        total += outside(h, p);
    return total;
}

/* The worst fault that was not tried; -1 when there is none. Pieces come before sizes. */
static int next_fault(const struct healing *h) {
    int worst = -1;
    int64_t most = -1;
    for (int p = 0; p < h->wish->problem->n_patches; p++) {
        if (!h->asked[p] || h->done[p] || !is_fault(h, p))
            continue;
        bool in_pieces = pp_standing_side(h->standing, p).n_pieces > 1;
        int64_t how_bad = outside(h, p) + (in_pieces ? INT64_MAX / 2 : 0);
        if (how_bad > most) {
            most = how_bad;
            worst = p;
        }
    }
    return worst;
}

/* ---- neighbourhoods ---- */

static bool is_same_place(const struct healing *h, int u, int v) {
    const int *place = h->wish->place_of_unit;
    return !place || place[u] == place[v];
}

/* May units go between these two patches at all? */
static bool is_open(const struct healing *h, int a, int b) {
    const int *place = h->wish->place_of_patch;
    return !is_locked(h, a) && !is_locked(h, b) && (!place || place[a] == place[b]);
}

/* Mark in `ring` the patches beside those marked in `inside`; were there any? */
static bool mark_beside(const struct healing *h, const bool *inside, bool within_rules,
                        bool *ring) {
    const struct pp_problem *problem = h->wish->problem;
    const int *patch_of = pp_standing_patches(h->standing);
    bool any = false;
    for (int u = 0; u < problem->n_units; u++)
        for (int e = inside[patch_of[u]] ? problem->first[u] : problem->first[u + 1];
             e < problem->first[u + 1]; e++) {
            int v = problem->neighbour[e], p = patch_of[v];
            if (inside[p] || ring[p])
                continue;
            if (within_rules && !(is_open(h, patch_of[u], p) && is_same_place(h, u, v)))
                continue;
            ring[p] = any = true;
        }
    return any;
}

static int grow(struct healing *h, bool *ret_grown, struct pp_error *reterr) {
    size_t k = (size_t)h->wish->problem->n_patches;
    PP_AUTO_FREE bool *ring = pp_alloc_array(k + 1, sizeof *ring);
    if (!ring)
        return pp_fail_nomem(reterr);
    *ret_grown = mark_beside(h, h->inside, true, ring);
    for (size_t p = 0; p < k; p++) {
        h->inside[p] |= ring[p];
        h->result->tried[p] |= h->inside[p];
    }
    return 0;
}

/* Can the neighbourhood's weight be divided inside its limits, as far as totals say? */
static bool totals_allow(const struct healing *h) {
    const struct pp_problem *problem = h->wish->problem;
    int64_t weight = 0, least = 0, most = 0;
    for (int p = 0; p < problem->n_patches; p++) {
        if (!h->inside[p])
            continue;
        weight += pp_standing_side(h->standing, p).weight_milli;
        least += problem->min_milli[p];
        most += problem->max_milli[p];
    }
    return weight >= least && weight <= most;
}

/* ---- one neighbourhood ---- */

struct best {
    int *patch_of; /* of the whole; n_units */
    struct pp_quarter_score before, after;
    bool any;
};

static bool heals(const struct pp_quarter_score *before, const struct pp_quarter_score *after) {
    bool no_worse = after->n_broken <= before->n_broken &&
                    after->outside_milli <= before->outside_milli &&
                    after->n_pieces <= before->n_pieces;
    return no_worse &&
           (after->outside_milli < before->outside_milli || after->n_pieces < before->n_pieces);
}

static bool is_healed(const struct pp_quarter_score *score) { return score->n_broken == 0; }

/* Neighbourhoods differ in size, so what is healed is compared, not what is left. */
static bool is_gain(const struct best *best, const struct pp_quarter_score *before,
                    const struct pp_quarter_score *after) {
    if (!best->any || !heals(before, after))
        return heals(before, after);
    int broken = before->n_broken - after->n_broken;
    int best_broken = best->before.n_broken - best->after.n_broken;
    int64_t weight = before->outside_milli - after->outside_milli;
    return broken != best_broken ? broken > best_broken
                                 : weight > best->before.outside_milli - best->after.outside_milli;
}

static void take(const struct healing *h, const struct pp_quarter *quarter, const int *patch_of,
                 struct best *best) {
    memcpy(best->patch_of, pp_standing_patches(h->standing),
           (size_t)h->wish->problem->n_units * sizeof *best->patch_of);
    for (int u = 0; u < quarter->problem.n_units; u++)
        best->patch_of[quarter->unit_ix[u]] = quarter->patch_ix[patch_of[u]];
    best->any = true;
}

static bool must_stop(const struct healing *h) {
    h->result->stopped |= pp_must_stop(h->wish->cancel);
    return h->result->stopped;
}

/* Steps end an attempt, so that its answer does not depend on the clock; one that would not end in time is not
 * begun. The deadline goes along for where this guess is wrong. */
static bool no_time_for(const struct healing *h, int64_t steps) {
    h->result->stopped |= (double)steps / h->speed > pp_time_left_s(h->wish->cancel);
    return must_stop(h);
}

static int divide(struct healing *h, const struct pp_quarter *quarter, int i, int64_t steps,
                  int *patch_of, struct pp_error *reterr) {
    struct pp_divide_options options;
    pp_divide_options_default(&options);
    options.cancel = h->wish->cancel;
    options.seed = h->wish->seed + (uint64_t)i;
    options.max_steps = steps;
    double begun_s = pp_clock_s();
    int rc = pp_quarter_divide(quarter, &options, patch_of, reterr);
    double speed = (double)steps / (pp_clock_s() - begun_s + 1e-6);
    h->speed = speed < h->speed ? speed : h->speed;
    return rc;
}

/* Divide the neighbourhood a few times; the best of them, when it is better than what `best` has. */
static int attempt(struct healing *h, const struct pp_quarter *quarter, struct best *best,
                   bool *ret_healed, struct pp_error *reterr) {
    size_t n = (size_t)quarter->problem.n_units;
    PP_AUTO_FREE int *patch_of = pp_alloc_array(n + 1, sizeof *patch_of);
    PP_AUTO_FREE int *least = pp_alloc_array(n + 1, sizeof *least);
    struct pp_quarter_score before, score, least_score = {0};
    if (!patch_of || !least)
        return pp_fail_nomem(reterr);
    int64_t steps = (int64_t)n * STEPS_A_UNIT * h->effort;
    steps = steps < MOST_STEPS ? steps : MOST_STEPS;
    int rc = pp_quarter_judge(quarter, quarter->start, &before, reterr), n_made = 0;
    for (int i = 0; !rc && i < ATTEMPTS && !no_time_for(h, steps); i++) {
        rc = divide(h, quarter, i, steps, patch_of, reterr);
        if (!rc)
            rc = pp_quarter_judge(quarter, patch_of, &score, reterr);
        if (rc || (n_made++ > 0 && !pp_quarter_is_better(&score, &least_score)))
            continue;
        least_score = score;
        memcpy(least, patch_of, n * sizeof *least);
    }
    if (rc || n_made == 0 || !is_gain(best, &before, &least_score))
        return rc;
    best->before = before;
    best->after = least_score;
    take(h, quarter, least, best);
    *ret_healed = is_healed(&least_score);
    return 0;
}

static int try_neighbourhood(struct healing *h, struct best *best, bool *ret_healed,
                             struct pp_error *reterr) {
    PP_AUTO(pp_quarter_done) struct pp_quarter quarter = {0};
    int rc = pp_quarter_cut(h->wish, pp_standing_patches(h->standing), h->inside, &quarter, reterr);
    return rc ? rc : attempt(h, &quarter, best, ret_healed, reterr);
}

/* Ring by ring, until it is healed or nothing can be added. */
static int try_rings(struct healing *h, int fault, struct best *best, bool *ret_healed,
                     struct pp_error *reterr) {
    bool grown = true;
    int rc = 0;
    memset(h->inside, 0, (size_t)h->wish->problem->n_patches * sizeof *h->inside);
    h->inside[fault] = h->result->tried[fault] = true;
    while (!rc && grown && !*ret_healed && !must_stop(h)) {
        rc = grow(h, &grown, reterr);
        if (!rc && grown && totals_allow(h))
            rc = try_neighbourhood(h, best, ret_healed, reterr);
    }
    /* the widest, when none could hold its weight inside the limits: less may be outside */
    if (!rc && !*ret_healed && !totals_allow(h) && !must_stop(h))
        rc = try_neighbourhood(h, best, ret_healed, reterr);
    return rc;
}

static int heal_fault(struct healing *h, int fault, struct pp_error *reterr) {
    PP_AUTO_FREE int *found = pp_alloc_array((size_t)h->wish->problem->n_units + 1, sizeof *found);
    struct best best = {.patch_of = found};
    bool healed = false;
    int rc = found ? 0 : pp_fail_nomem(reterr);
    h->done[fault] = true;
    for (h->effort = 1; !rc && !healed && h->effort <= MOST_EFFORT; h->effort *= 4) {
        rc = try_rings(h, fault, &best, &healed, reterr);
        if (must_stop(h) || !totals_allow(h))
            break;
    }
    return rc || !best.any ? rc : pp_standing_follow(h->standing, best.patch_of, reterr);
}

/* ---- all ---- */

static int prepare(struct healing *h, struct pp_error *reterr) {
    const struct pp_problem *problem = h->wish->problem;
    size_t n = (size_t)problem->n_units, k = (size_t)problem->n_patches;
    h->asked = pp_alloc_array(k + 1, sizeof *h->asked);
    h->done = pp_alloc_array(k + 1, sizeof *h->done);
    h->inside = pp_alloc_array(k + 1, sizeof *h->inside);
    h->result->tried = pp_alloc_array(k + 1, sizeof *h->result->tried);
    h->result->patch_of_unit = pp_alloc_array(n + 1, sizeof *h->result->patch_of_unit);
    if (!h->asked || !h->done || !h->inside || !h->result->tried || !h->result->patch_of_unit)
        return pp_fail_nomem(reterr);
    int rc = pp_standing_new(problem, h->wish->patch_of_unit, &h->standing, reterr);
    if (rc)
        return rc;
    if (h->wish->around)
        mark_beside(h, h->wish->around, false, h->asked);
    for (size_t p = 0; p < k; p++)
        h->asked[p] |= !h->wish->around || h->wish->around[p];
    return 0;
}

static int heal_all(struct healing *h, struct pp_error *reterr) {
    struct pp_rebalance *result = h->result;
    int n = h->wish->problem->n_units;
    int rc = prepare(h, reterr);
    if (rc)
        return rc;
    result->n_faults_before = count_faults(h);
    result->outside_before_milli = total_outside(h);
    for (int fault; !rc && (fault = next_fault(h)) >= 0 && !must_stop(h);)
        rc = heal_fault(h, fault, reterr);
    if (rc)
        return rc;
    result->n_faults_after = count_faults(h);
    result->outside_after_milli = total_outside(h);
    memcpy(result->patch_of_unit, pp_standing_patches(h->standing), (size_t)n * sizeof(int));
    for (int u = 0; u < n; u++)
        result->n_moved += result->patch_of_unit[u] != h->wish->patch_of_unit[u];
    return 0;
}

int pp_rebalance(const struct pp_rebalance_wish *wish, struct pp_rebalance *ret_rebalance,
                 struct pp_error *reterr) {
    PP_AUTO(pp_rebalance_done) struct pp_rebalance result = {0};
    PP_AUTO(healing_done)
    struct healing healing = {.wish = wish, .result = &result, .speed = FIRST_GUESS_OF_SPEED};
    int rc = heal_all(&healing, reterr);
    if (rc)
        return rc;
    *ret_rebalance = result;
    result = (struct pp_rebalance){0};
    return 0;
}
