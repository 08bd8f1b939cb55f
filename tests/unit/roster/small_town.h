/* A town small enough to know by heart: 2 teams, 8 patches, 12 posts, 4 venues, a quarter with Easter in it; and a
 * roster made by hand that keeps every rule. Faults are seeded by changing one field of a fresh copy.
 *
 * North: N1..N4 round V01, N5 (vacant) by V02. South: S1..S3 by V02; V04 is nearer to S3 but has one desk.
 * Week A begins on Monday 4 January 2027; 26 and 29 March are holidays. Today is 14 December 2026. */
#ifndef TESTS_UNIT_ROSTER_SMALL_TOWN_H
#define TESTS_UNIT_ROSTER_SMALL_TOWN_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patchplan/roster/result.h"

enum {
    TOWN_LEADER, /* O01, North */
    TOWN_RELIEF, /* O02, North */
    TOWN_ANN,    /* O03: N1 */
    TOWN_BEA,    /* O04: N2 with Cal, Monday to Wednesday noon */
    TOWN_CAL,    /* O05: the rest of the week */
    TOWN_DEV,    /* O06: N3, a nine-day fortnight: no Friday in week B */
    TOWN_EVE,    /* O07: N4, makes no visit alone */
    TOWN_VACANT, /* O08: N5 */
    TOWN_FAY,    /* O09: S1 */
    TOWN_GUS,    /* O10: S2, away for long from 22 February */
    TOWN_HAL,    /* O11: S3 with Ida, a starter at half a caseload to 19 February */
    TOWN_IDA,    /* O12: mornings */
    TOWN_N_POSTS
};
enum { N1, N2, N3, N4, N5, S1, S2, S3, TOWN_N_PATCHES };
enum { TOWN_V1, TOWN_V2, TOWN_V3_STEPS, TOWN_V4_ONE_DESK, TOWN_N_VENUES };
enum { TOWN_HOMES_A_PATCH = 40, TOWN_N_HOMES = TOWN_N_PATCHES * TOWN_HOMES_A_PATCH };
#define TOWN_ALL ((UINT64_C(1) << PP_N_SLOTS) - 1)

struct small_town {
    struct pp_roster_problem problem; /* its arrays are these: */
    struct pp_post *posts;
    struct pp_absence *absences;
    struct pp_roster_venue *venues;
    struct pp_roster_patch *patches;
    struct pp_patch_count *kept, *needs, *speaks;
    struct pp_roster_home *homes;
    struct pp_tara_group *taras;
};

static inline pp_day town_day(int month, int day) { return pp_day_from(2027, month, day); }

/* Half-days of both weeks: bit weekday of `am`, `pm`, `evening`. */
static inline uint64_t town_week(unsigned am, unsigned pm, unsigned evening) {
    uint64_t bits = 0;
    for (int slot = 0; slot < PP_N_SLOTS; slot++) {
        const unsigned of[PP_N_HALVES] = {am, pm, evening};
        if (of[pp_slot_half(slot)] >> pp_slot_weekday(slot) & 1)
            bits |= UINT64_C(1) << slot;
    }
    return bits;
}

/* A copy in the town's arena that may be changed. */
static inline void *town_copy(struct small_town *town, const void *rows, size_t size) {
    void *copy = pp_arena_alloc(&town->problem.arena, size);
    if (!copy)
        abort();
    return memcpy(copy, rows, size);
}

