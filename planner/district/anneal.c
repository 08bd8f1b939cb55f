#include "planner/district/anneal.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/crew.h"

enum { CHUNK = 1000, SAMPLES = 2000, RELOAD_EVERY = 16 };

void pp_anneal_done(struct pp_anneal *anneal) {
    for (int i = 0; anneal->mover && i < anneal->n_movers; i++)
        pp_mover_done(&anneal->mover[i]);
    pp_free(anneal->mover);
    pp_free(anneal->owner_of);
    pp_free(anneal->pressure);
    pp_free(anneal->key);
    pp_free(anneal->order);
    pp_free(anneal->best_patch_of);
    *anneal = (struct pp_anneal){0};
}

static bool allocate(struct pp_anneal *anneal) {
    size_t n = (size_t)anneal->state->n_units, k = (size_t)anneal->state->n_patches;
    anneal->mover = pp_alloc_array((size_t)anneal->n_movers, sizeof *anneal->mover);
    anneal->owner_of = pp_alloc_array(n, sizeof *anneal->owner_of);
    anneal->pressure = pp_alloc_array(k, sizeof *anneal->pressure);
    anneal->key = pp_alloc_array(k, sizeof *anneal->key);
    anneal->order = pp_alloc_array(k, sizeof *anneal->order);
    anneal->best_patch_of = pp_alloc_array(n, sizeof *anneal->best_patch_of);
    return anneal->mover && anneal->owner_of && anneal->pressure && anneal->key && anneal->order &&
           anneal->best_patch_of;
}

int pp_anneal_init(struct pp_anneal *ret_anneal, struct pp_state *state, int n_movers,
                   uint64_t seed, struct pp_error *reterr) {
    struct pp_anneal PP_AUTO(pp_anneal_done) anneal = {.state = state, .n_movers = n_movers};
    if (!allocate(&anneal))
        return pp_fail_nomem(reterr);
    pp_rng_seed(&anneal.rng, seed);
    for (int i = 0; i < n_movers; i++) {
        int failed = pp_mover_init(&anneal.mover[i], state, reterr);
        if (failed)
            return failed;
        pp_rng_seed(&anneal.mover[i].rng, pp_rng_next(&anneal.rng));
    }
    *ret_anneal = anneal;
    anneal = (struct pp_anneal){0};
    return 0;
}

/* What it typically costs to move an edge unit to a neighbouring patch, and what a weighted home
 * costs. */
static void measure_scales(struct pp_anneal *anneal) {
    struct pp_state *state = anneal->state;
    const struct pp_ring *ring = state->ring;
    double sum = 0, weight = 0, cost = pp_state_costs(state).distance;
    int n = 0;
    for (int i = 0; i < SAMPLES; i++) {
        int u = (int)pp_rng_below(&anneal->rng, (uint32_t)state->n_units);
        int degree = pp_ring_degree(ring, u);
        if (degree == 0)
            continue;
        int v = ring->neighbour[ring->first[u] + (int)pp_rng_below(&anneal->rng, (uint32_t)degree)];
        int a = state->patch_of[u], b = state->patch_of[v];
        if (a == b)
            continue;
        const struct pp_spot *spot = &state->spot[u];
        sum += spot->trips * fabs(pp_state_way(state, spot, &state->patch[b]) -
                                  pp_state_way(state, spot, &state->patch[a]));
        n++;
    }
    for (int p = 0; p < state->n_patches; p++)
        weight += 1e-3 * (double)state->patch[p].load_milli;
    anneal->scale = n > 0 && sum > 0 ? sum / n : 1e-3 * (cost + 1);
    double each = weight / state->n_units, share = 0.02 * weight / state->n_patches;
    anneal->steepness = 1 / fmax(1e-3, fmax(each, share));
    anneal->per_weight = weight > 0 && cost > 0 ? cost / weight : 1;
}

