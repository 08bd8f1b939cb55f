/* Who leads which patch: against glpsol and cbc, in a small town, and in towns in which it cannot be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/judge.h"

#include "tests/tap.h"
#include "tests/unit/roster/caseload_ask.h"

static int leads_of(const struct pp_roster *roster, int patch_ix, pp_day day, int *ret_first) {
    int posts[2] = {-1, -1};
    int n = pp_roster_leads_on(roster, patch_ix, day, posts);
    *ret_first = posts[0];
    return n;
}

static const struct pp_breach *breach_of(const struct pp_roster *roster, enum pp_rule rule,
                                         int patch_ix) {
    for (int i = 0; i < roster->n_breaches; i++)
        if (roster->breaches[i].rule == rule && roster->breaches[i].patch_ix == patch_ix)
            return &roster->breaches[i];
    return NULL;
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
    const struct pp_breach *vacant = breach_of(&roster, PP_RULE_H1, N5);
    ok(vacant && !vacant->broken && vacant->post_ix == TOWN_VACANT, "N5 waits for its officer");
    ok(breach_of(&roster, PP_RULE_H3, N3) == NULL && breach_of(&roster, PP_RULE_H3, N1) == NULL,
       "skills are held where they are needed");
    int share = 0;
    for (int i = 0; i < roster.n_leads; i++)
        share += roster.leads[i].share_milli;
    is_int(share, 8000, "every patch is led once");
    town_must(pp_caseload_propose_loans(&town.problem, &roster, &err), &err);
    ok(breach_of(&roster, PP_RULE_H4, N5) == NULL, "nobody is spare, nobody is offered");
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
    const struct pp_breach *none = breach_of(&after, PP_RULE_H1, N1);
    ok(spare ? !none : none && none->broken && strstr(none->text, "13 February 2027"),
       "and it is said when it is nobody");
    pp_roster_done(&before);
    pp_roster_done(&after);
    pp_roster_problem_done(&town.problem);
}

static double level_value(const struct pp_roster *roster, int level) {
    for (int i = 0; i < roster->n_levels; i++)
        if (roster->levels[i].level == level)
            return roster->levels[i].value;
    return NAN;
}

/* Two patches that swap balance better: least change leaves them, best balance swaps, mixed does not pay so much. */
static void test_offers(void) {
    struct small_town town;
    double change[4], balance[4];
    small_town(&town);
    town.posts[TOWN_ANN].fte_milli = 900;
    town.posts[TOWN_ANN].skills = town.posts[TOWN_DEV].skills = 0;
    town.problem.n_needs = 0;
    town.patches[N1].weight_milli = 283000;
    town.patches[N3].weight_milli = 243000;
    for (int offer = 0; offer <= 3; offer++) {
        struct pp_roster roster = {0};
        struct pp_caseload_ask ask = ask_for(&town.problem, 0);
        options.replan = (enum pp_replan)offer;
        build_or_bail(&ask, &roster);
        change[offer] = level_value(&roster, 4);
        balance[offer] = level_value(&roster, 5);
        pp_roster_done(&roster);
    }
    options.replan = PP_REPLAN_NONE;
    ok(change[1] == change[0] && balance[1] == balance[0], "least change is what a build makes");
    ok(balance[2] < balance[1] && change[2] > change[1], "best balance pays with changes");
    ok(balance[3] <= balance[1] && change[3] <= change[1] + 20,
       "mixed changes a tenth of the homes at most");
    pp_roster_problem_done(&town.problem);
}

