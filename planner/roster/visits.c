/* A team's year of visits (visits.h says what is due when; models/visits.mod has formula and levels).
 *
 * Steps: homes become classes that are due and can be offered alike; each patch is placed by a flow of its own, exact
 * (visits_flow.c); where the room for second people binds, visits by two are put off until they fit, and the model is solved for
 * ward groups of at most 12 patches; counts become homes, street by street. Guarantee: without binding second people
 * the levels are proven, and what the flows give is a bound otherwise. O(homes x weeks x classes). */
#include "patchplan/roster/visits.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planner/roster/visits_parts.h"

/* ---- patches ---- */

static bool makes_two(const struct visit_year *year, const struct pp_roster_home *home) {
    int named[2];
    if (home->two_person)
        return true;
    int n = visit_leads(year->ask, home->patch_ix, year->now_week, named);
    for (int i = 0; i < n; i++)
        if (!year->ask->problem->posts[named[i]].lone_working)
            return true;
    return false;
}

static int by_ward(const void *a, const void *b) {
    const struct visit_patch *x = a, *y = b;
    if (x->ward_ix != y->ward_ix)
        return x->ward_ix < y->ward_ix ? -1 : 1;
    return (x->patch_ix > y->patch_ix) - (x->patch_ix < y->patch_ix);
}

/* The team's patches, those of a ward together. place: by patch_ix. */
static void gather_patches(struct visit_year *year, int *place) {
    const struct pp_roster_problem *problem = year->ask->problem;
    struct visit_team *team = &year->team;
    for (int p = 0; p < problem->n_patches; p++)
        if (problem->patches[p].team_ix == year->ask->team_ix)
            team->patches[team->n_patches++] =
                (struct visit_patch){.patch_ix = p,
                                     .ward_ix = problem->patches[p].ward_ix,
                                     .each = visit_minutes_each(year->ask, p)};
    if (team->n_patches > 0)
        qsort(team->patches, (size_t)team->n_patches, sizeof *team->patches, by_ward);
    for (int i = 0; i < team->n_patches; i++)
        place[team->patches[i].patch_ix] = i;
}

static int gather(struct visit_year *year, struct pp_error *reterr) {
    const struct pp_roster_problem *problem = year->ask->problem;
    struct visit_team *team = &year->team;
    size_t n_homes = (size_t)problem->n_homes + 1, n_patches = (size_t)problem->n_patches + 1;
    year->visitors = pp_arena_alloc(&team->arena, n_homes * sizeof *year->visitors);
    team->patches = pp_arena_alloc(&team->arena, n_patches * sizeof *team->patches);
    int *place = pp_arena_alloc(&team->arena, n_patches * sizeof *place);
    if (!year->visitors || !team->patches || !place)
        return visit_fail_memory(reterr);
    gather_patches(year, place);
    for (int h = 0; h < problem->n_homes; h++) {
        const struct pp_roster_home *home = &problem->homes[h];
        if (home->patch_ix < 0 || problem->patches[home->patch_ix].team_ix != year->ask->team_ix)
            continue;
        year->visitors[year->n_visitors++] = (struct visitor){
            .home = home, .patch = place[home->patch_ix], .two = makes_two(year, home)};
    }
    return 0;
}

static int count_homes(struct visit_year *year, struct pp_error *reterr) {
    struct visit_team *team = &year->team;
    size_t n = (size_t)team->n_classes + 1;
    for (int p = 0; p < team->n_patches; p++)
        for (int two = 0; two < 2; two++) {
            team->patches[p].n_homes[two] = pp_arena_alloc(&team->arena, n * sizeof(int));
            team->patches[p].count[two] =
                pp_arena_alloc(&team->arena, n * VISIT_PLACES * sizeof(int));
            if (!team->patches[p].n_homes[two] || !team->patches[p].count[two])
                return visit_fail_memory(reterr);
        }
    for (int v = 0; v < year->n_visitors; v++) {
        const struct visitor *visitor = &year->visitors[v];
        if (visitor->class_ix >= 0)
            team->patches[visitor->patch].n_homes[visitor->two][visitor->class_ix]++;
    }
    return 0;
}