static inline void town_set_posts(struct small_town *town) {
    const uint64_t all = town_week(31, 31, 0), evenings = town_week(31, 31, 31);
    const struct pp_post usual = {.role = PP_ROLE_OFFICER,
                                  .fte_milli = 1000,
                                  .caseload_pct = 100,
                                  .caseload_until = PP_FAR_DAY,
                                  .share_with_ix = -1,
                                  .travel = "foot",
                                  .works = all,
                                  .lone_working = true,
                                  .starts = PP_PAST_DAY,
                                  .ends = PP_FAR_DAY};
    static const char *const ids[] = {"O01", "O02", "O03", "O04", "O05", "O06",
                                      "O07", "O08", "O09", "O10", "O11", "O12"};
    static const char *const names[] = {"Leo Lead",  "Rae Relief",  "Ann Ash",   "Bea Birch",
                                        "Cal Cedar", "Dev Dogwood", "Eve Elm",   "",
                                        "Fay Fir",   "Gus Gorse",   "Hal Hazel", "Ida Ivy"};
    struct pp_post posts[TOWN_N_POSTS];
    for (int o = 0; o < TOWN_N_POSTS; o++) {
        posts[o] = usual;
        posts[o].officer_id = ids[o];
        posts[o].name = posts[o].public_name = names[o];
        posts[o].team_ix = o >= TOWN_FAY;
    }
    posts[TOWN_LEADER].role = PP_ROLE_TEAM_LEADER;
    posts[TOWN_LEADER].travel = "car";
    posts[TOWN_LEADER].max_evenings = posts[TOWN_FAY].max_evenings = 2;
    posts[TOWN_LEADER].works = posts[TOWN_FAY].works = evenings;
    posts[TOWN_RELIEF].role = PP_ROLE_COVER;
    posts[TOWN_ANN].skills = 1;
    posts[TOWN_BEA].share_with_ix = TOWN_CAL;
    posts[TOWN_CAL].share_with_ix = TOWN_BEA;
    posts[TOWN_BEA].fte_milli = posts[TOWN_CAL].fte_milli = posts[TOWN_IDA].fte_milli = 500;
    posts[TOWN_BEA].works = town_week(7, 3, 0);
    posts[TOWN_BEA].languages = 1;
    posts[TOWN_CAL].works = town_week(24, 28, 0);
    posts[TOWN_DEV].skills = 2;
    posts[TOWN_DEV].works = all & ~(UINT64_C(1) << pp_slot(1, 4, PP_HALF_AM)) &
                            ~(UINT64_C(1) << pp_slot(1, 4, PP_HALF_PM));
    posts[TOWN_EVE].lone_working = false;
    posts[TOWN_GUS].languages = 2;
    posts[TOWN_HAL].caseload_pct = 50;
    posts[TOWN_HAL].caseload_until = town_day(2, 19);
    posts[TOWN_HAL].starts = pp_day_from(2026, 12, 1);
    posts[TOWN_IDA].works = town_week(31, 0, 0);
    const struct pp_absence absences[] = {
        {TOWN_ANN, town_day(2, 8), town_day(2, 12), -1, false, false},
        {TOWN_EVE, town_day(1, 14), town_day(1, 14), PP_HALF_PM, false, false},
        {TOWN_GUS, town_day(2, 22), town_day(5, 31), -1, false, true},
    };
    town->problem.posts = town->posts = town_copy(town, posts, sizeof posts);
    town->problem.n_posts = TOWN_N_POSTS;
    town->problem.absences = town->absences = town_copy(town, absences, sizeof absences);
    town->problem.n_absences = 3;
}

