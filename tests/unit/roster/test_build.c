/* A whole roster of the small town; teams that cannot do what is asked get the sentence and a command that works. */
#include "tests/tap.h"
#include "tests/unit/roster/small_town.h"

#include "patchplan/roster/build.h"
#include "patchplan/roster/judge.h"

static struct pp_error err;
static char model_dir[1024];

struct scene {
    struct small_town town;
    struct pp_roster_options options;
    struct pp_roster_ask ask;
    struct pp_roster roster;
};

static void set_scene(struct scene *scene) {
    memset(scene, 0, sizeof *scene);
    small_town(&scene->town);
    pp_roster_options_default(&scene->options);
    scene->options.model_dir = model_dir;
    scene->options.max_steps = 200;
    scene->ask = (struct pp_roster_ask){
        .problem = &scene->town.problem, .options = &scene->options, .time_limit_s = 20};
}

static void build(struct scene *scene) {
    pp_roster_done(&scene->roster);
    if (pp_roster_build(&scene->ask, &scene->roster, &err) != 0) {
        printf("Bail out! %s\n", err.message);
        exit(1);
    }
}

/* What can be counted before anything is made. */
static void check(struct scene *scene) {
    pp_roster_done(&scene->roster);
    if (pp_roster_check_first(&scene->town.problem, &scene->options, &scene->roster, &err) != 0) {
        printf("Bail out! %s\n", err.message);
        exit(1);
    }
}

static void clear_scene(struct scene *scene) {
    pp_roster_done(&scene->roster);
    pp_roster_problem_done(&scene->town.problem);
}

static void tell(const struct pp_roster *roster) {
    for (int i = 0; i < roster->n_breaches; i++)
        printf("# %s%s %s [%s]\n", pp_rule_kind(roster->breaches[i].rule)->code,
               roster->breaches[i].broken ? "!" : "", roster->breaches[i].text,
               roster->breaches[i].fix ? roster->breaches[i].fix : "");
}

/* PP_RULE_OTHER: of all rules. */
static int count_broken(const struct pp_roster *roster, enum pp_rule rule) {
    int n = 0;
    for (int i = 0; i < roster->n_breaches; i++)
        n += roster->breaches[i].broken && (!rule || roster->breaches[i].rule == rule);
    return n;
}

static const struct pp_breach *find(const struct pp_roster *roster, enum pp_rule rule) {
    for (int i = 0; i < roster->n_breaches; i++)
        if (roster->breaches[i].rule == rule)
            return &roster->breaches[i];
    return NULL;
}

/* ---------------------------------------------------------------- a pasted command */

static int team_named(const struct scene *scene, const char *name) {
    for (int t = 0; t < scene->town.problem.n_teams; t++)
        if (!strcmp(scene->town.problem.team_names[t], name))
            return t;
    return -1;
}

static bool lend(struct scene *scene, char *loan) {
    char *team = strchr(loan, '=');
    if (!team)
        return false;
    *team++ = '\0';
    int post_ix = pp_post_find(&scene->town.problem, loan), team_ix = team_named(scene, team);
    if (post_ix < 0 || team_ix < 0)
        return false;
    scene->town.posts[post_ix].team_ix = team_ix;
    scene->town.posts[post_ix].lent = true;
    return true;
}

static bool open_venue(struct scene *scene, char *opening) {
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri"};
    char *day = strchr(opening, '='), *half = strrchr(opening, '-');
    if (!day || !half)
        return false;
    *day++ = *half++ = '\0';
    int venue_ix = pp_venue_find(&scene->town.problem, opening), h = pp_half_parse(half);
    for (int d = 0; d < 5; d++)
        for (int week = 0; week < 2 && venue_ix >= 0 && h >= 0; week++)
            if (!strcmp(day, days[d]))
                scene->town.venues[venue_ix].open |= UINT64_C(1)
                                                     << pp_slot(week, d, (enum pp_half)h);
    return venue_ix >= 0 && h >= 0;
}