int visit_high(int mean) { return (mean + 3) / 4; }

/* Mean of homes a week over the weeks with room, rounded up, as in the model. */
static void set_mean(struct visit_patch *patch, int n_classes) {
    int n_homes = 0, n_weeks = 0;
    for (int c = 0; c < n_classes; c++)
        n_homes += patch->n_homes[0][c] + patch->n_homes[1][c];
    for (int w = 0; w < VISIT_WEEKS; w++)
        n_weeks += patch->offers[w] > 0;
    n_weeks = n_weeks > 0 ? n_weeks : 1;
    patch->mean = (n_homes + n_weeks - 1) / n_weeks;
}

/* Homes of the patch that have to be placed by `week` (from 1). */
static int must_by(const struct visit_team *team, const struct visit_patch *patch, int week) {
    int n = 0;
    for (int c = 0; c < team->n_classes; c++) {
        const struct visit_class *of = &team->classes[c];
        int last = of->overdue ? of->first : of->due + PP_VISIT_NEAR_WEEKS;
        if (of->due > 0 && last <= week)
            n += patch->n_homes[0][c] + patch->n_homes[1][c];
    }
    return n;
}

/* Overdue homes are made up for as fast as a week a quarter above the mean can, beside the homes whose window ends:
 * the first week by which they and those fit into such weeks, at the earliest the end of a usual window. */
static void set_late(const struct visit_year *year, struct visit_patch *patch) {
    int fit = 0, most = patch->mean + visit_high(patch->mean);
    patch->late = VISIT_WEEKS;
    for (int w = year->first_week; w < VISIT_WEEKS; w++) {
        fit += patch->offers[w] < most ? patch->offers[w] : most;
        if (w >= year->now_week + PP_VISIT_NEAR_WEEKS &&
            must_by(&year->team, patch, w + 1) <= fit) {
            patch->late = w + 1;
            return;
        }
    }
}

/* Classes by one and by two people side by side, so that the flow places both. */
static int place_patch(struct visit_year *year, struct visit_patch *patch,
                       struct pp_error *reterr) {
    struct visit_team *team = &year->team;
    int n = team->n_classes, m = 0;
    size_t size = 2 * (size_t)n + 1;
    struct visit_class *classes = pp_arena_alloc(&team->arena, size * sizeof *classes);
    int *n_homes = pp_arena_alloc(&team->arena, size * sizeof *n_homes);
    int *at = pp_arena_alloc(&team->arena, size * sizeof *at);
    int *count = pp_arena_alloc(&team->arena, size * VISIT_PLACES * sizeof *count);
    if (!classes || !n_homes || !at || !count)
        return visit_fail_memory(reterr);
    set_mean(patch, n);
    set_late(year, patch);
    for (int i = 0; i < 2 * n; i++)
        if (patch->n_homes[i % 2][i / 2] > 0) {
            classes[m] = team->classes[i / 2];
            n_homes[m] = patch->n_homes[i % 2][i / 2];
            at[m++] = i;
        }
    struct visit_flow flow = {classes, m, n_homes, patch->offers, patch->mean, patch->late};
    int rc = visit_flow_solve(&flow, count, reterr);
    for (int k = 0; k < m && rc == 0; k++)
        memcpy(&patch->count[at[k] % 2][at[k] / 2 * VISIT_PLACES], &count[k * VISIT_PLACES],
               VISIT_PLACES * sizeof *count);
    return rc;
}

/* ---- levels, and second people ---- */

static int homes_in(const struct visit_team *team, const struct visit_patch *patch, int two,
                    int week) {
    int n = 0;
    for (int c = 0; c < team->n_classes; c++)
        n += patch->count[two][c * VISIT_PLACES + week];
    return n;
}

static int outside_of(const struct visit_team *team, const struct visit_patch *patch, int week) {
    int n = 0;
    for (int c = 0; c < team->n_classes; c++)
        n += visit_outside(&team->classes[c], patch->late, week) *
             (patch->count[0][c * VISIT_PLACES + week] + patch->count[1][c * VISIT_PLACES + week]);
    return n;
}