static void keep_best(struct pp_anneal *anneal) {
    const struct pp_state *state = anneal->state;
    int64_t outside_milli = pp_state_outside_total(state);
    if (anneal->has_best && outside_milli > anneal->best_outside_milli)
        return;
    double cost = pp_state_costs(state).total;
    if (anneal->has_best && outside_milli == anneal->best_outside_milli &&
        cost >= anneal->best_cost)
        return;
    memcpy(anneal->best_patch_of, state->patch_of, (size_t)state->n_units * sizeof(int));
    anneal->best_outside_milli = outside_milli;
    anneal->best_cost = cost;
    anneal->has_best = true;
}

int pp_anneal_load(struct pp_anneal *anneal, const int *patch_of, struct pp_error *reterr) {
    int failed = pp_state_load(anneal->state, patch_of, reterr);
    if (failed)
        return failed;
    if (anneal->scale <= 0)
        measure_scales(anneal);
    keep_best(anneal);
    return 0;
}

/* A patch that stays outside its limits presses harder with every slice, until it is let in; then it calms
 * down. So one penalty that is mild on the whole still ends with nobody outside. */
static void adjust_pressure(struct pp_anneal *anneal) {
    const struct pp_state *state = anneal->state;
    for (int p = 0; p < state->n_patches; p++) {
        bool outside = pp_district_outside(&state->patch[p], state->patch[p].load_milli) > 0;
        double pressure = anneal->pressure[p] * (outside ? 1.2 : 0.95);
        anneal->pressure[p] = fmin(fmax(pressure, 1), 1000);
    }
}

/* Strips of equal numbers of units along a random direction; equal keys cannot harm. */
static void cut_strips(struct pp_anneal *anneal, int n_strips) {
    const struct pp_state *state = anneal->state;
    double angle = 2 * M_PI * pp_rng_real(&anneal->rng), cx = cos(angle), cy = sin(angle);
    int *order = anneal->order;
    for (int p = 0; p < state->n_patches; p++) {
        double key = cx * state->patch[p].x + cy * state->patch[p].y;
        anneal->key[p] = key;
        int at = p;
        for (; at > 0 && anneal->key[order[at - 1]] > key; at--)
            order[at] = order[at - 1];
        order[at] = p;
    }
    int n_before = 0;
    for (int i = 0; i < state->n_patches; i++) {
        const struct pp_members *members = &state->members[order[i]];
        int strip = (int)((int64_t)n_before * n_strips / state->n_units);
        n_before += state->patch[order[i]].n;
        for (int j = 0; j < state->patch[order[i]].n; j++)
            anneal->owner_of[members->unit[j]] = strip;
    }
}

struct shift {
    struct pp_mover *mover;
    const struct pp_anneal_plan *plan;
    double until_s;
    int64_t n_steps, n_done; /* n_steps INT64_MAX: by time only */
};

static bool must_stop(const struct pp_anneal_plan *plan) {
    return pp_must_stop(plan->cancel) || (plan->closed && atomic_load(plan->closed));
}

/* Where no unit has a neighbour in another patch nothing can move: the steps count as tried, and the time is not
 * waited out. */
static void work(void *member) {
    struct shift *shift = member;
    if (shift->mover->n_edge == 0) {
        shift->n_done = shift->n_steps < INT64_MAX ? shift->n_steps : 0;
        return;
    }
    while (shift->n_done < shift->n_steps && !must_stop(shift->plan) &&
           (shift->until_s <= 0 || pp_clock_s() < shift->until_s)) {
        int64_t left = shift->n_steps - shift->n_done, n = left < CHUNK ? left : CHUNK;
        pp_mover_run(shift->mover, n);
        shift->n_done += n;
    }
}

/* All movers at once. A shift that had to wait for a thread has the steps it asked for, or no time left. */
static int64_t run_shifts(struct pp_anneal *anneal, struct shift *shift, int n) {
    int64_t n_done = 0;
    pp_crew_run(work, shift, sizeof *shift, n);
    for (int i = 0; i < n; i++)
        n_done += shift[i].n_done;
    anneal->n_steps += n_done;
    return n_done;
}

