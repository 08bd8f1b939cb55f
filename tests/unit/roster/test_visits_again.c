/* Visits of a roster made again: what was booked, recorded or promised since. */
#include "tests/tap.h"
#include "tests/unit/roster/made_visits.h"

/* Minutes of S1's visits in a week, if those booked are all made and of the others as many as are taken up. */
static double minutes_of(const struct made *made, int week, double each, bool booked_alone) {
    double minutes = 0;
    for (int i = 0; i < TOWN_HOMES_A_PATCH; i++) {
        const struct pp_visit_row *row = row_of(&made->roster, S1, i);
        bool booked = row->state == PP_VISIT_BOOKED;
        if (week_of(row) == week && (booked || !booked_alone))
            minutes += each * (booked ? 1 : made->options.take_up);
    }
    return minutes;
}

/* Every home of a patch falls due in one month in which its officer has little time. Some visits are booked, with a
 * standing roster or without one: they take all of their minutes, and new ones come only where minutes are left. */
static void test_booked(bool with_standing) {
    enum { N_BOOKED = 4, WEEK = 8 };
    struct made first, then;
    struct pp_arena arena = {0};
    struct visit_room rooms = {0};
    begin(&first);
    begin(&then);
    for (int k = 0; k < 2; k++) {
        struct made *made = k ? &then : &first;
        made->options.week_minutes = 700;
        for (int i = 0; i < TOWN_HOMES_A_PATCH; i++) {
            struct pp_roster_home *home = home_of(made, S1, i);
            *home = (struct pp_roster_home){.home_id = home->home_id,
                                            .patch_ix = S1,
                                            .street_ix = home->street_ix,
                                            .state = PP_VISIT_DUE,
                                            .last_visit = town_day(1, 4) + 7 * WEEK - 364,
                                            .not_before = PP_PAST_DAY,
                                            .booked = PP_PAST_DAY};
            if (i < N_BOOKED && (k || !with_standing)) {
                home->state = PP_VISIT_BOOKED;
                home->booked = town_day(1, 4) + 7 * (WEEK - 1 + i / 2) + 2;
            }
        }
    }
    build(&first, NULL);
    build(&then, with_standing ? &first.roster : NULL);
    const struct pp_visits_ask ask = {.problem = &then.town.problem,
                                      .options = &then.options,
                                      .with_cover = &then.roster,
                                      .team_ix = 1};
    town_must(visit_room_make(&ask, &arena, &rooms, &err), &err);
    double each = visit_minutes_each(&ask, S1);
    int kept = 0, over = 0;
    for (int i = 0; i < N_BOOKED; i++)
        kept += week_of(row_of(&then.roster, S1, i)) == WEEK - 1 + i / 2 &&
                row_of(&then.roster, S1, i)->state == PP_VISIT_BOOKED;
    for (int w = 2; w < VISIT_WEEKS; w++) {
        double room = rooms.minutes[S1 * VISIT_WEEKS + w];
        double booked = minutes_of(&then, w, each, true);
        over += minutes_of(&then, w, each, false) > (booked > room ? booked : room) + 1e-6;
    }
    is_int(kept, N_BOOKED, "what is booked is in its week");
    ok(over == 0, "and takes all of its minutes, %s",
       with_standing ? "in place of the week that stood" : "in a roster made anew");
    pp_arena_done(&arena);
    end(&first);
    end(&then);
}

/* ---- replanning ---- */

/* Booked for last week, for yesterday and for tomorrow, on a Wednesday: of the first two nothing was told. */
static void test_lapsed(void) {
    struct made first, then;
    begin(&first);
    begin(&then);
    build(&first, NULL);
    pp_day today = town_day(1, 20), days[] = {today - 7, today - 1, today + 1};
    then.town.problem.today = today;
    for (int i = 0; i < 3; i++) {
        struct pp_roster_home *home = home_of(&then, S1, i);
        home->state = PP_VISIT_BOOKED;
        home->booked = days[i];
        for (int v = 0; v < first.roster.n_visits; v++)
            if (first.roster.visits[v].home_id == home->home_id) {
                first.roster.visits[v].state = PP_VISIT_BOOKED;
                first.roster.visits[v].week_start = pp_calendar_monday(days[i]);
            }
    }
    build(&then, &first.roster);
    for (int i = 0; i < 2; i++)
        ok(row_of(&then.roster, S1, i)->state == PP_VISIT_OFFERED &&
               row_of(&then.roster, S1, i)->week_start >= today + 14 &&
               week_of(row_of(&then.roster, S1, i)) <= 8,
           "booked %s and not told of: asked again as soon as a letter can be there",
           i ? "for yesterday" : "for last week");
    ok(row_of(&then.roster, S1, 2)->state == PP_VISIT_BOOKED &&
           row_of(&then.roster, S1, 2)->week_start == pp_calendar_monday(today),
       "booked for tomorrow: stays");
    end(&first);
    end(&then);
}

