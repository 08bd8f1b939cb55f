#include "planner/district/recut.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/crew.h"
#include "planner/district/piece.h"
#include "planner/district/recut_parts.h"

enum {
    LEAST_GROUP = 2,
    MOST_PAIRS = 4000000, /* of units that share a patch, in a group: pricing it takes 10 ms */
    MOST_IDLE = 200       /* groups not to be had one after another: there are none */
};

/* What all threads share, under the lock. */
struct recut {
    const struct pp_problem *problem;
    const struct pp_recut_options *options;
    const int *first, *neighbour;
    int *patch_of; /* the caller's */
    struct pp_crew *members;
    double *x, *y; /* per patch: the middle of its units */
    int *label_of;
    bool *is_taken; /* per patch: in somebody's hand */
    int *local_of;
    pthread_mutex_t lock;
    struct pp_recut_report report;
    int failed;
    struct pp_error err;
};

struct worker {
    struct recut *recut;
    int me;
    struct pp_rng rng;
};

void pp_recut_options_default(struct pp_recut_options *ret_options) {
    *ret_options = (struct pp_recut_options){.seed = 1,
                                             .n_jobs = 1,
                                             .effort = {[PP_RECUT_FRESH] = {.share = 1,
                                                                            .least = 6,
                                                                            .most = 16,
                                                                            .n_starts = 2,
                                                                            .steps_a_unit = 400,
                                                                            .screen = 1.015,
                                                                            .hot = 0.25},
                                                        [PP_RECUT_RELOCATE] = {.share = 1,
                                                                               .least = 6,
                                                                               .most = 12,
                                                                               .n_starts = 8,
                                                                               .steps_a_unit = 250,
                                                                               .screen = 1.015,
                                                                               .hot = 0.15},
                                                        [PP_RECUT_BORROW] = {.share = 1,
                                                                             .least = 6,
                                                                             .most = 16,
                                                                             .n_starts = 1,
                                                                             .steps_a_unit = 250,
                                                                             .screen = 1.015,
                                                                             .hot = 0.15}}};
}

/* ---- the city ---- */

static void recut_done(struct recut *recut) {
    for (int p = 0; recut->members && p < recut->problem->n_patches; p++)
        pp_free(recut->members[p].unit);
    pp_free(recut->members);
    pp_free(recut->x);
    pp_free(recut->y);
    pp_free(recut->label_of);
    pp_free(recut->is_taken);
    pp_free(recut->local_of);
    pthread_mutex_destroy(&recut->lock);
}

static bool allocate(struct recut *recut) {
    size_t n = (size_t)recut->problem->n_units, k = (size_t)recut->problem->n_patches;
    recut->members = pp_alloc_array(k, sizeof *recut->members);
    recut->x = pp_alloc_array(k, sizeof *recut->x);
    recut->y = pp_alloc_array(k, sizeof *recut->y);
    recut->label_of = pp_alloc_array(k, sizeof *recut->label_of);
    recut->is_taken = pp_alloc_array(k, sizeof *recut->is_taken);
    recut->local_of = pp_alloc_array(n, sizeof *recut->local_of);
    return recut->members && recut->x && recut->y && recut->label_of && recut->is_taken &&
           recut->local_of;
}

static bool add_member(struct recut *recut, int unit, int patch) {
    struct pp_crew *members = &recut->members[patch];
    if (pp_reserve(&members->unit, &members->cap, (size_t)members->n + 1, sizeof(int), NULL) < 0)
        return false;
    members->unit[members->n++] = unit;
    return true;
}

static void find_middle(struct recut *recut, int patch) {
    const struct pp_crew *members = &recut->members[patch];
    double x = 0, y = 0;
    for (int i = 0; i < members->n; i++) {
        x += recut->problem->x[members->unit[i]];
        y += recut->problem->y[members->unit[i]];
    }
    recut->x[patch] = members->n ? x / members->n : 0;
    recut->y[patch] = members->n ? y / members->n : 0;
}

/* Weight outside the limits, in thousandths; `load_milli` is room per patch. */
static int64_t outside_of(const struct pp_problem *problem, const int *patch_of,
                          int64_t *load_milli) {
    int64_t outside_milli = 0;
    memset(load_milli, 0, (size_t)problem->n_patches * sizeof *load_milli);
    for (int u = 0; u < problem->n_units; u++)
        load_milli[patch_of[u]] += problem->weight_milli[u];
    for (int p = 0; p < problem->n_patches; p++) {
        int64_t under = problem->min_milli[p] - load_milli[p];
        int64_t over = load_milli[p] - problem->max_milli[p];
        int64_t most = under > over ? under : over;
        outside_milli += most > 0 ? most : 0;
    }
    return outside_milli;
}