static inline void town_set_venues(struct small_town *town) {
    const struct pp_roster_venue usual = {.ward_code = "W1",
                                          .desks = 3,
                                          .step_free = true,
                                          .open = town_week(31, 31, 0),
                                          .from_min = {600, 840, -1},
                                          .to_min = {720, 960, -1}};
    struct pp_roster_venue venues[TOWN_N_VENUES] = {usual, usual, usual, usual};
    static const char *const ids[] = {"V01", "V02", "V03", "V04"};
    static const char *const names[] = {"North Library", "Middle Hall", "Old Chapel",
                                        "Corner Room"};
    const double x[] = {0, 4000, 2000, 6000};
    for (int v = 0; v < TOWN_N_VENUES; v++) {
        venues[v].venue_id = ids[v];
        venues[v].name = names[v];
        venues[v].x = x[v];
    }
    venues[TOWN_V1].open = town_week(31, 31, 31);
    venues[TOWN_V1].from_min[PP_HALF_EVENING] = 1050;
    venues[TOWN_V1].to_min[PP_HALF_EVENING] = 1170;
    venues[TOWN_V1].hearing_loop = true;
    venues[TOWN_V2].hire_pence = 1500;
    venues[TOWN_V2].ward_code = "W2";
    venues[TOWN_V2].by_appointment = true;
    venues[TOWN_V3_STEPS].step_free = false;
    venues[TOWN_V4_ONE_DESK].desks = 1;
    venues[TOWN_V4_ONE_DESK].ward_code = "W2";
    town->problem.venues = town->venues = town_copy(town, venues, sizeof venues);
    town->problem.n_venues = TOWN_N_VENUES;
}

/* Patches, and four places of ten homes in each, 100 m round its middle. */
static inline void town_set_patches(struct small_town *town) {
    static const char *const names[] = {"N1", "N2", "N3", "N4", "N5", "S1", "S2", "S3"};
    const double at[][2] = {{0, 300},    {300, -200}, {-500, 100},  {600, 400},
                            {3200, 300}, {4300, 200}, {4600, -300}, {5300, 200}};
    struct pp_roster_patch patches[TOWN_N_PATCHES];
    struct pp_reach_group groups[4 * TOWN_N_PATCHES];
    for (int p = 0; p < TOWN_N_PATCHES; p++) {
        patches[p] = (struct pp_roster_patch){.name = names[p],
                                              .team_ix = p >= S1,
                                              .ward_ix = p >= N5,
                                              .x = at[p][0],
                                              .y = at[p][1],
                                              .share_milli = 1000,
                                              .weight_milli = 290000,
                                              .n_homes = TOWN_HOMES_A_PATCH,
                                              .drawn_lead_ix = -1,
                                              .drawn_sharer_ix = -1};
        for (int g = 0; g < 4; g++)
            groups[4 * p + g] = (struct pp_reach_group){p, at[p][0] + (g & 1 ? 100 : -100),
                                                        at[p][1] + (g & 2 ? 100 : -100), 10, 0};
    }
    const struct pp_patch_count kept[] = {
        {N1, TOWN_ANN, 40}, {N2, TOWN_BEA, 20}, {N2, TOWN_CAL, 20},
        {N3, TOWN_DEV, 30}, {N3, TOWN_EVE, 10}, {N4, TOWN_EVE, 40},
        {S1, TOWN_FAY, 40}, {S2, TOWN_GUS, 40}, {S3, TOWN_IDA, 40}};
    const struct pp_patch_count needs[] = {{N1, 0, 10}, {N3, 1, 8}};
    const struct pp_patch_count speaks[] = {{N2, 0, 12}, {S2, 1, 5}};
    town->problem.patches = town->patches = town_copy(town, patches, sizeof patches);
    town->problem.n_patches = TOWN_N_PATCHES;
    town->problem.groups = town_copy(town, groups, sizeof groups);
    town->problem.n_groups = 4 * TOWN_N_PATCHES;
    town->problem.kept = town->kept = town_copy(town, kept, sizeof kept);
    town->problem.n_kept = 9;
    town->problem.needs = town->needs = town_copy(town, needs, sizeof needs);
    town->problem.speaks = town->speaks = town_copy(town, speaks, sizeof speaks);
    town->problem.n_needs = town->problem.n_speaks = 2;
}

