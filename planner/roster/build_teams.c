#include "planner/roster/build_teams.h"

#include <math.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "patchplan/core/alloc.h"

enum { N_LANES = 2, LOOK_MS = 50 };

struct lanes { /* under `lock` but for what is set before the threads begin */
    struct teams *teams;
    team_step step;
    const void *context;
    double until_s;
    int *order; /* parts, largest first */
    int n_begun, n_done, n_running;
    int patches_left;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

/* The next part and the seconds it may take: its share of what is left, but never more than is left. -1 when all
 * have begun. */
static int begin_next(struct lanes *lanes) {
    pthread_mutex_lock(&lanes->lock);
    int i = lanes->n_begun < lanes->teams->n_parts ? lanes->order[lanes->n_begun++] : -1;
    if (i >= 0) {
        struct team_part *part = &lanes->teams->parts[i];
        double left_s = fmax(0, lanes->until_s - pp_clock_s());
        double share = (double)(part->n_patches + 1) / (lanes->patches_left + 1);
        part->seconds = fmin(left_s, N_LANES * left_s * share);
        lanes->patches_left -= part->n_patches;
    }
    pthread_mutex_unlock(&lanes->lock);
    return i;
}

static void *work(void *argument) {
    struct lanes *lanes = argument;
    for (int i = begin_next(lanes); i >= 0; i = begin_next(lanes)) {
        struct team_part *part = &lanes->teams->parts[i];
        part->rc = lanes->step(lanes->context, &lanes->teams->stop, part, &part->err);
        pthread_mutex_lock(&lanes->lock);
        lanes->n_done++;
        pthread_cond_signal(&lanes->changed);
        pthread_mutex_unlock(&lanes->lock);
    }
    pthread_mutex_lock(&lanes->lock);
    lanes->n_running--;
    pthread_cond_signal(&lanes->changed);
    pthread_mutex_unlock(&lanes->lock);
    return NULL;
}

static struct timespec soon(void) {
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_nsec += LOOK_MS * 1000000L;
    at.tv_sec += at.tv_nsec / 1000000000L;
    at.tv_nsec %= 1000000000L;
    return at;
}

/* While the lanes run: passes a wish to stop on and tells how far they are. */
static void watch(struct lanes *lanes, const char *phase) {
    struct teams *teams = lanes->teams;
    int told = -1;
    pthread_mutex_lock(&lanes->lock);
    while (lanes->n_running > 0) {
        struct timespec at = soon();
        int n_done = lanes->n_done;
        if (pp_cancelled(teams->ask->cancel))
            atomic_store(&teams->stop.requested, 1);
        if (n_done != told) {
            pthread_mutex_unlock(&lanes->lock);
            pp_progress_report(teams->ask->progress, phase, n_done, teams->n_parts, NULL);
            pthread_mutex_lock(&lanes->lock);
            told = n_done;
            continue;
        }
        pthread_cond_timedwait(&lanes->changed, &lanes->lock, &at);
    }
    pthread_mutex_unlock(&lanes->lock);
}

static void run_lanes(struct lanes *lanes, const char *phase) {
    pthread_t threads[N_LANES];
    bool running[N_LANES] = {false};
    int n_wanted = lanes->teams->n_parts < N_LANES ? lanes->teams->n_parts : N_LANES;
    lanes->n_running = n_wanted;
    for (int i = 0; i < n_wanted; i++)
        running[i] = pthread_create(&threads[i], NULL, work, lanes) == 0;
    for (int i = 0; i < n_wanted; i++)
        if (!running[i])
            work(lanes); /* no thread to be had: here, then */
    watch(lanes, phase);
    for (int i = 0; i < n_wanted; i++)
        if (running[i])
            pthread_join(threads[i], NULL);
}

static void set_order(const struct teams *teams, int *order) {
    for (int i = 0; i < teams->n_parts; i++) {
        int at = i;
        for (; at > 0 && teams->parts[order[at - 1]].n_patches < teams->parts[i].n_patches; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
}

static int join_parts(struct teams *teams, struct pp_roster *roster, struct pp_error *reterr) {
    int rc = 0;
    for (int i = 0; i < teams->n_parts; i++) {
        struct team_part *part = &teams->parts[i];
        if (rc == 0 && part->rc < 0) {
            rc = part->rc;
            if (reterr)
                *reterr = part->err;
        }
        if (rc == 0)
            rc = pp_roster_append(roster, &part->roster, reterr);
        pp_roster_done(&part->roster);
        part->rc = 0;
    }
    return rc;
}

int teams_run(struct teams *teams, team_step step, const void *context, const char *phase,
              double until_s, struct pp_roster *roster, struct pp_error *reterr) {
    PP_AUTO_FREE int *order = pp_alloc_array((size_t)teams->n_parts + 1, sizeof *order);
    struct lanes lanes = {.teams = teams,
                          .step = step,
                          .context = context,
                          .until_s = until_s,
                          .order = order,
                          .patches_left = teams->n_patches,
                          .lock = PTHREAD_MUTEX_INITIALIZER,
                          .changed = PTHREAD_COND_INITIALIZER};
    if (!order)
        return pp_fail_nomem(reterr);
    set_order(teams, order);
    run_lanes(&lanes, phase);
    pthread_cond_destroy(&lanes.changed);
    pthread_mutex_destroy(&lanes.lock);
    return join_parts(teams, roster, reterr);
}

static bool is_asked(const struct pp_roster_ask *ask, int team_ix) {
    for (int i = 0; i < ask->n_teams; i++)
        if (ask->teams[i] == team_ix)
            return true;
    return ask->n_teams == 0;
}

int teams_make(const struct pp_roster_ask *ask, double deadline_s, struct teams *ret_teams,
               struct pp_error *reterr) {
    const struct pp_roster_problem *problem = ask->problem;
    struct teams teams = {.ask = ask, .stop.deadline_s = deadline_s};
    for (int i = 0; i < ask->n_teams; i++)
        if (ask->teams[i] < 0 || ask->teams[i] >= problem->n_teams)
            return pp_fail(reterr, PP_E_INPUT, "team %d does not exist: there are %d",
                           ask->teams[i], problem->n_teams);
    teams.parts = pp_alloc_array((size_t)problem->n_teams + 1, sizeof *teams.parts);
    if (!teams.parts)
        return pp_fail_nomem(reterr);
    for (int t = 0; t < problem->n_teams; t++) {
        struct team_part *part = &teams.parts[teams.n_parts];
        if (!is_asked(ask, t))
            continue;
        part->team_ix = t;
        for (int p = 0; p < problem->n_patches; p++)
            part->n_patches += problem->patches[p].team_ix == t;
        teams.n_patches += part->n_patches;
        teams.n_parts++;
    }
    *ret_teams = teams;
    return 0;
}

void teams_done(struct teams *teams) {
    for (int i = 0; i < teams->n_parts; i++)
        pp_roster_done(&teams->parts[i].roster);
    pp_free(teams->parts);
    memset(teams, 0, sizeof *teams);
}
