/* Who leads which patch: against trying everything, glpsol and cbc, and towns in which it cannot be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/rng.h"
#include "patchplan/core/text.h"
#include "patchplan/roster/caseload.h"

#include "tests/tap.h"
#include "tests/unit/roster/small_town.h"

enum { N_LEVELS = 6 };

static struct pp_roster_options options;
static char model_dir[1024];

static int build_or_bail(const struct pp_caseload_ask *ask, struct pp_roster *roster) {
    struct pp_error err = {0};
    int rc = pp_caseload_build(ask, roster, &err);
    if (rc < 0)
        printf("# %s\n", err.message);
    town_must(rc, &err);
    return rc;
}

static struct pp_caseload_ask ask_for(const struct pp_roster_problem *problem, int team_ix) {
    return (struct pp_caseload_ask){.problem = problem,
                                    .options = &options,
                                    .team_ix = team_ix,
                                    .day = problem->calendar.first_day};
}

static int leads_of(const struct pp_roster *roster, int patch_ix, pp_day day, int *ret_first) {
    int posts[2] = {-1, -1};
    int n = pp_roster_leads_on(roster, patch_ix, day, posts);
    *ret_first = posts[0];
    return n;
}

static const struct pp_breach *breach_of(const struct pp_roster *roster, const char *rule,
                                         int patch_ix) {
    for (int i = 0; i < roster->n_breaches; i++)
        if (!strcmp(roster->breaches[i].rule, rule) && roster->breaches[i].patch_ix == patch_ix)
            return &roster->breaches[i];
    return NULL;
}

/* --- trying everything ------------------------------------------------------------------------------ */

enum { TRY_PATCHES = 4, TRY_POSTS = 5, MOST_WAYS = 16 };

struct try_town {
    struct pp_roster_problem problem;
    struct pp_roster_patch patches[TRY_PATCHES];
    struct pp_post posts[TRY_POSTS];
    struct pp_patch_count kept[TRY_PATCHES], needs[2 * TRY_PATCHES], speaks[2 * TRY_PATCHES];
    struct pp_pin pin;
    char id[TRY_POSTS][8], name[TRY_PATCHES][8];
};

static void make_posts(struct try_town *town, struct pp_rng *rng) {
    static const int ftes[] = {1000, 1000, 900, 800, 500, 500};
    for (int o = 0; o < TRY_POSTS; o++) {
        snprintf(town->id[o], sizeof town->id[o], "O%d", o);
        town->posts[o] = (struct pp_post){.officer_id = town->id[o],
                                          .name = pp_rng_below(rng, 6) ? "Somebody" : "",
                                          .fte_milli = ftes[pp_rng_below(rng, 6)],
                                          .caseload_pct = pp_rng_below(rng, 7) ? 100 : 50,
                                          .caseload_until = PP_FAR_DAY,
                                          .share_with_ix = -1,
                                          .skills = (uint32_t)pp_rng_below(rng, 4),
                                          .languages = (uint32_t)pp_rng_below(rng, 4),
                                          .starts = PP_PAST_DAY,
                                          .ends = PP_FAR_DAY};
    }
}

static void make_patches(struct try_town *town, struct pp_rng *rng, bool small) {
    for (int p = 0; p < TRY_PATCHES; p++) {
        int least = small ? 90 : 260, n_homes = 200 + (int)pp_rng_below(rng, 60);
        snprintf(town->name[p], sizeof town->name[p], "P%d", p);
        town->patches[p] = (struct pp_roster_patch){
            .name = town->name[p],
            .share_milli = 1000,
            .weight_milli = 1000 * (least + (int64_t)pp_rng_below(rng, small ? 160 : 60)),
            .n_homes = n_homes,
            .drawn_lead_ix = -1,
            .drawn_sharer_ix = -1};
        town->kept[p] = (struct pp_patch_count){p, (int)pp_rng_below(rng, TRY_POSTS),
                                                (int)pp_rng_below(rng, 200)};
        for (int i = 0; i < 2; i++) {
            town->needs[2 * p + i] = (struct pp_patch_count){p, i, (int)pp_rng_below(rng, 3) * 20};
            town->speaks[2 * p + i] = (struct pp_patch_count){p, i, (int)pp_rng_below(rng, 3) * 15};
        }
    }
}

