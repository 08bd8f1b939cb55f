/* Teams are put into a row, largest first, and two lanes take the next whenever they are free: the longest work begins
 * first, so that neither lane waits long at the end (Graham 1969: at most 7/6 of the best for two). What they
 * make is joined by number of team, so that the order in which they end shows nowhere. */
#include "planner/roster/build_teams.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/crew.h"

enum { N_LANES = 2 };

struct lanes { /* under `lock` but for what is set before the threads begin */
    struct teams *teams;
    team_step step;
    const void *context;
    const char *phase;
    double until_s;
    int *order; /* parts, largest first */
    int n_begun, n_done;
    int n_told; /* of those done, to who watches; the watcher's own */
    int patches_left;
    pthread_mutex_t lock;
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
        part->seconds = left_s * fmin(1, N_LANES * share);
        lanes->patches_left -= part->n_patches;
    }
    pthread_mutex_unlock(&lanes->lock);
    return i;
}

/* What one lane does: parts, until all have begun. `member` points at the lanes. */
static void work(void *member) {
    struct lanes *lanes = *(struct lanes **)member;
    for (int i = begin_next(lanes); i >= 0; i = begin_next(lanes)) {
        struct team_part *part = &lanes->teams->parts[i];
        part->rc = lanes->step(lanes->context, &lanes->teams->stop, part, &part->err);
        pthread_mutex_lock(&lanes->lock);
        lanes->n_done++;
        pthread_mutex_unlock(&lanes->lock);
    }
}

/* Passes a wish to stop on and tells how far the lanes are. */
static void look(void *context) {
    struct lanes *lanes = context;
    struct teams *teams = lanes->teams;
    if (pp_cancelled(teams->ask->cancel))
        atomic_store(&teams->stop.requested, 1);
    pthread_mutex_lock(&lanes->lock);
    int n_done = lanes->n_done;
    pthread_mutex_unlock(&lanes->lock);
    if (n_done != lanes->n_told)
        pp_progress_report(teams->ask->progress, lanes->phase, n_done, teams->n_parts, NULL);
    lanes->n_told = n_done;
}

static void run_lanes(struct lanes *lanes) {
    struct lanes *lane[N_LANES];
    int n = lanes->teams->n_parts < N_LANES ? lanes->teams->n_parts : N_LANES;
    for (int i = 0; i < n; i++)
        lane[i] = lanes;
    pp_crew_run_watched(work, lane, sizeof *lane, n, look, lanes);
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
                          .phase = phase,
                          .until_s = until_s,
                          .order = order,
                          .n_told = -1,
                          .patches_left = teams->n_patches,
                          .lock = PTHREAD_MUTEX_INITIALIZER};
    if (!order)
        return pp_fail_nomem(reterr);
    set_order(teams, order);
    run_lanes(&lanes);
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