/* "O03=asb" */
static bool train(struct scene *scene, char *wish) {
    char *skill = strchr(wish, '=');
    if (!skill)
        return false;
    *skill++ = '\0';
    int post_ix = pp_post_find(&scene->town.problem, wish);
    for (int s = 0; post_ix >= 0 && s < scene->town.problem.n_skills; s++)
        if (!strcmp(scene->town.problem.skill_names[s], skill)) {
            scene->town.posts[post_ix].skills |= 1u << s;
            return true;
        }
    return false;
}

/* The first command, as the shell and the program would read it; true when every word was understood. */
static bool paste(struct scene *scene, const char *command) {
    char words[512], *rest = NULL, option[32] = "";
    int n = 0;
    if (!command || strncmp(command, "patchplan roster build ", 23) != 0)
        return false;
    snprintf(words, sizeof words, "%.*s", (int)strcspn(command + 23, "\n"), command + 23);
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        bool fine = true;
        if (!strncmp(word, "--", 2)) {
            snprintf(option, sizeof option, "%s", word);
            continue;
        }
        if (!strcmp(option, "--lend"))
            fine = lend(scene, word);
        else if (!strcmp(option, "--venue-open"))
            fine = open_venue(scene, word);
        else if (!strcmp(option, "--train"))
            fine = train(scene, word);
        else
            fine = !strcmp(option, "--plan") || !strcmp(option, "--from") ||
                   !strcmp(option, "--weeks");
        if (!fine)
            return false;
        n++;
    }
    return n > 3;
}

/* ---------------------------------------------------------------- cases */

static void test_town(void) {
    struct scene scene;
    set_scene(&scene);
    build(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_OTHER), 0, "no rule is broken");
    is_int(scene.roster.outcome, PP_OUTCOME_FEASIBLE, "and it says so");
    is_int(scene.roster.n_visits, TOWN_N_HOMES, "a visit for every home");
    is_int(scene.roster.n_hours, TOWN_N_POSTS, "hours of every post");
    is_int(scene.roster.n_measures, 3, "measures of both teams and of all");
    is_int(scene.roster.n_buddies, TOWN_N_PATCHES, "a buddy for every patch");
    double later_s = 0;
    for (int i = 0; i < scene.roster.n_levels; i++)
        if (!strcmp(scene.roster.levels[i].model, "visits") && scene.roster.levels[i].level > 1)
            later_s += scene.roster.levels[i].seconds;
    ok(later_s == 0, "levels of visits that were not asked took no time");
    if (count_broken(&scene.roster, PP_RULE_OTHER))
        tell(&scene.roster);
    clear_scene(&scene);
}

/* A roster weighed again is the same roster: nothing is told twice. */
static void test_weighed_again(void) {
    struct scene scene;
    set_scene(&scene);
    scene.options.week_minutes = 60; /* more work than time */
    build(&scene);
    const struct pp_roster *roster = &scene.roster;
    int n_breaches = roster->n_breaches, n_hours = roster->n_hours, n_roles = roster->n_roles;
    int n_measures = roster->n_measures;
    town_must(pp_roster_weigh(&scene.town.problem, &scene.options, &scene.roster, &err), &err);
    ok(n_breaches > 0 && find(roster, PP_RULE_HOURS),
       "a roster with something to say of its hours");
    is_int(roster->n_breaches, n_breaches, "weighed again it says the same");
    ok(n_hours > 0 && roster->n_hours == n_hours && roster->n_roles == n_roles &&
           roster->n_measures == n_measures,
       "of hours, roles and measures too");
    clear_scene(&scene);
}