static void make_try_town(struct try_town *town, struct pp_rng *rng, bool small) {
    static const char *const teams[] = {"North End"}, *const skills[] = {"asb", "older people"};
    static const char *const languages[] = {"Arabic", "Somali"};
    make_posts(town, rng);
    make_patches(town, rng, small);
    town->pin =
        (struct pp_pin){(int)pp_rng_below(rng, TRY_PATCHES), (int)pp_rng_below(rng, TRY_POSTS)};
    town->problem =
        (struct pp_roster_problem){.plan_name = "draft",
                                   .calendar = {town_day(1, 4), 13, town_day(1, 4), NULL, 0},
                                   .max_milli = 300000,
                                   .team_names = teams,
                                   .n_teams = 1,
                                   .skill_names = skills,
                                   .n_skills = 2,
                                   .language_names = languages,
                                   .n_languages = 2,
                                   .patches = town->patches,
                                   .n_patches = TRY_PATCHES,
                                   .posts = town->posts,
                                   .n_posts = TRY_POSTS,
                                   .kept = town->kept,
                                   .n_kept = TRY_PATCHES,
                                   .needs = town->needs,
                                   .n_needs = 2 * TRY_PATCHES,
                                   .speaks = town->speaks,
                                   .n_speaks = 2 * TRY_PATCHES,
                                   .pins = &town->pin,
                                   .n_pins = pp_rng_below(rng, 3) == 0};
}

struct try_way {
    int a, b; /* b = -1: alone */
    double load_a, load_b;
};
struct try_case {
    const struct try_town *town;
    double cap[TRY_POSTS], mean;
    bool many[TRY_POSTS];
    struct try_way ways[TRY_PATCHES][MOST_WAYS];
    int n_ways[TRY_PATCHES];
    bool pinned[TRY_PATCHES];
};

static void add_try_way(struct try_case *c, int p, int a, int b) {
    double weight = (double)c->town->patches[p].weight_milli / 1000;
    double part = b < 0 ? 1 : floor(c->cap[a] / (c->cap[a] + c->cap[b]) * 1000 + 0.5) / 1000;
    c->ways[p][c->n_ways[p]++] =
        (struct try_way){a, b, weight * part, b < 0 ? 0 : weight * (1 - part)};
}

static void pin_try_way(struct try_case *c, const int *second) {
    int p = c->town->pin.patch_ix, o = c->town->pin.post_ix, b = second[o];
    double weight = (double)c->town->patches[p].weight_milli / 1000;
    c->n_ways[p] = 0;
    c->pinned[p] = true;
    bool shared = weight > 1.25 * c->cap[o] && b >= 0 && weight <= 1.25 * (c->cap[o] + c->cap[b]);
    if (shared)
        add_try_way(c, p, o < b ? o : b, o < b ? b : o);
    else
        add_try_way(c, p, o, -1);
}

static void list_ways(struct try_case *c, const int *second) {
    for (int p = 0; p < TRY_PATCHES; p++) {
        double weight = (double)c->town->patches[p].weight_milli / 1000;
        for (int a = 0; a < TRY_POSTS; a++) {
            if (weight <= 1.25 * c->cap[a])
                add_try_way(c, p, a, -1);
            if (second[a] > a && weight <= 1.25 * (c->cap[a] + c->cap[second[a]]))
                add_try_way(c, p, a, second[a]);
        }
    }
    if (c->town->problem.n_pins > 0)
        pin_try_way(c, second);
}