static int take_division(struct recut *recut, struct pp_error *reterr) {
    const struct pp_problem *problem = recut->problem;
    struct pp_costs costs;
    PP_AUTO_FREE int64_t *load = pp_alloc_array((size_t)problem->n_patches, sizeof *load);
    if (!load)
        return pp_fail_nomem(reterr);
    for (int u = 0; u < problem->n_units; u++) {
        recut->local_of[u] = -1;
        if (!add_member(recut, u, recut->patch_of[u]))
            return pp_fail_nomem(reterr);
    }
    for (int p = 0; p < problem->n_patches; p++)
        find_middle(recut, p);
    int failed = pp_evaluate(problem, recut->patch_of, &costs, NULL, recut->label_of, reterr);
    recut->report.cost = costs.total;
    recut->report.outside_milli = outside_of(problem, recut->patch_of, load);
    return failed;
}

/* ---- groups ---- */

static double squared_between(const struct recut *recut, int p, int q) {
    double dx = recut->x[p] - recut->x[q], dy = recut->y[p] - recut->y[q];
    return dx * dx + dy * dy;
}

/* The free patch beside the group that lies nearest to its first; -1 = none. */
static int next_of_group(const struct recut *recut, const int *group, int n) {
    int best = -1;
    double least = INFINITY;
    for (int i = 0; i < n; i++) {
        const struct pp_crew *members = &recut->members[group[i]];
        for (int j = 0; j < members->n; j++) {
            int u = members->unit[j];
            for (int e = recut->first[u]; e < recut->first[u + 1]; e++) {
                int p = recut->patch_of[recut->neighbour[e]];
                if (recut->is_taken[p] || p == best)
                    continue;
                double far = squared_between(recut, group[0], p);
                if (far < least) {
                    least = far;
                    best = p;
                }
            }
        }
    }
    return best;
}

static bool is_outside(const struct recut *recut, int patch) {
    const struct pp_problem *problem = recut->problem;
    int64_t load_milli = 0;
    for (int i = 0; i < recut->members[patch].n; i++)
        load_milli += problem->weight_milli[recut->members[patch].unit[i]];
    return load_milli < problem->min_milli[patch] || load_milli > problem->max_milli[patch];
}

/* Any patch; while some are outside their limits, every other time one of those. */
static int draw_seed(struct recut *recut, struct pp_rng *rng) {
    int n_patches = recut->problem->n_patches;
    int seed = (int)pp_rng_below(rng, (uint32_t)n_patches);
    bool needy = recut->report.outside_milli > 0 && pp_rng_below(rng, 2) == 0;
    for (int i = 0; i < n_patches; i++, seed = (seed + 1) % n_patches)
        if (!recut->is_taken[seed] && (!needy || is_outside(recut, seed)))
            break;
    return seed;
}

/* Mark and return a compact group of up to `n_wanted` patches; fewer than two: none to be had. */
static int take_group(struct recut *recut, struct pp_rng *rng, int n_wanted, int *group) {
    int n = 0, seed = draw_seed(recut, rng);
    int64_t n_pairs = 0;
    while (seed >= 0 && n < n_wanted && !recut->is_taken[seed]) {
        n_pairs += (int64_t)recut->members[seed].n * recut->members[seed].n;
        if (n_pairs > MOST_PAIRS)
            break;
        recut->is_taken[seed] = true;
        group[n++] = seed;
        seed = next_of_group(recut, group, n);
    }
    return n;
}

static void release_group(struct recut *recut, const int *group, int n) {
    for (int i = 0; i < n; i++)
        recut->is_taken[group[i]] = false;
}

/* ---- what a division of a region is worth ---- */

struct worth {
    int64_t outside_milli;
    int n_pieces;
    double cost;
};

static int count_pieces(const struct pp_problem *problem, const int *patch_of, int *queue,
                        bool *seen) {
    int n_pieces = 0;
    for (int start = 0; start < problem->n_units; start++) {
        if (seen[start])
            continue;
        n_pieces++;
        pp_piece_mark(problem, patch_of, start, queue, seen);
    }
    return n_pieces;
}

static int appraise(struct pp_region *region, struct worth *ret_worth, struct pp_error *reterr) {
    const struct pp_problem *problem = &region->problem;
    size_t n = (size_t)problem->n_units;
    struct pp_costs costs;
    int64_t load[PP_REGION_MOST];
    PP_AUTO_FREE int *queue = pp_alloc_array(n, sizeof *queue);
    PP_AUTO_FREE bool *seen = pp_alloc_array(n, sizeof *seen);
    if (!queue || !seen)
        return pp_fail_nomem(reterr);
    int failed = pp_evaluate(problem, region->patch_of, &costs, NULL, region->label_of, reterr);
    if (failed)
        return failed;
    ret_worth->cost = costs.total;
    ret_worth->outside_milli = outside_of(problem, region->patch_of, load);
    ret_worth->n_pieces =
        problem->connected ? count_pieces(problem, region->patch_of, queue, seen) : 0;
    return 0;
}

