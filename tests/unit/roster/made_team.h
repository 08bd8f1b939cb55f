/* Questions about drop-ins to be tested with: the small town's teams, and made-up ones that are the town's rows multiplied
 * and shaken; the rules looked at from outside; values measured. */
#ifndef TESTS_UNIT_ROSTER_MADE_TEAM_H
#define TESTS_UNIT_ROSTER_MADE_TEAM_H

#include <stdint.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/rng.h"
#include "patchplan/roster/dropins.h"

#include "planner/roster/dropins_parts.h"

#include "tests/tap.h"
#include "tests/unit/roster/small_town.h"

static struct pp_error err;
static char models[512];

enum { MADE_PATCHES = 14, MADE_POSTS = 17, MADE_VENUES = 6, MADE_GROUPS = 5 * MADE_PATCHES };

/* A problem with its roster of leads, what a team may use, and the question. */
struct made {
    struct small_town town;
    struct pp_roster roster;
    struct pp_roster_options options;
    uint64_t *open;
    int *near;
    struct pp_dropins_ask ask;
};

__attribute__((unused)) static void find_models(void) {
    const char *source = getenv("SRCDIR");
    snprintf(models, sizeof models, "%s/models", source ? source : ".");
}

static void must(int rc) { town_must(rc, &err); }

static void part(struct made *made) {
    const struct pp_roster_problem *problem = &made->town.problem;
    size_t n = (size_t)problem->n_teams * (size_t)problem->n_venues;
    pp_roster_options_default(&made->options);
    made->options.model_dir = models;
    free(made->open);
    free(made->near);
    made->open = calloc(n, sizeof *made->open);
    made->near = calloc((size_t)problem->n_patches, sizeof *made->near);
    if (!made->open || !made->near)
        abort();
    must(pp_dropins_part_venues(problem, &made->roster, &made->options, made->open, made->near,
                                &err));
    made->ask = (struct pp_dropins_ask){.problem = problem,
                                        .options = &made->options,
                                        .with_leads = &made->roster,
                                        .open = made->open,
                                        .near_of_patch = made->near,
                                        .seconds = 20 * TAP_SLOWER};
}

__attribute__((unused)) static void of_team(struct made *made, int team) {
    made->ask.team_ix = team;
    made->ask.open = made->open + team * made->town.problem.n_venues;
}

__attribute__((unused)) static void make_small(struct made *made) {
    memset(made, 0, sizeof *made);
    small_town(&made->town);
    small_town_roster(&made->town.problem, &made->roster);
    part(made);
}

static void made_done(struct made *made) {
    free(made->open);
    free(made->near);
    pp_roster_done(&made->roster);
    pp_roster_problem_done(&made->town.problem);
}

/* --- a made-up team: the small town's rows, multiplied and shaken ---------------------------------- */

static uint64_t some_week(struct pp_rng *rng) {
    unsigned am = 31, pm = 31;
    if (pp_rng_below(rng, 3) == 0) {
        am &= pp_rng_below(rng, 32) | 1u << pp_rng_below(rng, 5);
        pm &= am | pp_rng_below(rng, 32);
    }
    return town_week(am, pm, 0);
}

static void make_posts(struct small_town *town, struct pp_rng *rng) {
    struct pp_post posts[MADE_POSTS];
    static char ids[MADE_POSTS][16];
    for (int o = 0; o < MADE_POSTS; o++) {
        posts[o] = town->posts[TOWN_ANN];
        snprintf(ids[o], sizeof ids[o], "O%02d", o);
        posts[o].officer_id = ids[o];
        posts[o].works = some_week(rng);
        posts[o].languages = pp_rng_below(rng, 4) == 0 ? 1 + pp_rng_below(rng, 2) : 0;
        if (pp_rng_below(rng, 4) == 0) {
            posts[o].max_evenings = 1;
            posts[o].works |= town_week(0, 0, 31);
        }
    }
    posts[MADE_POSTS - 1].role = PP_ROLE_TEAM_LEADER;
    posts[MADE_POSTS - 2].role = PP_ROLE_COVER;
    town->problem.posts = town->posts = town_copy(town, posts, sizeof posts);
    town->problem.n_posts = MADE_POSTS;
    town->problem.n_absences = town->problem.n_taras = 0;
}