static void describe(struct try_case *c, const struct try_town *town, const int *second) {
    double least[TRY_POSTS], weight = 0, fte = 0;
    memset(c, 0, sizeof *c);
    c->town = town;
    for (int o = 0; o < TRY_POSTS; o++) {
        c->cap[o] = 300.0 * town->posts[o].fte_milli / 1000 * town->posts[o].caseload_pct / 100;
        least[o] = INFINITY;
    }
    list_ways(c, second);
    for (int p = 0; p < TRY_PATCHES; p++) {
        weight += (double)town->patches[p].weight_milli / 1000;
        for (int w = 0; w < c->n_ways[p]; w++) {
            const struct try_way *way = &c->ways[p][w];
            least[way->a] = fmin(least[way->a], way->load_a);
            if (way->b >= 0)
                least[way->b] = fmin(least[way->b], way->load_b);
        }
    }
    for (int o = 0; o < TRY_POSTS; o++) {
        c->many[o] = floor(1.25 * c->cap[o] / least[o]) > 1;
        fte += isinf(least[o]) ? 0 : c->cap[o] / 300;
    }
    c->mean = fte > 0 ? floor(weight / fte * 1e6 + 0.5) / 1e6 : 0;
}

static double off_middle(const struct try_case *c, int o, double load) {
    double middle = c->mean * c->cap[o] / 300;
    return fmax(0, fmax(load - 1.05 * middle, 0.95 * middle - load));
}

static void add_way_values(const struct try_case *c, int p, const struct try_way *way,
                           double *value) {
    const struct try_town *town = c->town;
    const struct pp_post *one = &town->posts[way->a],
                         *two = &town->posts[way->b < 0 ? way->a : way->b];
    int n_homes = town->patches[p].n_homes, kept = 0;
    double over = 0, off = 0;
    value[1] += one->name[0] && two->name[0] ? 0 : n_homes;
    for (int i = 0; i < 2; i++) {
        bool has = (one->skills | two->skills) >> i & 1;
        bool speaks = (one->languages | two->languages) >> i & 1;
        value[2] += has ? 0 : town->needs[2 * p + i].n_homes;
        value[6] += speaks ? 0 : town->speaks[2 * p + i].n_homes;
    }
    if (town->kept[p].of_ix == way->a || town->kept[p].of_ix == way->b)
        kept = town->kept[p].n_homes;
    value[4] += n_homes - kept;
    value[6] += way->b >= 0 ? 10 : 0; /* nobody is declared */
    if (!c->many[way->a]) {
        over += fmax(0, way->load_a - 1.05 * c->cap[way->a]);
        off += off_middle(c, way->a, way->load_a);
    }
    if (way->b >= 0 && !c->many[way->b]) {
        over += fmax(0, way->load_b - 1.05 * c->cap[way->b]);
        off += off_middle(c, way->b, way->load_b);
    }
    value[3] += floor(over * 10 + 0.5) / 10;
    value[5] += floor(off * 10 + 0.5) / 10;
}

/* The values of one choice; false: it asks too much of a post. choice: way of each patch, n_ways = none. */
static bool weigh(const struct try_case *c, const int *choice, double value[N_LEVELS + 1]) {
    double load[TRY_POSTS] = {0};
    int n[TRY_POSTS] = {0}, n_pinned[TRY_POSTS] = {0};
    memset(value, 0, (N_LEVELS + 1) * sizeof *value);
    for (int p = 0; p < TRY_PATCHES; p++) {
        if (choice[p] == c->n_ways[p]) {
            if (c->pinned[p])
                return false;
            value[1] += 2 * c->town->patches[p].n_homes;
            value[4] += c->town->patches[p].n_homes;
            continue;
        }
        const struct try_way *way = &c->ways[p][choice[p]];
        add_way_values(c, p, way, value);
        load[way->a] += way->load_a;
        n[way->a]++;
        n_pinned[way->a] += c->pinned[p];
        if (way->b >= 0) {
            load[way->b] += way->load_b;
            n[way->b]++;
        }
    }
    for (int o = 0; o < TRY_POSTS; o++) {
        if ((n[o] > 1 && !c->many[o]) ||
            (n[o] > 1 && load[o] > 1.25 * c->cap[o] + 1e-6 && n_pinned[o] == 0))
            return false;
        if (n[o] > 1 && load[o] > 1.25 * c->cap[o] + 1e-6)
            return false;
        if (n[o] > 0 && c->many[o]) {
            value[3] += fmax(0, load[o] - 1.05 * c->cap[o]);
            value[5] += off_middle(c, o, load[o]);
        }
    }
    return true;
}

