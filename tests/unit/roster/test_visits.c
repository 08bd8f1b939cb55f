/* A year of visits: every home once, in its window while there is room, letters ahead, two people where they must be;
 * the own plan against models/visits.mod. */
#include "tests/tap.h"
#include "tests/unit/roster/made_visits.h"

#include <unistd.h>

#include "patchplan/core/alloc.h"
#include "patchplan/core/rng.h"
#include "patchplan/solve/model.h"

static void test_town(void) {
    struct made made;
    begin(&made);
    build(&made, NULL);
    ok(each_home_once(&made), "a row for every home, each once");
    int placed = 0, mondays = 0, in_window = 0, early = 0, wrong_state = 0;
    for (int h = 0; h < TOWN_N_HOMES; h++) {
        const struct pp_roster_home *home = &made.town.homes[h];
        const struct pp_visit_row *row =
            row_of(&made.roster, home->patch_ix, h % TOWN_HOMES_A_PATCH);
        int week = week_of(row);
        placed += week >= 0 && week < 52;
        mondays += pp_day_weekday(row->week_start) == 0;
        int due =
            home->last_visit == PP_PAST_DAY ? 2 : (home->last_visit + 364 - town_day(1, 4)) / 7;
        in_window += abs(week - due) <= 4 || home->not_before != PP_PAST_DAY;
        early += week < 2 && home->state != PP_VISIT_BOOKED;
        enum pp_visit_state wanted = home->state == PP_VISIT_BOOKED && week < 13 ? PP_VISIT_BOOKED
                                     : week < 13                                 ? PP_VISIT_OFFERED
                                                                                 : PP_VISIT_DUE;
        wrong_state += row->state != wanted;
    }
    is_int(placed, TOWN_N_HOMES, "every home has a week");
    is_int(mondays, TOWN_N_HOMES, "which begins on a Monday");
    is_int(in_window, TOWN_N_HOMES, "within four weeks of the day its year is up");
    is_int(early, 0, "nothing new is offered before letters can be there: 10 working days");
    is_int(wrong_state, 0, "offered in the quarter, booked stays booked, the rest due");
    ok(week_of(row_of(&made.roster, N3, 10)) >= 14, "not_before is kept");
    ok(week_of(row_of(&made.roster, S1, 30)) < 6, "a new tenant within six weeks");
    is_near(level(&made.roster, 0, 1) + level(&made.roster, 1, 1), 0, 0, "level 1 is 0");
    is_near(level(&made.roster, 0, 2) + level(&made.roster, 1, 2), 0, 0, "and so is level 2");
    const struct pp_visit_row *pair = row_of(&made.roster, N1, 3);
    ok(pair->two_officers && pair->second_post_ix >= 0 && pair->second_post_ix != pair->post_ix,
       "two people at a two-person visit");
    int alone = 0, ours = 0, vacant = 0, shared[2] = {0, 0};
    for (int v = 0; v < made.roster.n_visits; v++) {
        const struct pp_visit_row *row = &made.roster.visits[v];
        alone += row->patch_ix == N4 && (!row->two_officers || row->second_post_ix < 0);
        ours += row->patch_ix == N1 && row->post_ix == TOWN_ANN;
        vacant += row->patch_ix == N5 && row->post_ix == TOWN_RELIEF;
        shared[0] += row->patch_ix == N2 && row->post_ix == TOWN_BEA;
        shared[1] += row->patch_ix == N2 && row->post_ix == TOWN_CAL;
    }
    is_int(alone, 0, "an officer who makes no visit alone always has a second");
    is_int(ours, 40, "the named officer visits");
    is_int(vacant, 40, "who stands in visits a vacant patch");
    ok(shared[0] + shared[1] == 40 && shared[0] >= 14 && shared[1] >= 14,
       "sharers share: %d and %d", shared[0], shared[1]);
    int away = 0;
    for (int i = 0; i < TOWN_HOMES_A_PATCH; i++) {
        const struct pp_visit_row *row = row_of(&made.roster, S2, i);
        bool gone = week_of(row) >= 7 && week_of(row) <= 20;
        away += row->post_ix != (gone ? TOWN_FAY : TOWN_GUS);
    }
    is_int(away, 0, "while Gus is away for long who stands in visits, before and after he does");
    int on_leave = 0;
    for (int i = 0; i < TOWN_HOMES_A_PATCH; i++)
        on_leave += week_of(row_of(&made.roster, N1, i)) == 5;
    is_int(on_leave, 0, "no visit of Ann's in her week of leave");
    end(&made);
}

