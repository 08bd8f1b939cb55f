#include "planner/service/solve.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/district/bound.h"
#include "patchplan/district/divide_many.h"
#include "patchplan/district/today.h"

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

/* A start that this run chose itself takes the place of the base's. Both keep pins. */
static int take_start(const struct pp_solve *solve, const struct pp_part *part, struct sub *sub,
                      struct pp_error *reterr) {
    if (!solve->start && (!solve->from_today || part->n_patches < 2))
        return 0;
    sub->start = pp_arena_alloc(&sub->arena, (size_t)part->n_units * sizeof *sub->start);
    if (!sub->start)
        return pp_fail_nomem(reterr);
    for (int i = 0; solve->start && i < part->n_units; i++)
        sub->start[i] = solve->start[part->unit_ix[i]] - part->first_patch;
    if (solve->start)
        return 0;
    int rc = pp_today_divide(&sub->problem, sub->start, reterr);
    if (!rc)
        spread_start(&sub->problem, sub->start);
    return rc;
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
    return done ? take_start(solve, part, sub, reterr) : pp_fail_nomem(reterr);
}

static int n_cores(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 && n < 256 ? (int)n : 1;
}

/* All parts cut out, and those of more than one patch as tasks of the engine. */
struct sheaf {
    struct sub *subs; /* per part */
    int n_subs;
    struct pp_divide_task *tasks;
    int *part_of_task;
    int n_tasks;
    bool divided; /* the tasks hold divisions */
};

static void sheaf_done(struct sheaf *sheaf) {
    for (int i = 0; i < sheaf->n_tasks && sheaf->divided; i++)
        pp_division_done(&sheaf->tasks[i].division);
    for (int i = 0; i < sheaf->n_subs; i++)
        sub_done(&sheaf->subs[i]);
    pp_free(sheaf->subs);
    pp_free(sheaf->tasks);
    pp_free(sheaf->part_of_task);
}

static int gather(const struct pp_solve *solve, const struct pp_parts *parts, struct sheaf *sheaf,
                  struct pp_error *reterr) {
    size_t n = (size_t)parts->n_parts + 1;
    sheaf->subs = pp_alloc_array(n, sizeof *sheaf->subs);
    sheaf->tasks = pp_alloc_array(n, sizeof *sheaf->tasks);
    sheaf->part_of_task = pp_alloc_array(n, sizeof *sheaf->part_of_task);
    if (!sheaf->subs || !sheaf->tasks || !sheaf->part_of_task)
        return pp_fail_nomem(reterr);
    sheaf->n_subs = parts->n_parts;
    for (int i = 0; i < parts->n_parts; i++) {
        struct sub *sub = &sheaf->subs[i];
        int rc = cut(solve, &parts->parts[i], sub, reterr);
        if (rc)
            return rc;
        if (parts->parts[i].n_patches < 2)
            continue;
        sheaf->part_of_task[sheaf->n_tasks] = i;
        sheaf->tasks[sheaf->n_tasks++] =
            (struct pp_divide_task){.problem = &sub->problem, .start = sub->start};
    }
    return 0;
}

static int divide(const struct pp_solve *solve, struct sheaf *sheaf, struct pp_error *reterr) {
    const struct pp_allocate_request *request = solve->request;
    struct pp_divide_options options;
    pp_divide_options_default(&options);
    request->cancel->deadline_s = solve->deadline_s;
    options.cancel = request->cancel;
    options.progress = request->progress;
    options.seed = request->seed;
    options.n_jobs = request->n_jobs > 0 ? request->n_jobs : n_cores();
    options.max_steps = solve->max_steps;
    options.bound_share = solve->bound_share;
    if (sheaf->n_tasks == 0)
        return 0;
    int rc = pp_divide_many(sheaf->tasks, sheaf->n_tasks, &options, reterr);
    sheaf->divided = !rc;
    return rc;
}

/* A part of one patch is what it is. */
static int take_single(const struct pp_solve *solve, struct sub *sub, struct pp_part *part,
                       int *patch_of_unit, struct pp_error *reterr) {
    PP_AUTO_FREE int *one = pp_alloc_array((size_t)part->n_units, sizeof *one);
    struct pp_costs costs;
    if (!one)
        return pp_fail_nomem(reterr);
    int rc = pp_evaluate(&sub->problem, one, &costs, NULL, NULL, reterr);
    if (rc)
        return rc;
    part->cost = costs.total;
    if (solve->bound_share > 0)
        part->bound = part->limits_give ? NAN : costs.total;
    for (int i = 0; i < part->n_units; i++)
        patch_of_unit[part->unit_ix[i]] = part->first_patch;
    return 0;
}

static void take_division(const struct pp_solve *solve, const struct pp_division *division,
                          struct pp_part *part, int *patch_of_unit) {
    part->cost = division->costs.total;
    part->proven = division->outcome == PP_OUTCOME_INFEASIBLE;
    if (solve->bound_share > 0)
        part->bound = part->limits_give ? NAN : division->bound;
    for (int i = 0; i < part->n_units; i++)
        patch_of_unit[part->unit_ix[i]] = part->first_patch + division->patch_of_unit[i];
}

int pp_solve_parts(const struct pp_solve *solve, struct pp_parts *parts, int *ret_patch_of_unit,
                   enum pp_outcome *ret_outcome, struct pp_error *reterr) {
    PP_AUTO(sheaf_done) struct sheaf sheaf = {0};
    enum pp_outcome outcome = PP_OUTCOME_OPTIMAL;
    int rc = gather(solve, parts, &sheaf, reterr);
    if (!rc)
        rc = divide(solve, &sheaf, reterr);
    for (int i = 0; i < parts->n_parts && !rc; i++)
        if (parts->parts[i].n_patches < 2)
            rc = take_single(solve, &sheaf.subs[i], &parts->parts[i], ret_patch_of_unit, reterr);
    for (int i = 0; i < sheaf.n_tasks && !rc; i++) {
        take_division(solve, &sheaf.tasks[i].division, &parts->parts[sheaf.part_of_task[i]],
                      ret_patch_of_unit);
        outcome = pp_outcome_graver(outcome, sheaf.tasks[i].division.outcome);
    }
    if (!rc)
        *ret_outcome = outcome;
    return rc;
}

int pp_solve_price_parts(const struct pp_solve *solve, struct pp_parts *parts,
                         const int *patch_of_unit, struct pp_error *reterr) {
    PP_AUTO(sheaf_done) struct sheaf sheaf = {0};
    struct pp_solve asked = *solve;
    asked.start = patch_of_unit;
    int rc = gather(&asked, parts, &sheaf, reterr);
    for (int i = 0; i < parts->n_parts && !rc; i++) {
        struct pp_costs costs;
        rc = pp_evaluate(&sheaf.subs[i].problem, sheaf.subs[i].start, &costs, NULL, NULL, reterr);
        if (!rc)
            parts->parts[i].cost = costs.total;
    }
    return rc;
}

int pp_solve_bound_keep(const struct pp_solve *solve, const struct pp_parts *parts,
                        double *ret_bound, struct pp_error *reterr) {
    PP_AUTO(sheaf_done) struct sheaf sheaf = {0};
    int rc = gather(solve, parts, &sheaf, reterr);
    for (int i = 0; i < parts->n_parts && !rc; i++)
        ret_bound[i] = pp_bound_keep(&sheaf.subs[i].problem);
    return rc;
}