static bool next_choice(const struct try_case *c, int *choice) {
    for (int p = 0; p < TRY_PATCHES; p++) {
        if (choice[p]++ < c->n_ways[p])
            return true;
        choice[p] = 0;
    }
    return false;
}

/* Levels in this order, each held: the least values of all choices there are. */
static void try_everything(const struct try_case *c, const int *order, double best[N_LEVELS + 1]) {
    double value[N_LEVELS + 1];
    for (int i = 0; i < N_LEVELS; i++) {
        int choice[TRY_PATCHES] = {0};
        double least = INFINITY;
        do {
            bool inside = weigh(c, choice, value);
            for (int k = 0; k < i; k++)
                inside = inside && value[order[k]] <= best[order[k]] + 0.01;
            if (inside)
                least = fmin(least, value[order[i]]);
        } while (next_choice(c, choice));
        best[order[i]] = least;
    }
}

static bool same_as_everything(const struct try_town *town, const int *order) {
    struct pp_caseload_ask ask = ask_for(&town->problem, 0);
    struct pp_roster roster = {0};
    struct pp_error err;
    struct try_case c;
    int second[TRY_POSTS];
    double best[N_LEVELS + 1] = {0};
    town_must(pp_caseload_pair(&ask, second, &err), &err);
    describe(&c, town, second);
    try_everything(&c, order, best);
    build_or_bail(&ask, &roster);
    bool same = roster.n_levels == N_LEVELS;
    for (int k = 0; same && k < N_LEVELS; k++) {
        const struct pp_level_value *level = &roster.levels[k];
        same = level->proven && fabs(level->value - best[level->level]) < 0.05;
        if (!same)
            printf("# level %d: %g by the model (%s), %g by trying\n", level->level, level->value,
                   level->proven ? "proven" : "not proven", best[level->level]);
    }
    pp_roster_done(&roster);
    return same;
}

static void test_everything(void) {
    static const int usual[] = {1, 2, 3, 4, 5, 6}, balance[] = {1, 2, 3, 5, 4, 6};
    struct pp_rng rng;
    pp_rng_seed(&rng, 41);
    int n_same = 0, n_small = 0, n_balanced = 0;
    for (int i = 0; i < 20; i++) {
        struct try_town town;
        make_try_town(&town, &rng, false);
        n_same += same_as_everything(&town, usual);
        make_try_town(&town, &rng, true);
        n_small += same_as_everything(&town, usual);
        options.replan = 2;
        n_balanced += same_as_everything(&town, balance);
        options.replan = 0;
    }
    is_int(n_same, 20, "20 teams of 4 patches and 5 posts: all levels as by trying everything");
    is_int(n_small, 20, "so with patches of which a post may lead two");
    is_int(n_balanced, 20, "and with balance before continuity");
}

/* --- other solvers ---------------------------------------------------------------------------------- */

static bool there_is(const char *program) {
    char command[128];
    snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", program);
    return system(command) == 0;
}

/* The first number after `mark` in what a command prints; NAN. */
static double number_said(const char *command, const char *mark) {
    char line[512];
    double value = NAN;
    FILE *said = popen(command, "r");
    while (said && fgets(line, sizeof line, said)) {
        const char *at = strstr(line, mark);
        if (at && isnan(value))
            value = strtod(at + strlen(mark), NULL);
    }
    if (said)
        pclose(said);
    return value;
}

static int n_equal_values(const struct pp_roster *roster, const char *dir, bool cbc) {
    int n = 0;
    for (int i = 0; i < roster->n_levels; i++) {
        char command[4096], mark[32];
        int level = roster->levels[i].level;
        snprintf(mark, sizeof mark, cbc ? "Objective value:" : "VALUE %d", level);
        snprintf(command, sizeof command,
                 cbc ? "cd '%s' && glpsol -m caseload.mod -d North.caseload.%d.dat --check --wlp "
                       "x.lp >/dev/null && cbc x.lp -solve -quit"
                     : "cd '%s' && glpsol -m caseload.mod -d North.caseload.%d.dat --cuts",
                 dir, level);
        double value = number_said(command, mark);
        if (isnan(value) && cbc) /* nothing to choose: cbc prints no such line for an empty tree */
            value = number_said(command, "objective value");
        bool equal = fabs(value - roster->levels[i].value) < 0.05;
        if (!equal)
            printf("# level %d: %g, program %g\n", level, value, roster->levels[i].value);
        n += equal;
    }
    return n;
}