static int points_of(const struct visit_patch *patch, int load) {
    int above = load - patch->mean, high = visit_high(patch->mean);
    if (above <= 0)
        return 0;
    return above <= high ? above : high + 3 * (above - high);
}

void visit_values(const struct visit_team *team, int from, int n,
                  double ret_value[PP_VISITS_N_LEVELS + 1]) {
    memset(ret_value, 0, (PP_VISITS_N_LEVELS + 1) * sizeof *ret_value);
    for (int p = from; p < from + n; p++) {
        const struct visit_patch *patch = &team->patches[p];
        for (int w = 0; w < VISIT_PLACES; w++) {
            int load = homes_in(team, patch, 0, w) + homes_in(team, patch, 1, w);
            if (w == VISIT_NOT_PLACED) {
                ret_value[PP_VISITS_WITHOUT] += load;
                continue;
            }
            ret_value[PP_VISITS_OUTSIDE] += outside_of(team, patch, w);
            ret_value[PP_VISITS_UNEVEN] += points_of(patch, load);
        }
    }
}

/* Minutes left in a week for second people of a group; below 0: too few. */
static double second_left(const struct visit_team *team, int from, int n, int week) {
    double left = team->pool[week];
    for (int p = from; p < from + n; p++) {
        const struct visit_patch *patch = &team->patches[p];
        double each = team->ask->options->take_up * patch->each;
        left += patch->room[week] -
                each * (homes_in(team, patch, 0, week) + 2 * homes_in(team, patch, 1, week));
    }
    return left;
}

bool visit_team_fits(const struct visit_team *team, int from, int n) {
    for (int w = 0; w < VISIT_WEEKS; w++)
        if (second_left(team, from, n, w) < -1e-6)
            return false;
    return true;
}

/* A visit by two people of the week that can wait for another week with room, least far outside; else for none. */
static void put_off(struct visit_team *team, int from, int n, int week) {
    int best_patch = -1, best_class = -1, best_week = VISIT_NOT_PLACED, best = INT_MAX;
    for (int p = from; p < from + n; p++)
        for (int c = 0; c < team->n_classes; c++) {
            struct visit_patch *patch = &team->patches[p];
            if (patch->count[1][c * VISIT_PLACES + week] == 0)
                continue;
            if (best_patch < 0) {
                best_patch = p;
                best_class = c;
            }
            for (int w = team->classes[c].first - 1; w < VISIT_WEEKS; w++) {
                int outside = visit_outside(&team->classes[c], patch->late, w);
                double need = 2 * team->ask->options->take_up * patch->each;
                int load = homes_in(team, patch, 0, w) + homes_in(team, patch, 1, w);
                if (w == week || outside >= best || load >= patch->offers[w] ||
                    second_left(team, from, n, w) < need)
                    continue;
                best = outside;
                best_patch = p;
                best_class = c;
                best_week = w;
            }
        }
    if (best_patch < 0)
        return;
    int *count = &team->patches[best_patch].count[1][best_class * VISIT_PLACES];
    count[week]--;
    count[best_week]++;
}

/* The own plan of a group made to fit its second people. */
static void make_fit(struct visit_team *team, int from, int n) {
    for (int w = 0; w < VISIT_WEEKS; w++)
        while (second_left(team, from, n, w) < -1e-6) {
            int two = 0;
            for (int p = from; p < from + n; p++)
                two += homes_in(team, &team->patches[p], 1, w);
            if (two == 0)
                break;
            put_off(team, from, n, w);
        }
}

/* ---- all of it ---- */

static int place_all(struct visit_year *year, struct pp_error *reterr) {
    int rc = 0;
    for (int p = 0; p < year->team.n_patches && rc == 0; p++)
        rc = place_patch(year, &year->team.patches[p], reterr);
    return rc;
}