static void test_same_bytes(void) {
    struct scene a, b;
    set_scene(&a);
    set_scene(&b);
    build(&a);
    build(&b);
    bool same = a.roster.n_sessions == b.roster.n_sessions &&
                a.roster.n_covers == b.roster.n_covers && a.roster.n_leads == b.roster.n_leads &&
                a.roster.n_breaches == b.roster.n_breaches;
    for (int i = 0; same && i < a.roster.n_sessions; i++) {
        const struct pp_session *x = &a.roster.sessions[i], *y = &b.roster.sessions[i];
        same =
            x->day == y->day && x->half == y->half && x->venue_ix == y->venue_ix &&
            x->n_posts == y->n_posts && !strcmp(x->series, y->series) &&
            (x->n_posts == 0 || !memcmp(x->posts, y->posts, (size_t)x->n_posts * sizeof *x->posts));
    }
    for (int i = 0; same && i < a.roster.n_visits; i++) {
        const struct pp_visit_row *x = &a.roster.visits[i], *y = &b.roster.visits[i];
        same = x->home_id == y->home_id && x->week_start == y->week_start &&
               x->post_ix == y->post_ix && x->second_post_ix == y->second_post_ix;
    }
    for (int i = 0; same && i < a.roster.n_leads; i++)
        same = a.roster.leads[i].post_ix == b.roster.leads[i].post_ix &&
               a.roster.leads[i].patch_ix == b.roster.leads[i].patch_ix;
    for (int i = 0; same && i < a.roster.n_breaches; i++)
        same = !strcmp(a.roster.breaches[i].text, b.roster.breaches[i].text);
    ok(same, "with a number of steps the same roster each time");
    clear_scene(&a);
    clear_scene(&b);
}

/* Three officers for eight patches: the other team has five to spare. */
static void test_three_for_eight(void) {
    struct scene scene;
    set_scene(&scene);
    static const int others[] = {TOWN_BEA, TOWN_CAL, TOWN_VACANT, TOWN_FAY,
                                 TOWN_GUS, TOWN_HAL, TOWN_IDA};
    for (int p = 0; p < TOWN_N_PATCHES; p++)
        scene.town.patches[p].team_ix = 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct pp_post *post = &scene.town.posts[others[i]];
        post->team_ix = 1;
        post->fte_milli = 1000;
        post->caseload_pct = 100;
        post->share_with_ix = -1;
        post->works = town_week(31, 31, 0);
        post->name = post->name[0] ? post->name : "Una Usual";
    }
    build(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_H1) > 0, 1,
           "three officers cannot lead eight patches");
    is_int(scene.roster.outcome, PP_OUTCOME_INFEASIBLE, "which is said");
    check(&scene);
    const struct pp_breach *supply = find(&scene.roster, PP_RULE_SUPPLY);
    ok(supply && supply->broken &&
           strstr(supply->text, "North has 8 patches and 3 posts that can lead 3 of them: 5 "
                                "patches stay without an officer"),
       "and beforehand, in a sentence");
    printf("# %s\n# %s\n", supply ? supply->text : "", supply && supply->fix ? supply->fix : "");
    ok(supply && paste(&scene, supply->fix), "with a command that can be pasted");
    check(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_SUPPLY), 0, "after which there are enough");
    build(&scene);
    int n_without = 0;
    for (int i = 0; i < scene.roster.n_breaches; i++)
        n_without += scene.roster.breaches[i].rule == PP_RULE_H1 &&
                     scene.roster.breaches[i].broken && scene.roster.breaches[i].day == PP_PAST_DAY;
    is_int(n_without, 0, "and every patch has an officer");
    clear_scene(&scene);
}

static void test_no_skill(void) {
    struct scene scene;
    set_scene(&scene);
    for (int o = 0; o < TOWN_N_POSTS; o++)
        scene.town.posts[o].skills &= ~1u;
    build(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_H3), 1, "a skill that nobody holds");
    check(&scene);
    const struct pp_breach *skills = find(&scene.roster, PP_RULE_SKILLS);
    ok(skills && skills->broken &&
           strstr(skills->text, "need the skill 'asb', which no officer of any team has"),
       "is told beforehand, in a sentence");
    printf("# %s\n# %s\n", skills ? skills->text : "", skills && skills->fix ? skills->fix : "");
    ok(skills && paste(&scene, skills->fix), "with a command that can be pasted");
    check(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_OTHER), 0, "after which nothing stands in the way");
    build(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_H3), 0, "after which no rule is broken");
    clear_scene(&scene);
}