/* Home i of a patch was visited 52 weeks before week i. Some are different. */
static inline void town_set_homes(struct small_town *town) {
    struct pp_roster_home homes[TOWN_N_HOMES];
    for (int h = 0; h < TOWN_N_HOMES; h++) {
        int i = h % TOWN_HOMES_A_PATCH;
        homes[h] = (struct pp_roster_home){.home_id = 1 + h,
                                           .booked = PP_PAST_DAY,
                                           .patch_ix = h / TOWN_HOMES_A_PATCH,
                                           .street_ix = i / 10,
                                           .last_visit = pp_day_from(2026, 1, 5) + 7 * i,
                                           .not_before = PP_PAST_DAY,
                                           .state = PP_VISIT_DUE};
        if (i == 0)
            homes[h].state = PP_VISIT_BOOKED;
    }
    homes[N1 * TOWN_HOMES_A_PATCH + 3].two_person = true;
    homes[N3 * TOWN_HOMES_A_PATCH + 10].not_before = town_day(4, 12);
    struct pp_roster_home *south = &homes[S1 * TOWN_HOMES_A_PATCH];
    south[20].state = PP_VISIT_DECLINED;
    south[21].state = PP_VISIT_NO_ACCESS;
    south[21].n_no_access = 1;
    south[22].state = PP_VISIT_DONE;
    south[22].last_visit = pp_day_from(2026, 12, 1);
    south[30].new_tenant = true;
    south[30].last_visit = PP_PAST_DAY;
    town->problem.homes = town->homes = town_copy(town, homes, sizeof homes);
    town->problem.n_homes = TOWN_N_HOMES;
}

/* A fresh copy; release with pp_roster_problem_done(&town->problem). */
__attribute__((unused)) static void small_town(struct small_town *ret_town) {
    static const char *const teams[] = {"North", "South"}, *const skills[] = {"asb", "hoarding"};
    static const char *const languages[] = {"Arabic", "Somali"};
    static const char *const streets[] = {"Ash Road", "Birch Road", "Cedar Road", "Elm Road"};
    static const char *const ward_codes[] = {"W1", "W2"}, *const ward_names[] = {"Up", "Down"};
    static const double work[TOWN_N_PATCHES] = {9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000};
    static const struct pp_team_work team_work[] = {{45000, 5000, 8000, 3000},
                                                    {27000, 3000, 5000, 2000}};
    const pp_day holidays[] = {town_day(1, 1), town_day(3, 26), town_day(3, 29), town_day(5, 3)};
    const struct pp_tara_group taras[] = {
        {"North Tenants", 1, 1, 0xfff & ~(1u << 7), 1080, 1170, N2, 0,
         TOWN_V1},                                                   /* first Tuesday, not August */
        {"South Tenants", -1, 3, 0xfff, 1080, 1170, S1, 1, TOWN_V2}, /* last Thursday */
    };
    memset(ret_town, 0, sizeof *ret_town);
    struct pp_roster_problem *problem = &ret_town->problem;
    problem->plan_name = "draft";
    problem->today = pp_day_from(2026, 12, 14);
    problem->calendar = (struct pp_calendar){
        town_day(1, 4), 13, town_day(1, 4), town_copy(ret_town, holidays, sizeof holidays), 4,
        holidays[3]};
    problem->max_milli = 300000;
    problem->team_names = teams;
    problem->skill_names = skills;
    problem->language_names = languages;
    problem->ward_codes = ward_codes;
    problem->ward_names = ward_names;
    problem->n_teams = problem->n_skills = problem->n_languages = problem->n_wards = 2;
    problem->street_names = streets;
    problem->n_streets = 4;
    problem->taras = ret_town->taras = town_copy(ret_town, taras, sizeof taras);
    problem->n_taras = 2;
    problem->work_minutes_of_patch = work;
    problem->work_of_team = team_work;
    town_set_posts(ret_town);
    town_set_venues(ret_town);
    town_set_patches(ret_town);
    town_set_homes(ret_town);
}

/* ---------------------------------------------------------------- the roster made by hand */

static inline void town_must(int rc, const struct pp_error *err) {
    if (rc != 0) {
        printf("Bail out! %s\n", err->message);
        exit(1);
    }
}

