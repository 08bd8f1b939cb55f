/* A proven lower bound on the distance cost.
 *
 * Relax "each unit in one patch" with a multiplier u_i for each unit. What is left chooses K hubs and for
 * each the best load inside the limits, which splits into one knapsack a hub; connection is left out:
 *
 *     L(u) = sum_i u_i + the K least of v_j(u),
 *     v_j(u) = min { sum_i (trips_i d_ij - u_i) y_i : 0 <= y <= 1, m <= sum_i w_i y_i <= M }.
 *
 * Any division is a choice of K hubs and 0-1 loads with each unit once, for which the relaxed cost is its
 * own distance cost: L(u) <= cost for EVERY u. The rest is finding good u (bound_steps.c) over near pairs
 * (bound_near.c), and one pass over all pairs that makes the number true (bound_exact.c).
 *
 * What this bound misses, that every neighbourhood has a whole number of middles, bound_regions.c adds:
 * it goes on from the u found here and makes the number `tightened`.
 *
 * Limits that differ by patch: m is the least of the minima and M the largest of the maxima, a relaxation;
 * bound_classes.c then goes on with the limits of each class of patches and makes `tightened` of it.
 *
 * Cost: n^2 / K pairs a step, and an exact pass as much; exact passes after steps 16, 64, 256, ... and at the end,
 * so that a stop at any moment leaves the last proven number. When an exact pass proves less than the
 * steps believed, near was not far enough: reach is widened and the steps go on from where they were.
 *
 * Reference: Mulvey and Beck 1984, "Solving capacitated clustering problems", European Journal of
 * Operational Research 18(3), for the relaxation; Held, Wolfe and Crowder 1974 for the steps.
 */
#include "patchplan/district/bound.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"

#include "planner/district/bound_blocks.h"
#include "planner/district/bound_regions.h"

static const double first_reach = 1.5;
static const int small_n = 1200; /* all pairs are near */
static const int64_t first_exact_step = 16;
static const double least_length = 1e-4; /* of a step: converged */
static const int most_patience = 16;     /* full looks */
static const int64_t most_region_steps = 4000;
static const double first_part = 0.3;                  /* of the time, before there are regions */
static const double more_after_s = 8, more_part = 0.3; /* of what is beyond that */
static const int64_t first_steps = 150; /* and at least so many, when time goes first */

void pp_bound_done(struct pp_bound *bound) {
    pp_free(bound->multiplier);
    *bound = (struct pp_bound){0};
}

void pp_bound_options_default(struct pp_bound_options *ret_options) {
    *ret_options = (struct pp_bound_options){.upper = INFINITY};
}

/* --- the problem in homes and metres ------------------------------------------------------------- */

int pp_bound_data_init(const struct pp_problem *problem, struct pp_bound_data *ret_data,
                       struct pp_error *reterr) {
    size_t n = (size_t)problem->n_units;
    struct pp_bound_data data = {.n = problem->n_units,
                                 .n_patches = problem->n_patches,
                                 .x = problem->x,
                                 .y = problem->y,
                                 .min = INFINITY,
                                 .cost_kind = problem->cost_kind,
                                 .weight = pp_alloc_array(n, sizeof(double)),
                                 .trips = pp_alloc_array(n, sizeof(double))};
    if (!data.weight || !data.trips) {
        pp_bound_data_done(&data);
        return pp_fail_nomem(reterr);
    }
    for (size_t i = 0; i < n; i++) {
        data.weight[i] = (double)problem->weight_milli[i] / 1000;
        data.trips[i] = problem->trips ? problem->trips[i] : data.weight[i];
        data.total_weight += data.weight[i];
        data.total_trips += data.trips[i];
    }
    for (int k = 0; k < problem->n_patches; k++) {
        data.min = fmin(data.min, (double)problem->min_milli[k] / 1000);
        data.max = fmax(data.max, (double)problem->max_milli[k] / 1000);
    }
    data.blocks = pp_bound_blocks_new(&data);
    if (!data.blocks || pp_bound_classes_init(problem, &data, NULL) < 0) {
        pp_bound_data_done(&data);
        return pp_fail_nomem(reterr);
    }
    *ret_data = data;
    return 0;
}

void pp_bound_data_done(struct pp_bound_data *data) {
    pp_free(data->weight);
    pp_free(data->trips);
    pp_bound_blocks_free(data->blocks);
    *data = (struct pp_bound_data){0};
}