/* `today`: the day on which the roster is made. */
static void test_letters(pp_day today, int wanted_first, const char *what) {
    struct made made;
    begin(&made);
    made.town.problem.today = today;
    const pp_day holidays[] = {town_day(1, 8), town_day(3, 26), town_day(3, 29)};
    made.town.problem.calendar.holidays = holidays;
    made.town.problem.calendar.n_holidays = 3;
    build(&made, NULL);
    int first = 52;
    bool ahead = true;
    for (int v = 0; v < made.roster.n_visits; v++) {
        const struct pp_visit_row *row = &made.roster.visits[v];
        if (row->state != PP_VISIT_OFFERED)
            continue;
        first = week_of(row) < first ? week_of(row) : first;
        ahead =
            ahead && pp_calendar_back(&made.town.problem.calendar, row->week_start, 10) >= today;
    }
    ok(ahead, "every offer's letter can go out 10 working days ahead");
    is_int(first, wanted_first, what);
    end(&made);
}

static void test_states(void) {
    struct made made;
    begin(&made);
    struct pp_roster_home *thrice = home_of(&made, S1, 21), *once = home_of(&made, S1, 6);
    thrice->n_no_access = 3;
    once->state = PP_VISIT_NO_ACCESS;
    once->n_no_access = 1;
    struct pp_roster_home *never = home_of(&made, S1, 11), *late = home_of(&made, S1, 12);
    never->last_visit = PP_PAST_DAY;
    late->last_visit = pp_day_from(2024, 5, 1);
    struct pp_roster_home *done = home_of(&made, S1, 13);
    done->state = PP_VISIT_DONE;
    done->last_visit = town_day(1, 13);
    struct pp_roster_home *soon = home_of(&made, S1, 30), *later = home_of(&made, S1, 31);
    soon->not_before = town_day(1, 11);
    later->new_tenant = true;
    later->last_visit = PP_PAST_DAY;
    later->not_before = town_day(4, 21);
    build(&made, NULL);
    ok(week_of(row_of(&made.roster, S1, 30)) < 7,
       "a settling-in visit within six weeks of 11 January");
    ok(week_of(row_of(&made.roster, S1, 31)) >= 16 && week_of(row_of(&made.roster, S1, 31)) < 22,
       "or of when they move in, the week after 21 April");
    is_near(level(&made.roster, 1, 2), 0, 0, "which is their window");
    ok(week_of(row_of(&made.roster, S1, 21)) >= 13, "after three tries not in this quarter");
    ok(abs(week_of(row_of(&made.roster, S1, 6)) - 6) <= 4 &&
           row_of(&made.roster, S1, 6)->state == PP_VISIT_OFFERED,
       "after one try again when due");
    ok(week_of(row_of(&made.roster, S1, 11)) >= 2, "never visited: some week");
    ok(week_of(row_of(&made.roster, S1, 12)) >= 2 && week_of(row_of(&made.roster, S1, 12)) <= 4,
       "long overdue: now");
    ok(row_of(&made.roster, S1, 13)->state == PP_VISIT_DONE &&
           week_of(row_of(&made.roster, S1, 13)) == 1,
       "done in this year: stays, in its week");
    end(&made);
}

static void test_no_room(void) {
    struct made made;
    begin(&made);
    made.options.week_minutes = 60; /* nearly nobody has time */
    build(&made, NULL);
    ok(each_home_once(&made), "without time every home still has its row");
    int unplaced = 0;
    for (int v = 0; v < made.roster.n_visits; v++)
        unplaced += made.roster.visits[v].week_start == PP_PAST_DAY;
    ok(unplaced > 0 && unplaced == (int)(level(&made.roster, 0, 1) + level(&made.roster, 1, 1)),
       "those without a week are what level 1 says: %d", unplaced);
    end(&made);
}

/* Most of a patch is overdue, by one week to eighty: made up for week by week, the longest overdue first. */
static void test_overdue(void) {
    enum { N_OVERDUE = 32 };
    struct made made;
    begin(&made);
    for (int i = 0; i < N_OVERDUE; i++)
        home_of(&made, S1, i)->last_visit = town_day(1, 4) - 364 - 7 * (1 + (i * 37 + 11) % 80),
                           home_of(&made, S1, i)->state = PP_VISIT_DONE;
    build(&made, NULL);
    int load[VISIT_WEEKS] = {0}, last = 0, peak = 0, out_of_turn = 0;
    for (int i = 0; i < TOWN_HOMES_A_PATCH; i++) {
        int week = week_of(row_of(&made.roster, S1, i));
        load[week]++;
        last = i < N_OVERDUE && week > last ? week : last;
        peak = load[week] > peak ? load[week] : peak;
        for (int j = 0; i < N_OVERDUE && j < N_OVERDUE; j++)
            out_of_turn += home_of(&made, S1, i)->last_visit < home_of(&made, S1, j)->last_visit &&
                           home_of(&made, S1, i)->two_person == home_of(&made, S1, j)->two_person &&
                           week > week_of(row_of(&made.roster, S1, j));
    }
    is_int(out_of_turn, 0, "who is overdue longest is visited first");
    ok(peak <= 2, "forty homes in fifty weeks: no week has more than two, %d", peak);
    ok(last >= 12 && last < 24, "so it takes until week %d to make up for %d of them", last + 1,
       N_OVERDUE);
    is_near(level(&made.roster, 1, 2), 0, 0, "none of them is outside its window");
    bool proven = true;
    for (int i = 0; i < made.roster.n_levels; i++)
        proven = proven && made.roster.levels[i].proven;
    ok(proven, "and every level is proven");
    end(&made);
}

