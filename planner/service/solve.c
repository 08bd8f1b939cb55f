#include "planner/service/solve.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"

/* One part as a question of its own; arrays in `arena`. */
struct sub {
    struct pp_problem problem;
    int *pin, *start; /* NULL = none */
    struct pp_arena arena;
};

static void sub_done(struct sub *sub) { pp_arena_done(&sub->arena); }

static int cut_labels(const struct pp_labels *whole, const struct pp_part *part,
                      struct pp_arena *arena, struct pp_labels *ret_labels) {
    size_t n_entries = 0;
    for (int i = 0; i < part->n_units; i++)
        n_entries += (size_t)(whole->first[part->unit_ix[i] + 1] - whole->first[part->unit_ix[i]]);
    int *first = pp_arena_alloc(arena, ((size_t)part->n_units + 1) * sizeof *first);
    int *label = pp_arena_alloc(arena, (n_entries + 1) * sizeof *label);
    int64_t *weight = pp_arena_alloc(arena, (n_entries + 1) * sizeof *weight);
    if (!first || !label || !weight)
        return PP_E_NOMEM;
    int n = 0;
    for (int i = 0; i < part->n_units; i++) {
        int u = part->unit_ix[i];
        for (int e = whole->first[u]; e < whole->first[u + 1]; e++, n++) {
            label[n] = whole->label[e];
            weight[n] = whole->weight_milli[e];
        }
        first[i + 1] = n;
    }
    *ret_labels = (struct pp_labels){whole->n_labels, first, label, weight};
    return 0;
}

/* Neighbours inside the part. `local` is per unit of the plan its number in the part, or -1. */
static int cut_neighbours(const struct pp_problem *whole, const struct pp_part *part,
                          const int *local, struct sub *sub) {
    size_t n_most = 0;
    for (int i = 0; i < part->n_units; i++)
        n_most += (size_t)(whole->first[part->unit_ix[i] + 1] - whole->first[part->unit_ix[i]]);
    int *first = pp_arena_alloc(&sub->arena, ((size_t)part->n_units + 1) * sizeof *first);
    int *neighbour = pp_arena_alloc(&sub->arena, (n_most + 1) * sizeof *neighbour);
    if (!first || !neighbour)
        return PP_E_NOMEM;
    int n = 0;
    for (int i = 0; i < part->n_units; i++) {
        int u = part->unit_ix[i];
        for (int e = whole->first[u]; e < whole->first[u + 1]; e++)
            if (local[whole->neighbour[e]] >= 0)
                neighbour[n++] = local[whole->neighbour[e]];
        first[i + 1] = n;
    }
    sub->problem.first = first;
    sub->problem.neighbour = neighbour;
    return 0;
}

static int cut_units(const struct pp_problem *whole, const struct pp_part *part, struct sub *sub) {
    size_t n = (size_t)part->n_units;
    double *x = pp_arena_alloc(&sub->arena, n * sizeof *x);
    double *y = pp_arena_alloc(&sub->arena, n * sizeof *y);
    int64_t *weight = pp_arena_alloc(&sub->arena, n * sizeof *weight);
    if (!x || !y || !weight)
        return PP_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        x[i] = whole->x[part->unit_ix[i]];
        y[i] = whole->y[part->unit_ix[i]];
        weight[i] = whole->weight_milli[part->unit_ix[i]];
    }
    sub->problem.x = x;
    sub->problem.y = y;
    sub->problem.weight_milli = weight;
    return 0;
}

/* Number the old patches of this part's units 0, 1, ... in the order of their first unit; -1 stays.
 * Returns how many. `ret_new` is n_units long. */
static int renumber(const struct pp_part *part, const int *old_of_unit, int n_old, int *scratch,
                    int *ret_new) {
    int n = 0;
    for (int p = 0; p < n_old; p++)
        scratch[p] = -1;
    for (int i = 0; i < part->n_units; i++) {
        int old = old_of_unit[part->unit_ix[i]];
        if (old >= 0 && scratch[old] < 0)
            scratch[old] = n++;
        ret_new[i] = old >= 0 ? scratch[old] : -1;
    }
    return n;
}

/* Units the base does not know join the patch of a neighbour, wave by wave. */
static void spread_start(const struct pp_problem *problem, int *start) {
    for (bool changed = true; changed;) {
        changed = false;
        for (int u = 0; u < problem->n_units; u++)
            for (int e = problem->first[u]; start[u] < 0 && e < problem->first[u + 1]; e++)
                if (start[problem->neighbour[e]] >= 0) {
                    start[u] = start[problem->neighbour[e]];
                    changed = true;
                }
    }
    for (int u = 0; u < problem->n_units; u++)
        start[u] = start[u] < 0 ? 0 : start[u];
}

/* Pins always; a start only when the base has as many patches here as are wanted. */
static int take_base(const struct pp_base *base, const struct pp_part *part, struct sub *sub) {
    if (!base->has_plan)
        return 0;
    size_t n = (size_t)part->n_units;
    int n_old = base->plan.n_patches;
    int *scratch = pp_arena_alloc(&sub->arena, ((size_t)n_old + 1) * sizeof *scratch);
    sub->pin = pp_arena_alloc(&sub->arena, n * sizeof *sub->pin);
    sub->start = pp_arena_alloc(&sub->arena, n * sizeof *sub->start);
    if (!scratch || !sub->pin || !sub->start)
        return PP_E_NOMEM;
    int n_pins = renumber(part, base->pin_of_unit, n_old, scratch, sub->pin);
    sub->problem.pin = n_pins > 0 && n_pins <= part->n_patches ? sub->pin : NULL;
    int n_starts = renumber(part, base->patch_of_unit, n_old, scratch, sub->start);
    if (!base->is_start || n_starts != part->n_patches)
        sub->start = NULL;
    else
        spread_start(&sub->problem, sub->start);
    if (sub->start && sub->problem.pin) /* pin groups are the patches of the start */
        for (size_t i = 0; i < n; i++)
            sub->pin[i] = sub->pin[i] >= 0 ? sub->start[i] : -1;
    return 0;
}

