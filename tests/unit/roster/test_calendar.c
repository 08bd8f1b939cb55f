/* Half-days, weeks A and B, working days; who is at work and what is open. */
#include "patchplan/roster/practice.h"
#include "patchplan/roster/problem.h"
#include "tests/tap.h"

static struct pp_error err;

static pp_day on(const char *text) {
    pp_day day = PP_PAST_DAY;
    if (!pp_day_parse(text, &day))
        printf("# no such day: %s\n", text);
    return day;
}

static void test_slots(void) {
    bool same = true;
    char name[6];
    for (int slot = 0; slot < PP_N_SLOTS; slot++) {
        same =
            same && pp_slot(pp_slot_week(slot), pp_slot_weekday(slot), pp_slot_half(slot)) == slot;
    }
    ok(same, "a half-day is its week, weekday and half");
    pp_slot_short(pp_slot(0, 4, PP_HALF_EVENING), name);
    is_text(name, "A5ev", "in models");
    pp_slot_short(pp_slot(1, 1, PP_HALF_PM), name);
    is_text(name, "B2pm", "and there in the other week");
    ok(pp_half_parse("evening") == PP_HALF_EVENING && pp_half_parse("noon") == -1,
       "halves by name");
}

/* Weeks alternate from the anchor both ways, whatever the year does. */
static void test_weeks(void) {
    struct pp_calendar wanted = {
        .first_day = on("2027-01-06"), .n_weeks = 13, .anchor = PP_PAST_DAY};
    struct pp_calendar calendar;
    is_int(pp_calendar_make(&wanted, &calendar, &err), 0, "made");
    is_int(calendar.first_day, on("2027-01-04"), "a Wednesday goes back to its Monday");
    is_int(calendar.anchor, calendar.first_day, "which begins a week A when nothing else is said");
    wanted.anchor = on("2026-12-24");
    is_int(pp_calendar_make(&wanted, &calendar, &err), 0, "made with an anchor");
    is_int(calendar.anchor, on("2026-12-21"), "the anchor goes back to its Monday too");
    bool alternate = true;
    for (pp_day day = on("2026-01-01"); day < on("2028-02-01"); day++)
        alternate = alternate &&
                    pp_calendar_week(&calendar, day) != pp_calendar_week(&calendar, day + 7) &&
                    pp_calendar_week(&calendar, day) ==
                        pp_calendar_week(&calendar, pp_calendar_monday(day));
    ok(alternate, "weeks A and B alternate over two new years and before the anchor");
    is_int(pp_calendar_week(&calendar, on("2026-12-27")), 0, "Sunday still belongs to week A");
    is_int(pp_calendar_week(&calendar, on("2027-01-01")), 1, "new year's day to the week B before");
    is_int(pp_calendar_week(&calendar, on("2026-12-20")), 1, "the week before the anchor is a B");
    is_int(pp_calendar_last_day(&calendar), on("2027-04-04"), "thirteen weeks end on a Sunday");
    /* Both clock changes: days are counted, so that a day of 23 or 25 hours is one day. */
    is_int(pp_calendar_slot(&calendar, on("2027-03-29"), PP_HALF_AM),
           pp_slot(pp_calendar_week(&calendar, on("2027-03-28")) ^ 1, 0, PP_HALF_AM),
           "the Monday after the clocks change is the next week's");
    is_int(pp_calendar_slot(&calendar, on("2027-03-28"), PP_HALF_AM), -1,
           "Sunday has no half-days");
    wanted.n_weeks = 53;
    is_int(pp_calendar_make(&wanted, &calendar, &err), PP_E_INPUT, "53 weeks are too many");
    wanted.n_weeks = 0;
    is_int(pp_calendar_make(&wanted, &calendar, &err), PP_E_INPUT, "none are too few");
}

static void test_holidays(void) {
    const pp_day holidays[] = {on("2027-01-01"), on("2027-03-26"), on("2027-03-29")};
    struct pp_calendar wanted = {.first_day = on("2027-01-04"),
                                 .n_weeks = 13,
                                 .anchor = PP_PAST_DAY,
                                 .holidays = holidays,
                                 .n_holidays = 3};
    struct pp_calendar calendar;
    is_int(pp_calendar_make(&wanted, &calendar, &err), 0, "made");
    int n_working = 0;
    for (pp_day day = calendar.first_day; day <= pp_calendar_last_day(&calendar); day++)
        n_working += pp_calendar_working(&calendar, day);
    is_int(n_working, 13 * 5 - 2, "two days of the quarter are Easter");
    is_int(pp_calendar_back(&calendar, on("2027-03-31"), 2), on("2027-03-25"),
           "two working days before the Wednesday after Easter is Thursday before it");
    is_int(pp_calendar_back(&calendar, on("2027-01-18"), 10), on("2027-01-04"),
           "ten are two weeks");
    is_int(pp_calendar_back(&calendar, on("2027-01-18"), 0), on("2027-01-18"),
           "none is the day itself");
}