/* ---- the own plan against the model ---- */

enum { MODEL_CLASSES = 60 };
static const char *model_path(char *path, size_t size) {
    const char *root = getenv("SRCDIR");
    snprintf(path, size, "%s/models", root ? root : ".");
    return path;
}

struct random_patch {
    struct visit_team team;
    struct visit_patch patch;
    struct visit_class classes[MODEL_CLASSES];
    int n_homes[2][MODEL_CLASSES], count[2][MODEL_CLASSES * VISIT_PLACES];
};

static void make_patch(struct pp_rng *rng, struct random_patch *random, double tightness) {
    memset(random, 0, sizeof *random);
    random->team.classes = random->classes;
    random->team.patches = &random->patch;
    random->team.n_patches = 1;
    random->patch.each = 40;
    random->patch.late = 6 + (int)pp_rng_below(rng, 10);
    for (int c = 0; c < 25; c++) {
        int due = (int)pp_rng_below(rng, 53);
        random->classes[c] = (struct visit_class){due, 3 + (int)pp_rng_below(rng, 3) * 7, c < 3};
        if (c < 3)
            random->classes[c].due = 1;
        random->n_homes[0][c] = (int)pp_rng_below(rng, 9);
    }
    random->team.n_classes = 25;
    int n = 0;
    for (int c = 0; c < 25; c++)
        n += random->n_homes[0][c];
    for (int w = 0; w < VISIT_WEEKS; w++) {
        bool away = pp_rng_below(rng, 6) == 0;
        double minutes = tightness * n * 40 * 2 / 3 / VISIT_WEEKS * 2 * pp_rng_real(rng);
        random->patch.room[w] = away ? 0 : floor(minutes);
        random->team.pool[w] = 1000;
    }
    for (int two = 0; two < 2; two++) {
        random->patch.n_homes[two] = random->n_homes[two];
        random->patch.count[two] = random->count[two];
    }
}

static void place(struct random_patch *random, const struct pp_visits_ask *ask) {
    struct visit_patch *patch = &random->patch;
    int n = 0, n_weeks = 0;
    for (int w = 0; w < VISIT_WEEKS; w++) {
        patch->offers[w] = (int)floor(patch->room[w] / (ask->options->take_up * patch->each));
        n_weeks += patch->offers[w] > 0;
    }
    for (int c = 0; c < random->team.n_classes; c++)
        n += random->n_homes[0][c];
    patch->mean = n_weeks > 0 ? (n + n_weeks - 1) / n_weeks : n;
    struct visit_flow flow = {random->classes,    random->team.n_classes,
                              random->n_homes[0], patch->offers,
                              patch->mean,        patch->late};
    town_must(visit_flow_solve(&flow, random->count[0], &err), &err);
}

/* The own plan's values from its counts, and what the model says of the same data. */
static void test_against_model(void) {
    char models[512];
    struct made made;
    struct pp_rng rng;
    pp_rng_seed(&rng, 11);
    begin(&made);
    made.options.model_dir = model_path(models, sizeof models);
    struct pp_visits_ask ask = {.problem = &made.town.problem,
                                .options = &made.options,
                                .with_cover = &made.roster,
                                .seconds = 60};
    struct random_patch *random PP_AUTO_FREE = pp_alloc(sizeof *random);
    int kept_rules = 0, rounds = 6;
    for (int round = 0; round < rounds; round++) {
        double own[4], bound[4], after[4];
        make_patch(&rng, random, round % 2 ? 0.9 : 1.3);
        random->team.ask = &ask;
        place(random, &ask);
        visit_values(&random->team, 0, 1, own);
        bool holds = true;
        for (int c = 0; c < random->team.n_classes; c++) {
            int n = 0;
            for (int w = 0; w < VISIT_PLACES; w++) {
                int k = random->count[0][c * VISIT_PLACES + w];
                n += k;
                holds =
                    holds && (k == 0 || w == VISIT_NOT_PLACED || w + 1 >= random->classes[c].first);
            }
            holds = holds && n == random->n_homes[0][c];
        }
        kept_rules += holds;
        town_must(visit_model_group(&random->team, 0, 1, 60, bound, &err), &err);
        visit_values(&random->team, 0, 1, after);
        ok(fabs(bound[1] - own[1]) < 1e-6 && fabs(bound[2] - own[2]) < 1e-6 &&
               fabs(bound[3] - own[3]) < 1e-6,
           "own plan and model agree on all levels: %.0f %.0f %.0f", own[1], own[2], own[3]);
        if (fabs(bound[1] - own[1]) > 1e-6 || fabs(bound[2] - own[2]) > 1e-6 ||
            fabs(bound[3] - own[3]) > 1e-6)
            printf("# model %.3f %.3f %.3f, after %.0f %.0f %.0f\n", bound[1], bound[2], bound[3],
                   after[1], after[2], after[3]);
    }
    is_int(kept_rules, rounds, "the own plan places every home of a class once, never early");
    end(&made);
}

