/* Own search for the timetable of one team: ruin and fill again.
 *
 * Formula: the five levels in order, compared as a tuple; while walking by one number, the levels weighed.
 * Steps: greedy; then again and again some of the timetable is taken away (a venue or two, an officer's sessions, a
 * few sessions, helpers, the extra venues), filled again with some chance, and kept when it is better or, with a
 * probability that falls, when it is a little worse (annealing). In the first half level 4 may still be sold for
 * pence; in the second it may not. The best tuple ever seen is the answer.
 * Guarantee: never worse than greedy; H5 to H8 hold at every moment; the same bytes for the same steps.
 * Cost: about 50 microseconds a step with 40 patches.
 * Reference: Schrimpf and others 2000, "Record breaking optimization results using the ruin and recreate
 * principle", Journal of Computational Physics 159. */
#include "planner/roster/dropins_parts.h"

#include <math.h>

#include "patchplan/core/alloc.h"

/* Pence that one unit of each level may cost at most. */
static const struct dropins_scale walking = {{[PP_DROPINS_WITHOUT] = 1e8,
                                              [PP_DROPINS_OWN] = 1e6,
                                              [PP_DROPINS_EVENINGS] = 1e6,
                                              [PP_DROPINS_REACH] = 60,
                                              [PP_DROPINS_PENCE] = 1}};

static void end_venue(struct dropins_plan *plan, int venue) {
    for (int slot = 0; slot < PP_N_SLOTS; slot++)
        if (plan->held[venue * PP_N_SLOTS + slot])
            pp_dropins_end(plan, venue, slot);
}

/* All sessions of an officer, and of who shares them. */
static void end_of_officer(struct dropins_plan *plan, int officer) {
    for (int slot = 0; slot < PP_N_SLOTS; slot++) {
        int venue = plan->at[officer * PP_N_SLOTS + slot];
        if (venue >= 0)
            pp_dropins_end(plan, venue, slot);
    }
}

/* A random session that is held; -1 when none is. */
static int any_session(const struct dropins_plan *plan, struct pp_rng *rng) {
    int n = plan->data->n_venues * PP_N_SLOTS, found = -1;
    uint32_t n_seen = 0;
    for (int at = 0; at < n; at++)
        if (plan->held[at] && pp_rng_below(rng, ++n_seen) == 0)
            found = at;
    return found;
}

static void end_some(struct dropins_plan *plan, struct pp_rng *rng) {
    for (uint32_t n = 1 + pp_rng_below(rng, 4); n > 0; n--) {
        int at = any_session(plan, rng);
        if (at >= 0)
            pp_dropins_end(plan, at / PP_N_SLOTS, at % PP_N_SLOTS);
    }
}

static void send_helpers_away(struct dropins_plan *plan, struct pp_rng *rng) {
    for (uint32_t n = 1 + pp_rng_below(rng, 5); n > 0; n--) {
        int at = any_session(plan, rng);
        if (at < 0)
            return;
        int venue = at / PP_N_SLOTS, slot = at % PP_N_SLOTS;
        for (int o = 0; o < plan->data->n_staff; o++)
            if (plan->at[o * PP_N_SLOTS + slot] == venue && !pp_dropins_owns(plan, o, venue, slot))
                pp_dropins_unstaff(plan, o, slot);
    }
}

static void close_extras(struct dropins_plan *plan, struct pp_rng *rng) {
    const struct dropins *d = plan->data;
    for (int v = 0; v < d->n_venues; v++)
        if (d->at_start[v] == d->at_start[v + 1] && pp_rng_below(rng, 2) == 0)
            end_venue(plan, v);
}

/* One or two patches look for another place; what they leave empty ends. */
static void move_patches(struct dropins_plan *plan, struct pp_rng *rng) {
    const struct dropins *d = plan->data;
    for (uint32_t n = 1 + pp_rng_below(rng, 2); n > 0 && d->n_patches > 0; n--) {
        int p = (int)pp_rng_below(rng, (uint32_t)d->n_patches), venue = d->near[p];
        int slot = plan->slot[p];
        if (slot < 0)
            continue;
        if (plan->patches[venue * PP_N_SLOTS + slot] == 1) {
            pp_dropins_end(plan, venue, slot);
            continue;
        }
        pp_dropins_unmeet(plan, p);
        for (int i = d->mine_start[p]; i < d->mine_start[p + 1]; i++)
            if (plan->at[d->mine[i] * PP_N_SLOTS + slot] == venue &&
                !pp_dropins_owns(plan, d->mine[i], venue, slot))
                pp_dropins_unstaff(plan, d->mine[i], slot);
    }
}

