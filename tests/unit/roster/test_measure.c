/* Hours and measures of the small town, counted by hand. */
#include "tests/tap.h"
#include "tests/unit/roster/small_town.h"

#include "patchplan/roster/judge.h"

static struct pp_error err;

static bool near(double a, double b) { return fabs(a - b) < 1e-6 * (1 + fabs(b)); }

static void test_hours(struct small_town *town, struct pp_roster *roster) {
    struct pp_roster_options options;
    pp_roster_options_default(&options);
    is_int(pp_roster_hours(&town->problem, &options, roster, &err), 0, "hours counted");
    is_int(roster->n_hours, TOWN_N_POSTS, "of every post");
    const struct pp_hours *ann = &roster->hours[TOWN_ANN];
    ok(near(ann->available, (65 - 2 - 5) * 444.0),
       "Ann: 65 days less two holidays and five of leave");
    ok(near(ann->dropins, 7 * 120), "seven drop-ins of two hours");
    ok(near(ann->activities, 9000.0 / 4 * 58 / 63), "the activities of the days she works");
    ok(near(roster->hours[TOWN_LEADER].taras, 3 * 90), "the leader: three meetings");
    ok(near(roster->hours[TOWN_LEADER].activities, 5000.0 / 4), "and a quarter of the year's work");
    ok(roster->hours[TOWN_VACANT].available == 0, "nobody comes to the vacant post");
    ok(near(roster->hours[TOWN_RELIEF].standing_in, 9000.0 / 4), "who stands in has its work");
    double sum = 0;
    for (int o = 0; o < TOWN_N_POSTS; o++)
        sum += roster->hours[o].activities + roster->hours[o].standing_in;
    ok(near(sum, 8 * 9000.0 / 4 + 5000.0 / 4), "nothing is counted twice or lost");
    is_int(roster->n_breaches, 0, "nobody has too much");
    is_int(roster->n_roles, 4, "four roles");
    ok(near(roster->roles[1].minutes_a_year, 8000) && roster->roles[1].fte > 0, "leaders' year");
    double officers = roster->roles[0].minutes_a_year, at_sessions = 0;
    for (int i = 0; i < roster->n_sessions; i++)
        at_sessions += roster->sessions[i].n_posts *
                       (roster->sessions[i].to_min - roster->sessions[i].from_min + 30.0);
    int n_sessions = roster->n_sessions;
    roster->n_sessions = 0;
    is_int(pp_roster_hours(&town->problem, &options, roster, &err), 0, "without any session");
    ok(n_sessions > 0 && near(officers - roster->roles[0].minutes_a_year, 4 * at_sessions),
       "officers need a year of sessions less, each with half an hour of travel");
    ok(near(roster->roles[0].fte / roster->roles[0].minutes_a_year, roster->roles[1].fte / 8000),
       "the same minutes make the same full-time people in every role");
    roster->n_sessions = n_sessions;
    static const double much[TOWN_N_PATCHES] = {200000};
    town->problem.work_minutes_of_patch = much;
    for (int i = 0; i < 2; i++)
        is_int(pp_roster_hours(&town->problem, &options, roster, &err), 0, "with more work");
    ok(roster->n_breaches > 0 && roster->breaches[0].rule == PP_RULE_HOURS &&
           !roster->breaches[0].broken && roster->breaches[0].post_ix == TOWN_ANN,
       "more than 100 %% is said and breaks no rule");
    is_int(roster->n_hours, TOWN_N_POSTS, "counted again it replaces what was");
}