/* --- the run ------------------------------------------------------------------------------------- */

struct run {
    const struct pp_bound_data *data;
    const struct pp_bound_options *options;
    struct pp_bound_steps steps;
    double reach;
    double proven;      /* the best exact value so far */
    double regional;    /* the best that regions or classes have proven */
    double *multiplier; /* that proves it */
    double *scratch;
    int64_t next_exact_step;
    double first_until_s; /* then it is the regions' turn */
    double exact_seconds; /* what an exact pass takes, told from a sample, then from the last one */
    double look_seconds;  /* and a look at all hubs before it */
};

static void run_done(struct run *run) {
    pp_bound_steps_done(&run->steps);
    pp_free(run->multiplier);
    pp_free(run->scratch);
}

/* When the regions begin: a longer run finds better multipliers first, which both bounds live on. */
static double first_until(double left_s) {
    return pp_clock_s() + first_part * left_s + more_part * fmax(0, left_s - more_after_s);
}

/* All multipliers 0 prove 0, since no distance is negative: there is a number from the first moment.
 * 1 when stopped half way. */
static int run_init(const struct pp_bound_data *data, const struct pp_bound_options *options,
                    struct run *run, struct pp_error *reterr) {
    *run = (struct run){.data = data,
                        .options = options,
                        .reach = data->n <= small_n ? INFINITY : first_reach,
                        .next_exact_step = first_exact_step,
                        .first_until_s = first_until(pp_time_left_s(options->cancel))};
    run->multiplier = pp_alloc_array((size_t)data->n, sizeof(double));
    run->scratch = pp_alloc_array((size_t)data->n, sizeof(double));
    if (!run->multiplier || !run->scratch)
        return pp_fail_nomem(reterr);
    int rc =
        pp_bound_steps_init(data, run->reach, options->start, options->cancel, &run->steps, reterr);
    if (rc != 0)
        return rc;
    run->steps.upper = options->upper;
    run->exact_seconds = pp_bound_exact_seconds(data, run->steps.best);
    return 0;
}

/* Prove the best point. False when it was stopped half way. */
static bool prove(struct run *run) {
    struct pp_bound_steps *steps = &run->steps;
    if (!pp_bound_return_to_best(steps))
        return false;
    double started_s = pp_clock_s();
    double proven = pp_bound_exact(run->data, steps->best, &steps->near, steps->price,
                                   run->options->cancel, run->scratch);
    if (!isfinite(proven))
        return false;
    run->exact_seconds = pp_clock_s() - started_s;
    if (proven > run->proven) {
        run->proven = proven;
        memcpy(run->multiplier, steps->best, (size_t)run->data->n * sizeof(double));
    }
    bool overclaimed = proven < steps->best_value - 1e-4 * fabs(steps->best_value);
    steps->best_value = overclaimed ? proven : steps->best_value;
    if (overclaimed && isfinite(run->reach))
        run->reach *= 1.5;
    return true;
}

/* The same steps over pairs that reach further. 1 when stopped half way. */
static int widen(struct run *run, double reach_before, struct pp_error *reterr) {
    struct pp_bound_steps wider, *steps = &run->steps;
    if (run->reach <= reach_before)
        return 0;
    int rc = pp_bound_steps_init(run->data, run->reach, steps->best, steps->cancel, &wider, reterr);
    if (rc != 0)
        return rc;
    wider.upper = steps->upper;
    wider.length = steps->length;
    wider.n_steps = steps->n_steps;
    wider.best_value = -INFINITY;
    pp_bound_steps_done(steps);
    *steps = wider;
    return pp_bound_look(steps) ? 0 : 1;
}

static bool converged(const struct run *run) {
    const struct pp_bound_steps *steps = &run->steps;
    int64_t max_steps = run->options->max_steps;
    bool regions_turn = max_steps > 0
                            ? steps->n_steps >= (max_steps + 1) / 2
                            : steps->n_steps >= first_steps && pp_clock_s() > run->first_until_s;
    bool too_short = steps->length < least_length && steps->patience >= most_patience;
    return too_short || regions_turn || run->proven >= steps->upper * (1 - 1e-9);
}

