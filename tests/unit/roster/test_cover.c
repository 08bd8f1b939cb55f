/* Who stands in: every patch on every working day, a morning's sickness, buddies. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/core/alloc.h"
#include "patchplan/roster/caseload.h"
#include "patchplan/roster/cover.h"
#include "patchplan/roster/judge.h"

#include "tests/tap.h"
#include "tests/unit/roster/small_town.h"

/* The leads of the town, with buddies and cover of the program. */
static void make_roster(const struct pp_roster_problem *problem, struct pp_roster *roster) {
    struct pp_error err;
    small_town_roster(problem, roster);
    roster->n_buddies = roster->n_covers = 0;
    for (int team = 0; team < problem->n_teams; team++) {
        town_must(pp_caseload_buddies(problem, team, roster, &err), &err);
        town_must(pp_cover_build(problem, team, roster, &err), &err);
    }
}

static bool at_work(const struct pp_roster_problem *problem, int post_ix, pp_day day, int half) {
    return pp_post_works(problem, post_ix, day, half ? PP_HALF_PM : PP_HALF_AM);
}

static bool somebody_leads(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                           int patch_ix, pp_day day, int half) {
    for (int i = 0; i < roster->n_leads; i++) {
        const struct pp_lead *lead = &roster->leads[i];
        if (lead->patch_ix == patch_ix && lead->post_ix >= 0 && lead->first_day <= day &&
            day <= lead->last_day && at_work(problem, lead->post_ix, day, half))
            return true;
    }
    return false;
}

static bool is_told(const struct pp_roster *roster, int patch_ix, pp_day day) {
    for (int i = 0; i < roster->n_breaches; i++)
        if (roster->breaches[i].rule == PP_RULE_H1 && roster->breaches[i].broken &&
            roster->breaches[i].patch_ix == patch_ix && roster->breaches[i].day == day)
            return true;
    return false;
}

struct count {
    int wrong, told, stood_in, uncalled;
};

/* One half of a day of a patch: rows that are not needed, nobody where somebody is, people who are not there. */
static void check_half(const struct pp_roster_problem *problem, const struct pp_roster *roster,
                       int patch_ix, pp_day day, int half, struct count *count) {
    bool led = somebody_leads(problem, roster, patch_ix, day, half);
    int n = 0, who = -1;
    for (int i = 0; i < roster->n_covers; i++) {
        const struct pp_cover *row = &roster->covers[i];
        if (row->patch_ix == patch_ix && row->day == day && (row->half < 0 || row->half == half)) {
            who = row->cover_post_ix;
            n++;
        }
    }
    if (led)
        count->uncalled += n;
    else if (n != 1 || (who >= 0 && !at_work(problem, who, day, half)) ||
             (who < 0 && !is_told(roster, patch_ix, day)))
        count->wrong++;
    else if (who < 0)
        count->told++;
    else
        count->stood_in++;
}

static struct count check_all(const struct pp_roster_problem *problem,
                              const struct pp_roster *roster) {
    struct count count = {0};
    pp_day last = pp_calendar_last_day(&problem->calendar);
    for (pp_day day = problem->calendar.first_day; day <= last; day++)
        for (int p = 0; pp_calendar_working(&problem->calendar, day) && p < problem->n_patches; p++)
            for (int half = 0; half < 2; half++)
                check_half(problem, roster, p, day, half, &count);
    return count;
}

/* Most patches that an officer (not relief or leader) stands in for in one half-day. */
static int most_at_once(const struct pp_roster_problem *problem, const struct pp_roster *roster) {
    int most = 0;
    for (int i = 0; i < roster->n_covers; i++)
        for (int half = 0; half < 2; half++) {
            const struct pp_cover *row = &roster->covers[i];
            int n = 0;
            for (int k = 0; k < roster->n_covers; k++) {
                const struct pp_cover *other = &roster->covers[k];
                n += other->day == row->day && other->cover_post_ix == row->cover_post_ix &&
                     (other->half < 0 || other->half == half);
            }
            if (row->cover_post_ix >= 0 &&
                problem->posts[row->cover_post_ix].role == PP_ROLE_OFFICER && n > most)
                most = n;
        }
    return most;
}

static const struct pp_cover *row_on(const struct pp_roster *roster, int patch_ix, pp_day day,
                                     int half) {
    for (int i = 0; i < roster->n_covers; i++)
        if (roster->covers[i].patch_ix == patch_ix && roster->covers[i].day == day &&
            (roster->covers[i].half < 0 || roster->covers[i].half == half))
            return &roster->covers[i];
    return NULL;
}