static int cut(const struct pp_solve *solve, const struct pp_part *part, struct sub *sub,
               struct pp_error *reterr) {
    const struct pp_problem *whole = &solve->whole->problem;
    PP_AUTO_FREE int *local = pp_alloc_array((size_t)whole->n_units, sizeof *local);
    if (!local)
        return pp_fail_nomem(reterr);
    memset(local, 0xff, (size_t)whole->n_units * sizeof *local);
    for (int i = 0; i < part->n_units; i++)
        local[part->unit_ix[i]] = i;
    sub->problem = *whole;
    sub->problem.n_units = part->n_units;
    sub->problem.n_patches = part->n_patches;
    sub->problem.min_milli = whole->min_milli + part->first_patch;
    sub->problem.max_milli = whole->max_milli + part->first_patch;
    bool done = !cut_units(whole, part, sub) && !cut_neighbours(whole, part, local, sub) &&
                !cut_labels(&whole->current, part, &sub->arena, &sub->problem.current) &&
                !cut_labels(&whole->ward, part, &sub->arena, &sub->problem.ward) &&
                !take_base(solve->base, part, sub);
    return done ? 0 : pp_fail_nomem(reterr);
}

/* A part of one patch is what it is. */
static int price_single(struct sub *sub, struct pp_part *part, const int *patch_of_unit,
                        struct pp_error *reterr) {
    struct pp_costs costs;
    int rc = pp_evaluate(&sub->problem, patch_of_unit, &costs, NULL, NULL, reterr);
    if (!rc)
        part->cost = part->bound = costs.total;
    return rc;
}

static int n_cores(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 && n < 256 ? (int)n : 1;
}

static int divide(const struct pp_solve *solve, struct sub *sub, struct pp_part *part,
                  double time_share, struct pp_division *ret_division, struct pp_error *reterr) {
    const struct pp_allocate_request *request = solve->request;
    struct pp_divide_options options;
    pp_divide_options_default(&options);
    double now_s = pp_clock_s(), left_s = solve->deadline_s - now_s;
    request->cancel->deadline_s =
        solve->deadline_s > 0 ? now_s + (left_s > 0 ? left_s : 0) * time_share : 0;
    options.cancel = request->cancel;
    options.progress = request->progress;
    options.seed = request->seed;
    options.n_jobs = request->n_jobs > 0 ? request->n_jobs : n_cores();
    options.start = sub->start;
    if (request->max_steps > 0) {
        double share = (double)part->n_units / solve->whole->problem.n_units;
        options.max_steps = 1 + (int64_t)((double)request->max_steps * share);
    }
    return pp_divide(&sub->problem, &options, ret_division, reterr);
}

static int graver(enum pp_outcome a, enum pp_outcome b) {
    static const int gravity[] = {[PP_OUTCOME_OPTIMAL] = 0,
                                  [PP_OUTCOME_FEASIBLE] = 1,
                                  [PP_OUTCOME_TIME_LIMIT] = 2,
                                  [PP_OUTCOME_INFEASIBLE] = 3,
                                  [PP_OUTCOME_CANCELLED] = 4};
    return gravity[a] > gravity[b] ? (int)a : (int)b;
}

static int solve_part(const struct pp_solve *solve, struct pp_part *part, double time_share,
                      int *patch_of_unit, enum pp_outcome *outcome, struct pp_error *reterr) {
    PP_AUTO(sub_done) struct sub sub = {0};
    PP_AUTO_FREE int *one = pp_alloc_array((size_t)part->n_units, sizeof *one);
    int rc = one ? cut(solve, part, &sub, reterr) : pp_fail_nomem(reterr);
    if (rc)
        return rc;
    struct pp_division division = {.patch_of_unit = one};
    if (part->n_patches == 1) {
        rc = price_single(&sub, part, one, reterr);
    } else if (!(rc = divide(solve, &sub, part, time_share, &division, reterr))) {
        part->cost = division.costs.total;
        part->bound = part->limits_give ? NAN : division.bound;
        *outcome = (enum pp_outcome)graver(*outcome, division.outcome);
    }
    for (int i = 0; i < part->n_units && !rc; i++)
        patch_of_unit[part->unit_ix[i]] = part->first_patch + division.patch_of_unit[i];
    if (!rc && part->n_patches > 1)
        pp_division_done(&division);
    if (part->limits_give)
        part->bound = NAN;
    return rc;
}

int pp_solve_parts(const struct pp_solve *solve, struct pp_parts *parts, int *ret_patch_of_unit,
                   enum pp_outcome *ret_outcome, struct pp_error *reterr) {
    enum pp_outcome outcome = PP_OUTCOME_OPTIMAL;
    double units_left = 0;
    int rc = 0;
    for (int i = 0; i < parts->n_parts; i++)
        units_left += parts->parts[i].n_patches > 1 ? parts->parts[i].n_units : 0;
    for (int i = 0; i < parts->n_parts && !rc; i++) {
        struct pp_part *part = &parts->parts[i];
        double share = units_left > 0 ? part->n_units / units_left : 1;
        rc = solve_part(solve, part, share < 1 ? share : 1, ret_patch_of_unit, &outcome, reterr);
        units_left -= part->n_patches > 1 ? part->n_units : 0;
    }
    if (!rc)
        *ret_outcome = outcome;
    return rc;
}