/* The hall is open on Thursday and Friday; the people of South work on Monday to Wednesday. */
static void test_shut_venue(void) {
    struct scene scene;
    set_scene(&scene);
    scene.town.venues[TOWN_V2].open = town_week(24, 24, 0);
    for (int o = TOWN_FAY; o < TOWN_N_POSTS; o++)
        scene.town.posts[o].works = town_week(7, 7, 0);
    check(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_H12), 3, "what cannot meet is counted beforehand");
    build(&scene);
    int n = 0;
    const struct pp_breach *access = NULL;
    for (int i = 0; i < scene.roster.n_breaches; i++)
        if (scene.roster.breaches[i].rule == PP_RULE_H12 && scene.roster.breaches[i].broken &&
            scene.roster.breaches[i].patch_ix >= S1) {
            access = &scene.roster.breaches[i];
            n++;
        }
    is_int(n, 3, "no patch of South can meet");
    ok(access && strstr(access->text, "Middle Hall, open on Thursday, Friday") &&
           strstr(access->text, "(O11) works on Monday, Tuesday, Wednesday"),
       "in a sentence with venue, days and officer");
    printf("# %s\n# %s\n", access ? access->text : "", access && access->fix ? access->fix : "");
    ok(access && paste(&scene, access->fix), "with a command that can be pasted");
    build(&scene);
    for (int i = n = 0; i < scene.roster.n_breaches; i++)
        n += scene.roster.breaches[i].rule == PP_RULE_H12 && scene.roster.breaches[i].broken &&
             scene.roster.breaches[i].patch_ix >= S1;
    is_int(n, 0, "after which all of them meet");
    if (n)
        tell(&scene.roster);
    clear_scene(&scene);
}

static void test_time(void) {
    struct scene scene;
    set_scene(&scene);
    scene.options.max_steps = 0;
    scene.ask.time_limit_s = 2;
    double from_s = pp_clock_s();
    build(&scene);
    double took_s = pp_clock_s() - from_s;
    ok(took_s < 2 + 1 * TAP_SLOWER, "two seconds are kept to: %.1f", took_s);
    is_int(scene.roster.n_visits, TOWN_N_HOMES, "with all of the roster");
    scene.ask.time_limit_s = 0.01;
    build(&scene);
    is_int(scene.roster.n_visits, TOWN_N_HOMES, "without any time there still is one");
    struct pp_cancel cancel = {.requested = 1};
    scene.ask.cancel = &cancel;
    scene.ask.time_limit_s = 20;
    from_s = pp_clock_s();
    build(&scene);
    ok(pp_clock_s() - from_s < 5 * TAP_SLOWER, "cancelled it ends soon");
    is_int(scene.roster.outcome, PP_OUTCOME_CANCELLED, "and says so");
    clear_scene(&scene);
}

/* With steps and no limit nothing looks at the clock: all levels are solved, the same each time. */
static void test_work(void) {
    struct scene scene;
    double value[2] = {0};
    set_scene(&scene);
    scene.ask.time_limit_s = 0;
    for (int k = 0; k < 2; k++) {
        int n_proven = 0, n_levels = 0;
        build(&scene);
        for (int i = 0; i < scene.roster.n_levels; i++) {
            const struct pp_level_value *level = &scene.roster.levels[i];
            value[k] = 31 * value[k] + level->value;
            n_levels += strcmp(level->model, "caseload") == 0;
            n_proven += strcmp(level->model, "caseload") == 0 && level->proven;
        }
        ok(n_levels > 0 && n_proven == n_levels, "by steps: %d of %d levels of leads are proven",
           n_proven, n_levels);
    }
    ok(value[0] == value[1], "and all values are the same again");
    clear_scene(&scene);
}

static void test_one_team(void) {
    struct scene scene;
    static const int south[] = {1};
    set_scene(&scene);
    build(&scene);
    struct pp_roster now = scene.roster;
    memset(&scene.roster, 0, sizeof scene.roster);
    scene.ask.now = &now;
    scene.ask.teams = south;
    scene.ask.n_teams = 1;
    build(&scene);
    int n_leads = 0, n_now = 0, n_sessions = 0, n_sessions_now = 0;
    for (int i = 0; i < now.n_leads; i++)
        n_now += now.leads[i].patch_ix < S1;
    for (int i = 0; i < scene.roster.n_leads; i++)
        n_leads += scene.roster.leads[i].patch_ix < S1;
    for (int i = 0; i < now.n_sessions; i++)
        n_sessions_now += now.sessions[i].team_ix == 0;
    for (int i = 0; i < scene.roster.n_sessions; i++)
        n_sessions += scene.roster.sessions[i].team_ix == 0;
    is_int(n_leads, n_now, "the leads of the other team stay");
    is_int(n_sessions, n_sessions_now, "and its drop-ins");
    is_int(scene.roster.n_visits, TOWN_N_HOMES, "each home once");
    is_int(count_broken(&scene.roster, PP_RULE_OTHER), 0, "no rule broken");
    is_int(scene.roster.n_changes, 0, "nobody changes");
    int wrong = 7;
    scene.ask.teams = &wrong;
    struct pp_roster none = {0};
    is_int(pp_roster_build(&scene.ask, &none, &err), PP_E_INPUT, "a team that does not exist");
    pp_roster_done(&now);
    clear_scene(&scene);
}