static inline void town_add_leads(struct pp_roster *roster) {
    static const struct {
        int patch_ix, post_ix, share_milli;
    } leads[] = {{N1, TOWN_ANN, 1000}, {N2, TOWN_BEA, 500},  {N2, TOWN_CAL, 500},
                 {N3, TOWN_DEV, 1000}, {N4, TOWN_EVE, 1000}, {N5, TOWN_VACANT, 1000},
                 {S1, TOWN_FAY, 1000}, {S2, TOWN_GUS, 1000}, {S3, TOWN_HAL, 500},
                 {S3, TOWN_IDA, 500}};
    static const int buddies[] = {TOWN_EVE, TOWN_ANN, TOWN_EVE, TOWN_DEV,
                                  TOWN_ANN, TOWN_HAL, TOWN_FAY, TOWN_FAY};
    struct pp_error err;
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        struct pp_lead lead = {leads[i].patch_ix,
                               leads[i].post_ix,
                               leads[i].share_milli < 1000,
                               leads[i].share_milli,
                               PP_PAST_DAY,
                               PP_FAR_DAY,
                               false,
                               false};
        lead.first_day = town_day(1, 4);
        town_must(pp_roster_add_lead(roster, &lead, &err), &err);
    }
    for (int p = 0; p < TOWN_N_PATCHES; p++) {
        struct pp_buddy buddy = {p, buddies[p]};
        town_must(pp_roster_add_buddy(roster, &buddy, &err), &err);
    }
}

static inline void town_add_cover(struct pp_roster *roster, const struct pp_cover *cover) {
    struct pp_error err;
    town_must(pp_roster_add_cover(roster, cover, &err), &err);
}

/* N5 has nobody: the relief officer, every working day. */
static inline void town_add_covers(const struct pp_roster_problem *problem,
                                   struct pp_roster *roster) {
    for (pp_day day = town_day(1, 4); day <= town_day(4, 4); day++) {
        if (!pp_calendar_working(&problem->calendar, day))
            continue;
        bool week_b = pp_calendar_week(&problem->calendar, day) == 1;
        if (day >= town_day(2, 8) && day <= town_day(2, 12))
            town_add_cover(roster, &(struct pp_cover){day, -1, N1, TOWN_ANN, TOWN_EVE, "leave"});
        if (week_b && pp_day_weekday(day) == 4)
            town_add_cover(roster, &(struct pp_cover){day, -1, N3, TOWN_DEV, TOWN_EVE,
                                                      "not working that day"});
        if (day == town_day(1, 14))
            town_add_cover(roster,
                           &(struct pp_cover){day, PP_HALF_PM, N4, TOWN_EVE, TOWN_DEV, "leave"});
        town_add_cover(roster,
                       &(struct pp_cover){day, -1, N5, TOWN_VACANT, TOWN_RELIEF, "vacant post"});
        if (day >= town_day(2, 22))
            town_add_cover(roster, &(struct pp_cover){day, -1, S2, TOWN_GUS, TOWN_FAY, "leave"});
    }
}

struct town_series {
    const char *series;
    int week, weekday, venue_ix, team_ix;
    int posts[2], patches[2], n_patches;
};
static const struct town_series town_timetable[] = {
    {"V02-A1am-North", 0, 0, TOWN_V2, 0, {TOWN_RELIEF, TOWN_EVE}, {N5, -1}, 1},
    {"V01-A2am-North", 0, 1, TOWN_V1, 0, {TOWN_ANN, TOWN_BEA}, {N1, N2}, 2},
    {"V02-A3am-South", 0, 2, TOWN_V2, 1, {TOWN_FAY, TOWN_GUS}, {S1, S2}, 2},
    {"V01-B4am-North", 1, 3, TOWN_V1, 0, {TOWN_DEV, TOWN_EVE}, {N3, N4}, 2},
    {"V02-B5am-South", 1, 4, TOWN_V2, 1, {TOWN_HAL, TOWN_IDA}, {S3, -1}, 1},
};

