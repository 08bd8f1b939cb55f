/* Timetables of drop-ins: the small town, and made-up teams against the model, glpsol's and CBC's answers, and the rules. */
#include <stdint.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/rng.h"
#include "patchplan/roster/dropins.h"
#include "patchplan/solve/model.h"

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

static void of_team(struct made *made, int team) {
    made->ask.team_ix = team;
    made->ask.open = made->open + team * made->town.problem.n_venues;
}

static void make_small(struct made *made) {
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
    static char ids[MADE_POSTS][8];
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
    static char ids[MADE_VENUES][8];
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
    static char names[MADE_PATCHES][8];
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
                patches[p].y + 1200 * (pp_rng_real(rng) - 0.5), patches[p].n_homes / 5};
    }
    town->problem.patches = town->patches = town_copy(town, patches, sizeof patches);
    town->problem.groups = town_copy(town, groups, sizeof groups);
    town->problem.speaks = town->speaks = town_copy(town, speaks, sizeof speaks);
    town->problem.n_patches = town->problem.n_speaks = MADE_PATCHES;
    town->problem.n_groups = MADE_GROUPS;
    town->problem.n_kept = town->problem.n_needs = town->problem.n_homes = 0;
}

static void make_up(struct made *made, uint64_t seed) {
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

static bool lists(const int *numbers, int n, int wanted) {
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
static const char *broken(const struct made *made, const struct pp_timetable *table) {
    const char *what = NULL;
    for (int s = 0; s < table->n_sessions && !what; s++) {
        what = broken_in(made, table, s);
        if (s > 0 && table->sessions[s - 1].slot > table->sessions[s].slot)
            what = "sessions are not by time";
    }
    return what;
}

/* Patches of the team without a drop-in, and how many of them are told as H12. */
static int n_without(const struct made *made, const struct pp_timetable *table) {
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

static int n_told(const struct made *made) {
    int n = 0;
    for (int b = 0; b < made->roster.n_breaches; b++)
        n += made->roster.breaches[b].broken && strcmp(made->roster.breaches[b].rule, "H12") == 0;
    return n;
}

/* --- values -------------------------------------------------------------------------------------- */

static int compare(const double *a, const double *b) {
    for (int k = 1; k <= 5; k++)
        if (a[k] != b[k])
            return a[k] < b[k] ? -1 : 1;
    return 0;
}

static bool measured_as_said(const struct made *made, const struct pp_timetable *table) {
    double value[6];
    must(pp_dropins_measure(&made->ask, table, value, &err));
    if (compare(value, table->value) == 0)
        return true;
    printf("# measured %g %g %g %g %g, said %g %g %g %g %g\n", value[1], value[2], value[3],
           value[4], value[5], table->value[1], table->value[2], table->value[3], table->value[4],
           table->value[5]);
    return false;
}

static void greedy(const struct made *made, double ret_value[6]) {
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

static void test_small(void) {
    struct made made;
    make_small(&made);
    const struct pp_roster_problem *problem = &made.town.problem;
    uint64_t north = made.open[TOWN_V2], south = made.open[problem->n_venues + TOWN_V2];
    is_int(made.near[N1], TOWN_V1, "N1 meets at the venue beside it");
    is_int(made.near[N5], TOWN_V2, "N5 passes over the one with steps");
    is_int(made.near[S3], TOWN_V2, "S3 passes over the one with one desk");
    ok(north && south && !(north & south), "the shared venue's half-days are parted");
    ok((north | south) == problem->venues[TOWN_V2].open, "none of them is lost");
    is_int(__builtin_popcountll(north), 5,
           "a quarter of them to the team with one of four patches");
    for (int team = 0; team < 2; team++) {
        struct pp_timetable table;
        double value[6] = {0}, from_s = pp_clock_s();
        of_team(&made, team);
        greedy(&made, value);
        must(pp_dropins_build(&made.ask, &made.roster, &table, &err));
        ok(!broken(&made, &table), "%s: every rule is kept", problem->team_names[team]);
        ok(measured_as_said(&made, &table), "its values are measured as said");
        ok(compare(table.value, value) <= 0, "not worse than greedy");
        is_int((long long)table.value[1] + (long long)table.value[2], 0,
               "everybody has a drop-in with their own officer");
        is_int((long long)table.value[3], 0, "without evenings");
        ok(pp_clock_s() - from_s < 2 * TAP_SLOWER, "soon");
        pp_timetable_done(&table);
    }
    is_int(n_told(&made), 0, "nothing to tell");
    made_done(&made);
}

static bool same_sessions(const struct pp_timetable *a, const struct pp_timetable *b) {
    bool same = a->n_sessions == b->n_sessions && compare(a->value, b->value) == 0;
    for (int s = 0; same && s < a->n_sessions; s++) {
        const struct pp_timetable_session *x = &a->sessions[s], *y = &b->sessions[s];
        same = x->venue_ix == y->venue_ix && x->slot == y->slot && x->n_posts == y->n_posts &&
               x->n_patches == y->n_patches &&
               memcmp(x->posts, y->posts, (size_t)x->n_posts * sizeof *x->posts) == 0 &&
               memcmp(x->patches, y->patches, (size_t)x->n_patches * sizeof *x->patches) == 0;
    }
    return same;
}

static void test_steps(uint64_t seed) {
    struct made made;
    struct pp_timetable a, b;
    double value[6];
    make_up(&made, seed);
    made.options.max_steps = 3000;
    greedy(&made, value);
    must(pp_dropins_build(&made.ask, &made.roster, &a, &err));
    must(pp_dropins_build(&made.ask, &made.roster, &b, &err));
    ok(same_sessions(&a, &b), "seed %d: so many steps, the same timetable", (int)seed);
    ok(compare(a.value, value) <= 0, "not worse than greedy");
    ok(measured_as_said(&made, &a), "measured as said");
    const char *what = broken(&made, &a);
    ok(!what, "every rule is kept%s%s", what ? ": " : "", what ? what : "");
    is_int(2 * n_without(&made, &a), n_told(&made), "who has none is told, each time");
    pp_timetable_done(&a);
    pp_timetable_done(&b);
    made_done(&made);
}

/* --- the model ----------------------------------------------------------------------------------- */

/* A plan by greedy and a short search: good, but not the best, so that held levels are met and not only just. */
static void search_plan(const struct made *made, struct dropins *data, struct dropins_plan *plan) {
    static const struct dropins_scale strict = {{0, 1e11, 1e9, 1e9, 1e5, 1}};
    struct dropins_effort effort = {.steps = 40};
    struct pp_rng rng;
    pp_rng_seed(&rng, 7);
    must(pp_dropins_data_make(&made->ask, data, &err));
    must(pp_dropins_plan_make(data, plan, &err));
    pp_dropins_fill(plan, &strict, NULL);
    must(pp_dropins_improve(plan, &effort, &rng, &err));
}

/* The model with rows that fix every half-day, patch and officer, as data say. */
static void write_fixing_model(const char *path) {
    char line[1024], from[600];
    snprintf(from, sizeof from, "%s/dropins.mod", models);
    FILE *in = fopen(from, "r"), *out = fopen(path, "w");
    if (!in || !out)
        abort();
    while (fgets(line, sizeof line, in)) {
        if (strncmp(line, "minimize", 8) == 0)
            fputs("set F1 dimen 2; set F2 dimen 2; set F3 dimen 3;\n"
                  "s.t. f1{(v,t) in OPEN}: held_at[v,t] = (if (v,t) in F1 then 1 else 0);\n"
                  "s.t. f2{(p,t) in MEET}: meet[p,t] = (if (p,t) in F2 then 1 else 0);\n"
                  "s.t. f3{(o,v,t) in STAFF}: staff[o,v,t] = (if (o,v,t) in F3 then 1 else 0);\n",
                  out);
        fputs(line, out);
    }
    fclose(in);
    fclose(out);
}

static void write_fixed_data(const struct dropins_plan *plan, int level, const char *path) {
    const struct dropins *d = plan->data;
    PP_AUTO_STR struct pp_str data = {0};
    char slot[6];
    must(pp_dropins_model_data(plan, level, INFINITY, &data, &err));
    data.len -= strlen("end;\n");
    data.data[data.len] = 0;
    pp_str_append(&data, "set F1 :=");
    for (int at = 0; at < d->n_venues * PP_N_SLOTS; at++) {
        pp_slot_short(at % PP_N_SLOTS, slot);
        if (plan->held[at])
            pp_str_appendf(&data, " (V%d,%s)", at / PP_N_SLOTS, slot);
    }
    pp_str_append(&data, ";\nset F2 :=");
    for (int p = 0; p < d->n_patches; p++)
        if (plan->slot[p] >= 0) {
            pp_slot_short(plan->slot[p], slot);
            pp_str_appendf(&data, " (P%d,%s)", p, slot);
        }
    pp_str_append(&data, ";\nset F3 :=");
    for (int i = 0; i < d->n_staff * PP_N_SLOTS; i++)
        if (plan->at[i] >= 0) {
            pp_slot_short(i % PP_N_SLOTS, slot);
            pp_str_appendf(&data, " (O%d,V%d,%s)", i / PP_N_SLOTS, plan->at[i], slot);
        }
    pp_str_append(&data, ";\nend;\n");
    FILE *out = fopen(path, "w");
    if (!out || fputs(pp_str_text(&data), out) < 0)
        abort();
    fclose(out);
}

/* Every column fixed: the model must count what the arithmetic counts. */
static void test_model_counts(struct made *made, const char *what) {
    struct dropins data;
    struct dropins_plan plan;
    struct pp_timetable table;
    char folder[] = "/tmp/patchplan-test-XXXXXX", mod[64], dat[64];
    double value[6];
    if (!mkdtemp(folder))
        abort();
    snprintf(mod, sizeof mod, "%s/fixed.mod", folder);
    snprintf(dat, sizeof dat, "%s/fixed.dat", folder);
    search_plan(made, &data, &plan);
    must(pp_dropins_timetable(&plan, &table, &err));
    must(pp_dropins_measure(&made->ask, &table, value, &err));
    write_fixing_model(mod);
    for (int level = 1; level <= 5; level++) {
        struct pp_solve_options how = {.time_limit_s = 20 * TAP_SLOWER};
        struct pp_model_answer answer = {0};
        char title[96];
        write_fixed_data(&plan, level, dat);
        must(pp_model_solve(mod, dat, &how, &answer, &err));
        snprintf(title, sizeof title, "%s, level %d: the model counts what is measured", what,
                 level);
        is_near(answer.result.objective, value[level], 1e-6, title);
        pp_model_answer_done(&answer);
    }
    unlink(mod);
    unlink(dat);
    rmdir(folder);
    pp_timetable_done(&table);
    pp_dropins_plan_done(&plan);
    pp_dropins_data_done(&data);
}

/* A part taken out, solved and put back: better by as much as the part is, and still by the rules. */
static void test_near(uint64_t seed) {
    struct made made;
    struct dropins data;
    struct dropins_plan plan;
    struct pp_timetable table;
    make_up(&made, seed);
    search_plan(&made, &data, &plan);
    int64_t before[6];
    memcpy(before, plan.value, sizeof before);
    must(pp_dropins_near(&plan, models, pp_clock_s() + 20 * TAP_SLOWER, NULL, &err));
    must(pp_dropins_timetable(&plan, &table, &err));
    ok(pp_dropins_compare(plan.value, before) <= 0, "seed %d: pairs of venues make nothing worse",
       (int)seed);
    ok(!broken(&made, &table) && measured_as_said(&made, &table),
       "the rules are kept, the values are true");
    pp_timetable_done(&table);
    pp_dropins_plan_done(&plan);
    pp_dropins_data_done(&data);
    made_done(&made);
}

/* --- against CBC --------------------------------------------------------------------------------- */

static bool has_program(const char *name) {
    char command[128];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", name);
    return system(command) == 0;
}

/* CBC's value for a kept level; NAN when it found none. */
static double cbc_value(const char *folder, int level) {
    char command[1024], line[256];
    double value = NAN;
    snprintf(command, sizeof command,
             "cd %s && glpsol -m dropins.mod -d North.dropins.%d.dat --check --wlp x.lp >/dev/null "
             "2>&1 && cbc x.lp -seconds 4 -solve -quit 2>/dev/null; rm -f x.lp",
             folder, level);
    FILE *out = popen(command, "r");
    while (out && fgets(line, sizeof line, out)) {
        if (sscanf(line, "Objective value: %lf", &value) == 1)
            continue;
        (void)sscanf(line, "Optimal - objective value %lf", &value);
    }
    if (out)
        pclose(out);
    return value;
}

static void remove_kept(const char *folder) {
    char path[128];
    for (int level = 1; level <= 5; level++) {
        snprintf(path, sizeof path, "%s/North.dropins.%d.dat", folder, level);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/dropins.mod", folder);
    unlink(path);
    rmdir(folder);
}

static void test_cbc(uint64_t seed) {
    struct made made;
    struct pp_timetable table;
    char folder[] = "/tmp/patchplan-test-XXXXXX";
    double value[6];
    if (!mkdtemp(folder))
        abort();
    make_up(&made, seed);
    made.options.keep_dir = folder;
    made.ask.seconds = 1.5 * TAP_SLOWER;
    greedy(&made, value);
    must(pp_dropins_build(&made.ask, &made.roster, &table, &err));
    const char *what = broken(&made, &table);
    ok(!what && measured_as_said(&made, &table), "seed %d: rules kept, values true%s%s", (int)seed,
       what ? ": " : "", what ? what : "");
    ok(compare(table.value, value) <= 0, "not worse than greedy");
    for (int level = 1; level <= 5; level++) {
        const struct pp_level_value *said = &made.roster.levels[made.roster.n_levels - 6 + level];
        double other = cbc_value(folder, level);
        ok(said->level == level && said->value == table.value[level], "level %d is told", level);
        ok((said->value <= 1.02 * other + 0.01 && (!said->proven || said->value <= other + 0.02)),
           "level %d: %.0f%s, CBC %.0f", level, said->value, said->proven ? " proven" : "", other);
        ok(isnan(said->bound) || said->bound <= other + 0.02, "no bound above what CBC found");
    }
    remove_kept(folder);
    pp_timetable_done(&table);
    made_done(&made);
}

/* --- what stands ----------------------------------------------------------------------------------- */

static void test_stays(void) {
    struct made made;
    struct pp_timetable first, again;
    double value[6];
    make_up(&made, 3);
    made.options.max_steps = 50;
    must(pp_dropins_build(&made.ask, &made.roster, &first, &err));
    made.ask.now = &first;
    made.options.max_steps = 0;
    must(pp_dropins_build(&made.ask, &made.roster, &again, &err));
    ok(again.value[1] <= first.value[1] && again.value[2] <= first.value[2],
       "built again: no half-day moves without need");
    ok(measured_as_said(&made, &again), "measured as said");
    made.ask.now = &again;
    must(pp_dropins_measure(&made.ask, &again, value, &err));
    ok(value[2] <= again.value[2], "a timetable that is its own today moves nobody");
    made.ask.now = &first;
    test_model_counts(&made, "with a timetable of today");
    pp_timetable_done(&first);
    pp_timetable_done(&again);
    made_done(&made);
}

/* Published sessions of the quarter say where a patch meets today. */
static void test_published(void) {
    struct made made;
    struct pp_timetable table;
    make_small(&made);
    struct pp_kept_session kept[64];
    int n = 0;
    for (int s = 0; s < made.roster.n_sessions && n < 64; s++)
        kept[n++].session = made.roster.sessions[s];
    made.town.problem.kept_sessions = kept;
    made.town.problem.n_kept_sessions = n;
    of_team(&made, 0);
    must(pp_dropins_build(&made.ask, &made.roster, &table, &err));
    ok(measured_as_said(&made, &table), "with published sessions: measured as said");
    is_int((long long)table.value[2], 0, "published half-days stay, own officers are there");
    bool stays = false;
    for (int s = 0; s < table.n_sessions; s++)
        stays = stays || (table.sessions[s].slot == pp_slot(1, 3, PP_HALF_AM) &&
                          lists(table.sessions[s].patches, table.sessions[s].n_patches, N3) &&
                          lists(table.sessions[s].patches, table.sessions[s].n_patches, N4));
    ok(stays, "N3 and N4 still meet on Thursday morning, week B");
    pp_timetable_done(&table);
    made_done(&made);
}

/* --- who is there ---------------------------------------------------------------------------------- */

static bool is_at_own(const struct pp_timetable *table, int patch, int post) {
    for (int s = 0; s < table->n_sessions; s++)
        if (lists(table->sessions[s].patches, table->sessions[s].n_patches, patch) &&
            lists(table->sessions[s].posts, table->sessions[s].n_posts, post))
            return true;
    return false;
}

static void test_long_leave(void) {
    struct made made;
    struct pp_timetable table;
    make_small(&made);
    made.town.absences[2].first_day = town_day(1, 11); /* Gus: nearly the whole quarter */
    of_team(&made, 1);
    must(pp_dropins_build(&made.ask, &made.roster, &table, &err));
    ok(is_at_own(&table, S2, TOWN_HAL), "away for long: the buddy holds the drop-in");
    ok(!is_at_own(&table, S2, TOWN_GUS), "who is away is not put down for it");
    ok(measured_as_said(&made, &table), "measured as said");
    pp_timetable_done(&table);
    made_done(&made);
}

static void test_impossible(void) {
    struct made made;
    struct pp_timetable table;
    make_small(&made);
    for (int o = TOWN_FAY; o <= TOWN_IDA;
         o++) /* the South works Mondays, its venue is open on Tuesdays */
        made.town.posts[o].works = town_week(1, 1, 0);
    made.town.venues[TOWN_V2].open = town_week(2, 2, 0);
    part(&made);
    of_team(&made, 1);
    must(pp_dropins_build(&made.ask, &made.roster, &table, &err));
    is_int(table.n_sessions, 0, "nobody works when the venue is open: nothing is held");
    is_int((long long)table.value[1], 3 * TOWN_HOMES_A_PATCH, "all homes are counted");
    is_int(n_told(&made), 3, "every patch is told");
    is_text(made.roster.breaches[0].text,
            "S1 has no drop-in: on no half-day that its team has at Middle Hall can two people be "
            "there",
            "in words");
    ok(made.roster.levels[made.roster.n_levels - 5].proven, "and proven");
    pp_timetable_done(&table);
    made_done(&made);
}

/* Memory may run out anywhere: an error, nothing lost. */
static void test_memory(void) {
    struct made made;
    struct pp_timetable table;
    long n_failed = 0, n = 1;
    make_small(&made);
    of_team(&made, 0);
    made.options.max_steps = 3;
    for (int rc = -1; rc < 0 && n < 20000; n += 3) {
        pp_alloc_fail_at(n);
        rc = pp_dropins_search(&made.ask, &table, &err);
        pp_alloc_fail_at(0);
        n_failed += rc < 0;
        if (rc == 0)
            pp_timetable_done(&table);
        else if (rc != PP_E_NOMEM)
            break;
    }
    ok(n_failed > 3 && n < 20000, "every allocation that fails is told");
    made_done(&made);
}

static void test_models(uint64_t seed) {
    struct made made;
    char what[32];
    make_up(&made, seed);
    snprintf(what, sizeof what, "seed %d", (int)seed);
    test_model_counts(&made, what);
    made_done(&made);
}

int main(void) {
    const char *source = getenv("SRCDIR");
    snprintf(models, sizeof models, "%s/models", source ? source : ".");
    test_small();
    for (uint64_t seed = 1; seed <= 6; seed++)
        test_steps(seed);
    for (uint64_t seed = 1; seed <= 3; seed++)
        test_models(seed);
    for (uint64_t seed = 11; seed <= 12; seed++)
        test_near(seed);
    test_stays();
    test_published();
    test_long_leave();
    test_impossible();
    test_memory();
    if (has_program("cbc") && has_program("glpsol"))
        for (uint64_t seed = 21; seed <= 22; seed++)
            test_cbc(seed);
    else
        tap_skip("values as CBC's", "cbc or glpsol is not here");
    return tap_done();
}