/* A roster that leads a patch twice is refused, with the day. */
static void test_parts_refused(void) {
    struct small_town town;
    struct pp_roster roster = {0};
    struct pp_error err = {0};
    small_town(&town);
    struct pp_caseload_ask ask = ask_for(&town.problem, 0);
    build_or_bail(&ask, &roster);
    struct pp_lead twice = roster.leads[0];
    twice.first_day = town_day(2, 17);
    town_must(pp_roster_add_lead(&roster, &twice, &err), &err);
    is_int(pp_roster_check_parts(&town.problem, &roster, &err), PP_E_CONFLICT,
           "more than the whole of a patch is refused");
    ok(strstr(err.message, "patch N1 would add to 200.0 % from Wednesday 17 February 2027") &&
           strstr(err.message, "--from 2027-02-15"),
       "with the patch, the day and what to do");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

/* A patch waits for somebody whose caseload is half of a whole one as yet: who, from when, and how. */
static void test_starter_told(void) {
    struct small_town town;
    struct pp_roster roster = {0};
    small_town(&town);
    town.problem.n_pins = 0;
    town.posts[TOWN_VACANT].name = "Sam Start";
    town.posts[TOWN_VACANT].caseload_pct = 50;
    town.posts[TOWN_VACANT].caseload_until = town_day(3, 12);
    struct pp_caseload_ask ask = ask_for(&town.problem, 0);
    build_or_bail(&ask, &roster);
    const struct pp_breach *breach = NULL;
    for (int p = 0; p < S1 && !breach; p++)
        breach = breach_of(&roster, PP_RULE_H1, p);
    ok(breach && breach->broken &&
           strstr(breach->text, "Sam Start (O08) leads none, and may take") &&
           strstr(breach->text, "now and 300 from Saturday 13 March 2027 on") &&
           strstr(breach->text, "--officer O08 --from 2027-03-13 --plan draft"),
       "that somebody can lead it later is said, with the day and the command");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

/* Who led a patch of the same name counts by homes, unless the patches were drawn for their officers. */
static void test_drawn(void) {
    struct small_town town;
    struct pp_caseload_ask ask;
    struct pp_roster carried = {0}, drawn = {0};
    small_town(&town);
    ask = ask_for(&town.problem, 0);
    town.patches[N3].drawn_lead_ix = TOWN_DEV;
    build_or_bail(&ask, &carried);
    town.patches[S1].share_milli = 900;
    build_or_bail(&ask, &drawn);
    is_near(level_value(&carried, 4), 50, 0.01,
            "ten homes of N3 change their officer, 40 have none");
    is_near(level_value(&drawn, 4), 40, 0.01, "where N3 was drawn for its officer they do not");
    pp_roster_done(&carried);
    pp_roster_done(&drawn);
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
    const struct pp_breach *twice = breach_of(&roster, PP_RULE_H2, -1);
    ok(twice && twice->broken && twice->post_ix == TOWN_EVE,
       "two whole patches pinned to one officer: done, and the limit is told");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

/* --- what cannot be --------------------------------------------------------------------------------- */

/* N5 waits from the first day, N1 from the day after its officer has left: who is lent gets N5. */
static void test_lent_to_the_first(void) {
    struct small_town town;
    struct pp_roster roster = {0};
    struct pp_error err;
    pp_day left = town_day(2, 12);
    int n_offers = 0;
    small_town(&town);
    for (int p = 0; p < TOWN_N_PATCHES; p++) {
        struct pp_lead lead = {.patch_ix = p,
                               .post_ix = p == N1   ? TOWN_ANN
                                          : p == N5 ? TOWN_VACANT
                                                    : TOWN_EVE,
                               .share_milli = 1000,
                               .first_day = town_day(1, 4),
                               .last_day = p == N1 ? left : PP_FAR_DAY};
        town_must(pp_roster_add_lead(&roster, &lead, &err), &err);
    }
    struct pp_lead nobody = {N1, -1, false, 1000, left + 1, PP_FAR_DAY, false, false};
    town_must(pp_roster_add_lead(&roster, &nobody, &err), &err);
    town_must(pp_caseload_propose_loans(&town.problem, &roster, &err), &err);
    for (int i = 0; i < roster.n_breaches; i++)
        if (roster.breaches[i].rule == PP_RULE_H4 && n_offers++ == 0)
            is_int(roster.breaches[i].patch_ix, N5,
                   "the first who is lent is for the patch that waits now");
    ok(n_offers > 0, "somebody is offered");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

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
        bool without = breach->rule == PP_RULE_H1 && breach->broken;
        n_without += without;
        n_fixes += without && breach->fix && strstr(breach->fix, "--lend O");
        n_offers += breach->rule == PP_RULE_H4 && !breach->broken;
        if (without && n_without == 1)
            ok(strstr(breach->text, "8 patches") && strstr(breach->text, "can lead 3"),
               "the sentence has the sum in it");
    }
    is_int(n_without, 5, "three officers for eight patches: five are told");
    ok(n_offers > 0 && n_fixes == n_offers, "officers of the other team are offered, as commands");
    for (int i = 0; i < roster.n_breaches; i++)
        if (roster.breaches[i].rule == PP_RULE_H4) {
            town.posts[roster.breaches[i].post_ix].team_ix = 0;
            town.posts[roster.breaches[i].post_ix].lent = true;
        }
    pp_roster_done(&roster);
    struct pp_caseload_ask again = ask_for(&town.problem, 0);
    build_or_bail(&again, &roster);
    for (int i = 0; i < roster.n_breaches; i++)
        n_without -= roster.breaches[i].rule == PP_RULE_H1 && roster.breaches[i].broken;
    is_int(n_without, n_offers, "done, each of them mends one patch");
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
    const struct pp_breach *breach = breach_of(&roster, PP_RULE_H3, N1);
    ok(breach && breach->broken && breach->n_homes == 10 && strstr(breach->text, "asb") &&
           strstr(breach->text, "no officer of any team has it"),
       "a skill that nobody has is told");
    ok(breach && breach->fix &&
           !strcmp(
               breach->fix,
               "patchplan roster build --plan draft --from 2027-01-04 --weeks 13 --train O03=asb"),
       "with the one command that mends it: nobody could go along");
    pp_roster_done(&roster);
    town.posts[TOWN_ANN].skills = 1;
    build_or_bail(&ask, &roster);
    ok(!breach_of(&roster, PP_RULE_H3, N1), "pasted, the first does");
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

static void test_little_time(void) {
    struct small_town town;
    struct pp_roster roster = {0};
    int n_proven = 0, n_told = 0;
    small_town(&town);
    struct pp_caseload_ask ask = ask_for(&town.problem, 0);
    ask.seconds = 0;
    build_or_bail(&ask, &roster);
    for (int i = 0; i < roster.n_levels; i++) {
        n_told += roster.levels[i].seconds > 0;
        n_proven += roster.levels[i].proven;
    }
    is_int(roster.n_levels, N_LEVELS, "without seconds the levels have their values");
    is_int(n_told, 0, "though the solver is not asked");
    is_int(n_proven, 0, "and none is called proven");
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
    set_options();
    test_other_solvers();
    test_small_town();
    test_same_twice();
    test_leaver(false);
    test_leaver(true);
    test_offers();
    test_parts_refused();
    test_starter_told();
    test_drawn();
    test_pins();
    test_lent_to_the_first();
    test_three_for_eight();
    test_lent();
    test_missing_skill();
    test_no_time();
    test_little_time();
    test_memory();
    return tap_done();
}
