/* Who leads which patch, against trying everything: 4 patches, 5 posts, all six levels; and again and again, while people
 * come and go. */
#include <stdio.h>
#include <string.h>

#include "patchplan/core/rng.h"
#include "patchplan/roster/judge.h"

#include "tests/tap.h"
#include "tests/unit/roster/caseload_ask.h"

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
        options.replan = PP_REPLAN_BEST_BALANCE;
        n_balanced += same_as_everything(&town, balance);
        options.replan = PP_REPLAN_NONE;
    }
    is_int(n_same, 20, "20 teams of 4 patches and 5 posts: all levels as by trying everything");
    is_int(n_small, 20, "so with patches of which a post may lead two");
    is_int(n_balanced, 20, "and with balance before continuity");
}

/* --- again and again -------------------------------------------------------------------------------- */

/* Days, of all patches of the team, on which what is led is neither all of it nor nothing, nor the part of a sharer whose
 * partner has gone. */
static int n_days_amiss(const struct pp_roster_problem *problem, const struct pp_roster *roster) {
    int n_amiss = 0;
    for (int p = 0; p < S1; p++)
        for (pp_day day = problem->calendar.first_day; day < problem->calendar.first_day + 120;
             day++) {
            int n = 0, sum_milli = 0;
            for (int i = 0; i < roster->n_leads; i++) {
                const struct pp_lead *lead = &roster->leads[i];
                bool on = lead->patch_ix == p && lead->first_day <= day && day <= lead->last_day;
                n += on;
                sum_milli += on ? lead->share_milli : 0;
            }
            n_amiss += n > 2 || (sum_milli != 1000 && n != 0 && !(n == 1 && sum_milli < 1000));
        }
    return n_amiss;
}

/* Somebody leaves, begins, comes back to stay, or shares no more. */
static void change_somebody(struct small_town *town, struct pp_rng *rng) {
    struct pp_post *post = &town->posts[TOWN_ANN + (int)pp_rng_below(rng, 6)];
    pp_day day = town->problem.calendar.first_day + (pp_day)pp_rng_below(rng, 91);
    bool leaves = pp_rng_below(rng, 2);
    post->starts = PP_PAST_DAY;
    post->ends = PP_FAR_DAY;
    if (pp_rng_below(rng, 3))
        *(leaves ? &post->ends : &post->starts) = day;
    post->fte_milli = pp_rng_below(rng, 3) ? 1000 : 500;
}

static void replan(struct small_town *town, double seconds, enum pp_replan offer, pp_day from,
                   struct pp_roster *roster) {
    struct pp_roster after = {0};
    struct pp_caseload_ask ask = ask_for(&town->problem, 0);
    ask.seconds = seconds;
    options.replan = offer;
    ask.day = from;
    ask.now = roster->leads;
    ask.n_now = roster->n_leads;
    ask.only_freed = offer == PP_REPLAN_LEAST_CHANGE;
    build_or_bail(&ask, &after);
    options.replan = PP_REPLAN_NONE;
    pp_roster_done(roster);
    *roster = after;
}

static bool same_leads(const struct pp_roster *a, const struct pp_roster *b) {
    bool same = a->n_leads == b->n_leads;
    for (int i = 0; same && i < a->n_leads; i++)
        same = a->leads[i].patch_ix == b->leads[i].patch_ix &&
               a->leads[i].post_ix == b->leads[i].post_ix &&
               a->leads[i].first_day == b->leads[i].first_day &&
               a->leads[i].last_day == b->leads[i].last_day;
    return same;
}

/* Replans from earlier and later days, of all kinds, while people come and go. */
static void test_again_and_again(void) {
    struct pp_rng rng;
    int n_amiss = 0, n_refused = 0, n_moved = 0;
    pp_rng_seed(&rng, 7);
    for (int town_nr = 0; town_nr < 12; town_nr++) {
        struct small_town town;
        struct pp_roster roster = {0};
        struct pp_error err;
        double seconds = town_nr % 6 ? 0 : INFINITY; /* with the solver: two of them */
        small_town(&town);
        for (int step = 0; step < 8; step++) {
            struct pp_roster again = {0};
            pp_day from = town.problem.calendar.first_day + 7 * (pp_day)pp_rng_below(&rng, 13);
            change_somebody(&town, &rng);
            replan(&town, seconds, (enum pp_replan)(1 + pp_rng_below(&rng, 3)),
                   step ? from : town.problem.calendar.first_day, &roster);
            n_amiss += n_days_amiss(&town.problem, &roster);
            n_refused += pp_roster_check_parts(&town.problem, &roster, &err) != 0;
            replan(&town, seconds, PP_REPLAN_LEAST_CHANGE, from, &roster);
            n_amiss += n_days_amiss(&town.problem, &roster);
            town_must(pp_roster_append(&again, &roster, &err), &err);
            replan(&town, seconds, PP_REPLAN_LEAST_CHANGE, from, &again);
            n_moved += !same_leads(&roster, &again);
            pp_roster_done(&again);
        }
        pp_roster_done(&roster);
        pp_roster_problem_done(&town.problem);
    }
    is_int(n_amiss, 0, "a patch is led whole, or by nobody, on every day of every replan");
    is_int(n_refused, 0, "so that all may be kept");
    is_int(n_moved, 0, "and least change, asked once more, changes nothing");
}

int main(void) {
    set_options();
    test_everything();
    test_again_and_again();
    return tap_done();
}