static void test_other_solvers(void) {
    char dir[] = "/tmp/patchplan-test-XXXXXX", command[128];
    struct small_town town;
    struct pp_roster roster = {0};
    if (!mkdtemp(dir)) {
        ok(false, "a folder for the models");
        return;
    }
    small_town(&town);
    options.keep_dir = dir;
    struct pp_caseload_ask ask = ask_for(&town.problem, 0);
    build_or_bail(&ask, &roster);
    options.keep_dir = NULL;
    if (there_is("glpsol"))
        is_int(n_equal_values(&roster, dir, false), N_LEVELS, "glpsol says the same values");
    else
        tap_skip("glpsol says the same values", "no glpsol");
    if (there_is("glpsol") && there_is("cbc"))
        is_int(n_equal_values(&roster, dir, true), N_LEVELS, "cbc says the same values");
    else
        tap_skip("cbc says the same values", "no cbc");
    snprintf(command, sizeof command, "rm -r '%s'", dir);
    ok(system(command) == 0, "model and data of each level were kept");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

/* --- the small town --------------------------------------------------------------------------------- */

static void test_small_town(void) {
    struct small_town town;
    struct pp_roster roster = {0};
    struct pp_error err;
    int first;
    small_town(&town);
    for (int team = 0; team < 2; team++) {
        struct pp_caseload_ask ask = ask_for(&town.problem, team);
        build_or_bail(&ask, &roster);
    }
    is_int(leads_of(&roster, N1, town_day(1, 4), &first), 1, "N1 has one officer");
    is_int(first, TOWN_ANN, "the one of today");
    is_int(leads_of(&roster, N2, town_day(1, 4), &first), 2, "N2 is shared");
    is_int(leads_of(&roster, S3, town_day(1, 4), &first), 2, "so is S3, by a starter");
    const struct pp_breach *vacant = breach_of(&roster, "H1", N5);
    ok(vacant && !vacant->broken && vacant->post_ix == TOWN_VACANT, "N5 waits for its officer");
    ok(breach_of(&roster, "H3", N3) == NULL && breach_of(&roster, "H3", N1) == NULL,
       "skills are held where they are needed");
    int share = 0;
    for (int i = 0; i < roster.n_leads; i++)
        share += roster.leads[i].share_milli;
    is_int(share, 8000, "every patch is led once");
    town_must(pp_caseload_propose_loans(&town.problem, &roster, &err), &err);
    ok(breach_of(&roster, "H4", N5) == NULL, "nobody is spare, nobody is offered");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static void test_same_twice(void) {
    struct small_town town;
    struct pp_roster one = {0}, two = {0};
    small_town(&town);
    struct pp_caseload_ask ask = ask_for(&town.problem, 0);
    build_or_bail(&ask, &one);
    build_or_bail(&ask, &two);
    bool same = one.n_leads == two.n_leads;
    for (int i = 0; same && i < one.n_leads; i++)
        same = one.leads[i].patch_ix == two.leads[i].patch_ix &&
               one.leads[i].post_ix == two.leads[i].post_ix;
    ok(same, "the same question has the same answer");
    pp_roster_done(&one);
    pp_roster_done(&two);
    pp_roster_problem_done(&town.problem);
}

/* An officer leaves on 12 February: only N1 changes, and only from the next day. */
static void test_leaver(bool spare) {
    struct small_town town;
    struct pp_roster before = {0}, after = {0};
    int first, n_changed = 0;
    small_town(&town);
    if (spare) {
        town.posts[TOWN_RELIEF].role = PP_ROLE_OFFICER;
        town.posts[TOWN_RELIEF].starts = town_day(2, 1);
        town.posts[TOWN_VACANT].starts = PP_FAR_DAY;
        town.patches[N5].team_ix = 1;
        town.posts[TOWN_FAY].team_ix = 1;
    }
    struct pp_caseload_ask ask = ask_for(&town.problem, 0);
    build_or_bail(&ask, &before);
    town.posts[TOWN_ANN].ends = town_day(2, 12);
    ask.now = before.leads;
    ask.n_now = before.n_leads;
    ask.only_freed = true;
    build_or_bail(&ask, &after);
    for (int p = 0; p < TOWN_N_PATCHES; p++) {
        int old_first = -1, new_first = -1;
        int n_old = leads_of(&before, p, town_day(3, 1), &old_first);
        int n_new = leads_of(&after, p, town_day(3, 1), &new_first);
        n_changed += n_old != n_new || old_first != new_first;
    }
    is_int(n_changed, 1, "one officer leaves: one patch changes");
    leads_of(&after, N1, town_day(2, 12), &first);
    is_int(first, TOWN_ANN, "who leaves leads until the last day");
    leads_of(&after, N1, town_day(2, 13), &first);
    is_int(first, spare ? TOWN_RELIEF : -1,
           spare ? "then who has nothing to lead" : "then nobody, as nobody is free");
    const struct pp_breach *none = breach_of(&after, "H1", N1);
    ok(spare ? !none : none && none->broken && strstr(none->text, "13 February 2027"),
       "and it is said when it is nobody");
    pp_roster_done(&before);
    pp_roster_done(&after);
    pp_roster_problem_done(&town.problem);
}

static void test_pins(void) {
    struct small_town town;
    struct pp_roster roster = {0};
    struct pp_pin pins[] = {{N1, TOWN_EVE}, {N4, TOWN_BEA}};
    int first;
    small_town(&town);
    town.problem.pins = pins;
    town.problem.n_pins = 2;
    struct pp_caseload_ask ask = ask_for(&town.problem, 0);
    build_or_bail(&ask, &roster);
    leads_of(&roster, N1, town_day(1, 4), &first);
    is_int(first, TOWN_EVE, "a pinned officer leads the patch");
    is_int(leads_of(&roster, N4, town_day(1, 4), &first), 2,
           "a pinned part-timer brings the sharer along");
    bool marked = false;
    for (int i = 0; i < roster.n_leads; i++)
        marked |= roster.leads[i].pinned && roster.leads[i].post_ix == TOWN_EVE;
    ok(marked, "and the row says that it is pinned");
    pins[1] = (struct pp_pin){N2, TOWN_EVE};
    pp_roster_done(&roster);
    build_or_bail(&ask, &roster);
    const struct pp_breach *twice = breach_of(&roster, "H2", -1);
    ok(twice && twice->broken && twice->post_ix == TOWN_EVE,
       "two whole patches pinned to one officer: done, and the limit is told");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

/* --- what cannot be --------------------------------------------------------------------------------- */

static void test_three_for_eight(void) {
    struct small_town town;
    struct pp_roster roster = {0};
    struct pp_error err;
    int n_without = 0, n_offers = 0, n_fixes = 0;
    small_town(&town);
    for (int p = 0; p < TOWN_N_PATCHES; p++)
        town.patches[p].team_ix = 0;
    for (int o = 0; o < TOWN_N_POSTS; o++)
        town.posts[o].team_ix = 1;
    for (int o = TOWN_DEV; o <= TOWN_FAY; o++)
        town.posts[o].team_ix = 0;
    town.posts[TOWN_VACANT].name = "Val Vale";
    town.posts[TOWN_FAY].team_ix = 1;
    for (int team = 0; team < 2; team++) {
        struct pp_caseload_ask ask = ask_for(&town.problem, team);
        build_or_bail(&ask, &roster);
    }
    town_must(pp_caseload_propose_loans(&town.problem, &roster, &err), &err);
    for (int i = 0; i < roster.n_breaches; i++) {
        const struct pp_breach *breach = &roster.breaches[i];
        bool without = !strcmp(breach->rule, "H1") && breach->broken;
        n_without += without;
        n_fixes += without && breach->fix && strstr(breach->fix, "--lend O");
        n_offers += !strcmp(breach->rule, "H4") && !breach->broken;
        if (without && n_without == 1)
            ok(strstr(breach->text, "8 patches") && strstr(breach->text, "can lead 3"),
               "the sentence has the sum in it");
    }
    is_int(n_without, 5, "three officers for eight patches: five are told");
    ok(n_offers > 0 && n_fixes == n_offers, "officers of the other team are offered, as commands");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static void test_lent(void) {
    struct small_town town;
    struct pp_roster roster = {0};
    int first;
    small_town(&town);
    town.posts[TOWN_VACANT].role = PP_ROLE_COVER;
    town.posts[TOWN_FAY].team_ix = 0;
    town.posts[TOWN_FAY].lent = true;
    struct pp_caseload_ask ask = ask_for(&town.problem, 0);
    build_or_bail(&ask, &roster);
    leads_of(&roster, N5, town_day(1, 4), &first);
    is_int(first, TOWN_FAY, "an officer who is lent leads in the other team");
    bool lent = false;
    for (int i = 0; i < roster.n_leads; i++)
        lent |= roster.leads[i].post_ix == TOWN_FAY && roster.leads[i].lent;
    ok(lent, "and the row says so");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static void test_missing_skill(void) {
    struct small_town town;
    struct pp_roster roster = {0};
    small_town(&town);
    town.posts[TOWN_ANN].skills = 0;
    struct pp_caseload_ask ask = ask_for(&town.problem, 0);
    build_or_bail(&ask, &roster);
    const struct pp_breach *breach = breach_of(&roster, "H3", N1);
    ok(breach && breach->broken && breach->n_homes == 10 && strstr(breach->text, "asb") &&
           strstr(breach->text, "no officer of any team has it"),
       "a skill that nobody has is told");
    ok(breach && breach->fix &&
           !strcmp(breach->fix, "patchplan roster build --plan draft --from 2027-01-04 --weeks "
                                "13 --need-share 26"),
       "with a command that mends it");
    pp_roster_done(&roster);
    options.need_pct = 26;
    build_or_bail(&ask, &roster);
    ok(!breach_of(&roster, "H3", N1), "pasted, it does");
    options.need_pct = 0;
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static void test_no_time(void) {
    struct small_town town;
    struct pp_roster roster = {0};
    struct pp_cancel cancel = {.requested = 1};
    int share = 0;
    small_town(&town);
    struct pp_caseload_ask ask = ask_for(&town.problem, 0);
    ask.cancel = &cancel;
    build_or_bail(&ask, &roster);
    for (int i = 0; i < roster.n_leads; i++)
        share += roster.leads[i].share_milli;
    is_int(share, 5000, "without time there is still a plan");
    bool proven = false;
    for (int i = 0; i < roster.n_levels; i++)
        proven |= roster.levels[i].proven;
    ok(!proven, "of which nothing is proven");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static void test_memory(void) {
    struct small_town town;
    struct pp_cancel cancel = {.requested = 1};
    struct pp_error err;
    small_town(&town);
    struct pp_caseload_ask ask = ask_for(&town.problem, 0);
    ask.cancel = &cancel;
    int rc = PP_E_NOMEM, n_failed = 0;
    for (long at = 1; rc == PP_E_NOMEM && at < 1000; at++) {
        struct pp_roster roster = {0};
        pp_alloc_fail_at(at);
        rc = pp_caseload_build(&ask, &roster, &err);
        pp_alloc_fail_at(0);
        n_failed += rc == PP_E_NOMEM;
        pp_roster_done(&roster);
    }
    ok(rc == 0 && n_failed > 5, "memory that runs out is told, each time");
    pp_roster_problem_done(&town.problem);
}

int main(void) {
    const char *source = getenv("SRCDIR");
    snprintf(model_dir, sizeof model_dir, "%s/models", source ? source : ".");
    pp_roster_options_default(&options);
    options.model_dir = model_dir;
    test_everything();
    test_other_solvers();
    test_small_town();
    test_same_twice();
    test_leaver(false);
    test_leaver(true);
    test_pins();
    test_three_for_eight();
    test_lent();
    test_missing_skill();
    test_no_time();
    test_memory();
    return tap_done();
}