static void test_measures(struct small_town *town, struct pp_roster *roster) {
    struct pp_roster_options options;
    pp_roster_options_default(&options);
    is_int(pp_roster_measure(&town->problem, &options, roster, &err), 0, "measured");
    is_int(roster->n_measures, 3, "all, North, South");
    const struct pp_team_measures *all = &roster->measures[0];
    is_int(all->team_ix, -1, "all of it first");
    ok(near(all->least_per_fte, 290) && near(all->most_per_fte, 290), "290 homes for everyone");
    ok(near(all->share_inside, 1) && all->spread_per_fte < 1e-6, "all inside");
    is_int(all->n_homes, 320, "homes");
    is_int(all->n_keeping_officer, 270, "that keep their officer");
    is_int(all->n_in_reach, 260, "within a walk of a drop-in");
    ok(all->n_in_reach_own <= all->n_in_reach && all->n_in_reach_own > 0, "some of their own");
    is_int(all->worst_ward_ix, 1, "the ward with least");
    ok(near(all->worst_ward_share, 100 / 160.0), "its share");
    is_int(all->n_sessions, 33, "drop-ins");
    ok(near(all->hire_pounds, 20 * 15), "twenty of them in the hall");
    is_int(all->n_evenings, 6, "evenings");
    ok(all->evenings_least == 3 && all->evenings_most == 3, "three each of two people");
    is_int(all->n_changed_after_publication, 0, "nothing was published");
    is_int(roster->measures[1].n_homes + roster->measures[2].n_homes, 320, "teams add up");
    ok(all->peak_over_mean >= 1, "a peak is no less than the mean");
    is_int(all->n_visits_outside, 0, "visits in their window");
    is_int(all->n_overdue, 0, "nobody is overdue");
    roster->visits[3].week_start += 7 * 30;
    is_int(pp_roster_measure(&town->problem, &options, roster, &err), 0, "one visit moved far");
    is_int(roster->measures[0].n_visits_outside, 1, "is outside");
    town->homes[7].last_visit = town_day(1, 4) - 500;
    roster->visits[7].week_start = town_day(3, 1);
    is_int(pp_roster_measure(&town->problem, &options, roster, &err), 0, "one home is overdue");
    is_int(roster->measures[0].n_visits_outside, 1, "which is told apart");
    is_int(roster->measures[0].n_overdue, 1, "by number");
    is_int(roster->measures[0].overdue_weeks, 9, "and by when it is made up for");
}

/* A part-timer counts in the mean by fte. North: 290 of four full-time posts, 203 and 87 of two half-time sharers. */
static void test_balance(struct small_town *town, struct pp_roster *roster) {
    struct pp_roster_options options;
    pp_roster_options_default(&options);
    for (int i = 0; i < roster->n_leads; i++)
        if (roster->leads[i].post_ix == TOWN_BEA || roster->leads[i].post_ix == TOWN_CAL)
            roster->leads[i].share_milli = roster->leads[i].post_ix == TOWN_BEA ? 700 : 300;
    is_int(pp_roster_measure(&town->problem, &options, roster, &err), 0, "a sharer takes more");
    const struct pp_team_measures *north = &roster->measures[1];
    ok(near(north->most_per_fte, 406) && near(north->least_per_fte, 174), "406 and 174 of a post");
    ok(near(north->share_inside, 4.0 / 6), "the mean stays 290: four of six are inside");
    ok(near(north->spread_per_fte, sqrt(2 * 116 * 116 / 6.0) / 290), "spread about it");
    for (int i = 0; i < roster->n_leads; i++)
        if (roster->leads[i].post_ix == TOWN_CAL)
            roster->leads[i].post_ix = -1;
    is_int(pp_roster_measure(&town->problem, &options, roster, &err), 0, "the other has gone");
    ok(near(roster->measures[1].share_inside, 4.0 / 5),
       "half a post counts half: the mean is 303, not 313");
}

int main(void) {
    struct small_town town;
    struct pp_roster roster;
    small_town(&town);
    small_town_roster(&town.problem, &roster);
    test_measures(&town, &roster);
    test_hours(&town, &roster);
    test_balance(&town, &roster);
    pp_roster_done(&roster);
    pp_roster_problem_done(&town.problem);
    return tap_done();
}