static void make_venues(struct small_town *town, struct pp_rng *rng) {
    struct pp_roster_venue venues[MADE_VENUES];
    static char ids[MADE_VENUES][16];
    for (int v = 0; v < MADE_VENUES; v++) {
        unsigned am = pp_rng_below(rng, 32) | 1u << pp_rng_below(rng, 5);
        venues[v] = town->venues[TOWN_V1];
        snprintf(ids[v], sizeof ids[v], "V%02d", v);
        venues[v].venue_id = venues[v].name = ids[v];
        venues[v].x = 1500 * pp_rng_real(rng) + 1500 * (v % 3);
        venues[v].y = 1500 * pp_rng_real(rng) + 1500 * (v / 3);
        venues[v].desks = 2 + (int)pp_rng_below(rng, 3);
        venues[v].step_free = v != 0;
        venues[v].hire_pence = 500 * (int)pp_rng_below(rng, 5);
        venues[v].from_min[PP_HALF_AM] = v % 2 ? 600 : 540;
        venues[v].open = town_week(am, pp_rng_below(rng, 32), v % 3 == 1 ? am : 0);
    }
    town->problem.venues = town->venues = town_copy(town, venues, sizeof venues);
    town->problem.n_venues = MADE_VENUES;
}

static void make_patches(struct small_town *town, struct pp_rng *rng) {
    struct pp_roster_patch patches[MADE_PATCHES];
    struct pp_reach_group groups[MADE_GROUPS];
    struct pp_patch_count speaks[MADE_PATCHES];
    static char names[MADE_PATCHES][16];
    for (int p = 0; p < MADE_PATCHES; p++) {
        patches[p] = town->patches[N1];
        snprintf(names[p], sizeof names[p], "P%02d", p);
        patches[p].name = names[p];
        patches[p].x = 4500 * pp_rng_real(rng);
        patches[p].y = 3000 * pp_rng_real(rng);
        patches[p].n_homes = 250 + (int)pp_rng_below(rng, 40);
        speaks[p] = (struct pp_patch_count){p, p % 2, 5 + (int)pp_rng_below(rng, 30)};
        for (int g = 0; g < 5; g++)
            groups[5 * p + g] = (struct pp_reach_group){
                p, patches[p].x + 1200 * (pp_rng_real(rng) - 0.5),
                patches[p].y + 1200 * (pp_rng_real(rng) - 0.5), patches[p].n_homes / 5, 0};
    }
    town->problem.patches = town->patches = town_copy(town, patches, sizeof patches);
    town->problem.groups = town_copy(town, groups, sizeof groups);
    town->problem.speaks = town->speaks = town_copy(town, speaks, sizeof speaks);
    town->problem.n_patches = town->problem.n_speaks = MADE_PATCHES;
    town->problem.n_groups = MADE_GROUPS;
    town->problem.n_kept = town->problem.n_needs = town->problem.n_homes = 0;
}

__attribute__((unused)) static void make_up(struct made *made, uint64_t seed) {
    struct pp_rng rng;
    memset(made, 0, sizeof *made);
    pp_rng_seed(&rng, seed);
    small_town(&made->town);
    make_posts(&made->town, &rng);
    make_venues(&made->town, &rng);
    make_patches(&made->town, &rng);
    made->town.problem.n_teams = 1;
    for (int p = 0; p < MADE_PATCHES; p++) {
        struct pp_lead lead = {p, p, false, 1000, PP_PAST_DAY, PP_FAR_DAY, false, false};
        if (p == 5) { /* sharers */
            struct pp_lead other = {p,           MADE_PATCHES, true,  500,
                                    PP_PAST_DAY, PP_FAR_DAY,   false, false};
            must(pp_roster_add_lead(&made->roster, &other, &err));
        }
        must(pp_roster_add_lead(&made->roster, &lead, &err));
    }
    part(made);
}

/* --- the rules, from the timetable alone --------------------------------------------------------- */

__attribute__((unused)) static bool lists(const int *numbers, int n, int wanted) {
    for (int i = 0; i < n; i++)
        if (numbers[i] == wanted)
            return true;
    return false;
}