static void test_recorded(pp_day today, const char *when) {
    struct made first, then;
    begin(&first);
    build(&first, NULL);
    begin(&then);
    then.town.problem.today = today;
    int n_done = 0, n_missed = 0;
    for (int v = 0; v < first.roster.n_visits; v++) {
        struct pp_visit_row *row = &first.roster.visits[v];
        struct pp_roster_home *home = &then.town.homes[row->home_id - 1];
        int week = week_of(row);
        if (week >= 4)
            continue;
        if (row->home_id % 3 == 0) { /* nobody at home */
            home->state = row->state = PP_VISIT_NO_ACCESS;
            home->n_no_access = 1;
            n_missed++;
        } else if (row->home_id % 7 == 0) {
            home->state = row->state = PP_VISIT_DECLINED;
        } else {
            home->state = row->state = PP_VISIT_DONE;
            home->last_visit = row->week_start + 2;
            n_done++;
        }
    }
    build(&then, &first.roster);
    ok(each_home_once(&then), "after records every home still has one row");
    int moved = 0, again = 0, kept_over = 0, over = 0;
    for (int v = 0; v < first.roster.n_visits; v++) {
        const struct pp_visit_row *was = &first.roster.visits[v];
        const struct pp_visit_row *is =
            row_of(&then.roster, was->patch_ix, (int)(was->home_id - 1) % TOWN_HOMES_A_PATCH);
        bool past = week_of(was) < 4;
        bool missed = past && was->state == PP_VISIT_NO_ACCESS;
        again += missed && week_of(is) >= week_of(was) + 3 && week_of(is) <= 12 &&
                 (today < town_day(2, 1) || week_of(is) >= 6) && is->state == PP_VISIT_OFFERED;
        over += past && !missed;
        kept_over += past && !missed && is->state == was->state && week_of(is) == week_of(was);
        moved += !past && week_of(is) != week_of(was);
    }
    ok(n_done > 0 && n_missed > 0, "%s: %d done, %d missed", when, n_done, n_missed);
    is_int(kept_over, over, "what was done or declined stays as it is");
    is_int(again, n_missed, "no access is tried again as soon as a letter can be there");
    is_int(moved, 0, "and nothing else moves");
    end(&first);
    end(&then);
}

static void test_promises(void) {
    struct made first, then;
    begin(&first);
    build(&first, NULL);
    begin(&then);
    then.town.problem.today = town_day(1, 18); /* week 2: letters for weeks 2 and 3 are out */
    then.town.absences[0].first_day = town_day(1, 18);
    then.town.absences[0].last_day = town_day(3, 1); /* Ann is ill for six weeks */
    for (int v = 0; v < first.roster.n_visits; v++) {
        const struct pp_visit_row *row = &first.roster.visits[v];
        if (week_of(row) < 2)
            then.town.homes[row->home_id - 1].state = PP_VISIT_DONE,
                                           then.town.homes[row->home_id - 1].last_visit =
                                               row->week_start;
    }
    build(&then, &first.roster);
    int broken = 0, in_leave = 0;
    for (int i = 0; i < TOWN_HOMES_A_PATCH; i++) {
        const struct pp_visit_row *was = row_of(&first.roster, N1, i),
                                  *is = row_of(&then.roster, N1, i);
        bool out = was->state == PP_VISIT_OFFERED && week_of(was) >= 2 && week_of(was) < 4;
        broken += out && week_of(is) != week_of(was);
        in_leave += !out && week_of(is) >= 4 && week_of(is) <= 7;
    }
    is_int(broken, 0, "what letters have gone out for stays");
    is_int(in_leave, 0, "what is not promised leaves the weeks without room");
    end(&first);
    end(&then);
}

int main(void) {
    test_booked(true);
    test_booked(false);
    test_lapsed();
    test_recorded(town_day(2, 1), "recorded in the fifth week");
    test_recorded(pp_day_from(2026, 12, 14), "recorded on a clock that is slow");
    test_promises();
    return tap_done();
}
