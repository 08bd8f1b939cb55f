#include "patchplan/district/divide_many.h"

#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/crew.h"

struct lane {
    struct pp_divide_task **task; /* this thread's, in order */
    int n_tasks, n_jobs;
    int64_t n_units, whole_units;
    const struct pp_divide_options *options;
    struct pp_cancel cancel; /* the present task's own deadline */
    double until_s;          /* of the whole; 0 = none */
    int failed;
    struct pp_error err;
};

static int64_t size_of(const struct pp_divide_task *task) { return task->problem->n_units; }

static int run_task(struct lane *lane, struct pp_divide_task *task, int64_t units_left) {
    struct pp_divide_options options = *lane->options;
    double share = (double)size_of(task) / (double)units_left, now_s = pp_clock_s();
    double left_s = lane->until_s - now_s;
    lane->cancel.deadline_s = lane->until_s > 0 ? now_s + share * (left_s > 0 ? left_s : 1e-3) : 0;
    options.cancel = &lane->cancel;
    options.start = task->start;
    options.n_jobs = lane->n_jobs;
    if (options.max_steps > 0)
        options.max_steps = 1 + (int64_t)((double)options.max_steps * (double)size_of(task) /
                                          (double)lane->whole_units);
    return pp_divide(task->problem, &options, &task->division, &lane->err);
}

static void run_lane(void *member) {
    struct lane *lane = member;
    int64_t units_left = lane->n_units;
    for (int i = 0; i < lane->n_tasks && !lane->failed; i++) {
        lane->failed = run_task(lane, lane->task[i], units_left);
        units_left -= size_of(lane->task[i]);
    }
}

struct lanes {
    struct lane *lane;
    int n;
    const struct pp_cancel *cancel; /* of the whole; may be NULL */
};

static void pass_on_wish_to_stop(void *context) {
    const struct lanes *lanes = context;
    for (int i = 0; i < lanes->n && pp_cancelled(lanes->cancel); i++)
        atomic_store(&lanes->lane[i].cancel.requested, 1);
}

static int run_lanes(struct lane *lane, int n_lanes, const struct pp_cancel *cancel,
                     struct pp_error *reterr) {
    struct lanes lanes = {lane, n_lanes, cancel};
    int failed = 0;
    pp_crew_run_watched(run_lane, lane, sizeof *lane, n_lanes, pass_on_wish_to_stop, &lanes);
    for (int i = 0; i < n_lanes; i++) {
        if (lane[i].failed && !failed) {
            failed = lane[i].failed;
            if (reterr)
                *reterr = lane[i].err;
        }
    }
    return failed;
}

static int by_size(const void *a, const void *b) {
    const struct pp_divide_task *const *p = a, *const *q = b;
    int64_t m = size_of(*p), n = size_of(*q);
    return m != n ? (m < n) - (m > n) : (*p > *q) - (*p < *q);
}

/* Largest first, each to the lane with least so far (Graham 1969). `room` holds n_lanes x n_tasks. */
static void fill_lanes(struct lane *lane, int n_lanes, struct pp_divide_task **order, int n_tasks,
                       struct pp_divide_task **room) {
    for (int i = 0; i < n_lanes; i++)
        lane[i].task = room + (size_t)i * (size_t)n_tasks;
    for (int i = 0; i < n_tasks; i++) {
        int least = 0;
        for (int j = 1; j < n_lanes; j++)
            if (lane[j].n_units < lane[least].n_units)
                least = j;
        lane[least].task[lane[least].n_tasks++] = order[i];
        lane[least].n_units += size_of(order[i]);
    }
}

static bool is_even(const struct lane *lane, int n_lanes, int64_t whole_units) {
    for (int i = 0; i < n_lanes; i++)
        if ((double)lane[i].n_units * n_lanes > 1.25 * (double)whole_units)
            return false;
    return true;
}

int pp_divide_many(struct pp_divide_task *tasks, int n_tasks,
                   const struct pp_divide_options *options, struct pp_error *reterr) {
    int n_lanes = options->n_jobs < PP_MOST_THREADS ? options->n_jobs : PP_MOST_THREADS;
    n_lanes = n_lanes < 1 ? 1 : n_lanes;
    PP_AUTO_FREE struct lane *lane = pp_alloc_array((size_t)n_lanes, sizeof *lane);
    PP_AUTO_FREE struct pp_divide_task **order = pp_alloc_array((size_t)n_tasks, sizeof *order);
    PP_AUTO_FREE struct pp_divide_task **room =
        pp_alloc_array((size_t)n_tasks * (size_t)n_lanes, sizeof *room);
    if (!lane || !order || !room)
        return pp_fail_nomem(reterr);
    int64_t whole_units = 0;
    for (int i = 0; i < n_tasks; i++) {
        tasks[i].division = (struct pp_division){0};
        order[i] = &tasks[i];
        whole_units += size_of(&tasks[i]);
    }
    qsort(order, (size_t)n_tasks, sizeof *order, by_size);
    fill_lanes(lane, n_lanes, order, n_tasks, room);
    int n_jobs = 1;
    if (!is_even(lane, n_lanes, whole_units)) {
        memset(lane, 0, (size_t)n_lanes * sizeof *lane);
        n_jobs = n_lanes;
        n_lanes = 1;
        fill_lanes(lane, n_lanes, order, n_tasks, room);
    }
    double left_s = pp_time_left_s(options->cancel);
    for (int i = 0; i < n_lanes; i++) {
        lane[i].options = options;
        lane[i].n_jobs = n_jobs;
        lane[i].whole_units = whole_units;
        lane[i].until_s = left_s < 1e8 ? pp_clock_s() + left_s : 0;
    }
    int failed = run_lanes(lane, n_lanes, options->cancel, reterr);
    for (int i = 0; i < n_tasks && failed; i++)
        pp_division_done(&tasks[i].division);
    return failed;
}