/* H5 to H8 for one session; H6 needs the others. */
static const char *broken_in(const struct made *made, const struct pp_timetable *table, int s) {
    const struct pp_roster_problem *problem = &made->town.problem;
    const struct pp_timetable_session *session = &table->sessions[s];
    const struct pp_roster_venue *venue = &problem->venues[session->venue_ix];
    if (!(venue->open >> session->slot & 1) ||
        !(made->ask.open[session->venue_ix] >> session->slot & 1))
        return "H7: a venue is closed or another team's";
    if (session->n_posts > venue->desks)
        return "H7: more people than desks";
    if (session->n_posts < 2)
        return "H8: fewer than two staff";
    for (int i = 0; i < session->n_posts; i++) {
        const struct pp_post *post = &problem->posts[session->posts[i]];
        if (!(post->works >> session->slot & 1) || !post->name[0])
            return "H5: someone does not work then";
        if (post->team_ix != made->ask.team_ix)
            return "H4: someone of another team";
        for (int t = 0; t < table->n_sessions; t++) {
            const struct pp_timetable_session *other = &table->sessions[t];
            if (!lists(other->posts, other->n_posts, session->posts[i]) || t == s)
                continue;
            if (other->slot == session->slot)
                return "H6: someone is in two places";
            if (pp_slot_half(session->slot) == PP_HALF_EVENING &&
                other->slot == session->slot + 1 && pp_slot_weekday(session->slot) < 4 &&
                problem->venues[other->venue_ix].from_min[PP_HALF_AM] < 600)
                return "H6: an early morning after an evening";
        }
    }
    for (int p = 0; p < session->n_patches; p++)
        if (made->near[session->patches[p]] != session->venue_ix || !venue->step_free)
            return "H12: not the nearest step-free venue";
    return NULL;
}

/* NULL, or what is broken. */
__attribute__((unused)) static const char *broken(const struct made *made,
                                                  const struct pp_timetable *table) {
    const char *what = NULL;
    for (int s = 0; s < table->n_sessions && !what; s++) {
        what = broken_in(made, table, s);
        if (s > 0 && table->sessions[s - 1].slot > table->sessions[s].slot)
            what = "sessions are not by time";
    }
    return what;
}

/* Patches of the team without a drop-in, and how many of them are told as H12. */
__attribute__((unused)) static int n_without(const struct made *made,
                                             const struct pp_timetable *table) {
    const struct pp_roster_problem *problem = &made->town.problem;
    int n = 0;
    for (int p = 0; p < problem->n_patches; p++) {
        bool meets = problem->patches[p].team_ix != made->ask.team_ix;
        for (int s = 0; s < table->n_sessions; s++)
            meets = meets || lists(table->sessions[s].patches, table->sessions[s].n_patches, p);
        n += !meets;
    }
    return n;
}

__attribute__((unused)) static int n_told(const struct made *made) {
    int n = 0;
    for (int b = 0; b < made->roster.n_breaches; b++)
        n += made->roster.breaches[b].broken && made->roster.breaches[b].rule == PP_RULE_H12;
    return n;
}

/* --- values -------------------------------------------------------------------------------------- */

static int compare(const double *a, const double *b) {
    for (int k = 1; k <= 5; k++)
        if (a[k] != b[k])
            return a[k] < b[k] ? -1 : 1;
    return 0;
}

__attribute__((unused)) static bool measured_as_said(const struct made *made,
                                                     const struct pp_timetable *table) {
    double value[6];
    must(pp_dropins_measure(&made->ask, table, value, &err));
    if (compare(value, table->value) == 0)
        return true;
    printf("# measured %g %g %g %g %g, said %g %g %g %g %g\n", value[1], value[2], value[3],
           value[4], value[5], table->value[1], table->value[2], table->value[3], table->value[4],
           table->value[5]);
    return false;
}

__attribute__((unused)) static void greedy(const struct made *made, double ret_value[6]) {
    static const struct dropins_scale strict = {{0, 1e11, 1e9, 1e9, 1e5, 1}};
    struct dropins data;
    struct dropins_plan plan;
    must(pp_dropins_data_make(&made->ask, &data, &err));
    must(pp_dropins_plan_make(&data, &plan, &err));
    pp_dropins_fill(&plan, &strict, NULL);
    for (int k = 1; k <= 5; k++)
        ret_value[k] = (double)plan.value[k];
    pp_dropins_plan_done(&plan);
    pp_dropins_data_done(&data);
}

/* A plan by greedy and a short search: good, but not the best, so that held levels are met and not only just. */
__attribute__((unused)) static void search_plan(const struct made *made, struct dropins *data,
                                                struct dropins_plan *plan) {
    static const struct dropins_scale strict = {{0, 1e11, 1e9, 1e9, 1e5, 1}};
    struct dropins_effort effort = {.steps = 40};
    struct pp_rng rng;
    pp_rng_seed(&rng, 7);
    must(pp_dropins_data_make(&made->ask, data, &err));
    must(pp_dropins_plan_make(data, plan, &err));
    pp_dropins_fill(plan, &strict, NULL);
    must(pp_dropins_improve(plan, &effort, &rng, &err));
}

#endif