/* Must the last exact pass begin, so that it ends before the deadline? */
static bool time_to_prove(const struct run *run) {
    return pp_time_left_s(run->options->cancel) <
           1.3 * (run->exact_seconds + 2 * run->look_seconds) + 0.03;
}

static void report(const struct run *run) {
    pp_progress_report(run->options->progress, "proving how good a plan can be", run->steps.n_steps,
                       run->options->max_steps, NULL);
}

/* Steps with exact passes between them. 0, also when stopped; negative: memory ran out. */
static int improve(struct run *run, struct pp_error *reterr) {
    struct pp_bound_steps *steps = &run->steps;
    double began_s = pp_clock_s();
    if (!pp_bound_look(steps))
        return 0;
    run->look_seconds = pp_clock_s() - began_s;
    while (!converged(run) && !time_to_prove(run)) {
        if (steps->length < least_length && !pp_bound_begin_again(steps))
            return 0;
        if (!pp_bound_step(steps))
            return 0;
        report(run);
        if (steps->n_steps < run->next_exact_step)
            continue;
        double reach_before = run->reach;
        run->next_exact_step *= 4;
        if (!prove(run))
            return 0;
        int widened = widen(run, reach_before, reterr);
        if (widened != 0)
            return widened < 0 ? widened : 0;
    }
    (void)prove(run);
    return 0;
}

/* --- limits by class of patch ---------------------------------------------------------------------- */

/* On from the best point, each patch with the limits of its class, and an exact pass at the end. */
static void improve_classes(struct run *run) {
    struct pp_bound_steps *steps = &run->steps;
    int64_t max_steps = run->options->max_steps;
    run->exact_seconds *= run->data->n_classes;
    run->look_seconds *= run->data->n_classes;
    if (time_to_prove(run))
        return;
    pp_bound_steps_use_classes(steps);
    if (!pp_bound_look(steps))
        return;
    while (steps->length >= least_length && (max_steps == 0 || steps->n_steps < max_steps) &&
           steps->best_value < steps->upper && !time_to_prove(run)) {
        if (!pp_bound_step(steps))
            return;
        report(run);
    }
    if (pp_bound_return_to_best(steps))
        run->regional =
            fmax(run->regional, pp_bound_classes_exact(run->data, steps->best, &steps->near,
                                                       steps->price, steps->cancel, run->scratch));
}

/* --- whole numbers of patches in each region ------------------------------------------------------ */

/* How far the steps over regions have come: of the most there may be, and of what time allows at the
 * present pace, with a last exact pass in it. */
struct course {
    double progress, began_s, stop_s; /* stop_s: the deadline */
    double proof_s;                   /* what an exact pass takes */
    int64_t n_steps, most_steps;
};

static double advance(struct course *course) {
    double left = (double)(course->most_steps - course->n_steps), now_s = pp_clock_s();
    double pace_s = course->n_steps > 0 ? (now_s - course->began_s) / (double)course->n_steps : 0;
    if (pace_s > 0)
        left = fmin(left, (course->stop_s - now_s - 1.3 * course->proof_s) / pace_s - 6);
    course->progress += left > 1 ? (1 - course->progress) / left : 1 - course->progress;
    course->n_steps++;
    return course->progress;
}

static void prove_regions(struct run *run, struct pp_bound_regions *regions,
                          struct course *course) {
    double started_s = pp_clock_s();
    if (!isfinite(regions->best_value) || !pp_bound_regions_return_to_best(regions))
        return;
    double proven = pp_bound_regions_exact(regions);
    run->regional = fmax(run->regional, proven);
    if (isfinite(proven) && proven < regions->best_value)
        regions->best_value = proven; /* other points may be the best now */
    course->proof_s = pp_clock_s() - started_s;
}

/* Is it time for an exact pass on the way, so that a stop leaves a number? Never where steps are counted: the
 * clock would make the result another each time. */
static bool proof_is_due(const struct run *run, const struct pp_bound_regions *regions,
                         const struct course *course, double since) {
    double proven = fmax(run->proven, run->regional), now_s = pp_clock_s();
    return run->options->max_steps == 0 && course->progress > fmax(0.5, since + 0.1) &&
           regions->best_value > 1.002 * proven &&
           course->proof_s < 0.1 * (now_s - course->began_s) &&
           course->stop_s - now_s > 4 * course->proof_s;
}