static bool is_welcome(const struct worth *now, const struct worth *before) {
    if (now->n_pieces > before->n_pieces)
        return false;
    if (now->outside_milli != before->outside_milli)
        return now->outside_milli < before->outside_milli;
    return now->cost < before->cost - 1e-9 * before->cost;
}

/* ---- one try ---- */

static bool put_back(struct recut *recut, const struct pp_region *region) {
    for (int i = 0; i < region->n_patches; i++)
        recut->members[region->patch[i]].n = 0;
    for (int u = 0; u < region->n_units; u++) {
        int patch = region->patch[region->patch_of[u]];
        recut->patch_of[region->unit[u]] = patch;
        if (!add_member(recut, region->unit[u], patch))
            return false;
    }
    for (int i = 0; i < region->n_patches; i++) {
        recut->label_of[region->patch[i]] = region->label_of[i];
        find_middle(recut, region->patch[i]);
    }
    return true;
}

struct tried {
    enum pp_recut_kind kind;
    struct worth before, after;
    int64_t n_steps;
    double seconds;
};

static int operate(struct worker *worker, struct pp_region *region,
                   const struct pp_recut_task *task, struct tried *tried, struct pp_error *reterr) {
    double begun_s = pp_clock_s();
    int failed = appraise(region, &tried->before, reterr);
    if (!failed)
        failed = pp_recut_anneal(region, task, &worker->rng, &tried->n_steps, reterr);
    if (!failed)
        failed = appraise(region, &tried->after, reterr);
    tried->seconds = pp_clock_s() - begun_s;
    return failed;
}

/* Under the lock: what came of it. */
static int settle(struct worker *worker, const struct pp_region *region, const struct tried *tried,
                  struct pp_error *reterr) {
    struct recut *recut = worker->recut;
    struct pp_recut_count *count = &recut->report.kind[tried->kind];
    count->n_tried++;
    count->seconds += tried->seconds;
    recut->report.n_steps += tried->n_steps;
    if (!is_welcome(&tried->after, &tried->before))
        return 0;
    count->n_kept++;
    count->gain += tried->before.cost - tried->after.cost;
    recut->report.cost += tried->after.cost - tried->before.cost;
    recut->report.outside_milli += tried->after.outside_milli - tried->before.outside_milli;
    if (!put_back(recut, region))
        return pp_fail_nomem(reterr);
    if (recut->options->on_better)
        recut->options->on_better(recut->options->context, recut->report.outside_milli,
                                  recut->report.cost);
    return 0;
}

static bool over(const struct recut *recut) {
    const struct pp_recut_options *options = recut->options;
    return recut->failed || pp_must_stop(options->cancel) ||
           (options->closed && atomic_load(options->closed)) ||
           (options->until_s > 0 && pp_clock_s() >= options->until_s) ||
           (options->max_steps > 0 && recut->report.n_steps >= options->max_steps);
}

static void draw_lender(struct worker *worker, struct pp_recut_lender *ret_lender) {
    const struct pp_problem *problem = worker->recut->problem;
    const struct pp_recut_options *options = worker->recut->options;
    uint32_t which = pp_rng_below(&worker->rng, (uint32_t)options->n_lenders);
    *ret_lender = (struct pp_recut_lender){problem->n_units, problem->n_patches,
                                           problem->weight_milli, options->lender[which]};
}

static int try_group(struct worker *worker, enum pp_recut_kind kind, const int *group, int n,
                     struct pp_error *reterr) {
    struct recut *recut = worker->recut;
    const struct pp_recut_options *options = recut->options;
    struct pp_region PP_AUTO(pp_region_done) region = {0};
    const struct pp_region_source source = {recut->problem,  recut->first,   recut->neighbour,
                                            recut->patch_of, recut->members, recut->label_of,
                                            recut->local_of};
    struct tried tried = {.kind = kind};
    struct pp_recut_task task = {.kind = kind,
                                 .effort = &options->effort[kind],
                                 .cancel = options->cancel,
                                 .until_s = options->until_s};
    if (kind == PP_RECUT_BORROW)
        draw_lender(worker, &task.lender);
    int failed = pp_region_cut(&source, group, n, &region, reterr);
    if (options->max_steps > 0)
        task.max_steps = options->max_steps - recut->report.n_steps;
    pthread_mutex_unlock(&recut->lock);
    if (!failed)
        failed = operate(worker, &region, &task, &tried, reterr);
    pthread_mutex_lock(&recut->lock);
    return failed ? failed : settle(worker, &region, &tried, reterr);
}