/* Cal has no patch in South and could be lent; North has more work than its officers. */
static void set_notes(struct scene *scene) {
    set_scene(scene);
    for (int p = N1; p <= N5; p++)
        scene->town.patches[p].weight_milli = 320000;
    for (int o = TOWN_BEA; o <= TOWN_CAL; o++) {
        scene->town.posts[o].share_with_ix = -1;
        scene->town.posts[o].fte_milli = 1000;
        scene->town.posts[o].works = town_week(31, 31, 0);
    }
    scene->town.posts[TOWN_CAL].team_ix = 1;
}

static void test_notes_once(void) {
    struct scene scene;
    static const int south[] = {1};
    set_notes(&scene);
    build(&scene);
    int n_breaches = scene.roster.n_breaches;
    const struct pp_breach *loan = find(&scene.roster, PP_RULE_H4);
    ok(loan && loan->team_ix == 0 && find(&scene.roster, PP_RULE_SUPPLY),
       "a loan and what is tight are noted of North");
    scene.ask.teams = south;
    scene.ask.n_teams = 1;
    for (int k = 0; k < 2; k++) {
        struct pp_roster now = scene.roster;
        memset(&scene.roster, 0, sizeof scene.roster);
        scene.ask.now = &now;
        build(&scene);
        pp_roster_done(&now);
    }
    if (!is_int(scene.roster.n_breaches, n_breaches, "South made twice again: each noted once"))
        tell(&scene.roster);
    clear_scene(&scene);
}

/* The library is closed on every single day, though its week says that it is open. */
static void test_all_cancelled(void) {
    struct scene scene;
    set_scene(&scene);
    pp_day closed[91];
    for (int i = 0; i < 91; i++)
        closed[i] = scene.town.problem.calendar.first_day + i;
    scene.town.venues[TOWN_V1].closed = closed;
    scene.town.venues[TOWN_V1].n_closed = 91;
    build(&scene);
    int n_held = 0, n_ways = 0;
    for (int i = 0; i < scene.roster.n_sessions; i++)
        n_held += scene.roster.sessions[i].venue_ix == TOWN_V1 &&
                  scene.roster.sessions[i].kind == PP_SESSION_DROPIN &&
                  scene.roster.sessions[i].status != PP_SESSION_CANCELLED;
    is_int(n_held, 0, "no drop-in is held where it is closed");
    for (int i = 0; i < scene.roster.n_breaches; i++)
        n_ways += scene.roster.breaches[i].rule == PP_RULE_H12 &&
                  scene.roster.breaches[i].patch_ix <= N4 && scene.roster.breaches[i].fix;
    if (!is_int(n_ways, 4, "each patch that loses all of them has a way out"))
        tell(&scene.roster);
    clear_scene(&scene);
}

static void test_no_work(void) {
    struct scene scene;
    set_scene(&scene);
    scene.town.patches[N3].weight_milli = 0;
    check(&scene);
    is_int(count_broken(&scene.roster, PP_RULE_SUPPLY), 0,
           "a patch without work leaves nobody short");
    clear_scene(&scene);
}

int main(void) {
    const char *source = getenv("SRCDIR");
    snprintf(model_dir, sizeof model_dir, "%s/models", source ? source : ".");
    test_town();
    test_weighed_again();
    test_same_bytes();
    test_three_for_eight();
    test_no_skill();
    test_shut_venue();
    test_time();
    test_work();
    test_one_team();
    test_notes_once();
    test_all_cancelled();
    test_no_work();
    return tap_done();
}