static inline void town_add_dropin(const struct pp_roster_problem *problem,
                                   struct pp_roster *roster, const struct town_series *of,
                                   pp_day day) {
    struct pp_error err;
    int posts[2] = {of->posts[0], of->posts[1]};
    if (of->venue_ix == TOWN_V2 && of->weekday == 2 && day >= town_day(2, 22))
        posts[1] = TOWN_HAL; /* for Gus */
    struct pp_session session = {.series = of->series,
                                 .kind = PP_SESSION_DROPIN,
                                 .day = day,
                                 .half = PP_HALF_AM,
                                 .from_min = 600,
                                 .to_min = 720,
                                 .venue_ix = of->venue_ix,
                                 .team_ix = of->team_ix,
                                 .tara_ix = -1,
                                 .posts = posts,
                                 .n_posts = 2,
                                 .patches = of->patches,
                                 .n_patches = of->n_patches,
                                 .was_day = PP_PAST_DAY,
                                 .was_half = -1,
                                 .was_venue_ix = -1};
    if (!pp_calendar_working(&problem->calendar,
                             day)) { /* Good Friday: the day before; Easter Monday: after */
        session.was_day = day;
        session.was_half = PP_HALF_AM;
        session.was_venue_ix = of->venue_ix;
        session.day = day + (of->weekday == 0 ? 1 : -1);
    }
    town_must(pp_roster_add_session(roster, &session, &err), &err);
}

static inline void town_add_tara(struct pp_roster *roster, int tara_ix, pp_day day) {
    struct pp_error err;
    static const int leader = TOWN_LEADER, fay = TOWN_FAY, n2 = N2, s1 = S1;
    struct pp_session session = {.series = tara_ix ? "South Tenants" : "North Tenants",
                                 .kind = PP_SESSION_TARA,
                                 .day = day,
                                 .half = PP_HALF_EVENING,
                                 .from_min = 1080,
                                 .to_min = 1170,
                                 .venue_ix = tara_ix ? TOWN_V2 : TOWN_V1,
                                 .team_ix = tara_ix,
                                 .tara_ix = tara_ix,
                                 .posts = tara_ix ? &fay : &leader,
                                 .n_posts = 1,
                                 .patches = tara_ix ? &s1 : &n2,
                                 .n_patches = 1,
                                 .was_day = PP_PAST_DAY,
                                 .was_half = -1,
                                 .was_venue_ix = -1};
    town_must(pp_roster_add_session(roster, &session, &err), &err);
}

static inline void town_add_sessions(const struct pp_roster_problem *problem,
                                     struct pp_roster *roster) {
    for (int week = 0; week < 13; week++)
        for (size_t s = 0; s < sizeof town_timetable / sizeof *town_timetable; s++)
            if (town_timetable[s].week == week % 2)
                town_add_dropin(problem, roster, &town_timetable[s],
                                town_day(1, 4) + 7 * week + town_timetable[s].weekday);
    town_add_tara(roster, 0, town_day(1, 5));
    town_add_tara(roster, 1, town_day(1, 28));
    town_add_tara(roster, 0, town_day(2, 2));
    town_add_tara(roster, 1, town_day(2, 25));
    town_add_tara(roster, 0, town_day(3, 2));
    town_add_tara(roster, 1, town_day(3, 25));
}

/* Who visits home i of a patch in a week. */
static inline int town_visitor(int patch_ix, int i, int week) {
    static const int who[TOWN_N_PATCHES][2] = {{TOWN_ANN, TOWN_ANN},       {TOWN_BEA, TOWN_CAL},
                                               {TOWN_DEV, TOWN_DEV},       {TOWN_EVE, TOWN_EVE},
                                               {TOWN_RELIEF, TOWN_RELIEF}, {TOWN_FAY, TOWN_FAY},
                                               {TOWN_GUS, TOWN_GUS},       {TOWN_HAL, TOWN_IDA}};
    bool gus_is_away = patch_ix == S2 && week >= 7 && week <= 21;
    return gus_is_away ? TOWN_FAY : who[patch_ix][i % 2];
}