static void ruin(struct dropins_plan *plan, struct pp_rng *rng) {
    const struct dropins *d = plan->data;
    uint32_t dice = pp_rng_below(rng, 16);
    if (dice < 3) {
        end_venue(plan, (int)pp_rng_below(rng, (uint32_t)d->n_venues));
        if (dice == 0)
            end_venue(plan, (int)pp_rng_below(rng, (uint32_t)d->n_venues));
    } else if (dice < 5 && d->n_staff > 0) {
        end_of_officer(plan, (int)pp_rng_below(rng, (uint32_t)d->n_staff));
    } else if (dice < 8) {
        end_some(plan, rng);
    } else if (dice < 11) {
        send_helpers_away(plan, rng);
    } else if (dice < 12) {
        close_extras(plan, rng);
    } else {
        move_patches(plan, rng);
    }
}

/* --- the walk ------------------------------------------------------------------------------------ */

struct walk {
    struct dropins_plan now, next, best;
    struct pp_rng *rng;
};

static void walk_done(struct walk *walk) {
    pp_dropins_plan_done(&walk->now);
    pp_dropins_plan_done(&walk->next);
    pp_dropins_plan_done(&walk->best);
}

/* One step at a temperature in pence. */
static void step(struct walk *walk, const struct dropins_scale *scale, double temperature) {
    struct dropins_plan *next = &walk->next;
    pp_dropins_plan_copy(next, &walk->now);
    ruin(next, walk->rng);
    pp_dropins_fill(next, scale, walk->rng);
    double worse = pp_dropins_score(next, scale) - pp_dropins_score(&walk->now, scale);
    if (worse > 0 && pp_rng_real(walk->rng) >= exp(-worse / temperature))
        return;
    struct dropins_plan kept = walk->now;
    walk->now = *next;
    *next = kept;
    if (pp_dropins_compare(walk->now.value, walk->best.value) < 0)
        pp_dropins_plan_copy(&walk->best, &walk->now);
}

static bool must_stop(const struct dropins_effort *effort, int64_t i) {
    return i % 16 == 0 && (pp_must_stop(effort->cancel) ||
                           (effort->until_s > 0 && pp_clock_s() >= effort->until_s));
}

/* The scale of the first half, then of the second, which begins at the best so far; warm to cold in each. */
static void walk_on(struct walk *walk, const struct dropins_effort *effort) {
    int64_t half = effort->steps / 2;
    for (int64_t i = 0; i < effort->steps && !must_stop(effort, i); i++) {
        bool first = i < half;
        double done =
            (double)(first ? i : i - half) / (double)(first ? half : effort->steps - half);
        if (i == half)
            pp_dropins_plan_copy(&walk->now, &walk->best);
        step(walk, first ? &walking : &pp_dropins_strict, 400 * pow(0.01, done));
    }
}

int pp_dropins_improve(struct dropins_plan *plan, const struct dropins_effort *effort,
                       struct pp_rng *rng, struct pp_error *reterr) {
    PP_AUTO(walk_done) struct walk walk = {.rng = rng};
    if (pp_dropins_plan_make(plan->data, &walk.now, reterr) < 0 ||
        pp_dropins_plan_make(plan->data, &walk.next, reterr) < 0 ||
        pp_dropins_plan_make(plan->data, &walk.best, reterr) < 0)
        return PP_E_NOMEM;
    pp_dropins_plan_copy(&walk.now, plan);
    pp_dropins_plan_copy(&walk.best, plan);
    if (plan->data->n_venues > 0)
        walk_on(&walk, effort);
    pp_dropins_plan_copy(plan, &walk.best);
    return 0;
}
