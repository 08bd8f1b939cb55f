/* The bound, beside the search or after it. */
#include "planner/district/search_parts.h"

/* Where time does not say: one for so many steps of the search, within limits. */
enum { SEARCH_STEPS_FOR_ONE = 500, LEAST_BOUND_STEPS = 200, MOST_BOUND_STEPS = 1600 };

static const double ENOUGH_FOR_BOUND_S = 8;

static int64_t bound_steps(int64_t search_steps) {
    int64_t n = search_steps / SEARCH_STEPS_FOR_ONE;
    if (search_steps <= 0)
        return 0;
    return n < LEAST_BOUND_STEPS ? LEAST_BOUND_STEPS : n > MOST_BOUND_STEPS ? MOST_BOUND_STEPS : n;
}

void pp_search_compute_bound(struct pp_search *search, double until_s) {
    struct pp_bound_options options;
    pp_bound_options_default(&options);
    search->bound_cancel.deadline_s = until_s;
    options.cancel = &search->bound_cancel;
    options.max_steps = bound_steps(search->options->max_steps);
    pthread_mutex_lock(&search->lock);
    if (search->has_best && search->best_outside_milli == 0)
        options.upper =
            search->best_cost; /* with keep and ward: more than the distance, still valid */
    pthread_mutex_unlock(&search->lock);
    search->bound_done = true;
    struct pp_error ignored; /* no bound is an answer too */
    search->has_bound = pp_bound_compute(search->problem, &options, &search->bound, &ignored) == 0;
    if (search->has_bound)
        pp_search_note_bound(search);
}

/* With two threads or more one of them bounds first, for twice the share of the whole time; in a long run
 * less, since it converges sooner than the search. */
double pp_search_bound_until(const struct pp_search *search) {
    if (search->until_s <= 0)
        return 0;
    double share = fmin(2 * search->options->bound_share, 0.9);
    double whole_s = search->until_s - search->begun_s;
    return search->begun_s + fmin(share * whole_s, ENOUGH_FOR_BOUND_S + 0.3 * whole_s);
}

static void *bound_work(void *argument) {
    struct pp_search *search = argument;
    pp_search_compute_bound(search, pp_search_bound_until(search));
    atomic_fetch_sub(&search->n_away, 1);
    return NULL;
}

void pp_search_start_bound(struct pp_search *search) {
    if (!search->with_bound || search->options->n_jobs < 2 || search->bound_started)
        return;
    atomic_store(&search->n_away, 1);
    search->bound_started = pthread_create(&search->bound_thread, NULL, bound_work, search) == 0;
    if (!search->bound_started)
        atomic_store(&search->n_away, 0);
}

void pp_search_finish_bound(struct pp_search *search) {
    if (search->bound_started) {
        if (pp_cancelled(search->options->cancel))
            atomic_store(&search->bound_cancel.requested, 1);
        pthread_join(search->bound_thread, NULL);
    } else if (search->with_bound && !search->bound_done &&
               !pp_must_stop(search->options->cancel)) {
        pp_search_compute_bound(search, search->until_s);
    }
}
