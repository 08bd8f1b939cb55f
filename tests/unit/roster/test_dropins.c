/* Timetables of drop-ins: the small town, the rules, the same bytes twice, what stands, who is away, what cannot be. */
#include "tests/unit/roster/made_team.h"

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
        rc = pp_dropins_build(&made.ask, &made.roster, &table, &err);
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

int main(void) {
    find_models();
    test_small();
    for (uint64_t seed = 1; seed <= 6; seed++)
        test_steps(seed);
    test_stays();
    test_published();
    test_long_leave();
    test_impossible();
    test_memory();
    return tap_done();
}