static int share_of(const struct pp_recut_options *options, int kind) {
    return kind == PP_RECUT_BORROW && options->n_lenders == 0 ? 0 : options->effort[kind].share;
}

static enum pp_recut_kind draw_kind(struct worker *worker) {
    const struct pp_recut_options *options = worker->recut->options;
    int sum = 0, kind = 0;
    for (int i = 0; i < PP_N_RECUT_KINDS; i++)
        sum += share_of(options, i);
    int left = (int)pp_rng_below(&worker->rng, (uint32_t)(sum > 0 ? sum : 1));
    while (kind < PP_N_RECUT_KINDS - 1 && left >= share_of(options, kind))
        left -= share_of(options, kind++);
    return (enum pp_recut_kind)kind;
}

/* Draw a kind and a group, try it; false when no group was to be had. */
static bool step(struct worker *worker) {
    struct recut *recut = worker->recut;
    struct pp_error err;
    int group[PP_REGION_MOST];
    enum pp_recut_kind kind = draw_kind(worker);
    const struct pp_recut_effort *effort = &recut->options->effort[kind];
    int n_wanted = effort->least +
                   (int)pp_rng_below(&worker->rng, (uint32_t)(effort->most - effort->least + 1));
    int n = take_group(recut, &worker->rng, n_wanted, group);
    int failed = n >= LEAST_GROUP ? try_group(worker, kind, group, n, &err) : 0;
    release_group(recut, group, n);
    if (failed && !recut->failed) {
        recut->failed = failed;
        recut->err = err;
    }
    return n >= LEAST_GROUP;
}

/* The first worker is never away. */
static bool is_away(const struct worker *worker) {
    const struct pp_recut_options *options = worker->recut->options;
    return worker->me > 0 && options->n_away &&
           worker->me >= options->n_jobs - atomic_load(options->n_away);
}

static void work(void *member) {
    struct worker *worker = member;
    struct recut *recut = worker->recut;
    const struct timespec pause = {.tv_nsec = 1000000};
    pthread_mutex_lock(&recut->lock);
    for (int n_idle = 0; !over(recut) && n_idle < MOST_IDLE;) {
        bool away = is_away(worker);
        if (!away && step(worker)) {
            n_idle = 0;
            continue;
        }
        n_idle += !away;
        if (recut->options->n_jobs < 2)
            continue;
        pthread_mutex_unlock(&recut->lock); /* others have the core, or all patches, in hand */
        nanosleep(&pause, NULL);
        pthread_mutex_lock(&recut->lock);
    }
    pthread_mutex_unlock(&recut->lock);
}

static void run_workers(struct recut *recut) {
    struct worker worker[PP_MOST_THREADS];
    int n = recut->options->n_jobs < PP_MOST_THREADS ? recut->options->n_jobs : PP_MOST_THREADS;
    for (int i = 0; i < n; i++) {
        worker[i] = (struct worker){.recut = recut, .me = i};
        pp_rng_seed(&worker[i].rng, recut->options->seed + 1000003 * (uint64_t)i);
    }
    pp_crew_run(work, worker, sizeof *worker, n);
}

int pp_recut_improve(const struct pp_problem *problem, const struct pp_recut_options *options,
                     int *patch_of_unit, struct pp_recut_report *ret_report,
                     struct pp_error *reterr) {
    struct recut PP_AUTO(recut_done)
        recut = {.problem = problem,
                 .options = options,
                 .first = options->first ? options->first : problem->first,
                 .neighbour = options->neighbour ? options->neighbour : problem->neighbour,
                 .patch_of = patch_of_unit};
    pthread_mutex_init(&recut.lock, NULL);
    if (!allocate(&recut))
        return pp_fail_nomem(reterr);
    int failed = take_division(&recut, reterr);
    if (failed)
        return failed;
    if (problem->n_patches >= LEAST_GROUP)
        run_workers(&recut);
    if (recut.failed) {
        if (reterr)
            *reterr = recut.err;
        return recut.failed;
    }
    struct pp_costs costs; /* gains of groups say too little where current patches are kept */
    if ((failed = pp_evaluate(problem, patch_of_unit, &costs, NULL, NULL, reterr)) != 0)
        return failed;
    recut.report.cost = costs.total;
    *ret_report = recut.report;
    return 0;
}