/* Steps from long to short, with exact passes in the second half and at the end. */
static void improve_regions(struct run *run, struct pp_bound_regions *regions) {
    double now_s = pp_clock_s(), since = 0;
    struct course course = {.began_s = now_s,
                            .stop_s = now_s + fmin(pp_time_left_s(run->options->cancel), 1e6),
                            .proof_s = PP_BOUND_SLOTS * run->exact_seconds + 0.02,
                            .most_steps = most_region_steps};
    if (run->options->max_steps > 0)
        course.most_steps = run->options->max_steps - run->steps.n_steps;
    while (course.progress < 1) {
        if (!pp_bound_regions_step(regions, advance(&course)))
            break;
        run->steps.n_steps++;
        report(run);
        if (!proof_is_due(run, regions, &course, since))
            continue;
        since = course.progress;
        prove_regions(run, regions, &course);
    }
    prove_regions(run, regions, &course);
}

/* Worth it for two patches or more, where every unit has a row and time allows some steps. */
static int try_regions(struct run *run, struct pp_error *reterr) {
    PP_AUTO(pp_bound_regions_done) struct pp_bound_regions regions = {0};
    const struct pp_bound_data *data = run->data;
    double proof_s = PP_BOUND_SLOTS * run->exact_seconds + 0.02;
    if (data->n_patches < 2 || run->steps.near.n_rows < data->n || data->total_weight <= 0 ||
        pp_time_left_s(run->options->cancel) < 4 * proof_s)
        return 0;
    int rc = pp_bound_regions_init(&regions, &run->steps, reterr);
    if (rc == 0)
        improve_regions(run, &regions);
    return rc < 0 ? rc : 0;
}

int pp_bound_compute(const struct pp_problem *problem, const struct pp_bound_options *options,
                     struct pp_bound *ret_bound, struct pp_error *reterr) {
    PP_AUTO(pp_bound_data_done) struct pp_bound_data data = {0};
    PP_AUTO(run_done) struct run run = {0};
    if (problem->n_units < 1 || problem->n_patches < 1)
        return pp_fail(reterr, PP_E_INPUT, "there is nothing to divide");
    if (pp_bound_data_init(problem, &data, reterr) < 0)
        return PP_E_NOMEM;
    int rc = run_init(&data, options, &run, reterr);
    if (rc == 0)
        rc = improve(&run, reterr);
    if (rc == 0 && pp_bound_classes_matter(&data))
        improve_classes(&run);
    else if (rc == 0)
        rc = try_regions(&run, reterr);
    if (rc < 0)
        return rc;
    *ret_bound = (struct pp_bound){.continuous = run.proven,
                                   .tightened = fmax(run.proven, run.regional),
                                   .multiplier = PP_STEAL(run.multiplier),
                                   .n_steps = run.steps.n_steps};
    return 0;
}

/* --- keep ---------------------------------------------------------------------------------------- */

static int compare_weights_down(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

/* A matching keeps of label c in patch k at most min(weight of c, max of k). The sum of these over a matching
 * is largest when heavy labels meet large limits (min is supermodular): keep >= known - that sum. */
double pp_bound_keep(const struct pp_problem *problem) {
    const struct pp_labels *current = &problem->current;
    if (problem->keep_m <= 0 || current->n_labels < 1 || !current->first)
        return 0;
    PP_AUTO_FREE int64_t *weight = pp_alloc_array((size_t)current->n_labels, sizeof *weight);
    PP_AUTO_FREE int64_t *max_milli = pp_alloc_array((size_t)problem->n_patches, sizeof *max_milli);
    if (!weight || !max_milli)
        return 0; /* the term is never negative: still a bound */
    int64_t known = 0, kept = 0;
    memcpy(max_milli, problem->max_milli, (size_t)problem->n_patches * sizeof *max_milli);
    for (int e = 0; e < current->first[problem->n_units]; e++) {
        weight[current->label[e]] += current->weight_milli[e];
        known += current->weight_milli[e];
    }
    qsort(weight, (size_t)current->n_labels, sizeof *weight, compare_weights_down);
    qsort(max_milli, (size_t)problem->n_patches, sizeof *max_milli, compare_weights_down);
    for (int c = 0; c < current->n_labels && c < problem->n_patches; c++)
        kept += weight[c] < max_milli[c] ? weight[c] : max_milli[c];
    return problem->keep_m * (double)(known - kept) / 1000 * (1 - 1e-12);
}