/* The pool is shared out to groups by their patches while one is solved. */
static int better_group(struct visit_year *year, int from, int n, double seconds, double *bound,
                        struct pp_error *reterr) {
    struct visit_team *team = &year->team;
    double pool[VISIT_WEEKS];
    memcpy(pool, team->pool, sizeof pool);
    for (int w = 0; w < VISIT_WEEKS; w++)
        team->pool[w] = floor(pool[w] * n / team->n_patches);
    int rc = 0;
    if (!visit_team_fits(team, from, n)) {
        make_fit(team, from, n);
        if (seconds > 0 && year->ask->options->model_dir)
            rc = visit_model_group(team, from, n, seconds, bound, reterr);
    }
    memcpy(team->pool, pool, sizeof pool);
    return rc;
}

/* bound: better than what it is when the whole team is one group. */
static int better_all(struct visit_year *year, double bound[PP_VISITS_N_LEVELS + 1],
                      struct pp_error *reterr) {
    struct visit_team *team = &year->team;
    int n_groups = (team->n_patches + VISIT_MOST_PATCHES - 1) / VISIT_MOST_PATCHES;
    int rc = 0;
    for (int g = 0; g < n_groups && rc == 0; g++) {
        int from = team->n_patches * g / n_groups, to = team->n_patches * (g + 1) / n_groups;
        double of_group[PP_VISITS_N_LEVELS + 1];
        for (int level = 0; level <= PP_VISITS_N_LEVELS; level++)
            of_group[level] = NAN;
        rc = better_group(year, from, to - from, year->ask->seconds / n_groups, of_group, reterr);
        for (int level = 1; level <= PP_VISITS_N_LEVELS && n_groups == 1; level++)
            bound[level] = isnan(of_group[level]) ? bound[level] : of_group[level];
    }
    return rc;
}

/* bound: nothing is better on a level while those before are as good as theirs. */
static int tell_levels(struct visit_year *year, const double bound[PP_VISITS_N_LEVELS + 1],
                       struct pp_roster *roster, struct pp_error *reterr) {
    double value[PP_VISITS_N_LEVELS + 1];
    bool proven = true;
    int rc = 0;
    visit_values(&year->team, 0, year->team.n_patches, value);
    for (int level = 1; level <= PP_VISITS_N_LEVELS && rc == 0; level++) {
        bool known = proven;
        proven = proven && value[level] <= bound[level] + 1e-6;
        struct pp_level_value row = {.team_ix = year->ask->team_ix,
                                     .model = "visits",
                                     .level = level,
                                     .value = value[level],
                                     .bound = known ? bound[level] : NAN,
                                     .seconds = year->team.seconds[level],
                                     .proven = proven};
        rc = pp_roster_add_level(roster, &row, reterr);
    }
    return rc == 0 ? visit_model_keep(&year->team, value, reterr) : rc;
}

static int make_year(struct visit_year *year, struct pp_roster *roster, struct pp_error *reterr) {
    double bound[PP_VISITS_N_LEVELS + 1], began_s = pp_clock_s();
    visit_set_weeks(year);
    int rc = visit_room_make(year->ask, &year->team.arena, &year->room, reterr);
    if (rc == 0)
        rc = gather(year, reterr);
    if (rc == 0)
        rc = visit_classify(year, reterr);
    if (rc < 0)
        return rc;
    visit_set_room(year);
    rc = count_homes(year, reterr);
    if (rc == 0)
        rc = place_all(year, reterr);
    if (rc < 0)
        return rc;
    year->team.seconds[PP_VISITS_WITHOUT] = pp_clock_s() - began_s;
    /* without the rows for second people: exact, so a bound for what comes with them */
    visit_values(&year->team, 0, year->team.n_patches, bound);
    if (!visit_team_fits(&year->team, 0, year->team.n_patches))
        rc = better_all(year, bound, reterr);
    if (rc == 0)
        rc = tell_levels(year, bound, roster, reterr);
    return rc == 0 ? visit_rows_add(year, roster, reterr) : rc;
}

int pp_visits_build(const struct pp_visits_ask *ask, struct pp_roster *roster,
                    struct pp_error *reterr) {
    struct visit_year year = {.ask = ask, .team = {.ask = ask}};
    int rc = make_year(&year, roster, reterr);
    pp_arena_done(&year.team.arena);
    return rc;
}