static void test_work(void) {
    const pp_day holidays[] = {on("2027-03-26"), on("2027-03-29")}, closed[] = {on("2027-02-02")};
    uint64_t all = (UINT64_C(1) << PP_N_SLOTS) - 1;
    struct pp_post posts[] = {
        {.officer_id = "O1",
         .name = "Ann",
         .fte_milli = 800,
         .caseload_pct = 50,
         .caseload_until = on("2027-01-31"),
         .works = all & ~(UINT64_C(1) << pp_slot(0, 0, PP_HALF_PM)),
         .starts = on("2027-01-11"),
         .ends = PP_FAR_DAY},
        {.officer_id = "O2",
         .name = "",
         .fte_milli = 1000,
         .caseload_pct = 100,
         .caseload_until = PP_FAR_DAY,
         .works = all,
         .starts = PP_PAST_DAY,
         .ends = PP_FAR_DAY},
    };
    const struct pp_absence absences[] = {
        {0, on("2027-01-20"), on("2027-01-22"), -1, false, false},
        {0, on("2027-02-09"), on("2027-02-09"), PP_HALF_PM, false, false},
    };
    struct pp_roster_venue venues[] = {
        {.venue_id = "V1", .name = "Library", .open = all, .closed = closed, .n_closed = 1}};
    struct pp_roster_problem problem = {
        .calendar = {on("2027-01-04"), 13, on("2027-01-04"), holidays, 2},
        .max_milli = 300000,
        .posts = posts,
        .n_posts = 2,
        .absences = absences,
        .n_absences = 2,
        .venues = venues,
        .n_venues = 1};
    ok(!pp_post_works(&problem, 0, on("2027-01-08"), PP_HALF_AM),
       "not before the first day of work");
    ok(pp_post_works(&problem, 0, on("2027-01-11"), PP_HALF_PM), "Monday afternoon of week B");
    ok(!pp_post_works(&problem, 0, on("2027-01-18"), PP_HALF_PM), "not of week A");
    ok(pp_post_works(&problem, 0, on("2027-01-19"), PP_HALF_AM) &&
           !pp_post_works(&problem, 0, on("2027-01-20"), PP_HALF_AM) &&
           !pp_post_works(&problem, 0, on("2027-01-22"), PP_HALF_EVENING) &&
           pp_post_works(&problem, 0, on("2027-01-25"), PP_HALF_AM),
       "leave is from its first to its last day");
    ok(pp_post_works(&problem, 0, on("2027-02-09"), PP_HALF_AM) &&
           !pp_post_works(&problem, 0, on("2027-02-09"), PP_HALF_PM) &&
           !pp_post_works(&problem, 0, on("2027-02-09"), PP_HALF_EVENING),
       "an afternoon off is afternoon and evening");
    ok(!pp_post_works(&problem, 0, on("2027-03-29"), PP_HALF_AM), "nobody works on a bank holiday");
    ok(!pp_post_works(&problem, 1, on("2027-02-09"), PP_HALF_AM), "nor in a vacant post");
    is_int(pp_post_cap_milli(&problem, 0, on("2027-01-31")), 120000,
           "0.8 of 300, half while starting");
    is_int(pp_post_cap_milli(&problem, 0, on("2027-02-01")), 240000, "all of it after");
    ok(pp_venue_is_open(&problem, 0, on("2027-02-03"), PP_HALF_AM) &&
           !pp_venue_is_open(&problem, 0, on("2027-02-02"), PP_HALF_AM) &&
           !pp_venue_is_open(&problem, 0, on("2027-03-26"), PP_HALF_AM) &&
           !pp_venue_is_open(&problem, 0, on("2027-02-06"), PP_HALF_AM),
       "a venue is shut on its closed day, on holidays, on Saturday");
    ok(pp_post_find(&problem, "O2") == 1 && pp_post_find(&problem, "O3") == -1 &&
           pp_venue_find(&problem, "V1") == 0 && pp_venue_find(&problem, "V") == -1,
       "found by id, or not");
}

static void test_fortnights(void) {
    struct pp_calendar calendar = {
        .first_day = on("2027-01-04"), .n_weeks = 13, .anchor = on("2027-01-04")};
    is_int(pp_calendar_fortnight(&calendar, on("2027-01-17")), 0, "a Sunday ends its two weeks");
    is_int(pp_calendar_fortnight(&calendar, on("2027-01-18")), 1, "a Monday begins the next");
    is_int(pp_calendar_fortnight(&calendar, on("2027-01-03")), -1, "before the anchor");
    is_int(pp_calendar_fortnight(&calendar, on("2026-12-20")), -2, "they go on backwards");
}

static void test_practice(void) {
    struct pp_roster_venue venue = {.step_free = true, .desks = 2, .open = 1};
    ok(pp_venue_serves(&venue), "a venue with two desks, step-free and open, serves");
    venue.open = 0;
    ok(!pp_venue_serves(&venue) && pp_venue_fits(&venue), "it fits when it is never open");
    venue.desks = 1;
    ok(!pp_venue_fits(&venue), "not with one desk");
    is_int(pp_visit_travel_min(&(struct pp_post){.travel = "car"}), 10, "ten minutes by car");
    is_int(pp_visit_travel_min(&(struct pp_post){.travel = NULL}), 15, "else fifteen");
}

int main(void) {
    test_fortnights();
    test_practice();
    test_slots();
    test_weeks();
    test_holidays();
    test_work();
    return tap_done();
}