static inline int town_visit_week(const struct pp_roster_home *home, int i) {
    if (home->new_tenant)
        return 3; /* inside six weeks */
    if (home->state == PP_VISIT_DONE)
        return 47; /* a year after the last one */
    if (home->not_before != PP_PAST_DAY)
        return 14;
    if (home->patch_ix == N1 && i == 5)
        return 6;          /* Ann is on leave in week 5 */
    return i == 1 ? 2 : i; /* letters go out ten working days before */
}

static inline void town_add_visits(const struct pp_roster_problem *problem,
                                   struct pp_roster *roster) {
    struct pp_error err;
    for (int h = 0; h < problem->n_homes; h++) {
        const struct pp_roster_home *home = &problem->homes[h];
        int i = h % TOWN_HOMES_A_PATCH, week = town_visit_week(home, i);
        struct pp_visit_row visit = {home->home_id,
                                     home->patch_ix,
                                     town_visitor(home->patch_ix, i, week),
                                     town_day(1, 4) + 7 * week,
                                     home->two_person || home->patch_ix == N4,
                                     -1,
                                     home->state};
        if (visit.two_officers)
            visit.second_post_ix = TOWN_DEV;
        if (week < 13 && home->state == PP_VISIT_DUE)
            visit.state = PP_VISIT_OFFERED;
        town_must(pp_roster_add_visit(roster, &visit, &err), &err);
    }
}

static inline void town_add_figures(const struct pp_roster_problem *problem,
                                    struct pp_roster *roster) {
    struct pp_error err;
    for (int o = 0; o < problem->n_posts; o++) {
        double available = o == TOWN_VACANT ? 0 : 2220.0 * 13 * problem->posts[o].fte_milli / 1000;
        struct pp_hours hours = {o, available, 400, 720, o == TOWN_LEADER ? 270 : 0, 2250, 500, 60};
        town_must(pp_roster_add_hours(roster, &hours, &err), &err);
    }
    struct pp_role_hours role = {"patch officer", 72000 + 0.5, 0.625};
    town_must(pp_roster_add_role(roster, &role, &err), &err);
    struct pp_level_value level = {0, "caseload", 1, 40, 40, 0.25, true};
    town_must(pp_roster_add_level(roster, &level, &err), &err);
    level = (struct pp_level_value){1, "dropins", 5, 1230.5, NAN, 2, false};
    town_must(pp_roster_add_level(roster, &level, &err), &err);
    for (int team_ix = -1; team_ix < 2; team_ix++) {
        struct pp_team_measures measures = {.team_ix = team_ix,
                                            .least_per_fte = 290,
                                            .most_per_fte = 290,
                                            .share_inside = 1,
                                            .n_homes = 320,
                                            .n_keeping_officer = 230,
                                            .n_in_reach = 320,
                                            .n_in_reach_own = 300,
                                            .worst_ward_ix = 1,
                                            .worst_ward_share = 0.75,
                                            .n_sessions = 38};
        town_must(pp_roster_add_measures(roster, &measures, &err), &err);
    }
}

/* Leads, buddies, cover, 33 drop-ins, 6 meetings, 320 visits: every rule kept; N5 is a named vacancy. Release with
 * pp_roster_done(). */
__attribute__((unused)) static void small_town_roster(const struct pp_roster_problem *problem,
                                                      struct pp_roster *ret_roster) {
    memset(ret_roster, 0, sizeof *ret_roster);
    ret_roster->outcome = PP_OUTCOME_FEASIBLE;
    town_add_leads(ret_roster);
    town_add_covers(problem, ret_roster);
    town_add_sessions(problem, ret_roster);
    town_add_visits(problem, ret_roster);
    town_add_figures(problem, ret_roster);
}

#endif