struct progress_of_run {
    double begun_s, until_s;
    int64_t n_steps, n_done;
};

static double part_done(const struct progress_of_run *run, int slice, int n_slices) {
    double part = (double)slice / n_slices;
    if (run->until_s > 0 && run->until_s > run->begun_s)
        part = fmax(part, (pp_clock_s() - run->begun_s) / (run->until_s - run->begun_s));
    return fmin(part, 1);
}

static int64_t run_slice(struct pp_anneal *anneal, const struct pp_anneal_plan *plan,
                         const struct progress_of_run *run, int n_slices_left, double temperature,
                         double penalty) {
    struct shift shift[PP_MOST_THREADS] = {0};
    int n = plan->n_threads < anneal->n_movers ? plan->n_threads : anneal->n_movers;
    n -= plan->n_away ? atomic_load(plan->n_away) : 0;
    n = n < 1 ? 1 : n > PP_MOST_THREADS ? PP_MOST_THREADS : n;
    double now = pp_clock_s();
    int64_t steps = plan->n_steps > 0 ? (plan->n_steps - run->n_done) / n_slices_left : INT64_MAX;
    anneal->state->steepness = anneal->steepness;
    anneal->state->entry = plan->entry / anneal->steepness;
    pp_state_press(anneal->state, penalty, anneal->pressure);
    if (n > 1)
        cut_strips(anneal, n);
    for (int i = 0; i < n; i++) {
        struct pp_mover *mover = &anneal->mover[i];
        mover->temperature = temperature;
        pp_mover_start(mover, n > 1 ? anneal->owner_of : NULL, i);
        shift[i].mover = mover;
        shift[i].plan = plan;
        shift[i].until_s = plan->until_s > 0 ? now + (plan->until_s - now) / n_slices_left : 0;
        shift[i].n_steps = plan->n_steps > 0 ? steps / n + 1 : INT64_MAX;
    }
    return run_shifts(anneal, shift, n);
}

/* Rounding in the sums is far below what matters; they are refreshed where that takes no time. */
static bool is_cheap_to_load(const struct pp_state *state) {
    double n_pairs = 0;
    for (int p = 0; p < state->n_patches; p++)
        n_pairs += (double)state->patch[p].n * state->patch[p].n;
    return n_pairs < 2e6;
}

double pp_anneal_promise(const struct pp_anneal *anneal) {
    double outside = 1e-3 * (double)pp_state_outside_total(anneal->state);
    return pp_state_costs(anneal->state).total + 2 * anneal->per_weight * outside;
}

int pp_anneal_run(struct pp_anneal *anneal, const struct pp_anneal_plan *plan,
                  struct pp_error *reterr) {
    for (int p = 0; p < anneal->state->n_patches; p++)
        anneal->pressure[p] = 1;
    struct progress_of_run run = {pp_clock_s(), plan->until_s, plan->n_steps, 0};
    for (int slice = 0; slice < plan->n_slices && !must_stop(plan); slice++) {
        double part = plan->n_steps > 0 ? (double)slice / plan->n_slices
                                        : part_done(&run, slice, plan->n_slices);
        double temperature = anneal->scale * plan->hot * pow(plan->cold / plan->hot, part);
        double penalty = anneal->per_weight * plan->soft * pow(plan->hard / plan->soft, part);
        run.n_done += run_slice(anneal, plan, &run, plan->n_slices - slice, temperature, penalty);
        adjust_pressure(anneal);
        int failed = pp_state_match(anneal->state, reterr);
        if (!failed && is_cheap_to_load(anneal->state) &&
            slice % RELOAD_EVERY == RELOAD_EVERY - 1) {
            memcpy(anneal->owner_of, anneal->state->patch_of,
                   (size_t)anneal->state->n_units * sizeof(int));
            failed = pp_state_load(anneal->state, anneal->owner_of, reterr);
        }
        if (failed)
            return failed;
        keep_best(anneal);
        if (plan->on_slice && !plan->on_slice(plan->context, anneal))
            break;
    }
    return 0;
}