static void test_every_day(void) {
    struct small_town town;
    struct pp_roster roster;
    small_town(&town);
    make_roster(&town.problem, &roster);
    struct count count = check_all(&town.problem, &roster);
    is_int(count.wrong, 0, "every patch has somebody on every half of every working day");
    is_int(count.uncalled, 0, "nobody stands in where the officer is at work");
    ok(count.stood_in > 130, "days off, leave and the vacant post were stood in for");
    is_int(count.told, 0, "here nobody was missing");
    ok(most_at_once(&town.problem, &roster) <= 2, "no officer stands in for more than two");
    is_int(roster.n_buddies, TOWN_N_PATCHES, "every patch has a buddy");
    bool own = false;
    for (int i = 0; i < roster.n_buddies; i++)
        for (int k = 0; k < roster.n_leads; k++)
            own |= roster.leads[k].patch_ix == roster.buddies[i].patch_ix &&
                   roster.leads[k].post_ix == roster.buddies[i].post_ix;
    ok(!own, "and never its own officer");
    const struct pp_cover *half = row_on(&roster, N4, town_day(1, 14), PP_HALF_PM);
    ok(half && half->half == PP_HALF_PM && !strcmp(half->reason, "leave") &&
           !row_on(&roster, N4, town_day(1, 14), PP_HALF_AM),
       "an afternoon's leave is stood in for that afternoon");
    const struct pp_cover *off = row_on(&roster, N3, town_day(1, 15), 0);
    ok(off && !strcmp(off->reason, "not working that day") && off->absent_post_ix == TOWN_DEV,
       "the free Friday of a nine-day fortnight too");
    const struct pp_cover *vacant = row_on(&roster, N5, town_day(1, 4), 0);
    ok(vacant && !strcmp(vacant->reason, "vacant post") && vacant->absent_post_ix == TOWN_VACANT,
       "and the vacant post");
    ok(!row_on(&roster, N5, town_day(3, 26), 0), "not on Good Friday");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

/* While one absence lasts the same person stands in, as long as that person is there. */
static void test_steady(void) {
    struct small_town town;
    struct pp_roster roster;
    int n_changes = 0, before = -1;
    small_town(&town);
    make_roster(&town.problem, &roster);
    for (pp_day day = town_day(2, 22); day <= town_day(4, 2); day++) {
        const struct pp_cover *row = row_on(&roster, S2, day, 0);
        bool there = before >= 0 && at_work(&town.problem, before, day, 0) &&
                     at_work(&town.problem, before, day, 1);
        n_changes += row && there && row->cover_post_ix != before;
        if (row)
            before = row->cover_post_ix;
    }
    ok(before >= 0 && n_changes == 0, "who stands in for a long leave goes on doing so");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static void test_nobody(void) {
    struct small_town town;
    struct pp_roster roster;
    small_town(&town);
    struct pp_absence absences[TOWN_N_POSTS];
    for (int o = 0; o < TOWN_N_POSTS; o++)
        absences[o] = (struct pp_absence){o, town_day(3, 9), town_day(3, 9), -1, false, false};
    town.problem.absences = absences;
    town.problem.n_absences = TOWN_N_POSTS;
    make_roster(&town.problem, &roster);
    struct count count = check_all(&town.problem, &roster);
    is_int(count.wrong, 0, "a day on which all are away: still a row for each patch");
    is_int(count.told, 2 * TOWN_N_PATCHES, "with nobody in it, and told");
    bool words = false;
    for (int i = 0; i < roster.n_breaches; i++)
        words |=
            strstr(roster.breaches[i].text, "Nobody in South is at work on Tuesday 9 March "
                                            "2027 to stand in for patch S1 (40 homes)") != NULL;
    ok(words, "in words");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static void test_buddies_differ(void) {
    struct small_town town;
    struct pp_roster roster;
    small_town(&town);
    struct pp_absence absences[] = {
        {TOWN_ANN, town_day(2, 8), town_day(2, 12), -1, false, false},
        {TOWN_DEV, town_day(2, 8), town_day(2, 12), -1, false, false},
    };
    town.problem.absences = absences;
    town.problem.n_absences = 2;
    make_roster(&town.problem, &roster);
    is_int(roster.buddies[N1].post_ix, TOWN_EVE, "the buddy is one who is not away at that time");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

/* A patch that waits for its officer is with relief, also when relief was away for a week. */
static void test_waiting(void) {
    struct small_town town;
    struct pp_roster roster;
    small_town(&town);
    town.absences[0] =
        (struct pp_absence){TOWN_RELIEF, town_day(2, 8), town_day(2, 12), -1, false, false};
    make_roster(&town.problem, &roster);
    int n_relief = 0, n_others = 0;
    for (int i = 0; i < roster.n_covers; i++)
        if (roster.covers[i].patch_ix == N5) {
            n_relief += roster.covers[i].cover_post_ix == TOWN_RELIEF;
            n_others += roster.covers[i].cover_post_ix != TOWN_RELIEF;
        }
    is_int(roster.buddies[N5].post_ix, TOWN_RELIEF, "a vacant patch has relief as its buddy");
    is_int(n_relief, 13 * 5 - 2 - 5, "who stands in for it on every day");
    is_int(n_others, 5, "but for those of a week's leave");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static const struct pp_breach *told_of(const struct pp_roster *roster, enum pp_rule rule, int *n) {
    const struct pp_breach *first = NULL;
    *n = 0;
    for (int i = 0; i < roster->n_breaches; i++)
        if (roster->breaches[i].rule == rule && (*n)++ == 0)
            first = &roster->breaches[i];
    return first;
}

/* Four of North's five patches wait, and only Ann and the leader are there. */
static void test_burden(void) {
    struct small_town town;
    struct pp_roster roster;
    struct pp_error err;
    struct pp_roster_options options;
    int n;
    pp_roster_options_default(&options);
    small_town(&town);
    make_roster(&town.problem, &roster);
    town_must(pp_roster_judge(&town.problem, &options, &roster, &err), &err);
    ok(!told_of(&roster, PP_RULE_COVER, &n), "nobody carries too much: nothing is said");
    pp_roster_done(&roster);
    for (int o = TOWN_RELIEF; o <= TOWN_EVE; o++)
        if (o != TOWN_ANN)
            town.posts[o].name = "";
    make_roster(&town.problem, &roster);
    for (int again = 0; again < 2; again++)
        town_must(pp_roster_judge(&town.problem, &options, &roster, &err), &err);
    const struct pp_breach *told = told_of(&roster, PP_RULE_COVER, &n);
    is_int(n, 1, "two patches beside one's own for weeks are said, once");
    printf("# %s\n", told ? told->text : "");
    ok(told && !told->broken && told->post_ix == TOWN_ANN &&
           strstr(told->text, "Ann Ash (O03) leads N1 and stands in for ") &&
           strstr(told->text, " (40 homes, 58 days) and "),
       "with the patches and days");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

/* --- away ------------------------------------------------------------------------------------------- */

static int n_what(const struct pp_roster *roster, const char *what) {
    int n = 0;
    for (int i = 0; i < roster->n_changes; i++)
        n += !strcmp(roster->changes[i].what, what);
    return n;
}

/* Rows of other patches and other days are as they were. */
static int n_other_rows_changed(const struct pp_roster *before, const struct pp_roster *after,
                                int post_ix, pp_day from, pp_day to) {
    int n = 0;
    for (int i = 0; i < before->n_covers; i++) {
        const struct pp_cover *old = &before->covers[i];
        const struct pp_cover *now =
            row_on(after, old->patch_ix, old->day, old->half < 0 ? 0 : old->half);
        bool touched = old->day >= from && old->day <= to && old->cover_post_ix == post_ix;
        n += !touched && (!now || now->cover_post_ix != old->cover_post_ix);
    }
    return n;
}

static void test_away(void) {
    struct small_town town;
    struct pp_roster before, after = {0};
    struct pp_error err;
    small_town(&town);
    make_roster(&town.problem, &before);
    town_must(pp_roster_append(&after, &before, &err), &err);
    pp_day tuesday = town_day(1, 5); /* drop-in of N1 and N2 with Ann and Bea */
    town_must(pp_cover_away(&town.problem, TOWN_ANN, tuesday, tuesday, &after, &err), &err);
    const struct pp_cover *row = row_on(&after, N1, tuesday, 0);
    ok(row && row->cover_post_ix >= 0 && row->cover_post_ix != TOWN_ANN &&
           !strcmp(row->reason, "leave"),
       "sick today: somebody stands in");
    is_int(n_other_rows_changed(&before, &after, TOWN_ANN, tuesday, tuesday), 0,
           "who stood in elsewhere goes on");
    is_int(n_what(&after, "cover"), 1, "one change of who stands in");
    is_int(n_what(&after, "session"), 1, "one drop-in is touched");
    ok(n_what(&after, "visit") == 1, "the visits of the week are listed");
    is_int(n_what(&after, "lead"), 0, "no officer changes");
    is_int(after.n_leads, before.n_leads, "the leads are as they were");
    int n_staff = 0, n_ann = 0;
    for (int i = 0; i < after.n_sessions; i++)
        if (after.sessions[i].day == tuesday && after.sessions[i].kind == PP_SESSION_DROPIN)
            for (int k = 0; k < after.sessions[i].n_posts; k++) {
                n_staff++;
                n_ann += after.sessions[i].posts[k] == TOWN_ANN;
            }
    ok(n_staff == 2 && n_ann == 0, "another steps in at the drop-in");
    bool words = false;
    for (int i = 0; i < after.n_changes; i++) {
        printf("# %s\n", after.changes[i].text);
        words |= strstr(after.changes[i].text, "Tuesday 5 January 2027") &&
                 strstr(after.changes[i].text, "stands in for patch N1 (40 homes)");
    }
    ok(words, "and it is said");
    pp_roster_done(&before);
    pp_roster_done(&after);
    pp_roster_problem_done(&town.problem);
}

/* Relief is away: whoever it stood in for needs another. */
static void test_relief_away(void) {
    struct small_town town;
    struct pp_roster roster;
    struct pp_error err;
    small_town(&town);
    small_town_roster(&town.problem, &roster);
    pp_day from = town_day(1, 4), to = town_day(1, 15);
    town_must(pp_cover_away(&town.problem, TOWN_RELIEF, from, to, &roster, &err), &err);
    int n = 0;
    for (pp_day day = from; day <= to; day++) {
        const struct pp_cover *row = row_on(&roster, N5, day, 0);
        n += row && row->cover_post_ix >= 0 && row->cover_post_ix != TOWN_RELIEF;
    }
    is_int(n, 10, "who stood in is sick: others stand in on each day");
    bool kept = true;
    for (int i = 0; i < roster.n_covers; i++)
        kept &= i == 0 || roster.covers[i - 1].day <= roster.covers[i].day;
    ok(kept, "rows stay in the order of days");
    int moved = 0, stay = 0;
    for (int i = 0; i < roster.n_visits; i++)
        if (roster.visits[i].patch_ix == N5 && roster.visits[i].week_start <= town_day(1, 11)) {
            moved += roster.visits[i].post_ix != TOWN_RELIEF;
            stay += roster.visits[i].post_ix == TOWN_RELIEF;
        }
    ok(moved > 0 && stay == 0, "visits of whole weeks go to others");
    int n_alike = 0;
    for (int i = 0; i < roster.n_changes; i++)
        for (int k = 0; k < i; k++)
            n_alike += !strcmp(roster.changes[i].what, "visit") &&
                       !strcmp(roster.changes[k].what, "visit") &&
                       roster.changes[i].patch_ix == roster.changes[k].patch_ix &&
                       roster.changes[i].new_post_ix == roster.changes[k].new_post_ix;
    is_int(n_alike, 0, "and weeks that go to the same officer are told once");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static void test_away_alone(void) {
    struct small_town town;
    struct pp_roster roster;
    struct pp_error err;
    small_town(&town);
    make_roster(&town.problem, &roster);
    struct pp_absence absences[TOWN_N_POSTS];
    int n = 0;
    for (int o = 0; o < TOWN_N_POSTS; o++)
        if (o != TOWN_ANN && o != TOWN_BEA)
            absences[n++] = (struct pp_absence){o, town_day(1, 5), town_day(1, 5), -1, true, false};
    town.problem.absences = absences;
    town.problem.n_absences = n;
    town.problem.today = town_day(1, 5);
    town_must(pp_cover_away(&town.problem, TOWN_ANN, town_day(1, 5), town_day(1, 5), &roster, &err),
              &err);
    bool there = false, moved = false, told = false;
    for (int i = 0; i < roster.n_sessions; i++) {
        const struct pp_session *session = &roster.sessions[i];
        there |= session->day == town_day(1, 5) && session->kind == PP_SESSION_DROPIN;
        moved |= session->was_day == town_day(1, 5) && session->day > town_day(1, 5);
    }
    for (int i = 0; i < roster.n_changes; i++)
        told |= strstr(roster.changes[i].text, "Tuesday 5 January 2027 at 10am moves to") != NULL;
    ok(!there && moved && told, "nobody to step in: the drop-in moves, and it is told");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static void test_half_day_away(void) {
    struct small_town town;
    struct pp_roster roster;
    struct pp_error err;
    small_town(&town);
    make_roster(&town.problem, &roster);
    struct pp_absence absences[] = {
        {TOWN_ANN, town_day(1, 6), town_day(1, 6), PP_HALF_PM, true, false}};
    town.problem.absences = absences;
    town.problem.n_absences = 1;
    town_must(pp_cover_away(&town.problem, TOWN_ANN, town_day(1, 6), town_day(1, 6), &roster, &err),
              &err);
    const struct pp_cover *row = row_on(&roster, N1, town_day(1, 6), PP_HALF_PM);
    ok(row && row->half == PP_HALF_PM && !row_on(&roster, N1, town_day(1, 6), PP_HALF_AM),
       "gone home at noon: the afternoon alone");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

/* Of two days away the lists know the second, the afternoon of it: the first is away as a whole, and the drop-in of
 * the second morning stays hers. */
static void test_half_known(void) {
    struct small_town town;
    struct pp_roster roster;
    struct pp_error err;
    small_town(&town);
    make_roster(&town.problem, &roster);
    pp_day monday = town_day(1, 4), tuesday = town_day(1, 5);
    struct pp_absence absences[] = {{TOWN_ANN, tuesday, tuesday, PP_HALF_PM, true, false}};
    town.problem.absences = absences;
    town.problem.n_absences = 1;
    town_must(pp_cover_away(&town.problem, TOWN_ANN, monday, tuesday, &roster, &err), &err);
    int n_kept = 0;
    for (int s = 0; s < roster.n_sessions; s++)
        for (int i = 0; i < roster.sessions[s].n_posts; i++)
            n_kept += roster.sessions[s].day == tuesday && roster.sessions[s].half == PP_HALF_AM &&
                      roster.sessions[s].posts[i] == TOWN_ANN;
    ok(row_on(&roster, N1, monday, -1) && !row_on(&roster, N1, tuesday, PP_HALF_AM),
       "away as a whole on the day that no list has, for the afternoon on the other");
    is_int(n_kept, 1, "and at the drop-in of that morning");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static void test_wrong_days(void) {
    struct small_town town;
    struct pp_roster roster;
    struct pp_error err;
    small_town(&town);
    make_roster(&town.problem, &roster);
    int n = roster.n_covers;
    is_int(pp_cover_away(&town.problem, TOWN_ANN, town_day(2, 8), town_day(2, 5), &roster, &err),
           PP_E_INPUT, "away until before it begins is refused");
    ok(strstr(err.message, "Monday 8 February 2027") != NULL, "with the days");
    is_int(pp_cover_away(&town.problem, TOWN_ANN, town_day(8, 2), town_day(8, 5), &roster, &err),
           PP_E_INPUT, "so are days outside the weeks of the roster");
    is_int(roster.n_covers, n, "and nothing is touched");
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
}

static void test_memory(void) {
    struct small_town town;
    struct pp_error err;
    int rc = PP_E_NOMEM, n_failed = 0;
    small_town(&town);
    for (long at = 1; rc == PP_E_NOMEM && at < 400; at++) {
        struct pp_roster roster = {0};
        struct pp_lead lead = {.patch_ix = S1, .post_ix = -1, .share_milli = 1000};
        lead.last_day = PP_FAR_DAY;
        town_must(pp_roster_add_lead(&roster, &lead, &err), &err);
        pp_alloc_fail_at(at);
        rc = pp_caseload_buddies(&town.problem, 1, &roster, &err);
        if (rc == 0)
            rc = pp_cover_build(&town.problem, 1, &roster, &err);
        pp_alloc_fail_at(0);
        n_failed += rc == PP_E_NOMEM;
        pp_roster_done(&roster);
    }
    ok(rc == 0 && n_failed > 5, "memory that runs out is told, each time");
    pp_roster_problem_done(&town.problem);
}

int main(void) {
    test_every_day();
    test_steady();
    test_nobody();
    test_buddies_differ();
    test_waiting();
    test_burden();
    test_away();
    test_relief_away();
    test_away_alone();
    test_half_day_away();
    test_half_known();
    test_wrong_days();
    test_memory();
    return tap_done();
}