/* Many visits by two people and little room: the room for second people binds. */
static void test_second_people(void) {
    char models[512], folder[] = "/tmp/patchplan-test-visits-XXXXXX", path[600];
    struct made made;
    begin(&made);
    made.options.model_dir = model_path(models, sizeof models);
    made.options.keep_dir = mkdtemp(folder);
    made.options.week_minutes = 230;
    for (int h = 0; h < TOWN_N_HOMES; h++)
        made.town.homes[h].two_person = h % 3 > 0;
    build(&made, NULL);
    ok(each_home_once(&made), "little time and many visits by two: every home has its row");
    double minutes[VISIT_WEEKS] = {0}, room[VISIT_WEEKS] = {0};
    struct pp_arena arena = {0};
    struct visit_room rooms;
    struct pp_visits_ask ask = {
        .problem = &made.town.problem, .options = &made.options, .with_cover = &made.roster};
    town_must(visit_room_make(&ask, &arena, &rooms, &err), &err);
    for (int p = 0; p < S1; p++)
        for (int w = 0; w < VISIT_WEEKS; w++)
            room[w] += rooms.minutes[p * VISIT_WEEKS + w];
    pp_arena_done(&arena);
    for (int v = 0; v < made.roster.n_visits; v++) {
        const struct pp_visit_row *row = &made.roster.visits[v];
        if (row->patch_ix < S1 && week_of(row) >= 0)
            minutes[week_of(row)] += (row->two_officers ? 2 : 1) * 45 * made.options.take_up;
    }
    int over = 0;
    for (int w = 0; w < VISIT_WEEKS; w++)
        over += minutes[w] > room[w] + 45;
    is_int(over, 0, "no week asks more of the team than it has");
    printf("# levels %.0f %.0f %.0f\n", level(&made.roster, 0, 1), level(&made.roster, 0, 2),
           level(&made.roster, 0, 3));
    bool same = true;
    for (int k = 1; k <= 3; k++) {
        struct pp_model_answer answer = {0};
        struct pp_solve_options options = {.time_limit_s = 20};
        char model[600];
        snprintf(path, sizeof path, "%s/South.visits.%d.dat", folder, k);
        snprintf(model, sizeof model, "%s/visits.mod", models);
        town_must(pp_model_solve(model, path, &options, &answer, &err), &err);
        printf("# South, level %d: %.6f, glpk %.6f\n", k, level(&made.roster, 1, k),
               answer.result.objective);
        same = same && fabs(answer.result.objective - level(&made.roster, 1, k)) < 1e-3;
        pp_model_answer_done(&answer);
    }
    bool proven = true;
    for (int i = 0; i < made.roster.n_levels; i++)
        proven = proven && made.roster.levels[i].proven &&
                 made.roster.levels[i].bound == made.roster.levels[i].value;
    ok(proven, "each level is proven, its bound the value");
    ok(same, "the kept data give the same values on every level");
    for (int k = 1; k <= 3; k++)
        for (int t = 0; t < 2; t++) {
            snprintf(path, sizeof path, "%s/%s.visits.%d.dat", folder, t ? "South" : "North", k);
            unlink(path);
        }
    snprintf(path, sizeof path, "%s/visits.mod", folder);
    ok(unlink(path) == 0, "and the model lies beside them");
    rmdir(folder);
    end(&made);
}

int main(void) {
    test_town();
    test_letters(town_day(1, 4), 3,
                 "a holiday in the first week puts the first offers off by a week");
    test_letters(pp_day_from(2026, 12, 14), 1,
                 "made weeks ahead, offers begin in the week in which the first is due");
    test_letters(pp_day_from(2026, 12, 28), 2, "made days ahead, when letters can be there");
    test_states();
    test_no_room();
    test_overdue();
    test_against_model();
    test_second_people();
    return tap_done();
}
